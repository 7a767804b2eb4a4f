using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Lifecycle;

namespace Renewal.Bench;

/// <summary>All gates of all running projects judged by today's facts: read from the store, computed, each time in a fresh scope. There is no peer: the promise is a time.</summary>
static class GatesBench
{
    public static async Task<int> Run(string kind, int projects, int rounds, CancellationToken stop)
    {
        await using var store = await FreshStore.Make(kind, stop);
        await ProjectSeed.Make(store, projects, stop);
        Rounds ours = new($"gates of {projects:N0} projects, {kind}", "s"), processor = new("of it processor time", "s");
        for (var round = -1; round < rounds; round++)
        {
            await using var scope = store.Open();
            var recount = scope.ServiceProvider.GetRequiredService<GateRecount>();
            var watch = Rounds.Start();
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var result = await recount.Run(stop: stop);
            var took = watch.Elapsed;
            // The first one warms the code up.
            if (round < 0)
            {
                var states = result.Verdicts.Values.GroupBy(v => v.State).OrderBy(g => g.Key).Select(g => $"{g.Count():N0} {g.Key}");
                Console.WriteLine($"  {result.Projects:N0} projects, {result.Verdicts.Count:N0} verdicts: {string.Join(", ", states)}; cold {took.TotalSeconds:0.00} s");
                continue;
            }
            ours.Add(took.TotalSeconds);
            processor.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
        }
        Rounds.Print(ours, processor);
        return 0;
    }
}
