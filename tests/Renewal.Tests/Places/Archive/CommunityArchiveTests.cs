using System.Net;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Places.Roll;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Places.Archive;

public sealed class CommunityArchiveTests
{

    static async Task<CommunityId> Enter(World world, string name = "工人新村", string code = "TX001")
    {
        await using var scene = world.As();
        var committee = (await scene.Get<Divisions>().Tree()).Children("210106001")[0].Code;
        return await scene.Get<AmendCommunity>().Enter(new CommunityForm { Name = name, Division = committee, Code = code, BuiltYear = "1987", Households = "4", Buildings = "1" });
    }

    static async Task<CheckReport> TakeIn(World world, string kind, string csvOrPath, CommunityId? community = null, bool confirm = true)
    {
        await using var scene = world.As();
        var intakes = scene.Get<Intakes>();
        await using Stream content = csvOrPath.Contains('\n') ? new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csvOrPath)) : File.OpenRead(csvOrPath);
        var id = await intakes.Upload(content, new UploadRequest(kind, "户表.csv", "2101", null, community));
        var report = await intakes.Check(id);
        return confirm && report.Storable ? await intakes.Confirm(id) : report;
    }

    const string List = "小区编码,楼号,单元,房号,户序,专有面积,业主姓名,证件号码,联系电话,居住情况\n"
        + "TX001,3号楼,2单元,501,,58.20,张三,11010519491231002X,13812345678,业主自住\nTX001,3,2,502,甲,61,李四,440524188001010014,,租住\nTX001,3,2,502,乙,,李四,440524188001010014,,租住\n"
        + "TX002,1,1,101,,45.5,王五,,,业主自住\n";

    [Theory, Stores]
    public async Task A_list_of_households_of_many_communities_is_stored_through_the_intake_and_doubles_nothing(Store store)
    {
        await using var world = await World.Start(store);
        await Enter(world);
        await Enter(world, "团结里", "TX002");
        var report = await TakeIn(world, "households", List);
        Assert.Empty(report.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.Zh));
        Assert.Equal((4, 3, 0, 0), (report.Rows, report.New, report.Changed, report.Unchanged));
        await using (var scene = world.As())
        {
            Assert.Equal(3, await scene.Db.Units.CountAsync());
            Assert.Equal(4, await scene.Db.Homes.CountAsync());
            Assert.Equal(3, await scene.Db.Owners.CountAsync());
            foreach (var fact in await scene.Db.Facts.ToListAsync()) Assert.DoesNotContain("张三", fact.Payload + fact.Changes + fact.Zh);
        }
        var again = await TakeIn(world, "households", List.Replace("58.20", "58.50"));
        Assert.Equal((0, 1, 2), (again.New, again.Changed, again.Unchanged));
        await using var after = world.As();
        Assert.Equal(new Area(5850), (await after.Db.Units.SingleAsync(u => u.Number == "3-2-501")).ExclusiveArea);
        Assert.Equal((3, 4, 3), (await after.Db.Units.CountAsync(), await after.Db.Homes.CountAsync(), await after.Db.Owners.CountAsync()));
    }

    [Theory, Stores]
    public async Task A_list_with_one_bad_line_stores_nothing_and_names_the_cell(Store store)
    {
        await using var world = await World.Start(store);
        await Enter(world);
        var report = await TakeIn(world, "households", List.Replace("11010519491231002X", "110105194912310021"));
        Assert.False(report.Storable);
        Assert.Contains(report.Problems, p => p is { Code: "roll.id_check", At: "H2" });
        Assert.Contains(report.Problems, p => p is { Code: "households.community", At: "A5" });
        Assert.All(report.Problems, p => Assert.DoesNotContain("110105194912310021", p.Zh));
        await using var scene = world.As();
        Assert.Equal(0, await scene.Db.Units.CountAsync());
    }

    [Theory, Stores]
    public async Task The_template_filled_in_comes_back_through_the_intake(Store store)
    {
        await using var world = await World.Start(store);
        var community = await Enter(world);
        var path = Path.Combine(world.Folder, "roll.xlsx");
        await using (var file = File.Create(path)) RollTemplate.Write(file, "工人新村", "沈阳市", [new("3", "", 1987, "砖混", 6, 3520.6m, ["1", "2"], 0)], new(2026, 3, 2));
        Filled.Write(path, RollSheets.Units, ["3", "2", "501", null, "58.20", "登记面积", "不动产登记", "私有", "住宅", "个人", "张三", "11010519491231002X", "13812345678", null, null]);
        Filled.Write(path, RollSheets.Homes, ["3", "2", "501", null, "业主自住", null, null, "3"]);
        var report = await TakeIn(world, "roll", path, community);
        Assert.Empty(report.Problems.Where(p => p.Severity == Severity.Error).Select(p => p.At + p.Zh));
        Assert.Equal((3, 1), (report.Rows, report.New));
        await using var scene = world.As();
        Assert.Equal(6, (await scene.Db.Buildings.SingleAsync()).Floors);
        Assert.Equal(2, await scene.Db.Stairwells.CountAsync());
        Assert.Equal(3, (await scene.Db.Households.SingleAsync()).Members);
        Assert.Contains(await scene.Db.Facts.ToListAsync(), f => f.Kind == nameof(RollStored) && f.Community == community.Value);
    }

    [Theory, Stores]
    public async Task Every_part_of_the_archive_opens_and_shows_people_masked(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Enter(world);
        await Enter(world, "团结里", "TX002");
        await TakeIn(world, "households", List);
        var office = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await office.SignIn();
        foreach (var (tab, words) in ((string, string)[])[("", "基本信息"), ("gaps", "摸底缺项"), ("buildings", "3 号楼各层房屋"), ("homes", "业主住户"), ("project", "尚未立项"), ("files", "还没有资料"), ("time", "登记小区")])
        {
            var page = await browser.Get($"/communities/{id}?tab={tab}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.True(page.Says(words), $"{tab}: {page.Text}");
            foreach (var secret in (string[])["张三", "11010519491231002X", "13812345678"]) Assert.DoesNotContain(secret, page.Html);
        }
        Assert.True((await browser.Get($"/communities/{id}?tab=homes")).Says("张**"));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"/communities/{id}/print")).Status);
        using var template = await browser.Http.GetAsync($"/communities/{id}/roll-template.xlsx");
        Assert.Equal(HttpStatusCode.OK, template.StatusCode);

        var other = await world.Staff(Roles.CountyOffice, "210102");
        using var stranger = await other.SignIn();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/communities/{id}")).Status);
        using var refused = await stranger.Http.GetAsync($"/communities/{id}/roll-template.xlsx");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Theory, Stores]
    public async Task A_correction_needs_a_reason_and_the_version_that_was_seen(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Enter(world);
        var office = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await office.SignIn();
        var page = await browser.Get($"/communities/{id}/edit");
        var refused = await browser.Submit(page, "community", ("Form.Households", "1286"), ("Form.Reason", "改"));
        Assert.True(refused.Says("更正理由"));
        var done = await browser.Submit(page, "community", ("Form.Households", "1286"), ("Form.Reason", "与房产局底册核对一致"));
        Assert.True(done.Says("1,286"), done.Text);
        // The first page is stale now.
        var stale = await browser.Submit(page, "community", ("Form.Households", "99"), ("Form.Reason", "旧页面再次提交"));
        Assert.True(stale.Says("刚被他人修改过"), stale.Text);
        await using var scene = world.As();
        Assert.Equal(1286, (await scene.Db.Communities.SingleAsync()).Households);
        Assert.Contains(await scene.Db.Facts.ToListAsync(), f => f.Zh == "更正小区「工人新村」：户数");
    }

    [Theory, Stores]
    public async Task A_community_like_one_that_is_there_is_shown_before_it_is_entered_twice(Store store)
    {
        await using var world = await World.Start(store);
        await Enter(world);
        var office = await world.Staff(Roles.Street, "210106001");
        using var browser = await office.SignIn();
        var page = await browser.Get("/communities/new");
        var warned = await browser.Submit(page, "community", ("Form.Name", "工人新村小区"));
        Assert.True(warned.Says("可能已经登记过"), warned.Text);
        var entered = await browser.Submit(warned, "community", ("Form.Name", "工人新村小区"), ("Form.Different", "true"));
        Assert.StartsWith("/communities/", entered.Path);
        await using var scene = world.As();
        Assert.Equal(2, await scene.Db.Communities.CountAsync());
    }
}

/// <summary>Writes a row into a template as a person would: below what is there.</summary>
static class Filled
{
    public static void Write(string path, string sheet, string?[] cells)
    {
        using var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(path, true);
        var book = document.WorkbookPart!;
        var part = (DocumentFormat.OpenXml.Packaging.WorksheetPart)book.GetPartById(book.Workbook!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(s => s.Name == sheet).Id!);
        var data = part.Worksheet!.GetFirstChild<DocumentFormat.OpenXml.Spreadsheet.SheetData>()!;
        data.AppendChild(new DocumentFormat.OpenXml.Spreadsheet.Row(cells.Select(c => c is null ? new DocumentFormat.OpenXml.Spreadsheet.Cell()
            : new DocumentFormat.OpenXml.Spreadsheet.Cell(new DocumentFormat.OpenXml.Spreadsheet.InlineString(new DocumentFormat.OpenXml.Spreadsheet.Text(c)))
            { DataType = DocumentFormat.OpenXml.Spreadsheet.CellValues.InlineString })));
        document.Save();
    }
}
