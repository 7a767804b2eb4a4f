using Microsoft.Extensions.Localization;
using Renewal.Storage.Outbox;
using Renewal.Web.Contract;
using Renewal.Web.Hosting;
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
        services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>();
        services.AddOutputCache();
        services.AddNav(
            new NavItem(NavGroup.Work, "消息", "Inbox", "/inbox", Order: 50, Count: (s, stop) => s.GetRequiredService<IInbox>().UnreadCount(stop)),
            new NavItem(NavGroup.Work, "后台任务", "Jobs", "/jobs", Order: 90));
        return services;
    }

    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseHosting();
        app.UseRequestLocalization(Languages.Options());
        app.UseAccess();
        app.UseOutputCache();
        app.UseAntiforgery();
        app.UseExpiredForms();
        return app;
    }

    public static WebApplication MapWeb(this WebApplication app)
    {
        // A fallback policy would also catch blazor.web.js and the style sheet of the sign-in page. The manifest is named, because the test host is
        // the entry assembly there.
        app.MapStaticAssets("Renewal.staticwebassets.endpoints.json").AllowAnonymous();
        app.MapHosting();
        app.MapGet("/inbox/open/{id:guid}", OpenMessage).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/culture", Languages.Choose).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/elder", Elder.Choose).AllowAnonymous().ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().WithStaticAssets("Renewal.staticwebassets.endpoints.json");
        return app;
    }

    /// <summary>Marks a message as read and leads to what it is about.</summary>
    static async Task<IResult> OpenMessage(Guid id, IInbox inbox, CancellationToken stop) =>
        await inbox.Open(id, stop) is { } message ? Results.LocalRedirect(message.Link ?? "/inbox") : Results.NotFound();
}
