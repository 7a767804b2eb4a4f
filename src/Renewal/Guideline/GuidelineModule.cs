using System.CommandLine;
using Renewal.Guideline.Contract;

namespace Renewal.Guideline;

/// <summary>Clause catalogue, dated parameters, work items, process templates and calendar.</summary>
public static class GuidelineModule
{
    public static IServiceCollection AddGuideline(this IServiceCollection services)
    {
        // Read at once: a file that is wrong stops the start, not the first user who meets it.
        services.AddSingleton(GuidelineData.Load());
        services.AddSingleton<OverlayCache>();
        services.AddScoped<GuidelineDoor>();
        services.AddScoped<IGuideline>(s => s.GetRequiredService<GuidelineDoor>());
        return services;
    }

    public static WebApplication MapGuideline(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
