using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Renewal.Web;

namespace Renewal.Storage.Record;

/// <summary>
/// The load and the count of scripts/power-cut.sh, hidden from the help: changes through the same door as every use case, each acknowledged on standard
/// output after its commit, and afterwards a look whether all that was acknowledged is there.
/// </summary>
static class PowerDrill
{
    sealed record Drilled(Guid Id) : IFact
    {
        public string Subject => $"drill/{Id:N}";
        public string Zh => "断电演练";
    }

    public static IEnumerable<Command> Commands()
    {
        var writers = new Option<int>("--writers") { DefaultValueFactory = _ => 4 };
        var careless = new Option<bool>("--careless") { Description = "synchronous=OFF: the drill must find losses then" };
        var load = new Command("drill-load") { writers, careless };
        (load.Hidden, load.TreatUnmatchedTokensAsErrors) = (true, false);
        load.SetAction((parsed, stop) => CommandHost.Run(s => Load(s, parsed.GetValue(writers), parsed.GetValue(careless), stop), [.. parsed.UnmatchedTokens]));

        var acknowledged = new Argument<string>("file");
        var count = new Command("drill-count") { acknowledged };
        (count.Hidden, count.TreatUnmatchedTokensAsErrors) = (true, false);
        count.SetAction((parsed, stop) => CommandHost.Run(s => Count(s, parsed.GetRequiredValue(acknowledged), stop), [.. parsed.UnmatchedTokens]));
        return [load, count];
    }

    static async Task<int> Load(IServiceProvider services, int writers, bool careless, CancellationToken stop)
    {
        await Schema.Prepare(services, stop);
        await using var output = Console.OpenStandardOutput();
        var sealer = services.GetRequiredService<Sealer>();
        var sealing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await sealer.Pass(stop: stop);
                await Task.Delay(500, stop);
            }
        }, stop);
        await Task.WhenAll([sealing, .. Enumerable.Range(0, writers).Select(_ => Task.Run(() => Write(services, careless, output, stop), stop))]);
        return 0;
    }

    static async Task Write(IServiceProvider services, bool careless, Stream output, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            await db.Database.OpenConnectionAsync(stop);
            if (careless && db is SqliteRenewalDb) await db.Database.ExecuteSqlRawAsync("PRAGMA synchronous=OFF", stop);
            var id = Guid.CreateVersion7();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(new Process("drill.write", "断电演练"), run =>
            {
                run.Fact(new Drilled(id));
                return Task.CompletedTask;
            }, stop: stop);
            // The acknowledgement: whole lines, straight to the pipe.
            var line = System.Text.Encoding.ASCII.GetBytes($"{id:N}\n");
            lock (output) output.Write(line);
        }
    }

    static async Task<int> Count(IServiceProvider services, string file, CancellationToken stop)
    {
        var db = services.GetRequiredService<RenewalDb>();
        var there = (await db.Facts.Where(f => f.Kind == nameof(Drilled)).Select(f => f.Subject).ToListAsync(stop)).ToHashSet();
        var acknowledged = (await File.ReadAllLinesAsync(file, stop)).Where(l => l.Length == 32).ToList();
        Console.WriteLine($"acknowledged {acknowledged.Count} lost {acknowledged.Count(a => !there.Contains($"drill/{a}"))}");
        return 0;
    }
}
