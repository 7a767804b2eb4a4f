using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>暂停计时: reason, paper and a second organisation (<see cref="AnswerConsent"/>). A pause shows on the board, it does not hide the case.</summary>
public sealed class PauseStep(StepDesk desk)
{
    static readonly Process Pausing = new("lifecycle.ask-pause", "提请暂停");

    /// <param name="Reason">code of a pause reason of the template</param>
    public sealed record Request(StepId Step, string Reason, Paper Paper, string Opinion, int? Version = null);

    /// <returns>id of the consent that is awaited</returns>
    /// <exception cref="RuleBroken">pause.reason, paper.*, step.state (409), duty.role (403)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) =>
        desk.On(Pausing, request.Step, request.Version, request.Opinion, async (run, dossier, record, step) =>
        {
            Duty.Require(run.Actor, ConsentRules.Asks(ConsentKind.Pause, step), $"提请暂停 {step.Id}");
            var opinion = Duty.RequireOpinion(request.Opinion, "暂停的理由");
            if (!dossier.Template.Clock.Pauses.Any(p => p.Code == request.Reason))
                throw new RuleBroken("pause.reason", $"可暂停的情形：{string.Join('、', dossier.Template.Clock.Pauses.Select(p => p.Zh))}。") { Field = "Reason" };
            if (record.State is not (StepState.Open or StepState.Submitted)) throw new RuleBroken("step.state", $"{step.Id} 目前{StepWords.Zh(record.State)}，不能暂停。", 409);
            if (dossier.Consents.Exists(c => c.Record == record.Id && c.Kind == ConsentKind.Pause && c.State == ConsentState.Asked))
                throw new RuleBroken("consent.waiting", "该步骤的暂停正等待另一单位答复。", 409);
            request.Paper.Require(run.Today);
            await desk.RequireFile(request.Paper.File, stop);
            var consent = new Consent(dossier.Project.Id, record, null, ConsentKind.Pause, request.Reason, opinion, request.Paper, run.Actor, run.At);
            Consents.Ask(run, dossier, record, consent, ActKind.Pause, opinion);
            return consent.Id;
        }, stop);
}
