using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;

namespace Renewal.Storage.Jobs;

/// <summary>
/// Progress that is not worth a transaction: on SQLite a job may hold the one writer while it reports, and a second connection would wait for it for ever.
/// There is one process there, so memory is enough; on PostgreSQL the row is written too, at most every second, for the other nodes.
/// </summary>
sealed class LiveProgress
{
    readonly ConcurrentDictionary<JobId, (long Done, long Total, string? Message)> jobs = new();

    public void Set(JobId job, long done, long total, string? message) => jobs[job] = (done, total, message);
    public void Forget(JobId job) => jobs.TryRemove(job, out _);

    public void Show(JobRow job)
    {
        if (job.State == JobState.Running && jobs.TryGetValue(job.Id, out var p)) (job.Done, job.Total, job.Message) = p;
    }
}

sealed class JobDesk(RenewalDb db, Caller caller, TimeProvider clock, WriterQueue writers, LiveProgress live, JobClock scheduler, IEnumerable<JobKind> kinds) : IJobs
{
    public async Task<JobId> Start<TJob>(object args, string title, CancellationToken stop) where TJob : IWork
    {
        if (db.Run is not null) throw new InvalidOperationException("a job starts after the run that it works on is committed");
        var kind = kinds.Single(k => k.Type == typeof(TJob));
        var job = new JobRow
        {
            Id = JobId.New(), Kind = kind.Code, Title = title, Args = JsonSerializer.Serialize(args, args.GetType()),
            Caller = JsonSerializer.Serialize(new StartedBy(caller.Actor, caller.Reach)), By = caller.Actor.Id, At = clock.Instant(), State = JobState.Waiting,
        };
        using (await writers.Enter(db, stop))
        {
            db.Add(job);
            await db.SaveChangesAsync(stop);
        }
        db.Entry(job).State = EntityState.Detached;
        // Should the process die before this line, the next start finds the waiting row.
        await scheduler.Queue(job.Id, stop);
        return job.Id;
    }

    public async Task<JobRow?> Get(JobId id, CancellationToken stop)
    {
        var me = caller.Actor.Id;
        var job = await db.Set<JobRow>().AsNoTracking().FirstOrDefaultAsync(j => j.Id == id && j.By == me, stop);
        if (job is not null) live.Show(job);
        return job;
    }

    public async Task<IReadOnlyList<JobRow>> Mine(int most, CancellationToken stop)
    {
        var me = caller.Actor.Id;
        var jobs = await db.Set<JobRow>().AsNoTracking().Where(j => j.By == me).OrderByDescending(j => j.At).Take(most).ToListAsync(stop);
        foreach (var job in jobs) live.Show(job);
        return jobs;
    }
}

/// <summary>Whom a job runs as.</summary>
sealed record StartedBy(Actor Actor, Reach Reach);

/// <summary>Runs one job in scopes of its own: one for the work, one for its row.</summary>
sealed class JobRunner(IServiceScopeFactory scopes, TimeProvider clock, WriterQueue writers, LiveProgress live, IEnumerable<JobKind> kinds, ILogger<JobRunner> logger)
{
    /// <summary>A job that brings the process down each time must not do so for ever.</summary>
    const int MostAttempts = 3;

    public async Task Run(JobId id, CancellationToken stop)
    {
        JobRow job;
        await using (var scope = System(scopes))
        {
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            using var turn = await writers.Enter(db, stop);
            if (await db.Set<JobRow>().FirstOrDefaultAsync(j => j.Id == id, stop) is not { IsOver: false } found) return;
            job = found;
            job.Attempts++;
            (job.State, job.Started) = (JobState.Running, clock.Instant());
            if (job.Attempts > MostAttempts)
                (job.State, job.Ended, job.Error) = (JobState.Failed, clock.Instant(), $"运行中断了 {MostAttempts} 次，已停止重试，请联系管理员。");
            await db.SaveChangesAsync(stop);
            if (job.IsOver) return;
        }
        string? error = null;
        JobResult? result = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var as_ = JsonSerializer.Deserialize<StartedBy>(job.Caller)!;
            scope.ServiceProvider.GetRequiredService<Caller>().Is(as_.Actor, as_.Reach);
            var kind = kinds.Single(k => k.Code == job.Kind);
            var work = (IWork)scope.ServiceProvider.GetRequiredService(kind.Type);
            result = await work.Do(new JobRun(id, job.Args, Reporter(id, scope.ServiceProvider.GetRequiredService<RenewalDb>() is PostgresRenewalDb)), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process is stopping: the row stays as it is and the next start takes it up.
            live.Forget(id);
            return;
        }
        catch (RuleBroken broken) { error = broken.Message; }
        catch (Exception e)
        {
            logger.LogError(e, "job {Job} of kind {Kind} failed", id, job.Kind);
            error = $"系统出错，任务没有完成（编号 {id.Value.ToString("N")[^8..]}），请联系管理员。";
        }
        await using (var scope = System(scopes))
        {
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            using var turn = await writers.Enter(db, default);
            job = await db.Set<JobRow>().FirstAsync(j => j.Id == id);
            live.Show(job);
            (job.State, job.Ended, job.Error, job.Result, job.Link) = (error is null ? JobState.Done : JobState.Failed, clock.Instant(), error, result?.Zh, result?.Link);
            await db.SaveChangesAsync();
        }
        live.Forget(id);
    }

    Action<long, long, string?> Reporter(JobId id, bool write)
    {
        var last = Environment.TickCount64;
        return (done, total, message) =>
        {
            live.Set(id, done, total, message);
            if (!write || Environment.TickCount64 - last < 1000) return;
            last = Environment.TickCount64;
            using var scope = scopes.CreateScope();
            scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
            scope.ServiceProvider.GetRequiredService<RenewalDb>().Set<JobRow>().Where(j => j.Id == id)
                .ExecuteUpdate(s => s.SetProperty(j => j.Done, done).SetProperty(j => j.Total, total).SetProperty(j => j.Message, message));
        };
    }

    internal static AsyncServiceScope System(IServiceScopeFactory scopes)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        return scope;
    }
}
