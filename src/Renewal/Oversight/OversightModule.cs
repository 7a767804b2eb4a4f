using System.CommandLine;
using Renewal.Access.Contract;
using Renewal.Storage.Jobs;
using Renewal.Storage.Record;
using Renewal.Web.Contract;

namespace Renewal.Oversight;

public static class OversightModule
{
    public static IServiceCollection AddOversight(this IServiceCollection services)
    {
        services.AddScoped<CommunityMap>();
        services.AddNightly<VerifyRecord>(new TimeOnly(3, 20), "核验登记");
        services.AddNav(new NavItem(NavGroup.Oversight, "改造一张图", "Map", "/map", Roles.Process.Split(',')),
            new NavItem(NavGroup.Oversight, "登记核查", "Record", "/audit", RecordPart.Readers.Split(','), Order: 90));
        return services;
    }

    public static WebApplication MapOversight(this WebApplication app)
    {
        app.MapGet("/api/v1/map/communities", CommunityMap.Endpoint).RequireAuthorization(p => p.RequireRole(Roles.Process.Split(',')))
            .WithTags("一张图 Map").WithName("MapCommunities").WithSummary("Communities in a box as GeoJSON: points, or clusters where there are too many")
            .Produces<MapAnswer>(contentType: "application/geo+json");
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
