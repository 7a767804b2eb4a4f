using System.Diagnostics;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;

namespace Renewal.Bench;

/// <summary>Clusters of a made-up city with walls every 3 km: time, people left out who need not be, and how far from the bounds. There is no peer; every cluster is checked for its band and its connection.</summary>
static class ClusterBench
{
    public static int Run(int communities, int side, int rounds, CancellationToken stop)
    {
        var input = City(communities, side);
        var people = input.People;
        var next = input.Neighbours.Concat(input.Neighbours.Select(p => (p.Other, p.One))).ToLookup(p => p.Item1, p => p.Item2);
        var total = people.Sum(p => (long)p);
        var ours = new Rounds($"clusters of {communities:N0} communities on {side / 1000.0:0.#} km squared", "CPU s");
        var wrong = 0;
        for (var round = 0; round < rounds; round++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var answer = Clusters.Solve(input, new(Seed: round + 1), stop: stop);
            ours.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            foreach (var cluster in answer.Clusters)
            {
                var left = cluster.Members.ToHashSet();
                var todo = new Stack<int>([cluster.Centre]);
                left.Remove(cluster.Centre);
                while (todo.TryPop(out var i))
                    foreach (var j in next[i])
                        if (left.Remove(j)) todo.Push(j);
                if (left.Count > 0 || cluster.Members.Sum(i => people[i]) is < 5000 or > 12000) wrong++;
            }
            var (value, pool) = ((double)answer.Proof.Value, (double)answer.PoolBound);
            Console.WriteLine($"    {answer.Clusters.Length:N0} clusters; left out {(double)answer.Uncovered / total:P2}, of it beyond help {(double)answer.Hopeless / total:P2}; {(value - pool) / pool:P2} over the bound of {answer.Pool:N0} groups, {answer.Proof.Gap:P1} over that of all");
            if ((answer.Uncovered - answer.Hopeless) * 100 > 3 * total) wrong++;
        }
        Rounds.Print(ours);
        return wrong == 0 ? 0 : 1;
    }

    public static ClusterInput City(int communities, int side)
    {
        var random = new Rng(5);
        int[] x = new int[communities], y = new int[communities], people = new int[communities];
        for (var i = 0; i < communities; i++) (x[i], y[i], people[i]) = (random.Next(side), random.Next(side), 200 + random.Next(1800));
        var walls = Enumerable.Range(1, side / 3000).Select(k => ((int, int)[])[(k * 3000, 0), (k * 3000 + 500, side)]).ToArray();
        return new()
        {
            People = people, X = x, Y = y, Neighbours = ClusterNeighbours.Find(x, y, 300, walls), Kinds = 8,
            Facilities = [.. Enumerable.Range(0, communities).Select(_ => random.Bits() & random.Bits() & 255)],
        };
    }
}
