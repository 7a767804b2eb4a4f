using System.Net;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places;
using Xunit;

namespace Renewal.Tests.Places.Public;

public sealed class PublicCommunityTests
{
    static async Task<CommunityId> Enter(World world)
    {
        await using var scene = world.As();
        var committee = (await scene.Get<Divisions>().Tree()).Children("210106001")[0].Code;
        return await scene.Get<AmendCommunity>().Enter(new CommunityForm { Name = "工人新村", Division = committee, Code = "TX001", BuiltYear = "1987", PropertyCompany = "某某物业" });
    }

    [Theory, Stores]
    public async Task Anybody_sees_where_a_community_stands_without_signing_in_and_without_scripts(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Enter(world);
        using var visitor = await world.Browser();
        var found = await visitor.Get("/p?q=工人新");
        Assert.Contains(found.Document.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/p/TX001");
        foreach (var address in (string[])["/p/TX001", $"/p/{id}"])
        {
            var page = await visitor.Get(address);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.True(page.Says("工人新村") && page.Says("尚未立项") && page.Says("有问题问谁"), page.Text);
        }
        var poster = await visitor.Get("/p/TX001/poster");
        Assert.NotNull(poster.Document.QuerySelector("svg.qr"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get("/p/nowhere")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get($"/p/{CommunityId.New()}")).Status);
    }

    [Fact]
    public async Task Elder_mode_is_a_link_and_a_cookie()
    {
        await using var world = await World.Start();
        await Enter(world);
        using var visitor = await world.Browser();
        Assert.DoesNotContain("elder", (await visitor.Get("/p/TX001")).Document.DocumentElement.ClassName ?? "");
        Assert.Contains("elder", (await visitor.Get("/elder?on=1&back=/p/TX001")).Document.DocumentElement.ClassName);
    }

    [Fact]
    public async Task The_mark_of_demonstration_data_stands_on_the_page()
    {
        await using var world = await World.Start(Store.Sqlite, null, null, "--Demo:Marked=true");
        await Enter(world);
        using var visitor = await world.Browser();
        Assert.Contains("演示数据", (await visitor.Get("/p/TX001")).Document.Body!.TextContent);
    }

    [Theory, Stores]
    public async Task A_page_for_all_is_drawn_once_for_each_state_of_the_record_and_carries_nobodys_cookie(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Enter(world);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = await world.Listen() };
        async Task<(bool Kept, string Text)> Ask(string cookie = "")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/p/TX001");
            if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
            using var answer = await http.SendAsync(request);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Contains("no-store", answer.Headers.CacheControl!.ToString());
            return (answer.Headers.Age is not null, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        }
        Assert.False((await Ask()).Kept);
        Assert.True((await Ask()).Kept);
        var elder = await Ask("elder=1");
        Assert.True(!elder.Kept && elder.Text.Contains("elder", StringComparison.Ordinal));
        await using (var scene = world.As())
        {
            var community = await scene.Db.Communities.SingleAsync(c => c.Id == id);
            var form = CommunityForm.Of<CommunityForm>(community);
            form.Name = "工人二村";
            await scene.Get<AmendCommunity>().Amend(id, community.Version, form, "按地名公告更名");
        }
        var after = await Ask();
        Assert.True(!after.Kept && after.Text.Contains("工人二村", StringComparison.Ordinal));
    }
}
