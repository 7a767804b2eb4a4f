using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>What every act in the corridor has in common: load, do, settle what follows from it.</summary>
public sealed class StepDesk(RenewalDb db, ProcessLog log, Dossiers dossiers, GateDesk gates, IPlaces places)
{
    public GateDesk Gates => gates;

    /// <summary>An act on a project.</summary>
    public Task<T> On<T>(Process process, ProjectId project, string? opinion, Func<ProcessRun, Dossier, Task<T>> work, CancellationToken stop = default) =>
        log.Run(process, async run =>
        {
            var dossier = await dossiers.Take(project, stop);
            var result = await work(run, dossier);
            await Settle(run, dossier, stop);
            return result;
        }, opinion, stop);

    /// <summary>An act on one record.</summary>
    /// <param name="version">version the actor has seen; null where there is nothing to overwrite</param>
    /// <exception cref="RuleBroken">step.unknown (404), stale (412), project.ended, step.not_current (409)</exception>
    public Task<T> On<T>(Process process, StepId id, int? version, string? opinion, Func<ProcessRun, Dossier, StepRecord, StepTemplate, Task<T>> work,
        CancellationToken stop = default) => log.Run(process, async run =>
        {
            var project = await ProjectOf(id, stop);
            var dossier = await dossiers.Take(project, stop);
            var record = dossier.Records.Single(r => r.Id == id);
            Expect(record, version);
            dossier.Project.RequireRunning();
            if (!record.Current) throw new RuleBroken("step.not_current", $"{record.Step} 已开第 {record.Round + 1} 轮，本轮只能查看。", 409);
            var result = await work(run, dossier, record, dossier.Template.Step(record.Step));
            await Settle(run, dossier, stop);
            return result;
        }, opinion, stop);

    public async Task<ProjectId> ProjectOf(StepId id, CancellationToken stop)
    {
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(stop);
        return await db.Steps.Where(s => s.Id == id).Select(s => (ProjectId?)s.Project).SingleOrDefaultAsync(stop)
            ?? throw new RuleBroken("step.unknown", "没有这个步骤，或不在您的管辖范围内。", 404);
    }

    /// <summary>Checked at once and not only at the save: a stale page must hear that it is stale before it hears anything else.</summary>
    public static void Expect(StepRecord record, int? version)
    {
        if (version is { } seen && seen != record.Version) throw Stale();
    }

    public static RuleBroken Stale() => new("stale", "这条记录刚被他人修改过，请刷新后再办理，您填写的内容没有覆盖对方的修改。", 412);

    /// <summary>What follows from an act: limits, where each community stands, the stage shown, and the tasks on the desks.</summary>
    public async Task Settle(ProcessRun run, Dossier dossier, CancellationToken stop = default)
    {
        RunLimits(dossier);
        foreach (var step in dossier.AllSteps)
            if (step.Start.Any(c => c.Kind == ConditionKind.Named))
                foreach (var scope in dossier.ScopesOf(step)) await gates.AnswerNamed(dossier, step, scope, false, stop);
        foreach (var member in dossier.Members)
        {
            if (!member.In) continue;
            var before = member.Stage;
            var standing = StepGraph.StandingOf(dossier, member);
            if (dossier.Project.State != ProjectState.Running) standing = standing with { Open = [], Next = [], Due = null, AmberFrom = null };
            member.Stand(standing);
            if (member.Stage != before && dossier.Project.State == ProjectState.Running)
            {
                run.Fact(new StageReached(dossier.Project.Id, member.Community, member.Stage));
                await Mark(dossier, member, stop);
            }
        }
        Reconcile(run, dossier);
    }

    internal async Task Mark(Dossier dossier, ProjectCommunity member, CancellationToken stop)
    {
        // The register of communities lies beyond the reach of a firm that works on one of them; the corridor marks it all the same.
        using var _ = dossiers.Wide();
        await places.Mark(member.Community, dossier.Project.State switch
        {
            ProjectState.Closed => CommunityState.Done,
            ProjectState.Withdrawn => CommunityState.Reserve,
            _ when !member.In => CommunityState.Deferred,
            _ => member.Stage switch
            {
                Stage.Preparation => CommunityState.Preparing,
                Stage.Delivery => CommunityState.Delivering,
                _ => CommunityState.Stewarding,
            },
        }, stop);
    }

    /// <summary>Limits of all rounds being walked, from the dates their events have by now.</summary>
    /// <returns>how many moved</returns>
    internal static int RunLimits(Dossier dossier)
    {
        var moved = 0;
        foreach (var record in dossier.Records)
            if (record.Current && record.State is StepState.Open or StepState.Submitted or StepState.Paused && dossier.Template.Has(record.Step)
                && RunLimit(dossier, record)) moved++;
        return moved;
    }

    static bool RunLimit(Dossier dossier, StepRecord record)
    {
        var limit = dossier.Template.Step(record.Step).Limit;
        DateOnly? from = null;
        if (limit is not null)
        {
            var on = dossier.Template.Events.FirstOrDefault(e => e.Code == limit.From)?.On;
            from = record.EventOn ?? (string.IsNullOrEmpty(on) ? null : dossier.EventOn(on, record));
        }
        var state = StepLimit.Of(limit, dossier.Template.Clock, from, record.PausedDays, dossier.Calendar);
        var moved = state != new LimitState(record.LimitFrom, record.Due, record.AmberFrom, record.AwaitingCalendar);
        if (moved) record.RunLimit(state);
        // A limit that moved out again (a pause, a later event) is not overdue any more.
        if (record.OverdueFrom is null || record.Due is { } due && dossier.Today > due) return moved;
        record.NotOverdue();
        return true;
    }

    void Reconcile(ProcessRun run, Dossier dossier)
    {
        var wanted = TaskRules.Of(dossier).DistinctBy(w => w.Key).ToDictionary(w => w.Key);
        foreach (var task in dossier.Tasks)
        {
            if (wanted.Remove(task.Key, out var still)) task.Follow(still);
            else
            {
                var done = task.Roles.Contains($"|{run.Actor.Role}|", StringComparison.Ordinal);
                task.Close(done, run.Actor.Id, run.Actor.Organisation, run.At);
            }
        }
        dossier.Tasks.RemoveAll(t => t.State != TaskState.Open);
        foreach (var want in wanted.Values)
        {
            var task = new StepTask(want, run.At);
            run.Db.Add(task);
            dossier.Tasks.Add(task);
        }
    }

    /// <summary>Writes a line of the timeline and moves the version of the record.</summary>
    public static void Note(ProcessRun run, Dossier dossier, StepRecord? record, ActKind kind, string zh, string? opinion, DateOnly? paperOn = null,
        CommunityId? community = null)
    {
        if (paperOn is { } on && on > run.Today) throw new RuleBroken("paper.future", "落款日期不能晚于今天。") { Field = "On" };
        record?.Touch(run.At, paperOn is { } day && StepLimit.Late(day, run.Today, dossier.Template.Clock, dossier.Calendar));
        run.Db.Add(new StepAct(dossier.Project.Id, record, kind, zh, string.IsNullOrWhiteSpace(opinion) ? null : opinion.Trim(), run, paperOn, community));
    }

    /// <summary>A record to write on before the step is opened (an exception, a named condition); made where there is none.</summary>
    public static StepRecord RecordFor(ProcessRun run, Dossier dossier, StepTemplate step, StepScope scope)
    {
        if (dossier.Current(step.Id, scope.Key) is { } current) return current;
        var record = new StepRecord(dossier.Project.Id, step.Id, scope, 1);
        run.Db.Add(record);
        dossier.Records.Add(record);
        return record;
    }

    /// <summary>The next round of a step on a scope; the one before is kept as it was.</summary>
    public static async Task<StepRecord> NextRound(ProcessRun run, Dossier dossier, StepRecord record, DateOnly? notBefore = null, bool earlierStands = false)
    {
        record.GiveWay();
        // The key of the current round is free only when the old one has let go of it.
        await run.Db.SaveChangesAsync();
        var next = new StepRecord(record.Project, record.Step, dossier.ScopeOf(record), record.Round + 1);
        next.Follow(notBefore, earlierStands);
        run.Db.Add(next);
        dossier.Records.Add(next);
        return next;
    }

    public StepActed Acted(StepRecord record, StepTemplate step, ActKind act, string zh) =>
        new(record.Project, record.Id, record.Step, step.Zh, record.ScopeName, record.Community, act.ToString(), zh);

    /// <summary>A file must have been handed in, whatever its reach: its own page decides who may open it.</summary>
    public async Task RequireFile(FileId? file, CancellationToken stop = default)
    {
        if (file is not { } id || id.Value == Guid.Empty) throw new RuleBroken("paper.no_scan", "请上传盖章扫描件。") { Field = "File" };
        using var _ = dossiers.Wide();
        if (!await db.Set<FileRow>().AnyAsync(f => f.Id == id, stop)) throw new RuleBroken("paper.no_file", "找不到所附的文件，请重新上传。") { Field = "File" };
    }

    /// <summary>Finds the scope a request names; with one possible scope none need be named.</summary>
    /// <param name="item">name of a spot or an asset</param>
    public static StepScope Scope(Dossier dossier, StepTemplate step, CommunityId? community, LotId? lot, string? item)
    {
        if (!string.IsNullOrWhiteSpace(item))
        {
            var kind = Dossier.Items(step) ?? throw new RuleBroken("step.no_items", $"{step.Id} 不按点位办理。") { Field = "Item" };
            var member = community is { } c ? dossier.Member(c) : Only(dossier.MembersIn, "请选择小区。", "Community");
            return StepScope.Within(member, kind, item.Trim());
        }
        return Dossier.KeptOn(step) switch
        {
            ScopeKind.Package => StepScope.Package(dossier.Project.Name),
            ScopeKind.Lot => StepScope.Of(lot is { } l
                ? dossier.LiveLots.FirstOrDefault(x => x.Id == l) ?? throw new RuleBroken("lot.unknown", "没有这个标段，或其小区均已退出。", 404)
                : Only(dossier.LiveLots, "请选择标段。", "Lot")),
            _ => StepScope.Of(community is { } c ? dossier.Member(c) : Only(dossier.MembersIn, "请选择小区。", "Community")),
        };
    }

    static T Only<T>(IEnumerable<T> all, string which, string field)
    {
        var two = all.Take(2).ToList();
        return two.Count == 1 ? two[0] : throw new RuleBroken("step.which_scope", which) { Field = field };
    }
}

/// <summary>Who may act: a role of the template, in an organisation, on what lies in reach.</summary>
public static class Duty
{
    /// <exception cref="RuleBroken">duty.role (403)</exception>
    public static Guid Require(Actor actor, IEnumerable<string> roles, string act)
    {
        var list = roles.Distinct().ToList();
        if (!list.Contains(actor.Role))
            throw new RuleBroken("duty.role", $"「{Roles.Zh(actor.Role)}」不办理此事项：{act}由{string.Join('、', list.Select(Roles.Zh))}办理。", 403);
        return Sides.Organisation(actor);
    }

    /// <summary>A task that was handed to one organisation is done by it.</summary>
    public static void RequireHolder(Actor actor, Dossier dossier, string key)
    {
        if (dossier.Tasks.Find(t => t.Key == key)?.Organisation is { } holder && holder != actor.Organisation)
            throw new RuleBroken("duty.transferred", "该事项已转由其他单位办理。", 403);
    }

    /// <summary>Office life demands a word with it (退回, 撤回, 催办, 转办).</summary>
    public static string RequireOpinion(string? opinion, string what)
    {
        if (string.IsNullOrWhiteSpace(opinion)) throw new RuleBroken("opinion.missing", $"请填写{what}。") { Field = "Opinion" };
        if (opinion.Length > 1000) throw new RuleBroken("opinion.long", $"{what}不超过 1000 字。") { Field = "Opinion" };
        return opinion.Trim();
    }
}
