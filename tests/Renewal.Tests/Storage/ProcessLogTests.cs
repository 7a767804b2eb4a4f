using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Storage;

public sealed class ProcessLogTests
{
    sealed record CommunityNamed(CommunityId Id, string Name) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => $"登记小区「{Name}」";
    }

    static readonly Process Register = new("test.register", "登记小区");

    static async Task<CommunityId> Store(World world, string division, string name)
    {
        await using var scene = world.As();
        var id = CommunityId.New();
        await scene.Get<ProcessLog>().Run(Register, async run =>
        {
            run.Db.Add(new ResidentialCommunity(id, division, name));
            run.Fact(new CommunityNamed(id, name));
            await Task.CompletedTask;
        });
        return id;
    }

    [Theory, Stores]
    public async Task A_change_is_stored_with_its_fact_and_the_digest_of_the_row(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Store(world, "210106001002", "工人新村");
        await using var scene = world.As();
        var fact = Assert.Single(await scene.Db.Facts.ToListAsync());
        Assert.True(scene.Get<FactSeals>().IsGenuine(fact));
        var changes = JsonSerializer.Deserialize<RowChange[]>(fact.Changes)!;
        Assert.Contains(changes, c => c.Table == "places_communities" && c.Key == id.Value.ToString("N") && c.Before is null);
        var entity = scene.Db.Model.FindEntityType(typeof(ResidentialCommunity))!;
        var row = await scene.Db.Communities.SingleAsync();
        Assert.Equal(changes.Single(c => c.Table == "places_communities").After,
            RowDigest.Of(entity, p => scene.Db.Entry(row).CurrentValues[(Microsoft.EntityFrameworkCore.Metadata.IProperty)p]));
    }

    [Theory, Stores]
    public async Task A_recorded_row_cannot_be_saved_outside_a_process(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        scene.Db.Add(new ResidentialCommunity(CommunityId.New(), "210106", "无名"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Db.SaveChangesAsync());
    }

    [Theory, Stores]
    public async Task A_refused_run_leaves_nothing_behind(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<ProcessLog>().Run(Register, async run =>
        {
            run.Db.Add(new ResidentialCommunity(CommunityId.New(), "210106", "无名"));
            await run.Db.SaveChangesAsync();
            throw new RuleBroken("test.no", "不行");
        }));
        await scene.Get<ProcessLog>().Run(Register, run => { run.Fact(new CommunityNamed(CommunityId.New(), "别的")); return Task.CompletedTask; });
        Assert.Empty(await scene.Db.Communities.ToListAsync());
    }

    [Theory, Stores]
    public async Task A_run_that_swallows_the_failure_of_a_run_within_stores_nothing(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        var log = scene.Get<ProcessLog>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => log.Run(Register, async run =>
        {
            run.Fact(new CommunityNamed(CommunityId.New(), "外"));
            try
            {
                await log.Run(Register, inner =>
                {
                    inner.Db.Add(new ResidentialCommunity(CommunityId.New(), "210106", "半"));
                    throw new RuleBroken("test.no", "不行");
                });
            }
            catch (RuleBroken) { }
        }));
        Assert.Empty(await scene.Db.Communities.ToListAsync());
        Assert.Empty(await scene.Db.Facts.ToListAsync());
    }

    [Theory, Stores]
    public async Task A_recorded_table_takes_no_update_past_the_change_tracker(Store store)
    {
        await using var world = await World.Start(store);
        await Store(world, "210106", "甲");
        await using var scene = world.As();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Db.Communities.ExecuteDeleteAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Db.Communities.ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, "乙")));
        Assert.Equal("甲", (await scene.Db.Communities.SingleAsync()).Name);
    }

    [Theory, Stores]
    public async Task Reach_is_the_division_and_all_below_it_or_assignment(Store store)
    {
        await using var world = await World.Start(store);
        var here = await Store(world, "210106001002", "铁西一号");
        var county = await Store(world, "210106", "铁西未定街道");
        var sibling = await Store(world, "210107001001", "别区");
        var other = await Store(world, "210201001001", "别市");

        async Task<HashSet<CommunityId>> Seen(Reach reach)
        {
            await using var scene = world.As(reach: reach);
            return [.. await scene.Db.Communities.Select(c => c.Id).ToListAsync()];
        }

        Assert.Equal([here, county, sibling, other], await Seen(Reach.Division("21")));
        Assert.Equal([here, county, sibling], await Seen(Reach.Division("2101")));
        Assert.Equal([here, county], await Seen(Reach.Division("210106")));
        Assert.Equal([here], await Seen(Reach.Division("210106001")));
        Assert.Equal([other], await Seen(Reach.Assigned([other])));
        Assert.Empty(await Seen(Reach.Nothing));
    }
}
