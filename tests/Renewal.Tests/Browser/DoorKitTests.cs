using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Renewal.Participation;
using Renewal.Tests.Participation;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>The door kit on a phone whose network goes and comes, whose session ends, whose answers get lost: nothing that was recorded is.</summary>
public sealed class DoorKitTests
{
    [Fact]
    [Clause("S1.06")]
    public async Task A_walk_without_network_is_kept_on_the_phone_and_comes_in_once()
    {
        await Chromium.Start();
        await using var village = await Village.Start([.. Village.Flats(12), .. Village.Flats(8, building: "2")]);
        var site = await village.World.Listen();
        var id = await village.Open("first");
        await village.Online(id, "1-1-101", "1=yes;2=yes;3=yes");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serials = await village.Serials(id, ["1-1-103", "1-1-104"]);
        var staff = await village.World.Staff(Roles.Committee, Village.Division);
        await using var phone = await Chromium.Window(site, 390);
        // The clock of the phone goes with the clock of the test.
        await phone.Clock.SetFixedTimeAsync(village.World.Clock.GetUtcNow().UtcDateTime);
        var page = await DeskTests.SignIn(phone, staff);
        var complaints = new Complaints(page);
        await page.GotoAsync("/doors/index.html");
        await page.ClickAsync("text=下载到手机");
        await page.WaitForSelectorAsync("button.flat");
        Assert.Contains("1 号楼 1 单元（还有 11 户）", await page.InnerTextAsync("#walk"));
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller");
        Assert.Empty(complaints.Said);
        await page.Picture("doors-walk");
        await page.ShouldFitItsWidth();
        await page.ShouldBeAccessible();

        await phone.SetOfflineAsync(true);
        await page.ReloadAsync();
        await page.ClickAsync("text=打开");
        await page.ClickAsync("button.flat:has-text('102')");
        await page.Picture("doors-door");
        await page.ShouldBeAccessible();
        await page.CheckAsync("input[value=NotHome]");
        await page.ClickAsync("#save");
        Assert.Contains("请填写同行人", await page.InnerTextAsync("#wrong"));
        await page.FillAsync("#companion", "李某");
        await page.CheckAsync("#slip");
        await page.ClickAsync("#save");
        await Waiting(page, 1);
        // The companion is remembered; a sheet that belongs to another door is told once the server has seen it.
        await Record(page, "103", "PaperLeft", serials["1-1-103"], given: "139 2200 0003");
        await Record(page, "104", "PaperLeft", serials["1-1-103"]);
        await Waiting(page, 3);
        await page.ReloadAsync();
        await Waiting(page, 3);
        await page.Picture("doors-waiting");

        // Back in the network after the session has ended: nothing goes, nothing is lost.
        await phone.ClearCookiesAsync();
        await phone.SetOfflineAsync(false);
        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync("#said:has-text('登录已失效')");
        await Waiting(page, 3);

        // Another one signs in on this phone: not in this one's name.
        var second = await village.World.Staff(Roles.Street, Village.Division[..9]);
        await (await DeskTests.SignIn(phone, second)).CloseAsync();
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#kept:has-text('另一位工作人员')");
        Assert.Equal(0, await village.Read(db => db.Set<Visit>().CountAsync()));

        // The right one again. The answer to the first sending is lost on the way: what the server has is sent again and counts once.
        await phone.ClearCookiesAsync();
        var lost = 0;
        await phone.RouteAsync("**/api/v1/doors/visits", async route =>
        {
            if (lost++ > 0) { await route.ContinueAsync(); return; }
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await (await DeskTests.SignIn(phone, staff)).CloseAsync();
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#said:has-text('没传完的还在手机里')");
        await Waiting(page, 3);
        Assert.Equal(2, await village.Read(db => db.Set<Visit>().CountAsync()));
        await page.ClickAsync("#send");
        await page.WaitForSelectorAsync("#said:has-text('1 条没有收下')");
        await Waiting(page, 1);
        Assert.Contains("不是这一户的票", await page.InnerTextAsync("#kept"));
        await page.Picture("doors-refused");
        await page.ShouldBeAccessible();
        Assert.Equal(2, await village.Read(db => db.Set<Visit>().CountAsync()));
        await page.ClickAsync("text=删除这条");
        await page.WaitForSelectorAsync("text=没有待上传的登记");

        // The telephone went with its visit, once, and opens nothing yet.
        Assert.Equal(("1-1-103", PhoneHolder.Household, false), await village.Read(db => db.Set<GivenPhone>().SingleAsync()) is var phoned ? (phoned.Number, phoned.Holder, phoned.Confirmed) : default);

        // With a network a visit goes at once; and who signs out leaves nothing behind.
        // The other one's signing in took this one's doors off the phone.
        await page.ClickAsync("text=下载到手机");
        await Record(page, "201", "Met");
        await page.WaitForSelectorAsync("#said:has-text('1 条已上传')");
        Assert.Contains("去过1次", await page.InnerTextAsync("button.flat:has-text('201')"));
        Assert.Equal(3, await village.Read(db => db.Set<Visit>().CountAsync()));
        await page.GotoAsync("/consultations");
        await page.ClickAsync("details.who summary");
        await page.ClickAsync("form[action='/sign-out'] button");
        await page.WaitForURLAsync(url => !url.Contains("/consultations", StringComparison.Ordinal));
        Assert.Equal("[]|", await page.EvaluateAsync<string>("async () => JSON.stringify((await indexedDB.databases()).map(d => d.name)) + '|' + Object.keys(localStorage).join()"));
    }

    static async Task Record(IPage page, string door, string outcome, string? serial = null, string? given = null)
    {
        await page.ClickAsync($"button.flat:has-text('{door}')");
        await page.CheckAsync($"input[value={outcome}]");
        if (serial is not null) await page.FillAsync("#serial", serial);
        if (given is not null)
        {
            await page.FillAsync("#phone", "12345");
            await page.ClickAsync("#save");
            Assert.Contains("电话号码不对", await page.InnerTextAsync("#wrong"));
            await page.FillAsync("#phone", given);
            await page.SelectOptionAsync("#holder", "Household");
            await page.Picture("doors-phone");
            await page.ShouldBeAccessible();
        }
        await page.ClickAsync("#save");
        await page.WaitForSelectorAsync("#door", new() { State = WaitForSelectorState.Hidden });
    }

    static Task Waiting(IPage page, int visits) => page.WaitForSelectorAsync($"#waiting:has-text('{visits} 条待上传')");
}
