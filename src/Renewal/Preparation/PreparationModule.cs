using System.CommandLine;
using Renewal.Lifecycle.Contract;
using Renewal.Preparation.Eligibility;
using Renewal.Preparation.Funding;
using Renewal.Preparation.Programme;
using Renewal.Preparation.Schemes;
using Renewal.Preparation.Survey;
using Renewal.Storage.Jobs;

namespace Renewal.Preparation;

/// <summary>Stage 1: survey, eligibility, schemes, funds, programme.</summary>
public static class PreparationModule
{
    public static IServiceCollection AddPreparation(this IServiceCollection services) => services
        .AddScoped<IGate, SurveyGate>()
        .AddScoped<IGate, DraftSchemeGate>()
        .AddScoped<IGate, RefinedSchemeGate>()
        .AddScoped<IGate, FundsPlannedGate>()
        .AddScoped<IGate, FundsConfirmedGate>()
        .AddScoped<IGate, FundsGate>()
        .AddScoped<IGate, AnnualPlanGate>()
        .AddJob<ProgrammeWork>();

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [PlanCommand.Command()];
}
