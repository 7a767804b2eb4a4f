using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Renewal.Participation;
using Renewal.Tests.Participation;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>The desk of a consultation as its staff use it: committee and street at a window each, every page looked at on three widths.</summary>
public sealed class DeskTests
{
    static readonly FilePayload Paper = new()
    {
        Name = "书面材料.png", MimeType = "image/png",
        Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
    };

    [Fact]
    [Clause("S1.06", "S2.03")]
    public async Task Corrections_objections_voids_visits_and_lists_are_entered_by_one_organisation_and_agreed_by_another()
    {
        await Chromium.Start();
        await using var village = await Village.Start([.. Village.Flats(20), .. Village.Flats(8, building: "2")]);
        var site = await village.World.Listen();
        var id = await village.Open("first", lines: [new("works"), new("management"), new("cost"), new("model")]);
        for (var i = 1; i < 5; i++) await village.Online(id, $"1-1-10{i}", "1=yes;2=yes;3=yes;4=professional");
        var (enters, confirms) = (await village.World.Staff(Roles.Committee, Village.Division), await village.World.Staff(Roles.Street, Village.Division[..9]));
        await using var left = await Chromium.Window(site);
        await using var right = await Chromium.Window(site);
        var (committee, street) = (await SignIn(left, enters), await SignIn(right, confirms));
        var desk = $"/consultations/{id}";

        // A correction after the freeze, with its paper; the other organisation agrees.
        await committee.GotoAsync(desk + "/roll");
        await committee.FillAsync("#number", "1-1-401");
        await committee.CheckAsync("input[name=strike]");
        await committee.FillAsync("#reason", "两套合并为一套");
        await committee.SetInputFilesAsync("#file-paper", Paper);
        await committee.ClickAsync("aside button.primary");
        Assert.Contains("待另一单位复核", await committee.InnerTextAsync("main"));
        Assert.Equal(0, await committee.Locator("button:has-text('同意更正')").CountAsync());
        await street.GotoAsync(desk + "/roll");
        await street.ClickAsync("button:has-text('同意更正')");
        Assert.Contains("1-1-401 从名册移除 已更正", (await street.InnerTextAsync("main")).ReplaceLineEndings(" "));

        // A co-owner's objection, and a void: which ballot, never what it says.
        await committee.GotoAsync(desk + "/seats?number=1-1-101");
        Assert.DoesNotContain("同意，", await committee.InnerTextAsync("main"));
        await committee.CheckAsync("input[value=object]");
        await committee.FillAsync("#reason", "共有人书面提出不同意");
        await committee.SetInputFilesAsync("#file-paper", Paper);
        await committee.ClickAsync("button:has-text('提交复核')");
        await committee.GotoAsync(desk + "/seats?number=1-1-102");
        await committee.CheckAsync("input[name=what]:not([value=object])");
        await committee.FillAsync("#reason", "本人否认投过票");
        await committee.SetInputFilesAsync("#file-paper", Paper);
        await committee.ClickAsync("button:has-text('提交复核')");
        await street.GotoAsync(desk + "/seats");
        Assert.Equal(2, await street.Locator("button:has-text('不成立')").CountAsync());
        await Look(street, desk + "/seats", "desk-seats-street");
        for (var i = 0; i < 2; i++) await street.Locator(".paper button.primary").First.ClickAsync();
        Assert.Equal(1, await village.Read(db => db.Set<Dispute>().CountAsync(d => d.Consultation == id && d.SettledAt == null)));
        Assert.Equal(3, await village.Read(db => db.Set<BallotBoxRow>().Where(b => b.Consultation == id).Select(b => b.TakingPart).SingleAsync()));

        // Identity shown to two of different organisations opens the voter's page at the second one's device.
        await committee.GotoAsync(desk + "/seats");
        await committee.FillAsync("#shown", "2-1-101");
        await committee.ClickAsync("aside button.primary");
        Assert.Contains("请另一单位", await committee.InnerTextAsync("main"));
        await street.GotoAsync(desk + "/seats");
        await street.FillAsync("#shown", "2-1-101");
        await street.ClickAsync("aside button.primary");
        await street.WaitForURLAsync("**/v/ballot");
        Assert.Contains("2-1-101", await street.InnerTextAsync("main"));

        // A visit, sent twice by a double click, is one.
        await committee.GotoAsync(desk + "/visits");
        await committee.FillAsync("#number", "2-1-102");
        await committee.SelectOptionAsync("#outcome", "NotHome");
        await committee.ClickAsync("aside button.primary");
        Assert.Contains("请填写同行人", await committee.InnerTextAsync("main"));
        await committee.FillAsync("#companion", "李某");
        await committee.CheckAsync("input[name=slip]");
        await committee.ClickAsync("aside button.primary");
        Assert.Contains("上门已登记", await committee.InnerTextAsync("main"));
        Assert.Equal(1, await village.Read(db => db.Set<Visit>().CountAsync()));

        // A stairwell list: only the lines that are signed, three homes.
        await committee.GotoAsync(desk + "/list?building=2&stairwell=1");
        await Look(committee, null, "desk-list");
        foreach (var home in (string[])["2-1-201", "2-1-202", "2-1-203"])
        {
            await committee.CheckAsync($"input[value='{home}']");
            await committee.SelectOptionAsync($"select[name='{home}|1']", "yes");
            await committee.SelectOptionAsync($"select[name='{home}|4']", "professional");
        }
        await committee.SetInputFilesAsync("#file-scan", Paper);
        await committee.ClickAsync("button:has-text('录入')");
        Assert.Contains("3 户已录入", await committee.InnerTextAsync("main"));
        Assert.Equal(3, await village.Read(db => db.Set<PaperSheet>().CountAsync(s => s.Channel == Channel.StairwellList && s.State == SheetState.Keyed)));

        foreach (var at in (string[])["", "/prints", "/roll", "/seats?number=1-1-103", "/visits", "/papers"])
            await Look(committee, desk + at, "desk" + at.Split('?')[0].Replace('/', '-'));

        var county = await village.World.Staff(Roles.CountyOffice, Village.Division[..6]);
        await using var office = await Chromium.Window(site);
        var ledger = await SignIn(office, county);
        await ledger.GotoAsync("/consultations?waits=Disputes");
        Assert.Contains("收票还剩", await ledger.InnerTextAsync("main"));
        await Look(ledger, "/consultations", "ledger");
        await Look(ledger, "/consultations/disputes", "disputes");
        Assert.Contains("1-1-101", await ledger.InnerTextAsync("main"));
        Assert.Contains("街道办事处登记本人当面或录像确认", await ledger.InnerTextAsync("main"));
        foreach (var file in (string[])["/consultations/export.xlsx", "/consultations/disputes/export.xlsx"])
        {
            var answer = await office.APIRequest.GetAsync(file);
            Assert.True(answer.Ok, $"{file}: {answer.Status}");
            Assert.Equal("PK"u8.ToArray(), (await answer.BodyAsync())[..2]);
        }
    }

    internal static async Task<IPage> SignIn(IBrowserContext window, Staff staff)
    {
        var page = await window.NewPageAsync();
        await page.GotoAsync("/sign-in?next=/account");
        await page.FillAsync("#login", staff.Login);
        await page.FillAsync("#password", staff.Password);
        await page.ClickAsync("main button.primary");
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        return page;
    }

    static async Task Look(IPage page, string? path, string name)
    {
        if (path is not null) await page.GotoAsync(path);
        foreach (var width in (int[])[1440, 768, 390])
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.Picture(name);
            await page.ShouldFitItsWidth();
            if (width != 768) await page.ShouldBeAccessible();
        }
        await page.SetViewportSizeAsync(1440, 900);
    }
}
