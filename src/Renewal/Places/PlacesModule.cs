using System.CommandLine;
using Renewal.Access.Contract;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage.Jobs;
using Renewal.Web.Contract;

namespace Renewal.Places;

public static class PlacesModule
{
    public static IServiceCollection AddPlaces(this IServiceCollection services)
    {
        services.AddScoped<Divisions>();
        services.AddScoped<IPlaces, PlacesReading>();
        services.AddScoped<IRoll, RollDoor>();
        services.AddSingleton<IntakeShelf>();
        services.AddScoped<Intakes>();
        services.AddScoped<IIntakeKind, CommunityIntake>();
        services.AddJob<IntakeWork>();
        services.AddScoped<EditCommunity>();
        services.AddScoped<IIntakeKind, Roll.RollIntake>();
        services.AddScoped<IIntakeKind, Roll.HouseholdListIntake>();
        services.AddScoped<Roll.StoreRoll>();
        services.AddScoped<AmendCommunity>();
        services.AddSingleton<PublicCommunities>();
        services.AddScoped<CommunityLedger>();
        services.AddScoped<CommunityArchive>();
        services.AddScoped<IRevealable, RevealOwner>();
        services.AddScoped<IRevealable, RevealHousehold>();
        services.AddNav(new NavItem(NavGroup.Registers, "小区台账", "Communities", "/communities", ExportCommunities.LedgerReaders.Split(',')));
        services.AddNav(new NavItem(NavGroup.Registers, "导入台账", "Intake", "/intake", IntakeEndpoints.Takers.Split(','), Order: 20));
        return services;
    }

    public static WebApplication MapPlaces(this WebApplication app)
    {
        ExportCommunities.Map(app);
        CommunitiesApi.Map(app);
        IntakeEndpoints.Map(app);
        RollTemplateFile.Map(app);
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [IntakeCommands.Command(Roll.RollCommands.Commands())];
}
