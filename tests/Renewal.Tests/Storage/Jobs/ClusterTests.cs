using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Xunit;

namespace Renewal.Tests.Storage.Jobs;

/// <summary>Two nodes on one PostgreSQL: what a killed node was doing, the other does.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task The_job_of_a_killed_node_is_recovered_by_the_other()
    {
        Assert.SkipUnless(World.Postgres is not null, "no PostgreSQL: run ./test.sh");
        // This node shows pages alone until the other is dead: so the other is sure to have the job.
        await using var world = await World.Start(Store.Postgres, settings: ["--Jobs:Run=false"]);
        await using var second = world.As();
        var connection = second.Db.Database.GetConnectionString()!;
        var folder = Renewal.Preparation.Programme.ProgrammeWork.Folder(new StorageOptions { Folder = world.Folder });
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "in.json"), """
            { "years": [{ "name": "2026" }], "classes": ["basic"], "cities": [{ "code": "1" }], "counties": [{ "code": "11", "city": "1" }],
              "sources": [{ "code": "all", "amount": 100, "pays": [{}] }],
              "communities": [{ "code": "A", "county": "11", "households": 1, "packages": [{ "name": "basic", "points": 7, "costs": { "basic": 60 } }] },
                              { "code": "B", "county": "11", "households": 1, "packages": [{ "name": "basic", "points": 5, "costs": { "basic": 60 } }] }] }
            """);
        var id = await second.Get<IJobs>().Start<Renewal.Preparation.Programme.ProgrammeWork>(new Renewal.Preparation.Programme.ProgrammeWish("in.json", 1, 1_000_000_000_000), "编制计划");
        string[] settings = ["--environment=Development", "--urls=http://127.0.0.1:0", $"--Storage:Folder={world.Folder}", $"--Storage:Keys={world.Folder}/keys", "--Demo:Fill=false",
            "--Storage:Provider=postgres", $"--Storage:Connection={connection}", "--Logging:LogLevel:Default=Warning", "--Jobs:CheckInSeconds=1"];
        using var node = System.Diagnostics.Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Renewal.dll"), .. settings]))!;
        try
        {
            await Until(j => j.State == JobState.Running);
            node.Kill();
            await node.WaitForExitAsync();
            // The second attempt is to end: with B worth nothing the first plan is the best.
            await File.WriteAllTextAsync(Path.Combine(folder, "in.json"), (await File.ReadAllTextAsync(Path.Combine(folder, "in.json"))).Replace("\"points\": 5", "\"points\": 0"));
            await using var heir = Renewal.Web.Serving.Build(settings);
            await heir.StartAsync();
            var job = await Until(j => j.IsOver);
            Assert.Equal((JobState.Done, null, 2), (job.State, job.Error, job.Attempts));
            await heir.StopAsync();
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }

        async Task<JobRow> Until(Func<JobRow, bool> so)
        {
            for (var i = 0; i < 300; i++)
            {
                await using var scene = world.As();
                if (await scene.Get<IJobs>().Get(id) is { } job && so(job)) return job;
                await Task.Delay(100);
            }
            throw new TimeoutException();
        }
    }
}
