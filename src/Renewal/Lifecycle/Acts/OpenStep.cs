using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>Opens a step on a scope: its start conditions hold, and every one that does not is named.</summary>
public sealed class OpenStep(StepDesk desk)
{
    static readonly Process Opening = new("lifecycle.open-step", "开启步骤");

    /// <param name="Community">where the step is kept on communities; needed only in a package</param>
    /// <param name="Lot">where it is kept on lots; needed only with several</param>
    /// <param name="Item">name of a spot or an asset</param>
    /// <param name="On">date on the paper</param>
    /// <param name="EventOn">date of the event the limit runs from, where only the office knows it (县区年度申报截止日)</param>
    public sealed record Request(ProjectId Project, string Step, DateOnly On, CommunityId? Community = null, LotId? Lot = null, string? Item = null,
        DateOnly? EventOn = null, string? Opinion = null);

    /// <exception cref="RuleBroken">step.conditions, with every unmet condition; step.unknown (404); duty.role (403)</exception>
    public Task<StepId> Run(Request request, CancellationToken stop = default) => desk.On(Opening, request.Project, request.Opinion, async (run, dossier) =>
    {
        dossier.Project.RequireRunning();
        if (!dossier.Template.Has(request.Step)) throw new RuleBroken("step.unknown", $"流程中没有步骤 {request.Step}。", 404);
        var step = dossier.Template.Step(request.Step);
        Duty.Require(run.Actor, step.Enters.Append(step.Lead).Concat(step.Confirms), $"开启 {step.Id}");
        if (request.On < dossier.Project.OpenedOn)
            throw new RuleBroken("step.before_project", "开启日期早于立项日期；早于项目的事实请按「已有」录入。") { Field = "On" };
        var scope = StepDesk.Scope(dossier, step, request.Community, request.Lot, request.Item);
        Duty.RequireHolder(run.Actor, dossier, $"open/{step.Id}/{scope.Key}");
        await desk.Gates.AnswerNamed(dossier, step, scope, false, stop);
        var unmet = StepGraph.WhyNotOpen(dossier, step, scope);
        if (unmet.Count > 0) throw new RuleBroken("step.conditions", $"{step.Id} {step.Zh}还不能开启：{string.Join('；', unmet.Select(u => u.Zh.TrimEnd('。')))}。");

        var record = dossier.Current(step.Id, scope.Key);
        record = record is { Finished: true } ? await StepDesk.NextRound(run, dossier, record) : StepDesk.RecordFor(run, dossier, step, scope);
        record.Open(request.On, run.At, request.EventOn);
        StepDesk.Note(run, dossier, record, ActKind.Open, record.Round > 1 ? $"开启第 {record.Round} 轮" : "开启", request.Opinion, request.On);
        run.Fact(new StepOpened(dossier.Project.Id, record.Id, step.Id, step.Zh, scope.Zh, record.Round, scope.Community, request.On));
        // Two nodes that open the same step meet at the unique key.
        try { await run.Db.SaveChangesAsync(stop); }
        catch (DbUpdateException e) when (e.BrokenUnique() is not null) { throw new RuleBroken("step.opened", $"{step.Id} 刚被他人开启，请刷新。", 409); }
        return record.Id;
    }, stop);
}
