using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Web.Kit;
using Xunit;

namespace Renewal.Tests.Places.Ledger;

public sealed class CommunityLedgerTests
{
    sealed record Seeded : IFact { public string Subject => "test/1"; public string Zh => "样例"; }

    static async Task Seed(World world, params (string Division, string Name, int? Year, DateOnly? On, bool Point, CommunityState State, bool Shanty)[] rows)
    {
        await using var scene = world.As();
        await scene.Get<ProcessLog>().Run(new Process("test.seed", "样例"), run =>
        {
            foreach (var (division, name, year, on, point, state, shanty) in rows)
                run.Db.Add(new ResidentialCommunity(CommunityId.New(), division, name)
                {
                    BuiltYear = year, BuiltOn = on, Longitude = point ? 123.4 : null, Latitude = point ? 41.8 : null, State = state, InShantyPlan = shanty, Households = 100,
                });
            run.Fact(new Seeded());
            return Task.CompletedTask;
        });
    }

    static async Task<string[]> Names(World world, CommunityFilter filter, string sort = "name", bool descending = false, Reach? reach = null)
    {
        await using var scene = world.As(reach: reach);
        var ledger = scene.Get<CommunityLedger>();
        return [.. (await ledger.Rows(CommunityLedger.Order(await ledger.Query(filter), sort, descending)).ToListAsync()).Select(r => r.Name)];
    }

    static readonly CommunityFilter all = new(null, null, null, null, null, null, null, null, null);

    [Theory, Stores, Clause("M1.1c")]
    public async Task Built_by_the_end_of_2000_is_told_apart_from_later_and_from_unknown(Store store)
    {
        await using var world = await World.Start(store);
        await Seed(world, ("210106001", "a2000", 2000, null, true, default, false), ("210106001", "b2001", 2001, null, true, default, false),
            ("210106001", "c年份不明", null, null, true, default, false), ("210106001", "d末日", 2000, new DateOnly(2000, 12, 31), true, default, false),
            ("210106001", "e次日", 2001, new DateOnly(2001, 1, 1), true, default, false), ("210106001", "f棚改", 1980, null, true, default, true));
        Assert.Equal(["a2000", "d末日", "f棚改"], await Names(world, all with { Finished = "by" }));
        Assert.Equal(["b2001", "e次日"], await Names(world, all with { Finished = "after" }));
        Assert.Equal(["c年份不明"], await Names(world, all with { Finished = "unknown" }));
        Assert.Equal(["a2000", "d末日"], await Names(world, all with { Eligible = "yes" }));
        Assert.Equal(["f棚改"], await Names(world, all with { Eligible = "no" }));
        Assert.Equal(["c年份不明"], await Names(world, all with { Eligible = "ask" }));
    }

    [Theory, Stores]
    public async Task Filters_combine_and_reach_narrows_them(Store store)
    {
        await using var world = await World.Start(store);
        await Seed(world, ("210106001", "工人新村", 1987, null, true, CommunityState.Preparing, false), ("210106002", "工人村二期", 1995, null, false, default, false),
            ("210107001", "工人里", 1987, null, true, default, false), ("210201001", "百分%里", 1987, null, true, default, false));
        Assert.Equal(["工人新村", "工人村二期"], await Names(world, all with { Text = "工人", Division = "210106" }, "year"));
        Assert.Equal(["工人新村"], await Names(world, all with { Text = "工人", Division = "210106", Point = true }));
        Assert.Equal(["工人新村"], await Names(world, all with { State = CommunityState.Preparing }));
        Assert.Equal(["工人村二期"], await Names(world, all with { Gap = "point" }));
        Assert.Equal(["百分%里"], await Names(world, all with { Text = "%" }));
        Assert.Equal(["工人里"], await Names(world, all with { Text = "工人" }, reach: Reach.Division("210107")));
    }

    [Theory, Stores]
    public async Task Sums_count_what_is_filtered(Store store)
    {
        await using var world = await World.Start(store);
        await Seed(world, ("210106001", "a", 2000, null, true, CommunityState.Delivering, false), ("210106001", "b", 2001, null, false, default, false), ("210106001", "c", null, null, true, default, false));
        await using var scene = world.As();
        var ledger = scene.Get<CommunityLedger>();
        Assert.Equal(new CommunitySums(3, 300, 1, 1, 1, 0, 1, 0), await ledger.Sums(await ledger.Query(all)));
        Assert.Equal(CommunitySums.None, await ledger.Sums(await ledger.Query(all with { Text = "没有" })));
    }

    [Fact]
    public void Two_hundred_chosen_rows_fit_in_an_address()
    {
        var ids = Enumerable.Range(0, 200).Select(_ => CommunityId.New()).ToArray();
        var text = CommunityLedger.Short(ids);
        Assert.True(text.Length < 5000);
        Assert.Equal(ids, CommunityLedger.Long(text));
        Assert.Empty(CommunityLedger.Long("nonsense.<script>"));
    }

    [Fact]
    public async Task Export_keeps_cells_that_look_like_formulas_as_text_and_numbers_as_numbers()
    {
        LedgerColumn<(string Name, string Number)>[] columns = [new("n", "名称", r => r.Name), new("v", "户数", r => r.Number) { Number = true }];
        static async IAsyncEnumerable<(string, string)> Rows()
        {
            foreach (var name in (string[])["=1+1", "+7", "-3", "@SUM(A1)", "工人新村"]) yield return (name, "1,286");
            await Task.CompletedTask;
        }
        await using var file = await LedgerExport.Xlsx("台账", columns, Rows());
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        using var sheet = new StreamReader(zip.Entries.Single(e => e.FullName.EndsWith("sheet1.xml", StringComparison.Ordinal)).Open());
        Assert.DoesNotContain("<x:f>", await sheet.ReadToEndAsync());
        file.Position = 0;
        var read = MiniExcel.Query(file, useHeaderRow: true).Cast<IDictionary<string, object>>().ToArray();
        Assert.Equal(["=1+1", "+7", "-3", "@SUM(A1)", "工人新村"], read.Select(r => r["名称"]));
        Assert.All(read, r => Assert.Equal(1286d, r["户数"]));

        using var csv = new MemoryStream();
        await LedgerExport.Csv(csv, columns, Rows());
        var text = Encoding.UTF8.GetString(csv.ToArray());
        Assert.StartsWith("\ufeff名称,户数", text);
        Assert.Contains("'=1+1,1286", text);
        Assert.Contains("'@SUM(A1)", text);
    }

    [Theory, Stores]
    public async Task The_page_filters_remembers_columns_and_exports_what_is_filtered(Store store)
    {
        await using var world = await World.Start(store);
        await Seed(world, [.. Enumerable.Range(1, 45).Select(i => ("210106001", $"铁西{i:00}", (int?)1980 + i, (DateOnly?)null, true, default(CommunityState), false)),
            ("210107001", "皇姑一号", 1990, null, true, default, false)]);
        var office = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await office.SignIn();
        var page = await browser.Get("/communities?sort=-year");
        Assert.Equal(20, page.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("铁西45", page.Document.QuerySelector("tbody tr")!.TextContent);
        Assert.False(page.Says("皇姑一号"));
        Assert.True(page.Says("共 45 条"));
        page = await browser.Get("/communities?page=3&sort=name");
        Assert.Equal(5, page.Document.QuerySelectorAll("tbody tr").Length);

        await browser.Get("/communities?cols=name,code");
        page = await browser.Get("/communities");
        Assert.DoesNotContain(page.Document.QuerySelectorAll("thead th"), th => th.TextContent.Contains("建成年份"));
        page = await browser.Get("/communities?cols=default");
        Assert.Contains(page.Document.QuerySelectorAll("thead th"), th => th.TextContent.Contains("建成年份"));

        var csv = await browser.Http.GetStringAsync("/communities/export.csv?from=2020&q=铁西");
        Assert.Equal(7, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("皇姑", await browser.Http.GetStringAsync("/communities/export.csv"));
    }

    [Fact]
    public async Task Residents_and_strangers_do_not_get_the_ledger()
    {
        await using var world = await World.Start();
        using var stranger = await world.Browser();
        var response = await stranger.Http.GetAsync("/communities/export.csv");
        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }
}
