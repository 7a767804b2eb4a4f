using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// 例外: asked for with a paper by one organisation, granted by another (<see cref="AnswerConsent"/>). 已有, 不涉及 and 以此代彼 are the result of the step;
/// 先行 and 抢险 free it from its start conditions, 分段 from those of its finish; no exception answers a gate that is asked.
/// </summary>
public sealed class GrantException(StepDesk desk)
{
    static readonly Process Asking = new("lifecycle.ask-exception", "提请例外");

    /// <param name="Kind">kind of the template: in_place, not_applicable, equivalent, early, partial, emergency</param>
    /// <param name="Leftover">甩项, for partial</param>
    /// <param name="LeftoverBy">until when, for partial</param>
    /// <param name="Guarantor">who stands for it, for partial</param>
    public sealed record Request(ProjectId Project, string Step, string Kind, string Reason, Paper Paper, CommunityId? Community = null, LotId? Lot = null,
        string? Item = null, string? Leftover = null, DateOnly? LeftoverBy = null, string? Guarantor = null, int? Version = null);

    /// <summary>Kinds that every step allows; the others are named by the step.</summary>
    static readonly string[] Everywhere = [ExceptionKinds.Partial, ExceptionKinds.Emergency];

    /// <returns>id of the consent that is awaited</returns>
    /// <exception cref="RuleBroken">exception.not_allowed, exception.leftover, paper.*, opinion.missing, duty.role (403)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) => desk.On(Asking, request.Project, request.Reason, async (run, dossier) =>
    {
        dossier.Project.RequireRunning();
        if (!dossier.Template.Has(request.Step)) throw new RuleBroken("step.unknown", $"流程中没有步骤 {request.Step}。", 404);
        var step = dossier.Template.Step(request.Step);
        Duty.Require(run.Actor, ConsentRules.Asks(ConsentKind.Exception, step).Append("county_office"), $"提请 {step.Id} 的例外");
        var reason = Duty.RequireOpinion(request.Reason, "例外的理由");
        var zh = GateDesk.ExceptionZh(dossier.Template, request.Kind);
        if (request.Kind == ExceptionKinds.Withdrawn) throw new RuleBroken("exception.not_allowed", "调出计划是整个项目或小区的事，请走「调出计划」或「退出项目包」。");
        if (!Everywhere.Contains(request.Kind) && !step.Exceptions.Contains(request.Kind))
            throw new RuleBroken("exception.not_allowed", $"{step.Id} {step.Zh}不适用「{zh}」。") { Field = "Kind" };
        request.Paper.Require(run.Today);
        await desk.RequireFile(request.Paper.File, stop);
        var scope = StepDesk.Scope(dossier, step, request.Community, request.Lot, request.Item);
        var record = StepDesk.RecordFor(run, dossier, step, scope);
        StepDesk.Expect(record, request.Version);
        if (record.Finished) throw new RuleBroken("step.state", $"{step.Id} 已办结。", 409);
        if (dossier.Consents.Exists(c => c.Record == record.Id && c.Kind == ConsentKind.Exception && c.State == ConsentState.Asked))
            throw new RuleBroken("consent.waiting", "该步骤已有例外在等待另一单位答复。", 409);

        var consent = new Consent(dossier.Project.Id, record, null, ConsentKind.Exception, request.Kind, reason, request.Paper, run.Actor, run.At);
        if (request.Kind == ExceptionKinds.Partial)
        {
            if (string.IsNullOrWhiteSpace(request.Leftover) || string.IsNullOrWhiteSpace(request.Guarantor) || request.LeftoverBy is not { } by || by <= run.Today)
                throw new RuleBroken("exception.leftover", "分段办理须列明甩项、今后的完成期限和担保单位。") { Field = "Leftover" };
            consent.Leave(request.Leftover.Trim(), by, request.Guarantor.Trim());
        }
        if (request.Kind == ExceptionKinds.Emergency)
            consent.Leave("24 小时内补齐材料，15 日内补征求意见", request.Paper.On.AddDays(15), null);
        Consents.Ask(run, dossier, record, consent, ActKind.Exception, reason);
        return consent.Id;
    }, stop);
}
