using System.CommandLine;

namespace Renewal.Oversight;

public static class OversightModule
{
    public static IServiceCollection AddOversight(this IServiceCollection services)
    {
        return services;
    }

    public static WebApplication MapOversight(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
