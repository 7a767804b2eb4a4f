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
using Seat = Renewal.Participation.Seat;

namespace Renewal.Tests.Participation;

[Clause("S1.06", "S2.03")]
public sealed class VoterTests
{
    static async Task<T> Ask<T>(Village village, Func<Voters, Task<T>> ask)
    {
        await using var scene = village.World.As();
        return await ask(scene.Get<Voters>());
    }

    static Voter? Who(Village village, string? token) => village.World.App.Services.GetRequiredService<VoterTokens>().Read(token);

    /// <summary>The last code that was sent; null where none was.</summary>
    static async Task<string?> Sms(Village village)
    {
        await village.World.App.Services.GetRequiredService<CodeMessages>().SendWaiting();
        var file = Path.Combine(village.World.Folder, "sms.jsonl");
        if (!File.Exists(file)) return null;
        var text = JsonDocument.Parse(File.ReadLines(file).Last()).RootElement.GetProperty("text").GetString()!;
        return new string([.. text.SkipWhile(c => !char.IsAsciiDigit(c)).Take(6)]);
    }

    [Fact]
    public async Task A_letter_and_a_phone_of_the_roll_open_the_ballot_of_that_seat_alone()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var letters = await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        Assert.All(letters, l => Assert.Equal(LetterCode.Length, l.Code.Length));
        var phone = "13911000000";
        var letter = await Ask(village, v => v.Letter(LetterCode.Grouped(letters[0].Code).ToLowerInvariant().Replace('0', 'o')));
        await Ask(village, async v => { await v.SendCode(letter, phone); return true; });
        var sent = await Sms(village);
        var session = await Ask(village, v => v.Prove(letter, sent));
        var voter = Who(village, session);
        Assert.Equal(new Voter(id, await village.Seat(id, letters[0].Number), Factor.Phone), voter);
        // Used once; and over after half an hour.
        Assert.Equal("voter.code", (await Assert.ThrowsAsync<RuleBroken>(() => Ask(village, v => v.Prove(letter, sent)))).Code);
        village.World.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Null(Who(village, session));
    }

    [Fact]
    public async Task A_phone_that_is_not_on_the_roll_gets_the_same_answer_and_no_message()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var letters = await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        var letter = await Ask(village, v => v.Letter(letters[0].Code));
        await Ask(village, async v => { await v.SendCode(letter, "13800138000"); return true; });
        Assert.Null(await Sms(village));
        Assert.Equal("voter.code", (await Assert.ThrowsAsync<RuleBroken>(() => Ask(village, v => v.Prove(letter, "000000")))).Code);
    }

    [Fact]
    public async Task A_tenants_phone_answers_for_the_household_and_never_for_the_owner()
    {
        await using var village = await Village.Start([new("1", "1", "101", 60m, "业主甲", Phone: "13911000001"), new("1", "1", "102", 60m, "重型机器厂", OwnerSide.PublicHousing, Phone: "13911000002")]);
        await village.Lives(("1-1-101", Tenure.PrivateTenant, "13922000001"), ("1-1-101", Tenure.OwnerOccupier, "13922000009"), ("1-1-102", Tenure.PublicTenant, "13922000002"));
        await using var asked = village.World.As();
        var (roll, flats) = (asked.Get<IRoll>(), await asked.Db.Set<Unit>().OrderBy(u => u.Number).Select(u => u.Key).ToListAsync());
        async Task<string> May(int flat, params string[] phones)
        {
            List<string> said = [];
            foreach (var phone in phones)
            {
                said.Add((await Whose(Speaker.Household) switch { PhoneOf.Own => "户", PhoneOf.Tenant => "客", _ => "" }) + (await Whose(Speaker.Owner) == PhoneOf.Own ? "主" : "") + (await Whose(Speaker.OwnerOrPublicTenant) == PhoneOf.Own ? "租" : ""));

                Task<PhoneOf> Whose(Speaker speaker) => roll.WhosePhone(flats[flat], phone, speaker);
            }
            return string.Join(' ', said);
        }
        Assert.Equal("户主租 客 户主租", await May(0, "13911000001", "13922000001", "13922000009"));
        Assert.Equal("主 户租", await May(1, "13911000002", "13922000002"));
        Assert.Equal("", await May(0, "13911000002"));

        // And so by the letter: the tenant's phone gets a code in the first round, none in the second.
        var first = await village.Open("first");
        Assert.NotNull(await Code(first, "1-1-102", "13922000002"));
        var second = await village.Open("second");
        Assert.Null(await Code(second, "1-1-102", "13922000002"));
        Assert.NotNull(await Code(second, "1-1-102", "13911000002"));

        async Task<string?> Code(ConsultationId id, string number, string phone)
        {
            File.Delete(Path.Combine(village.World.Folder, "sms.jsonl"));
            var letter = (await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id, [number]))).Single().Code;
            var token = await Ask(village, v => v.Letter(letter));
            await Ask(village, async v => { await v.SendCode(token, phone); return true; });
            return await Sms(village);
        }
    }

    [Fact]
    public async Task Five_wrong_codes_end_a_code_and_three_codes_are_all_one_gets_in_a_quarter_of_an_hour()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var letters = await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        var letter = await Ask(village, v => v.Letter(letters[0].Code));
        await Ask(village, async v => { await v.SendCode(letter, "13911000000"); return true; });
        var right = (await Sms(village))!;
        for (var i = 0; i < 5; i++) await Assert.ThrowsAsync<RuleBroken>(() => Ask(village, v => v.Prove(letter, right == "111111" ? "222222" : "111111")));
        await Assert.ThrowsAsync<RuleBroken>(() => Ask(village, v => v.Prove(letter, right)));
        for (var i = 0; i < 2; i++) await Ask(village, async v => { await v.SendCode(letter, "13911000000"); return true; });
        Assert.Equal(429, (await Assert.ThrowsAsync<RuleBroken>(() => Ask(village, async v => { await v.SendCode(letter, "13911000000"); return true; }))).Status);
    }

    [Fact]
    public async Task Ten_thousand_guesses_of_a_letter_open_nothing()
    {
        await using var village = await Village.Start(Village.Flats(20));
        var id = await village.Open("first");
        await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        await using var scene = village.World.As();
        var voters = scene.Get<Voters>();
        for (var i = 0; i < 10_000; i++) Assert.Equal("voter.letter", (await Assert.ThrowsAsync<RuleBroken>(() => voters.Letter(LetterCode.New()))).Code);
    }

    [Fact]
    public async Task A_new_letter_makes_the_old_one_worthless_and_codes_are_kept_as_digests_alone()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var old = (await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id)))[0];
        var fresh = (await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id, [old.Number])))[0];
        await Assert.ThrowsAsync<RuleBroken>(() => Ask(village, v => v.Letter(old.Code)));
        await Ask(village, v => v.Letter(fresh.Code));
        Assert.All(await village.Read(db => db.Set<Seat>().Select(s => s.CodeIndex).ToListAsync()), c => Assert.Equal(32, c!.Length));
    }

    [Fact]
    public async Task Without_a_phone_two_officers_of_different_organisations_see_the_identity_paper()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        Assert.Equal("", await village.As<ShowIdentity, string>("committee", use => use.Witness(id, "1-1-101")));
        Assert.Equal("", await village.As<ShowIdentity, string>("committee", use => use.Witness(id, "1-1-101")));
        var session = await village.As<ShowIdentity, string>("street", use => use.Witness(id, "1-1-101"));
        Assert.Equal(Factor.IdentityShown, Who(village, session)!.Factor);
    }

    [Fact]
    public async Task A_token_that_was_changed_or_made_for_the_other_factor_opens_nothing()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var letters = await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        var letter = await Ask(village, v => v.Letter(letters[0].Code));
        Assert.Null(Who(village, letter));
        Assert.Null(Who(village, letter[..^4] + "AAAA"));
        Assert.Null(Who(village, "x"));
        Assert.Null(Who(village, null));
    }

    [Fact]
    public async Task An_objection_is_answered_before_the_result_is_final()
    {
        await using var village = await Village.Start(Village.Flats(5));
        var id = await village.Open("first");
        for (var i = 1; i <= 4; i++) await village.Online(id, $"1-1-10{i}", "1=yes;2=yes;3=yes");
        await village.Close(id);
        var seat = await village.Seat(id, "1-1-101");
        var number = await village.As<RaiseObjection, int>("committee", use => use.Run(id, seat, "3 号楼的面积算错了"));
        village.Days(8);
        Assert.Equal("objections.open", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<FinishConsultation>("street", use => use.Run(id)))).Code);
        Assert.Equal("objection.closed", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<RaiseObjection, int>("committee", use => use.Run(id, seat, "再提")))).Code);
        await village.As<DecideObjection>("street", use => use.Run(id, number, false, "已按不动产登记簿核对，面积无误。"));
        await village.As<FinishConsultation>("street", use => use.Run(id));
    }
}
