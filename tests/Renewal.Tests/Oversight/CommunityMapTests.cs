using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Oversight;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Oversight;

public sealed class CommunityMapTests
{
    sealed record Put(int Count) : IFact
    {
        public string Subject => "test/map";
        public string Zh => $"放入 {Count} 个小区";
    }

    static async Task Fill(World world, int count, string division = "210106001002")
    {
        await using var scene = world.As();
        await scene.Get<ProcessLog>().Run(new("test.map", "放入小区"), async run =>
        {
            for (var i = 0; i < count; i++)
            {
                var community = new ResidentialCommunity(CommunityId.New(), division, $"小区{i}");
                community.Locate((123.30 + i % 40 * 0.004, 41.75 + i / 40 * 0.004), "surveyed");
                run.Db.Add(community);
            }
            run.Fact(new Put(count));
            await Task.CompletedTask;
        });
    }

    const string City = "123.0,41.5,124.0,42.5";

    [Theory, Stores]
    public async Task Few_come_as_points_and_many_as_clusters_that_count_everyone(Store store)
    {
        await using var world = await World.Start(store);
        await Fill(world, CommunityMap.Singles);
        await using (var scene = world.As())
        {
            var answer = await scene.Get<CommunityMap>().Ask(new(City, 11));
            Assert.Equal(CommunityMap.Singles, answer.Total);
            Assert.All(answer.Features, f => Assert.IsType<MapCommunity>(f.Properties));
        }
        await Fill(world, 350);
        await using (var scene = world.As())
        {
            var answer = await scene.Get<CommunityMap>().Ask(new(City, 11));
            Assert.Equal(600, answer.Total);
            var clusters = answer.Features.Select(f => Assert.IsType<MapCluster>(f.Properties)).ToList();
            Assert.InRange(clusters.Count, 2, 200);
            Assert.Equal(600, clusters.Sum(c => c.Count));
            Assert.All(clusters, c => Assert.Equal(c.Count, c.States.Values.Sum()));
            Assert.True(clusters.Count < (await scene.Get<CommunityMap>().Ask(new(City, 14))).Features.Count, "a closer view tells more apart");
            Assert.Equal(600, answer.Counts[nameof(CommunityState.Inventory)]);
        }
    }

    [Theory, Stores]
    public async Task The_map_shows_nobody_what_is_out_of_reach(Store store)
    {
        await using var world = await World.Start(store);
        await Fill(world, 3);
        await Fill(world, 5, "210201001001");
        await using var scene = world.As(reach: Reach.Division("2102"));
        var map = scene.Get<CommunityMap>();
        Assert.Equal(5, (await map.Ask(new(City, 11))).Total);
        Assert.Equal("210201", Assert.Single(await map.Counties(new())).Code);
        await using var nobody = world.As(reach: Reach.Nothing);
        Assert.Equal(0, (await nobody.Get<CommunityMap>().Ask(new(City, 11))).Total);
        Assert.Null(await nobody.Get<CommunityMap>().Box(new()));
    }

    [Theory, Stores]
    public async Task Only_what_lies_in_the_box_is_answered_and_the_filters_hold(Store store)
    {
        await using var world = await World.Start(store);
        await Fill(world, 80);
        await using var scene = world.As();
        var map = scene.Get<CommunityMap>();
        Assert.Equal(40, (await map.Ask(new("123.0,41.7,124.0,41.752", 13))).Total);
        Assert.Equal(1, (await map.Ask(new(City, 13, Q: "小区79"))).Total);
        Assert.Equal(0, (await map.Ask(new(City, 13, State: "Done"))).Total);
        Assert.Equal(0, (await map.Ask(new(City, 13, From: 1990))).Total);
        Assert.Equal("123.3,41.75,123.456,41.754", await map.Box(new()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3")]
    [InlineData("a,b,c,d")]
    [InlineData("124,41,123,42")]
    [InlineData("NaN,41,124,42")]
    public async Task A_box_that_is_none_is_refused(string box)
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        Assert.Equal("map.box", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<CommunityMap>().Ask(new(box, 11)))).Code);
    }

    [Fact]
    public async Task The_answer_is_GeoJSON_and_needs_a_post()
    {
        await using var world = await World.Start();
        await Fill(world, 2);
        using var nobody = await world.Browser();
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.Http.GetAsync($"/api/v1/map/communities?bbox={City}&zoom=11")).StatusCode);
        using var office = await (await world.Staff(Roles.CityOffice, "2101")).SignIn();
        var answer = await office.Http.GetAsync($"/api/v1/map/communities?bbox={City}&zoom=11");
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.MediaType);
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("FeatureCollection", json.GetProperty("type").GetString());
        await Fill(world, CommunityMap.Singles);
        var crowd = JsonDocument.Parse(await office.Http.GetStringAsync($"/api/v1/map/communities?bbox={City}&zoom=11")).RootElement;
        // An id of null is one id to a reader, and all clusters but the first would vanish.
        Assert.DoesNotContain(crowd.GetProperty("features").EnumerateArray(), f => f.TryGetProperty("id", out _));
        var feature = json.GetProperty("features")[0];
        Assert.Equal("Point", feature.GetProperty("geometry").GetProperty("type").GetString());
        Assert.StartsWith("/communities/", feature.GetProperty("properties").GetProperty("href").GetString());
    }
}
