namespace Renewal.Kernels.Spatial;

/// <summary>
/// The nearest source of one category for every place of a network, up to a limit. One search from all sources at once over the junctions, in buckets by
/// distance (Dial 1969; buckets wider than the shortest arc, so that a junction improved within its own bucket is looked at again: Denardo and Fox 1979), then one
/// pass that fills the chains. O(n + arcs + sources), whatever the number of sources. Distances are whole millimetres and exact; of equally near sources the
/// one with the smaller number is named, so the answer does not depend on the order of work, and a changed field equals one computed anew.
/// <see cref="Add"/> and <see cref="Remove"/> search only where the nearest source changes. Not thread-safe; fields of one network may work side by side.
/// </summary>
public sealed class ReachField
{
    /// <summary>Beyond the limit. Sums with a chain's length stay within 64 bits and above every limit.</summary>
    public const ulong Beyond = (ulong)int.MaxValue << 32 | uint.MaxValue;

    readonly WalkNetwork network;
    readonly int limit;
    readonly List<(int Source, NetworkPlace Place)> sources = [];
    readonly List<int> touched = [];

    /// <summary>Of each node, distance in millimetres × 2³² + number of the source: smaller is nearer. Junctions first, as in the network.</summary>
    readonly ulong[] keys;

    /// <param name="limit">millimetres, 0 … <see cref="WalkNetwork.Farthest"/>; what is farther is <see cref="Beyond"/></param>
    public ReachField(WalkNetwork network, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, WalkNetwork.Farthest);
        (this.network, this.limit) = (network, limit);
        keys = GC.AllocateUninitializedArray<ulong>(network.Nodes);
        Array.Fill(keys, Beyond);
    }

    public static int Distance(ulong key) => (int)(key >> 32);

    /// <summary>Number of the source, −1 beyond the limit.</summary>
    public static int Source(ulong key) => (int)(uint)key;

    public static ulong Key(long distance, int source) => (ulong)distance << 32 | (uint)source;

    /// <summary>Of each node: see <see cref="Distance"/> and <see cref="Source"/>.</summary>
    public ReadOnlySpan<ulong> Nodes => keys;

    /// <summary>Sources now, with their places.</summary>
    public IReadOnlyList<(int Source, NetworkPlace Place)> Sources => sources;

    /// <summary>Chains on which something may have changed in the last <see cref="Add"/> or <see cref="Remove"/>.</summary>
    public IReadOnlyCollection<int> TouchedChains => touched;

    /// <summary>Searches from these sources alone.</summary>
    /// <param name="of">numbers, 0 or more, each once, and places on the network</param>
    public void Search(IEnumerable<(int Source, NetworkPlace Place)> of, BucketQueue queue)
    {
        sources.Clear();
        sources.AddRange(of);
        Array.Fill(keys, Beyond, 0, network.Junctions);
        queue.Reset(limit);
        foreach (var source in sources) Seed(source, queue);
        Settle(queue, null);
        for (var c = 0; c < network.Chains; c++) Fill(c);
        foreach (var source in sources) AlongOwnChain(source);
    }

    /// <summary>One source more: only what comes nearer is searched.</summary>
    public void Add(int source, NetworkPlace place, BucketQueue queue)
    {
        sources.Add((source, place));
        queue.Reset(limit);
        queue.Start();
        Seed((source, place), queue);
        Settle(queue, queue.Changed);
        Refill(queue.Changed, place.Chain);
    }

    /// <summary>One source less: the places it was nearest to are emptied and searched anew from their borders.</summary>
    /// <returns>false if there is no such source</returns>
    public bool Remove(int source, BucketQueue queue)
    {
        var at = sources.FindIndex(s => s.Source == source);
        if (at < 0) return false;
        var place = sources[at].Place;
        sources.RemoveAt(at);
        queue.Reset(limit);
        queue.Start();
        // Whose key came from it hangs together with its ends: each hands the number on to the next.
        var region = queue.Changed;
        void Empty(int v)
        {
            if (Source(keys[v]) != source) return;
            keys[v] = Beyond;
            region.Add(v);
        }
        Empty(network.ChainFrom[place.Chain]);
        Empty(network.ChainTo[place.Chain]);
        for (var i = 0; i < region.Count; i++)
            for (var k = network.JunctionFirst[region[i]]; k < network.JunctionFirst[region[i] + 1]; k++) Empty(network.JunctionArcs[k].To);
        foreach (var v in region)
            for (var k = network.JunctionFirst[v]; k < network.JunctionFirst[v + 1]; k++)
            {
                var arc = network.JunctionArcs[k];
                if (keys[arc.To] != Beyond) Improve(v, keys[arc.To] + ((ulong)arc.Length << 32), queue);
            }
        // Other sources on chains that end here had been outdone; elsewhere this improves nothing.
        foreach (var other in sources) Seed(other, queue);
        Settle(queue, queue.Changed);
        Refill(region, place.Chain);
        return true;
    }

    /// <summary>From a place to the nearest source, its connector counted. Correct on a chain without a source of its own; <see cref="Between"/> adds those.</summary>
    public ulong FromEnds(in NetworkPlace place)
    {
        var c = place.Chain;
        return Capped(Math.Min(keys[network.ChainFrom[c]] + ((ulong)place.Offset << 32), keys[network.ChainTo[c]] + ((ulong)(network.ChainLength[c] - place.Offset) << 32))
            + ((ulong)place.Connector << 32));
    }

    /// <summary>The way along the chain that a place and a source share.</summary>
    public ulong Between(in NetworkPlace place, (int Source, NetworkPlace Place) source) =>
        Capped(Key((long)Math.Abs(place.Offset - source.Place.Offset) + place.Connector + source.Place.Connector, source.Source));

    ulong Capped(ulong key) => key >> 32 > (ulong)limit ? Beyond : key;

    void Seed((int Source, NetworkPlace Place) source, BucketQueue queue)
    {
        var (number, (c, offset, connector)) = source;
        Improve(network.ChainFrom[c], Key((long)connector + offset, number), queue);
        Improve(network.ChainTo[c], Key((long)connector + network.ChainLength[c] - offset, number), queue);
    }

    void Improve(int v, ulong key, BucketQueue queue)
    {
        if (key >= keys[v] || key >> 32 > (ulong)limit) return;
        keys[v] = key;
        queue.Put(v, key);
    }

    /// <param name="changed">takes every junction that was looked at, if given; some may come twice</param>
    void Settle(BucketQueue queue, List<int>? changed)
    {
        var (first, arcs, shift, most) = (network.JunctionFirst, network.JunctionArcs, queue.Shift, (ulong)limit << 32 | uint.MaxValue);
        for (var b = 0; b < queue.Buckets; b++)
            for (var i = 0; i < queue.Count(b); i++)
            {
                var u = queue.Get(b, i);
                var key = keys[u];
                if ((int)(key >> shift) != b) continue; // it came nearer since, and was looked at there
                changed?.Add(u);
                for (int k = first[u], end = first[u + 1]; k < end; k++)
                {
                    var arc = arcs[k];
                    ulong through = key + ((ulong)arc.Length << 32), old = keys[arc.To];
                    if (through >= old || through > most) continue;
                    keys[arc.To] = through;
                    var at = (int)(through >> shift);
                    // Where it waits in that bucket already, once is enough; not so in the bucket at work, nor for a key of an earlier search.
                    if (at == b || at != (int)(old >> shift) || changed is not null) queue.Put(arc.To, at);
                }
            }
    }

    void Fill(int c)
    {
        int first = network.ChainFirst[c], end = network.ChainFirst[c + 1];
        if (first == end) return;
        ulong from = keys[network.ChainFrom[c]], to = keys[network.ChainTo[c]];
        if (from == Beyond && to == Beyond)
        {
            Array.Fill(keys, Beyond, first, end - first);
            return;
        }
        int length = network.ChainLength[c], junctions = network.Junctions;
        for (var v = first; v < end; v++)
        {
            var along = network.Along[v - junctions];
            keys[v] = Capped(Math.Min(from + ((ulong)along << 32), to + ((ulong)(length - along) << 32)));
        }
    }

    void AlongOwnChain((int Source, NetworkPlace Place) source)
    {
        var c = source.Place.Chain;
        for (var v = network.ChainFirst[c]; v < network.ChainFirst[c + 1]; v++)
            keys[v] = Math.Min(keys[v], Between(new(c, network.Along[v - network.Junctions], 0), source));
    }

    /// <summary>Chains that end at these junctions, and one more.</summary>
    void Refill(List<int> junctions, int chain)
    {
        touched.Clear();
        touched.Add(chain);
        foreach (var v in junctions)
            for (var k = network.JunctionFirst[v]; k < network.JunctionFirst[v + 1]; k++) touched.Add(network.JunctionChain[k]);
        touched.Sort();
        var kept = 0;
        for (var i = 0; i < touched.Count; i++) if (i == 0 || touched[i] != touched[kept - 1]) touched[kept++] = touched[i];
        touched.RemoveRange(kept, touched.Count - kept);
        foreach (var c in touched) Fill(c);
        foreach (var source in sources) AlongOwnChain(source);
    }
}

/// <summary>Junctions waiting by distance; kept from search to search so that nothing is allocated anew. One for each thread.</summary>
public sealed class BucketQueue
{
    /// <summary>Width of a bucket as a power of two in millimetres: 2¹² = 4.1 m, below most chains of a town, so that few junctions are looked at twice.</summary>
    const int Width = 12;

    int[][] buckets = [];
    int[] counts = [];

    /// <summary>Bits of a key below the number of its bucket.</summary>
    public int Shift { get; private set; }
    public int Buckets { get; private set; }

    /// <summary>Junctions changed by the work at hand; may name one twice.</summary>
    internal List<int> Changed { get; } = [];

    internal void Reset(int limit)
    {
        // A long search gets wider buckets, not more of them.
        var width = Width;
        while (limit >> width > 1 << 14) width++;
        Shift = 32 + width;
        Buckets = (limit >> width) + 1;
        if (buckets.Length < Buckets)
        {
            var had = buckets.Length;
            Array.Resize(ref buckets, Buckets);
            Array.Resize(ref counts, Buckets);
            for (var b = had; b < Buckets; b++) buckets[b] = new int[64];
        }
        Array.Clear(counts);
    }

    internal void Start() => Changed.Clear();

    internal int Count(int bucket) => counts[bucket];
    internal int Get(int bucket, int i) => buckets[bucket][i];
    internal void Put(int junction, ulong key) => Put(junction, (int)(key >> Shift));

    internal void Put(int junction, int bucket)
    {
        var at = counts[bucket]++;
        var list = buckets[bucket];
        if (at == list.Length) Array.Resize(ref buckets[bucket], at * 2);
        buckets[bucket][at] = junction;
    }
}
