using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Foundation;

namespace Renewal.Storage.Jobs;

public readonly record struct JobId(Guid Value) : IId<JobId>
{
    public static JobId New() => new(Guid.CreateVersion7());
    public static JobId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

public enum JobState { Waiting, Running, Done, Failed }

/// <summary>
/// Long work that somebody watches (an intake, an export). Registered by <c>services.AddJob&lt;T&gt;()</c> and resolved from the container; runs as the one
/// who started it, with the reach they had then. After a crash it is run again from the beginning: what it has committed it must recognise.
/// </summary>
public interface IWork
{
    /// <returns>what came of it, one sentence, or null</returns>
    /// <exception cref="RuleBroken">shown to the one who started it; anything else is logged and shown as a fault of ours</exception>
    Task<JobResult?> Do(JobRun run, CancellationToken stop);
}

/// <param name="Zh">one sentence</param>
/// <param name="Link">where to look, as a path of this site</param>
public sealed record JobResult(string Zh, string? Link = null);

/// <summary>One run of a job, as the job sees it.</summary>
public sealed class JobRun(JobId id, string args, Action<long, long, string?> report)
{
    public JobId Id { get; } = id;
    public T Args<T>() => JsonSerializer.Deserialize<T>(args)!;

    /// <summary>How far it is; cheap enough to call for each row.</summary>
    /// <param name="total">0 where it is not known</param>
    public void Report(long done, long total, string? message = null) => report(done, total, message);
}

/// <summary>A job as people see it. Not recorded: what a job changes is recorded by its own processes.</summary>
public sealed class JobRow
{
    public JobId Id { get; init; }
    public string Kind { get; init; } = "";
    public string Title { get; init; } = "";
    /// <summary>Arguments as JSON; no personal data.</summary>
    public string Args { get; init; } = "";
    /// <summary>Who started it and what was in their reach, as JSON.</summary>
    public string Caller { get; init; } = "";
    public Guid By { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? Started { get; set; }
    public DateTimeOffset? Ended { get; set; }
    public JobState State { get; set; }
    /// <summary>How often it was begun; more than once after a crash.</summary>
    public int Attempts { get; set; }
    public long Done { get; set; }
    public long Total { get; set; }
    public string? Message { get; set; }
    public string? Result { get; set; }
    public string? Link { get; set; }
    public string? Error { get; set; }

    public bool IsOver => State is JobState.Done or JobState.Failed;
}

/// <summary>Starts and shows jobs.</summary>
public interface IJobs
{
    /// <summary>Puts a job in the queue; returns at once. Not inside a run: a job must see what was committed.</summary>
    /// <param name="args">stored as JSON; ids and choices, no personal data</param>
    /// <param name="title">what people read: 导入沈阳市小区清单</param>
    Task<JobId> Start<TJob>(object args, string title, CancellationToken stop = default) where TJob : IWork;

    /// <summary>A job of whoever asks, with live progress; else null.</summary>
    Task<JobRow?> Get(JobId id, CancellationToken stop = default);

    /// <summary>Jobs of whoever asks, newest first.</summary>
    Task<IReadOnlyList<JobRow>> Mine(int most = 50, CancellationToken stop = default);
}

/// <summary>A kind of job, and when it runs by itself.</summary>
/// <param name="Nightly">time of day in China, or null for jobs that people start</param>
public sealed record JobKind(string Code, Type Type, TimeOnly? Nightly, string Title);

public static class JobKinds
{
    /// <summary>A job that people start.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services) where TJob : class, IWork =>
        services.AddTransient<TJob>().AddSingleton(new JobKind(typeof(TJob).Name, typeof(TJob), null, typeof(TJob).Name));

    /// <summary>A job that runs each night by itself, as the system; on a cluster on one node.</summary>
    public static IServiceCollection AddNightly<TJob>(this IServiceCollection services, TimeOnly inChina, string title) where TJob : class, IWork =>
        services.AddTransient<TJob>().AddSingleton(new JobKind(typeof(TJob).Name, typeof(TJob), inChina, title));
}

sealed class JobTable : IEntityTypeConfiguration<JobRow>
{
    public void Configure(EntityTypeBuilder<JobRow> job)
    {
        job.ToTable("jobs_jobs").ReachedByAll("IJobs narrows to the one who started it").Unrecorded("progress; what a job changes is recorded by its own processes");
        job.Property(j => j.Kind).HasMaxLength(100);
        job.HasIndex(j => new { j.By, j.At });
        job.HasIndex(j => j.State);
    }
}
