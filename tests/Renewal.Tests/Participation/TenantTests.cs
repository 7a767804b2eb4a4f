using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>Owner and tenant of one home in a households' poll (office-rules, Consultations 4).</summary>
[Clause("S1.06", "O2.1")]
public sealed class TenantTests
{
    const string Yes = "1=yes;2=yes;3=yes", No = "1=no;2=no;3=no", Rented = "1-1-101", Silent = "1-1-102";

    /// <summary>Four flats; the first two are rented out, and the owner of the second has no telephone.</summary>
    static async Task<Village> Start()
    {
        var flats = Village.Flats(4);
        flats[1] = flats[1] with { Phone = null };
        var village = await Village.Start(flats);
        await village.Lives((Rented, Tenure.PrivateTenant, "13922000001"), (Silent, Tenure.PrivateTenant, "13922000002"));
        return village;
    }

    static async Task<Voter> Enter(Village village, ConsultationId id, string number, string phone)
    {
        var letter = (await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id, [number]))).Single().Code;
        await using var scene = village.World.As();
        var voters = scene.Get<Voters>();
        var token = await voters.Letter(letter);
        await voters.SendCode(token, phone);
        await village.World.App.Services.GetRequiredService<CodeMessages>().SendWaiting();
        var text = Messages(village).Last().Text;
        var session = await voters.Prove(token, new string([.. text.SkipWhile(c => !char.IsAsciiDigit(c)).Take(6)]));
        return village.World.App.Services.GetRequiredService<VoterTokens>().Read(session)!;
    }

    static List<(string To, string Text)> Messages(Village village) => [.. File.ReadLines(Path.Combine(village.World.Folder, "sms.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
        .Select(m => (m.GetProperty("phone").GetString()!, m.GetProperty("text").GetString()!))];

    static async Task Cast(Village village, Voter voter, string answers)
    {
        await using var scene = village.World.As();
        await scene.Get<CastOnline>().Run(voter, Guid.CreateVersion7(), Choices.Read(answers));
    }

    static Task<int> Tell(Village village) => village.World.App.Services.GetRequiredService<TellPhones>().TellDue();
    static Task<OwnerTelling> Telling(Village village, string number) => village.Read(db => db.Set<OwnerTelling>().AsNoTracking().SingleAsync(t => t.Number == number));

    [Fact]
    public async Task The_owner_is_told_once_and_goes_before_the_tenant_whoever_came_first()
    {
        await using var village = await Start();
        var id = await village.Open("first");
        var tenant = await Enter(village, id, Rented, "13922000001");
        Assert.Equal((true, Channel.TenantOnline), (tenant.Tenant, tenant.Way));
        await Cast(village, tenant, Yes);
        Assert.Equal(1, await Tell(village));
        Assert.Equal(0, await Tell(village));
        // To the owner alone, and without what was said.
        var told = Messages(village).Where(m => m.Text.Contains("承租人", StringComparison.Ordinal)).ToList();
        Assert.Equal(["13911000000"], told.Select(m => m.To));
        Assert.DoesNotContain("同意", told[0].Text);
        Assert.True((await Telling(village, Rented)).IsTold);
        Assert.Equal((1, 1), (await village.Count(id)) is var alone ? (alone.Part.Seats, alone.Yes.Seats) : default);

        var owner = await Enter(village, id, Rented, "13911000000");
        Assert.False(owner.Tenant);
        // Neither sees what the other said.
        var door = village.World.App.Services.GetRequiredService<VotersDoor>();
        Assert.Null((await door.Own(owner))!.Last);
        Assert.Null(await door.Receipt(owner));
        await Cast(village, owner, No);
        Assert.Equal("yes", (await door.Own(tenant))!.Last!.Value.Answers[1]);
        Assert.Equal("no", (await door.Own(owner))!.Last!.Value.Answers[1]);
        var both = await village.Count(id);
        Assert.Equal((1, 0, 1, 0), (both.Part.Seats, both.Yes.Seats, both.No, both.Disputed));
        Assert.Empty(await village.Read(db => db.Set<Dispute>().ToListAsync()));
        // A tenant who comes after the owner asks nobody to be told, and changes nothing.
        await Cast(village, tenant, Yes);
        Assert.Equal(0, await Tell(village));
        Assert.Equal(1, (await village.Count(id)).No);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tenant_alone_counts_only_if_the_owner_was_told_before_the_close(bool told)
    {
        await using var village = await Start();
        var id = await village.Open("first");
        await Cast(village, await Enter(village, id, Silent, "13922000002"), Yes);
        await village.Online(id, "1-1-103", Yes);
        Assert.Equal(1, await Tell(village));
        // Of a tenant who answers in the last minute the owner hears nothing after the close.
        var closes = await village.Read(db => db.Set<BallotBoxRow>().Where(b => b.Consultation == id).Select(b => b.ClosesAt).SingleAsync());
        Assert.False((await Telling(village, Silent)).IsTold);
        Assert.Equal("owner.how", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<TellOwner>("committee", use => use.Run(id, Silent, "电话")))).Code);
        Assert.Equal("owner.none", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<TellOwner>("committee", use => use.Run(id, "1-1-103", "电话告知本人，11 月 3 日")))).Code);
        if (told) await village.As<TellOwner>("committee", use => use.Run(id, Silent, "电话告知本人，11 月 3 日"));
        village.World.Clock.SetUtcNow(closes.AddMinutes(-1));
        await Cast(village, await Enter(village, id, Rented, "13922000001"), Yes);
        village.World.Clock.SetUtcNow(closes);
        Assert.Equal(0, await Tell(village));
        await village.Close(id);
        Assert.Equal(told ? 2 : 1, Results.Read(await village.Load(id))[0].Count.Yes.Seats);
        Assert.Equal(told ? 2 : 1, await village.Read(db => db.Set<BallotBoxRow>().Where(b => b.Consultation == id).Select(b => b.TakingPart).SingleAsync()));
        if (!told) await Assert.ThrowsAsync<RuleBroken>(() => village.As<TellOwner>("committee", use => use.Run(id, Silent, "电话告知本人，11 月 3 日")));
        // Whoever recounts leaves out the same.
        await village.Finish(id);
        await using var scene = village.World.As();
        var zip = await scene.Get<Bundles>().Of(await village.Load(id), recount: true);
        using var stream = new MemoryStream(zip);
        var report = Renewal.Participation.Proofs.VerifyConsultation.Run(stream, null);
        Assert.True(report.Passed, string.Join("；", report.Checks.SelectMany(c => c.Wrong)));
    }

    [Fact]
    public async Task Paper_lists_and_identity_shown_say_that_a_tenant_signs_and_owners_votes_take_none()
    {
        await using var village = await Start();
        var id = await village.Open("first");
        var today = village.World.Clock.Today();
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serial = (await village.Serials(id, [Rented]))[Rented];
        await village.As<ReceiveSheets, int>("committee", use => use.Run(id, [new(serial, today, village.Scan, Tenant: true)]));
        await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [new(serial, Choices.Read(Yes))]));
        await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [new(serial, Choices.Read(Yes))]));
        var listed = await village.As<KeyStairwellList, IReadOnlyList<string>>("committee", use => use.Run(id, village.Scan, today, [(Silent, Choices.Read(No), true), ("1-1-103", Choices.Read(Yes), false)]));
        await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [new(listed[0], Choices.Read(No)), new(listed[1], Choices.Read(Yes))]));
        Assert.Equal([Channel.TenantPaper, Channel.TenantPaper, Channel.StairwellList], await village.Read(db => db.Set<Ballot>().OrderBy(b => b.Place).Select(b => b.Channel).ToListAsync()));
        Assert.Equal(2, await Tell(village));

        // Two officers must say the same of who stands before them.
        Assert.Equal("", await village.As<ShowIdentity, string>("committee", use => use.Witness(id, Rented, tenant: true)));
        Assert.Equal("", await village.As<ShowIdentity, string>("street", use => use.Witness(id, Rented)));
        var session = await village.As<ShowIdentity, string>("street", use => use.Witness(id, Rented, tenant: true));
        Assert.Equal((true, Factor.IdentityShown), village.World.App.Services.GetRequiredService<VoterTokens>().Read(session) is { } v ? (v.Tenant, v.Factor) : default);

        var second = await village.Open("second");
        await village.As<PrintSheets, int>("committee", use => use.Run(second));
        var sheet = (await village.Serials(second, [Rented]))[Rented];
        Assert.Equal("sheet.tenant", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ReceiveSheets, int>("committee", use => use.Run(second, [new(sheet, village.World.Clock.Today(), village.Scan, Tenant: true)])))).Code);
        Assert.Equal("voter.tenant", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ShowIdentity, string>("committee", use => use.Witness(second, Rented, tenant: true)))).Code);
    }
}
