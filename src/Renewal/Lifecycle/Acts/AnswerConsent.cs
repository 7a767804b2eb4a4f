using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>The second organisation agrees to, or refuses, an exception, a pause, a milestone or a way out.</summary>
public sealed class AnswerConsent(StepDesk desk)
{
    static readonly Process Answering = new("lifecycle.answer-consent", "答复提请事项");

    /// <param name="Agree">false: refused, with an opinion</param>
    public sealed record Request(ProjectId Project, Guid Consent, bool Agree, string? Opinion = null, int? Version = null);

    /// <exception cref="RuleBroken">sides.* (403), consent.unknown (404), consent.state (409), opinion.missing, duty.role (403), stale (412)</exception>
    public Task Run(Request request, CancellationToken stop = default) => desk.On(Answering, request.Project, request.Opinion, async (run, dossier) =>
    {
        dossier.Project.RequireRunning();
        var consent = dossier.Consents.Find(c => c.Id == request.Consent) ?? throw new RuleBroken("consent.unknown", "没有这项提请。", 404);
        if (request.Version is { } seen && seen != consent.Version) throw StepDesk.Stale();
        var record = dossier.Records.Find(r => r.Id == consent.Record);
        var step = record is null ? null : dossier.Template.Step(record.Step);
        if (record is { Current: false }) throw new RuleBroken("step.not_current", "该步骤已开新一轮，本提请不再有效。", 409);
        Duty.Require(run.Actor, ConsentRules.Answers(consent.Kind, step), "答复该事项");
        Duty.RequireHolder(run.Actor, dossier, $"consent/{consent.Id:N}");
        // 抢险: the order is signed by the county office; if it did not ask, it must be the one that answers.
        if (consent.Code == ExceptionKinds.Emergency && consent.AskedRole != "county_office" && run.Actor.Role != "county_office")
            throw new RuleBroken("exception.county", "抢险令须由县区改造办签署。", 403);
        if (!request.Agree) Duty.RequireOpinion(request.Opinion, "不同意的理由");
        consent.Answer(request.Agree, run.Actor, run.At);
        var zh = ConsentRules.Zh(consent, dossier.Template);
        run.Fact(new ConsentMoved(dossier.Project.Id, consent.Step, consent.Kind.ToString(), zh, consent.Community, consent.State.ToString(),
            request.Agree ? "同意" : "不同意"));
        if (!request.Agree)
        {
            StepDesk.Note(run, dossier, record, ActKind.Refuse, $"不同意：{zh}", request.Opinion, null, consent.Community);
            return true;
        }
        switch (consent.Kind)
        {
            case ConsentKind.Exception: Except(run, dossier, step!, record!, consent, zh, request.Opinion); break;
            case ConsentKind.Pause:
                record!.Pause(consent.PaperOn);
                StepDesk.Note(run, dossier, record, ActKind.Pause, zh, request.Opinion, consent.PaperOn);
                break;
            case ConsentKind.Milestone:
                ReachMilestone.Reach(run, dossier, step!, record!, consent.Code, consent.PaperOn, null, request.Opinion);
                break;
            case ConsentKind.Leave:
                await LeavePackage.Leave(run, dossier, desk, consent, request.Opinion, stop);
                break;
            case ConsentKind.Withdraw:
                await WithdrawProject.End(run, dossier, desk, consent, request.Opinion, stop);
                break;
        }
        return true;
    }, stop);

    static void Except(ProcessRun run, Dossier dossier, StepTemplate step, StepRecord record, Consent consent, string zh, string? opinion)
    {
        if (consent.Code is ExceptionKinds.InPlace or ExceptionKinds.NotApplicable or ExceptionKinds.Equivalent)
        {
            record.FinishByException(consent.Code, consent.PaperOn, run.At, consent, Verdicts.Rule(dossier, null));
            run.Fact(new StepFinished(record.Project, record.Id, step.Id, step.Zh, record.ScopeName, record.Round, record.Community, consent.PaperOn,
                GateDesk.ExceptionZh(dossier.Template, consent.Code)));
        }
        else record.WalkUnder(consent.Code);
        // A fact older than the project is not entered late: its date is its own.
        StepDesk.Note(run, dossier, record, ActKind.Exception, $"同意：{zh}", opinion, consent.Code == ExceptionKinds.InPlace ? null : consent.PaperOn);
    }
}

static class Consents
{
    public static void Ask(ProcessRun run, Dossier dossier, StepRecord? record, Consent consent, ActKind kind, string? opinion)
    {
        run.Db.Add(consent);
        dossier.Consents.Add(consent);
        var zh = ConsentRules.Zh(consent, dossier.Template);
        StepDesk.Note(run, dossier, record, kind, $"提请：{zh}，依据《{consent.PaperTitle}》", opinion, null, consent.Community);
        run.Fact(new ConsentMoved(dossier.Project.Id, consent.Step, consent.Kind.ToString(), zh, consent.Community, consent.State.ToString(), "提请另一单位同意"));
    }
}
