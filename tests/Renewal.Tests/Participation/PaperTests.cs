using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation;
using Xunit;
using Seat = Renewal.Participation.Seat;

namespace Renewal.Tests.Participation;

[Clause("S1.06", "S2.03")]
public sealed class PaperTests
{
    const string Yes = "1=yes;2=yes;3=yes", No = "1=no;2=no;3=no";

    static KeySheets.Keyed Key(string serial, string? answers) => new(serial, answers is null ? null : Choices.Read(answers));

    static async Task<(Renewal.Participation.Contract.ConsultationId Id, string Serial)> Received(Village village, string number = "1-1-101")
    {
        var id = await village.Open("first");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serial = (await village.Serials(id, [number]))[number];
        await village.As<ReceiveSheets, int>("committee", use => use.Run(id, [new(serial, village.World.Clock.Today(), village.Scan)]));
        return (id, serial);
    }

    [Fact]
    public async Task Two_organisations_type_a_sheet_apart_and_only_then_it_counts()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var (id, serial) = await Received(village);
        Assert.Equal(1, (await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [Key(serial, Yes)]))).First);
        Assert.Equal(0, (await village.Count(id)).Part.Seats);
        // Another clerk of the same committee is not the second organisation.
        var twin = village.Who("committee") with { Id = Guid.CreateVersion7(), Role = "street" };
        Assert.Equal("sides.same", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<KeySheets, KeySheets.Answer>(twin, use => use.Run(id, [Key(serial, Yes)])))).Code);
        Assert.Equal(1, (await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [Key(serial, Yes)]))).Counted);
        Assert.Equal(1, (await village.Count(id)).Yes.Seats);
    }

    [Fact]
    public async Task Where_they_differ_the_county_decides_from_the_paper()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var (id, serial) = await Received(village);
        await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [Key(serial, Yes)]));
        var second = await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [Key(serial, No)]));
        Assert.Equal([serial], second.Mismatch);
        Assert.Equal(0, (await village.Count(id)).Part.Seats);
        Assert.Equal("sheet.state", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [Key(serial, Yes)])))).Code);
        await village.As<KeySheets, KeySheets.Answer>("county_office", use => use.Run(id, [Key(serial, No)]));
        Assert.Equal((1, 1), ((await village.Count(id)).Part.Seats, (await village.Count(id)).No));
    }

    [Fact]
    public async Task A_sheet_that_cannot_be_read_does_not_take_part()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var (id, serial) = await Received(village);
        await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [Key(serial, null)]));
        Assert.Equal(1, (await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [Key(serial, null)]))).Spoiled);
        Assert.Equal(0, (await village.Count(id)).Part.Seats);
    }

    [Fact]
    public async Task What_was_typed_and_what_was_chosen_is_nowhere_in_the_store_in_clear()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var (id, serial) = await Received(village);
        await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [Key(serial, No)]));
        await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [Key(serial, No)]));
        var facts = await village.Read(db => db.Facts.Select(f => f.Payload + f.Changes + f.Zh).ToListAsync());
        Assert.DoesNotContain(facts, f => f.Contains("1=no", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sheets_come_in_before_the_close_and_may_be_typed_after_it_but_are_all_typed_before_the_count()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var (id, serial) = await Received(village);
        var late = (await village.Serials(id, ["1-1-102"]))["1-1-102"];
        village.Days(10);
        Assert.Equal("ballot.closed", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ReceiveSheets, int>("committee", use => use.Run(id, [new(late, village.World.Clock.Today(), village.Scan)])))).Code);
        Assert.Equal("sheets.waiting", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<CloseConsultation>("committee", use => use.Run(id)))).Code);
        await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [Key(serial, Yes)]));
        await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [Key(serial, Yes)]));
        await village.As<CloseConsultation>("committee", use => use.Run(id));
        Assert.Equal(1, Results.Read(await village.Load(id))[0].Count.Yes.Seats);
    }

    [Fact]
    public async Task A_reprinted_sheet_makes_the_lost_one_worthless_and_a_mistyped_serial_is_told()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var lost = (await village.Serials(id, ["1-1-101"]))["1-1-101"];
        await village.As<PrintSheets, int>("committee", use => use.Run(id, ["1-1-101"]));
        var code = (string serial) => Assert.ThrowsAsync<RuleBroken>(() => village.As<ReceiveSheets, int>("committee", use => use.Run(id, [new(serial, village.World.Clock.Today(), village.Scan)])));
        Assert.Equal("sheet.state", (await code(lost)).Code);
        var wrong = lost[..5] + (lost[5] == '0' ? '1' : '0') + lost[6..];
        Assert.Equal("sheet.serial", (await code(wrong)).Code);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "sheet.proxy")]
    public async Task A_proxy_votes_for_three_seats_at_most(int seats, string? refused)
    {
        await using var village = await Village.Start(Village.Flats(6));
        var id = await village.Open("second");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var numbers = Enumerable.Range(1, 4).Select(i => $"1-1-10{i}").ToList();
        var serials = await village.Serials(id, numbers);
        var proxies = village.As<ReceiveSheets, int>("committee", use => use.Run(id, [.. numbers.Take(seats).Select(n => new ReceiveSheets.Sheet(serials[n], village.World.Clock.Today(), village.Scan, ProxyId: "11010519491231002X"))]));
        if (refused is null) await proxies;
        else Assert.Equal(refused, (await Assert.ThrowsAsync<RuleBroken>(() => proxies)).Code);
    }

    [Fact]
    public async Task Staff_are_no_proxies_and_no_helpers_and_an_assisted_ballot_has_a_witness()
    {
        await using var village = await Village.Start(Village.Flats(6));
        var id = await village.Open("second");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serial = (await village.Serials(id, ["1-1-101"]))["1-1-101"];
        var today = village.World.Clock.Today();
        foreach (var (sheet, code) in new (ReceiveSheets.Sheet, string)[]
        {
            (new(serial, today, village.Scan, ProxyId: "X1", ProxyIsStaff: true), "sheet.proxy_staff"),
            (new(serial, today, village.Scan, Helper: "王五", Witness: "赵六", HelperIsStaff: true), "sheet.helper"),
            (new(serial, today, village.Scan, Helper: "王五"), "sheet.witness"),
        }) Assert.Equal(code, (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ReceiveSheets, int>("committee", use => use.Run(id, [sheet])))).Code);
        await village.As<ReceiveSheets, int>("committee", use => use.Run(id, [new(serial, today, village.Scan, Helper: "王五", Witness: "赵六")]));
        Assert.Equal(Channel.Assisted, await village.Read(db => db.Set<PaperSheet>().Where(s => s.Serial == serial).Select(s => s.Channel).SingleAsync()));
    }

    [Fact]
    public async Task A_stairwell_list_serves_round_1_alone_with_at_most_12_lines()
    {
        await using var village = await Village.Start(Village.Flats(14));
        var first = await village.Open("first");
        var today = village.World.Clock.Today();
        (string, IReadOnlyDictionary<int, string>, bool) Line(int i) => ($"1-1-{i / 4 + 1}0{i % 4 + 1}", Choices.Read(Yes), false);
        Assert.Equal("list.lines", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<KeyStairwellList, IReadOnlyList<string>>("committee",
            use => use.Run(first, village.Scan, today, [.. Enumerable.Range(0, 13).Select(Line)])))).Code);
        var serials = await village.As<KeyStairwellList, IReadOnlyList<string>>("committee", use => use.Run(first, village.Scan, today, [.. Enumerable.Range(0, 12).Select(Line)]));
        Assert.Equal(0, (await village.Count(first)).Part.Seats);
        await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(first, [.. serials.Select(s => Key(s, Yes))]));
        Assert.Equal(12, (await village.Count(first)).Yes.Seats);
        var second = await village.Open("second");
        Assert.Equal("list.not_here", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<KeyStairwellList, IReadOnlyList<string>>("committee",
            use => use.Run(second, village.Scan, village.World.Clock.Today(), [("1-1-101", Choices.Read("1=yes"), false)])))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Web_and_paper_that_differ_are_a_dispute_that_the_owner_settles_before_objections_close(bool webFirst)
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        if (webFirst) await village.Online(id, "1-1-101", Yes);
        await village.Paper(id, ("1-1-101", No));
        if (!webFirst) await village.Online(id, "1-1-101", Yes);
        var count = await village.Count(id);
        Assert.Equal((1, 0, 1), (count.Part.Seats, count.Yes.Seats, count.Disputed));
        Assert.NotNull(await village.Read(db => db.Set<Dispute>().SingleOrDefaultAsync(d => d.Consultation == id && d.SettledAt == null)));
        await village.Close(id);
        await village.As<SettleDispute>("street", use => use.Run(id, "1-1-101", Choices.Read(Yes), village.Scan));
        await village.Finish(id);
        Assert.Equal(1, Results.Read(await village.Load(id))[0].Count.Yes.Seats);
    }

    [Fact]
    public async Task Every_phone_of_a_disputed_unit_is_told_once()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        await village.Online(id, "1-1-101", Yes);
        await village.Paper(id, ("1-1-101", No));
        var teller = (TellPhones)village.World.App.Services.GetService(typeof(TellPhones))!;
        Assert.Equal(1, await teller.TellDue());
        Assert.Equal(0, await teller.TellDue());
        Assert.Single(File.ReadLines(Path.Combine(village.World.Folder, "sms.jsonl")));
        Assert.Equal(1, await village.Read(db => db.Set<Dispute>().Select(d => d.Told).SingleAsync()));
    }

    [Fact]
    public async Task Paper_that_says_the_same_as_the_web_is_no_dispute()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        await village.Online(id, "1-1-101", Yes);
        await village.Paper(id, ("1-1-101", Yes));
        Assert.Equal((1, 0), ((await village.Count(id)).Yes.Seats, (await village.Count(id)).Disputed));
        Assert.Empty(await village.Read(db => db.Set<Dispute>().ToListAsync()));
    }

    [Fact]
    public async Task A_co_owners_objection_makes_the_seat_disputed_once_another_organisation_agrees()
    {
        await using var village = await Village.Start([new("1", "1", "101", 60, "张三+李四"), .. Village.Flats(3, building: "2")]);
        var id = await village.Open("second");
        await village.Online(id, "1-1-101", "1=yes");
        var change = await village.As<ChangeSeat, Guid>("committee", use => use.Ask(id, "1-1-101", SeatEventKind.CoOwnerObjection, "共有人李四书面不同意", village.Scan));
        Assert.Equal(0, (await village.Count(id)).Disputed);
        await village.As<ChangeSeat>("street", use => use.Decide(id, change, true));
        var count = await village.Count(id);
        Assert.Equal((1, 1, 0), (count.Part.Seats, count.Disputed, count.Yes.Seats));
    }

    [Fact]
    public async Task A_forged_ballot_found_by_the_callback_is_void_and_every_paper_ballot_is_checked()
    {
        await using var village = await Village.Start(Village.Flats(20));
        var id = await village.Open("first");
        await village.Paper(id, [.. Enumerable.Range(0, 20).Select(i => ($"1-1-{i / 4 + 1}0{i % 4 + 1}", (string?)Yes))]);
        await village.Close(id);
        var c = await village.Load(id);
        // 20 of 20 agree where 16 are needed: five would have to be forged; nine find one of them with 95%.
        Assert.Equal(AuditSample.Size(20, 5, new Share(95, 100)), c.AuditSize);
        var calls = await village.Read(db => db.Set<AuditCall>().Where(a => a.Consultation == id).OrderBy(a => a.Order).ToListAsync());
        Assert.Equal(c.AuditSize, calls.Count);
        Assert.Equal("audit.open", (await Assert.ThrowsAsync<RuleBroken>(async () => { village.Days(8); await village.As<FinishConsultation>("street", use => use.Run(id)); })).Code);
        await village.As<RecordAuditCall>("county_office", use => use.Run(id, calls[0].Id, AuditOutcome.Forged));
        Assert.Equal(20, await village.Read(db => db.Set<AuditCall>().CountAsync(a => a.Consultation == id)));
        Assert.Equal(19, (await village.Count(id)).Yes.Seats);
        await village.Finish(id);
        Assert.Equal(19, Results.Read(await village.Load(id))[0].Count.Yes.Seats);
    }

    [Theory]
    [InlineData(100, 6, 39)]
    [InlineData(100, 100, 1)]
    [InlineData(100, 1, 95)]
    [InlineData(0, 1, 0)]
    [InlineData(5, 9, 1)]
    public void The_sample_meets_the_hypergeometric_bound(int ballots, int needed, int size) => Assert.Equal(size, AuditSample.Size(ballots, needed, new Share(95, 100)));

    [Fact]
    public void Contractors_and_property_companies_enter_no_ballots()
    {
        string[] never = [Roles.Contractor, Roles.Property, Roles.Fallback, Roles.Implementer, Roles.Supervisor, Roles.Designer];
        Assert.All(ConsultationKinds.All, k => Assert.Empty(k.Enters.Concat(k.Confirms).Intersect(never)));
        Assert.DoesNotContain(ConsultationDesk.Callers.Split(','), never.Contains);
    }
}
