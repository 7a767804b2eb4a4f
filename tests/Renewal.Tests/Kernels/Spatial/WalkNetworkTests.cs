using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

public sealed class WalkNetworkTests
{
    const double Lon = 123.4, Lat = 41.8;

    /// <summary>Nodes by metres east and north of a point in Shenyang.</summary>
    static Streets Made((double East, double North)[] nodes, (int, int)[] streets, params (double X1, double Y1, double X2, double Y2)[] barriers) =>
        new([.. nodes.Select(n => X(n.East))], [.. nodes.Select(n => Y(n.North))], [.. streets.Select(s => s.Item1)], [.. streets.Select(s => s.Item2)])
        { Barriers = [.. barriers.Select(b => new BarrierLine(X(b.X1), Y(b.Y1), X(b.X2), Y(b.Y2)))] };

    static double X(double east) => Lon + east / Earth.MetresPerDegree(Lat).East;
    static double Y(double north) => Lat + north / Earth.MetresPerDegree(Lat).North;

    /// <summary>Of WGS84 at the equator: a degree and a minute along it, a minute of the meridian from it.</summary>
    [Fact]
    public void Lengths_are_those_of_the_ellipsoid()
    {
        Assert.Equal(111_320_000, Earth.Millimetres(0, 0, 1, 0), 1_000.0); // the equator's degree: 111,319.49 m
        Assert.Equal(1_855_325, Earth.Millimetres(123, 0, 123 + 1 / 60.0, 0), 2.0);
        Assert.Equal(1_842_904, Earth.Millimetres(0, 0, 0, 1 / 60.0), 2.0);
    }

    [Fact]
    public void A_river_cuts_the_street_and_a_bridge_passes_it()
    {
        var ladder = Made([(0, 0), (100, 0), (0, 50), (100, 50)], [(0, 1), (2, 3), (0, 2), (1, 3)], (50, -20, 50, 20));
        var cut = new WalkNetwork(ladder);
        Assert.Equal((1, 3), (cut.Report.CutStreets, cut.Report.Streets));
        var bridged = new WalkNetwork(ladder with { Passes = [true, false, false, false] });
        Assert.Equal((0, 4), (bridged.Report.CutStreets, bridged.Report.Streets));
        // To touch a wall, or to end on it, is not to cross it: that is where the gate is.
        Assert.Equal(0, new WalkNetwork(Made([(0, 0), (100, 0)], [(0, 1)], (100, -20, 100, 20))).Report.CutStreets);
    }

    [Fact]
    public void Only_the_largest_part_is_kept_unless_others_are_large_enough()
    {
        var two = Made([(0, 0), (10, 0), (20, 0), (0, 50), (10, 50), (500, 500)], [(0, 1), (1, 2), (3, 4), (5, 5)]);
        var network = new WalkNetwork(two);
        Assert.Equal((3, 2, 3, 2), (network.Nodes, network.Report.Components, network.Report.LargestNodes, network.Report.LeftOutNodes));
        Assert.Equal([-1, -1, -1], network.NodeOf[3..]);
        Assert.Equal(5, new WalkNetwork(two, leastNodes: 2).Nodes);
    }

    [Fact]
    public void A_place_is_tied_to_the_nearest_street_it_can_be_walked_to()
    {
        // Streets 20 m south and 30 m north of the house; the near one lies behind a wall.
        (double, double)[] nodes = [(-100, -20), (100, -20), (-100, 30), (100, 30)];
        (int, int)[] streets = [(0, 1), (2, 3), (0, 2)];
        var open = new WalkNetwork(Made(nodes, streets)).Snap(X(0), Y(0), 100_000, []);
        Assert.Equal(20_000, open.Connector, 2.0);
        var walled = new WalkNetwork(Made(nodes, streets, (-50, -10, 50, -10)));
        Assert.Equal(30_000, walled.Snap(X(0), Y(0), 100_000, []).Connector, 2.0);
        Assert.Equal(NetworkPlace.None, walled.Snap(X(0), Y(0), 29_000, []));
        Assert.Equal(NetworkPlace.None, walled.Snap(X(5_000), Y(0), 100_000, []));
    }

    static readonly Gen<Streets> Plans =
        from nodes in Gen.Select(Gen.Double[0, 300], Gen.Double[0, 300]).Array[2, 25]
        from streets in Gen.Select(Gen.Int[0, nodes.Length - 1], Gen.Int[0, nodes.Length - 1]).Array[1, 40]
        where streets.Any(s => s.Item1 != s.Item2)
        select Made(nodes, streets);

    [Fact]
    public void Chains_hold_every_street_once_and_every_node_stands_where_its_chain_says() => Plans.Sample(streets =>
    {
        var network = new WalkNetwork(streets, leastNodes: 1);
        var wanted = Enumerable.Range(0, streets.From.Length).Where(e => streets.From[e] != streets.To[e])
            .Select(e => (long)Math.Max(1, Earth.Millimetres(streets.Longitude[streets.From[e]], streets.Latitude[streets.From[e]], streets.Longitude[streets.To[e]], streets.Latitude[streets.To[e]]))).ToList();
        Assert.Equal((wanted.Count, wanted.Sum()), (network.Arcs.Length / 2, network.ChainLength.Sum(l => (long)l)));
        Assert.Equal(wanted.Sum() * 2, network.Arcs.Sum(a => (long)a.Length));
        for (var v = 0; v < network.Nodes; v++)
        {
            var place = network.At(v);
            Assert.Equal(network.Input[network.NodeOf[network.Input[v]]], network.Input[v]);
            Assert.InRange(place.Offset, 0, network.ChainLength[place.Chain]);
            if (v < network.Junctions) Assert.Equal(v, place.Offset == 0 ? network.ChainFrom[place.Chain] : network.ChainTo[place.Chain]);
            else Assert.InRange(v, network.ChainFirst[place.Chain], network.ChainFirst[place.Chain + 1] - 1);
        }
    }, iter: 3_000);

    [Fact]
    public void A_place_is_tied_as_looking_at_every_street_would_tie_it() => Gen.Select(Plans, Gen.Double[-50, 350], Gen.Double[-50, 350]).Sample((streets, east, north) =>
    {
        var network = new WalkNetwork(streets, leastNodes: 1);
        var place = network.Snap(X(east), Y(north), 60_000, []);
        var nearest = Enumerable.Range(0, streets.From.Length).Where(e => streets.From[e] != streets.To[e]).Min(e =>
        {
            (double X, double Y) At(int v) => ((streets.Longitude[v] - X(east)) * Earth.MetresPerDegree(Y(north)).East, (streets.Latitude[v] - Y(north)) * Earth.MetresPerDegree(Y(north)).North);
            var (a, b) = (At(streets.From[e]), At(streets.To[e]));
            return Enumerable.Range(0, 2_001).Min(i => Math.Sqrt(Math.Pow(a.X + (b.X - a.X) * i / 2000, 2) + Math.Pow(a.Y + (b.Y - a.Y) * i / 2000, 2)));
        });
        if (place.OnNetwork) Assert.Equal(nearest * 1000, place.Connector, 150.0);
        else Assert.True(nearest > 59.9);
    }, iter: 300);

    [Fact]
    public void The_tree_finds_what_a_look_at_every_box_finds() =>
        Gen.Select(Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100], Gen.Double[0, 10], Gen.Double[0, 10]).Array[0, 300], Gen.Double[0, 100], Gen.Double[0, 100], Gen.Double[0, 40]).Sample((of, x, y, side) =>
        {
            Box[] boxes = [.. of.Select(b => new Box(b.Item1, b.Item2, b.Item1 + b.Item3, b.Item2 + b.Item4))];
            Box asked = new(x, y, x + side, y + side);
            List<int> found = [7];
            new PackedRTree(boxes).Search(asked, found);
            Assert.Equal(Enumerable.Range(0, boxes.Length).Where(i => boxes[i].Meets(asked)), found.Order());
        }, iter: 2_000);

    [Fact]
    public void Neighbours_on_the_curve_are_neighbours_in_the_plane()
    {
        var curve = (from x in Enumerable.Range(0, 32) from y in Enumerable.Range(0, 32) select (Key: Hilbert.Key((uint)x, (uint)y), x, y)).OrderBy(c => c.Key).ToArray();
        for (var i = 1; i < curve.Length; i++) Assert.Equal(1, Math.Abs(curve[i].x - curve[i - 1].x) + Math.Abs(curve[i].y - curve[i - 1].y));
    }

    public static TheoryData<string, int, Streets> Bad()
    {
        var good = Made([(0, 0), (10, 0)], [(0, 1)]);
        return new()
        {
            { "节点", 1, good with { Latitude = [41.8, double.NaN] } },
            { "节点", 0, good with { Longitude = [181, 123.4] } },
            { "节点", -1, good with { Latitude = [41.8] } },
            { "道路", 0, good with { To = [2] } },
            { "道路", 0, good with { From = [-1] } },
            { "道路", 0, good with { Length = [-5] } },
            { "道路", 0, good with { Length = [WalkNetwork.Farthest + 1] } },
            { "道路", -1, good with { Passes = [] } },
            { "道路", -1, good with { From = [], To = [] } },
            { "道路", -1, Made([(0, 0), (10, 0)], [(0, 1)], (5, -5, 5, 5)) },
            { "屏障", 0, good with { Barriers = [new(double.PositiveInfinity, 0, 0, 0)] } },
        };
    }

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void What_no_network_can_be_made_of_is_named(string table, int row, Streets streets)
    {
        var bad = Assert.Throws<BadInput>(() => new WalkNetwork(streets));
        Assert.Equal((table, row), (bad.Table, bad.Row));
    }
}
