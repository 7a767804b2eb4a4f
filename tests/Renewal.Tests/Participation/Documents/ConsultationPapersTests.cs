using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Documents;
using Renewal.Web.Documents;
using SkiaSharp;
using UglyToad.PdfPig;
using Xunit;

namespace Renewal.Tests.Participation.Documents;

/// <summary>The papers of a consultation say what offices must say, and not what they must not.</summary>
public sealed class ConsultationPapersTests
{
    static readonly TimeSpan china = TimeSpan.FromHours(8);

    /// <summary>403 owners and 66,783.97 m², as a real community has them.</summary>
    static readonly ConsultationFacts owners = new()
    {
        Community = "工人新村小区", Name = "改造方案第二次征求意见", Scope = "全小区 12 栋楼", Seats = SeatKind.Unit, TotalSeats = 403, TotalArea = new Area(6_678_397),
        Initiator = "工人村社区居民委员会", Contact = new("居委会王主任", "024-25650000", "工人村街 12 号"), Opens = new(2026, 11, 26, 8, 0, 0, china), Closes = new(2026, 12, 10, 20, 0, 0, china),
        Lines = [new("1", "实施改造方案", 9, "超过三分之二"), new("2", "使用维修资金大修屋面", 5, "过半数"), new("3", "设置充电车棚", 8, "四分之三以上")],
        Ways = Ways.Online | Ways.Paper | Ways.AtTheDoor | Ways.Proxy, Page = "https://jiugai.example/c/17",
    };

    static readonly ConsultationFacts homes = owners with
    {
        Name = "第一次征求意见",
        Seats = SeatKind.Household,
        TotalSeats = 999,
        TotalArea = null,
        Ways = owners.Ways | Ways.StairwellList,
        Lines = [new("1", "纳入老旧小区改造", null, "80% 以上"), new("2", "采用专业物业", null, "过半数")],
    };

    static readonly RollShown shown = new(new(2026, 11, 1), new(2026, 11, 8), "小区公告栏");
    static readonly SeatLabel seat = new("3-2-501", Renewal.Foundation.Area.SquareMetres(58.2m));

    static ResultFacts Result(bool final = false)
    {
        var vote = new OwnersVote(owners.TotalArea!.Value, 403, new(5_500_000), 330, new(4_452_264), 269);
        Verdict Half(string why, long part, long whole, bool passed) => new(passed ? VerdictState.Passed : VerdictState.Failed, "S2.03", why) { Figure = $"{part} / {whole}（{new Share(part, whole).Percent()}）", Line = "超过三分之二", Basis = "省指引" };
        return new(owners, new(330, vote.PartArea),
            [new(owners.Lines[0], new(269, vote.YesArea), new(50, new(900_000)), new(11, new(147_736)),
            [
                new(VerdictState.Failed, "S2.03", "双三分之二未同时达到") { Basis = "省指引", Threshold = new(2, 3), Beside = [Half("同意面积占全部", vote.YesArea.Hundredths, vote.TotalArea.Hundredths, false), Half("同意人数占全部", 269, 403, true)] },
                new(VerdictState.Passed, "S2.03", "符合民法典第二百七十八条第（九）项") { Basis = "民法典第二百七十八条" },
            ])], final, new(2026, 12, 11), new(2026, 12, 18), 2);
    }

    static string[] Pages(params IEnumerable<OfficeDocument> documents)
    {
        using var pdf = PdfDocument.Open(PdfWriter.Bytes("", documents));
        return [.. pdf.GetPages().Select(p => p.Text)];
    }

    static void Says(OfficeDocument document, params string[] words)
    {
        static string Flat(string text) => text.Replace(" ", "", StringComparison.Ordinal).Replace("　", "", StringComparison.Ordinal);
        var pdf = Flat(string.Concat(Pages(document)));
        using var docx = WordprocessingDocument.Open(new MemoryStream(DocxWriter.Bytes("", document)), false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Microsoft365).Validate(docx).Select(e => e.Description));
        var word = Flat(docx.MainDocumentPart!.Document!.Body!.InnerText);
        foreach (var said in words.Select(Flat)) { Assert.Contains(said, pdf); Assert.Contains(said, word); }
    }

    [Fact]
    [Clause("S2.03")]
    public void The_notice_of_a_vote_names_scope_dates_items_of_the_code_and_ways() =>
        Says(VotingNotice.Of(owners, shown, "沈铁西旧改〔2026〕12号", new(2026, 11, 9), ["改造方案"]),
            "沈铁西旧改〔2026〕12号", "全部产权人 403 人，全部专有面积 66,783.97 平方米", "2026年11月26日 8:00", "2026年12月10日 20:00", "第（九）项", "第（五）项", "第（八）项",
            "自2026年11月1日至2026年11月8日", "024-25650000", "书面委托", "一套专有部分按一人计", "附件：改造方案", "2026年11月9日");

    [Fact]
    public void An_item_outside_the_code_is_refused() =>
        Assert.Equal("vote.item", Assert.Throws<RuleBroken>(() => VotingNotice.Of(owners with { Lines = [new("1", "事项", 10, "过半数")] }, shown, null, new(2026, 11, 9), [])).Code);

    [Fact]
    [Clause("S1.06")]
    public void The_notice_to_households_counts_homes()
    {
        Says(VotingNotice.Of(homes, shown, null, new(2026, 11, 9), []), "征询公告", "全部住户 999 户", "80% 以上", "单元签名表", "空置房屋计入总户数");
        Says(ResultNotice.Of(new(homes, new(900, Renewal.Foundation.Area.Zero), [new(homes.Lines[0], new(799, default), new(90, default), new(11, default), [])], false, new(2026, 12, 11), new(2026, 12, 18), 0), null, new(2026, 12, 11)),
            // 799 of 999 prints as 80.0% when rounded, and is less.
            "79.97%", "未通过");
    }

    [Fact]
    [Clause("S2.03")]
    public void The_result_prints_shares_of_the_denominators_it_names_and_never_rounds_up_over_a_line()
    {
        var preliminary = ResultNotice.Of(Result(), null, new(2026, 12, 11));
        Says(preliminary, "初步结果", "事项 1：未通过",
            // Turnout: of all owners and of all area; what did not take part.
            "330" + "81.88%" + "55,000.00" + "82.35%", "73" + "18.11%",
            // Yes: of all owners, of those taking part; then of all area (44,522.64 of 66,783.97 is just short of two thirds), of the area taking part.
            "同意" + "269" + "66.74%" + "81.51%" + "44,522.64" + "66.66%" + "80.95%",
            "双三分之二未同时达到", "符合民法典第二百七十八条第（九）项", "未达到", "公示期自2026年12月11日至2026年12月18日", "居委会王主任");
        Assert.DoesNotContain("66.67%", string.Concat(Pages(preliminary)));
        Says(ResultNotice.Of(Result(final: true), null, new(2026, 12, 19)), "最终结果", "收到异议 2 件，均已处理");
    }

    [Fact]
    public void Each_of_1200_letters_is_one_page_with_the_code_of_its_unit()
    {
        static string Code(int i) => $"{i:0000}K7QW3ZPX9MRTH2VNC4YB";
        using var pdf = PdfDocument.Open(PdfWriter.Bytes("", Enumerable.Range(0, 1200).Select(i => CodeLetter.Of(owners, new SeatLabel($"{i / 100 + 1}-2-{i % 100:000}"), Code(i), $"{owners.Page}?k={Code(i)}"))));
        Assert.Equal(1200, pdf.NumberOfPages);
        // Reading all of them back would take the reader a minute.
        for (var i = 0; i < 1200; i += 599)
        {
            var page = pdf.GetPage(i + 1).Text;
            Assert.Contains($"{i / 100 + 1}-2-{i % 100:000}", page);
            Assert.Contains(CodeLetter.Groups(Code(i)), page);
            Assert.Contains("024-25650000", page);
        }
    }

    [Fact]
    public void Long_names_and_many_lines_keep_the_letter_on_one_page()
    {
        var longest = owners with
        {
            Community = "沈阳市铁西区工人村街道工人村社区原沈阳重型机器厂职工住宅小区（含砖混平改坡楼群）",
            Initiator = "沈阳市铁西区工人村街道工人村社区居民委员会（代行业主委员会职责）",
            Lines = [.. Enumerable.Range(1, 20).Select(i => new AskedLine($"{i}", string.Concat(Enumerable.Repeat("同意对公共部位进行改造", 12)), 9, "过半数"))],
        };
        Assert.Single(Pages(CodeLetter.Of(longest, seat, "K7QW3ZPX9MRTH2VNC4YBD6FG", longest.Page)));
        Says(VotingNotice.Of(longest, shown, null, new(2026, 11, 9), []), longest.Community, longest.Lines[19].Text);
    }

    [Fact]
    public void A_ballot_carries_its_number_on_every_page_and_circles_for_every_line()
    {
        Says(BallotSheet.Of(owners, seat, "000123-7"), "票号 000123-7", "房号 3-2-501", "58.20", "签名或手印", "受托人签名", "协助人签名", "见证人签名");
        var many = BallotSheet.Of(owners with { Lines = [.. Enumerable.Range(1, 40).Select(i => new AskedLine($"{i}", $"事项{i:00}", 9, "过半数"))] }, seat, "000123-7");
        var pages = Pages(many);
        Assert.True(pages.Length > 1);
        Assert.All(pages, p => Assert.Contains("票号 000123-7", p));
        Assert.Equal(120, string.Concat(pages).Count(c => c == '○'));
    }

    [Fact]
    public void The_list_of_a_stairwell_has_at_most_twelve_lines_and_only_in_the_first_round()
    {
        SeatLabel[] seats = [.. Enumerable.Range(1, 13).Select(i => new SeatLabel($"3-2-{i}"))];
        Assert.Single(Pages(StairwellList.Of(homes, "3 号楼 2 单元", seats[..12], "L-17")));
        Assert.Equal("stairwell_list.lines", Assert.Throws<RuleBroken>(() => StairwellList.Of(homes, "", seats, "")).Code);
        Assert.Equal("stairwell_list.second_round", Assert.Throws<RuleBroken>(() => StairwellList.Of(owners, "", seats[..2], "")).Code);
    }

    [Fact]
    public void The_slip_on_the_door_is_one_small_page()
    {
        var slip = UnreachedSlip.Of(owners, seat, owners.Page);
        Says(slip, "3-2-501", "2026年12月10日 20:00", "工作日", "晚间", "周末", "上门人员（两人）");
        using var pdf = PdfDocument.Open(PdfWriter.Bytes("", slip));
        Assert.Equal((1, 148), (pdf.NumberOfPages, (int)Math.Round(pdf.GetPage(1).Width / 72 * 25.4)));
    }

    [Fact]
    public void The_roll_on_display_shows_numbers_and_areas_and_marks_estimates() =>
        Says(RollList.Of(owners, shown, [new("3 号楼", [seat, new("3-2-502", new Area(6010), Estimated: true), new("3-2-601"), new("3-2-602", new Area(5820))])], new(2026, 11, 1)),
            "3-2-501" + "58.20" + "3-2-502" + "60.10 ※" + "3-2-601" + "待核" + "3-2-602", "3 号楼（4 套，176.50 m²）", "不列姓名");

    [Fact]
    public void A_picture_of_the_turnout_needs_no_choice_and_one_of_the_result_waits_until_it_is_final()
    {
        var turnout = new TurnoutFacts(owners, 262, (new Share(2, 3), "三分之二以上"), [.. Enumerable.Range(1, 40).Select(i => new BuildingTurnout($"{i} 号楼", i % 37, 36))], new(2026, 12, 1, 21, 0, 0, china));
        using var png = SKBitmap.Decode(TurnoutCard.Png(turnout));
        Assert.Equal((1080, 1350), (png.Width, png.Height));
        using (var poster = PdfDocument.Open(TurnoutCard.Poster(turnout, PosterPaper.A3)))
        {
            var page = poster.GetPage(1);
            Assert.Equal((297, 420), ((int)Math.Round(page.Width / 72 * 25.4), (int)Math.Round(page.Height / 72 * 25.4)));
            Assert.Contains("65.01%", page.Text);
            Assert.Contains("262 / 403 人", page.Text);
            Assert.DoesNotContain("同意", page.Text);
        }
        Assert.Equal("card.not_final", Assert.Throws<RuleBroken>(() => ResultCard.Png(Result())).Code);
        Assert.Equal("card.not_final", Assert.Throws<RuleBroken>(() => ResultCard.Poster(Result(), PosterPaper.A4)).Code);
        using var result = PdfDocument.Open(ResultCard.Poster(Result(final: true), PosterPaper.A4));
        Assert.Contains("未通过", result.GetPage(1).Text);
        Assert.Contains("66.66%", result.GetPage(1).Text);
    }
}
