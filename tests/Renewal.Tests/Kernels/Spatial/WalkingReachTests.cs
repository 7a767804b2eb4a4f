using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

/// <summary>T4.0: the walking distance along the streets from each building, and which ring it falls into.</summary>
public sealed class WalkingReachTests
{
    const double Lon = 123.4, Lat = 41.8;
    static double X(double east) => Lon + east / Earth.MetresPerDegree(Lat).East;
    static double Y(double north) => Lat + north / Earth.MetresPerDegree(Lat).North;
    static Points At(params (double East, double North)[] points) => new([.. points.Select(p => X(p.East))], [.. points.Select(p => Y(p.North))]);

    /// <summary>One street of a given length in millimetres, its ends 300 m apart.</summary>
    static WalkNetwork Street(int length) => new(new([X(0), X(300)], [Y(0), Y(0)], [0], [1]) { Length = [length] });

    static WalkingReach Run(WalkNetwork network, Points facilities, Points buildings, ReachRules rules)
    {
        var reach = new WalkingReach(network, facilities, new int[facilities.Count], 1, buildings, rules);
        Assert.True(reach.Run());
        return reach;
    }

    [Theory]
    [Clause("T4.0")]
    [InlineData(400_000, 80_000, 5)] // 5 minutes at 80 m: 以内, the line belongs to the ring
    [InlineData(400_001, 80_000, 10)]
    [InlineData(800_000, 80_000, 10)]
    [InlineData(800_001, 80_000, 15)]
    [InlineData(1_200_000, 80_000, 15)]
    [InlineData(1_200_001, 80_000, 0)]
    [InlineData(330_000, 66_000, 5)] // the elderly
    [InlineData(330_001, 66_000, 10)]
    [InlineData(300_001, 60_000, 10)]
    public void The_ring_is_the_one_of_the_walk_along_the_street_to_the_millimetre(int length, int speed, int minutes)
    {
        var reach = Run(Street(length), At((0, 0)), At((300, 0)), new() { Speed = speed });
        var (distance, cover) = (reach[0, 0].Distance, reach.Cover(0));
        Assert.Equal(minutes == 0 ? -1 : length, distance);
        int[] rings = [5, 10, 15];
        Assert.Equal(rings.Select(r => minutes != 0 && minutes <= r ? 1L : 0), cover.Within);
        // The straight line is 300 m whatever the street does.
        Assert.Equal([1L, 1L], cover.WithinRadius);
        Assert.Equal(300_000, reach[0, 0].Straight, 0.0);
    }

    [Theory]
    [InlineData(300, 1, 1)]
    [InlineData(300.01, 0, 1)]
    [InlineData(500, 0, 1)]
    [InlineData(500.01, 0, 0)]
    public void The_radius_reading_stands_beside_the_walk(double metres, long near, long far)
    {
        var reach = Run(WalkNetwork.None, At((0, 0)), At((0, metres)), new());
        Assert.Equal([near, far], reach.Cover(0).WithinRadius);
    }

    [Fact]
    public void Where_there_is_no_street_the_answer_is_an_estimate_and_says_so()
    {
        var reach = Run(WalkNetwork.None, At((0, 0)), At((0, 100), (0, 900)), new());
        Assert.Equal(ReachBy.Estimate, reach[0, 0].By);
        Assert.Equal(140_000, reach[0, 0].Distance, 2.0);
        Assert.Equal((ReachBy.None, -1, -1), (reach[1, 0].By, reach[1, 0].Distance, reach[1, 0].Facility)); // 900 m × 1.4 is over 15 minutes
        Assert.Equal((1L, 2), (reach.Cover(0).Estimated, reach.BuildingsOffNetwork));
        // A street for the building, none for the facility: an estimate still.
        var half = Run(Street(300_000), At((150, 400)), At((150, 10)), new());
        Assert.Equal(ReachBy.Estimate, half[0, 0].By);
        Assert.Equal((0, 1), (half.BuildingsOffNetwork, half.FacilitiesOffNetwork));
    }

    [Fact]
    public void The_way_between_two_places_on_one_street_does_not_lead_over_its_ends()
    {
        var reach = Run(Street(300_000), At((100, 5)), At((160, -7)), new());
        Assert.Equal(72_000, reach[0, 0].Distance, 5.0);
        Assert.Equal(ReachBy.Network, reach[0, 0].By);
    }

    sealed record Town(WalkNetwork Network, Points Facilities, int[] Category, Points Buildings, ReachRules Rules);

    static readonly Gen<Town> Towns =
        from nodes in Gen.Select(Gen.Double[0, 400], Gen.Double[0, 400]).Array[2, 14]
        from streets in Gen.Select(Gen.Int[0, nodes.Length - 1], Gen.Int[0, nodes.Length - 1]).Array[1, 20]
        where streets.Any(s => s.Item1 != s.Item2)
        from facilities in Gen.Select(Gen.Double[-100, 500], Gen.Double[-100, 500], Gen.Int[0, 1]).Array[0, 6]
        from buildings in Gen.Select(Gen.Double[-100, 500], Gen.Double[-100, 500]).Array[1, 8]
        from minutes in Gen.Int[1, 6]
        select new Town(new(new([.. nodes.Select(n => X(n.Item1))], [.. nodes.Select(n => Y(n.Item2))], [.. streets.Select(s => s.Item1)], [.. streets.Select(s => s.Item2)]), leastNodes: 1),
            At([.. facilities.Select(f => (f.Item1, f.Item2))]), [.. facilities.Select(f => f.Item3)], At(buildings), new() { Minutes = [minutes], Radii = [200_000, 350_000], Connector = 60_000 });

    /// <summary>Every pair of building and facility for itself, over all nodes by Floyd and Warshall; the smaller number where both are as near.</summary>
    static Reached Brute(Town t, Func<int, bool> there, int building, int category, NetworkPlace[] facilities, NetworkPlace home)
    {
        var n = t.Network;
        var d = new long[n.Nodes, n.Nodes];
        for (var i = 0; i < n.Nodes; i++) for (var j = 0; j < n.Nodes; j++) d[i, j] = i == j ? 0 : int.MaxValue;
        for (var v = 0; v < n.Nodes; v++) for (var k = n.First[v]; k < n.First[v + 1]; k++) d[v, n.Arcs[k].To] = Math.Min(d[v, n.Arcs[k].To], n.Arcs[k].Length);
        for (var k = 0; k < n.Nodes; k++) for (var i = 0; i < n.Nodes; i++) for (var j = 0; j < n.Nodes; j++) d[i, j] = Math.Min(d[i, j], d[i, k] + d[k, j]);
        (long, int, ReachBy) walk = (long.MaxValue, -1, ReachBy.None);
        (long, int) straight = (long.MaxValue, -1);
        for (var f = 0; f < t.Facilities.Count; f++)
        {
            if (t.Category[f] != category || !there(f)) continue;
            long line = Earth.Millimetres(t.Buildings.Longitude[building], t.Buildings.Latitude[building], t.Facilities.Longitude[f], t.Facilities.Latitude[f]);
            if (line <= t.Rules.Radii[^1] && line < straight.Item1) straight = (line, f);
            var both = home.OnNetwork && facilities[f].OnNetwork;
            var way = both ? Way(facilities[f]) : (long)Math.Ceiling(line * 1.4m);
            var one = (way, f, both ? ReachBy.Network : ReachBy.Estimate);
            if (way <= t.Rules.Limit && (way < walk.Item1 || way == walk.Item1 && walk.Item3 == ReachBy.Estimate && both)) walk = one;
        }
        return new(walk.Item2 < 0 ? -1 : (int)walk.Item1, walk.Item2, walk.Item3, straight.Item2 < 0 ? -1 : (int)straight.Item1, straight.Item2);

        long Way(NetworkPlace f)
        {
            (int, long)[] Ends(NetworkPlace p) => [(n.ChainFrom[p.Chain], p.Offset), (n.ChainTo[p.Chain], (long)n.ChainLength[p.Chain] - p.Offset)];
            var least = f.Chain == home.Chain ? (long)Math.Abs(f.Offset - home.Offset) : long.MaxValue / 2;
            foreach (var (a, da) in Ends(home)) foreach (var (b, db) in Ends(f)) least = Math.Min(least, da + d[a, b] + db);
            return least + f.Connector + home.Connector;
        }
    }

    [Fact]
    [Clause("T4.0")]
    public void Every_building_has_what_looking_at_every_pair_finds() => Towns.Sample(t =>
    {
        var reach = new WalkingReach(t.Network, t.Facilities, t.Category, 2, t.Buildings, t.Rules);
        reach.Run(threads: 2);
        var places = Places(t);
        for (var b = 0; b < t.Buildings.Count; b++)
            for (var c = 0; c < 2; c++) Assert.Equal(Brute(t, _ => true, b, c, places, reach.PlaceOf(b)), reach[b, c]);
    }, iter: 2_000);

    [Fact]
    public void What_if_a_facility_came_or_went_is_answered_as_by_a_run_anew() => Gen.Select(Towns, Gen.Int[0, 5].Array[1, 8]).Sample((t, steps) =>
    {
        var first = t.Facilities.Count / 2;
        var reach = new WalkingReach(t.Network, new(t.Facilities.Longitude[..first], t.Facilities.Latitude[..first]), t.Category[..first], 2, t.Buildings, t.Rules);
        reach.Run();
        var (places, there, changed) = (Places(t), Enumerable.Range(0, first).ToHashSet(), new List<int>());
        // Those not there at first come in their order; any of those there may go.
        for (var f = first; f < t.Facilities.Count; f++)
        {
            Watched(() => Assert.Equal(f, reach.Add(t.Facilities.Longitude[f], t.Facilities.Latitude[f], t.Category[f], changed)));
            there.Add(f);
            Check();
        }
        foreach (var f in steps.Distinct().Where(there.Contains).ToList())
        {
            Watched(() => reach.Remove(f, changed));
            there.Remove(f);
            Check();
        }

        void Check()
        {
            for (var b = 0; b < t.Buildings.Count; b++)
                for (var c = 0; c < 2; c++) Assert.Equal(Brute(t, there.Contains, b, c, places, reach.PlaceOf(b)), reach[b, c]);
        }
        void Watched(Action act)
        {
            Reached[] All() => [.. Enumerable.Range(0, t.Buildings.Count).SelectMany(b => (Reached[])[reach[b, 0], reach[b, 1]])];
            var before = All();
            act();
            var after = All();
            Assert.DoesNotContain(Enumerable.Range(0, after.Length), i => before[i] != after[i] && !changed.Contains(i / 2));
        }
    }, iter: 2_000);

    static NetworkPlace[] Places(Town t) => [.. Enumerable.Range(0, t.Facilities.Count).Select(f => t.Network.Snap(t.Facilities.Longitude[f], t.Facilities.Latitude[f], t.Rules.Connector, []))];

    [Fact]
    public void Cancelled_it_keeps_the_categories_that_are_done_and_says_which()
    {
        using var stop = new CancellationTokenSource();
        var facilities = At((0, 0), (10, 0), (20, 0));
        var reach = new WalkingReach(Street(300_000), facilities, [0, 1, 2], 3, At((300, 0)), new());
        Assert.False(reach.Run(progress: new Told(stop.Cancel), stop: stop.Token));
        Assert.Equal(1, Enumerable.Range(0, 3).Count(reach.Done));
        Assert.Equal(300_000, reach[0, Enumerable.Range(0, 3).Single(reach.Done)].Distance, 20_001.0);
    }

    sealed class Told(Action act) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => act();
    }

    [Fact]
    public void The_answer_does_not_depend_on_threads_and_names_its_question()
    {
        WalkingReach Made(double east) => new(Street(300_000), At((0, 0), (east, 0)), [0, 1], 2, At((300, 0)), new());
        WalkingReach one = Made(10), two = Made(10);
        Assert.True(one.Run(threads: 1) && two.Run(threads: 2));
        Assert.Equal((one[0, 0], one[0, 1]), (two[0, 0], two[0, 1]));
        Assert.Equal(one.InputHash, two.InputHash);
        Assert.NotEqual(Made(10).InputHash, Made(11).InputHash);
    }

    [Fact]
    public void What_cannot_be_asked_is_named()
    {
        void Bad(string table, int row, Action act) => Assert.Equal((table, row), Assert.Throws<BadInput>(act) is var e ? (e.Table, e.Row) : default);
        var (network, one) = (Street(300_000), At((0, 0)));
        void Rules(ReachRules rules) => Bad("规则", -1, () => Run(network, one, one, rules));
        Rules(new() { Speed = 0 });
        Rules(new() { Speed = 200_000 });
        Rules(new() { Minutes = [] });
        Rules(new() { Minutes = [10, 5] });
        Rules(new() { Radii = [500_000, 300_000] });
        Rules(new() { Detour = 900 });
        Rules(new() { Connector = -1 });
        Bad("设施", 1, () => Run(network, new([123, double.NaN], [41, 41]), one, new()));
        Bad("楼栋", 0, () => Run(network, one, new([123], [90]), new()));
        Bad("设施", 0, () => _ = new WalkingReach(network, one, [3], 2, one, new()));
        var reach = Run(network, one, one, new());
        Bad("设施", 1, () => reach.Add(double.NaN, 0, 0, []));
        Bad("设施", 7, () => reach.Remove(7, []));
        reach.Remove(0, []);
        Bad("设施", 0, () => reach.Remove(0, []));
        Assert.Equal(ReachBy.None, reach[0, 0].By);
    }
}
