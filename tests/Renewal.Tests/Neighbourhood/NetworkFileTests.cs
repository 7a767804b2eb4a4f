using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Neighbourhood.Network;
using Renewal.Places.Contract;
using Xunit;

namespace Renewal.Tests.Neighbourhood;

public sealed class NetworkFileTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("renewal-streets");

    public void Dispose() => folder.Delete(true);

    FileInfo Written(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return new(path);
    }

    WalkNetwork Read(string name, string text, CoordinateSystem crs = CoordinateSystem.Wgs84) => NetworkFile.Read(Written(name, text), crs, int.MaxValue, default);

    const string Heading = "起点经度,起点纬度,终点经度,终点纬度,类型,长度\n";

    static FileInfo Osm(string name)
    {
        var path = Path.Combine(Clauses.Root, "..", "shared", "data", "osm", name);
        if (!File.Exists(path)) Assert.Skip($"../shared/data/osm/{name} is not there");
        return new(path);
    }

    [Fact]
    public void Liechtenstein_hangs_together()
    {
        var report = NetworkFile.Read(Osm("liechtenstein.osm.pbf"), CoordinateSystem.Wgs84, int.MaxValue, default).Report;
        Assert.InRange(report.Nodes, 50_000, 56_000);
        Assert.Equal(report.LargestNodes, report.Nodes);
        Assert.True(report.Components > 1 && report.LeftOutNodes < report.Nodes / 20, $"{report}");
        Assert.True(report.Junctions < report.Nodes / 4, $"{report}");
    }

    /// <summary>Twelve categories at 800 m on every node of Porto, against the textbook's search over the streets as they were read, in their own numbering.</summary>
    [Fact]
    [Clause("T4.0")]
    public void On_every_node_of_Porto_the_distance_is_the_one_of_a_plain_search()
    {
        const int limit = 800_000;
        using var pbf = Osm("porto.osm.pbf").OpenRead();
        var streets = OsmStreets.Read(pbf);
        var network = new WalkNetwork(streets);
        Assert.True(network.Nodes > 300_000, $"{network.Report}");
        var cut = new HashSet<int>();
        var neighbours = new List<(int To, int Length)>[streets.Longitude.Length];
        for (var e = 0; e < streets.From.Length; e++)
        {
            int a = streets.From[e], b = streets.To[e];
            // Which pieces barriers cut is not what is tested here.
            if (network.NodeOf[a] < 0 || network.NodeOf[b] < 0 || !Enumerable.Range(network.First[network.NodeOf[a]], network.First[network.NodeOf[a] + 1] - network.First[network.NodeOf[a]])
                .Any(k => network.Arcs[k].To == network.NodeOf[b])) continue;
            var length = Math.Max(1, Earth.Millimetres(streets.Longitude[a], streets.Latitude[a], streets.Longitude[b], streets.Latitude[b]));
            (neighbours[a] ??= []).Add((b, length));
            (neighbours[b] ??= []).Add((a, length));
        }
        var rng = new Rng(20261125);
        var (field, queue) = (new ReachField(network, limit), new BucketQueue());
        for (var category = 1; category <= 12; category++)
        {
            int[] sources = [.. Enumerable.Range(0, category * 40).Select(_ => rng.Next(network.Nodes)).Distinct()];
            field.Search(sources.Select((node, i) => (i, network.At(node))), queue);
            var plain = new int[neighbours.Length];
            Array.Fill(plain, int.MaxValue);
            var waiting = new PriorityQueue<int, int>();
            foreach (var v in sources.Select(s => network.Input[s]))
            {
                plain[v] = 0;
                waiting.Enqueue(v, 0);
            }
            while (waiting.TryDequeue(out var v, out var d))
            {
                if (d > plain[v]) continue;
                foreach (var (to, length) in neighbours[v])
                    if (d + length <= limit && d + length < plain[to])
                    {
                        plain[to] = d + length;
                        waiting.Enqueue(to, d + length);
                    }
            }
            var different = Enumerable.Range(0, network.Nodes).Count(v => ReachField.Distance(field.Nodes[v]) != plain[network.Input[v]]);
            Assert.True(different == 0, $"{different} nodes of category {category} differ");
        }
    }

    [Fact]
    public void Our_own_table_tells_streets_bridges_and_walls()
    {
        var network = Read("街道.csv", Heading + """
            123.4,41.8,123.401,41.8,,
            123.401,41.8,123.401,41.801,道路,200
            123.4,41.8,123.4,41.801,street,
            123.4,41.801,123.401,41.801,桥,
            123.4005,41.7995,123.4005,41.8005,河,
            123.4005,41.8005,123.4005,41.8015,river,
            """);
        // The first street is cut, the bridge passes; three are left.
        Assert.Equal((4, 3, 1), (network.Nodes, network.Report.Streets, network.Report.CutStreets));
        Assert.Contains(200_000, network.Arcs.Select(a => a.Length));
    }

    [Theory]
    [InlineData("123.4,41.8,123.401,41.8,沟,", "第 2 行：不认识类型「沟」")]
    [InlineData("123.4,41.8,123.401,,,", "第 2 行：没有坐标")]
    [InlineData("123.4,41.8,123.401,x,,", "第 2 行：「x」不是数")]
    [InlineData("123.4,41.8,41.8,123.401,,", "第 2 行：坐标")]
    [InlineData("123.4,41.8,123.401,41.8,,-3", "第 2 行：长度 -3 米不对")]
    [InlineData("123.4,41.8,123.401,41.8,,50", "第 2 行：长度 50 米比两端直线距离 83.1 米还短")]
    public void A_row_of_the_table_that_cannot_be_is_named(string row, string zh) => Assert.Contains(zh, Assert.Throws<RuleBroken>(() => Read("s.csv", Heading + row)).Message);

    [Fact]
    public void A_missing_column_and_an_empty_table_are_named()
    {
        Assert.Contains("缺少「起点经度」列", Assert.Throws<RuleBroken>(() => Read("s.csv", "a,b\n1,2\n")).Message);
        Assert.Contains("没有可步行的道路", Assert.Throws<BadInput>(() => Read("s.csv", Heading)).Message);
        Assert.Contains("不认识「.xls」", Assert.Throws<RuleBroken>(() => Read("s.xls", "")).Message);
    }

    static string Line(string coordinates, string properties = "{}", string type = "LineString") =>
        $$"""{"type":"Feature","geometry":{"type":"{{type}}","coordinates":{{coordinates}}},"properties":{{properties}}}""";

    static string Features(params string[] all) => $$"""{"type":"FeatureCollection","features":[{{string.Join(',', all)}}]}""";

    [Fact]
    public void GeoJson_lines_meet_at_shared_vertices_and_stop_at_walls()
    {
        var network = Read("s.geojson", Features(
            Line("[[123.4,41.8],[123.401,41.8],[123.402,41.8]]"),
            Line("[[[123.401,41.8],[123.401,41.801]],[[123.401,41.801],[123.402,41.801]]]", """{"highway":"footway"}""", "MultiLineString"),
            Line("[[123.402,41.8],[123.402,41.801]]", """{"bridge":"yes"}"""),
            Line("[[123.4,41.8],[123.4,41.801]]", """{"highway":"residential","foot":"no"}"""),
            Line("[[123.4015,41.7995],[123.4015,41.8005]]", """{"barrier":"wall"}""")));
        // Four pieces on foot and one bridge are lines; the piece through the wall is cut.
        Assert.Equal((5, 4, 1), (network.Nodes, network.Report.Streets, network.Report.CutStreets));
    }

    [Fact]
    public void Coordinates_come_into_one_system()
    {
        var gcj = Crs.FromWgs84(new(123.4, 41.8), CoordinateSystem.Gcj02);
        var network = Read("s.json", Features(Line(FormattableString.Invariant($"[[{gcj.Longitude},{gcj.Latitude}],[123.42,41.81]]"))), CoordinateSystem.Gcj02);
        Assert.Contains(network.Longitude, x => Math.Abs(x - 123.4) < 1e-6);
    }

    [Theory]
    [InlineData("{", "读不懂这个 GeoJSON")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}]}""", "第 1 个要素：不是线")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[500,2]]},"properties":{}}]}""", "第 1 个要素：坐标")]
    public void GeoJson_that_cannot_be_is_named(string text, string zh) => Assert.Contains(zh, Assert.Throws<RuleBroken>(() => Read("s.geojson", text)).Message);

    [Fact]
    public void What_is_no_extract_is_refused()
    {
        Assert.Equal("network.osm", Assert.Throws<RuleBroken>(() => Read("s.pbf", "this is a text, not a map")).Code);
        Assert.Equal(404, Assert.Throws<RuleBroken>(() => NetworkFile.Read(new("nowhere.pbf"), CoordinateSystem.Wgs84, 1, default)).Status);
    }
}
