using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Renewal.Bench;

/// <summary>The product as a child process on a store of its own, asked over loopback; client and server share the processors.</summary>
sealed class ServedStore : IAsyncDisposable
{
    readonly Process server;

    ServedStore(Process server, Uri address) => (this.server, Address) = (server, address);

    public Uri Address { get; }

    /// <summary>Processor time of the server so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            server.Refresh();
            return server.TotalProcessorTime;
        }
    }

    /// <param name="environment">cookies go over plain http in Development only</param>
    public static async Task<ServedStore> Start(FreshStore store, string environment, CancellationToken stop, params string[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Renewal.dll"), $"--environment={environment}", $"--urls={address}", "--Demo:Fill=false",
            "--Logging:LogLevel:Default=Warning", .. store.Settings, .. settings]) start.ArgumentList.Add(argument);
        var served = new ServedStore(Process.Start(start)!, address);
        _ = served.server.StandardOutput.ReadToEndAsync(stop);
        _ = served.server.StandardError.ReadToEndAsync(stop);
        using var client = new HttpClient { BaseAddress = address };
        for (var tries = 0; ; tries++)
        {
            if (served.server.HasExited) throw new InvalidOperationException($"the server ended with {served.server.ExitCode}");
            try
            {
                if ((await client.GetAsync("/healthz", stop)).StatusCode == HttpStatusCode.OK) return served;
            }
            catch (HttpRequestException) when (tries < 300) { }
            await Task.Delay(200, stop);
        }
    }

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync(CancellationToken.None);
        server.Dispose();
    }
}
