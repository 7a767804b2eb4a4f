using System.CommandLine;

namespace Renewal.Guideline;

public static class GuidelineModule
{
    public static IServiceCollection AddGuideline(this IServiceCollection services)
    {
        return services;
    }

    public static WebApplication MapGuideline(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
