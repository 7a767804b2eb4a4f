using System.Text.Json;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// 复核办结: another organisation than the one that submitted agrees, every start and finish condition holds, the papers are sealed and the gate says yes.
/// The verdict is kept with the step as it was judged, with the rule version; nobody can bring one along.
/// </summary>
public sealed class ConfirmStep(StepDesk desk)
{
    static readonly Process Finishing = new("lifecycle.finish-step", "办结步骤");

    /// <param name="On">date on the paper</param>
    public sealed record Request(StepId Step, DateOnly On, string? Opinion = null, int? Version = null);

    /// <exception cref="RuleBroken">step.conditions, gate.not_passed, step.papers, sides.* (403), step.state (409), stale (412)</exception>
    public Task<Verdict> Run(Request request, CancellationToken stop = default) =>
        desk.On(Finishing, request.Step, request.Version, request.Opinion, async (run, dossier, record, step) =>
        {
            var organisation = Duty.Require(run.Actor, step.Confirms, $"复核 {step.Id}");
            Duty.RequireHolder(run.Actor, dossier, $"confirm/{record.Id}");
            if (record.State != StepState.Submitted)
                throw new RuleBroken("step.state", $"{step.Id} 目前{StepWords.Zh(record.State)}，{(record.Finished ? "不需再复核" : "尚未提交，不能复核")}。", 409);
            Sides.RequireOther(run.Actor, record.EnteredOrganisation, record.EnteredBy);
            if (request.On < record.OpenedOn) throw new RuleBroken("step.before_open", "办结日期早于开启日期。") { Field = "On" };
            Readiness.Require(desk.Gates, dossier, step, record);

            var scope = dossier.ScopeOf(record);
            await desk.Gates.AnswerNamed(dossier, step, scope, true, stop);
            var verdict = await desk.Gates.Judge(dossier, step, record, confirming: true, stop: stop);
            var unmet = StepGraph.WhyNotFinish(dossier, step, scope);
            List<string> why = [.. unmet.Where(u => u.Condition?.Kind != ConditionKind.Named || verdict.Passed).Select(u => u.Zh.TrimEnd('。'))];
            if (why.Count > 0) throw new RuleBroken("step.conditions", $"{step.Id} {step.Zh}还不能办结：{string.Join('；', why)}。");
            if (!verdict.Passed) throw new RuleBroken("gate.not_passed", $"{step.Id} 关口未通过：{verdict.ReasonZh}{(verdict.Distance is null ? "" : $"（{verdict.Distance}）")}");

            record.Finish(request.On, run.At, organisation, run.Actor.Id, run.Actor.OrganisationName, Verdicts.Write(verdict), Verdicts.Rule(dossier, verdict));
            StepDesk.Note(run, dossier, record, ActKind.Confirm, "复核办结", request.Opinion, request.On);
            run.Fact(new StepFinished(record.Project, record.Id, step.Id, step.Zh, record.ScopeName, record.Round, record.Community, request.On,
                record.Exception is { } kind ? GateDesk.ExceptionZh(dossier.Template, kind) : null));
            // S2.05@spot: a spot that is closed is clear, or proven lawful.
            if (record.Scope == ScopeKind.Spot && step.Milestones.FirstOrDefault(m => m.Code == "spot") is { } clear)
            {
                var reached = new StepMilestone(record, clear.Code, request.On, run.At, null);
                run.Db.Add(reached);
                dossier.Milestones.Add(reached);
                run.Fact(new MilestoneReached(record.Project, record.Id, step.Id, clear.Code, clear.Zh, record.ScopeName, record.Community, request.On));
            }
            return verdict;
        }, stop);
}

/// <summary>Verdicts as they are kept.</summary>
static class Verdicts
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Verdict verdict) => JsonSerializer.Serialize(verdict, Plain);
    public static Verdict? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<Verdict>(json, Plain);

    public static string Rule(Dossier dossier, Verdict? verdict) => verdict?.Basis is { } basis ? $"{dossier.Template.Version}；{basis}" : dossier.Template.Version;
}
