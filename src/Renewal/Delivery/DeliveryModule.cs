using Renewal.Delivery.Acceptance;
using Renewal.Delivery.Approvals;
using Renewal.Delivery.Construction;
using Renewal.Delivery.Implementers;
using Renewal.Delivery.Tendering;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery;

/// <summary>Stage 2: implementer, approvals, tender, works, acceptance.</summary>
public static class DeliveryModule
{
    public static IServiceCollection AddDelivery(this IServiceCollection services) => services
        .AddScoped<IGate, ImplementerGate>()
        .AddScoped<IGate, FeasibilityGate>()
        .AddScoped<IGate, JointReviewGate>()
        .AddScoped<IGate, TenderGate>()
        .AddScoped<IGate, PermitGate>()
        .AddScoped<IGate, IllegalStructuresGate>()
        .AddScoped<IGate, UtilitiesAgreedGate>()
        .AddScoped<IGate, UtilitiesClearGate>()
        .AddScoped<IGate, UtilitiesGate>()
        .AddScoped<IGate, QualityGate>()
        .AddScoped<IGate, JointAcceptanceGate>();
}
