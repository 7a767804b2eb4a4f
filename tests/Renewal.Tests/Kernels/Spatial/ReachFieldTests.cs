using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

/// <summary>The search against Floyd and Warshall on tiny networks of every shape: rings, loops, double streets, dead ends, sources in the middle of a street.</summary>
public sealed class ReachFieldTests
{
    const int Far = int.MaxValue;

    /// <summary>A tiny network with given lengths, all parts kept.</summary>
    sealed record Tiny(int Nodes, (int From, int To, int Length)[] Streets, (int Node, int Connector)[] Sources, int Limit)
    {
        public WalkNetwork Network() => new(new([.. Enumerable.Range(0, Nodes).Select(i => 123.4 + i % 4 * 0.001)], [.. Enumerable.Range(0, Nodes).Select(i => 41.8 + i / 4 * 0.001)],
            [.. Streets.Select(s => s.From)], [.. Streets.Select(s => s.To)])
        { Length = [.. Streets.Select(s => s.Length)] }, leastNodes: 1);

        /// <summary>Distance between every two nodes.</summary>
        public long[,] All()
        {
            var d = new long[Nodes, Nodes];
            for (var i = 0; i < Nodes; i++) for (var j = 0; j < Nodes; j++) d[i, j] = i == j ? 0 : Far;
            foreach (var (a, b, length) in Streets.Where(s => s.From != s.To)) d[a, b] = d[b, a] = Math.Min(d[a, b], length);
            for (var k = 0; k < Nodes; k++) for (var i = 0; i < Nodes; i++) for (var j = 0; j < Nodes; j++) d[i, j] = Math.Min(d[i, j], d[i, k] + d[k, j]);
            return d;
        }
    }

    static readonly Gen<Tiny> Networks =
        from nodes in Gen.Int[2, 12]
        from streets in Gen.Select(Gen.Int[0, nodes - 1], Gen.Int[0, nodes - 1], Gen.OneOf(Gen.Int[1, 12], Gen.Int[1, 20_000])).Array[1, 18]
        where streets.Any(s => s.Item1 != s.Item2)
        from sources in Gen.Select(Gen.Int[0, nodes - 1], Gen.OneOf(Gen.Const(0), Gen.Int[0, 3_000])).Array[0, 5]
        from limit in Gen.OneOf(Gen.Int[0, 40], Gen.Int[0, 60_000])
        select new Tiny(nodes, streets, sources, limit);

    static (int Source, NetworkPlace Place)[] Places(Tiny tiny, WalkNetwork network) =>
        [.. tiny.Sources.Select((s, i) => (i, s)).Where(s => network.NodeOf[s.s.Node] >= 0).Select(s => (s.i, network.At(network.NodeOf[s.s.Node]) with { Connector = s.s.Connector }))];

    static ulong Brute(Tiny tiny, long[,] all, int node, IEnumerable<int> sources) => sources
        .Select(s => (Distance: all[tiny.Sources[s].Node, node] + tiny.Sources[s].Connector, s)).Where(s => s.Distance <= tiny.Limit)
        .Select(s => ReachField.Key(s.Distance, s.s)).DefaultIfEmpty(ReachField.Beyond).Min();

    [Fact]
    public void Every_node_has_the_nearest_source_and_its_exact_distance() => Networks.Sample(tiny =>
    {
        var network = tiny.Network();
        var (all, places) = (tiny.All(), Places(tiny, network));
        var field = new ReachField(network, tiny.Limit);
        field.Search(places, new BucketQueue());
        for (var v = 0; v < network.Nodes; v++) Assert.Equal(Brute(tiny, all, network.Input[v], places.Select(p => p.Source)), field.Nodes[v]);
    }, iter: 20_000);

    /// <summary>Sources come and go in any order; after each the field is the one of a search from those that are there.</summary>
    [Fact]
    public void A_source_more_or_less_leaves_what_a_full_search_would_find() => Gen.Select(Networks, Gen.Int[0, 4].Array[1, 12]).Sample((tiny, steps) =>
    {
        var network = tiny.Network();
        var (all, places, queue) = (tiny.All(), Places(tiny, network), new BucketQueue());
        var there = new HashSet<int>(places.Select(p => p.Source));
        ReachField field = new(network, tiny.Limit), anew = new(network, tiny.Limit);
        field.Search(places, queue);
        foreach (var step in steps.Where(s => s < places.Length))
        {
            var (source, place) = places[step];
            if (there.Remove(source)) Assert.True(field.Remove(source, queue));
            else
            {
                there.Add(source);
                field.Add(source, place, queue);
            }
            anew.Search(places.Where(p => there.Contains(p.Source)), queue);
            Assert.Equal(anew.Nodes.ToArray(), field.Nodes.ToArray());
            for (var v = 0; v < network.Nodes; v++) Assert.Equal(Brute(tiny, all, network.Input[v], there), field.Nodes[v]);
        }
        Assert.False(field.Remove(99, queue));
    }, iter: 5_000);

    [Fact]
    public void Of_two_equally_near_the_smaller_number_is_named()
    {
        var tiny = new Tiny(3, [(0, 1, 500), (1, 2, 500)], [(2, 0), (0, 0)], 1_000);
        var network = tiny.Network();
        var field = new ReachField(network, tiny.Limit);
        field.Search(Places(tiny, network), new BucketQueue());
        Assert.Equal(ReachField.Key(500, 0), field.Nodes[network.NodeOf[1]]);
    }
}
