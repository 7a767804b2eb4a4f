using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// 节点达成: a milestone of a step, or a named condition. Where a gate answers for it, the gate decides; else one organisation asks with a paper and another
/// agrees (<see cref="AnswerConsent"/>).
/// </summary>
public sealed class ReachMilestone(StepDesk desk)
{
    static readonly Process Reaching = new("lifecycle.reach-milestone", "节点达成");

    /// <param name="Code">milestone, or name of a condition of the step's start or finish</param>
    /// <param name="On">date on the paper: limits "from" this milestone run on it</param>
    /// <param name="Paper">needed where no gate answers</param>
    public sealed record Request(ProjectId Project, string Step, string Code, DateOnly On, CommunityId? Community = null, LotId? Lot = null,
        string? Item = null, Paper? Paper = null, string? Opinion = null, int? Version = null);

    /// <param name="Reached">false: it waits for the second organisation</param>
    /// <param name="Consent">id of what waits</param>
    public sealed record Answer(bool Reached, Guid? Consent, Verdict? Verdict);

    /// <exception cref="RuleBroken">gate.not_passed, milestone.unknown (404), milestone.reached (409), paper.*, duty.role (403)</exception>
    public Task<Answer> Run(Request request, CancellationToken stop = default) => desk.On(Reaching, request.Project, request.Opinion, async (run, dossier) =>
    {
        dossier.Project.RequireRunning();
        if (!dossier.Template.Has(request.Step)) throw new RuleBroken("step.unknown", $"流程中没有步骤 {request.Step}。", 404);
        var step = dossier.Template.Step(request.Step);
        Duty.Require(run.Actor, ConsentRules.Asks(ConsentKind.Milestone, step), $"{step.Id} 的节点");
        var named = step.Start.Concat(step.Finish).Any(c => c.Kind == ConditionKind.Named && c.Name == request.Code);
        if (!named && !step.Milestones.Any(m => m.Code == request.Code))
            throw new RuleBroken("milestone.unknown", $"{step.Id} 没有节点 {request.Code}。", 404) { Field = "Code" };
        var scope = StepDesk.Scope(dossier, step, request.Community, request.Lot, request.Item);
        var record = named ? StepDesk.RecordFor(run, dossier, step, scope) : dossier.Current(step.Id, scope.Key);
        if (record is null || !named && record.State == StepState.NotStarted) throw new RuleBroken("step.state", $"请先开启 {step.Id}。", 409);
        StepDesk.Expect(record, request.Version);
        if (dossier.Milestone(record.Id, request.Code) is not null) throw new RuleBroken("milestone.reached", "该节点已经达成。", 409);
        if (request.On > run.Today) throw new RuleBroken("paper.future", "日期不能晚于今天。") { Field = "On" };

        if (desk.Gates.Has(step.Id, request.Code))
        {
            var verdict = await desk.Gates.Judge(dossier, step, record, request.Code, stop: stop);
            if (!verdict.Passed) throw new RuleBroken("gate.not_passed", $"{ConsentRules.MilestoneZh(dossier.Template, step.Id, request.Code)}尚未达到：{verdict.ReasonZh}");
            Reach(run, dossier, step, record, request.Code, request.On, verdict, request.Opinion);
            return new Answer(true, null, verdict);
        }
        var paper = request.Paper ?? throw new RuleBroken("paper.missing", "该节点没有自动判定，请附依据文件，由另一单位确认。") { Field = "Paper" };
        paper.Require(run.Today);
        await desk.RequireFile(paper.File, stop);
        if (dossier.Consents.Exists(c => c.Record == record.Id && c.Kind == ConsentKind.Milestone && c.Code == request.Code && c.State == ConsentState.Asked))
            throw new RuleBroken("consent.waiting", "该节点已提请确认，正等待另一单位答复。", 409);
        var consent = new Consent(dossier.Project.Id, record, null, ConsentKind.Milestone, request.Code, request.Opinion?.Trim() ?? "", paper with { On = request.On },
            run.Actor, run.At);
        Consents.Ask(run, dossier, record, consent, ActKind.Milestone, request.Opinion);
        return new Answer(false, consent.Id, null);
    }, stop);

    internal static void Reach(ProcessRun run, Dossier dossier, StepTemplate step, StepRecord record, string code, DateOnly on, Verdict? verdict, string? opinion)
    {
        var reached = new StepMilestone(record, code, on, run.At, verdict is null ? null : Verdicts.Write(verdict));
        run.Db.Add(reached);
        dossier.Milestones.Add(reached);
        var zh = ConsentRules.MilestoneZh(dossier.Template, step.Id, code);
        StepDesk.Note(run, dossier, record, ActKind.Milestone, $"节点达成：{zh}", opinion, on);
        run.Fact(new MilestoneReached(record.Project, record.Id, step.Id, code, zh, record.ScopeName, record.Community, on));
    }
}
