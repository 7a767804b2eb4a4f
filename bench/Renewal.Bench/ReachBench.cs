using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Neighbourhood.Network;

namespace Renewal.Bench;

/// <summary>Walking reach on the streets of Porto: against a plain search with a priority queue, against one pass over the arrays, and at the size of a large city.</summary>
static class ReachBench
{
    const int Limit = 800_000;

    public static async Task<int> Run(string file, int rounds, CancellationToken stop)
    {
        Streets streets;
        using (var pbf = File.OpenRead(file)) streets = OsmStreets.Read(pbf);
        var watch = Stopwatch.StartNew();
        var network = new WalkNetwork(streets);
        Console.WriteLine($"{network.Report}; made in {watch.Elapsed.TotalSeconds:0.00} s");
        // Few facilities, as schools are, and many, as shops are: the more, the more of the town is reached.
        var right = Compare(network, 40, rounds) & Compare(network, 400, rounds) & City(streets, rounds) & Change(network, rounds);
        if (Environment.GetEnvironmentVariable("RENEWAL_BENCH_POSTGRES") is { } server) right &= await PgRouting(network, server, rounds, stop);
        else Console.WriteLine("pgRouting left out: RENEWAL_BENCH_POSTGRES names no server");
        return right ? 0 : 1;
    }

    /// <summary>Of category c (from 1) c × step facilities, at nodes drawn by seed.</summary>
    static int[][] Sources(WalkNetwork network, int categories, int step, int seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(1, categories).Select(c => Enumerable.Range(0, c * step).Select(_ => rng.Next(network.Nodes)).Distinct().ToArray())];
    }

    static bool Compare(WalkNetwork network, int step, int rounds)
    {
        var sources = Sources(network, 12, step, 1);
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
        Rounds ours = new($"12 categories of {step} to {step * 12:N0}, ours", "ms"), plain = new("the same, priority queue", "ms"), pass = new("12 bare passes over all arcs", "ms");
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
            [.. one.From, .. one.From.Select(v => v + nodes)], [.. one.To, .. one.To.Select(v => v + nodes)])
        { Passes = [.. one.Passes!, .. one.Passes!] }, leastNodes: 100_000);
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

    /// <summary>
    /// The outside peer: pgr_drivingDistance from all facilities of a category at once (equicost), on the same streets in the same whole millimetres. Its time is the
    /// processor time of the server's own process for the session, without the way to the client; ours is one thread.
    /// </summary>
    static async Task<bool> PgRouting(WalkNetwork network, string server, int rounds, CancellationToken stop)
    {
        await using var source = new NpgsqlDataSourceBuilder(server).Build();
        await using var connection = await source.OpenConnectionAsync(stop);
        async Task<object?> Do(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
            return await command.ExecuteScalarAsync(stop);
        }
        await Do("CREATE EXTENSION IF NOT EXISTS pgrouting CASCADE");
        await Do("CREATE TEMP TABLE streets (id bigint, source bigint, target bigint, cost double precision)");
        await using (var rows = await connection.BeginBinaryImportAsync("COPY streets FROM STDIN (FORMAT BINARY)", stop))
        {
            long id = 0;
            for (var v = 0; v < network.Nodes; v++)
                for (var k = network.First[v]; k < network.First[v + 1]; k++)
                    if (network.Arcs[k] is var arc && v <= arc.To)
                    {
                        await rows.StartRowAsync(stop);
                        await rows.WriteAsync(++id, stop);
                        await rows.WriteAsync((long)v, stop);
                        await rows.WriteAsync((long)arc.To, stop);
                        await rows.WriteAsync((double)arc.Length, stop);
                    }
            await rows.CompleteAsync(stop);
        }
        await Do("ANALYZE streets");
        Console.WriteLine($"  pgRouting {await Do("SELECT pgr_version()")}, {await Do("SHOW server_version")}");
        var backend = (int)(await Do("SELECT pg_backend_pid()"))!;
        double Spent()
        {
            // utime and stime in hundredths of a second stand after the name, which is in brackets.
            var fields = File.ReadAllText($"/proc/{backend}/stat").Split(") ")[1].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 10.0;
        }
        var sources = Sources(network, 12, 40, 1);
        string Distances(int[] of, string what) => $"SELECT {what} FROM pgr_drivingDistance('SELECT id, source, target, cost FROM streets', ARRAY[{string.Join(',', of)}]::bigint[], {Limit}, false, true)";

        var (field, queue) = (new ReachField(network, Limit), new BucketQueue());
        Place(sources[0]);
        var theirs = new int[network.Nodes];
        Array.Fill(theirs, int.MaxValue);
        await using (var command = new NpgsqlCommand(Distances(sources[0], "node, agg_cost"), connection) { CommandTimeout = 600 })
        await using (var reader = await command.ExecuteReaderAsync(stop))
            while (await reader.ReadAsync(stop)) theirs[reader.GetInt64(0)] = (int)Math.Round(reader.GetDouble(1));
        for (var v = 0; v < network.Nodes; v++)
            if (ReachField.Distance(field.Nodes[v]) != theirs[v])
            {
                Console.WriteLine($"DIFFERENT at node {v}: {ReachField.Distance(field.Nodes[v])}, pgRouting {theirs[v]}");
                return false;
            }
        Rounds ours = new("12 categories, ours", "ms"), peer = new("12 categories, pgRouting, processor time of the server's process", "ms");
        for (var round = -1; round < rounds; round++)
        {
            var mine = Cpu(() => { foreach (var of in sources) Place(of); });
            var before = Spent();
            foreach (var of in sources) await Do(Distances(of, "count(*)"));
            var spent = Spent() - before;
            if (round < 0) continue;
            ours.Add(mine);
            peer.Add(spent);
        }
        Rounds.Print(ours, peer);
        Rounds.Ratio("pgRouting / ours", peer, ours);
        return true;

        void Place(int[] of) => field.Search(of.Select((node, i) => (i, network.At(node))), queue);
    }

    /// <summary>Processor time of this process in milliseconds.</summary>
    static double Cpu(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
