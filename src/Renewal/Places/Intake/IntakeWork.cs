using Renewal.Places.Contract;
using Renewal.Storage.Jobs;

namespace Renewal.Places.Intake;

/// <summary>Checks or stores a large file while somebody watches.</summary>
sealed class IntakeWork(Intakes intakes) : IWork
{
    /// <summary>Files above this are worked on as a job; below, the page answers at once.</summary>
    public const long Large = 2L << 20;

    /// <param name="Version">version of the batch that was confirmed; null for a check</param>
    public sealed record Args(Guid Batch, int? Version);

    public async Task<JobResult?> Do(JobRun run, CancellationToken stop)
    {
        var args = run.Args<Args>();
        var id = new BatchId(args.Batch);
        // After a crash the job comes again; what it had committed stands.
        if (await intakes.Find(id, stop) is not { Open: true }) return new JobResult("这一批已经办结", $"/intake/{id}");
        void Progress(int rows) => run.Report(rows, 0, $"已读 {rows:N0} 行");
        var report = args.Version is { } version ? await intakes.Confirm(id, version, Progress, stop) : await intakes.Check(id, progress: Progress, stop: stop);
        return new JobResult(args.Version is null ? $"核对完成：错误 {report.Errors}，提醒 {report.Warnings}" : $"已入库：新增 {report.New}，更新 {report.Changed}",
            $"/intake/{id}");
    }
}
