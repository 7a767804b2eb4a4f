using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Quartz;
using Renewal.Foundation;

namespace Renewal.Storage.Jobs;

/// <summary>Settings of the section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>Whether this process runs jobs; a node may be kept for pages alone.</summary>
    public bool Run { get; set; } = true;

    /// <summary>Jobs at once in this process.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 32)] public int AtOnce { get; set; } = 2;

    /// <summary>Memory that a child process may take, in MB.</summary>
    [System.ComponentModel.DataAnnotations.Range(64, 1_000_000)] public int ChildMegabytes { get; set; } = 2048;

    /// <summary>How often nodes of a cluster say that they live, in seconds; a node that is silent for longer than that has its jobs taken over.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 600)] public int CheckInSeconds { get; set; } = 10;
}

/// <summary>
/// Quartz with its store on the disk: beside the embedded database in a file of its own, so that its ticking does not stand in the one writer's queue
/// (decision 0031); in the same database on PostgreSQL, clustered.
/// </summary>
sealed class JobClock(IServiceProvider services, IOptions<StorageOptions> storage, IOptions<JobsOptions> options, IEnumerable<JobKind> kinds,
    ILogger<JobClock> logger) : IHostedService, IAsyncDisposable
{
    const string Services = "renewal.services";
    IScheduler? scheduler;

    public async Task StartAsync(CancellationToken stop)
    {
        if (!options.Value.Run) return;
        var postgres = storage.Value.Provider == "postgres";
        var built = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.UseDefaultThreadPool(options.Value.AtOnce);
            // The scheduler waits in real time; only rules go by the clock of the product.
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.ConfigureScheduler(s =>
            {
                s.InstanceName = "renewal";
                s.GenerateInstanceId = true;
                s.IdleWaitTime = TimeSpan.FromSeconds(postgres ? 1 : 10);
                s.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                if (postgres)
                {
                    store.UsePostgres(Npgsql.NpgsqlFactory.Instance, storage.Value.Connection!);
                    store.UseClustering(c => c.CheckinInterval = TimeSpan.FromSeconds(options.Value.CheckInSeconds));
                }
                else
                {
                    store.UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder
                    {
                        DataSource = Path.Combine(storage.Value.Folder, "jobs.db"), DefaultTimeout = 30,
                    }.ToString());
                }
            });
        }).BuildScheduler(stop);
        built.Context[Services] = services;
        scheduler = built;
        await built.Start(stop);
        foreach (var kind in kinds.Where(k => k.Nightly is not null)) await Nightly(built, kind, stop);
        await TakeUp(stop);
    }

    public async Task StopAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref scheduler, null) is { } running) await running.Shutdown(true, stop);
    }

    public async ValueTask DisposeAsync() => await StopAsync(default);

    /// <summary>Has the job run as soon as a thread is free. Where this process runs no jobs the row waits for one that does.</summary>
    public async Task Queue(JobId id, CancellationToken stop)
    {
        if (scheduler is not { } running) return;
        var key = new JobKey(id.ToString());
        await running.ScheduleJob(JobBuilder.Create<One>().WithIdentity(key).RequestRecovery().Build(), TriggerBuilder.Create().WithIdentity(id.ToString()).StartNow().Build(),
            cancellationToken: stop);
    }

    /// <summary>Rows that wait or run and that the scheduler does not know: the process died between the two.</summary>
    async Task TakeUp(CancellationToken stop)
    {
        await using var scope = JobRunner.System(services.GetRequiredService<IServiceScopeFactory>());
        var open = await scope.ServiceProvider.GetRequiredService<RenewalDb>().Set<JobRow>()
            .Where(j => j.State == JobState.Waiting || j.State == JobState.Running).Select(j => j.Id).ToListAsync(stop);
        foreach (var id in open)
        {
            if (await scheduler!.Exists(new JobKey(id.ToString()), stop)) continue;
            logger.LogWarning("job {Job} was left over and is taken up again", id);
            await Queue(id, stop);
        }
    }

    static async Task Nightly(IScheduler running, JobKind kind, CancellationToken stop)
    {
        var key = new JobKey(kind.Code, "nightly");
        // In UTC: the name of China's time zone need not be known to the machine, and China has no summer time.
        var hour = (kind.Nightly!.Value.Hour + 16) % 24;
        var trigger = TriggerBuilder.Create().WithIdentity(kind.Code, "nightly").ForJob(key)
            .WithCronSchedule($"0 {kind.Nightly.Value.Minute} {hour} * * ?", c => c.InTimeZone(TimeZoneInfo.Utc)).Build();
        if (await running.Exists(key, stop)) await running.DeleteJob(key, stop);
        await running.ScheduleJob(JobBuilder.Create<Night>().WithIdentity(key).RequestRecovery().Build(), trigger, cancellationToken: stop);
    }

    /// <summary>Quartz's hand on a job that somebody started.</summary>
    sealed class One : Quartz.IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken stop) =>
            await ((IServiceProvider)context.Scheduler.Context[Services]!).GetRequiredService<JobRunner>()
                .Run(new JobId(Guid.Parse(context.JobDetail.Key.Name)), stop);
    }

    /// <summary>Quartz's hand on a nightly job: makes its row, so that people see that it ran.</summary>
    [DisallowConcurrentExecution]
    sealed class Night : Quartz.IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken stop)
        {
            var services = (IServiceProvider)context.Scheduler.Context[Services]!;
            var kind = services.GetServices<JobKind>().FirstOrDefault(k => k.Code == context.JobDetail.Key.Name);
            if (kind is null) return;
            var id = JobId.New();
            await using (var scope = JobRunner.System(services.GetRequiredService<IServiceScopeFactory>()))
            {
                var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
                using var turn = await services.GetRequiredService<WriterQueue>().Enter(db, stop);
                db.Add(new JobRow
                {
                    Id = id, Kind = kind.Code, Title = kind.Title, Args = "{}", Caller = JsonSerializer.Serialize(new StartedBy(Actor.System, Reach.Everything)),
                    By = Actor.System.Id, At = services.GetRequiredService<TimeProvider>().Instant(), State = JobState.Waiting,
                });
                await db.SaveChangesAsync(stop);
            }
            await services.GetRequiredService<JobRunner>().Run(id, stop);
        }
    }
}

static class JobsPart
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<JobsOptions>().BindConfiguration("Jobs").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LiveProgress>().AddSingleton<JobRunner>().AddSingleton<JobClock>().AddSingleton<ChildProcess>();
        services.AddHostedService(s => s.GetRequiredService<JobClock>());
        return services.AddScoped<IJobs, JobDesk>();
    }
}
