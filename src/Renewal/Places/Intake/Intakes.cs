using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places.Intake;

/// <summary>What comes with a file.</summary>
/// <param name="Kind">code of the <see cref="IIntakeKind"/></param>
/// <param name="Division">where names are looked for; the post's own division if null</param>
/// <param name="Crs">system of the coordinates; must be named for kinds that have them</param>
public sealed record UploadRequest(string Kind, string File, string? Division = null, CoordinateSystem? Crs = null, CommunityId? Community = null);

/// <summary>
/// The intake of spreadsheets, one act after the other: <see cref="Upload"/> keeps the file and guesses the columns, <see cref="Check"/> says what it finds,
/// <see cref="Confirm"/> stores all of it or nothing, <see cref="Discard"/> throws it away.
/// </summary>
public sealed class Intakes(RenewalDb db, ProcessLog log, Caller caller, IntakeShelf shelf, IEnumerable<IIntakeKind> kinds)
{
    static readonly Process uploading = new("places.upload", "上传台账"), checking = new("places.check", "核对台账"),
        mappingColumns = new("places.map-columns", "指定列"),
        confirming = new("places.confirm-intake", "台账入库"), discarding = new("places.discard-intake", "放弃导入");

    public IIntakeKind Kind(string code) => kinds.FirstOrDefault(k => k.Code == code) ?? throw new RuleBroken("intake.kind", "没有这一种导入。", 404);

    public Task<IntakeBatch?> Find(BatchId id, CancellationToken stop = default) => db.IntakeBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, stop);

    public async Task<CheckReport?> Report(BatchId id, CancellationToken stop = default)
    {
        if (await Find(id, stop) is null) return null;
        return await db.IntakeReports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, stop) is { } row ? CheckReport.Unpack(row.Json) : null;
    }

    /// <summary>Keeps the file, opens it, finds its heading and guesses what its columns mean.</summary>
    /// <exception cref="RuleBroken">intake.*: the file is refused and nothing of it is kept in the ledger</exception>
    public async Task<BatchId> Upload(Stream content, UploadRequest request, CancellationToken stop = default)
    {
        var kind = Kind(request.Kind);
        var division = request.Division ?? caller.Actor.Division;
        if (kind.HasCoordinates && request.Crs is null)
            throw new RuleBroken("intake.crs", "请说明坐标系（WGS84、CGCS2000、GCJ-02 或 BD-09）。选错会偏移 500 至 1400 米。") { Field = "crs" };
        if (division.Length == 0 || !division.All(char.IsAsciiDigit)) throw new RuleBroken("intake.division", "请说明导入哪个城市的数据，如 2101。") { Field = "division" };
        if (!caller.Reach.Covers(division) && !division.StartsWith(caller.Reach.Low, StringComparison.Ordinal))
            throw new RuleBroken("intake.reach", "只能导入本辖区的数据。", 403);
        var (hash, size) = await shelf.Keep(content, stop);
        var actor = caller.Actor;
        var batch = new IntakeBatch(BatchId.New(), kind.Code, division, request.Community, Path.GetFileName(request.File), hash, size)
        {
            Crs = request.Crs, By = actor.Id, ByName = actor.Name, Organisation = actor.Organisation, OrganisationName = actor.OrganisationName,
        };
        var table = shelf.Open(batch);
        batch.Format = table.Format;
        batch.Sheet = table.Sheets[0];
        if (kind.Fields.Count > 0)
        {
            var heading = Heading.Find(table, null, kind.Fields);
            var profile = await db.IntakeProfiles.AsNoTracking()
                .FirstOrDefaultAsync(p => p.Kind == kind.Code && p.Organisation == actor.Organisation && p.Signature == heading.Signature, stop);
            batch.HeaderRow = heading.Row;
            batch.Header = JsonSerializer.Serialize(heading.Cells, IntakeJson.Options);
            batch.Mapping = profile?.Mapping ?? JsonSerializer.Serialize(heading.Mapping, IntakeJson.Options);
            batch.Answers = profile?.Answers ?? "{}";
        }
        return await log.Run(uploading, run =>
        {
            batch.UploadedAt = run.At;
            run.Db.Add(batch);
            run.Fact(new FileUploaded(batch.Id, kind.Zh, batch.File, batch.Hash));
            return Task.FromResult(batch.Id);
        }, stop: stop);
    }

    /// <summary>Reads the file and keeps the report; changes nothing else. May be repeated, with another mapping or with answers.</summary>
    /// <param name="id">the batch</param>
    /// <param name="mapping">field → column; null leaves it as it is</param>
    /// <param name="answers">question → answer, added to those given before</param>
    /// <param name="progress">told how many rows have been read</param>
    public async Task<CheckReport> Check(BatchId id, IReadOnlyDictionary<string, int>? mapping = null, IReadOnlyDictionary<string, string>? answers = null,
        Action<int>? progress = null, CancellationToken stop = default)
    {
        var (batch, kind) = await Opened(id, stop);
        var mapped = mapping is null ? Mapping(batch) : new Dictionary<string, int>(mapping);
        var answered = Answers(batch);
        foreach (var (key, answer) in answers ?? new Dictionary<string, string>()) answered[key] = answer;
        Complete(kind, mapped);
        var report = await kind.Check(Source(batch, mapped, answered, progress), stop);
        await log.Run(checking, async run =>
        {
            var row = await run.Db.IntakeBatches.SingleAsync(b => b.Id == id, stop);
            row.Mapping = JsonSerializer.Serialize(mapped, IntakeJson.Options);
            row.Answers = JsonSerializer.Serialize(answered, IntakeJson.Options);
            row.State = BatchState.Checked;
            Count(row, report);
            await Keep(run.Db, id, report, stop);
            run.Fact(new FileChecked(id, row.File, report.Rows, report.Errors, report.Warnings, report.Questions.Count));
        }, stop: stop);
        return report;
    }

    /// <summary>Keeps mapping and answers for a check that a job makes later.</summary>
    public async Task Prepare(BatchId id, IReadOnlyDictionary<string, int>? mapping, IReadOnlyDictionary<string, string>? answers, CancellationToken stop = default)
    {
        var (batch, kind) = await Opened(id, stop);
        if (mapping is not null) Complete(kind, mapping);
        var answered = Answers(batch);
        foreach (var (key, answer) in answers ?? new Dictionary<string, string>()) answered[key] = answer;
        await log.Run(mappingColumns, async run =>
        {
            var row = await run.Db.IntakeBatches.SingleAsync(b => b.Id == id, stop);
            if (mapping is not null) row.Mapping = JsonSerializer.Serialize(mapping, IntakeJson.Options);
            row.Answers = JsonSerializer.Serialize(answered, IntakeJson.Options);
            row.State = BatchState.Uploaded;
            run.Fact(new ColumnsMapped(id, row.File));
        }, stop: stop);
    }

    static void Complete(IIntakeKind kind, IReadOnlyDictionary<string, int> mapping)
    {
        foreach (var field in kind.Fields)
            if (field.Required && !mapping.ContainsKey(field.Code))
                throw new RuleBroken("intake.unmapped", $"请指定「{field.Zh}」是哪一列。") { Field = "m-" + field.Code };
    }

    /// <summary>Stores all of the file, or nothing: what is stored is what the report said, else it must be looked at again.</summary>
    /// <param name="id">the batch</param>
    /// <param name="version">version of the batch that the one who confirms has seen; null on the command line</param>
    /// <param name="progress">told how many rows have been read</param>
    /// <exception cref="RuleBroken">intake.not_checked, intake.has_errors, intake.changed_since: nothing is stored</exception>
    public async Task<CheckReport> Confirm(BatchId id, int? version = null, Action<int>? progress = null, CancellationToken stop = default)
    {
        var (batch, kind) = await Opened(id, stop);
        if (batch.State != BatchState.Checked || await Report(id, stop) is not { } shown) throw new RuleBroken("intake.not_checked", "请先核对，再确认入库。", 409);
        if (!shown.Storable)
            throw new RuleBroken("intake.has_errors", shown.Questions.Count > 0
                ? $"还有 {shown.Questions.Count} 个问题没有答复，不能入库。" : $"还有 {shown.Errors} 处错误，不能入库。请下载核对报告，改好后重新上传。");
        var report = await log.Run(confirming, async run =>
        {
            var row = await run.Db.IntakeBatches.SingleAsync(b => b.Id == id, stop);
            if (version is { } seen) run.Expect(row, seen);
            var stored = await kind.Store(Source(row, Mapping(row), Answers(row), progress), run, stop);
            if (!stored.Storable || !stored.SameAs(shown))
                throw new RuleBroken("intake.changed_since", "核对之后台账有了变化，入库结果会与您看到的不同。请重新核对后再确认。", 409);
            row.State = BatchState.Confirmed;
            row.DecidedAt = run.At;
            Count(row, stored);
            await Keep(run.Db, id, stored, stop);
            await Remember(run, row, stop);
            return stored;
        }, stop: stop);
        await Clear(batch, kind, stop);
        return report;
    }

    /// <summary>Personal data does not lie about in uploads: the file goes when no open batch needs it. Its hash stays in the batch.</summary>
    async Task Clear(IntakeBatch batch, IIntakeKind kind, CancellationToken stop)
    {
        if (kind.Personal && !await db.IntakeBatches.AnyAsync(b => b.Hash == batch.Hash && (b.State == BatchState.Uploaded || b.State == BatchState.Checked), stop))
            shelf.Remove(batch.Hash);
    }

    /// <summary>Throws the upload away before it is stored; a file without personal data stays as evidence.</summary>
    public async Task Discard(BatchId id, string? reason = null, CancellationToken stop = default)
    {
        var (opened, kind) = await Opened(id, stop);
        await log.Run(discarding, async run =>
        {
            var batch = await run.Db.IntakeBatches.SingleAsync(b => b.Id == id, stop);
            (batch.State, batch.DecidedAt) = (BatchState.Discarded, run.At);
            run.Fact(new FileDiscarded(id, batch.File));
        }, reason, stop);
        await Clear(opened, kind, stop);
    }

    async Task<(IntakeBatch, IIntakeKind)> Opened(BatchId id, CancellationToken stop)
    {
        var batch = await Find(id, stop) ?? throw new RuleBroken("intake.unknown", "没有这一批导入，或不在您的管辖范围内。", 404);
        return batch.Open ? (batch, Kind(batch.Kind)) : throw new RuleBroken("intake.decided", $"这一批{batch.State.Zh()}，不能再改。", 409);
    }

    internal IntakeSource Source(IntakeBatch batch, IReadOnlyDictionary<string, int>? mapping = null, IReadOnlyDictionary<string, string>? answers = null,
        Action<int>? progress = null) => new()
        {
            Batch = batch.Id, Table = shelf.Open(batch), File = batch.File, Division = batch.Division, Community = batch.Community, Sheet = batch.Sheet,
            Crs = batch.Crs, HeaderRow = batch.HeaderRow, Mapping = mapping ?? Mapping(batch), Answers = answers ?? Answers(batch), Progress = progress,
        };

    public static Dictionary<string, int> Mapping(IntakeBatch batch) => JsonSerializer.Deserialize<Dictionary<string, int>>(batch.Mapping) ?? [];
    public static Dictionary<string, string> Answers(IntakeBatch batch) => JsonSerializer.Deserialize<Dictionary<string, string>>(batch.Answers) ?? [];
    public static IReadOnlyList<string> Header(IntakeBatch batch) => JsonSerializer.Deserialize<string[]>(batch.Header) ?? [];

    static void Count(IntakeBatch batch, CheckReport report) => (batch.Rows, batch.Errors, batch.Warnings, batch.Questions, batch.New, batch.Changed, batch.Unchanged) =
        (report.Rows, report.Errors, report.Warnings, report.Questions.Count, report.New, report.Changed, report.Unchanged);

    static async Task Keep(RenewalDb db, BatchId id, CheckReport report, CancellationToken stop)
    {
        if (await db.IntakeReports.SingleOrDefaultAsync(r => r.Id == id, stop) is { } row) row.Json = report.Pack();
        else db.Add(new IntakeReportRow { Id = id, Json = report.Pack() });
    }

    static async Task Remember(ProcessRun run, IntakeBatch batch, CancellationToken stop)
    {
        if (batch.Header == "[]") return;
        var signature = new Heading(0, Header(batch), new Dictionary<string, int>()).Signature;
        var profile = await run.Db.IntakeProfiles.FirstOrDefaultAsync(p => p.Kind == batch.Kind && p.Organisation == batch.Organisation && p.Signature == signature, stop);
        if (profile is null) run.Db.Add(profile = new IntakeProfile { Id = Guid.CreateVersion7(), Kind = batch.Kind, Organisation = batch.Organisation, Signature = signature });
        (profile.Mapping, profile.Answers, profile.UsedAt) = (batch.Mapping, batch.Answers, run.At);
    }
}

static class IntakeJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
