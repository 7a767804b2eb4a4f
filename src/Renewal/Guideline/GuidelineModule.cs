using System.CommandLine;
using Renewal.Guideline.Contract;
using Renewal.Web.Contract;

namespace Renewal.Guideline;

/// <summary>Clause catalogue, dated parameters, work items, process templates and calendar.</summary>
public static class GuidelineModule
{
    public static IServiceCollection AddGuideline(this IServiceCollection services)
    {
        // Read at once: a file that is wrong stops the start, not the first user who meets it.
        var data = GuidelineData.Load();
        services.AddSingleton(data);
        services.AddSingleton(new DomainWords(data.Words));
        services.AddSingleton<OverlayCache>();
        services.AddScoped<GuidelineDoor>();
        services.AddScoped<IGuideline>(s => s.GetRequiredService<GuidelineDoor>());
        services.AddScoped<SetParameter>();
        services.AddScoped<PublishTemplate>();
        services.AddScoped<UploadCalendar>();
        services.AddNav(
            new NavItem(NavGroup.Rules, "改造指引", "Guideline", "/guideline", Order: 10),
            new NavItem(NavGroup.Rules, "规则参数", "Parameters", "/guideline/parameters", Order: 20),
            new NavItem(NavGroup.Rules, "工作日历", "Calendar", "/guideline/calendar", Order: 30));
        return services;
    }

    public static WebApplication MapGuideline(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1/guideline").WithTags("指引 Guideline").AllowAnonymous();
        api.MapGet("/clauses", GuidelineApi.Clauses).WithSummary("条款 clauses of the guideline, with what serves them");
        api.MapGet("/clauses/{id}", GuidelineApi.Clause).WithSummary("一个条款 one clause");
        api.MapGet("/steps", GuidelineApi.Steps).WithSummary("流程步骤 steps of the process template in force");
        api.MapGet("/steps/{id}", GuidelineApi.Step).WithSummary("一个步骤 one step");
        api.MapGet("/parameters", GuidelineApi.Parameters).WithSummary("规则参数 dated parameters; division and day narrow to those in force");
        api.MapGet("/work-items", (IGuideline guideline) => guideline.WorkItems).WithSummary("改造项目目录 work items");
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
