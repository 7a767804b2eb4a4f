using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Renewal.Foundation;

namespace Renewal.Storage.Record;

/// <summary>
/// Chains facts after their commit, at most a second later, one at a time over all nodes, and writes checkpoints when they are due. A chain head kept in
/// each transaction would cost nine tenths of the throughput (ADR 0020).
/// <para>
/// PostgreSQL hands out positions before commit, so a lower one may appear after a higher: a position is only passed for good once every transaction that
/// could still hold a lower one has ended. Facts are chained in the order they are found, and the sequence in <see cref="SealRow"/> is the record's order.
/// </para>
/// </summary>
public sealed class Sealer(IServiceScopeFactory scopes, WriterQueue writers, Checkpoints checkpoints, IOptions<RecordOptions> options, TimeProvider clock,
    ILogger<Sealer> log)
{
    const long OneSealer = 0x52656E6577616C;
    const int Take = 500;

    readonly SemaphoreSlim one = new(1, 1);
    bool started;
    long passed, seen;
    (long Position, long Transaction)? waiting;
    Checkpoint? last;
    bool alarm;

    /// <summary>The database does not contain what the last checkpoint says: rolled back or rewritten. No checkpoint is written until an authorised restore.</summary>
    public bool Alarm => alarm;

    /// <summary>Seals what there is and writes a checkpoint if one is due, or in any case when <paramref name="force"/> is given.</summary>
    /// <returns>facts sealed now</returns>
    public async Task<int> Pass(string? force = null, CancellationToken stop = default)
    {
        await one.WaitAsync(stop);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            var count = 0;
            while (true)
            {
                var batch = await SealSome(db, force is not null, stop);
                count += batch;
                if (batch < Take) break;
            }
            await CheckpointIfDue(db, force, stop);
            return count;
        }
        finally { one.Release(); }
    }

    async Task<int> SealSome(RenewalDb db, bool force, CancellationToken stop)
    {
        var sqlite = db is SqliteRenewalDb;
        var top = await db.Facts.MaxAsync(f => (long?)f.Position, stop) ?? 0;
        if (top < passed) (passed, waiting) = (0, null);
        if (started && !force && top == seen && waiting is null) return 0;

        using var turn = await writers.Enter(db, stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        long oldest = 0;
        if (!sqlite)
        {
            if (!await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({OneSealer}) AS \"Value\"").SingleAsync(stop)) return 0;
            oldest = await db.Database.SqlQuery<long>($"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS \"Value\"").SingleAsync(stop);
        }
        var head = await db.Seals.OrderByDescending(s => s.Sequence).FirstOrDefaultAsync(stop);
        if (!started && sqlite && head is not null)
            passed = await db.Facts.Where(f => f.Id == head.Fact).Select(f => (long?)f.Position).SingleOrDefaultAsync(stop) ?? 0;
        var facts = await db.Facts.AsNoTracking().Where(f => f.Position > passed && !db.Seals.Any(s => s.Fact == f.Id))
            .OrderBy(f => f.Position).Take(Take).ToListAsync(stop);
        var (sequence, chain) = (head?.Sequence ?? 0, head?.Chain ?? new byte[32]);
        foreach (var fact in facts)
        {
            chain = FactSeals.Chain(chain, fact);
            db.Add(new SealRow { Sequence = ++sequence, Fact = fact.Id, Chain = chain });
        }
        await db.SaveChangesAsync(stop);
        long? next = sqlite ? null
            : await db.Database.SqlQuery<long>($"SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS \"Value\"").SingleAsync(stop);
        await transaction.CommitAsync(CancellationToken.None);
        db.ChangeTracker.Clear();

        started = true;
        if (facts.Count == Take)
        {
            if (sqlite) passed = facts[^1].Position;
            return facts.Count;
        }
        if (facts.Count > 0) top = Math.Max(top, facts[^1].Position);
        seen = top;
        if (sqlite) passed = top;
        else
        {
            // Every transaction that could hold a position at or below `waiting` had begun by then and has ended by now.
            if (waiting is { } w && oldest >= w.Transaction) (passed, waiting) = (w.Position, null);
            if (waiting is null && passed < top) waiting = (top, next!.Value);
        }
        return facts.Count;
    }

    async Task CheckpointIfDue(RenewalDb db, string? force, CancellationToken stop)
    {
        var head = await db.Seals.OrderByDescending(s => s.Sequence).FirstOrDefaultAsync(stop);
        last ??= checkpoints.Last();
        var sequence = head?.Sequence ?? 0;
        if (last is not null && checkpoints.LastNumber() != last.Number) last = checkpoints.Last();
        if (last is not null && !await Holds(db, last, stop))
        {
            if (!alarm) log.LogCritical("The record does not contain what checkpoint {Number} says about fact {Sequence}: rolled back or rewritten. " +
                "No checkpoint is written until an authorised restore; run `audit verify`.", last.Number, last.Sequence);
            alarm = true;
            return;
        }
        alarm = false;
        if (head is null || last is not null && sequence <= last.Sequence) return;
        var fresh = sequence - (last?.Sequence ?? 0);
        var reason = force ?? (fresh >= options.Value.CheckpointFacts ? "facts"
            : last is null || clock.Instant() - last.At >= TimeSpan.FromSeconds(options.Value.CheckpointSeconds) ? "time" : null);
        if (reason is not null && checkpoints.Write(sequence, Convert.ToHexStringLower(head.Chain), reason) is { } written) last = written;
    }

    static async Task<bool> Holds(RenewalDb db, Checkpoint checkpoint, CancellationToken stop)
    {
        if (checkpoint.Sequence == 0) return true;
        var seal = await db.Seals.AsNoTracking().SingleOrDefaultAsync(s => s.Sequence == checkpoint.Sequence, stop);
        return seal is not null && Convert.ToHexStringLower(seal.Chain) == checkpoint.Chain;
    }
}

/// <summary>Runs the sealer twice a second for as long as the site is up.</summary>
sealed class SealerService(Sealer sealer, ILogger<SealerService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await Next(timer, stop))
            try { await sealer.Pass(stop: stop); }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
            // The chain waits and nothing is lost; what stands unsealed is shown on the audit page and in /readyz.
            catch (Exception e) { log.LogError(e, "Sealing failed; trying again"); }
    }

    static async Task<bool> Next(PeriodicTimer timer, CancellationToken stop)
    {
        try { return await timer.WaitForNextTickAsync(stop); }
        catch (OperationCanceledException) { return false; }
    }
}
