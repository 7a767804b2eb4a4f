using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Places.Contract;
using Xunit;

namespace Renewal.Tests.Participation;

[Clause("S2.03", "S1.06")]
public sealed class SeatRollTests
{
    static Village.Flat F(string door, decimal? area, string owner, OwnerSide side = OwnerSide.Private, int homes = 1, UnitUse use = UnitUse.Home) => new("1", "1", door, area, owner, side, homes, Use: use);

    static async Task<(int Seats, int Owners, long Area)> Roll(string kind, params Village.Flat[] flats)
    {
        await using var village = await Village.Start(flats);
        var id = await village.Draft(kind);
        var today = village.World.Clock.Today();
        await village.As<AnnounceConsultation, int>("committee", use => use.Run(new(id, today.AddDays(15), today.AddDays(20))));
        var c = await village.Load(id);
        return (c.Seats, c.Owners, c.RollArea.Hundredths);
    }

    [Fact]
    public async Task One_buyers_several_units_are_one_person_and_every_unit_keeps_its_area() =>
        Assert.Equal((4, 2, 24000), await Roll("second", F("101", 60, "张三"), F("102", 60, "张三"), F("103", 60, "张三"), F("104", 60, "李四")));

    [Fact]
    public async Task The_developers_unsold_units_are_one_person_together() =>
        Assert.Equal((4, 2, 24000), await Roll("second", F("101", 60, "开发公司", OwnerSide.DeveloperUnsold), F("102", 60, "开发公司", OwnerSide.DeveloperUnsold), F("103", 60, "开发公司", OwnerSide.DeveloperUnsold), F("104", 60, "李四")));

    [Fact]
    public async Task Co_owners_are_one_and_the_same_set_of_them_with_two_units_is_still_one() =>
        Assert.Equal((3, 2, 18000), await Roll("second", F("101", 60, "张三+李四"), F("102", 60, "李四+张三"), F("103", 60, "张三")));

    [Fact]
    public async Task A_title_holder_of_many_public_flats_counts_once_with_all_its_area() =>
        Assert.Equal((3, 2, 18000), await Roll("second", F("101", 60, "重型机器厂", OwnerSide.PublicHousing), F("102", 60, "重型机器厂", OwnerSide.PublicHousing), F("103", 60, "李四")));

    [Fact]
    public async Task Where_a_city_lets_tenants_of_public_housing_vote_each_flat_counts_by_itself_and_is_nobodys_organisation()
    {
        await using var village = await Village.Start([F("101", 60, "重型机器厂", OwnerSide.PublicHousing), F("102", 60, "重型机器厂", OwnerSide.PublicHousing), F("103", 60, "李四")]);
        await using var scene = village.World.As();
        var roll = await scene.Get<IRoll>().Of(village.Community);
        // As if the plant were an organisation on the register.
        roll = roll with { Units = [.. roll.Units.Select(u => u with { Organisation = u.Side == OwnerSide.PublicHousing })] };
        var holder = SeatRoll.Draw(SeatKind.Unit, roll, new SeatOptions());
        Assert.Equal([1, 1, 2], SeatRoll.Persons(holder));
        Assert.Equal(2, holder.Count(s => s.Organisation));
        var tenants = SeatRoll.Draw(SeatKind.Unit, roll, new SeatOptions(TitleHolderVotes: false));
        Assert.Equal([1, 2, 3], SeatRoll.Persons(tenants));
        Assert.DoesNotContain(tenants, s => s.Organisation);
    }

    [Fact]
    public async Task Shops_and_garages_vote_in_round_2_and_have_no_household_in_round_1()
    {
        var flats = new[] { F("101", 60, "张三"), F("102", 30, "李四", use: UnitUse.Shop), F("103", 60, "王五", homes: 2) };
        Assert.Equal((3, 3, 15000), await Roll("second", flats));
        // The shared-kitchen flat holds two homes; homes are counted, not weighed.
        Assert.Equal((3, 3, 0), await Roll("first", flats));
    }

    [Fact]
    public async Task An_unknown_area_is_that_of_the_same_riser_and_marked()
    {
        await using var village = await Village.Start([F("101", 58.2m, "甲"), F("201", null, "乙"), F("301", 58.2m, "丙")]);
        var id = await village.Draft("second");
        var today = village.World.Clock.Today();
        await village.As<AnnounceConsultation, int>("committee", use => use.Run(new(id, today.AddDays(15), today.AddDays(20))));
        var seat = await village.Read(db => db.Set<Seat>().SingleAsync(s => s.Consultation == id && s.Number == "1-1-201"));
        Assert.Equal((new Area(5820), AreaSource.SameRiser), (seat.Area, seat.AreaSource));
    }

    [Fact]
    public async Task An_area_that_no_riser_tells_stops_the_roll_and_names_the_unit()
    {
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => Roll("second", F("101", 58.2m, "甲"), F("201", null, "乙"), F("301", 60m, "丙")));
        Assert.Equal("roll.no_area", broken.Code);
        Assert.Contains("1-1-201", broken.Message);
    }

    [Fact]
    public async Task The_published_hash_is_of_the_text_without_names_and_an_amendment_after_the_freeze_is_seen_beside_it()
    {
        await using var village = await Village.Start(Village.Flats(6));
        var id = await village.Open("second");
        var c = await village.Load(id);
        var text = SeatRoll.Text(id, SeatKind.Unit, await village.Read(db => db.Set<Seat>().Where(s => s.Consultation == id).ToListAsync()));
        Assert.Equal(c.RollHash, SeatRoll.Hash(text));
        Assert.DoesNotContain("业主", text);
        var amendment = await village.As<AmendRoll, Guid>("committee", use => use.Run(new(id, "1-1-101", "不动产登记面积有误，以登记簿为准", village.Scan, SquareMetres: 66.5m)));
        Assert.Equal("duty.role", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<DecideAmendment>("committee", use => use.Run(id, amendment, true)))).Code);
        Assert.Equal(36000, (await village.Count(id)).Total.Area.Hundredths);
        await village.As<DecideAmendment>("street", use => use.Run(id, amendment, true));
        Assert.Equal(36650, (await village.Count(id)).Total.Area.Hundredths);
        Assert.Equal(c.RollHash, (await village.Load(id)).RollHash);
    }

    [Fact]
    public async Task A_seat_that_has_voted_cannot_be_struck_from_the_roll()
    {
        await using var village = await Village.Start(Village.Flats(6));
        var id = await village.Open("second");
        await village.Online(id, "1-1-101", "1=yes");
        var strike = await village.As<AmendRoll, Guid>("committee", use => use.Run(new(id, "1-1-101", "合并户", village.Scan, Strike: true)));
        Assert.Equal("roll.voted", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<DecideAmendment>("street", use => use.Run(id, strike, true)))).Code);
        var other = await village.As<AmendRoll, Guid>("committee", use => use.Run(new(id, "1-1-102", "合并户", village.Scan, Strike: true)));
        await village.As<DecideAmendment>("street", use => use.Run(id, other, true));
        Assert.Equal(5, (await village.Count(id)).Total.Seats);
        Assert.Equal("ballot.seat", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, "1-1-102", "1=yes"))).Code);
    }
}
