using Renewal.Lifecycle.Contract;
using Renewal.Stewardship.Assets;
using Renewal.Stewardship.Evaluation;
using Renewal.Stewardship.MaintenanceFund;
using Renewal.Stewardship.PropertyService;
using Renewal.Stewardship.ServiceDesk;

namespace Renewal.Stewardship;

/// <summary>Stage 3, with the property side that is chosen and opened before it: property service, desk, fund, assets, evaluation.</summary>
public static class StewardshipModule
{
    public static IServiceCollection AddStewardship(this IServiceCollection services) => services
        .AddScoped<IGate, ManagementUnitGate>()
        .AddScoped<IGate, ContractGate>()
        .AddScoped<IGate, MovingInGate>()
        .AddScoped<IGate, TariffGate>()
        .AddScoped<IGate, DeskGate>()
        .AddScoped<IGate, FundOpenedGate>()
        .AddScoped<IGate, FundGate>()
        .AddScoped<IGate, FacilityGate>()
        .AddScoped<IGate, LicenceGate>()
        .AddScoped<IGate, ServiceEvaluationGate>();
}
