using System.Globalization;
using System.Text.Json;
using Renewal.Foundation;
using Renewal.Neighbourhood;
using Xunit;

namespace Renewal.Tests.Neighbourhood;

/// <summary>The verbs <c>site</c> and <c>cluster</c> from files to files.</summary>
public sealed class SiteAndClusterCommandTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("renewal-site");

    public void Dispose() => folder.Delete(true);

    string Written(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    string Out => Path.Combine(folder.FullName, "结果.json");

    JsonElement Answer() => JsonDocument.Parse(File.ReadAllText(Out)).RootElement;

    int Site(string demands, string sites, params string[] more) =>
        SiteCommand.Command().Parse([demands, sites, "--new", "1", "--crs", "WGS84", "--radius", "500", "--detour", "1", "--iterations", "50", "-o", Out, .. more]).Invoke();

    int Cluster(string communities) => ClusterCommand.Command().Parse([communities, "--crs", "WGS84", "--iterations", "20", "-o", Out]).Invoke();

    // A hundredth of a degree of latitude is 1,112 m: 甲 lies with 300 people, 乙 with 500.
    const string Sites = "编号,名称,经度,纬度,现有,费用\n甲,旧锅炉房,123.4,41.80,否,1000.50\n乙,闲置用房,123.4,41.82,否,2000\n";
    const string Demands = "编号,人数,经度,纬度\n1,300,123.4,41.801\n2,500,123.4,41.819\n";

    [Fact]
    public void A_room_is_opened_where_it_serves_most_people_whether_the_files_are_csv_or_json()
    {
        Assert.Equal(0, Site(Written("需求.csv", Demands), Written("候选.csv", Sites)));
        var csv = Answer();
        Assert.Equal(("乙", 500, 300, 2000m), (csv.GetProperty("opened")[0].GetProperty("id").GetString(), csv.GetProperty("proof").GetProperty("value").GetInt32(), csv.GetProperty("unserved").GetInt32(),
            csv.GetProperty("costYuan").GetDecimal()));
        Assert.Equal(0, Site(Written("需求.json", """[{"id":1,"people":300,"lon":123.4,"lat":41.801},{"lat":41.819,"lon":"123.4","people":500,"id":"2","note":null}]"""),
            Written("候选.json", """[{"编号":"甲","名称":"旧锅炉房","经度":123.4,"纬度":41.80,"费用":1000.50},{"编号":"乙","名称":"闲置用房","经度":123.4,"纬度":41.82,"现有":false,"费用":2000}]""")));
        Assert.Equal(csv.GetRawText(), Answer().GetRawText());
    }

    [Fact]
    public void What_exists_stays_open_and_a_budget_is_kept()
    {
        var sites = Written("候选.json", """[{"编号":"甲","经度":123.4,"纬度":41.80,"费用":1000.50},{"编号":"乙","经度":123.4,"纬度":41.82,"费用":2000},{"编号":"丙","经度":123.4,"纬度":41.82,"现有":true}]""");
        Assert.Equal(0, Site(Written("需求.csv", Demands), sites, "--budget", "1500"));
        Assert.Equal(("甲", 0), (Answer().GetProperty("opened")[0].GetProperty("id").GetString(), Answer().GetProperty("unserved").GetInt32()));
    }

    [Fact]
    [Clause("T7.2.1")]
    public void Communities_that_lie_together_make_a_cluster_whether_the_file_is_csv_or_json()
    {
        (string Name, decimal Latitude, int People)[] rows = [("甲", 41.8000m, 2600), ("乙", 41.8018m, 2700), ("丙", 41.9000m, 900)];
        Assert.Equal(0, Cluster(Written("小区.csv", "小区名称,经度,纬度,人数\n" + string.Concat(rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Name},123.4,{r.Latitude},{r.People}\n"))))));
        var csv = Answer();
        var cluster = Assert.Single(csv.GetProperty("clusters").EnumerateArray().ToArray());
        Assert.Equal((5300, 900), (cluster.GetProperty("people").GetInt32(), csv.GetProperty("uncovered").GetInt32()));
        Assert.Equal(0, Cluster(Written("小区.json", JsonSerializer.Serialize(rows.Select(r => new { name = r.Name, lon = 123.4, lat = r.Latitude, people = r.People })))));
        Assert.Equal(csv.GetRawText(), Answer().GetRawText());
    }

    [Theory]
    [InlineData("""{"id":1}""", "应是对象的列表")]
    [InlineData("[]", "应是对象的列表")]
    [InlineData("""[{"人数":1},3]""", "第 2 项")]
    [InlineData("""[{"人数":[1]}]""", "第 1 项")]
    [InlineData("[{\n\"人数\":}]", "第 2 行")]
    public void A_file_that_is_no_table_is_refused_with_the_place(string text, string told)
    {
        var broken = Assert.Throws<RuleBroken>(() => new PlainTable(new(Written("表.json", text))));
        Assert.Contains(told, broken.Message, StringComparison.Ordinal);
        Assert.Equal(1, Site(Written("需求.json", text), Written("候选.csv", Sites)));
    }
}
