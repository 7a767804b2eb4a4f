using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>Something that must hold and does not, in words for people.</summary>
public sealed record Unmet(string Zh, Condition? Condition = null);

/// <summary>
/// The graph of steps, pure: which step may be opened or finished, and every reason why not. Conditions cross scopes as steps.yaml says; per-spot
/// conditions bind that spot and nothing else.
/// </summary>
public static class StepGraph
{
    /// <summary>Why a step cannot be opened on a scope; empty when it can.</summary>
    public static IReadOnlyList<Unmet> WhyNotOpen(Dossier dossier, StepTemplate step, StepScope scope)
    {
        List<Unmet> unmet = [.. Standing(dossier, scope)];
        var current = dossier.Current(step.Id, scope.Key);
        if (current is { State: StepState.Open or StepState.Submitted or StepState.Paused }) unmet.Add(new($"{step.Id} 已经开启。"));
        if (current is { Finished: true } && !step.Repeat) unmet.Add(new($"{step.Id} 已经办结；确需重办的，走退回程序开新一轮。"));
        if (current?.NotBefore is { } day && dossier.Today < day) unmet.Add(new($"须在 {day:yyyy年M月d日} 及以后才能重新开启。"));
        if (scope.Kind is ScopeKind.Spot or ScopeKind.Asset && dossier.Current(step.Id, StepScope.Of(dossier.Member(scope.Community!.Value)).Key) is not { Opened: true })
            unmet.Add(new($"请先开启本小区的 {step.Id} {step.Zh}台账。"));
        // 先行 and 抢险: a later step met by an earlier act, or works first and papers after.
        if (current?.Exception is not (ExceptionKinds.Early or ExceptionKinds.Emergency)) unmet.AddRange(Unmet(dossier, step.Start, scope));
        return unmet;
    }

    /// <summary>
    /// Conditions that keep a step from being finished: those of the start, which must still hold, and those of the finish. Papers, figures and the gate are
    /// asked beside.
    /// </summary>
    public static IReadOnlyList<Unmet> WhyNotFinish(Dossier dossier, StepTemplate step, StepScope scope)
    {
        List<Unmet> unmet = [.. Standing(dossier, scope)];
        var current = dossier.Current(step.Id, scope.Key);
        if (current is null or { State: StepState.NotStarted }) unmet.Add(new($"{step.Id} 尚未开启。"));
        if (current is { State: StepState.Paused }) unmet.Add(new($"{step.Id} 暂停中，请先恢复。"));
        if (current?.Exception is not (ExceptionKinds.Early or ExceptionKinds.Emergency)) unmet.AddRange(Unmet(dossier, step.Start, scope));
        // What a register asks for is asked of the register, not of each spot in it.
        var item = scope.Kind is ScopeKind.Spot or ScopeKind.Asset;
        if (current?.Exception is not ExceptionKinds.Partial && !item) unmet.AddRange(Unmet(dossier, step.Finish, scope));
        if (!item && Dossier.Items(step) == ScopeKind.Spot)
            unmet.AddRange(dossier.ItemsOf(step.Id, scope.Community!.Value).Where(r => !r.Finished).Select(r => new Unmet($"{r.ScopeName} 尚未销号。")));
        return unmet;
    }

    static IEnumerable<Unmet> Standing(Dossier dossier, StepScope scope)
    {
        if (dossier.Project.State != ProjectState.Running) yield return new("项目已结束。");
        if (scope.Community is { } community && !dossier.Member(community).In) yield return new($"「{dossier.Member(community).Name}」已退出本项目。");
        if (scope.Kind == ScopeKind.Lot && !dossier.LiveLots.Any(l => l.Id == scope.Lot)) yield return new($"标段「{scope.Zh}」已撤销，或其小区均已退出。");
    }

    public static IReadOnlyList<Unmet> Unmet(Dossier dossier, IEnumerable<Condition> conditions, StepScope asking)
    {
        List<Unmet> unmet = [];
        foreach (var condition in conditions)
        {
            if (condition.Kind == ConditionKind.Named)
            {
                if (NotNamed(dossier, condition, asking) is { } reason) unmet.Add(new(reason, condition));
                continue;
            }
            if (!dossier.Template.Has(condition.Step)) continue; // a city that switched an annex step off asks nothing of it
            var scopes = dossier.Needed(dossier.Template.Step(condition.Step), asking);
            if (scopes.Count == 0)
            {
                unmet.Add(new($"{condition.Zh}：尚未划分标段。", condition));
                continue;
            }
            List<string> open = [.. scopes.Where(s => !Holds(dossier, condition, s)).Select(s => s.Zh)];
            if (open.Count == 0) continue;
            var whose = scopes.Count == 1 && scopes[0].Key == asking.Key ? "" : $"（{string.Join('、', open)}）";
            unmet.Add(new($"{condition.Zh}：尚未满足{whose}。", condition));
        }
        return unmet;
    }

    static string? NotNamed(Dossier dossier, Condition condition, StepScope asking)
    {
        if (dossier.Named.TryGetValue((condition.Step, condition.Name!, asking.Key), out var verdict))
            return verdict.Passed ? null : $"{condition.Zh}：{verdict.ReasonZh}";
        return dossier.Current(condition.Step, asking.Key) is { } record && dossier.Milestone(record.Id, condition.Name!) is not null
            ? null
            : $"{condition.Zh}：须凭文件由两个单位确认。";
    }

    /// <summary>Whether a condition on a step holds on one of its scopes.</summary>
    public static bool Holds(Dossier dossier, Condition condition, StepScope scope)
    {
        if (dossier.Current(condition.Step, scope.Key) is not { } current) return false;
        var step = dossier.Template.Step(condition.Step);
        // Steps that come again, and rounds beside which the earlier result stands, keep what an earlier round has reached.
        IEnumerable<StepRecord> rounds = step.Repeat || current.EarlierStands ? dossier.Rounds(condition.Step, scope.Key) : [current];
        return condition.Kind switch
        {
            ConditionKind.Finished => rounds.Any(r => r.Finished),
            // Opened once is opened: a way back does not close what stands beside it.
            ConditionKind.Started => dossier.Rounds(condition.Step, scope.Key).Any(r => r.Opened),
            _ => rounds.Any(r => dossier.Milestone(r.Id, condition.Name!) is not null || ExceptedAway(r)),
        };
    }

    /// <summary>A step that is in place, not applicable or replaced by another paper has its milestones with it.</summary>
    static bool ExceptedAway(StepRecord record) =>
        record is { Finished: true, Exception: ExceptionKinds.InPlace or ExceptionKinds.NotApplicable or ExceptionKinds.Equivalent };

    /// <summary>Whether a step is finished for one community: on every scope of it that concerns the community.</summary>
    public static bool FinishedFor(Dossier dossier, StepTemplate step, CommunityId community)
    {
        var any = false;
        foreach (var scope in dossier.ScopesOf(step, community))
        {
            if (!Holds(dossier, new Condition(ConditionKind.Finished, step.Id, null, ""), scope)) return false;
            any = true;
        }
        return any;
    }

    /// <summary>
    /// Where a community stands. The stage shown is that of the earliest unfinished step that is not continuous; stages overlap and stage 3 is never locked.
    /// </summary>
    public static Standing StandingOf(Dossier dossier, ProjectCommunity member)
    {
        var (done, stage, first) = (0, Stage.Stewardship, (string?)null);
        List<string> open = [], next = [];
        DateOnly? due = null, amber = null;
        foreach (var step in dossier.AllSteps)
        {
            var finished = FinishedFor(dossier, step, member.Community);
            if (step.Stage != Stage.Annex)
            {
                if (finished) done++;
                else if (first is null && !step.Continuous) (first, stage) = (step.Id, step.Stage);
            }
            foreach (var scope in dossier.ScopesOf(step, member.Community))
            {
                var record = dossier.Current(step.Id, scope.Key);
                if (record is { State: StepState.Open or StepState.Submitted or StepState.Paused })
                {
                    if (!open.Contains(step.Id)) open.Add(step.Id);
                    if (record.State != StepState.Paused && record.Due is { } day && (due is null || day < due)) (due, amber) = (day, record.AmberFrom);
                }
                else if (!finished && record is not { Finished: true } && !next.Contains(step.Id) && WhyNotOpen(dossier, step, scope).Count == 0) next.Add(step.Id);
            }
        }
        return new(stage, first, done, dossier.Template.Steps.Count, open, next, due, amber);
    }

    /// <summary>
    /// What a way back re-opens: the step it leads to, and the step it came from where that one rests on it directly or its own gate has failed.
    /// Whatever else rests on the re-opened step waits by its own conditions; what is finished stays finished (only the failed items are done again).
    /// </summary>
    public static IReadOnlyList<string> Reopened(ProcessTemplate template, string from, string to, bool gateFailed)
    {
        if (from == to) return [to];
        var step = template.Step(from);
        var rests = step.Start.Concat(step.Finish).Any(c => c.Kind != ConditionKind.Named && c.Step == to);
        return rests || gateFailed ? [to, from] : [to];
    }

    /// <summary>What still keeps the project from closing (steps.yaml, close_rule): S3.04, S3.06, S3.07 and S3.09 live on with the community.</summary>
    public static IReadOnlyList<Unmet> WhyNotClose(Dossier dossier)
    {
        List<Unmet> unmet = [.. Unmet(dossier, dossier.Template.Close.Holds, StepScope.Package(dossier.Project.Name))];
        if (!dossier.MembersIn.Any()) unmet.Add(new("项目内已没有小区，请走调出计划。"));
        return unmet;
    }

    /// <summary>Per-spot conditions (S2.11 waits for S2.05@spot): they bind the works on that spot, never the lot.</summary>
    public static IReadOnlyList<Unmet> WhyNotWorkOn(Dossier dossier, CommunityId community, string spot)
    {
        var scope = StepScope.Within(dossier.Member(community), ScopeKind.Spot, spot);
        List<Unmet> unmet = [];
        foreach (var condition in dossier.AllSteps.SelectMany(s => s.PerSpot).Distinct())
        {
            // A spot that is not on the register of the community is no illegal structure and waits for nothing.
            if (dossier.Current(condition.Step, scope.Key) is null) continue;
            if (!Holds(dossier, condition, scope)) unmet.Add(new($"{condition.Zh}：「{spot}」尚未满足，该处不能施工，其余部位不受影响。", condition));
        }
        return unmet;
    }
}
