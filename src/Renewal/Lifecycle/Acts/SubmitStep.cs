using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>提交: the entering side hands the step to the confirming side, with its papers sealed and its figures confirmed.</summary>
public sealed class SubmitStep(StepDesk desk)
{
    static readonly Process Submitting = new("lifecycle.submit-step", "提交步骤");

    public sealed record Request(StepId Step, string? Opinion = null, int? Version = null);

    /// <exception cref="RuleBroken">step.papers, step.figures, step.state (409), duty.role (403), stale (412)</exception>
    public Task Run(Request request, CancellationToken stop = default) =>
        desk.On(Submitting, request.Step, request.Version, request.Opinion, (run, dossier, record, step) =>
        {
            var organisation = Duty.Require(run.Actor, step.Enters, $"提交 {step.Id}");
            Duty.RequireHolder(run.Actor, dossier, $"enter/{record.Id}");
            if (record.State == StepState.Open) Readiness.Require(desk.Gates, dossier, step, record);
            record.Submit(organisation, run.Actor.Id, run.Actor.OrganisationName);
            StepDesk.Note(run, dossier, record, ActKind.Submit, "提交复核", request.Opinion);
            run.Fact(desk.Acted(record, step, ActKind.Submit, "提交复核"));
            return Task.FromResult(true);
        }, stop);
}

/// <summary>What must lie ready before a step is handed over or closed: sealed papers and confirmed figures.</summary>
static class Readiness
{
    public static void Require(GateDesk gates, Dossier dossier, Guideline.Contract.StepTemplate step, StepRecord record)
    {
        var missing = dossier.MissingPapers(step, record);
        if (missing.Count > 0)
            throw new RuleBroken("step.papers", $"还缺已用印的文件：{string.Join('、', missing.Select(p => $"《{p.Zh}》"))}。") { Field = "Papers" };
        if (record.Scope == ScopeKind.Spot || record.Exception is ExceptionKinds.Equivalent) return;
        var takes = dossier.Figures.Where(f => f.Record == record.Id).ToList();
        if (takes.Exists(t => t.State is FiguresState.Entered)) throw new RuleBroken("step.figures", "有数据待另一单位核对。") { Field = "Figures" };
        if (takes.Exists(t => t.State is FiguresState.Mismatch)) throw new RuleBroken("step.figures", "双方录入的数据不一致，须重新核对。") { Field = "Figures" };
        var figures = dossier.Confirmed(record);
        var lacking = gates.Form(step.Id, null).Where(f => f.Required && !figures.Has(f.Code)).ToList();
        if (lacking.Count > 0)
            throw new RuleBroken("step.figures", $"还缺经双方核对的数据：{string.Join('、', lacking.Select(f => f.Zh))}。") { Field = "Figures" };
    }
}
