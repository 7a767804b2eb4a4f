using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Roll;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Places.Roll;

public sealed class StoreRollTests
{
    const string Zhang = "11010519491231002X", Li = "440524188001010014";
    static readonly RollLayout units = new(RollSheets.Units, [.. Enumerable.Range(0, 15)]);
    static readonly RollLayout homes = new(RollSheets.Homes, [.. Enumerable.Range(0, 8)]);
    static readonly Process process = new("test.register", "登记小区");

    sealed record Named(CommunityId Id) : IFact
    {
        public string Subject => $"community/{Id}";
        public string Zh => "登记";
    }

    static async Task<CommunityId> Community(World world)
    {
        await using var scene = world.As();
        var id = CommunityId.New();
        await scene.Get<ProcessLog>().Run(process, run =>
        {
            run.Db.Add(new ResidentialCommunity(id, "210106001002", "工人新村"));
            run.Fact(new Named(id));
            return Task.CompletedTask;
        });
        return id;
    }

    static RollDraft Draft(string?[][] unitRows, params string?[][] homeRows)
    {
        List<RollProblem> problems = [];
        var reading = new RollReading(problems);
        var row = 1;
        foreach (var cells in unitRows) reading.Unit(units, ++row, cells);
        foreach (var cells in homeRows) reading.Home(homes, ++row, cells);
        reading.Finish(new HashSet<string>());
        Assert.DoesNotContain(problems, p => p.Error);
        return reading.Draft;
    }

    static string?[] U(string door, string area, string name, string id = "", string share = "", string phone = "", string side = "私有", string kind = "个人") =>
        ["3", "2", door, null, area, "登记面积", "不动产登记", side, "住宅", kind, name, id, phone, share, null];

    static async Task<RollEffect> Store(World world, CommunityId community, RollDraft draft)
    {
        await using var scene = world.As();
        return await scene.Get<StoreRoll>().Run(community, BatchId.New(), draft);
    }

    static readonly RollDraft first = Draft(
        [U("501", "58.20", "张三", Zhang, "1/2", "13812345678"), U("501", "", "李四", Li, "1/2"), U("502", "61.00", "张三", Zhang), U("503", "", "某某开发公司", side: "开发商未售", kind: "单位")],
        ["3", "2", "501", "", "业主自住", "", "", "3"], ["3", "2", "502", "甲", "租住", "王五", "", "1"], ["3", "2", "502", "乙", "租住", "赵六", "", "2"], ["3", "2", "503", "", "空置"]);

    [Theory, Stores]
    public async Task A_roll_is_stored_with_co_owners_one_owner_of_two_flats_and_two_homes_in_one_flat(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Community(world);
        var effect = await Store(world, community, first);
        Assert.Equal((1, 3, 4, 3), (effect.Buildings, effect.NewUnits, effect.NewHomes, effect.NewOwners));
        await using var scene = world.As();
        Assert.Equal(3, await scene.Db.Units.CountAsync());
        Assert.Equal(4, await scene.Db.Homes.CountAsync());
        Assert.Equal(3, await scene.Db.Households.CountAsync());
        Assert.Equal(3, await scene.Db.Owners.CountAsync());
        Assert.Equal(4, await scene.Db.Ownerships.CountAsync());
        Assert.Equal(["3-2-501", "3-2-502甲", "3-2-502乙", "3-2-503"], (await scene.Db.Homes.Select(h => h.Number).ToListAsync()).OrderBy(n => n[..7]).ThenBy(n => n.EndsWith('乙')));
    }

    [Theory, Stores]
    public async Task Personal_data_is_sealed_found_by_its_index_and_never_in_the_record(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Community(world);
        await Store(world, community, first);
        await using var scene = world.As();
        var personal = scene.Get<PersonalData>();
        var index = personal.Index("places_owners.IdNumber", Zhang);
        var owner = await scene.Db.Owners.SingleAsync(o => o.IdNumberIndex == index);
        Assert.Equal("张三", personal.Reveal("places_owners.Name", owner.Id.Value, owner.Name));
        Assert.Equal("13812345678", personal.Reveal("places_owners.Phone", owner.Id.Value, owner.Phone));
        var living = await scene.Db.Households.SingleAsync(h => h.Tenure == Tenure.OwnerOccupier);
        Assert.Equal("张三", personal.Reveal("places_households.Name", living.Id.Value, living.Name));
        foreach (var fact in await scene.Db.Facts.ToListAsync())
            foreach (var secret in (string[])["张三", "王五", Zhang, "13812345678"])
                Assert.DoesNotContain(secret, fact.Payload + fact.Changes + fact.Zh);
    }

    [Theory, Stores]
    public async Task Taking_the_same_roll_in_again_doubles_nothing(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Community(world);
        await Store(world, community, first);
        var again = await Store(world, community, first);
        Assert.Equal((0, 0, 0, 0, 0, 0), (again.NewBuildings, again.NewUnits, again.NewHomes, again.NewOwners, again.ChangedUnits, again.Withdrawn));
        Assert.Equal(3, again.Merged.Count);
        await using var scene = world.As();
        Assert.Equal((3, 4, 3, 4), (await scene.Db.Units.CountAsync(), await scene.Db.Homes.CountAsync(), await scene.Db.Households.CountAsync(), await scene.Db.Ownerships.CountAsync()));
    }

    [Theory, Stores]
    public async Task A_new_roll_updates_what_it_lists_keeps_what_it_leaves_blank_and_takes_out_former_owners(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Community(world);
        await Store(world, community, first);
        // 501 was bought by 李四 alone; its area is corrected; 502 is not in the file.
        var effect = await Store(world, community, Draft([U("501", "58.50", "李四", Li), U("503", "", "某某开发公司", side: "开发商未售", kind: "单位")]));
        Assert.Equal((0, 1, 1, 1), (effect.NewUnits, effect.ChangedUnits, effect.Withdrawn, effect.Unmentioned));
        await using var scene = world.As();
        var unit = await scene.Db.Units.SingleAsync(u => u.Number == "3-2-501");
        Assert.Equal(new Area(5850), unit.ExclusiveArea);
        var sole = await scene.Db.Ownerships.SingleAsync(o => o.Unit == unit.Id);
        Assert.Equal((1, 1), (sole.Part, sole.Whole));
        // 张三 still owns 502.
        Assert.Equal(3, await scene.Db.Owners.CountAsync());
        Assert.Equal(3, await scene.Db.Households.CountAsync());
    }

    [Theory, Stores]
    public async Task A_household_that_moved_out_is_kept_with_its_last_day(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Community(world);
        await Store(world, community, first);
        await Store(world, community, Draft([U("501", "58.20", "张三", Zhang, "1/2"), U("501", "", "李四", Li, "1/2")], ["3", "2", "501", "", "租住", "孙七", "", "1"]));
        await using var scene = world.As();
        var home = await scene.Db.Homes.SingleAsync(h => h.Number == "3-2-501");
        var lived = await scene.Db.Households.Where(h => h.Home == home.Id).ToListAsync();
        Assert.Equal(new DateOnly(2026, 3, 2), Assert.Single(lived, h => h.Tenure == Tenure.OwnerOccupier).To);
        Assert.Null(Assert.Single(lived, h => h.Tenure == Tenure.PrivateTenant).To);
    }

    [Theory, Stores]
    public async Task A_roll_of_a_community_out_of_reach_is_refused(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Community(world);
        await using var scene = world.As(reach: Reach.Division("2102"));
        var refused = await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<StoreRoll>().Run(community, BatchId.New(), first));
        Assert.Equal(404, refused.Status);
        Assert.Empty(await world.As().Db.Units.ToListAsync());
    }
}
