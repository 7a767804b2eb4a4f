using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using MiniExcelLibs;
using Renewal.Access.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Places.Intake;

public sealed class IntakeWizardTests
{
    static async Task<Page> Upload(Browser browser, string content, string name = "台账.csv", string crs = "Gcj02", string division = "210106")
    {
        var page = await browser.Get("/intake");
        using var form = new MultipartFormDataContent();
        var element = page.Document.QuerySelectorAll("form").OfType<IHtmlFormElement>().Single(f => f.QuerySelector("input[name=_handler]")?.GetAttribute("value") == "upload");
        foreach (var hidden in element.QuerySelectorAll("input[type=hidden]")) form.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);
        form.Add(new StringContent("communities"), "kind");
        form.Add(new StringContent(division), "division");
        form.Add(new StringContent(crs), "crs");
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name);
        using var response = await browser.Http.PostAsync("/intake", form);
        return response.Headers.Location is { } next ? await browser.Get(new Uri(browser.Site, next).PathAndQuery) : await Page.Read(response);
    }

    [Theory, Stores]
    public async Task The_wizard_walks_from_upload_to_the_ledger_without_JavaScript(Store store)
    {
        await using var world = await World.Start(store);
        var officer = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await officer.SignIn();

        var page = await Upload(browser, "名称,所在区,总户数,竣工时间,经度,纬度\n工人新村,铁西,120户,1987年建成,123.357,41.795\n重工小区,铁西,80户,,,\n");
        Assert.True(page.Says("每一列是什么"), page.Text);
        Assert.True(page.Says("工人新村"), "sample values stand beside the columns");
        page = await browser.Submit(page, "mapping");
        Assert.True(page.Says("将新增 2 个"), page.Text);
        Assert.True(page.Says("缺建成年份"), page.Text);
        Assert.Contains("D3", page.Html);

        var path = page.Path.Split('?')[0];
        var csv = await browser.Http.GetStringAsync(path + "/report.csv");
        Assert.Contains("提醒,3,D3,year.missing", csv);
        var book = Path.Combine(world.Folder, "report.xlsx");
        await File.WriteAllBytesAsync(book, await browser.Http.GetByteArrayAsync(path + "/report.xlsx"));
        var rows = MiniExcel.Query(book).Cast<IDictionary<string, object?>>().ToArray();
        Assert.Equal(("核对结果", "工人新村"), (rows[0]["A"], rows[1]["B"]));
        Assert.Contains("缺建成年份", (string)rows[2]["A"]!);

        page = await browser.Submit(page, "confirm");
        Assert.True(page.Says("已入库：新增 2 个"), page.Text);
        await using (var scene = world.As())
        {
            var one = Assert.Single(scene.Get<IPlaces>().Cards, c => c.Name == "工人新村");
            Assert.Equal(("210106", 120, 1987), (one.Division, one.Households, one.BuiltYear));
            Assert.InRange(Crs.Metres(new(123.357, 41.795), new(one.Longitude!.Value, one.Latitude!.Value)), 500, 700);
        }
        Assert.True((await browser.Get("/intake")).Says("已入库"));

        // The same file again merges; another county's office does not see the batch.
        page = await browser.Submit(await Upload(browser, "名称,所在区,总户数\n工人新村,铁西,121户\n"), "mapping");
        Assert.True(page.Says("更新 1 个"), page.Text);
        page = await browser.Get(page.Path + "?outcome=Changed");
        Assert.True(page.Says("120") && page.Says("121"), page.Text);
        using var other = await (await world.Staff(Roles.CountyOffice, "210102")).SignIn();
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync(path + "/report.csv")).StatusCode);
        page = await browser.Submit(await browser.Get(page.Path.Split('?')[0]), "discard");
        Assert.True(page.Says("没有写入任何数据"), page.Text);
    }

    [Fact]
    public async Task A_refused_file_is_explained_on_the_page()
    {
        await using var world = await World.Start();
        using var browser = await (await world.Staff(Roles.Street, "210106001")).SignIn();
        var page = await Upload(browser, "<html>", division: "210106001");
        Assert.True(page.Says("这不是电子表格"), page.Text);
        page = await Upload(browser, "名称,所在区\n甲,铁西", crs: "", division: "210106001");
        Assert.True(page.Says("请说明坐标系"), page.Text);
    }

    [Fact]
    public async Task A_large_file_is_checked_by_a_job_whose_progress_is_shown()
    {
        await using var world = await World.Start();
        using var browser = await (await world.Staff(Roles.CityOffice, "2101")).SignIn();
        var rows = new StringBuilder("小区名称,区县,户数,地址\n");
        for (var i = 0; i < 30_000; i++) rows.Append("第").Append(i).Append("号院,铁西,").Append(i % 900 + 1).Append(",铁西区某某街某某路某某巷某某号某某大院某某门").Append(i).Append('\n');
        var page = await browser.Submit(await Upload(browser, rows.ToString(), division: "2101"), "mapping");
        Assert.Contains("?job=", page.Path);
        for (var tries = 0; tries < 240 && !page.Says("将新增"); tries++)
        {
            Assert.True(page.Html.Contains("http-equiv=\"refresh\"", StringComparison.Ordinal), page.Text);
            await Task.Delay(250);
            page = await browser.Get(page.Path);
        }
        Assert.True(page.Says("30,000"), page.Text);
    }

    [Fact]
    public async Task A_question_is_answered_on_the_page()
    {
        await using var world = await World.Start();
        using var browser = await (await world.Staff(Roles.CountyOffice, "210106")).SignIn();
        var page = await browser.Submit(await Upload(browser, "小区名称,区县,街道,户数\n甲小区,铁西,工人,3\n"), "mapping");
        Assert.True(page.Says("没有在沈阳市铁西区找到「工人」"), page.Text);
        Assert.False(page.Says("将新增"));
        var street = page.Document.QuerySelectorAll("#q0 option").Single(o => o.TextContent.Contains("工人村街道")).GetAttribute("value")!;
        page = await browser.Submit(page, "answers", ("a0", street));
        Assert.True(page.Says("将新增 1 个"), page.Text);
    }

    [Fact]
    public async Task A_contractor_has_no_business_here()
    {
        await using var world = await World.Start();
        using var browser = await (await world.Staff(Roles.Contractor, "210106")).SignIn();
        Assert.NotEqual(HttpStatusCode.OK, (await browser.Http.GetAsync("/intake")).StatusCode);
    }

    [Theory, Stores]
    public async Task The_API_pages_filters_and_refuses_a_stale_change(Store store)
    {
        await using var world = await World.Start(store);
        await using (var scene = world.As())
        {
            var intakes = scene.Get<Intakes>();
            var id = await intakes.Upload(new MemoryStream(Encoding.UTF8.GetBytes("小区名称,区县,户数,建成年份\n甲,铁西,1,1990\n乙,铁西,2,2005\n丙,大东,3,1980")),
                new UploadRequest("communities", "f.csv", "2101", CoordinateSystem.Wgs84));
            await intakes.Check(id);
            await intakes.Confirm(id);
        }
        using var browser = await (await world.Staff(Roles.CountyOffice, "210106")).SignIn();
        var list = await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/communities?built-by=2000");
        Assert.Equal((1, "甲", "沈阳市铁西区"), (list.GetProperty("total").GetInt32(), list.GetProperty("items")[0].GetProperty("name").GetString(),
            list.GetProperty("items")[0].GetProperty("divisionName").GetString()));
        Assert.Equal(2, (await browser.Http.GetFromJsonAsync<JsonElement>("/api/v1/communities?size=1&page=2")).GetProperty("total").GetInt32());

        var path = "/api/v1/communities/" + list.GetProperty("items")[0].GetProperty("id").GetString();
        using var one = await browser.Http.GetAsync(path);
        Assert.Equal("\"1\"", one.Headers.ETag!.Tag);
        await using (var scene = world.As(reach: Reach.Division("210106")))
        {
            var id = CommunityId(path);
            await scene.Get<EditCommunity>().Run(id, 1, new CommunityPatch { Households = 10 });
            var stale = await Assert.ThrowsAsync<Foundation.RuleBroken>(() => scene.Get<EditCommunity>().Run(id, 1, new CommunityPatch { Households = 11 }));
            Assert.Equal(412, stale.Status);
            await Assert.ThrowsAsync<Foundation.RuleBroken>(() => scene.Get<EditCommunity>().Run(id, 2, new CommunityPatch { Division = "210102" }));
        }
        Assert.Equal("\"2\"", (await browser.Http.GetAsync(path)).Headers.ETag!.Tag);
    }

    static Foundation.CommunityId CommunityId(string path) => new(Guid.Parse(path.Split('/')[^1]));
}
