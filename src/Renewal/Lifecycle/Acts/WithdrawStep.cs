using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>撤回: the organisation that submitted takes the step back before it is confirmed, with a reason.</summary>
public sealed class WithdrawStep(StepDesk desk)
{
    static readonly Process Withdrawing = new("lifecycle.withdraw-step", "撤回步骤");

    public sealed record Request(StepId Step, string Opinion, int? Version = null);

    /// <exception cref="RuleBroken">opinion.missing, step.not_yours (403), step.state (409)</exception>
    public Task Run(Request request, CancellationToken stop = default) =>
        desk.On(Withdrawing, request.Step, request.Version, request.Opinion, (run, dossier, record, step) =>
        {
            var organisation = Duty.Require(run.Actor, step.Enters, $"撤回 {step.Id}");
            var opinion = Duty.RequireOpinion(request.Opinion, "撤回理由");
            if (record.State == StepState.Submitted && record.EnteredOrganisation != organisation)
                throw new RuleBroken("step.not_yours", "只有提交的单位能撤回。", 403);
            record.Withdraw();
            StepDesk.Note(run, dossier, record, ActKind.Withdraw, "撤回", opinion);
            run.Fact(desk.Acted(record, step, ActKind.Withdraw, "撤回"));
            return Task.FromResult(true);
        }, stop);
}
