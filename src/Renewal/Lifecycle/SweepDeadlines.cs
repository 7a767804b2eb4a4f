using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Jobs;

namespace Renewal.Lifecycle;

/// <summary>
/// Each night: a limit that ran out turns red and its lead is told; two working days later it goes to the next level up (silence is never consent). Limits
/// that awaited a calendar are computed once the year is there. Running it twice changes nothing.
/// </summary>
public sealed class SweepDeadlines(RenewalDb db, ProcessLog log, Dossiers dossiers, StepDesk desk, Desks desks, TimeProvider clock) : IWork
{
    static readonly Process Sweeping = new("lifecycle.sweep-deadlines", "时限巡检");

    public async Task<JobResult?> Do(JobRun run, CancellationToken stop)
    {
        var count = await Run(stop);
        return new JobResult($"时限巡检：{count} 项有变化");
    }

    /// <returns>how many records turned overdue, went up, or got their limit computed</returns>
    public async Task<int> Run(CancellationToken stop = default)
    {
        var today = clock.Today();
        var projects = await db.Steps.Where(s => s.Current && (s.State == StepState.Open || s.State == StepState.Submitted)
                && (s.AwaitingCalendar || s.Due < today && (s.OverdueFrom == null || s.EscalatedTo == null)))
            .Select(s => s.Project).Distinct().ToListAsync(stop);
        var changed = 0;
        foreach (var project in projects)
            changed += await log.Run(Sweeping, async run =>
            {
                var dossier = await dossiers.Take(project, stop);
                var moved = await Sweep(run, dossier, stop);
                if (moved > 0) await desk.Settle(run, dossier, stop);
                return moved;
            }, null, stop);
        return changed;
    }

    async Task<int> Sweep(ProcessRun run, Dossier dossier, CancellationToken stop)
    {
        var changed = StepDesk.RunLimits(dossier);
        if (changed > 0) run.Fact(new LimitsComputed(changed));
        foreach (var record in dossier.Records)
        {
            if (!record.Current || record.State is not (StepState.Open or StepState.Submitted) || record.Due is not { } due || run.Today <= due) continue;
            if (!dossier.Template.Has(record.Step)) continue;
            var step = dossier.Template.Step(record.Step);
            if (record.OverdueFrom is null)
            {
                record.Overdue(due.AddDays(1));
                await Tell(run, dossier, record, step, due, null, step.Lead, ActKind.Overdue, "超期", stop);
                changed++;
            }
            var up = dossier.Calendar.TryAdd(due, dossier.Template.Clock.EscalateDays);
            if (record.EscalatedTo is null && up is { } day && run.Today > day && Above(step.Lead) is { } role)
            {
                record.Escalate(role);
                await Tell(run, dossier, record, step, due, role, role, ActKind.Escalate, "超期未办，报上一级督办", stop);
                changed++;
            }
        }
        return changed;
    }

    async Task Tell(ProcessRun run, Dossier dossier, StepRecord record, StepTemplate step, DateOnly due, string? to, string told, ActKind kind, string zh,
        CancellationToken stop)
    {
        StepDesk.Note(run, dossier, record, kind, zh, null);
        run.Fact(new StepOverdue(record.Project, record.Id, step.Id, step.Zh, record.ScopeName, record.Community, due, to));
        var division = record.Community is { } community ? dossier.Member(community).Division : dossier.Project.Division;
        await desks.Tell(run, [told], record.Community, division, $"{zh}：{step.Id} {step.Zh}（{record.ScopeName}）", $"应于 {due:yyyy年M月d日}前办结，请尽快办理或说明原因。",
            $"/projects/{record.Project}", stop);
    }

    /// <summary>The next level up of a lead.</summary>
    public static string? Above(string role) => role switch
    {
        "residents" or "committee" or "owners" or "property" or "party_street" => "street",
        "county_office" or "county_gov" => "city_office",
        "city_office" => "province",
        "province" => null,
        _ => "county_office",
    };
}

/// <summary>A calendar year came in: what awaited it is computed at once.</summary>
sealed class CalendarHeard(RenewalDb db, StepDesk desk, Dossiers dossiers) : IHear<CalendarUploaded>
{
    static readonly Process Computing = new("lifecycle.compute-limits", "补算时限");

    public async Task Hear(CalendarUploaded fact, ProcessRun run)
    {
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync();
        List<ProjectId> projects;
        using (dossiers.Wide())
            projects = await db.Steps.Where(s => s.Current && s.AwaitingCalendar).Select(s => s.Project).Distinct().ToListAsync();
        foreach (var project in projects)
        {
            // The one who uploads a calendar need not reach every project that waits for it.
            using var _ = dossiers.Wide();
            await desk.On(Computing, project, null, (inner, dossier) =>
            {
                inner.Fact(new LimitsComputed(StepDesk.RunLimits(dossier)));
                return Task.FromResult(true);
            });
        }
    }
}
