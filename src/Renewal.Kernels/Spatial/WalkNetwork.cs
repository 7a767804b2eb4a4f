namespace Renewal.Kernels.Spatial;

/// <summary>Streets as they were read. Every street is walked both ways.</summary>
/// <param name="Longitude">of each node, degrees WGS84</param>
/// <param name="Latitude">of each node, degrees WGS84</param>
/// <param name="From">node at one end of each street</param>
/// <param name="To">node at the other end; a street from a node to itself leads nowhere and is left out</param>
public sealed record Streets(double[] Longitude, double[] Latitude, int[] From, int[] To)
{
    /// <summary>Length of each street in millimetres where it is known better than from its ends, 0 where not; null: of none.</summary>
    public int[]? Length { get; init; }

    /// <summary>Streets that pass over or under what they cross: bridge, tunnel, gate, crossing; null: none.</summary>
    public bool[]? Passes { get; init; }

    /// <summary>River, rail, wall: what nobody walks across, as straight pieces in degrees.</summary>
    public IReadOnlyList<BarrierLine> Barriers { get; init; } = [];
}

/// <summary>A straight piece of a river, a railway or a wall, degrees WGS84.</summary>
public readonly record struct BarrierLine(double Longitude1, double Latitude1, double Longitude2, double Latitude2);

/// <summary>A place on the network.</summary>
/// <param name="Chain">of the network; −1: not on the network</param>
/// <param name="Offset">millimetres from the chain's first end</param>
/// <param name="Connector">millimetres of the straight way to it</param>
public readonly record struct NetworkPlace(int Chain, int Offset, int Connector)
{
    public static readonly NetworkPlace None = new(-1, 0, 0);
    public bool OnNetwork => Chain >= 0;
}

/// <summary>What was kept and what was left out when the network was made.</summary>
/// <param name="Components">parts that do not hang together, before any was left out</param>
/// <param name="LargestNodes">nodes of the largest of them</param>
/// <param name="LeftOutNodes">nodes of parts that were left out for being small</param>
/// <param name="CutStreets">streets left out because a barrier crosses them</param>
public sealed record NetworkReport(int Nodes, int Streets, int Components, int LargestNodes, int LeftOutNodes, int CutStreets, int Junctions, int Chains);

/// <summary>
/// The walking network as arrays. Nodes where three or more streets meet, or one ends, are junctions; what lies between two of them is a chain of nodes with no
/// choice to make. Junctions stand first along Hilbert's curve, then the inner nodes chain by chain along the same curve, so that a search touches junctions only
/// and the rest is filled in one pass over memory (degree-two contraction, exact because the way into a chain leads over its ends).
/// Lengths are whole millimetres, at least 1. Of the parts that do not hang together the largest is kept, and others only from a given size on: a place is
/// never tied to a scrap of a path that leads nowhere. Immutable, so any number of threads may read it. O(n log n) to make.
/// </summary>
public sealed class WalkNetwork
{
    /// <summary>Longest chain and farthest search, 1,000 km: sums of two stay within 32 bits.</summary>
    public const int Farthest = 1_000_000_000;

    readonly PackedRTree pieces, barriers;
    readonly IReadOnlyList<BarrierLine> barrier;
    readonly int[] pieceChain;

    /// <summary>Of each node, degrees.</summary>
    public double[] Longitude { get; }
    public double[] Latitude { get; }

    /// <summary>Number of the node in the input, for each node; and the other way round, −1 for those that were left out.</summary>
    public int[] Input { get; }
    public int[] NodeOf { get; }

    /// <summary>Arcs of node v: <c>First[v] … First[v + 1] − 1</c> of <see cref="Arcs"/>.</summary>
    public int[] First { get; }
    public Arc[] Arcs { get; }

    /// <summary>Nodes 0 … Junctions − 1 are junctions.</summary>
    public int Junctions { get; }

    /// <summary>The same over junctions alone, each arc a chain; <see cref="JunctionChain"/> says which.</summary>
    public int[] JunctionFirst { get; }
    public Arc[] JunctionArcs { get; }
    public int[] JunctionChain { get; }

    /// <summary>Ends and length of each chain; its inner nodes are <c>ChainFirst[c] … ChainFirst[c + 1] − 1</c>, from the first end to the second.</summary>
    public int[] ChainFrom { get; }
    public int[] ChainTo { get; }
    public int[] ChainLength { get; }
    public int[] ChainFirst { get; }

    /// <summary>Millimetres of each inner node from the first end of its chain, by node number − Junctions.</summary>
    public int[] Along { get; }

    public NetworkReport Report { get; }

    /// <summary>Hex SHA-256 of the streets it was made of.</summary>
    public string Hash { get; }

    public int Nodes => Longitude.Length;
    public int Chains => ChainFrom.Length;

    /// <summary>No street at all.</summary>
    public static WalkNetwork None { get; } = new();

    WalkNetwork()
    {
        (Longitude, Latitude, Input, NodeOf, Arcs, JunctionArcs, JunctionChain, ChainFrom, ChainTo, ChainLength, Along) = ([], [], [], [], [], [], [], [], [], [], []);
        (First, JunctionFirst, ChainFirst, pieceChain, barrier, Hash) = ([0], [0], [0], [], [], "");
        pieces = barriers = new PackedRTree([]);
        Report = new(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// <param name="streets">what was read</param>
    /// <param name="leastNodes">parts other than the largest are kept from this many nodes on</param>
    /// <exception cref="BadInput">names the table (节点, 道路, 屏障) and the row</exception>
    public WalkNetwork(Streets streets, int leastNodes = int.MaxValue)
    {
        Check(streets);
        barrier = streets.Barriers;
        barriers = new PackedRTree([.. barrier.Select(b => Box.Around(b.Longitude1, b.Latitude1, b.Longitude2, b.Latitude2))]);
        Hash = HashOf(streets, leastNodes);

        int count = streets.Longitude.Length, cut = 0;
        var kept = new List<int>(streets.From.Length);
        var near = new List<int>();
        for (var e = 0; e < streets.From.Length; e++)
            if (streets.From[e] == streets.To[e]) continue;
            else if (streets.Passes is not { } passes || !passes[e]) { if (Cut(streets, e, near)) cut++; else kept.Add(e); }
            else kept.Add(e);
        var length = new int[streets.From.Length];
        foreach (var e in kept)
        {
            int a = streets.From[e], b = streets.To[e];
            length[e] = streets.Length?[e] is > 0 and var known ? known
                : Math.Max(1, Earth.Millimetres(streets.Longitude[a], streets.Latitude[a], streets.Longitude[b], streets.Latitude[b]));
            if (length[e] > Farthest) throw new BadInput("道路", e, "长度超过 1000 千米。");
        }
        var (first, arc) = Adjacency(count, kept, streets);
        var (part, sizes) = Parts(count, first, arc, streets);
        if (sizes.Count == 0) throw new BadInput("道路", -1, cut > 0 ? "所有道路都被屏障切断，没有可步行的路网。" : "没有可步行的道路。");
        var largest = sizes.IndexOf(sizes.Max());
        bool Stays(int node) => part[node] >= 0 && (part[node] == largest || sizes[part[node]] >= leastNodes);

        // Chains, traced from every junction, each once; a ring that no junction touches gets one.
        var stays = new bool[count];
        var junction = new bool[count];
        for (var v = 0; v < count; v++)
        {
            stays[v] = Stays(v);
            junction[v] = stays[v] && first[v + 1] - first[v] != 2;
        }
        var used = new bool[streets.From.Length];
        var traced = new List<(int From, int To, int[] Inner, int[] Along, int Length)>();
        void Trace(int start)
        {
            for (var k = first[start]; k < first[start + 1]; k++)
            {
                if (used[arc[k]]) continue;
                List<int> inner = [], along = [];
                long walked = 0;
                for (int at = start, e = arc[k]; ;)
                {
                    used[e] = true;
                    walked += length[e];
                    if (walked > Farthest) throw new BadInput("道路", e, "一段没有路口的道路超过 1000 千米。");
                    at = streets.From[e] == at ? streets.To[e] : streets.From[e];
                    if (junction[at])
                    {
                        traced.Add((start, at, [.. inner], [.. along], (int)walked));
                        break;
                    }
                    inner.Add(at);
                    along.Add((int)walked);
                    e = arc[first[at]] == e ? arc[first[at] + 1] : arc[first[at]];
                }
            }
        }
        for (var v = 0; v < count; v++) if (junction[v]) Trace(v);
        for (var v = 0; v < count; v++)
            if (stays[v] && !junction[v] && !used[arc[first[v]]])
            {
                junction[v] = true;
                Trace(v);
            }

        // Numbers along the curve.
        var all = new Box(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        for (var v = 0; v < count; v++) if (stays[v]) all = all.With(new(streets.Longitude[v], streets.Latitude[v], streets.Longitude[v], streets.Latitude[v]));
        uint Key(int v) => Hilbert.Key(streets.Longitude[v], streets.Latitude[v], all);
        int[] junctions = [.. Enumerable.Range(0, count).Where(v => junction[v]).OrderBy(Key)];
        traced = [.. traced.OrderBy(c => Key(c.Inner.Length > 0 ? c.Inner[c.Inner.Length / 2] : c.From))];
        Junctions = junctions.Length;
        Input = [.. junctions, .. traced.SelectMany(c => c.Inner)];
        NodeOf = new int[count];
        Array.Fill(NodeOf, -1);
        for (var i = 0; i < Input.Length; i++) NodeOf[Input[i]] = i;
        Longitude = [.. Input.Select(v => streets.Longitude[v])];
        Latitude = [.. Input.Select(v => streets.Latitude[v])];
        ChainFrom = [.. traced.Select(c => NodeOf[c.From])];
        ChainTo = [.. traced.Select(c => NodeOf[c.To])];
        ChainLength = [.. traced.Select(c => c.Length)];
        Along = [.. traced.SelectMany(c => c.Along)];
        ChainFirst = new int[traced.Count + 1];
        ChainFirst[0] = Junctions;
        for (var c = 0; c < traced.Count; c++) ChainFirst[c + 1] = ChainFirst[c] + traced[c].Inner.Length;

        (First, Arcs, _) = Rows(Nodes, kept.Where(e => stays[streets.From[e]]).Select(e => (NodeOf[streets.From[e]], NodeOf[streets.To[e]], length[e])).ToArray());
        (JunctionFirst, JunctionArcs, JunctionChain) = Rows(Junctions, [.. ChainFrom.Select((from, c) => (from, ChainTo[c], ChainLength[c]))]);

        pieceChain = new int[Nodes - Junctions + Chains];
        var boxes = new Box[pieceChain.Length];
        for (var c = 0; c < Chains; c++)
            for (int i = 0, inner = ChainFirst[c + 1] - ChainFirst[c]; i <= inner; i++)
            {
                var piece = ChainFirst[c] - Junctions + c + i;
                var (a, b) = Ends(c, i);
                pieceChain[piece] = c;
                boxes[piece] = Box.Around(Longitude[a], Latitude[a], Longitude[b], Latitude[b]);
            }
        pieces = new PackedRTree(boxes);
        Report = new(Nodes, Arcs.Length / 2, sizes.Count, sizes[largest], part.Count(p => p >= 0) - Nodes, cut, Junctions, Chains);
    }

    /// <summary>A node of the network as a place on it.</summary>
    public NetworkPlace At(int node)
    {
        if (node >= Junctions)
        {
            var c = Array.BinarySearch(ChainFirst, node);
            // Chains without inner nodes share their start with the next one that has some.
            if (c < 0) c = ~c - 1; else while (ChainFirst[c + 1] == node) c++;
            return new(c, Along[node - Junctions], 0);
        }
        var chain = JunctionChain[JunctionFirst[node]];
        return new(chain, ChainFrom[chain] == node ? 0 : ChainLength[chain], 0);
    }

    /// <summary>
    /// The nearest place of the network that can be walked to in a straight line without crossing a barrier, at most <paramref name="farthest"/> millimetres away;
    /// <see cref="NetworkPlace.None"/> where there is none. A street that is longer than its ends are apart is measured along it in proportion.
    /// </summary>
    /// <param name="scratch">a list of the caller's own, reused from call to call</param>
    public NetworkPlace Snap(double longitude, double latitude, int farthest, List<int> scratch)
    {
        var (east, north) = Earth.MetresPerDegree(latitude);
        List<(double Metres, int Piece)>? reached = null;
        // Most places lie next to a street: look near first, then four times as far.
        for (double radius = Math.Min(farthest / 1000.0, 32); ; radius = Math.Min(farthest / 1000.0, radius * 4))
        {
            double wide = radius * 1.01 / east, high = radius * 1.01 / north;
            pieces.Search(new(longitude - wide, latitude - high, longitude + wide, latitude + high), scratch);
            (reached ??= []).Clear();
            foreach (var piece in scratch) reached.Add((Foot(piece, longitude, latitude, east, north).Metres, piece));
            reached.Sort();
            foreach (var (metres, piece) in reached)
            {
                if (metres > radius) break;
                var (_, share, x, y) = Foot(piece, longitude, latitude, east, north);
                if (Crosses(longitude, latitude, x, y, scratch)) continue;
                var connector = Earth.Millimetres(longitude, latitude, x, y);
                if (connector > farthest) break;
                var c = pieceChain[piece];
                var i = piece - c - (ChainFirst[c] - Junctions);
                int start = i == 0 ? 0 : Along[ChainFirst[c] - Junctions + i - 1], end = ChainFirst[c] + i == ChainFirst[c + 1] ? ChainLength[c] : Along[ChainFirst[c] - Junctions + i];
                return new(c, start + (int)Math.Round(share * (end - start)), connector);
            }
            if (radius >= farthest / 1000.0) return NetworkPlace.None;
        }
    }

    /// <summary>Ends of the i-th piece of a chain.</summary>
    (int, int) Ends(int c, int i) => (i == 0 ? ChainFrom[c] : ChainFirst[c] + i - 1, ChainFirst[c] + i == ChainFirst[c + 1] ? ChainTo[c] : ChainFirst[c] + i);

    /// <summary>Where a piece is nearest: how far, at which share of it, and the place. On the plane that touches the earth at the point looked from.</summary>
    (double Metres, double Share, double Longitude, double Latitude) Foot(int piece, double longitude, double latitude, double east, double north)
    {
        var c = pieceChain[piece];
        var (a, b) = Ends(c, piece - c - (ChainFirst[c] - Junctions));
        double ax = (Longitude[a] - longitude) * east, ay = (Latitude[a] - latitude) * north, bx = (Longitude[b] - longitude) * east, by = (Latitude[b] - latitude) * north;
        double dx = bx - ax, dy = by - ay, square = dx * dx + dy * dy;
        var share = square > 0 ? Math.Clamp(-(ax * dx + ay * dy) / square, 0, 1) : 0;
        double x = ax + share * dx, y = ay + share * dy;
        return (Math.Sqrt(x * x + y * y), share, longitude + x / east, latitude + y / north);
    }

    /// <summary>Whether the straight way between two points crosses a barrier; to touch one, or to start on it, is not to cross it.</summary>
    bool Crosses(double x1, double y1, double x2, double y2, List<int> scratch)
    {
        if (barriers.Count == 0) return false;
        barriers.Search(Box.Around(x1, y1, x2, y2), scratch);
        foreach (var at in scratch)
        {
            var b = barrier[at];
            // Whole ten-millionths of a degree (1 cm), as maps store them: the sides are then exact.
            var (ax, ay, bx, by) = (Grid(x1), Grid(y1), Grid(x2), Grid(y2));
            var (cx, cy, dx, dy) = (Grid(b.Longitude1), Grid(b.Latitude1), Grid(b.Longitude2), Grid(b.Latitude2));
            if (Side(ax, ay, bx, by, cx, cy) * Side(ax, ay, bx, by, dx, dy) < 0 && Side(cx, cy, dx, dy, ax, ay) * Side(cx, cy, dx, dy, bx, by) < 0) return true;
        }
        return false;

        static long Grid(double degrees) => (long)Math.Round(degrees * 1e7);
        static int Side(long ax, long ay, long bx, long by, long px, long py) => ((Int128)(bx - ax) * (py - ay)).CompareTo((Int128)(by - ay) * (px - ax));
    }

    bool Cut(Streets s, int e, List<int> near) => Crosses(s.Longitude[s.From[e]], s.Latitude[s.From[e]], s.Longitude[s.To[e]], s.Latitude[s.To[e]], near);

    static void Check(Streets s)
    {
        if (s.Longitude.Length != s.Latitude.Length) throw new BadInput("节点", -1, "经度和纬度的个数不同。");
        if (s.From.Length != s.To.Length || s.Length is { } l && l.Length != s.From.Length || s.Passes is { } p && p.Length != s.From.Length)
            throw new BadInput("道路", -1, "各列的个数不同。");
        for (var i = 0; i < s.Longitude.Length; i++)
            if (!OnEarth(s.Longitude[i], s.Latitude[i])) throw new BadInput("节点", i, "经纬度不是有效的数。");
        for (var e = 0; e < s.From.Length; e++)
        {
            if ((uint)s.From[e] >= (uint)s.Longitude.Length || (uint)s.To[e] >= (uint)s.Longitude.Length) throw new BadInput("道路", e, "端点不在节点表里。");
            if (s.Length?[e] < 0) throw new BadInput("道路", e, "长度是负数。");
        }
        for (var i = 0; i < s.Barriers.Count; i++)
            if (!OnEarth(s.Barriers[i].Longitude1, s.Barriers[i].Latitude1) || !OnEarth(s.Barriers[i].Longitude2, s.Barriers[i].Latitude2))
                throw new BadInput("屏障", i, "经纬度不是有效的数。");
    }

    /// <summary>False for NaN too.</summary>
    internal static bool OnEarth(double longitude, double latitude) => Math.Abs(longitude) <= 180 && Math.Abs(latitude) < 90;

    static string HashOf(Streets s, int leastNodes)
    {
        var hash = new InputHash().Add(s.Longitude).Add(s.Latitude).Add(s.From).Add(s.To).Add(s.Length ?? []).Add(s.Passes ?? []).Add(leastNodes);
        foreach (var b in s.Barriers) hash.Add(b.Longitude1).Add(b.Latitude1).Add(b.Longitude2).Add(b.Latitude2);
        return hash.Hex();
    }

    /// <summary>Streets at each node.</summary>
    static (int[] First, int[] Street) Adjacency(int count, List<int> kept, Streets s)
    {
        var first = new int[count + 1];
        foreach (var e in kept)
        {
            first[s.From[e] + 1]++;
            first[s.To[e] + 1]++;
        }
        for (var v = 0; v < count; v++) first[v + 1] += first[v];
        var (street, next) = (new int[first[count]], first[..count]);
        foreach (var e in kept)
        {
            street[next[s.From[e]]++] = e;
            street[next[s.To[e]]++] = e;
        }
        return (first, street);
    }

    /// <summary>Part of each node, −1 for one without a street, and how many nodes each part has.</summary>
    static (int[] Part, List<int> Sizes) Parts(int count, int[] first, int[] street, Streets s)
    {
        var part = new int[count];
        Array.Fill(part, -1);
        List<int> sizes = [];
        var stack = new Stack<int>();
        for (var root = 0; root < count; root++)
        {
            if (part[root] >= 0 || first[root] == first[root + 1]) continue;
            var size = 0;
            part[root] = sizes.Count;
            stack.Push(root);
            while (stack.TryPop(out var v))
            {
                size++;
                for (var k = first[v]; k < first[v + 1]; k++)
                {
                    var w = s.From[street[k]] == v ? s.To[street[k]] : s.From[street[k]];
                    if (part[w] >= 0) continue;
                    part[w] = sizes.Count;
                    stack.Push(w);
                }
            }
            sizes.Add(size);
        }
        return (part, sizes);
    }

    /// <summary>Both directions of each link as compressed rows, with the number of the link.</summary>
    static (int[] First, Arc[] Arcs, int[] Link) Rows(int count, (int A, int B, int Length)[] links)
    {
        var first = new int[count + 1];
        foreach (var (a, b, _) in links)
        {
            first[a + 1]++;
            first[b + 1]++;
        }
        for (var v = 0; v < count; v++) first[v + 1] += first[v];
        var (arcs, link, next) = (new Arc[first[count]], new int[first[count]], first[..count]);
        for (var i = 0; i < links.Length; i++)
        {
            var (a, b, length) = links[i];
            (arcs[next[a]], link[next[a]++]) = (new(b, length), i);
            (arcs[next[b]], link[next[b]++]) = (new(a, length), i);
        }
        return (first, arcs, link);
    }
}

/// <summary>A street seen from one of its ends: the node at the other, and millimetres.</summary>
public readonly record struct Arc(int To, int Length);
