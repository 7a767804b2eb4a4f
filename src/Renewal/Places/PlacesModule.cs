using System.CommandLine;
using Renewal.Places.Contract;

namespace Renewal.Places;

public static class PlacesModule
{
    public static IServiceCollection AddPlaces(this IServiceCollection services)
    {
        services.AddScoped<Divisions>();
        services.AddScoped<IPlaces, PlacesReading>();
        services.AddScoped<Roll.StoreRoll>();
        return services;
    }

    public static WebApplication MapPlaces(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
