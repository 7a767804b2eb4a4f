using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;
using F = Renewal.Places.Intake.CommunityFields;

namespace Renewal.Places.Intake;

/// <summary>Takes in lists of communities. A row is the same community as a stored one when name (or alias) and county are the same.</summary>
sealed class CommunityIntake(RenewalDb db, Divisions divisions, Caller caller, TimeProvider clock) : IIntakeKind
{
    /// <summary>Two communities of like name so near are perhaps one.</summary>
    const double NearMetres = 150;

    public string Code => "communities";
    public string Zh => "小区台账";
    public IReadOnlyList<IntakeField> Fields => F.All;
    public bool HasCoordinates => true;
    public bool OfOneCommunity => false;

    public async Task<CheckReport> Check(IntakeSource source, CancellationToken stop)
    {
        var stored = await Stored(db.Communities.AsNoTracking(), source, stop);
        return (await Plan(source, stored, stop)).Report;
    }

    public async Task<CheckReport> Store(IntakeSource source, ProcessRun run, CancellationToken stop)
    {
        var stored = await Stored(run.Db.Communities, source, stop);
        var (report, rows) = await Plan(source, stored, stop);
        if (!report.Storable) return report;
        List<ResidentialCommunity> fresh = [];
        foreach (var (row, community, becomes) in rows)
        {
            if (becomes == RowOutcome.Unchanged) continue;
            var into = community ?? new ResidentialCommunity(CommunityId.New(), row.Division!, row.Name);
            row.Apply(into, source.Batch);
            if (community is null) fresh.Add(into);
        }
        await run.Bulk(fresh, source.Batch.Value, stop);
        run.Fact(new CommunitiesStored(source.Batch, source.Division, source.File, report.New, report.Changed, report.Unchanged));
        return report;
    }

    /// <summary>All of the city within reach: names are compared within the county, points across its border.</summary>
    static Task<List<ResidentialCommunity>> Stored(IQueryable<ResidentialCommunity> communities, IntakeSource source, CancellationToken stop)
    {
        var city = source.Division[..Math.Min(4, source.Division.Length)];
        return communities.Where(c => c.Division.StartsWith(city)).ToListAsync(stop);
    }

    async Task<(CheckReport Report, List<(CommunityRow Row, ResidentialCommunity? Community, RowOutcome Becomes)> Rows)> Plan(
        IntakeSource source, List<ResidentialCommunity> stored, CancellationToken stop)
    {
        var tree = await divisions.Tree(stop);
        var report = new CheckReport();
        var reach = caller.Reach;
        var rows = new CommunityReading(source, tree, Matcher(tree), CountyBoxes.Shipped, reach.Covers, clock.Today(), report).Read();

        var known = stored.SelectMany(c => Names(c).Select(n => (Key: (County(c.Division), n), c))).ToLookup(x => x.Key, x => x.c);
        var near = new NearPoints();
        foreach (var c in stored) if (c is { Longitude: { } x, Latitude: { } y }) near.Add(new(x, y), c.Name, 0, c.Id);
        Dictionary<(string, string), int> seen = [];
        HashSet<CommunityId> taken = [];
        List<(CommunityRow, ResidentialCommunity?, RowOutcome)> plan = new(rows.Count);
        foreach (var row in rows)
        {
            if (row.Division is null || row.Name.Length == 0) continue;
            var key = (County(row.Division), Plain(row.Name));
            if (seen.TryGetValue(key, out var first))
            {
                report.Error(row.Row, source.Column(F.Name), "duplicate.in_file", $"与第 {first} 行重复：同一区县、同名小区");
                continue;
            }
            seen[key] = row.Row;
            var matches = known[key].Distinct().Where(c => Compatible(c.Division, row.Division)).ToArray();
            if (matches.Length > 1)
            {
                report.Error(row.Row, source.Column(F.Name), "duplicate.in_store", $"台账里已有 {matches.Length} 个「{row.Name}」，不能确定更新哪一个，请填写街道或先合并");
                continue;
            }
            var community = matches.SingleOrDefault();
            if (community is not null && !taken.Add(community.Id))
            {
                report.Error(row.Row, source.Column(F.Name), "duplicate.in_file", $"与前面的行是同一个小区「{community.Name}」");
                continue;
            }
            // A stored community that goes by this alias keeps its name.
            if (community is not null && Plain(community.Name) != key.Item2) row.Name = community.Name;
            if (row.Point is { } point)
            {
                if (near.Like(point, row.Name, NearMetres, community?.Id) is { } other)
                    report.Warning(row.Row, source.Column(F.Name), "duplicate.near", string.Create(CultureInfo.InvariantCulture,
                        $"与{(other.Row > 0 ? $"第 {other.Row} 行" : "台账中的")}「{other.Name}」相距 {other.Metres:0} 米且名称相近，可能是同一个小区"));
                near.Add(point, row.Name, row.Row, community?.Id);
            }
            var differences = community is null ? [] : row.Differences(community, tree);
            var becomes = community is null ? RowOutcome.New : differences.Count > 0 ? RowOutcome.Changed : RowOutcome.Unchanged;
            report.Becomes(new Outcome(row.Row, row.Name, becomes, community?.Id.Value, differences));
            plan.Add((row, community, becomes));
        }
        if (report.Rows == 0) report.Error(0, -1, "empty", "表头下面没有数据");
        return (report, plan);
    }

    static DivisionMatcher? last;
    static DivisionTree? lastTree;

    /// <summary>The matcher of the shipped tree takes a moment to build and never changes.</summary>
    static DivisionMatcher Matcher(DivisionTree tree)
    {
        if (lastTree == tree && last is { } matcher) return matcher;
        (last, lastTree) = (matcher = new DivisionMatcher(tree), tree);
        return matcher;
    }

    static string County(string division) => division[..Math.Min(6, division.Length)];

    /// <summary>One of the two codes is the start of the other: two streets of one county with a community of the same name each are two.</summary>
    static bool Compatible(string a, string b) => a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);

    static IEnumerable<string> Names(ResidentialCommunity c) =>
        c.Aliases.Split(['、', ',', '，', ';', '；', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Prepend(c.Name).Select(Plain).Distinct();

    /// <summary>The name as it is compared: half-width, no blanks, marks or letter case.</summary>
    internal static string Plain(string name) => new([.. OfficeValues.Clean(name).Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);
}

/// <summary>Points on a grid of about 300 m, to find what is near without comparing all with all.</summary>
sealed class NearPoints
{
    const double Step = 0.003;
    readonly Dictionary<(int, int), List<(GeoPoint Point, string Name, int Row, CommunityId? Id)>> grid = [];

    public void Add(GeoPoint point, string name, int row, CommunityId? id)
    {
        var at = Cell(point);
        if (!grid.TryGetValue(at, out var list)) grid[at] = list = [];
        list.Add((point, name, row, id));
    }

    /// <summary>The nearest other one within a distance whose name holds this one or the other way round.</summary>
    public (string Name, int Row, double Metres)? Like(GeoPoint point, string name, double metres, CommunityId? self)
    {
        var (x, y) = Cell(point);
        (string, int, double)? best = null;
        var plain = CommunityIntake.Plain(name);
        for (var dx = -1; dx <= 1; dx++)
            for (var dy = -1; dy <= 1; dy++)
                foreach (var other in grid.GetValueOrDefault((x + dx, y + dy)) ?? [])
                {
                    if (self is not null && other.Id == self) continue;
                    var theirs = CommunityIntake.Plain(other.Name);
                    if (!(theirs.Contains(plain, StringComparison.Ordinal) || plain.Contains(theirs, StringComparison.Ordinal))) continue;
                    var away = Crs.Metres(point, other.Point);
                    if (away <= metres && (best is null || away < best.Value.Item3)) best = (other.Name, other.Row, away);
                }
        return best;
    }

    static (int, int) Cell(GeoPoint p) => ((int)Math.Floor(p.Longitude / Step), (int)Math.Floor(p.Latitude / Step));
}
