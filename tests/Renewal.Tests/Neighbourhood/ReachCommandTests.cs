using System.Text.Json;
using Renewal.Kernels.Spatial;
using Renewal.Neighbourhood;
using Xunit;

namespace Renewal.Tests.Neighbourhood;

/// <summary>The verb from files to files.</summary>
public sealed class ReachCommandTests(Rules rules) : IClassFixture<Rules>, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("renewal-reach");

    public void Dispose() => folder.Delete(true);

    string Written(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    static int Run(params string[] args) => ReachCommand.Command().Parse(args).Invoke();

    string Streets => Written("街道.csv", "起点经度,起点纬度,终点经度,终点纬度,长度\n123.4,41.8,123.404,41.8,400\n");
    string Facilities => Written("设施.csv", "编号,名称,类别,经度,纬度\nK1,一幼,幼儿园,123.4,41.8\nS1,便利店,商店,123.404,41.8\n");
    string Buildings => Written("楼栋.csv", "编号,名称,经度,纬度,人数\n1,=1+1,123.404,41.8,120\n2,2号楼,123.412,41.8,80\n");

    [Fact]
    [Clause("T4.0")]
    public void Each_building_has_its_walk_and_each_category_its_people_in_each_ring()
    {
        var output = Path.Combine(folder.FullName, "结果.json");
        Assert.Equal(0, Run(Facilities, "--network", Streets, "--buildings", Buildings, "--crs", "WGS84", "--out", output));
        using var json = JsonDocument.Parse(File.ReadAllText(output));
        var answer = json.RootElement;
        var school = answer.GetProperty("categories")[0];
        Assert.Equal(("幼儿园", 200, 120, "人数"), (school.GetProperty("category").GetString(), school.GetProperty("total").GetInt32(), school.GetProperty("within").GetProperty("5").GetInt32(),
            answer.GetProperty("counted").GetString()));
        var reached = answer.GetProperty("buildings")[0].GetProperty("reached")[0];
        Assert.Equal((400m, 5, "K1", "network", 500), (reached.GetProperty("metres").GetDecimal(), reached.GetProperty("ring").GetInt32(), reached.GetProperty("facility").GetString(),
            reached.GetProperty("by").GetString(), reached.GetProperty("radius").GetInt32()));
        // The second house is 660 m from the last street: what it has is estimated, or nothing.
        Assert.Equal("none", answer.GetProperty("buildings")[1].GetProperty("reached")[0].GetProperty("by").GetString());
        Assert.Equal("estimate", answer.GetProperty("buildings")[1].GetProperty("reached")[1].GetProperty("by").GetString());
        Assert.Equal(1, answer.GetProperty("offNetwork").GetProperty("buildings").GetInt32());
    }

    [Fact]
    public void The_elderly_walk_slower()
    {
        var output = Path.Combine(folder.FullName, "结果.csv");
        Assert.Equal(0, Run(Facilities, "--network", Streets, "--buildings", Buildings, "--crs", "WGS84", "--speed", "66", "-o", output));
        var rows = File.ReadAllLines(output);
        Assert.Equal(5, rows.Length);
        Assert.StartsWith("1,\"'=1+1\",幼儿园,400,10,K1,路网,", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_buildings_nodes_are_counted_and_without_streets_walks_are_estimated()
    {
        var output = Path.Combine(folder.FullName, "结果.json");
        Assert.Equal(0, Run(Facilities, "--network", Streets, "--crs", "WGS84", "-o", output));
        Assert.Contains("路网节点", File.ReadAllText(output), StringComparison.Ordinal);
        Assert.Equal(0, Run(Facilities, "--buildings", Buildings, "--crs", "WGS84", "-o", output));
        Assert.DoesNotContain("\"by\": \"network\"", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Fact]
    [Clause("T4.0")]
    public async Task Speed_and_rings_are_those_of_the_guideline_and_a_city_draws_its_own()
    {
        ReachRules province = new(), there = await ReachCommand.Lines(id => rules.Parameter(id)), city = await ReachCommand.Lines(async id => await rules.Parameter(id) with
        {
            Numerator = id switch { "walk.speed" => 66, "walk.minutes.near" => 4, "walk.minutes.far" => 8, "radius.block5" => 250, _ => 450 },
        });
        Assert.Equal(province.Speed, there.Speed);
        Assert.Equal(province.Minutes, there.Minutes);
        Assert.Equal(province.Radii, there.Radii);
        Assert.Equal(66_000, city.Speed);
        Assert.Equal([4, 8, 15], city.Minutes);
        Assert.Equal([250_000, 450_000], city.Radii);
    }

    [Theory]
    [InlineData("--crs", "WGS84", "--division", "沈阳")]
    [InlineData("--crs", "Beijing54")]
    [InlineData("--crs", "WGS84", "--speed", "0")]
    [InlineData("--crs", "WGS84", "--minutes", "5,x")]
    [InlineData("--crs", "WGS84", "--out", "a.xlsx")]
    [InlineData("--crs", "WGS84", "--network", "nowhere.csv")]
    public void What_cannot_be_asked_ends_with_one(params string[] more) => Assert.Equal(1, Run([Facilities, "--buildings", Buildings, .. more]));
}
