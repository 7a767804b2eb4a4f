using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Renewal.Storage.Outbox;
using Renewal.Storage.Record;

namespace Renewal.Oversight;

/// <summary>The nightly verification found the record or live rows altered. What exactly stands on the audit page, outside the store that was touched.</summary>
public sealed record RecordFoundWrong(long Wrong, long Facts, long Rows) : IFact
{
    public string Subject => "record/verification";
    public string Zh => $"夜间核验发现 {Wrong} 处问题（核对事实 {Facts} 条、数据 {Rows} 行）";
}

/// <summary>
/// Each night, what <c>audit verify</c> does: the result stands on the audit page, and whoever reads the record is told when something is wrong, each night
/// until it is settled.
/// </summary>
public sealed class VerifyRecord(Audit audit, RecordReading reading, ProcessLog log, IPosts posts, INotifier notifier) : IWork
{
    static readonly Process verifying = new("oversight.verify-record", "夜间核验登记");

    public async Task<JobResult?> Do(JobRun run, CancellationToken stop)
    {
        var report = await audit.Verify(new Reported(run), stop);
        reading.Keep(report);
        if (report.Clean) return new JobResult($"核验通过：事实 {report.Facts:N0} 条、数据 {report.Rows:N0} 行", "/audit");
        await log.Run(verifying, async change =>
        {
            change.Fact(new RecordFoundWrong(report.Wrong, report.Facts, report.Rows));
            foreach (var role in RecordPart.Readers.Split(','))
                foreach (var organisation in await posts.WithDuty(role, stop))
                    notifier.Notify(change, Recipient.Duty(organisation.Id, role), $"登记核验告警：发现 {report.Wrong:N0} 处问题",
                        "夜间核验发现登记或数据与签名检查点、事实链不符，可能被绕过系统改动。请立即查看登记核查页，保全数据库与检查点，并通知系统管理员查明。", "/audit");
        }, stop: stop);
        return new JobResult($"核验发现 {report.Wrong:N0} 处问题，已告警", "/audit");
    }

    sealed class Reported(JobRun run) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress at) => run.Report(at.Done, at.Total, at.Zh);
    }
}
