using System.Diagnostics;

namespace Renewal.Bench;

/// <summary>
/// The residents' page of a community in the middle of its works against the bare /healthz of the same process: the product itself as a child process,
/// asked over loopback by a few clients that wait for each answer. Requests per second; client and server share the processors.
/// </summary>
static class PageBench
{
    public static async Task<int> Run(int connections, int seconds, int rounds, CancellationToken stop)
    {
        await using var store = await FreshStore.Make("sqlite", stop);
        var community = await ProjectSeed.Make(store, 40, stop);
        await using var server = await ServedStore.Start(store, "Production", stop);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, AllowAutoRedirect = false }) { BaseAddress = server.Address };
        var page = $"/p/{community}";
        var answer = await client.GetByteArrayAsync(page, stop);
        Console.WriteLine($"{page}: {answer.Length:N0} bytes");
        Rounds ours = new("residents' page", "/s"), peer = new("bare /healthz", "/s"), wait = new("median wait for a page", "ms");
        await Load(client, page, connections, seconds, stop);
        await Load(client, "/healthz", connections, seconds, stop);
        for (var round = 0; round < rounds; round++)
        {
            var (perSecond, median) = await Load(client, page, connections, seconds, stop);
            ours.Add(perSecond);
            wait.Add(median);
            peer.Add((await Load(client, "/healthz", connections, seconds, stop)).PerSecond);
        }
        Rounds.Print(ours, wait, peer);
        Rounds.Ratio("page / healthz", ours, peer);
        return 0;
    }

    static async Task<(double PerSecond, double MedianMs)> Load(HttpClient client, string path, int connections, int seconds, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            List<double> mine = [];
            while (watch.Elapsed.TotalSeconds < seconds)
            {
                var start = watch.Elapsed;
                using var answer = await client.GetAsync(path, stop);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync(stop);
                mine.Add((watch.Elapsed - start).TotalMilliseconds);
            }
            return mine;
        }, stop)));
        var took = watch.Elapsed.TotalSeconds;
        var all = waits.SelectMany(w => w).Order().ToArray();
        return (all.Length / took, all[all.Length / 2]);
    }
}
