using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Renewal.Access;
using Renewal.Delivery;
using Renewal.Demonstration;
using Renewal.Foundation;
using Renewal.Governance;
using Renewal.Guideline;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Oversight;
using Renewal.Participation;
using Renewal.Places;
using Renewal.Preparation;
using Renewal.Stewardship;
using Renewal.Storage;
using Renewal.Web.Hosting;

namespace Renewal.Web;

/// <summary>The web host: <c>renewal serve</c>. The one place where the rooms are put together, each by name.</summary>
public static class Serving
{
    public static Command Command()
    {
        var urls = new Option<string?>("--urls") { Description = "监听地址 addresses to listen on" };
        var command = new Command("serve", "启动网站（默认） start the web site (default)") { urls };
        // Settings pass through: --Storage:Folder=… and the like.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => Run([.. parsed.GetValue(urls) is { } u ? (string[])["--urls", u] : [], .. parsed.UnmatchedTokens], stop));
        return command;
    }

    public static async Task<int> Run(string[] args, CancellationToken stop)
    {
        await using var app = Build(args);
        await Schema.Prepare(app.Services, stop);
        var demo = await DemonstrationModule.Begin(app, args, stop);
        await DemonstrationModule.Mark(app, stop);
        var rest = demo is null ? Task.CompletedTask : DemonstrationModule.Finish(demo, app.Lifetime.ApplicationStopping);
        await app.RunAsync(stop);
        await rest;
        return 0;
    }

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="args">settings as <c>--Section:Name=value</c></param>
    /// <param name="replace">last word on the services: tests put a fake clock here</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Named, because the test host is the entry assembly there and static assets go by this name.
            Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Renewal",
        });
        builder.AddHosting();
        var services = builder.Services;
        services.AddStorage();
        services.AddGuideline();
        services.AddAccess();
        services.AddPlaces();
        services.AddLifecycle();
        services.AddGovernance();
        services.AddParticipation();
        services.AddPreparation();
        services.AddDelivery();
        services.AddStewardship();
        services.AddOversight();
        services.AddWeb();
        replace?.Invoke(services);

        var app = builder.Build();
        app.UseWeb();
        app.MapStorage();
        app.MapGuideline();
        app.MapAccess();
        app.MapPlaces();
        app.MapLifecycle();
        app.MapParticipation();
        app.MapOversight();
        app.MapWeb();
        return app;
    }
}

/// <summary>Runs a verb of the command line inside the same services as the web host, without a web server, as the system.</summary>
public static class CommandHost
{
    public static async Task<int> Run(Func<IServiceProvider, Task<int>> work, params string[] args)
    {
        await using var app = Serving.Build(args);
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        try { return await work(scope.ServiceProvider); }
        catch (Foundation.RuleBroken broken)
        {
            await Console.Error.WriteLineAsync(broken.Message);
            return 1;
        }
    }

    /// <summary>
    /// For a verb that needs no store but follows the lines of a division where it is told one (ADR 0084): the work may ask each line as in force there today.
    /// Without a division no store is opened, and the work gets null.
    /// </summary>
    /// <param name="division">code of the city, or of a county, street or committee in it</param>
    public static Task<int> WithLines(string? division, Func<Func<string, Task<Parameter>>?, Task<int>> work, CancellationToken stop)
    {
        if (division is null) return work(null);
        return Run(async services =>
        {
            var unknown = new RuleBroken("verb.division", $"不认识行政区划代码「{division}」，如沈阳市是 2101。");
            if (division.Length is not (4 or 6 or 9 or 12) || !division.All(char.IsAsciiDigit)) throw unknown;
            await Storage.Schema.Prepare(services, stop);
            if ((await services.GetRequiredService<Divisions>().Tree(stop)).Find(division) is null) throw unknown;
            var (guideline, today) = (services.GetRequiredService<IGuideline>(), services.GetRequiredService<TimeProvider>().Today());
            return await work(id => guideline.Parameter(id, division, today, stop));
        }, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.AspNetCore.StaticFiles=Error");
    }
}
