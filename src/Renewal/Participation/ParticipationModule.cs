using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Participation;

/// <summary>
/// Consultations, votes and surveys. Until rolls and ballots are kept here, the gates judge typed figures that two organisations entered apart from
/// each other and that the sealed papers of the step bear out.
/// </summary>
public static class ParticipationModule
{
    public static IServiceCollection AddParticipation(this IServiceCollection services) => services
        .AddScoped<IGate, FirstConsultationGate>()
        .AddScoped<IGate, FirstRollGate>()
        .AddScoped<IGate, ManagementModelGate>()
        .AddScoped<IGate, SecondConsultationGate>()
        .AddScoped<IGate, SecondRollGate>()
        .AddScoped<IGate, SatisfactionGate>()
        .AddScoped<IGate, CovenantGate>()
        .AddScoped<IGate, EnclosureGate>();
}
