using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Places;

public sealed class PlacesReadingTests
{
    static readonly Process Enter = new("test.roll", "登记名册");

    /// <summary>A flat with two homes, a shop without a known area, one owner of both.</summary>
    static async Task<(CommunityId Community, Guid Flat)> Roll(World world)
    {
        await using var scene = world.As();
        var community = CommunityId.New();
        var (flat, shop, owner, building) = (UnitId.New(), UnitId.New(), OwnerId.New(), BuildingId.New());
        await scene.Get<ProcessLog>().Run(Enter, run =>
        {
            run.Db.AddRange(
                new ResidentialCommunity(community, "210106001002", "工人新村"),
                new Building(building, community, "3"),
                new Unit(flat, community, building, null, "3-1-101") { ExclusiveArea = Area.SquareMetres(53.27m) },
                new Unit(shop, community, building, null, "3-门市1") { Use = UnitUse.Shop },
                new Home(HomeId.New(), community, flat, "3-1-101甲"),
                new Home(HomeId.New(), community, flat, "3-1-101乙"),
                new Owner(owner, community, flat, OwnerKind.Person),
                new Ownership(Guid.CreateVersion7(), community, flat, owner, 1, 1),
                new Ownership(Guid.CreateVersion7(), community, shop, owner, 1, 1));
            run.Fact(new CommunityEdited(community, "工人新村", []));
            return Task.CompletedTask;
        });
        return (community, flat.Value);
    }

    [Theory, Stores]
    public async Task The_roll_is_counted_by_homes_units_owners_and_area(Store store)
    {
        await using var world = await World.Start(store);
        var (community, _) = await Roll(world);
        await using var scene = world.As();
        var counts = await scene.Get<IPlaces>().Counts(community);
        Assert.Equal(new CommunityCounts(1, 2, 2, 1, new Area(5_327), 1), counts);
        Assert.Equal(CommunityCounts.None, await scene.Get<IPlaces>().Counts(CommunityId.New()));
    }

    [Theory, Stores]
    public async Task Who_reaches_one_unit_sees_that_unit_its_homes_and_owners_only(Store store)
    {
        await using var world = await World.Start(store);
        var (community, flat) = await Roll(world);
        await using var resident = world.As(reach: Reach.Own([community], [flat]));
        Assert.Equal(flat, (await resident.Db.Units.SingleAsync()).Id);
        Assert.Equal(2, await resident.Db.Homes.CountAsync());
        Assert.Equal(flat, (await resident.Db.Ownerships.SingleAsync()).Unit);
        await using var neighbour = world.As(reach: Reach.Own([community], [Guid.CreateVersion7()]));
        Assert.Empty(await neighbour.Db.Units.ToListAsync());
        Assert.Empty(await neighbour.Db.Owners.ToListAsync());
        await using var other = world.As(reach: Reach.Division("210107"));
        Assert.Empty(await other.Db.Units.ToListAsync());
        Assert.Null(await other.Get<IPlaces>().Community(community));
    }

    [Theory, Stores]
    public async Task A_card_can_be_filtered_by_any_of_its_columns_and_marked(Store store)
    {
        await using var world = await World.Start(store);
        var (community, _) = await Roll(world);
        await using var scene = world.As();
        var places = scene.Get<IPlaces>();
        await places.Mark(community, CommunityState.Reserve);
        var card = await places.Cards.Where(c => c.State == CommunityState.Reserve && c.Name.Contains("工人") && c.BuiltYear == null).SingleAsync();
        Assert.Equal((community, 2), (card.Id, card.Version));
        Assert.Single(await places.Communities([community, CommunityId.New()]));
        await Assert.ThrowsAsync<RuleBroken>(() => places.Mark(CommunityId.New(), CommunityState.Done));
    }
}
