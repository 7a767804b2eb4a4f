using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Xunit;

namespace Renewal.Tests.Lifecycle;

public sealed class ApiTests
{
    static async Task<HttpResponseMessage> Post(Browser browser, string path, object body, int? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (version is { } v) request.Headers.TryAddWithoutValidation("If-Match", $"\"{v}\"");
        return await browser.Http.SendAsync(request);
    }

    static async Task<JsonElement> Json(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    [Fact]
    public async Task An_act_over_the_API_needs_the_version_seen_and_a_stale_one_is_refused()
    {
        await using var c = await Corridor.Start();
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        using var clerk = await (await c.World.Staff(Roles.Committee, "210106001002")).SignIn();

        using var read = await clerk.Http.GetAsync($"/api/v1/steps/{step}");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        var detail = await Json(read);
        Assert.Equal($"\"{detail.GetProperty("version").GetInt32()}\"", read.Headers.ETag!.Tag);
        Assert.Contains(detail.GetProperty("papers").EnumerateArray(), p => p.GetProperty("zh").GetString() == "成立批复");
        var paper = new { code = "p1", file = c.File.Value, paperOn = c.Today };
        using var without = await Post(clerk, $"/api/v1/steps/{step}/papers", paper);
        Assert.Equal(428, (int)without.StatusCode);
        using var right = await Post(clerk, $"/api/v1/steps/{step}/papers", paper, detail.GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        using var stale = await Post(clerk, $"/api/v1/steps/{step}/papers", paper, detail.GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("stale", (await Json(stale)).GetProperty("code").GetString());
        using var notYours = await Post(clerk, $"/api/v1/steps/{step}/confirm", new { on = c.Today }, (await c.View(step)).Record.Version);
        Assert.Equal(HttpStatusCode.Forbidden, notYours.StatusCode);
    }

    [Fact]
    public async Task The_API_shows_projects_within_reach_and_nothing_to_strangers()
    {
        await using var c = await Corridor.Start();
        var project = await c.Open(await c.Community("工人新村"));
        using var own = await (await c.World.Staff(Roles.CountyOffice, "210106")).SignIn();
        using var other = await (await c.World.Staff(Roles.CountyOffice, "210107")).SignIn();
        using var nobody = await c.World.Browser();

        var list = await Json(await own.Http.GetAsync("/api/v1/projects?stage=1"));
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal("S1.01", list.GetProperty("items")[0].GetProperty("step").GetString());
        var one = await Json(await own.Http.GetAsync($"/api/v1/projects/{project}"));
        Assert.Equal(32, one.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("step").GetString()).Distinct().Count());
        Assert.Equal(0, (await Json(await other.Http.GetAsync("/api/v1/projects"))).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/api/v1/projects/{project}")).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.Http.GetAsync("/api/v1/projects")).StatusCode);
        Assert.True((await Json(await own.Http.GetAsync("/api/v1/tasks/counts"))).GetProperty("todo").GetInt32() > 0);
    }
}
