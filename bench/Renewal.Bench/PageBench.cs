using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

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
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var server = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Renewal.dll"), "--environment=Production", $"--urls={address}", $"--Storage:Folder={store.Folder}",
                $"--Storage:Keys={store.Folder}/keys", "--Demo:Fill=false", "--Logging:LogLevel:Default=Warning",
            },
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        _ = server.StandardOutput.ReadToEndAsync(stop);
        _ = server.StandardError.ReadToEndAsync(stop);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, AllowAutoRedirect = false }) { BaseAddress = address };
            await Ready(client, server, stop);
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
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
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

    static async Task Ready(HttpClient client, Process server, CancellationToken stop)
    {
        for (var tries = 0; ; tries++)
        {
            if (server.HasExited) throw new InvalidOperationException($"the server ended with {server.ExitCode}");
            try
            {
                if ((await client.GetAsync("/healthz", stop)).StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException) when (tries < 300) { }
            await Task.Delay(200, stop);
        }
    }

    static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
