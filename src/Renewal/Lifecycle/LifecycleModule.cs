using System.CommandLine;

namespace Renewal.Lifecycle;

public static class LifecycleModule
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        return services;
    }

    public static WebApplication MapLifecycle(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
