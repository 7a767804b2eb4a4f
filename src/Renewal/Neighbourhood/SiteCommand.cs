using System.CommandLine;
using CsvHelper.Configuration.Attributes;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood;

/// <summary>
/// <c>renewal site</c> (T4.4–T4.7): which idle rooms, vacated land or rooms to rent to open for a service, what exists staying open. Distances come from a table, or
/// are estimated in a straight line, which the answer says. Needs no store.
/// </summary>
static class SiteCommand
{
    /// <summary>Pairs of a point and a site that are looked at one by one, at most.</summary>
    const long Pairs = 50_000_000;

    public static Command Command()
    {
        var demands = new Argument<FileInfo>("demands") { Description = "需求点 CSV 或 JSON：人数、经度、纬度，可有编号、名称 points where people live" };
        var sites = new Argument<FileInfo>("sites") { Description = "候选点 CSV 或 JSON：经度、纬度，可有编号、名称、现有、费用（元）、容量（人） idle rooms, land, and what exists" };
        var goal = new Option<SitingGoal>("--goal") { Description = "目标 coverage 覆盖最多的人, median 总路程最短, centre 最远的人最近", DefaultValueFactory = _ => SitingGoal.Coverage };
        var most = new Option<int>("--new") { Description = "最多新增几处 new sites at most", Required = true };
        var budget = new Option<decimal?>("--budget") { Description = "预算，元 yuan at most" };
        var radius = new Option<int>("--radius") { Description = "多少米内算覆盖 metres that count as covered", DefaultValueFactory = _ => 500 };
        var beyond = new Option<int?>("--beyond") { Description = "median：没有服务的人按多少米计；没有就要求人人有服务 metres charged for an unserved person" };
        var distances = new Option<FileInfo?>("--distances") { Description = "距离 CSV 或 JSON：需求点、候选点（编号）、米；没有就按直线估算 distances by identifiers" };
        var detour = new Option<decimal>("--detour") { Description = "直线的绕行系数 detour factor of the estimate", DefaultValueFactory = _ => 1.4m };
        var crs = new Option<string>("--crs") { Description = "坐标系 coordinate system: WGS84, CGCS2000, GCJ-02, BD-09", Required = true };
        var seed = new Option<int>("--seed") { Description = "随机种子 seed", DefaultValueFactory = _ => 1 };
        var iterations = new Option<int?>("--iterations") { Description = "搜索轮数，默认按规模 rounds of the search" };
        var output = new Option<FileInfo?>("--out", "-o") { Description = "结果文件 .json 或 .csv；没有就把 JSON 写到标准输出 where to write" };
        var command = new Command("site", "选址：在候选点里开哪几处 where to open rooms for a service") { demands, sites, goal, most, budget, radius, beyond, distances, detour, crs, seed, iterations, output };
        command.SetAction((parsed, stop) => KernelRun.Guard(() =>
        {
            KernelRun.CheckOut(parsed.GetValue(output));
            var system = KernelRun.Named(parsed.GetValue(crs)!);
            var points = Rows.Read(parsed.GetValue(demands)!, system, people: true);
            var places = Rows.Read(parsed.GetValue(sites)!, system, people: false);
            var reach = parsed.GetValue(goal) switch { SitingGoal.Coverage => parsed.GetValue(radius), SitingGoal.Median => parsed.GetValue(beyond) ?? int.MaxValue, _ => int.MaxValue };
            var (start, site, metres) = parsed.GetValue(distances) is { } file ? Given(file, points, places) : Straight(points, places, parsed.GetValue(detour), reach);
            var input = new SitingInput
            {
                Goal = parsed.GetValue(goal), People = points.People, Start = start, Site = site, Metres = metres, Existing = places.Existing, Cost = places.Cost, Capacity = places.Capacity,
                Most = parsed.GetValue(most), Budget = parsed.GetValue(budget) is { } yuan ? Fen(yuan) : null, Radius = parsed.GetValue(radius), Beyond = parsed.GetValue(beyond),
            };
            var answer = KernelRun.Watched(new Dictionary<string, string> { ["bound"] = "证明界", ["anneal"] = "退火", ["improve"] = "改进", ["radius"] = "试距离" },
                progress => Siting.Solve(input, new(parsed.GetValue(seed), parsed.GetValue(iterations)), progress, stop));
            var how = parsed.GetValue(distances) is null ? $"直线 × {parsed.GetValue(detour)}（估算）" : "距离表";
            var services = answer.Services.Select(s => new ServiceRow(points.Ids[s.Demand], places.Ids[s.Site], s.People, s.Metres)).ToArray();
            KernelRun.Write(parsed.GetValue(output), new
            {
                input.Goal, Distances = how, Opened = answer.Opened.Select(j => new { Id = places.Ids[j], Name = places.Names[j] }).ToArray(), CostYuan = answer.Cost / 100m, answer.Unserved, answer.Proof,
                Services = services,
            }, services);
            Console.Error.WriteLine($"新增 {answer.Opened.Length} 处：{string.Join("、", answer.Opened.Select(j => places.Names[j] is { Length: > 0 } name ? name : places.Ids[j]))}");
            Console.Error.WriteLine($"有服务 {input.People.Sum() - answer.Unserved:#,##0} 人，没有 {answer.Unserved:#,##0} 人；费用 {answer.Cost / 100m:#,##0.00} 元；距离：{how}");
            Console.Error.WriteLine(KernelRun.Say(answer.Proof, input.Goal switch { SitingGoal.Coverage => "人", SitingGoal.Median => "人·米", _ => "米" }));
        }));
        return command;
    }

    sealed record ServiceRow([property: Name("需求点")] string Demand, [property: Name("候选点")] string Site, [property: Name("人数")] long People, [property: Name("米")] int Metres);

    sealed record Rows(string[] Ids, string[] Names, GeoPoint[] Points, long[] People, bool[] Existing, long[]? Cost, long[]? Capacity)
    {
        public static Rows Read(FileInfo file, CoordinateSystem crs, bool people)
        {
            var table = new PlainTable(file);
            int longitude = table.Needed("经度", "longitude", "lon"), latitude = table.Needed("纬度", "latitude", "lat"), id = table.Column("编号", "id"), name = table.Column("名称", "小区名称", "name"),
                count = people ? table.Needed("人数", "people") : -1, existing = table.Column("现有", "existing"), cost = table.Column("费用", "费用（元）", "cost"), capacity = table.Column("容量", "容量（人）", "capacity");
            long Whole(int row, int column) => table.Number(row, column) is { } n
                ? n == Math.Floor(n) && Math.Abs(n) < 1_000_000_000 ? (long)n : throw table.Wrong(row, $"「{n}」不是整数")
                : throw table.Wrong(row, "缺少数");
            int[] rows = [.. Enumerable.Range(0, table.Count)];
            string[] ids = [.. rows.Select(r => table.Text(r, id) is { Length: > 0 } text ? text : $"{r + 1}")];
            if (ids.GroupBy(i => i).FirstOrDefault(g => g.Count() > 1) is { } twice) throw table.Wrong(Array.LastIndexOf(ids, twice.Key), $"编号「{twice.Key}」重复");
            return new(ids, [.. rows.Select(r => table.Text(r, name))], [.. rows.Select(r => table.Point(r, longitude, latitude, crs))], people ? [.. rows.Select(r => Whole(r, count))] : [],
                [.. rows.Select(r => table.Text(r, existing).ToUpperInvariant() is "是" or "1" or "TRUE" or "现有")],
                cost < 0 ? null : [.. rows.Select(r => Fen(table.Number(r, cost) ?? 0))], capacity < 0 ? null : [.. rows.Select(r => Whole(r, capacity))]);
        }
    }

    static long Fen(decimal yuan) => Math.Abs(yuan) < 1_000_000_000_000 && yuan * 100 == Math.Floor(yuan * 100) ? (long)(yuan * 100) : throw new RuleBroken("site.money", $"「{yuan}」元不是到分的金额。");

    static (int[], int[], int[]) Straight(Rows points, Rows places, decimal detour, int reach)
    {
        if (detour is < 1 or > 5) throw new RuleBroken("site.detour", "绕行系数应在 1 到 5 之间。");
        if (points.Ids.Length == 0 || places.Ids.Length == 0) throw new RuleBroken("site.empty", "需求点和候选点都至少要有一个。");
        if ((long)points.Ids.Length * places.Ids.Length > Pairs) throw new RuleBroken("site.pairs", $"需求点乘候选点超过 {Pairs:#,##0}：请用 --distances 给出有关的距离。");
        var middle = KernelRun.Middle([.. points.Points, .. places.Points]);
        var (from, to) = (KernelRun.Plane(points.Points, middle), KernelRun.Plane(places.Points, middle));
        List<int> start = [0], site = [], metres = [];
        for (var i = 0; i < points.Ids.Length; i++)
        {
            for (var j = 0; j < places.Ids.Length; j++)
            {
                // Rounded up: nobody is covered who is a metre too far.
                var far = Math.Ceiling(Math.Sqrt(Math.Pow((double)from.X[i] - to.X[j], 2) + Math.Pow((double)from.Y[i] - to.Y[j], 2)) * (double)detour);
                if (far > reach) continue;
                site.Add(j);
                metres.Add((int)far);
            }
            start.Add(site.Count);
        }
        return ([.. start], [.. site], [.. metres]);
    }

    static (int[], int[], int[]) Given(FileInfo file, Rows points, Rows places)
    {
        var table = new PlainTable(file);
        int demand = table.Needed("需求点", "demand"), site = table.Needed("候选点", "site"), metres = table.Needed("米", "距离", "metres");
        var (of, at) = (Index(points.Ids), Index(places.Ids));
        var rows = new List<(int Demand, int Site, int Metres)>(table.Count);
        for (var row = 0; row < table.Count; row++)
        {
            if (!of.TryGetValue(table.Text(row, demand), out var i)) throw table.Wrong(row, $"没有需求点「{table.Text(row, demand)}」");
            if (!at.TryGetValue(table.Text(row, site), out var j)) throw table.Wrong(row, $"没有候选点「{table.Text(row, site)}」");
            if (table.Number(row, metres) is not (>= 0 and < 10_000_000 and var far)) throw table.Wrong(row, "距离应是不小于 0 的数");
            rows.Add((i, j, (int)Math.Ceiling(far)));
        }
        var start = new int[points.Ids.Length + 1];
        foreach (var (i, _, _) in rows) start[i + 1]++;
        for (var i = 0; i < points.Ids.Length; i++) start[i + 1] += start[i];
        rows.Sort();
        return (start, [.. rows.Select(r => r.Site)], [.. rows.Select(r => r.Metres)]);

        static Dictionary<string, int> Index(string[] ids) => ids.Select((id, k) => (id, k)).ToDictionary(p => p.id, p => p.k);
    }
}
