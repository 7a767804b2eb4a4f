using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;
using H = Renewal.Places.Roll.RollReading.H;
using U = Renewal.Places.Roll.RollReading.U;

namespace Renewal.Places.Roll;

/// <summary>A list of households of many communities was stored. Counts only.</summary>
public sealed record HouseholdsStored(BatchId Batch, string Division, string File, int Communities, int Units, int Homes, int New, int Changed) : IFact
{
    public string Subject => $"batch/{Batch}";
    public string Zh => $"导入户表「{File}」：{Communities} 个小区、{Units} 套、{Homes} 户，新增 {New} 套，更新 {Changed} 套";
}

/// <summary>
/// One row per household over many communities (户表), as a city exports it: a million rows. The file is read as a stream, one community after the other
/// (its rows must stand together); reading, checking and sealing of the next communities runs beside the writing of the last ones.
/// </summary>
public sealed class HouseholdListIntake(RenewalDb db, PersonalData personal, TimeProvider clock) : IIntakeKind
{
    /// <summary>Rows of all tables that are gathered before they are written: large enough for the bulk path, small enough for memory.</summary>
    const int ChunkRows = 60_000;

    public string Code => "households";
    public string Zh => "户表（多个小区）";
    public bool HasCoordinates => false;
    public bool Personal => true;
    public bool OfOneCommunity => false;

    public IReadOnlyList<IntakeField> Fields { get; } =
    [
        new("community", "小区编码", ["小区", "小区名称", "小区编号", "community"], true, "台账里的小区编码，或本辖区内唯一的小区名称"),
        new("building", "楼号", ["楼栋", "栋号", "幢号", "building"], true), new("stairwell", "单元", ["单元号", "门栋", "stairwell"]), new("door", "房号", ["门牌号", "室号", "户号", "door"], true),
        new("home", "户序", ["home"], Hint: "一套房住两户的写甲、乙"), new("floor", "楼层", ["所在楼层", "floor"]),
        new("area", "专有面积", ["建筑面积", "产权面积", "面积", "area"]), new("source", "面积来源", ["source"]), new("title", "权属依据", ["产权依据", "title"]),
        new("side", "产权性质", ["房屋性质", "side"]), new("use", "用途", ["房屋用途", "use"]), new("kind", "业主类型", ["kind"]),
        new("owner", "业主姓名", ["业主", "产权人", "房主姓名", "owner"]), new("id", "证件号码", ["身份证号", "身份证号码", "id"]), new("phone", "联系电话", ["手机号", "电话", "phone"]),
        new("share", "份额", ["产权份额", "share"]), new("register", "不动产单元号", ["register"]),
        new("tenure", "居住情况", ["居住状态", "tenure"]), new("resident", "住户姓名", ["承租人", "resident"]), new("residentPhone", "住户电话", ["承租人电话"]), new("members", "人口数", ["人口", "members"]),
    ];

    sealed record Group(string Key, CommunityId? Community, RollDraft Draft, List<RollProblem> Problems, int Rows);

    sealed record Made(Group Group, RollEffect Effect, RollRows? New);

    public async Task<CheckReport> Check(IntakeSource source, CancellationToken stop)
    {
        var names = await Names(db, source.Division, stop);
        var taken = await Taken(db, stop);
        var report = new CheckReport();
        await foreach (var task in Pipe(source, names, stop, group => new Made(group, Fresh(group.Draft), null), group => !taken.Contains(group.Community!.Value)))
        {
            var made = await task;
            if (made.New is null && made.Group.Community is { } id && taken.Contains(id)) made = made with { Effect = await Met(db, made.Group, source, clock.Today(), stop) };
            Count(report, made);
        }
        db.ChangeTracker.Clear();
        return report;
    }

    public async Task<CheckReport> Store(IntakeSource source, ProcessRun run, CancellationToken stop)
    {
        var names = await Names(run.Db, source.Division, stop);
        var taken = await Taken(run.Db, stop);
        var report = new CheckReport();
        var (communities, units, homes) = (0, 0, 0);
        var rows = new RollRows();
        var today = run.Today;
        Made Make(Group group)
        {
            if (group.Problems.Any(p => p.Error)) return new(group, Fresh(group.Draft), null);
            var merge = new RollMerge(group.Community!.Value, RollStock.Empty, personal, today, source.Batch, new RollRows());
            merge.Lay(group.Draft);
            return new(group, merge.Effect, merge.New);
        }
        await foreach (var task in Pipe(source, names, stop, Make, group => !taken.Contains(group.Community!.Value)))
        {
            var made = await task;
            if (made.Group.Community is { } id)
            {
                if (made.New is null && taken.Contains(id) && !made.Group.Problems.Any(p => p.Error))
                {
                    var stock = await RollStock.Of(run.Db, id, stop);
                    var merge = new RollMerge(id, stock, personal, today, source.Batch, new RollRows());
                    if (!made.Group.Problems.Any(p => p.Error)) merge.Lay(made.Group.Draft);
                    run.Db.RemoveRange(merge.Gone);
                    made = made with { Effect = merge.Effect, New = merge.New };
                }
                if (made.New is { } fresh) rows.Append(fresh);
                run.Fact(StoreRoll.Fact(id, source.Batch, made.Effect));
                communities++;
            }
            (units, homes) = (units + made.Effect.Units, homes + made.Effect.Homes);
            Count(report, made);
            if (report.Errors > 0) continue;
            if (rows.Count >= ChunkRows)
            {
                await rows.Insert(run, Guid.CreateVersion7(), stop);
                rows = new RollRows();
            }
        }
        // Not storable: the engine refuses, and the transaction takes back what was written.
        if (!report.Storable) return report;
        if (rows.Count > 0) await rows.Insert(run, Guid.CreateVersion7(), stop);
        run.Fact(new HouseholdsStored(source.Batch, source.Division, source.File, communities, units, homes, report.New, report.Changed));
        return report;
    }

    /// <summary>Reads group by group on one thread, makes each on the pool, hands them on in order; at most a few wait, so memory stays flat.</summary>
    static async IAsyncEnumerable<Task<Made>> Pipe(IntakeSource source, CommunityNames names, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop,
        Func<Group, Made> make, Func<Group, bool> fresh)
    {
        var channel = Channel.CreateBounded<Task<Made>>(4);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reader = Task.Run(async () =>
        {
            try
            {
                foreach (var group in Groups(source, names))
                {
                    // A community with a roll is laid over it by the one who holds the database.
                    var task = group.Community is null || !fresh(group) ? Task.FromResult(new Made(group, Fresh(group.Draft), null)) : Task.Run(() => make(group), cancel.Token);
                    await channel.Writer.WriteAsync(task, cancel.Token);
                }
                channel.Writer.Complete();
            }
            catch (Exception e) { channel.Writer.Complete(e); }
        }, cancel.Token);
        try
        {
            await foreach (var task in channel.Reader.ReadAllAsync(stop)) yield return task;
        }
        finally
        {
            await cancel.CancelAsync();
            await reader;
        }
    }

    static IEnumerable<Group> Groups(IntakeSource source, CommunityNames names)
    {
        var at = source.Column("community");
        int[] unitAt = new int[U.Count], homeAt = new int[H.Count];
        foreach (var (place, field) in (ReadOnlySpan<(int, string)>)[(U.Building, "building"), (U.Stairwell, "stairwell"), (U.Door, "door"), (U.Floor, "floor"), (U.Area, "area"),
            (U.Source, "source"), (U.Title, "title"), (U.Side, "side"), (U.Use, "use"), (U.Kind, "kind"), (U.Name, "owner"), (U.Id, "id"), (U.Phone, "phone"), (U.Share, "share"),
            (U.Register, "register")]) unitAt[place] = source.Column(field);
        foreach (var (place, field) in (ReadOnlySpan<(int, string)>)[(H.Building, "building"), (H.Stairwell, "stairwell"), (H.Door, "door"), (H.Suffix, "home"), (H.Tenure, "tenure"),
            (H.Name, "resident"), (H.Phone, "residentPhone"), (H.Members, "members")]) homeAt[place] = source.Column(field);
        var (units, homes) = (new RollLayout("", unitAt), new RollLayout("", homeAt));

        string? key = null;
        RollReading? reading = null;
        List<RollProblem> problems = [];
        CommunityId? community = null;
        var rows = 0;
        HashSet<string> closed = new(StringComparer.Ordinal);
        foreach (var row in source.Rows())
        {
            var asked = RollWords.Clean(row[at]);
            if (asked != key)
            {
                if (reading is not null) yield return Close();
                (key, problems, rows) = (asked, [], 0);
                reading = new RollReading(problems);
                community = names.Find(asked, out var why);
                if (community is null) problems.Add(new("", row.Number, at + 1, true, "households.community", why));
                else if (!closed.Add(community.Value.ToString()))
                    problems.Add(new("", row.Number, at + 1, true, "households.scattered", $"小区「{asked}」的行不连续，请按小区排序后再导入"));
            }
            rows++;
            if (community is null) continue;
            if (reading!.Unit(units, row.Number, row.Cells, repeated: homeAt[H.Suffix] >= 0 && !string.IsNullOrWhiteSpace(row[homeAt[H.Suffix]])) is { } unit)
                // Co-owners repeat the flat, not the home.
                if (unit.Row == row.Number || homeAt[H.Suffix] >= 0 && !string.IsNullOrWhiteSpace(row[homeAt[H.Suffix]]))
                    if (unit.Use == UnitUse.Home) reading.Home(homes, row.Number, row.Cells, unit.Number);
        }
        if (reading is not null) yield return Close();

        Group Close()
        {
            if (community is not null) reading.Finish(new HashSet<string>());
            return new Group(key!, community, reading.Draft, problems, rows);
        }
    }

    /// <summary>What a first intake of a draft does; nothing needs to be sealed to know it.</summary>
    static RollEffect Fresh(RollDraft draft)
    {
        var (units, homes) = (draft.Units.Count, draft.Homes);
        return new() { Buildings = draft.Buildings.Count, NewBuildings = draft.Buildings.Count, Units = units, NewUnits = units, Homes = homes, NewHomes = homes, Owners = draft.Owners, NewOwners = draft.Owners };
    }

    async Task<RollEffect> Met(RenewalDb from, Group group, IntakeSource source, DateOnly today, CancellationToken stop)
    {
        var stock = await RollStock.Of(from, group.Community!.Value, stop, tracked: false);
        return group.Problems.Any(p => p.Error) ? Fresh(group.Draft) : RollIntake.Trial(group.Community.Value, stock, group.Draft, personal, today, source.Batch);
    }

    static void Count(CheckReport report, Made made)
    {
        report.Rows += made.Group.Rows;
        RollIntake.Tell(report, made.Group.Problems);
        if (made.Group.Community is null) return;
        report.New += made.Effect.NewUnits;
        report.Changed += made.Effect.ChangedUnits;
        report.Unchanged += made.Effect.Units - made.Effect.NewUnits - made.Effect.ChangedUnits;
        if (report.Outcomes.Count < CheckReport.Kept) foreach (var line in made.Effect.Merged) report.Outcomes.Add(RollIntake.Merged($"{made.Group.Key} {line}"));
        Add(report, "小区", 1);
        Add(report, "楼栋", made.Effect.Buildings);
        Add(report, "房屋", made.Effect.Units);
        Add(report, "户", made.Effect.Homes);
        Add(report, "产权", made.Effect.Owners);
    }

    static void Add(CheckReport report, string zh, long more)
    {
        var at = report.Figures.FindIndex(f => f.Zh == zh);
        if (at < 0) report.Figures.Add(new(zh, more));
        else report.Figures[at] = report.Figures[at] with { Value = report.Figures[at].Value + more };
    }

    static async Task<HashSet<CommunityId>> Taken(RenewalDb from, CancellationToken stop) => [.. await from.Buildings.Select(b => b.Community).Distinct().ToListAsync(stop)];

    static async Task<CommunityNames> Names(RenewalDb from, string division, CancellationToken stop)
    {
        var high = division + new string('9', 13 - division.Length);
        var rows = await from.Communities.Where(c => string.Compare(c.Division, division) >= 0 && string.Compare(c.Division, high) <= 0)
            .Select(c => new { c.Id, c.Code, c.Name }).ToListAsync(stop);
        return new([.. rows.Select(r => (r.Id, r.Code, r.Name))]);
    }

    /// <summary>Finds a community by its code, its id or its name where only one has it: two of one name are a question, never a guess.</summary>
    sealed class CommunityNames((CommunityId Id, string Code, string Name)[] rows)
    {
        readonly ILookup<string, CommunityId> byCode = rows.Where(r => r.Code.Length > 0).ToLookup(r => r.Code, r => r.Id, StringComparer.OrdinalIgnoreCase);
        readonly ILookup<string, CommunityId> byName = rows.ToLookup(r => r.Name, r => r.Id, StringComparer.Ordinal);
        readonly HashSet<CommunityId> ids = [.. rows.Select(r => r.Id)];

        public CommunityId? Find(string text, out string why)
        {
            why = text.Length == 0 ? "没有写小区" : $"台账里没有小区「{text}」";
            if (byCode[text].ToArray() is [var one]) return one;
            if (Guid.TryParse(text, out var guid) && ids.Contains(new(guid))) return new(guid);
            var named = byName[text].ToArray();
            if (named.Length > 1) why = $"有 {named.Length} 个小区叫「{text}」，请改用小区编码";
            return named.Length == 1 ? named[0] : null;
        }
    }
}
