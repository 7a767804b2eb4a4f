using System.CommandLine;

namespace Renewal.Places;

public static class PlacesModule
{
    public static IServiceCollection AddPlaces(this IServiceCollection services)
    {
        return services;
    }

    public static WebApplication MapPlaces(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
