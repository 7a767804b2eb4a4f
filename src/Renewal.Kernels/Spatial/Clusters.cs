namespace Renewal.Kernels.Spatial;

/// <summary>
/// Area clusters: connected groups of communities within a band of people, compact around a centre, sharing facilities; what fits nowhere stays uncovered at a
/// price. Groups grow by nearness, windows of a few neighbouring groups are taken apart, grown anew and mended by moves of single communities (each keeping both
/// groups connected), and every group met goes into a pool, from which windows are then packed exactly (Mehrotra, Johnson and Nemhauser 1998 for districts).
/// Two bounds: over the pool, and over all groups whatever (<see cref="ClusterDual"/>). Deterministic for a seed. Memory: the pool, some dozen groups a community.
/// Static and thread-safe; one run uses one thread.
/// </summary>
public static class Clusters
{
    /// <exception cref="BadInput">a row that cannot be</exception>
    public static ClusterAnswer Solve(ClusterInput input, ClusterOptions options, IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        input.Check();
        var field = new ClusterField(input);
        var search = new ClusterSearch(field, options, progress, stop);
        search.Run();

        var n = input.People.Length;
        var groups = search.Groups.OrderBy(g => g.Members[0]).ToArray();
        var covered = groups.Sum(g => g.People);
        var uncovered = input.People.Sum(p => (long)p) - covered;
        var hopeless = Enumerable.Range(0, n).Where(i => !field.Possible[i]).Sum(i => (long)input.People[i]);
        var value = groups.Sum(g => g.Cost) + uncovered * input.Uncovered;

        // The hopeless pay in every answer; the duals price the others.
        var basis = new long[n];
        var people = new long[n];
        for (var i = 0; i < n; i++) (people[i], basis[i]) = field.Possible[i] ? (input.People[i], input.Uncovered) : (0, 0);
        var price = new long[n];
        foreach (var group in groups)
            foreach (var i in group.Members) price[i] = Math.Min(input.Uncovered, group.Cost / Math.Max(1, group.People));
        foreach (var i in Enumerable.Range(0, n).Except(groups.SelectMany(g => g.Members))) price[i] = basis[i];
        var sure = hopeless * input.Uncovered;

        long Rise(VolumeDual dual, string phase)
        {
            for (var step = 0; step < options.DualIterations && !stop.IsCancellationRequested; step += 10)
            {
                dual.Run(Math.Min(10, options.DualIterations - step), value - sure, long.MaxValue, stop);
                progress?.Report(new(phase, step, options.DualIterations, value, dual.Bound + sure));
            }
            return Math.Min(value, dual.Bound + sure);
        }

        var pool = search.Pool.GroupBy(g => g.Centre).OrderBy(c => c.Key).Select(c => c.ToArray()).ToArray();
        var overPool = Rise(new ClusterPoolDual(pool, people, basis, price), "pool");
        var overAll = Rise(new ClusterDual(input, field.Around, people, basis, price), "bound");
        return new(
            [.. groups.Select(g => new Cluster(g.Centre, g.Members, g.People, g.Members.Sum(i => (long)input.People[i] * input.Metres(i, g.Centre)), field.Share(g.Members)))],
            uncovered, hopeless, search.Pool.Count, Math.Max(overPool, overAll),
            new(Sense.Minimise, value, overAll, "Lagrangian dual over all groups, their parts not asked to be connected", options.Seed, search.Iterations, input.Hash(), !stop.IsCancellationRequested));
    }
}

/// <summary>What is fixed of an input: who is next to whom, who can be reached from where, who can be in a cluster at all.</summary>
sealed class ClusterField
{
    public readonly ClusterInput Input;
    /// <summary>Neighbours of i: <c>Next[Start[i]] … Next[Start[i + 1] − 1]</c>, ascending, none twice.</summary>
    public readonly int[] Start, Next;
    /// <summary>By centre: members within reach on a way of members within reach; empty where they are too few people for a cluster.</summary>
    public readonly (int Metres, int Member)[][] Around;
    public readonly bool[] Possible;
    readonly long[] reached;

    public ClusterField(ClusterInput input)
    {
        Input = input;
        var n = input.People.Length;
        var both = input.Neighbours.Concat(input.Neighbours.Select(p => (One: p.Other, Other: p.One))).Distinct().Order().ToArray();
        Start = new int[n + 1];
        foreach (var (one, _) in both) Start[one + 1]++;
        for (var i = 0; i < n; i++) Start[i + 1] += Start[i];
        Next = [.. both.Select(p => p.Other)];
        Around = new (int, int)[n][];
        Possible = new bool[n];
        var seen = new int[n];
        Array.Fill(seen, -1);
        var list = new List<(int Metres, int Member)>();
        for (var m = 0; m < n; m++)
        {
            list.Clear();
            if (input.People[m] <= input.Most)
            {
                list.Add((0, m));
                seen[m] = m;
            }
            long people = 0;
            for (var at = 0; at < list.Count; at++)
            {
                var i = list[at].Member;
                people += input.People[i];
                foreach (var j in NextOf(i))
                {
                    if (seen[j] == m || (long)input.People[j] + input.People[m] > input.Most || input.Metres(m, j) is var far && far > input.Reach) continue;
                    seen[j] = m;
                    list.Add((far, j));
                }
            }
            Around[m] = people >= input.Least ? [.. list] : [];
            foreach (var (_, i) in Around[m]) Possible[i] = true;
        }
        reached = new long[n];
    }

    public ReadOnlySpan<int> NextOf(int i) => Next.AsSpan(Start[i], Start[i + 1] - Start[i]);

    public ulong Share(ReadOnlySpan<int> members)
    {
        ulong have = 0;
        if (Input.Facilities is { } facilities)
            foreach (var i in members) have |= facilities[i];
        return have;
    }

    /// <summary>The group these members make with their best centre, null if they are out of the band or no member reaches all others. Connection is the caller's to see to. O(members²).</summary>
    public ClusterGroup? Group(ReadOnlySpan<int> members)
    {
        long people = 0;
        foreach (var i in members) people += Input.People[i];
        if (people < Input.Least || people > Input.Most) return null;
        // Person-metres to each member, −1 where one is out of its reach.
        for (var a = 0; a < members.Length; a++) reached[a] = 0;
        for (var a = 0; a < members.Length; a++)
            for (var b = a + 1; b < members.Length; b++)
            {
                var metres = Input.Metres(members[a], members[b]);
                if (metres > Input.Reach) reached[a] = reached[b] = long.MinValue / 2;
                reached[a] += (long)metres * Input.People[members[b]];
                reached[b] += (long)metres * Input.People[members[a]];
            }
        var (centre, least) = (-1, long.MaxValue);
        for (var a = 0; a < members.Length; a++)
            if (reached[a] >= 0 && (reached[a] < least || reached[a] == least && members[a] < centre)) (centre, least) = (members[a], reached[a]);
        if (centre < 0) return null;
        int[] sorted = [.. members];
        Array.Sort(sorted);
        return new(sorted, centre, people, least + Input.Lacking(Share(sorted), people));
    }
}
