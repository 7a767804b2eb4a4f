using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// 退回重办: a way back of the template opens a new round; earlier rounds are kept. What rests on the re-opened step waits by its own conditions
/// (<see cref="StepGraph.Reopened"/>).
/// </summary>
public sealed class LoopBack(StepDesk desk, IGuideline guideline)
{
    static readonly Process Looping = new("lifecycle.loop-back", "退回重办");

    /// <param name="From">the record the need was found at</param>
    /// <param name="To">step to go back to: one of the template's ways back of that step, or of the step it leads to</param>
    /// <param name="On">date on the paper that shows the need</param>
    /// <param name="EarlierStands">the result of the round before stays in force meanwhile (书记离任：项目不停)</param>
    /// <param name="Community">only this community, where the way leads to a step of communities; null: all concerned</param>
    public sealed record Request(StepId From, string To, DateOnly On, string Opinion, bool EarlierStands = false, CommunityId? Community = null, int? Version = null);

    /// <returns>ids of the new rounds</returns>
    /// <exception cref="RuleBroken">loop.unknown, loop.nothing (409), opinion.missing, duty.role (403)</exception>
    public Task<IReadOnlyList<StepId>> Run(Request request, CancellationToken stop = default) =>
        desk.On(Looping, request.From, request.Version, request.Opinion, async (run, dossier, record, step) =>
        {
            Duty.Require(run.Actor, step.Confirms.Append(step.Lead).Append("county_office"), $"退回 {step.Id}");
            var opinion = Duty.RequireOpinion(request.Opinion, "退回重办的理由");
            if (!Ways(dossier.Template, step).Any(l => l.To == request.To))
                throw new RuleBroken("loop.unknown", $"{step.Id} 没有退回 {request.To} 的途径。") { Field = "To" };
            var verdict = await desk.Gates.Judge(dossier, step, record, stop: stop);
            var failed = verdict.State == VerdictState.Failed;
            var scope = dossier.ScopeOf(record);
            List<StepId> opened = [];
            var reopened = StepGraph.Reopened(dossier.Template, step.Id, request.To, failed);
            foreach (var id in reopened)
            {
                var again = dossier.Template.Step(id);
                var scopes = id == step.Id ? [scope] : dossier.Needed(again, scope);
                foreach (var place in scopes.ToList())
                {
                    if (id != step.Id && request.Community is { } only && place.Community is { } whose && whose != only) continue;
                    if (dossier.Current(id, place.Key) is not { State: not StepState.NotStarted } current) continue;
                    var notBefore = id == step.Id && failed ? await Again(dossier, id, record, request.On, stop) : null;
                    StepDesk.Note(run, dossier, current, ActKind.Loop, $"{step.Id} 退回 {request.To}，另开第 {current.Round + 1} 轮", opinion, request.On);
                    var next = await StepDesk.NextRound(run, dossier, current, notBefore, request.EarlierStands);
                    opened.Add(next.Id);
                }
            }
            if (opened.Count == 0) throw new RuleBroken("loop.nothing", $"{request.To} 还没有办过，不需退回。", 409);
            run.Fact(new StepLooped(record.Project, step.Id, request.To, [.. reopened], record.ScopeName, record.Community));
            return (IReadOnlyList<StepId>)opened;
        }, stop);

    /// <summary>Ways back from a step: those written at it, and those written at the step they lead to (S1.05: 首轮征求意见未通过).</summary>
    public static IEnumerable<Loop> Ways(ProcessTemplate template, StepTemplate step) =>
        step.Back.Concat(step.Start.Concat(step.Finish).Where(c => c.Kind != ConditionKind.Named && template.Has(c.Step)).Select(c => c.Step).Distinct()
            .SelectMany(id => template.Step(id).Back.Where(l => l.To == id))).DistinctBy(l => (l.WhenZh, l.To));

    /// <summary>Failed polls wait: 30 calendar days for the first consultation, 10 working days for the survey (parameters, city-overridable).</summary>
    async Task<DateOnly?> Again(Dossier dossier, string step, StepRecord record, DateOnly on, CancellationToken stop)
    {
        var id = step switch { "S1.06" => "consultation.repoll.days", "S2.13" => "satisfaction.again.days", _ => null };
        if (id is null) return null;
        var division = record.Community is { } community ? dossier.Member(community).Division : dossier.Project.Division;
        var days = (int)(await guideline.Parameter(id, division, dossier.Today, dossier.Template, stop)).Numerator;
        return step == "S1.06" ? on.AddDays(days) : dossier.Calendar.TryAdd(on, days);
    }
}
