using System.Text.Json;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Renewal.Participation;
using Renewal.Tests.Participation;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>
/// A resident with a letter and an old phone, JavaScript off; and the staff at their desks meanwhile. The pages show who has answered and never what, until
/// the count.
/// </summary>
public sealed class VotingTests
{
    [Fact]
    [Clause("S1.06", "O2.1")]
    public async Task A_resident_votes_by_letter_and_phone_without_JavaScript_and_staff_see_the_turnout_and_not_the_leaning()
    {
        await Chromium.Start();
        await using var village = await Village.Start([.. Village.Flats(20), .. Village.Flats(16, building: "2")]);
        var site = await village.World.Listen();
        var id = await village.Open("first", lines: [new("works"), new("management"), new("cost"), new("model")]);
        var letters = await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        for (var i = 2; i < 14; i++) await village.Online(id, letters[i].Number, i % 4 == 0 ? "1=no;2=no;3=no;4=self_managed" : "1=yes;2=yes;3=yes;4=professional");
        await village.Paper(id, (letters[15].Number, "1=yes;2=yes;3=yes;4=professional"));

        await using var phone = await Chromium.Window(site, 390, scripts: false);
        var page = await phone.NewPageAsync();
        await page.GotoAsync($"/v?c={letters[0].Code}");
        await Look(page, "vote-1-letter");
        await page.ClickAsync("main button.primary");
        await page.FillAsync("#phone", "139 1100 0000");
        await Look(page, "vote-2-phone");
        await page.ClickAsync("main button.primary");
        // The message leaves behind the page.
        var sent = Path.Combine(village.World.Folder, "sms.jsonl");
        for (var tries = 0; tries < 200 && !(File.Exists(sent) && File.ReadAllText(sent).EndsWith('\n')); tries++) await Task.Delay(50);
        var text = JsonDocument.Parse(File.ReadLines(sent).Last()).RootElement.GetProperty("text").GetString()!;
        await page.FillAsync("#sms", new string([.. text.SkipWhile(c => !char.IsAsciiDigit(c)).Take(6)]));
        await Look(page, "vote-3-code");
        await page.ClickAsync("main button.primary");
        Assert.EndsWith("/v/ballot", page.Url);
        foreach (var (line, value) in new[] { (1, "yes"), (2, "yes"), (3, "abstain"), (4, "professional") }) await page.CheckAsync($"input[name='line-{line}'][value='{value}']");
        await Look(page, "vote-4-choose");
        await page.ClickAsync("button:has-text('下一步：核对')");
        await Look(page, "vote-5-review");
        await page.ClickAsync("button:has-text('确认提交')");
        Assert.Contains("您的票已经入箱", await page.InnerTextAsync("main"));
        await Look(page, "vote-6-receipt");
        // A reload sends nothing twice.
        await page.ReloadAsync();
        Assert.Equal(1, (await village.Read(db => Task.FromResult(db.Set<Ballot>().Count(b => b.Consultation == id && b.Channel == Channel.Online)))) - 12);
        var receipt = await phone.APIRequest.GetAsync("/v/receipt.json");
        Assert.Contains("renewal receipt v1", await receipt.TextAsync());

        await page.GotoAsync($"/c/{id}");
        var notice = await page.InnerTextAsync("main");
        Assert.Contains("14 / 36", notice);
        Assert.DoesNotContain("同意 ", notice);
        await Look(page, "consultation-public");

        foreach (var (role, path, name) in new[] { (Roles.Committee, $"/consultations/{id}", "consultation-desk"), (Roles.Committee, "/consultations", "consultations"), (Roles.Committee, $"/consultations/{id}/papers", "consultation-papers") })
        {
            var staff = await village.World.Staff(role, Village.Division);
            foreach (var width in (int[])[1440, 390])
            {
                await using var desk = await Chromium.Window(site, width);
                var at = await desk.NewPageAsync();
                await at.GotoAsync("/sign-in?next=/account");
                await at.FillAsync("#login", staff.Login);
                await at.FillAsync("#password", staff.Password);
                await at.ClickAsync("main button.primary");
                await at.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
                await at.GotoAsync(path);
                await Look(at, name);
            }
        }
        await using (var seen = await Chromium.Window(site, 390))
        {
            var board = await seen.NewPageAsync();
            await board.GotoAsync($"/c/{id}");
            await board.ShouldBeAccessible();
        }
        await village.Close(id);
        await village.Finish(id);
        await page.GotoAsync($"/c/{id}");
        Assert.Contains("最终结果", await page.InnerTextAsync("main"));
        await Look(page, "consultation-final");
        foreach (var file in (string[])["notice.pdf", "notice.docx", "result.pdf", "result.docx", "card.png", "bundle.zip"])
        {
            var answer = await phone.APIRequest.GetAsync($"/c/{id}/{file}");
            Assert.True(answer.Ok, $"{file}: {answer.Status} {(answer.Ok ? "" : await answer.TextAsync())}");
        }
    }

    static async Task Look(IPage page, string name)
    {
        await page.Picture(name);
        await page.ShouldFitItsWidth();
        // axe waits for promises, which a page without JavaScript never keeps: the pages of residents are tried by EveryPageTests and below.
        if (page.Url.Contains("/consultations", StringComparison.Ordinal)) await page.ShouldBeAccessible();
    }
}
