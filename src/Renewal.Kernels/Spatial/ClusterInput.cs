using System.Numerics;

namespace Renewal.Kernels.Spatial;

/// <summary>
/// Communities to be put together into area clusters (M1.3) that are at once units of measure (T7.2.1: 5,000 to 12,000 people): each connected by neighbourhood,
/// near to a centre community, and sharing the facilities of all its members.
/// </summary>
public sealed record ClusterInput
{
    /// <summary>By community, ≥ 0.</summary>
    public required int[] People { get; init; }
    /// <summary>Whole metres on a plane.</summary>
    public required int[] X { get; init; }
    public required int[] Y { get; init; }
    /// <summary>Pairs of neighbours, in any order: people walk between them without crossing a barrier (<see cref="ClusterNeighbours"/> finds them).</summary>
    public required (int One, int Other)[] Neighbours { get; init; }
    /// <summary>By community: one bit for each kind of facility it has; null if facilities play no part.</summary>
    public ulong[]? Facilities { get; init; }
    /// <summary>Kinds of facility a cluster should have: the lowest bits, 0–64.</summary>
    public int Kinds { get; init; }
    /// <summary>Fewest and most people of a cluster, both included.</summary>
    public int Least { get; init; } = 5_000;
    public int Most { get; init; } = 12_000;
    /// <summary>Metres from the centre community to every other of its cluster, at most.</summary>
    public int Reach { get; init; } = 1_000;
    /// <summary>Metres charged for a person in no cluster.</summary>
    public int Uncovered { get; init; } = 5_000;
    /// <summary>Metres charged for each person of a cluster and each kind of facility none of its members has.</summary>
    public int Missing { get; init; } = 100;

    internal void Check()
    {
        const string communities = "小区 communities", neighbours = "相邻关系 neighbours", limits = "限制 limits";
        var n = People.Length;
        if (n == 0) throw new BadInput(communities, -1, "没有小区");
        if (X.Length != n || Y.Length != n || Facilities is { } f && f.Length != n) throw new BadInput(communities, -1, "各列行数不一致");
        if (Kinds is < 0 or > 64 || Kinds > 0 && Facilities is null) throw new BadInput(limits, -1, "设施种类数不对");
        if (Least < 1 || Least > Most) throw new BadInput(limits, -1, $"人口范围不对：{Least}–{Most}");
        if (Reach < 0 || Uncovered < 0 || Missing < 0) throw new BadInput(limits, -1, "距离为负");
        long total = 0;
        for (var i = 0; i < n; i++)
        {
            if (People[i] < 0) throw new BadInput(communities, i, $"人数为负：{People[i]}");
            if (Math.Abs((long)X[i]) > 100_000_000 || Math.Abs((long)Y[i]) > 100_000_000) throw new BadInput(communities, i, "坐标超出范围");
            total += People[i];
        }
        if (total == 0) throw new BadInput(communities, -1, "没有人");
        // Each person may be charged so much at most: the sum must leave room for exact bounds.
        if ((Int128)total * (Uncovered + 1L) >= (Int128)1 << 60) throw new BadInput(communities, -1, "人数乘距离过大");
        for (var k = 0; k < Neighbours.Length; k++)
        {
            var (a, b) = Neighbours[k];
            if (a < 0 || b < 0 || a >= n || b >= n) throw new BadInput(neighbours, k, $"没有小区 {(a < 0 || a >= n ? a : b)}");
            if (a == b) throw new BadInput(neighbours, k, "小区与自己相邻");
        }
    }

    /// <summary>Metres as the crow flies, rounded down.</summary>
    internal int Metres(int one, int other)
    {
        long dx = X[one] - X[other], dy = Y[one] - Y[other];
        return (int)Math.Sqrt((dx * dx) + (dy * dy));
    }

    internal ulong Wanted => Kinds == 0 ? 0 : ulong.MaxValue >> (64 - Kinds);
    internal long Lacking(ulong have, long people) => people * Missing * BitOperations.PopCount(Wanted & ~have);

    internal string Hash()
    {
        var pairs = Neighbours.Select(p => p.One < p.Other ? p : (p.Other, p.One)).Distinct().Order().ToArray();
        return new InputHash().Add("clusters").Add(People).Add(X).Add(Y).Add(pairs.SelectMany(p => new[] { p.Item1, p.Item2 }).ToArray()).Add(Facilities ?? []).Add(Kinds).Add(Least).Add(Most).Add(Reach)
            .Add(Uncovered).Add(Missing).Hex();
    }
}

/// <param name="Iterations">windows taken apart and put together anew; null: as many as there are communities call for</param>
/// <param name="DualIterations">steps of each of the two duals</param>
public sealed record ClusterOptions(int Seed = 1, int? Iterations = null, int DualIterations = 200);

/// <param name="Centre">the member from which the others are measured</param>
/// <param name="Members">ascending</param>
/// <param name="Metres">person-metres to the centre</param>
/// <param name="Facilities">kinds that at least one member has, which all share</param>
public sealed record Cluster(int Centre, int[] Members, long People, long Metres, ulong Facilities);

/// <summary>Which communities go together.</summary>
/// <param name="Clusters">no two share a community</param>
/// <param name="Uncovered">people in no cluster</param>
/// <param name="Hopeless">of them: people whom no cluster within the limits can hold, because too few live around them or too many in their community alone; proven</param>
/// <param name="Pool">groups the search came upon</param>
/// <param name="PoolBound">no selection from those groups costs less. It says nothing of groups that were never met; <paramref name="Proof"/> has a bound on all groups</param>
/// <param name="Proof">in person-metres, the uncovered and missing facilities included</param>
public sealed record ClusterAnswer(Cluster[] Clusters, long Uncovered, long Hopeless, int Pool, long PoolBound, Proof Proof);
