using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class TokenTests
{
    static async Task<HttpStatusCode> Ask(World world, string token, string path = "/api/v1/whoami")
    {
        using var http = new HttpClient { BaseAddress = await world.Listen() };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await http.GetAsync(path)).StatusCode;
    }

    [Theory, Stores]
    public async Task A_token_acts_as_its_post_until_it_expires_is_revoked_or_the_post_ends(Store store)
    {
        await using var world = await World.Start(store);
        var clerk = await world.Staff(Roles.CountyOffice, "210106");
        string token, second, third;
        await using (var scene = clerk.Scene())
        {
            token = await scene.Get<IssueToken>().Run(clerk.Post, "取数", 30);
            second = await scene.Get<IssueToken>().Run(clerk.Post, "试用", 1);
            third = await scene.Get<IssueToken>().Run(clerk.Post, "备用", 30);
        }
        using var http = new HttpClient { BaseAddress = await world.Listen() };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.GetStringAsync("/api/v1/whoami");
        Assert.Contains("county_office", answer, StringComparison.Ordinal);
        Assert.Contains("210106", answer, StringComparison.Ordinal);
        // Not for pages, and not one bit different.
        Assert.NotEqual(HttpStatusCode.OK, await Ask(world, token, "/account"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, token[..^1] + (token[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, "nonsense"));

        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, second));
        Assert.Equal(HttpStatusCode.OK, await Ask(world, token));
        await using (var scene = clerk.Scene()) await scene.Get<RevokeToken>().Run((await scene.Db.Set<ApiToken>().SingleAsync(t => t.Name == "取数")).Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, token));
        await using (var scene = world.As()) await scene.Get<EndPost>().Run(clerk.Post, (await scene.Db.Set<Post>().SingleAsync(p => p.Id == clerk.Post)).Version, "调离");
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, third));
    }

    [Fact]
    public async Task The_store_keeps_only_the_hash_and_others_issue_none_for_me()
    {
        await using var world = await World.Start();
        var clerk = await world.Staff(Roles.CountyOffice, "210106");
        var other = await world.Staff(Roles.CountyOffice, "210107");
        var admin = await world.Staff(Roles.AdminAccounts, "2101");
        await using (var scene = clerk.Scene())
        {
            var token = await scene.Get<IssueToken>().Run(clerk.Post, "取数", 30);
            var row = await scene.Db.Set<ApiToken>().SingleAsync();
            Assert.Equal(ApiToken.Digest(token), row.Hash);
            Assert.DoesNotContain(await scene.Db.Facts.ToListAsync(), f => f.Payload.Contains(token, StringComparison.Ordinal) || f.Changes.Contains(token, StringComparison.Ordinal));
        }
        await using (var scene = other.Scene()) Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<IssueToken>().Run(clerk.Post, "偷取", 30))).Code);
        await using (var scene = admin.Scene()) Assert.Equal("access.token.privileged", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<IssueToken>().Run(admin.Post, "自用", 30))).Code);
    }

    [Fact]
    public async Task A_token_is_made_and_revoked_on_the_page()
    {
        await using var world = await World.Start();
        var clerk = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await clerk.SignIn();
        var page = await browser.Submit(await browser.Get("/admin/tokens"), "issue", ("name", "区大数据平台"), ("days", "30"));
        var token = page.Document.QuerySelector("code.token")!.TextContent.Trim();
        Assert.Equal(HttpStatusCode.OK, await Ask(world, token));
        page = await browser.Get("/admin/tokens");
        Assert.Null(page.Document.QuerySelector("code.token"));
        await browser.Submit(page, "form:has(button.danger)");
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(world, token));
    }
}
