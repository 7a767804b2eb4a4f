using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Xunit;

namespace Renewal.Tests.Storage.Jobs;

public sealed class JobTests
{
    static readonly Actor Clerk = new(Guid.CreateVersion7(), "甲", Guid.CreateVersion7(), "区改造办", "county_office", "210106");
    static readonly Actor Other = Clerk with { Id = Guid.CreateVersion7() };

    sealed record Wish(int Rows, string Then);

    /// <summary>Counts rows, then does as wished.</summary>
    sealed class Counting(Caller caller) : IWork
    {
        public async Task<JobResult?> Do(JobRun run, CancellationToken stop)
        {
            var wish = run.Args<Wish>();
            for (var i = 1; i <= wish.Rows; i++) run.Report(i, wish.Rows, $"第 {i} 行");
            if (wish.Then == "refuse") throw new RuleBroken("test.no", "表头不对，请使用模板。");
            if (wish.Then == "fail") throw new InvalidOperationException("password=secret");
            if (wish.Then == "wait") await Task.Delay(Timeout.Infinite, stop);
            return new JobResult($"{caller.Actor.Name} {caller.Reach.Low}", "/jobs");
        }
    }

    static Task<World> Start(Store store = Store.Sqlite) => World.Start(store, services: s => s.AddJob<Counting>());

    static async Task<JobId> Begin(World world, Wish wish)
    {
        await using var scene = world.As(Clerk, Reach.Division("210106"));
        return await scene.Get<IJobs>().Start<Counting>(wish, "数一数");
    }

    static async Task<JobRow> Until(World world, JobId id, Func<JobRow, bool> so)
    {
        for (var i = 0; i < 200; i++)
        {
            await using var scene = world.As(Clerk, Reach.Division("210106"));
            var job = (await scene.Get<IJobs>().Get(id))!;
            if (so(job)) return job;
            await Task.Delay(100);
        }
        throw new TimeoutException();
    }

    [Theory, Stores]
    public async Task A_job_runs_as_the_one_who_started_it_and_says_what_came_of_it(Store store)
    {
        await using var world = await Start(store);
        await world.Listen();
        var job = await Until(world, await Begin(world, new Wish(7, "")), j => j.IsOver);
        Assert.Equal((JobState.Done, 7L, 7L, "甲 210106", "/jobs"), (job.State, job.Done, job.Total, job.Result, job.Link));
        await using var other = world.As(Other, Reach.Division("210106"));
        Assert.Null(await other.Get<IJobs>().Get(job.Id));
        Assert.Empty(await other.Get<IJobs>().Mine());
    }

    [Fact]
    public async Task A_refusal_is_shown_in_its_own_words_and_a_fault_without_its_details()
    {
        await using var world = await Start();
        await world.Listen();
        var refused = await Until(world, await Begin(world, new Wish(1, "refuse")), j => j.IsOver);
        Assert.Equal((JobState.Failed, "表头不对，请使用模板。"), (refused.State, refused.Error));
        var failed = await Until(world, await Begin(world, new Wish(1, "fail")), j => j.IsOver);
        Assert.Equal(JobState.Failed, failed.State);
        Assert.DoesNotContain("secret", failed.Error);
    }

    [Theory, Stores]
    public async Task Progress_shows_while_the_job_runs_and_a_stopped_job_is_run_again_at_the_next_start(Store store)
    {
        await using var world = await Start(store);
        await world.Listen();
        var id = await Begin(world, new Wish(5, "wait"));
        var job = await Until(world, id, j => j is { State: JobState.Running, Done: 5 });
        Assert.Equal("第 5 行", job.Message);
        await using var again = await world.Restart(s => s.AddJob<Counting>());
        await again.Listen();
        Assert.Equal(2, (await Until(again, id, j => j is { Attempts: 2, State: JobState.Running })).Attempts);
    }

    [Fact]
    public async Task A_job_that_never_reached_the_scheduler_is_taken_up_at_the_next_start()
    {
        await using var world = await Start();
        var id = await Begin(world, new Wish(3, "")); // the scheduler is not running yet
        await world.Listen();
        Assert.Equal(JobState.Done, (await Until(world, id, j => j.IsOver)).State);
    }

    [Fact]
    public async Task A_job_that_brings_the_process_down_three_times_is_given_up()
    {
        await using var world = await Start();
        var id = await Begin(world, new Wish(3, ""));
        await using (var scene = world.As())
            await scene.Db.Set<JobRow>().ExecuteUpdateAsync(s => s.SetProperty(j => j.Attempts, 3));
        await world.Listen();
        var job = await Until(world, id, j => j.IsOver);
        Assert.Equal((JobState.Failed, 4), (job.State, job.Attempts));
    }
}
