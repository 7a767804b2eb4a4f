using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>录入: one organisation types the figures of a step, or of one of its milestones. Gates see them when another has confirmed.</summary>
public sealed class EnterFigures(StepDesk desk)
{
    static readonly Process Entering = new("lifecycle.enter-figures", "录入数据");

    /// <param name="Values">figure code → value</param>
    /// <param name="PaperOn">date of the paper they stand on</param>
    /// <param name="Milestone">milestone whose form it is; null for the step's own</param>
    /// <param name="Canonical">values are canonical (fen, 0.01 m², yyyy-MM-dd, 1/0); else as typed by people (yuan, m²)</param>
    public sealed record Request(StepId Step, IReadOnlyDictionary<string, string> Values, DateOnly PaperOn, string? Milestone = null, bool Canonical = false,
        string? Opinion = null, int? Version = null);

    /// <returns>id of the take</returns>
    /// <exception cref="RuleBroken">figures.*, duty.role (403), step.state (409), stale (412)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) =>
        desk.On(Entering, request.Step, request.Version, request.Opinion, (run, dossier, record, step) =>
        {
            Duty.Require(run.Actor, step.Enters, $"录入 {step.Id} 的数据");
            Duty.RequireHolder(run.Actor, dossier, $"enter/{record.Id}");
            if (record.State != StepState.Open) throw new RuleBroken("step.state", $"{step.Id} 目前{StepWords.Zh(record.State)}，不能录入。", 409);
            var all = desk.Gates.FormOfAll(step.Id);
            if (all.Count == 0) throw new RuleBroken("figures.none", $"{step.Id} 没有要录入的数据，只需文件。");
            var required = desk.Gates.Form(step.Id, request.Milestone).Where(f => f.Required).Select(f => f.Code).ToHashSet();
            var values = FigureForm.Read(all, required, request.Values, request.Canonical);
            var takes = dossier.Figures.Where(f => f.Record == record.Id).ToList();
            // What still waits, was sent back or differed gives way; what is confirmed stays and is judged together with the new take.
            foreach (var open in takes.Where(f => f.Milestone == request.Milestone
                && f.State is FiguresState.Entered or FiguresState.SentBack or FiguresState.Mismatch))
                open.Replace();
            var take = new StepFigures(record, request.Milestone, takes.Count == 0 ? 1 : takes.Max(t => t.Take) + 1, values, request.PaperOn, run.Actor, run.At);
            run.Db.Add(take);
            dossier.Figures.Add(take);
            StepDesk.Note(run, dossier, record, ActKind.Figures, $"第 {take.Take} 次录入数据", request.Opinion, request.PaperOn);
            run.Fact(new FiguresMoved(record.Project, record.Id, step.Id, step.Zh, record.Community, take.Take, take.State.ToString(), "已录入，待另一单位核对"));
            return Task.FromResult(take.Id);
        }, stop);
}
