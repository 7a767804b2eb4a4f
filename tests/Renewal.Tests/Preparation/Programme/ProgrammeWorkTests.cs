using Renewal.Foundation;
using Renewal.Preparation.Programme;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Xunit;

namespace Renewal.Tests.Preparation.Programme;

/// <summary>The programme as a job: the real program as its child.</summary>
public sealed class ProgrammeWorkTests
{
    static readonly Actor Clerk = new(Guid.CreateVersion7(), "甲", Guid.CreateVersion7(), "市改造办", "city_office", "2101");

    const string Input = """
        {
          "years": [{ "name": "2026" }, { "name": "2027", "weight": 950 }],
          "classes": ["basic", "improve"],
          "cities": [{ "code": "2101", "households": [500, 500] }],
          "counties": [{ "code": "210106", "city": "2101" }],
          "sources": [
            { "code": "central", "amount": 60000000, "pays": [{ "classes": ["basic"] }] },
            { "code": "city", "amount": 20000000, "pays": [{ "city": "2101" }] }],
          "communities": [
            { "code": "A", "county": "210106", "households": 300, "packages": [
              { "name": "basic", "points": 900, "costs": { "basic": 30000000 } }, { "name": "lifts", "points": 200, "costs": { "improve": 15000000 }, "own": { "improve": 5000000 } }] },
            { "code": "B", "county": "210106", "households": 400, "packages": [{ "name": "basic", "points": 700, "costs": { "basic": 30000000 } }] },
            { "code": "C", "county": "210106", "households": 200, "pin": "out", "packages": [{ "name": "basic", "points": 800, "costs": { "basic": 30000000 } }] }]
        }
        """;

    static async Task<(JobRow Job, string Folder)> Plan(World world, string input, Func<JobRow, Task>? meanwhile = null, long iterations = 500)
    {
        var folder = ProgrammeWork.Folder(new StorageOptions { Folder = world.Folder });
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "in.json"), input);
        JobId id;
        await using (var scene = world.As(Clerk, Reach.Division("2101"))) id = await scene.Get<IJobs>().Start<ProgrammeWork>(new ProgrammeWish("in.json", 1, iterations), "编制计划");
        for (var i = 0; i < 600; i++)
        {
            await using var scene = world.As(Clerk, Reach.Division("2101"));
            var job = (await scene.Get<IJobs>().Get(id))!;
            if (job.IsOver) return (job, folder);
            if (meanwhile is not null) await meanwhile(job);
            await Task.Delay(50);
        }
        throw new TimeoutException();
    }

    [Theory, Stores]
    [Clause("S1.10", "M1.2a")]
    public async Task A_programme_is_planned_in_a_process_of_its_own(Store store)
    {
        await using var world = await World.Start(store);
        await world.Listen();
        var (job, folder) = await Plan(world, Input);
        Assert.Equal((JobState.Done, null), (job.State, job.Error));
        var result = await ProgrammeFile.ReadResult<ProgrammeResult>(Path.Combine(folder, "in.out.json"), default);
        // A and B in different years (500 households a year); A's lifts from the city, residents paying a third.
        Assert.Equal(["A", "B"], result.Communities.Where(c => c.Year is not null).Select(c => c.Code));
        Assert.Equal(["basic", "lifts"], result.Communities[0].Packages);
        Assert.Equal(10_000_000, result.Payments.Where(p => p.Class == "improve").Sum(p => p.Amount));
        Assert.True(result.Points <= result.Bound);
        Assert.StartsWith("列入 2 个小区", job.Result);
    }

    [Fact]
    public async Task What_the_child_refuses_is_shown_to_the_one_who_asked()
    {
        await using var world = await World.Start();
        await world.Listen();
        var (job, _) = await Plan(world, Input.Replace("\"households\": 300", "\"households\": -3"));
        Assert.Equal((JobState.Failed, "communities 第 1 行：户数不能为负：-3"), (job.State, job.Error));
        (job, _) = await Plan(world, Input.Replace("\"pin\": \"out\"", "\"pin\": \"in\"").Replace("60000000", "20000000").Replace("20000000", "9000000"));
        Assert.Contains("小区 3 必须列入", job.Error);
        (job, _) = await Plan(world, Input.Replace("\"pin\"", "\"pinned\""));
        Assert.Contains("文件格式不对", job.Error);
    }

    [Fact]
    public async Task The_web_host_is_unharmed_when_the_child_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        await using var world = await World.Start();
        var site = await world.Listen();
        HashSet<int> killed = [];
        var (job, _) = await Plan(world, Input, _ =>
        {
            foreach (var process in System.Diagnostics.Process.GetProcessesByName("dotnet"))
                try
                {
                    if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(world.Folder, StringComparison.Ordinal)) { process.Kill(); killed.Add(process.Id); }
                }
                catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception) { /* it has ended */ }
            return Task.CompletedTask;
        });
        Assert.Equal(2, killed.Count);
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("计算进程意外中止", job.Error);
        using var client = new HttpClient();
        Assert.True((await client.GetAsync(new Uri(site, "/healthz"))).IsSuccessStatusCode);
        Assert.Equal(JobState.Done, (await Plan(world, Input)).Job.State);
    }
}
