using Microsoft.Extensions.Options;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Participation.Contract;
using Renewal.Participation.Pages;
using Renewal.Web.Contract;

namespace Renewal.Participation;

/// <summary>Consultations, votes and surveys: rolls, ballots from every channel, counts, and proofs that anybody can check.</summary>
public static class ParticipationModule
{
    public static IServiceCollection AddParticipation(this IServiceCollection services)
    {
        services.AddMemoryCache().AddSingleton<BallotBox>().AddSingleton<BallotHeads>().AddScoped<Bundles>().AddScoped<OpenRecount>().AddScoped<ConsultationPapers>();
        services.AddScoped<ConsultationDesk>().AddScoped<ResultRules>().AddScoped<Recount>().AddScoped<Statements>().AddScoped<AuditSample>();
        services.AddScoped<DraftConsultation>().AddScoped<AnnounceConsultation>().AddScoped<FreezeRoll>().AddScoped<CloseConsultation>().AddScoped<FinishConsultation>().AddScoped<CallOffConsultation>();
        services.AddScoped<AmendRoll>().AddScoped<DecideAmendment>();
        services.AddScoped<PrintSheets>().AddScoped<SeatPrints>().AddScoped<ReceiveSheets>().AddScoped<ScanStack>().AddScoped<SortPages>().AddScoped<KeySheets>().AddScoped<KeyStairwellList>();
        services.AddScoped<SettleDispute>().AddScoped<ChangeSeat>().AddScoped<TellOwner>().AddScoped<DecidePhone>().AddScoped<UnitPhones>().AddScoped<Access.Contract.IRevealable, RevealGivenPhone>().AddScoped<RaiseObjection>().AddScoped<DecideObjection>().AddScoped<RecordAuditCall>();
        services.AddScoped<RecordVisits>().AddScoped<DoorKit>();
        services.AddScoped<PrintLetters>().AddSingleton<VoterTokens>().AddScoped<Voters>().AddSingleton<CastOnline>().AddScoped<ShowIdentity>();

        services.AddScoped<ConsultationReading>().AddScoped<INeeds, NeedsCounted>().AddScoped<ConsultationLedger>().AddSingleton<VotersDoor>();
        services.AddNav(new NavItem(NavGroup.Registers, "征询与表决", "Consultations", "/consultations", ConsultationDesk.Readers.Split(','), 15));

        services.AddOptions<SmsOptions>().BindConfiguration("Sms").ValidateDataAnnotations()
            .Validate(o => o.Sender != "http" || Uri.TryCreate(o.Url, UriKind.Absolute, out _) && !string.IsNullOrEmpty(o.Key), "Sms:Url and Sms:Key are needed for http").ValidateOnStart();
        services.AddHttpClient<HttpSms>((s, http) => http.Timeout = TimeSpan.FromSeconds(s.GetRequiredService<IOptions<SmsOptions>>().Value.TimeoutSeconds));
        services.AddScoped<ISmsSender>(s => s.GetRequiredService<IOptions<SmsOptions>>().Value.Sender switch
        {
            "http" => s.GetRequiredService<HttpSms>(),
            "file" => ActivatorUtilities.CreateInstance<FileSms>(s),
            "console" => new ConsoleSms(),
            _ => new NoSms(),
        });

        services.AddSingleton(new DomainWords(ConsultationKinds.Words));
        services.AddSingleton<CodeMessages>().AddHostedService(s => s.GetRequiredService<CodeMessages>());
        services.AddSingleton<TellPhones>().AddHostedService(s => s.GetRequiredService<TellPhones>());

        services.AddScoped<GateAnswers>();
        return services.AddScoped<IGate, FirstConsultationGate>()
            .AddScoped<IGate>(s => new RollGate(s.GetRequiredService<GateAnswers>(), "S1.06", "works"))
            .AddScoped<IGate>(s => new QuestionGate(s.GetRequiredService<GateAnswers>(), "S1.07", "model"))
            .AddScoped<IGate>(s => new QuestionGate(s.GetRequiredService<GateAnswers>(), "S2.03", "scheme"))
            .AddScoped<IGate>(s => new RollGate(s.GetRequiredService<GateAnswers>(), "S2.03", "scheme"))
            .AddScoped<IGate, SatisfactionGate>()
            .AddScoped<IGate, CovenantGate>()
            .AddScoped<IGate, EnclosureGate>();
    }

    public static WebApplication MapParticipation(this WebApplication app)
    {
        BallotPost.Use(app);
        ConsultationFiles.Map(app);
        LedgerColumns.Map(app);
        DoorApi.Map(app);
        return app;
    }
}
