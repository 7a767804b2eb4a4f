using System.Text;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Places.Intake;

public sealed class CommunityIntakeTests
{
    static Stream Csv(params string[] lines) => new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    static async Task<(BatchId Id, CheckReport Report)> Checked(Scene scene, Stream content, string division = "2101", CoordinateSystem crs = CoordinateSystem.Wgs84,
        Dictionary<string, string>? answers = null)
    {
        var intakes = scene.Get<Intakes>();
        var id = await intakes.Upload(content, new UploadRequest("communities", "台账.csv", division, crs));
        return (id, await intakes.Check(id, answers: answers));
    }

    /// <summary>The file as the office sends it, or a visible skip where ../shared is not there.</summary>
    static string Shenyang()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "..", "shared", "data", "communities", "shenyang.csv") is var path && File.Exists(path)) return path;
        Assert.Skip("../shared/data/communities/shenyang.csv is not there");
        return "";
    }

    /// <summary>Counted without any code of the product: cut at commas outside quotes, digits taken from the cells.</summary>
    static (int Rows, int NoYear, int NoPoint, int Zero, int Complete, int By2000, int Counties) CountBySight(string path)
    {
        static string[] Cut(string line)
        {
            List<string> cells = [""];
            var quoted = false;
            foreach (var c in line)
                if (c == '"') quoted = !quoted;
                else if (c == ',' && !quoted) cells.Add("");
                else cells[^1] += c;
            return [.. cells];
        }
        var rows = File.ReadAllLines(path).Skip(1).Select(Cut).ToArray();
        Assert.All(rows, r => Assert.Equal(16, r.Length));
        static int Digits(string cell) => new string([.. cell.Where(char.IsAsciiDigit)]) is { Length: > 0 } d ? int.Parse(d) : -1;
        var complete = rows.Where(r => Digits(r[4]) > 0 && Digits(r[6]) > 0 && Digits(r[7]) > 0).ToArray();
        return (rows.Length, rows.Count(r => Digits(r[4]) < 0), rows.Count(r => r[8].Length == 0), rows.Count(r => Digits(r[7]) == 0),
            complete.Length, complete.Count(r => Digits(r[4]) <= 2000), rows.Select(r => r[1]).Distinct().Count());
    }

    [Theory, Stores]
    [Clause("M1.1c")]
    public async Task The_real_list_of_Shenyang_comes_in_whole_and_twice_is_once(Store store)
    {
        var path = Shenyang();
        var seen = CountBySight(path);
        Assert.Equal((2715, 290, 127, 1, 2425, 1110, 13), seen);
        await using var world = await World.Start(store);
        await using (var scene = world.As())
        {
            var (id, report) = await Checked(scene, File.OpenRead(path), crs: CoordinateSystem.Bd09);
            long Figure(string zh) => report.Figures.Single(f => f.Zh == zh).Value;
            Assert.Equal(seen, (report.Rows, (int)Figure("缺建成年份"), (int)Figure("缺坐标"), (int)Figure("户数为零"), (int)Figure("年份、户数、栋数齐全"),
                (int)Figure("齐全且 2000 年底前建成"), (int)Figure("匹配到的区县")));
            Assert.Equal((290, 127, 1), (report.ByRule["year.missing"], report.ByRule["point.missing"], report.ByRule["households.zero"]));
            Assert.Equal((0, 0, 2715), (report.Errors, report.Questions.Count, report.New));
            Assert.Equal(0, await scene.Db.Communities.CountAsync());
            await scene.Get<Intakes>().Confirm(id);
        }
        await using (var scene = world.As())
        {
            Assert.Equal(2715, await scene.Db.Communities.CountAsync());
            Assert.Equal(1110, await scene.Db.Communities.CountAsync(c => c.BuiltYear <= 2000 && c.Households > 0 && c.Buildings > 0));
            Assert.Equal(13, await scene.Db.Communities.Select(c => c.Division).Distinct().CountAsync());
            var one = await scene.Db.Communities.SingleAsync(c => c.Name == "中海康城橙郡");
            Assert.Equal(("210112", 2009, 61, 4710, 260, 280), (one.Division, one.BuiltYear, one.Buildings, one.Households, one.FeeFrom, one.FeeTo));
            // BD-09 as sent, WGS84 as kept: 1.4 km apart.
            Assert.InRange(Crs.Metres(new(123.469339, 41.706146), new(one.Longitude!.Value, one.Latitude!.Value)), 1300, 1500);
            var (id, report) = await Checked(scene, File.OpenRead(path), crs: CoordinateSystem.Bd09);
            Assert.Equal((0, 0, 2715), (report.New, report.Changed, report.Unchanged));
            await scene.Get<Intakes>().Confirm(id);
            Assert.Equal(2715, await scene.Db.Communities.CountAsync());
        }
    }

    [Theory, Stores]
    public async Task One_error_keeps_the_whole_file_out(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        var (id, report) = await Checked(scene, Csv("小区名称,区县,户数,经度,纬度", "甲小区,铁西,100户,123.35,41.79", "乙小区,铁西,很多户,123.36,41.79", ",铁西,1,,", "丙小区,铁西,5,41.79,123.35"));
        Assert.Equal(["C3", "A4", "D5"], report.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.At));
        Assert.Equal(["households.unreadable", "name.missing", "point.abroad"], report.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.Code));
        Assert.Equal("intake.has_errors", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<Intakes>().Confirm(id))).Code);
        Assert.Equal(0, await scene.Db.Communities.CountAsync());
    }

    [Theory, Stores]
    public async Task Coming_again_updates_what_differs_and_says_how(Store store)
    {
        await using var world = await World.Start(store);
        await using (var scene = world.As())
        {
            var (id, _) = await Checked(scene, Csv("小区名称,区县,户数,建成年份,物业公司", "工人新村,铁西,100户,2000-06-01,某物业", "重工小区,铁西,50,1985,"));
            await scene.Get<Intakes>().Confirm(id);
        }
        await using (var scene = world.As())
        {
            // Blank cells and a mere year take nothing away; 第二个 is new.
            var (id, report) = await Checked(scene, Csv("小区名称,区县,户数,建成年份,物业公司", "工人新村,铁西区,120户,2000,暂无信息", "重工小区,210106,50户,1985,", "第二个,铁西,7,1990,"));
            Assert.Equal((1, 1, 1), (report.New, report.Changed, report.Unchanged));
            var changed = report.Outcomes.Single(o => o.Becomes == RowOutcome.Changed);
            Assert.Equal(["100", "120"], Assert.Single(changed.Differences, d => d.Key == "房屋总数").Value);
            Assert.Single(changed.Differences);
            await scene.Get<Intakes>().Confirm(id);
        }
        await using (var scene = world.As())
        {
            Assert.Equal(3, await scene.Db.Communities.CountAsync());
            var one = await scene.Db.Communities.SingleAsync(c => c.Name == "工人新村");
            Assert.Equal((120, new DateOnly(2000, 6, 1), "某物业", 2), (one.Households, one.BuiltOn, one.PropertyCompany, one.Version));
            Assert.Contains(await scene.Db.Facts.Select(f => f.Zh).ToListAsync(), zh => zh.Contains("新增 1 个，更新 1 个，未变 1 个"));
        }
    }

    [Theory, Stores]
    public async Task An_ambiguous_name_is_asked_and_the_answer_remembered(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As(reach: Reach.Everything);
        string[] file = ["小区名称,区县,户数", "甲小区,铁西,10", "乙小区,铁西,20"];
        var (id, report) = await Checked(scene, Csv(file), division: "21");
        var question = Assert.Single(report.Questions);
        Assert.Equal((2, false), (question.Rows, report.Storable));
        Assert.Equal(["210106", "210303"], question.Options.Select(o => o.Key));
        Assert.Equal("intake.has_errors", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<Intakes>().Confirm(id))).Code);
        report = await scene.Get<Intakes>().Check(id, answers: new Dictionary<string, string> { [question.Key] = "210303" });
        Assert.True(report.Storable);
        await scene.Get<Intakes>().Confirm(id);
        Assert.Equal(2, await scene.Db.Communities.CountAsync(c => c.Division == "210303"));
        // The same heading from the same organisation: mapping and answer are there already.
        var (_, again) = await Checked(scene, Csv(file), division: "21");
        Assert.Empty(again.Questions);
    }

    [Theory, Stores]
    public async Task Doubles_in_the_file_are_errors_and_near_likenesses_are_shown(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        var (_, report) = await Checked(scene, Csv("名称,区,经度,纬度", "工人新村,铁西,123.3500,41.7900", "工人新村 ,铁西区,123.36,41.79",
            "工人新村一期,铁西,123.3505,41.7900", "工人新村,大东,123.50,41.80"));
        Assert.Equal("A3", Assert.Single(report.Problems, p => p.Code == "duplicate.in_file").At);
        Assert.Contains("第 2 行", Assert.Single(report.Problems, p => p.Code == "duplicate.near").Zh);
    }

    [Theory, Stores]
    public async Task What_lies_outside_ones_reach_is_not_taken_in(Store store)
    {
        await using var world = await World.Start(store);
        var officer = new Actor(Guid.CreateVersion7(), "铁西区改造办", Guid.CreateVersion7(), "铁西区改造办", "county_office", "210106");
        await using var scene = world.As(officer, Reach.Division("210106"));
        var (_, report) = await Checked(scene, Csv("小区名称,区县,户数", "甲,铁西,1", "乙,大东,1", "丙,,1"), division: "210106");
        Assert.Equal("division.reach", Assert.Single(report.Problems, p => p.Severity == Severity.Error).Code);
        var refused = await Assert.ThrowsAsync<RuleBroken>(() => Checked(scene, Csv("小区名称,区县", "甲,和平"), division: "210102"));
        Assert.Equal(403, refused.Status);
    }

    [Theory, Stores]
    public async Task What_changed_after_the_check_must_be_looked_at_again(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        var (first, _) = await Checked(scene, Csv("小区名称,区县,户数", "甲,铁西,1"));
        var (second, _) = await Checked(scene, Csv("小区名称,区县,户数", "甲,铁西,2"));
        await scene.Get<Intakes>().Confirm(second);
        Assert.Equal("intake.changed_since", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<Intakes>().Confirm(first))).Code);
        Assert.Equal(2, (await scene.Db.Communities.AsNoTracking().SingleAsync()).Households);
        await scene.Get<Intakes>().Discard(first);
        Assert.Equal("intake.decided", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<Intakes>().Confirm(first))).Code);
    }

    [Fact]
    public async Task Without_a_coordinate_system_or_with_another_heading_nothing_is_taken_in()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var intakes = scene.Get<Intakes>();
        Assert.Equal("intake.crs", (await Assert.ThrowsAsync<RuleBroken>(() => intakes.Upload(Csv("小区名称,区县", "甲,铁西"), new("communities", "f.csv", "2101")))).Code);
        Assert.Equal("intake.wrong_header",
            (await Assert.ThrowsAsync<RuleBroken>(() => intakes.Upload(Csv("姓名,电话", "张三,1"), new("communities", "f.csv", "2101", CoordinateSystem.Wgs84)))).Code);
        Assert.Empty(await scene.Db.IntakeBatches.ToListAsync());
    }

    [Fact]
    public async Task A_file_changed_on_the_disk_after_the_check_is_not_stored()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var (id, _) = await Checked(scene, Csv("小区名称,区县,户数", "甲,铁西,1"));
        var batch = await scene.Get<Intakes>().Find(id);
        await File.AppendAllTextAsync(scene.Get<IntakeShelf>().PathOf(batch!.Hash), "\n乙,铁西,1");
        Assert.Equal("intake.file_lost", (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<Intakes>().Confirm(id))).Code);
    }

    [Fact]
    public async Task A_title_above_the_heading_and_units_in_it_do_no_harm()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var (_, report) = await Checked(scene, Csv("铁西区老旧小区台账,,,", "填报单位：区改造办,,,", "序号,小区名称,所在区,总户数（户）", "1,甲小区,铁西,１００户"));
        Assert.Equal((1, 0, 1), (report.Rows, report.Errors, report.New));
        Assert.Equal(1, report.Figures.Single(f => f.Zh == "有房屋总数").Value);
    }
}
