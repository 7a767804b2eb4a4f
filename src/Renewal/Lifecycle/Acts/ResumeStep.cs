using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>恢复计时: the limit grows by the working days that the pause took.</summary>
public sealed class ResumeStep(StepDesk desk)
{
    static readonly Process Resuming = new("lifecycle.resume-step", "恢复步骤");

    /// <param name="On">day on which the reason ended</param>
    public sealed record Request(StepId Step, DateOnly On, string Opinion, int? Version = null);

    /// <exception cref="RuleBroken">step.state (409), pause.before, calendar.unpublished, opinion.missing</exception>
    public Task Run(Request request, CancellationToken stop = default) =>
        desk.On(Resuming, request.Step, request.Version, request.Opinion, (run, dossier, record, step) =>
        {
            Duty.Require(run.Actor, ConsentRules.Asks(ConsentKind.Pause, step), $"恢复 {step.Id}");
            var opinion = Duty.RequireOpinion(request.Opinion, "恢复的说明");
            if (record.PausedOn is { } since && request.On < since) throw new RuleBroken("pause.before", "恢复日期早于暂停日期。") { Field = "On" };
            var days = record.PausedOn is { } from ? dossier.Calendar.Between(from, request.On) : 0;
            record.Resume(days);
            foreach (var consent in dossier.Consents)
                if (consent.Record == record.Id && consent is { Kind: ConsentKind.Pause, State: ConsentState.Agreed, EndedOn: null }) consent.End(request.On);
            StepDesk.Note(run, dossier, record, ActKind.Resume, $"恢复计时，顺延 {days} 个工作日", opinion, request.On);
            run.Fact(desk.Acted(record, step, ActKind.Resume, "恢复计时"));
            return Task.FromResult(true);
        }, stop);
}
