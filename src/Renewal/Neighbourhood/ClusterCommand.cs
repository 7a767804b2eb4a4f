using System.CommandLine;
using System.Globalization;
using CsvHelper.Configuration.Attributes;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood;

/// <summary>
/// <c>renewal cluster</c> (M1.3, T7.2.1): which communities go together as an area cluster and unit of measure of 5,000 to 12,000 people. Neighbours are communities
/// near enough with no barrier between. Needs no store.
/// </summary>
static class ClusterCommand
{
    public static Command Command()
    {
        var communities = new Argument<FileInfo>("communities") { Description = "小区 CSV 或 JSON：经度、纬度、人数或房屋总数（户），可有编号、小区名称 the communities" };
        var facilities = new Option<FileInfo?>("--facilities") { Description = "设施 CSV 或 JSON：类别、经度、纬度 facilities that a cluster shares" };
        var barriers = new Option<FileInfo?>("--barriers") { Description = "河、铁路、围墙 GeoJSON 线 lines that nobody crosses" };
        var crs = new Option<string>("--crs") { Description = "坐标系 coordinate system: WGS84, CGCS2000, GCJ-02, BD-09", Required = true };
        var distance = new Option<int>("--distance") { Description = "相邻：相距至多多少米（参数 cluster.distance） metres between neighbours at most", DefaultValueFactory = _ => 300 };
        var reach = new Option<int>("--reach") { Description = "片区各小区离中心小区至多多少米 metres from the centre at most", DefaultValueFactory = _ => 1_000 };
        var least = new Option<int>("--least") { Description = "至少多少人 people at least", DefaultValueFactory = _ => 5_000 };
        var most = new Option<int>("--most") { Description = "至多多少人 people at most", DefaultValueFactory = _ => 12_000 };
        var size = new Option<decimal>("--household") { Description = "没有人数时每户几人 people of a household where only homes are given", DefaultValueFactory = _ => 2.5m };
        var seed = new Option<int>("--seed") { Description = "随机种子 seed", DefaultValueFactory = _ => 1 };
        var iterations = new Option<int?>("--iterations") { Description = "搜索轮数，默认按规模 rounds of the search" };
        var output = new Option<FileInfo?>("--out", "-o") { Description = "结果文件 .json 或 .csv；没有就把 JSON 写到标准输出 where to write" };
        var command = new Command("cluster", "划定连片改造片区 put neighbouring communities together") { communities, facilities, barriers, crs, distance, reach, least, most, size, seed, iterations, output };
        command.SetAction((parsed, stop) => KernelRun.Guard(() =>
        {
            KernelRun.CheckOut(parsed.GetValue(output));
            var system = KernelRun.Named(parsed.GetValue(crs)!);
            var (rows, left) = Read(parsed.GetValue(communities)!, system, parsed.GetValue(size));
            if (rows.Count == 0) throw new RuleBroken("cluster.empty", "没有同时有坐标和人数的小区。");
            var middle = KernelRun.Middle([.. rows.Select(r => r.Point)]);
            var (x, y) = KernelRun.Plane([.. rows.Select(r => r.Point)], middle);
            var (kinds, have) = parsed.GetValue(facilities) is { } file ? Facilities(file, system, middle, x, y, parsed.GetValue(distance)) : ([], null);
            var lines = parsed.GetValue(barriers) is { } walls ? Barriers(walls, system, middle) : [];
            var input = new ClusterInput
            {
                People = [.. rows.Select(r => r.People)], X = x, Y = y, Neighbours = ClusterNeighbours.Find(x, y, parsed.GetValue(distance), lines), Facilities = have, Kinds = kinds.Length,
                Least = parsed.GetValue(least), Most = parsed.GetValue(most), Reach = parsed.GetValue(reach),
            };
            var answer = KernelRun.Watched(new Dictionary<string, string> { ["improve"] = "改进", ["pack"] = "组合", ["pool"] = "候选组的界", ["bound"] = "总的界" },
                progress => Clusters.Solve(input, new(parsed.GetValue(seed), parsed.GetValue(iterations)), progress, stop));
            var of = new int[rows.Count];
            for (var c = 0; c < answer.Clusters.Length; c++)
                foreach (var i in answer.Clusters[c].Members) of[i] = c + 1;
            KernelRun.Write(parsed.GetValue(output), new
            {
                Clusters = answer.Clusters.Select((c, k) => new
                {
                    Number = k + 1, Centre = rows[c.Centre].Id, c.People, MeanMetres = c.Metres / c.People, Has = Kinds(kinds, c.Facilities), Lacks = Kinds(kinds, ~c.Facilities),
                    Members = c.Members.Select(i => new { rows[i].Id, rows[i].Name, rows[i].People }).ToArray(),
                }).ToArray(),
                answer.Uncovered, answer.Hopeless, LeftOut = left, answer.Pool, answer.PoolBound, answer.Proof,
            }, rows.Select((r, i) => new Row(r.Id, r.Name, r.People, of[i] == 0 ? null : of[i], of[i] > 0 && answer.Clusters[of[i] - 1].Centre == i ? "是" : "")));
            var total = input.People.Sum(p => (long)p);
            Console.Error.WriteLine($"{rows.Count:#,##0} 个小区 {total:#,##0} 人，{answer.Clusters.Length:#,##0} 个片区；另有 {left:#,##0} 行没有坐标或人数，未计");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"未入片区 {answer.Uncovered:#,##0} 人（{(double)answer.Uncovered / total:0.0%}），其中周边人口不够或本小区超过上限的 {answer.Hopeless:#,##0} 人（{(double)answer.Hopeless / total:0.0%}，已证明）"));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"只在见过的 {answer.Pool:#,##0} 个候选组里选，界为 {answer.PoolBound:#,##0}；不说明没见过的组"));
            Console.Error.WriteLine(KernelRun.Say(answer.Proof, "人·米"));
        }));
        return command;
    }

    sealed record Community(string Id, string Name, GeoPoint Point, int People);

    sealed record Row([property: Name("编号")] string Id, [property: Name("小区名称")] string Name, [property: Name("人数")] int People, [property: Name("片区")] int? Cluster, [property: Name("中心")] string Centre);

    /// <summary>Rows with a point and people, and how many had not both.</summary>
    static (List<Community>, int) Read(FileInfo file, CoordinateSystem crs, decimal household)
    {
        if (household is <= 0 or > 20) throw new RuleBroken("cluster.household", "每户人数应在 0 到 20 之间。");
        var table = new PlainTable(file);
        int longitude = table.Needed("经度", "longitude", "lon"), latitude = table.Needed("纬度", "latitude", "lat"), id = table.Column("编号", "小区编码", "id"), name = table.Column("小区名称", "名称", "name"),
            people = table.Column("人数", "people"), homes = people >= 0 ? -1 : table.Needed("房屋总数", "户数", "households");
        var rows = new List<Community>();
        for (var row = 0; row < table.Count; row++)
        {
            if (table.Text(row, longitude).Length == 0 || table.Text(row, latitude).Length == 0) continue;
            // A list from the web says 4710户.
            if (!decimal.TryParse(table.Text(row, people >= 0 ? people : homes).TrimEnd('户', '人'), NumberStyles.Float, CultureInfo.InvariantCulture, out var count)) continue;
            if (count is < 0 or > 1_000_000) throw table.Wrong(row, $"人数或户数 {count} 不对");
            rows.Add(new(table.Text(row, id) is { Length: > 0 } text ? text : $"{row + 1}", table.Text(row, name), table.Point(row, longitude, latitude, crs), (int)Math.Round(people >= 0 ? count : count * household)));
        }
        return (rows, table.Count - rows.Count);
    }

    /// <summary>A facility belongs to the communities within the distance of neighbours.</summary>
    static (string[], ulong[]) Facilities(FileInfo file, CoordinateSystem crs, GeoPoint middle, int[] x, int[] y, int metres)
    {
        var table = new PlainTable(file);
        int kind = table.Needed("类别", "category", "kind"), longitude = table.Needed("经度", "longitude", "lon"), latitude = table.Needed("纬度", "latitude", "lat");
        int[] rows = [.. Enumerable.Range(0, table.Count)];
        string[] kinds = [.. rows.Select(r => table.Text(r, kind)).Where(k => k.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        if (kinds.Length > 64) throw new RuleBroken("cluster.kinds", $"设施类别 {kinds.Length} 种，最多 64 种。");
        var (fx, fy) = KernelRun.Plane([.. rows.Select(r => table.Point(r, longitude, latitude, crs))], middle);
        var have = new ulong[x.Length];
        foreach (var r in rows)
            if (Array.IndexOf(kinds, table.Text(r, kind)) is >= 0 and var bit)
                for (var i = 0; i < x.Length; i++)
                    if (Math.Pow((double)x[i] - fx[r], 2) + Math.Pow((double)y[i] - fy[r], 2) <= (double)metres * metres) have[i] |= 1UL << bit;
        return (kinds, have);
    }

    static List<(int, int)[]> Barriers(FileInfo file, CoordinateSystem crs, GeoPoint middle)
    {
        if (!file.Exists) throw new RuleBroken("cluster.barriers", $"没有这个文件：{file.FullName}", 404);
        Geometry[] shapes;
        try
        {
            var options = new System.Text.Json.JsonSerializerOptions { Converters = { new NetTopologySuite.IO.Converters.GeoJsonConverterFactory() } };
            shapes = [.. System.Text.Json.JsonSerializer.Deserialize<FeatureCollection>(File.ReadAllText(file.FullName), options)!.Select(f => f.Geometry)];
        }
        catch (Exception broken) when (broken is System.Text.Json.JsonException or ArgumentException or ParseException) { throw new RuleBroken("cluster.barriers", $"{file.Name} 不是 GeoJSON 要素集合。"); }
        var lines = new List<(int, int)[]>();
        foreach (var shape in shapes.Where(s => s is not null))
            foreach (var line in NetTopologySuite.Geometries.Utilities.LinearComponentExtracter.GetLines(shape).OfType<LineString>())
            {
                var (x, y) = KernelRun.Plane([.. line.Coordinates.Select(c => Crs.ToWgs84(new(c.X, c.Y), crs))], middle);
                lines.Add([.. x.Zip(y)]);
            }
        return lines;
    }

    static string[] Kinds(string[] kinds, ulong bits) => [.. kinds.Where((_, k) => (bits >> k & 1) == 1)];
}
