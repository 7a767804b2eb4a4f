using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Renewal.Foundation;

namespace Renewal.Storage.Record;

/// <summary>Where the record stands.</summary>
/// <param name="Facts">facts committed</param>
/// <param name="Sealed">of these, chained</param>
/// <param name="Checkpointed">of these, covered by a signed checkpoint: only what lies beyond can be cut off without trace</param>
/// <param name="Alarm">the database does not contain what the last checkpoint says</param>
public sealed record RecordState(long Facts, long Sealed, long Checkpointed, Checkpoint? Last, bool Alarm, AuditSummary? Verified)
{
    public long Unsealed => Facts - Sealed;
    public long Uncheckpointed => Math.Max(0, Facts - Checkpointed);
}

/// <summary>The last verification in short.</summary>
public sealed record AuditSummary(DateTimeOffset At, long Facts, long Rows, long Wrong, IReadOnlyList<Finding> First);

/// <summary>Answers where the record stands, for the audit page, health and the API.</summary>
public sealed class RecordReading(RenewalDb db, Checkpoints checkpoints, Sealer sealer)
{
    string VerifiedPath => Path.Combine(checkpoints.Folder, "last-verify.json");

    public async Task<RecordState> State(CancellationToken stop = default)
    {
        var facts = await db.Facts.LongCountAsync(stop);
        var chained = await db.Seals.LongCountAsync(stop);
        Checkpoint? last = null;
        var alarm = sealer.Alarm;
        try { last = checkpoints.Last(); }
        catch (InvalidDataException) { alarm = true; }
        return new(facts, chained, Math.Min(last?.Sequence ?? 0, chained), last, alarm || last?.Sequence > chained, Verified());
    }

    AuditSummary? Verified()
    {
        try { return File.Exists(VerifiedPath) ? JsonSerializer.Deserialize<AuditSummary>(File.ReadAllBytes(VerifiedPath)) : null; }
        catch (JsonException) { return null; }
    }

    /// <summary>Keeps the result for the audit page, beside the checkpoints.</summary>
    public void Keep(AuditReport report)
    {
        Directory.CreateDirectory(checkpoints.Folder);
        var summary = new AuditSummary(report.At, report.Facts, report.Rows, report.Wrong, [.. report.Findings.Take(20)]);
        File.WriteAllBytes(VerifiedPath, JsonSerializer.SerializeToUtf8Bytes(summary, RecordJson.Options));
    }
}

/// <summary>Ready only while facts are being chained and the store agrees with the last checkpoint.</summary>
sealed class RecordHealth(IServiceScopeFactory scopes, TimeProvider clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken stop = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        var state = await scope.ServiceProvider.GetRequiredService<RecordReading>().State(stop);
        var late = clock.Instant().AddSeconds(-30);
        var data = new Dictionary<string, object> { ["unsealed"] = state.Unsealed, ["uncheckpointed"] = state.Uncheckpointed };
        if (state.Alarm) return HealthCheckResult.Unhealthy("the store does not contain what the last checkpoint says", data: data);
        if (state.Unsealed > 0 && await db.Facts.AnyAsync(f => f.At < late && !db.Seals.Any(s => s.Fact == f.Id), stop))
            return HealthCheckResult.Degraded("facts have waited for the sealer for more than 30 seconds", data: data);
        return HealthCheckResult.Healthy(data: data);
    }
}
