using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;

namespace Renewal.Storage.Record;

/// <summary>What the operation log (操作日志) is narrowed to; null or empty does not narrow.</summary>
/// <param name="From">first day, in China</param>
/// <param name="To">last day, in China</param>
/// <param name="Who">part of the name of the person or organisation</param>
/// <param name="Process">part of the process's code or Chinese name</param>
/// <param name="About">part of the subject or of the sentence</param>
/// <param name="Community">id, or part of the name</param>
public sealed record LogFilter(DateOnly? From, DateOnly? To, string? Who, string? Process, string? About, string? Community)
{
    public static LogFilter Of(Func<string, string?> value) => new(Day(value("from")), Day(value("to")), value("who"), value("process"), value("about"), value("community"));

    static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>One line of the log.</summary>
public sealed record LogLine(long Position, DateTimeOffset At, string Actor, string Organisation, string Role, string ProcessCode, string ProcessZh,
    string Subject, string Zh, string? CommunityName, string? Reason);

/// <summary>A fact with all that proves it.</summary>
/// <param name="Changes">rows that its run changed: they are bound to the run's first fact</param>
/// <param name="Seal">its place in the chain, or null while it waits for the sealer</param>
/// <param name="Genuine">whether its MAC holds</param>
/// <param name="Covered">the first checkpoint that covers it</param>
public sealed record FactDetail(FactRow Fact, ProcessRow Process, string? CommunityName, IReadOnlyList<RowChange> Changes, SealRow? Seal, bool Genuine, Checkpoint? Covered);

/// <summary>
/// Reads the record for auditors. A fact of a community is seen by whose reach covers the community, any other by whose reach covers the actor's division.
/// </summary>
public sealed class OperationLog(RenewalDb db, FactSeals seals, Checkpoints checkpoints)
{
    sealed class Row
    {
        public required FactRow Fact { get; init; }
        public required ProcessRow Process { get; init; }
        public string? Division { get; init; }
        public string? Name { get; init; }
    }

    IQueryable<Row> Reached()
    {
        var reach = db.Reach;
        var places = db.Set<CommunityReach>();
        var rows = from f in db.Facts.AsNoTracking()
                   join p in db.Processes.AsNoTracking() on f.Process equals p.Id
                   join c in places on f.Community equals (Guid?)c.Key into found
                   from c in found.DefaultIfEmpty()
                   select new Row { Fact = f, Process = p, Division = c.Division, Name = c.Name };
        if (reach.All) return rows;
        return rows.Where(r => r.Fact.Community == null
            ? string.Compare(r.Process.Division, reach.Low) >= 0 && string.Compare(r.Process.Division, reach.High) <= 0
            : r.Division != null && string.Compare(r.Division, reach.Low) >= 0 && string.Compare(r.Division, reach.High) <= 0);
    }

    IQueryable<Row> Filtered(LogFilter filter)
    {
        var rows = Reached();
        if (filter.From is { } from)
        {
            var start = from.StartInChina();
            rows = rows.Where(r => r.Fact.At >= start);
        }
        if (filter.To is { } to)
        {
            var end = to.AddDays(1).StartInChina();
            rows = rows.Where(r => r.Fact.At < end);
        }
        if (filter.Who is { Length: > 0 } who) rows = rows.Where(r => r.Process.ActorName.Contains(who) || r.Process.OrganisationName.Contains(who));
        if (filter.Process is { Length: > 0 } process) rows = rows.Where(r => r.Process.Code.Contains(process) || r.Process.Zh.Contains(process));
        if (filter.About is { Length: > 0 } about) rows = rows.Where(r => r.Fact.Subject.Contains(about) || r.Fact.Zh.Contains(about));
        if (filter.Community is { Length: > 0 } community)
            rows = Guid.TryParse(community, out var id) ? rows.Where(r => r.Fact.Community == id) : rows.Where(r => r.Name != null && r.Name.Contains(community));
        return rows;
    }

    public async Task<(IReadOnlyList<LogLine> Lines, int Total)> Read(LogFilter filter, int skip, int take, bool oldestFirst = false, CancellationToken stop = default)
    {
        var rows = Filtered(filter);
        var total = await rows.CountAsync(stop);
        var ordered = oldestFirst ? rows.OrderBy(r => r.Fact.Position) : rows.OrderByDescending(r => r.Fact.Position);
        return (await Lines(ordered.Skip(skip).Take(take)).ToListAsync(stop), total);
    }

    static IQueryable<LogLine> Lines(IQueryable<Row> rows) => rows.Select(r => new LogLine(r.Fact.Position, r.Fact.At, r.Process.ActorName, r.Process.OrganisationName,
        r.Process.Role, r.Process.Code, r.Process.Zh, r.Fact.Subject, r.Fact.Zh, r.Name, r.Process.Reason));

    /// <summary>One fact with its proof; null when there is none or it is out of reach.</summary>
    public async Task<FactDetail?> Find(long position, CancellationToken stop = default)
    {
        if (await Reached().SingleOrDefaultAsync(r => r.Fact.Position == position, stop) is not { } row) return null;
        var changes = await db.Facts.AsNoTracking().Where(f => f.Process == row.Fact.Process && f.Changes != "[]").Select(f => f.Changes).ToListAsync(stop);
        var seal = await db.Seals.AsNoTracking().SingleOrDefaultAsync(s => s.Fact == row.Fact.Id, stop);
        return new(row.Fact, row.Process, row.Name, [.. changes.SelectMany(Parse)], seal, seals.IsGenuine(row.Fact), seal is null ? null : checkpoints.Covering(seal.Sequence));
    }

    static IEnumerable<RowChange> Parse(string json)
    {
        try { return JsonSerializer.Deserialize<RowChange[]>(json) ?? []; }
        catch (JsonException) { return []; }
    }

    /// <summary>
    /// What an outsider needs to follow a fact to the signed checkpoint: the chain value before it, and digest and position of each fact from it on.
    /// chain(n) = SHA-256(chain(n−1) ‖ digest(n) ‖ position(n) as 8 bytes big-endian).
    /// </summary>
    public sealed record Proof(long Sequence, string ChainBefore, IReadOnlyList<ProofStep> Steps, SignedCheckpoint Checkpoint);

    public sealed record ProofStep(long Sequence, string Digest, long Position, string Chain);

    /// <summary>The proof of one fact; null when it is out of reach or no checkpoint covers it yet.</summary>
    public async Task<Proof?> Prove(long position, CancellationToken stop = default)
    {
        if (await Find(position, stop) is not { Seal: { } seal, Covered: { } covered }) return null;
        var before = await db.Seals.AsNoTracking().Where(s => s.Sequence == seal.Sequence - 1).Select(s => s.Chain).SingleOrDefaultAsync(stop);
        var steps = await (from s in db.Seals.AsNoTracking()
                           join f in db.Facts.AsNoTracking() on s.Fact equals f.Id
                           where s.Sequence >= seal.Sequence && s.Sequence <= covered.Sequence
                           orderby s.Sequence
                           select new { s.Sequence, s.Chain, Fact = f }).Take(10_000).ToListAsync(stop);
        return new(seal.Sequence, before is null ? Checkpoint.Zeros : Convert.ToHexStringLower(before),
            [.. steps.Select(s => new ProofStep(s.Sequence, Convert.ToHexStringLower(FactSeals.Digest(s.Fact)), s.Fact.Position, Convert.ToHexStringLower(s.Chain)))],
            checkpoints.Signed(covered.Number)!);
    }

    /// <summary>The filtered log as CSV with a byte-order mark, oldest first; cells that a spreadsheet would compute stay text.</summary>
    public async Task Csv(LogFilter filter, Stream to, CancellationToken stop = default)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(true), leaveOpen: true);
        await writer.WriteLineAsync("序号,时间,办理人,单位,角色,事项,对象,内容,小区,意见");
        await foreach (var line in Lines(Filtered(filter).OrderBy(r => r.Fact.Position)).AsAsyncEnumerable().WithCancellation(stop))
            await writer.WriteLineAsync(string.Join(',', ((string?[])[line.Position.ToString(CultureInfo.InvariantCulture),
                line.At.ToOffset(Clock.China).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), line.Actor, line.Organisation, line.Role, line.ProcessZh,
                line.Subject, line.Zh, line.CommunityName, line.Reason]).Select(Cell)));
    }

    static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
