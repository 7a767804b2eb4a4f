using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Web;
using Renewal.Web.Kit;
using Xunit;

namespace Renewal.Tests.Web;

public sealed class KitTests : BunitContext
{
    public KitTests() => Services.AddLocalization().AddLogging();

    static readonly Verdict Failed = new(VerdictState.Failed, "S1.06", "同意户数还不够。")
    {
        Figure = "903 / 1,286 户（70.21%）", Line = "不少于 80%（1,029 户）", Distance = "还差 126 户", Basis = "指引 S1.06", Link = "/evidence/1", Flag = "请法制人员复核",
        Measured = new(903, 1286), Threshold = new(4, 5), Beside = [new(VerdictState.Passed, "S2.03", "另一口径通过。")],
    };

    [Fact]
    public void A_verdict_explains_itself_in_words()
    {
        var card = Render<VerdictCard>(p => p.Add(c => c.Verdict, Failed));
        foreach (var words in (string[])["未通过", "903 / 1,286 户（70.21%）", "不少于 80%（1,029 户）", "还差 126 户", "指引 S1.06", "请法制人员复核", "另一口径通过。", "同意户数还不够。"])
            Assert.Contains(words, card.Markup);
        Assert.Equal("/guideline/S1.06", card.Find("a.verdict-clause").GetAttribute("href"));
        Assert.Equal("/evidence/1", card.FindAll("a").Single(a => a.TextContent == "查看材料").GetAttribute("href"));
    }

    [Fact]
    public void The_bar_fills_to_the_figure_and_marks_the_line()
    {
        var bar = Render<Bar>(p => p.Add(b => b.Of, new Share(903, 1286)).Add(b => b.Line, new Share(4, 5)).Add(b => b.Label, "同意"));
        Assert.Equal("702", bar.Find("rect.bar-fill").GetAttribute("width"));
        Assert.Equal("800", bar.Find("svg.bar-line line").GetAttribute("x1"));
        Assert.DoesNotContain("style=", bar.Markup);
    }

    [Fact]
    public void A_share_just_below_the_line_never_shows_as_the_line()
    {
        var below = Render<Progress>(p => p.Add(c => c.Done, 7999).Add(c => c.Total, 10000).Add(c => c.Label, "同意").Add(c => c.Line, new Share(4, 5)));
        Assert.Contains("79.99%", below.Markup);
        Assert.Contains("tone-blue", below.Markup);
        var met = Render<Progress>(p => p.Add(c => c.Done, 8000).Add(c => c.Total, 10000).Add(c => c.Label, "同意").Add(c => c.Line, new Share(4, 5)));
        Assert.Contains("tone-green", met.Markup);
    }

    [Fact]
    public void Nothing_of_nothing_is_drawn_as_nothing()
    {
        var bar = Render<Progress>(p => p.Add(c => c.Done, 0).Add(c => c.Total, 0).Add(c => c.Label, "同意").Add(c => c.Line, new Share(4, 5)));
        Assert.Equal("0", bar.Find("rect.bar-fill").GetAttribute("width"));
        Assert.Contains("—", bar.Markup);
    }

    [Fact]
    public void Each_colour_of_a_lamp_has_a_shape_of_its_own()
    {
        var shapes = Enum.GetValues<Tone>().Where(t => t != Tone.None).Select(t => Render<Lamp>(p => p.Add(l => l.Tone, t).Add(l => l.Text, "字")).Find("svg").InnerHtml.Trim()).ToList();
        Assert.Equal(shapes.Count, shapes.Distinct().Count());
    }

    [Fact]
    public void A_field_in_error_says_so_beside_the_field_and_aloud()
    {
        var field = Render<Field>(p => p.Add(f => f.Label, "户数").Add(f => f.For, "n").Add(f => f.Error, "须为整数").Add(f => f.Required, true));
        Assert.Equal("n", field.Find("label").GetAttribute("for"));
        Assert.Equal("alert", field.Find("#n-error").GetAttribute("role"));
        Assert.Contains("必填", field.Markup);
    }

    sealed record Row(string Id, string Name, int Homes);

    static readonly LedgerColumn<Row>[] Columns =
    [
        new("name", "名称", r => r.Name) { Always = true, Href = r => $"/c/{r.Id}" },
        new("homes", "户数", r => r.Homes.ToString()) { Number = true },
        new("code", "编码", r => r.Id) { Extra = true, Sortable = false },
    ];

    IRenderedComponent<Ledger<Row>> Ledger(string address, IReadOnlyList<Row>? rows = null, int total = 10_001, bool bulk = false) => Render<Ledger<Row>>(p =>
    {
        p.Add(l => l.Items, rows ?? [new("7", "工人<b>新村", 12)]).Add(l => l.Columns, Columns).Add(l => l.Query, LedgerQuery.From(address, "name")).Add(l => l.Total, total).Add(l => l.Caption, "台账");
        if (bulk) p.Add(l => l.RowKey, r => r.Id).Add(l => l.Bulk, (RenderFragment)(b => b.AddMarkupContent(0, "<button name=\"act\" value=\"urge\">催办</button>"))).Add(l => l.OnBulk, () => { });
    });

    [Fact]
    public void A_ledger_shows_the_usual_columns_or_those_chosen_and_keeps_the_head_of_the_row()
    {
        Assert.Equal(["名称", "户数"], Ledger("/x").FindAll("th").Select(h => h.TextContent.Trim()));
        Assert.Equal(["名称", "编码"], Ledger("/x?cols=name&cols=code").FindAll("th").Select(h => h.TextContent.Trim()));
        Assert.Equal(["名称", "户数"], Ledger("/x?cols=homes").FindAll("th").Select(h => h.TextContent.Trim()));
    }

    [Fact]
    public void A_sorted_column_says_which_way_and_its_link_turns_it_round()
    {
        var heads = Ledger("/x?sort=-homes&q=a&page=3").FindAll("th");
        Assert.Equal("descending", heads[1].GetAttribute("aria-sort"));
        Assert.Equal("/x?q=a&sort=homes", heads[1].QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("none", heads[0].GetAttribute("aria-sort"));
        Assert.Null(Ledger("/x?cols=code").FindAll("th")[1].QuerySelector("a"));
    }

    [Fact]
    public void Chosen_rows_are_posted_by_their_key()
    {
        var box = Ledger("/x", bulk: true).Find("input.pick-one");
        Assert.Equal(("ids", "7"), (box.GetAttribute("name"), box.GetAttribute("value")));
        Assert.Contains("工人", box.GetAttribute("aria-label"));
    }

    [Fact]
    public void Words_from_data_are_text_and_never_markup() => Assert.Empty(Ledger("/x").FindAll("td b"));

    [Fact]
    public void An_empty_ledger_tells_filtered_from_bare()
    {
        Assert.Contains("没有符合条件的记录", Ledger("/x?q=zzz", [], 0).Markup);
        Assert.Contains("还没有记录", Ledger("/x?sort=name&size=50", [], 0).Markup);
    }

    [Fact]
    public void The_pager_names_first_last_and_the_neighbours()
    {
        var pager = Render<Pager>(p => p.Add(x => x.Query, LedgerQuery.From("/x?page=200")).Add(x => x.Total, 10_001));
        Assert.Equal(["上一页", "1", "…", "198", "199", "200", "201", "202", "…", "501", "下一页"], pager.FindAll("li").Select(l => l.TextContent.Trim()));
        Assert.Contains("10,001", pager.Markup);
    }
}

public sealed class KitQueryTests
{
    [Fact]
    public void Any_change_but_of_the_page_goes_back_to_the_first_page()
    {
        var query = LedgerQuery.From("https://x.test/c?q=%E5%B7%A5%E4%BA%BA&page=9&size=50");
        Assert.Equal("工人", query["q"]);
        Assert.Equal((9, 50, 400), (query.Page, query.Size, query.Skip));
        Assert.DoesNotContain("page", query.With(("q", "x")));
        Assert.Contains("page=10", query.With(("page", 10)));
        Assert.DoesNotContain("page", query.With(("page", 1)));
    }

    [Theory]
    [InlineData("?page=-3&size=7")]
    [InlineData("?page=abc&size=99999999999")]
    [InlineData("?page=&size=")]
    public void Nonsense_in_the_address_is_the_usual(string query)
    {
        var read = LedgerQuery.From("/c" + query);
        Assert.Equal((1, 20, 0), (read.Page, read.Size, read.Skip));
    }

    [Fact]
    public void A_page_far_past_the_end_cannot_overflow() => Assert.True(LedgerQuery.From("/c?page=2147483647&size=200").Skip > 0);

    [Fact]
    public void An_export_takes_the_filters_and_the_sort_but_not_the_page() =>
        Assert.Equal("/e?q=a&sort=-name", LedgerQuery.From("/c?q=a&page=3&size=50&sort=-name").To("/e"));

    [Theory]
    [InlineData("/map?x=1", "/map?x=1")]
    [InlineData("//evil.test", "/")]
    [InlineData("/\\evil.test", "/")]
    [InlineData("https://evil.test", "/")]
    [InlineData("/a\r\nb", "/")]
    [InlineData(null, "/")]
    public void A_way_back_stays_on_this_site(string? asked, string goes) => Assert.Equal(goes, Languages.Local(asked));
}
