using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>退回: the confirming side returns the step, with an opinion.</summary>
public sealed class SendBackStep(StepDesk desk)
{
    static readonly Process SendingBack = new("lifecycle.send-back-step", "退回步骤");

    public sealed record Request(StepId Step, string Opinion, int? Version = null);

    /// <exception cref="RuleBroken">opinion.missing, sides.* (403), step.state (409)</exception>
    public Task Run(Request request, CancellationToken stop = default) =>
        desk.On(SendingBack, request.Step, request.Version, request.Opinion, (run, dossier, record, step) =>
        {
            Duty.Require(run.Actor, step.Confirms, $"退回 {step.Id}");
            var opinion = Duty.RequireOpinion(request.Opinion, "退回意见");
            if (record.State == StepState.Submitted) Sides.RequireOther(run.Actor, record.EnteredOrganisation, record.EnteredBy);
            record.SendBack();
            StepDesk.Note(run, dossier, record, ActKind.SendBack, "退回补正", opinion);
            run.Fact(desk.Acted(record, step, ActKind.SendBack, "退回补正"));
            return Task.FromResult(true);
        }, stop);
}
