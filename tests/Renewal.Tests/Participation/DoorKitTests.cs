using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>What a visitor's phone takes along and what it brings back.</summary>
public sealed class DoorKitTests
{
    [Fact]
    [Clause("S1.06")]
    public async Task A_walk_sent_twice_counts_once_and_one_wrong_line_holds_up_nobody()
    {
        await using var village = await Village.Start(Village.Flats(8));
        var id = await village.Open("first");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serials = await village.Serials(id, ["1-1-101", "1-1-102"]);
        var now = village.World.Clock.GetUtcNow();
        RecordVisits.Call[] walk =
        [
            new(Guid.CreateVersion7(), "1-1-101", VisitOutcome.PaperLeft, now.AddMinutes(-30), "李某", Serial: serials["1-1-101"].ToLowerInvariant()),
            new(Guid.CreateVersion7(), "1-1-102", VisitOutcome.PaperLeft, now.AddMinutes(-25), "李某", Serial: serials["1-1-101"]),
            new(Guid.CreateVersion7(), "1-1-103", VisitOutcome.NotHome, now.AddMinutes(-20), "李某", SlipLeft: true),
            new(Guid.CreateVersion7(), "1-1-104", VisitOutcome.NotHome, now.AddMinutes(-15)),
            new(Guid.CreateVersion7(), "9-9-909", VisitOutcome.Met, now.AddMinutes(-10), "李某"),
            new(Guid.CreateVersion7(), "1-1-201", VisitOutcome.Phoned, now.AddMinutes(6)),
            new(Guid.CreateVersion7(), "1-1-202", VisitOutcome.Phoned, now.AddYears(-1)),
            new(Guid.CreateVersion7(), "1-1-203", VisitOutcome.Phoned, now),
        ];
        for (var sending = 0; sending < 2; sending++)
        {
            var taken = await village.As<RecordVisits, IReadOnlyList<RecordVisits.Taken>>("committee", use => use.Run(id, walk));
            Assert.Equal([null, "visit.serial", null, "visit.companion", "seat.unknown", "visit.time", "visit.time", null], taken.Select(t => t.Refused?.Code));
            Assert.Equal(walk.Select(c => c.Id), taken.Select(t => t.Id));
        }
        Assert.Equal(3, await village.Read(db => db.Set<Visit>().CountAsync()));
        // Which sheet lies at which door stands in the record, once.
        Assert.Equal(1, await village.Read(db => db.Set<FactRow>().CountAsync(f => f.Zh.Contains(serials["1-1-101"]))));
    }

    [Fact]
    public async Task The_kit_holds_doors_and_states_and_neither_names_nor_telephones_nor_choices()
    {
        await using var village = await Village.Start([.. Village.Flats(6), .. Village.Flats(4, building: "2")]);
        var id = await village.Open("first", lines: [new("works"), new("management"), new("cost")]);
        await village.Online(id, "1-1-101", "1=no;2=no;3=no");
        await village.As<RecordVisits, IReadOnlyList<RecordVisits.Taken>>("committee", use => use.Run(id, [new(Guid.CreateVersion7(), "2-1-101", VisitOutcome.NotHome, village.World.Clock.GetUtcNow(), "李某")]));
        using var desk = await (await village.World.Staff(Roles.Committee, Village.Division)).SignIn();
        var places = await desk.Http.GetFromJsonAsync<JsonElement>("/api/v1/doors");
        Assert.Equal(9, places.GetProperty("communities")[0].GetProperty("doors").GetInt32());
        var text = await desk.Http.GetStringAsync($"/api/v1/doors/{village.Community}");
        var doors = JsonDocument.Parse(text).RootElement.GetProperty("doors").EnumerateArray().ToDictionary(d => d.GetProperty("number").GetString()!, d => d.GetProperty("asks")[0]);
        Assert.Equal(10, doors.Count);
        Assert.True(doors["1-1-101"].GetProperty("answered").GetBoolean());
        Assert.Equal(1, doors["2-1-101"].GetProperty("calls").GetInt32());
        foreach (var word in (string[])["业主", "1391", "yes", "\"no\"", "李某", "area"]) Assert.DoesNotContain(word, text);
    }

    [Fact]
    [Clause("S1.06", "S2.03")]
    public async Task A_telephone_from_the_door_opens_nothing_until_another_organisation_has_called_it_back()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var first = await village.Open("first");
        var now = village.World.Clock.GetUtcNow();
        RecordVisits.Call Met(string number, string? phone, PhoneHolder holder = PhoneHolder.Owner, VisitOutcome outcome = VisitOutcome.Met) => new(Guid.CreateVersion7(), number, outcome, now, "李某", Phone: phone, Holder: holder);
        var taken = await village.As<RecordVisits, IReadOnlyList<RecordVisits.Taken>>("committee", use => use.Run(first,
            [Met("1-1-101", "139-3300-0001"), Met("1-1-101", "１３９３３００００01"), Met("1-1-102", "13933000002", PhoneHolder.Tenant), Met("1-1-103", "123456"), Met("1-1-103", "13933000003", outcome: VisitOutcome.NotHome), Met("1-1-103", " ")]));
        Assert.Equal([null, null, null, "visit.phone", "visit.phone", null], taken.Select(t => t.Refused?.Code));
        var given = await village.Read(db => db.Set<GivenPhone>().AsNoTracking().OrderBy(p => p.Number).ToListAsync());
        Assert.Equal(["1-1-101", "1-1-102"], given.Select(p => p.Number));
        Assert.DoesNotContain("1393300", string.Concat(await village.Read(db => db.Set<FactRow>().Select(f => f.Zh + f.Payload).ToListAsync())));

        Assert.Equal(PhoneOf.Nobody, await Whose("1-1-101", "13933000001", Speaker.Household));
        Assert.Equal("sides.same", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<DecidePhone>("committee", use => use.Run(first, given[0].Id, true)))).Code);
        Assert.Equal("duty.role", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<DecidePhone>("auditor", use => use.Run(first, given[0].Id, true)))).Code);
        foreach (var phone in given) await village.As<DecidePhone>("street", use => use.Run(first, phone.Id, true));
        Assert.Equal("phone.unknown", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<DecidePhone>("street", use => use.Run(first, given[0].Id, false)))).Code);
        Assert.Equal((PhoneOf.Own, PhoneOf.Own), (await Whose("1-1-101", "13933000001", Speaker.Household), await Whose("1-1-101", "13933000001", Speaker.Owner)));
        Assert.Equal((PhoneOf.Tenant, PhoneOf.Nobody), (await Whose("1-1-102", "13933000002", Speaker.Household), await Whose("1-1-102", "13933000002", Speaker.Owner)));
        // Of this unit and of no other.
        Assert.Equal(PhoneOf.Nobody, await Whose("1-1-103", "13933000001", Speaker.Household));

        // What is found false opens nothing, and is told nothing.
        await village.As<RecordVisits, IReadOnlyList<RecordVisits.Taken>>("street", use => use.Run(first, [Met("1-1-104", "13933000004")]));
        var wrong = await village.Read(db => db.Set<GivenPhone>().SingleAsync(p => p.Number == "1-1-104"));
        await village.As<DecidePhone>("committee", use => use.Run(first, wrong.Id, false));
        Assert.Equal(PhoneOf.Nobody, await Whose("1-1-104", "13933000004", Speaker.Household));
        Assert.Equal(["13911000000", "13933000001"], await Phones("1-1-101", Speaker.Owner));
        Assert.Equal(["13911000001"], await Phones("1-1-102", Speaker.Owner));
        Assert.Equal(["13911000003"], await Phones("1-1-104", Speaker.Household));

        async Task<T> On<T>(string number, Func<UnitPhones, Guid, Task<T>> ask)
        {
            await using var scene = village.World.As();
            return await ask(scene.Get<UnitPhones>(), await scene.Db.Set<Renewal.Participation.Seat>().Where(s => s.Consultation == first && s.Number == number).Select(s => s.Unit).SingleAsync());
        }
        Task<PhoneOf> Whose(string number, string phone, Speaker speaker) => On(number, (use, unit) => use.Whose(unit, phone, speaker));
        Task<IReadOnlyList<string>> Phones(string number, Speaker whom) => On(number, (use, unit) => use.Of(unit, whom));
    }

    [Fact]
    public async Task Visits_come_in_from_staff_of_the_place_only_and_never_by_a_forged_request()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var walk = new { visits = new[] { new { id = Guid.CreateVersion7(), consultation = id.Value, number = "1-1-101", outcome = "Met", at = village.World.Clock.GetUtcNow(), companion = "李某", slipLeft = false } } };

        using var anybody = await village.World.Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.Http.GetAsync("/api/v1/doors")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.Http.PostAsJsonAsync("/api/v1/doors/visits", walk)).StatusCode);
        using var auditor = await (await village.World.Staff(Roles.Auditor, "2101")).SignIn();
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Http.GetAsync("/api/v1/doors")).StatusCode);

        using var other = await (await village.World.Staff(Roles.Committee, "210106001003")).SignIn();
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/api/v1/doors/{village.Community}")).StatusCode);
        Assert.Contains("不在您的管辖范围内", await Send(other, walk));

        using var own = await (await village.World.Staff(Roles.Committee, Village.Division)).SignIn();
        Assert.Equal(HttpStatusCode.BadRequest, (await own.Http.PostAsJsonAsync("/api/v1/doors/visits", walk)).StatusCode);
        Assert.Equal(0, await village.Read(db => db.Set<Visit>().CountAsync()));
        Assert.Contains("\"refused\":null", await Send(own, walk));
        Assert.Equal(1, await village.Read(db => db.Set<Visit>().CountAsync()));
    }

    static async Task<string> Send(Browser browser, object walk)
    {
        var here = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/doors");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/doors/visits") { Content = JsonContent.Create(walk) };
        request.Headers.Add("RequestVerificationToken", here.GetProperty("token").GetString());
        var answer = await browser.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
