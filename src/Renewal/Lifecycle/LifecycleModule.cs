using System.CommandLine;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>The corridor that all rooms open on: projects, steps, gates, papers, limits, desks.</summary>
public static class LifecycleModule
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        services.AddScoped<Dossiers>();
        services.AddScoped<GateDesk>();
        services.AddScoped<StepDesk>();
        services.AddScoped<IProjects, Projects>();
        return services;
    }

    public static WebApplication MapLifecycle(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
