using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Renewal.Foundation;

namespace Renewal.Storage.Record;

/// <summary>What a verification found wrong.</summary>
public enum FindingKind
{
    /// <summary>A checkpoint file is missing, forged or out of its chain.</summary>
    Checkpoint,
    /// <summary>The database ends before a checkpoint: facts cut off, or an old copy put back.</summary>
    RolledBack,
    /// <summary>The chain does not lead to what a checkpoint says, or does not hold in itself.</summary>
    Chain,
    /// <summary>A fact that is not as this installation wrote it.</summary>
    Fact,
    /// <summary>A row differs from what its facts say.</summary>
    RowChanged,
    RowMissing,
    RowExtra,
    /// <summary>A bulk intake does not lead to its root.</summary>
    Batch,
}

/// <summary>One thing found, in plain Chinese.</summary>
/// <param name="Where">table and key, fact sequence, or file</param>
public sealed record Finding(FindingKind Kind, string Where, string Zh);

/// <summary>Result of a verification.</summary>
public sealed record AuditReport(DateTimeOffset At, long Facts, long Sealed, long Checkpointed, long Checkpoints, long Rows, long Wrong, IReadOnlyList<Finding> Findings)
{
    public bool Clean => Wrong == 0;
}

/// <summary>How far a verification is.</summary>
public readonly record struct AuditProgress(string Zh, long Done, long Total);

/// <summary>
/// Recomputes the record: checkpoint signatures and their chain, the MAC and chain value of every fact, and every live row of every recorded table from
/// the digests that the facts carry. Finds edits, deletions (with recomputed chain too), insertions, reordering, cut tails, a database rolled back, and
/// rows changed, deleted or inserted by SQL. What no checkpoint covers yet can be cut off without trace; the report says how many facts that are.
/// <para>Memory: about 200 bytes for each row that was ever changed singly; rows of bulk intakes are streamed. One consistent snapshot is read.</para>
/// </summary>
public sealed class Audit(RenewalDb db, FactSeals seals, Checkpoints checkpoints, TimeProvider clock)
{
    const int Kept = 500;

    readonly List<Finding> findings = [];
    long wrong;

    readonly Dictionary<(string Table, string Key), Known> known = [];
    readonly Dictionary<(string Table, Guid Batch), Taken> batches = [];
    readonly HashSet<string> names = [];

    /// <summary>What the facts say of one row that was changed singly.</summary>
    sealed class Known
    {
        public Digest32 After;
        public bool Gone, Seen, Odd;
        /// <summary>Where the row came in by a batch: which, and its digest then.</summary>
        public Guid? Batch;
        public Digest32 First;
        public long Sequence;
    }

    /// <summary>What a fact says of a bulk intake, and the tree over what is left of it.</summary>
    sealed class Taken
    {
        public required RowChange Entry;
        public required string Fact;
        public readonly Merkle Tree = new();
        public readonly List<string> PartStarts = [];
        public List<(string Key, Digest32 Digest)> Changed = [];
        public int Next;

        public void Add(string key, in Digest32 digest)
        {
            for (; Next < Changed.Count && string.CompareOrdinal(Changed[Next].Key, key) < 0; Next++) Leaf(Changed[Next].Key, Changed[Next].Digest);
            Leaf(key, digest);
        }

        public void Finish()
        {
            for (; Next < Changed.Count; Next++) Leaf(Changed[Next].Key, Changed[Next].Digest);
        }

        void Leaf(string key, Digest32 digest)
        {
            if (Tree.Count % Merkle.PartRows == 0) PartStarts.Add(key);
            Tree.Add(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref digest, 1)));
        }
    }

    public async Task<AuditReport> Verify(IProgress<AuditProgress>? progress = null, CancellationToken stop = default)
    {
        if (!db.Reach.All) throw new InvalidOperationException("verification needs everything in reach");
        // Checkpoints first, then the snapshot: the store is never behind them unless it was put back.
        var written = checkpoints.All().ToList();
        foreach (var read in written)
            if (read.Wrong is not null) Found(FindingKind.Checkpoint, read.Path, $"检查点文件 {Path.GetFileName(read.Path)}：{read.Wrong}。");

        await db.Database.OpenConnectionAsync(stop);
        var connection = db.Database.GetDbConnection();
        await using var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        await using var used = await db.Database.UseTransactionAsync(transaction, stop);

        var total = await db.Facts.LongCountAsync(stop);
        var (facts, sequence) = await Chain(written, total, progress, stop);
        foreach (var ((table, key), row) in known)
            if (row.Batch is { } id && batches.TryGetValue((table, id), out var taken)) taken.Changed.Add((key, row.First));
        foreach (var taken in batches.Values) taken.Changed.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));

        long rows = 0;
        var tables = LiveRows.All(db).ToList();
        for (var i = 0; i < tables.Count; i++)
        {
            progress?.Report(new($"核对数据表 {tables[i].Table}", i, tables.Count));
            rows += Live(tables[i], connection, transaction, stop);
        }
        progress?.Report(new("核对完毕", tables.Count, tables.Count));
        Absent(tables.Select(t => t.Table).ToHashSet());
        var checkpointed = Binding(written).Select(c => c.Sequence).DefaultIfEmpty(0).Max();
        return new(clock.Instant(), facts, sequence, Math.Min(checkpointed, sequence), written.Count, rows, wrong, findings);
    }

    /// <summary>Checkpoints that bind the present epoch: an authorised restore lets go what the older ones said beyond its place.</summary>
    static List<Checkpoint> Binding(IReadOnlyList<CheckpointRead> written)
    {
        var binding = new List<Checkpoint>();
        var limit = long.MaxValue;
        var epoch = int.MaxValue;
        foreach (var c in written.Where(r => r.Wrong is null).Select(r => r.Checkpoint!).Reverse())
        {
            if (c.Sequence <= limit) binding.Add(c);
            // The first checkpoint of an epoch is the restore itself.
            if (c.Epoch > 0 && c.Reason.StartsWith("restore", StringComparison.Ordinal) && c.Epoch < epoch) (limit, epoch) = (Math.Min(limit, c.Sequence), c.Epoch);
        }
        binding.Reverse();
        return binding;
    }

    async Task<(long Facts, long Sequence)> Chain(IReadOnlyList<CheckpointRead> written, long total, IProgress<AuditProgress>? progress, CancellationToken stop)
    {
        var expected = Binding(written).GroupBy(c => c.Sequence).ToDictionary(g => g.Key, g => g.ToList());
        var chain = new byte[32];
        long sequence = 0, facts = 0, sound = 0;
        var diverged = false;
        CheckAt(0);

        var sealedFacts = from s in db.Seals.AsNoTracking()
                          join f in db.Facts.AsNoTracking() on s.Fact equals f.Id into found
                          from f in found.DefaultIfEmpty()
                          orderby s.Sequence
                          select new { Seal = s, Fact = f };
        await foreach (var row in sealedFacts.AsAsyncEnumerable().WithCancellation(stop))
        {
            if (row.Seal.Sequence != sequence + 1)
                Found(FindingKind.Chain, $"#{sequence + 1}", row.Seal.Sequence == sequence + 2 ? $"链中第 {sequence + 1} 号记录被删除。"
                    : $"链中第 {sequence + 1} 至 {row.Seal.Sequence - 1} 号记录被删除。");
            sequence = row.Seal.Sequence;
            if (row.Fact is not { } fact)
                Found(FindingKind.Fact, $"#{sequence}", $"第 {sequence} 号事实（{row.Seal.Fact}）已不在库中。");
            else
            {
                facts++;
                if (!CryptographicOperations.FixedTimeEquals(FactSeals.Chain(chain, fact), row.Seal.Chain))
                    Found(FindingKind.Chain, $"#{sequence}", $"第 {sequence} 号事实与链值不符：{Words(fact)} 或其前一条被改动、调换或插入。");
                Genuine(fact, sequence);
                Apply(fact, sequence);
            }
            chain = row.Seal.Chain;
            CheckAt(sequence);
            if (facts % 1000 == 0) progress?.Report(new("核对事实链", facts, total));
        }
        var beyond = expected.Where(e => e.Key > sequence).SelectMany(e => e.Value).ToList();
        if (beyond.Count > 0)
            Found(FindingKind.RolledBack, $"#{sequence}", $"数据库只到第 {sequence} 号事实，而 {When(beyond[^1].At)} 的第 {beyond[^1].Number} 号检查点已到第 " +
                $"{beyond.Max(c => c.Sequence)} 号：末尾的记录被截去，或整个数据库被换回旧版本。");

        await foreach (var fact in db.Facts.AsNoTracking().Where(f => !db.Seals.Any(s => s.Fact == f.Id)).OrderBy(f => f.Position).AsAsyncEnumerable()
            .WithCancellation(stop))
        {
            facts++;
            Genuine(fact, 0);
            Apply(fact, long.MaxValue);
        }
        return (facts, sequence);

        void CheckAt(long at)
        {
            if (!expected.TryGetValue(at, out var list)) return;
            foreach (var checkpoint in list)
                if (Convert.ToHexStringLower(chain) == checkpoint.Chain) sound = at;
                else if (!diverged)
                {
                    diverged = true;
                    Found(FindingKind.Chain, $"#{sound + 1}–#{at}", $"第 {checkpoint.Number} 号检查点（{When(checkpoint.At)}）与库中的链不符：第 {sound + 1} 至 {at} 号" +
                        "事实中有被改动、删除、插入或调换的，其后的链值是重新算出来的。");
                }
        }
    }

    void Genuine(FactRow fact, long sequence)
    {
        if (!seals.IsGenuine(fact))
            Found(FindingKind.Fact, sequence > 0 ? $"#{sequence}" : $"位置 {fact.Position}", $"{(sequence > 0 ? $"第 {sequence} 号" : "一条未入链的")}事实被改动或伪造：{Words(fact)}。");
    }

    void Apply(FactRow fact, long sequence)
    {
        if (fact.Changes == "[]") return;
        RowChange[] changes;
        try { changes = JsonSerializer.Deserialize<RowChange[]>(fact.Changes) ?? []; }
        // Its MAC has been found wrong already.
        catch (JsonException) { return; }
        foreach (var change in changes)
            try
            {
                if (change.Rows is not null) batches.TryAdd((change.Table, Guid.ParseExact(change.Key, "N")), new() { Entry = change, Fact = Words(fact) });
                else Apply(change, fact, sequence);
            }
            catch (FormatException) { }
    }

    void Apply(RowChange change, FactRow fact, long sequence)
    {
        // One string for each table instead of one for each entry.
        if (!names.TryGetValue(change.Table, out var name)) names.Add(name = change.Table);
        change = change with { Table = name };
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(known, (change.Table, change.Key), out var there);
        if (!there)
        {
            row = new Known();
            if (change.Before is not null)
            {
                if (change.Batch is not null) (row.Batch, row.First) = (Guid.ParseExact(change.Batch, "N"), Digest32.Parse(change.Before));
                if (row.Batch is not { } id || !batches.ContainsKey((change.Table, id)))
                {
                    row.Odd = true;
                    Found(FindingKind.RowExtra, $"{change.Table} {change.Key}", $"{Row(change.Table, change.Key)}在 {Words(fact)} 之前没有任何登记：它是绕过系统写入的，或登记它的事实已被删除。");
                }
            }
        }
        else if (change.Before is null ? !row!.Gone : row!.Gone || Digest32.Parse(change.Before) != row.After)
        {
            row.Odd = true;
            Found(FindingKind.RowChanged, $"{change.Table} {change.Key}", $"{Row(change.Table, change.Key)}在 {Words(fact)} 之前被绕过系统改动过，或中间的事实已被删除。");
        }
        row!.Gone = change.After is null;
        if (change.After is not null) row.After = Digest32.Parse(change.After);
        row.Sequence = sequence;
    }

    long Live(LiveRows table, DbConnection connection, DbTransaction transaction, CancellationToken stop)
    {
        long count = 0;
        foreach (var row in table.Read(connection, transaction))
        {
            if (++count % 4096 == 0) stop.ThrowIfCancellationRequested();
            var where = $"{table.Table} {row.Key}";
            if (row.Wrong is not null) Found(FindingKind.RowChanged, where, $"{Row(table.Table, row.Key)}的 {row.Wrong} 一栏不是本系统写入的形式。");
            if (known.TryGetValue((table.Table, row.Key), out var fact))
            {
                fact.Seen = true;
                if (fact.Gone) Found(FindingKind.RowExtra, where, $"{Row(table.Table, row.Key)}已登记删除{Since(fact)}，却仍在库中。");
                else if (row.Digest != fact.After && row.Wrong is null)
                    Found(FindingKind.RowChanged, where, $"{Row(table.Table, row.Key)}与最近一次登记{Since(fact)}不符：被直接改动。");
            }
            else if (row.Batch is { } id && batches.TryGetValue((table.Table, id), out var taken)) taken.Add(row.Key, row.Digest);
            else Found(FindingKind.RowExtra, where, $"{Row(table.Table, row.Key)}没有任何登记：被直接插入，或登记它的事实已被删除。");
        }
        foreach (var ((name, id), taken) in batches)
            if (name == table.Table) Compare(id, taken);
        return count;
    }

    void Compare(Guid id, Taken taken)
    {
        taken.Finish();
        var entry = taken.Entry;
        if (Convert.ToHexStringLower(taken.Tree.Root()) == entry.After && taken.Tree.Count == entry.Rows) return;
        var difference = taken.Tree.Count - entry.Rows!.Value;
        var text = new StringBuilder($"{entry.Table} 的批量登记 {id}（{entry.Rows:N0} 行，{taken.Fact}）与根哈希不符：");
        text.Append(difference switch { < 0 => $"少了 {-difference:N0} 行", > 0 => $"多了 {difference:N0} 行", _ => "有行被直接改动" });
        var parts = taken.Tree.Parts;
        for (var i = 0; i < Math.Max(parts.Count, entry.Parts!.Count); i++)
        {
            if (i < parts.Count && i < entry.Parts!.Count && Convert.ToHexStringLower(parts[i]) == entry.Parts[i]) continue;
            text.Append(CultureInfo.InvariantCulture, $"，起于键 {taken.PartStarts.ElementAtOrDefault(i)} 之后的 {Merkle.PartRows} 行内");
            break;
        }
        Found(FindingKind.Batch, $"{entry.Table} {id:N}", text.Append('。').ToString());
    }

    void Absent(HashSet<string> tables)
    {
        foreach (var ((table, key), row) in known)
            if (!row.Seen && !row.Gone)
                Found(FindingKind.RowMissing, $"{table} {key}", tables.Contains(table) ? $"{Row(table, key)}最近一次登记{Since(row)}后不见了：被直接删除。"
                    : $"{Row(table, key)}所在的数据表不再受登记管理。");
        foreach (var ((table, id), taken) in batches)
            if (!tables.Contains(table)) Found(FindingKind.Batch, $"{table} {id:N}", $"{table} 的批量登记 {id} 所在的数据表不再受登记管理。");
    }

    static string Row(string table, string key) => $"{table} 中的行 {key} ";
    static string Since(Known row) => row.Sequence == long.MaxValue ? "（未入链的事实）" : $"（第 {row.Sequence} 号事实）";
    static string Words(FactRow fact) => $"「{fact.Zh}」（{When(fact.At)}）";
    static string When(DateTimeOffset at) => at.ToOffset(Clock.China).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    void Found(FindingKind kind, string where, string zh)
    {
        wrong++;
        if (findings.Count < Kept) findings.Add(new(kind, where, zh));
    }
}
