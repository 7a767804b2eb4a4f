using Renewal.Access;

namespace Renewal.Web;

public static class WebModule
{
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddAntiforgery();
        services.AddCascadingAuthenticationState();
        services.AddLocalization();
        return services;
    }

    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseRequestLocalization(Languages.Options());
        app.UseAccess();
        app.UseAntiforgery();
        return app;
    }

    public static WebApplication MapWeb(this WebApplication app)
    {
        // A fallback policy would also catch blazor.web.js and the style sheet of the sign-in page. The manifest is named, because the test host is
        // the entry assembly there.
        app.MapStaticAssets("Renewal.staticwebassets.endpoints.json").AllowAnonymous();
        app.MapGet("/culture", Languages.Choose).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/elder", Elder.Choose).AllowAnonymous().ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().WithStaticAssets("Renewal.staticwebassets.endpoints.json");
        return app;
    }
}
