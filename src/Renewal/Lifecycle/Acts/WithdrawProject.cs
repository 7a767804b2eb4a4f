using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>调出计划: by an adjustment paper of the level that approved it; back to the pool with its history.</summary>
public sealed class WithdrawProject(StepDesk desk)
{
    static readonly Process Withdrawing = new("lifecycle.ask-withdraw", "提请调出计划");

    public sealed record Request(ProjectId Project, string Reason, Paper Paper, int? Version = null);

    /// <returns>id of the consent that is awaited</returns>
    /// <exception cref="RuleBroken">paper.*, opinion.missing, duty.role (403), consent.waiting (409)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) => desk.On(Withdrawing, request.Project, request.Reason, async (run, dossier) =>
    {
        dossier.Project.RequireRunning();
        if (request.Version is { } seen && seen != dossier.Project.Version) throw StepDesk.Stale();
        Duty.Require(run.Actor, ConsentRules.Asks(ConsentKind.Withdraw, null), "提请调出计划");
        var reason = Duty.RequireOpinion(request.Reason, "调出的理由");
        request.Paper.Require(run.Today);
        await desk.RequireFile(request.Paper.File, stop);
        if (dossier.Consents.Exists(c => c.Kind == ConsentKind.Withdraw && c.State == ConsentState.Asked))
            throw new RuleBroken("consent.waiting", "调出计划正等待另一单位答复。", 409);
        var consent = new Consent(dossier.Project.Id, null, null, ConsentKind.Withdraw, "", reason, request.Paper, run.Actor, run.At);
        Consents.Ask(run, dossier, null, consent, ActKind.WithdrawProject, reason);
        return consent.Id;
    }, stop);

    internal static async Task End(ProcessRun run, Dossier dossier, StepDesk desk, Consent consent, string? opinion, CancellationToken stop)
    {
        dossier.Project.End(ProjectState.Withdrawn, consent.PaperOn);
        await CloseProject.Free(run, dossier, desk, stop);
        StepDesk.Note(run, dossier, null, ActKind.WithdrawProject, "调出计划，连同历史退回储备库", opinion, consent.PaperOn);
        run.Fact(new ProjectEnded(dossier.Project.Id, dossier.Project.Number, ProjectState.Withdrawn, dossier.Members[0].Community, consent.PaperOn));
    }
}
