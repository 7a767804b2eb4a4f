using System.Diagnostics;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Neighbourhood.Network;

namespace Renewal.Bench;

/// <summary>Walking reach on the streets of Porto: against a plain search with a priority queue, against one pass over the arrays, and at the size of a large city.</summary>
static class ReachBench
{
    const int Limit = 800_000;

    public static int Run(string file, int rounds)
    {
        Streets streets;
        using (var pbf = File.OpenRead(file)) streets = OsmStreets.Read(pbf);
        var watch = Stopwatch.StartNew();
        var network = new WalkNetwork(streets);
        Console.WriteLine($"{network.Report}; made in {watch.Elapsed.TotalSeconds:0.00} s");
        return Compare(network, rounds) & City(streets, rounds) & Change(network, rounds) ? 0 : 1;
    }

    /// <summary>Twelve categories of 40 to 480 facilities each, at nodes drawn by seed.</summary>
    static int[][] Sources(WalkNetwork network, int categories, int step, int seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(1, categories).Select(c => Enumerable.Range(0, c * step).Select(_ => rng.Next(network.Nodes)).Distinct().ToArray())];
    }

    static bool Compare(WalkNetwork network, int rounds)
    {
        var sources = Sources(network, 12, 40, 1);
        var (field, queue) = (new ReachField(network, Limit), new BucketQueue());
        var distance = new int[network.Nodes];
        long reached = 0;
        foreach (var of in sources)
        {
            field.Search(of.Select((node, i) => (i, network.At(node))), queue);
            Plain(network, of, distance);
            for (var v = 0; v < network.Nodes; v++)
            {
                if (ReachField.Distance(field.Nodes[v]) != distance[v])
                {
                    Console.WriteLine($"WRONG at node {v}: {ReachField.Distance(field.Nodes[v])} instead of {distance[v]}");
                    return false;
                }
                if (distance[v] != int.MaxValue) reached++;
            }
        }
        Console.WriteLine($"  equal on all {network.Nodes:N0} nodes × {sources.Length}; {reached:N0} of them within {Limit / 1000} m");
        Rounds ours = new("12 categories, ours", "ms"), plain = new("12 categories, priority queue", "ms"), pass = new("12 bare passes over all arcs", "ms");
        for (var round = -3; round < rounds; round++)
        {
            double[] took =
            [
                Cpu(() => { foreach (var of in sources) field.Search(of.Select((node, i) => (i, network.At(node))), queue); }),
                Cpu(() => { foreach (var of in sources) Plain(network, of, distance); }),
                Cpu(() => { foreach (var of in sources) Pass(network, of, distance); }),
            ];
            if (round < 0) continue;
            ours.Add(took[0]);
            plain.Add(took[1]);
            pass.Add(took[2]);
        }
        Rounds.Print(ours, plain, pass);
        Rounds.Ratio("priority queue / ours (target ≥ 3)", plain, ours);
        Rounds.Ratio("ours / bare pass (target ≤ 4)", ours, pass);
        return true;
    }

    /// <summary>The textbook's way, on the same arrays: one queue, stale entries skipped, nothing beyond the limit put in.</summary>
    static void Plain(WalkNetwork network, int[] sources, int[] distance)
    {
        Array.Fill(distance, int.MaxValue);
        var queue = new PriorityQueue<int, int>();
        foreach (var v in sources)
        {
            distance[v] = 0;
            queue.Enqueue(v, 0);
        }
        while (queue.TryDequeue(out var v, out var d))
        {
            if (d > distance[v]) continue;
            for (var k = network.First[v]; k < network.First[v + 1]; k++)
            {
                var arc = network.Arcs[k];
                var next = d + arc.Length;
                if (next > Limit || next >= distance[arc.To]) continue;
                distance[arc.To] = next;
                queue.Enqueue(arc.To, next);
            }
        }
    }

    /// <summary>Every arc looked at once in the order of memory: what no search that reads all arcs can be faster than.</summary>
    static void Pass(WalkNetwork network, int[] sources, int[] distance)
    {
        Array.Fill(distance, int.MaxValue / 2);
        foreach (var v in sources) distance[v] = 0;
        var (first, arcs) = (network.First, network.Arcs);
        for (var v = 0; v < first.Length - 1; v++)
        {
            var d = distance[v];
            for (int k = first[v], end = first[v + 1]; k < end; k++)
            {
                var arc = arcs[k];
                if (d + arc.Length < distance[arc.To]) distance[arc.To] = d + arc.Length;
            }
        }
    }

    /// <summary>Porto twice, side by side, for a city of over 500,000 nodes; 100,000 buildings near its streets; 20 categories; two threads.</summary>
    static bool City(Streets one, int rounds)
    {
        var nodes = one.Longitude.Length;
        var network = new WalkNetwork(new([.. one.Longitude, .. one.Longitude.Select(x => x + 1)], [.. one.Latitude, .. one.Latitude],
            [.. one.From, .. one.From.Select(v => v + nodes)], [.. one.To, .. one.To.Select(v => v + nodes)]) { Passes = [.. one.Passes!, .. one.Passes!] }, leastNodes: 100_000);
        var rng = new Rng(2);
        Points At(int count)
        {
            int[] near = [.. Enumerable.Range(0, count).Select(_ => rng.Next(network.Nodes))];
            return new([.. near.Select(v => network.Longitude[v] + (rng.Unit() - 0.5) * 0.0006)], [.. near.Select(v => network.Latitude[v] + (rng.Unit() - 0.5) * 0.0006)]);
        }
        Points facilities = At(20 * 500), buildings = At(100_000);
        int[] category = [.. Enumerable.Range(0, facilities.Count).Select(i => i % 20)];
        var watch = Stopwatch.StartNew();
        var reach = new WalkingReach(network, facilities, category, 20, buildings, new() { Minutes = [5, 10] });
        Console.WriteLine($"{network.Report}; 10,000 facilities and 100,000 buildings tied to it in {watch.Elapsed.TotalSeconds:0.00} s, {reach.BuildingsOffNetwork:N0} buildings off it");
        Rounds wall = new("a city: 20 categories, 100,000 buildings, radius beside it, 2 threads", "ms"), processor = new("of it processor time", "ms");
        for (var round = -2; round < rounds; round++)
        {
            GC.Collect();
            var before = Environment.CpuUsage.TotalTime;
            watch.Restart();
            reach.Run(threads: 2);
            var (took, cpu) = (watch.Elapsed, Environment.CpuUsage.TotalTime - before);
            if (round < 0) continue;
            wall.Add(took.TotalMilliseconds);
            processor.Add(cpu.TotalMilliseconds);
        }
        Rounds.Print(wall, processor);
        return true;
    }

    /// <summary>One facility more and less, each checked against a run anew.</summary>
    static bool Change(WalkNetwork network, int rounds)
    {
        var rng = new Rng(3);
        Points Near(int count)
        {
            int[] near = [.. Enumerable.Range(0, count).Select(_ => rng.Next(network.Nodes))];
            return new([.. near.Select(v => network.Longitude[v] + (rng.Unit() - 0.5) * 0.0006)], [.. near.Select(v => network.Latitude[v] + (rng.Unit() - 0.5) * 0.0006)]);
        }
        Points facilities = Near(300), buildings = Near(100_000), more = Near(rounds * 20);
        WalkingReach Made(Points of) => new(network, of, new int[of.Count], 1, buildings, new());
        WalkingReach reach = Made(facilities);
        reach.Run();
        Rounds add = new("one facility more, 15 minutes, 100,000 buildings (slowest of 20)", "ms"), less = new("one facility less (slowest of 20)", "ms");
        List<int> changed = [];
        for (var round = 0; round < rounds; round++)
        {
            double slowestAdd = 0, slowestLess = 0;
            for (var i = 0; i < 20; i++)
            {
                var at = round * 20 + i;
                var number = 0;
                slowestAdd = Math.Max(slowestAdd, Cpu(() => number = reach.Add(more.Longitude[at], more.Latitude[at], 0, changed)));
                if (i == 0)
                {
                    // Numbers differ where some were taken away before; distances may not.
                    var anew = Made(new([.. facilities.Longitude, more.Longitude[at]], [.. facilities.Latitude, more.Latitude[at]]));
                    anew.Run();
                    for (var b = 0; b < buildings.Count; b++)
                        if (anew[b, 0].Distance != reach[b, 0].Distance || anew[b, 0].Straight != reach[b, 0].Straight) { Console.WriteLine($"WRONG at building {b}"); return false; }
                }
                slowestLess = Math.Max(slowestLess, Cpu(() => reach.Remove(number, changed)));
            }
            if (round == 0) continue;
            add.Add(slowestAdd);
            less.Add(slowestLess);
        }
        Rounds.Print(add, less);
        return true;
    }

    /// <summary>Processor time of this process in milliseconds.</summary>
    static double Cpu(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
