using System.Numerics;
using Renewal.Kernels.Spatial;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

/// <summary>Judges clusters by the input alone, and finds the best ones by trying every group and every way to put groups together. Shares no code with the kernel.</summary>
static class ClusterChecker
{
    static int Metres(ClusterInput input, int i, int j) => (int)Math.Floor(Math.Sqrt(Math.Pow((double)input.X[i] - input.X[j], 2) + Math.Pow((double)input.Y[i] - input.Y[j], 2)));

    static bool Connected(ClusterInput input, IReadOnlyCollection<int> members)
    {
        var left = members.ToHashSet();
        var todo = new Stack<int>([left.First()]);
        left.Remove(todo.Peek());
        while (todo.TryPop(out var i))
            foreach (var (a, b) in input.Neighbours)
                if (a == i && left.Remove(b)) todo.Push(b);
                else if (b == i && left.Remove(a)) todo.Push(a);
        return left.Count == 0;
    }

    /// <summary>Cost with the best centre; null if it is no cluster.</summary>
    static long? Cost(ClusterInput input, int[] members)
    {
        var people = members.Sum(i => (long)input.People[i]);
        if (people < input.Least || people > input.Most || !Connected(input, members)) return null;
        var centres = members.Where(m => members.All(i => Metres(input, i, m) <= input.Reach)).ToArray();
        if (centres.Length == 0) return null;
        return centres.Min(m => members.Sum(i => (long)input.People[i] * Metres(input, i, m))) + Lacking(input, members) * input.Missing * people;
    }

    static int Lacking(ClusterInput input, int[] members) =>
        Enumerable.Range(0, input.Kinds).Count(k => members.All(i => (input.Facilities![i] >> k & 1) == 0));

    public static void Holds(ClusterInput input, ClusterAnswer answer)
    {
        var all = answer.Clusters.SelectMany(c => c.Members).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
        foreach (var cluster in answer.Clusters)
        {
            Assert.Equal(cluster.Members.Sum(i => (long)input.People[i]), cluster.People);
            Assert.InRange(cluster.People, input.Least, input.Most);
            Assert.True(Connected(input, cluster.Members), "a cluster is in pieces");
            Assert.Contains(cluster.Centre, cluster.Members);
            Assert.All(cluster.Members, i => Assert.True(Metres(input, i, cluster.Centre) <= input.Reach));
            Assert.Equal(cluster.Members.Sum(i => (long)input.People[i] * Metres(input, i, cluster.Centre)), cluster.Metres);
            Assert.Equal(input.Kinds - Lacking(input, cluster.Members), BitOperations.PopCount(cluster.Facilities & (input.Kinds == 0 ? 0 : ulong.MaxValue >> (64 - input.Kinds))));
        }
        Assert.Equal(input.People.Sum(p => (long)p) - answer.Clusters.Sum(c => c.People), answer.Uncovered);
        Assert.InRange(answer.Hopeless, 0, answer.Uncovered);
        Assert.Equal(answer.Clusters.Sum(c => c.Metres + Lacking(input, c.Members) * input.Missing * c.People) + answer.Uncovered * input.Uncovered, answer.Proof.Value);
        Assert.True(answer.Proof.Bound <= answer.PoolBound && answer.PoolBound <= answer.Proof.Value);
    }

    /// <summary>Least cost of all ways, and the people of communities that are in no group at all.</summary>
    public static (long Best, long Hopeless) Best(ClusterInput input)
    {
        var n = input.People.Length;
        var cost = new long?[1 << n];
        for (var set = 1; set < 1 << n; set++) cost[set] = Cost(input, [.. Enumerable.Range(0, n).Where(i => (set >> i & 1) == 1)]);
        var best = new long[1 << n];
        for (var set = 1; set < 1 << n; set++)
        {
            var first = BitOperations.TrailingZeroCount(set);
            best[set] = best[set & (set - 1)] + (long)input.People[first] * input.Uncovered;
            for (var part = set; part > 0; part = (part - 1) & set)
                if ((part >> first & 1) == 1 && cost[part] is { } c) best[set] = Math.Min(best[set], c + best[set ^ part]);
        }
        return (best[^1], Enumerable.Range(0, n).Where(i => !Enumerable.Range(0, 1 << n).Any(set => (set >> i & 1) == 1 && cost[set] is not null)).Sum(i => (long)input.People[i]));
    }
}
