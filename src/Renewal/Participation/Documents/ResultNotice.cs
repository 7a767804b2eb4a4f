using Renewal.Foundation;
using Renewal.Web.Documents;

namespace Renewal.Participation.Documents;

/// <summary>Seats and their area; the area is zero where homes are asked.</summary>
public readonly record struct Tallied(long Seats, Area Area);

/// <summary>A line with its counts and its verdicts, as the tally found them.</summary>
/// <param name="Tests">independent tests, each with its halves beside it: double two-thirds and Civil Code 278, or the share of all homes</param>
public sealed record ResultLine(AskedLine Line, Tallied Yes, Tallied No, Tallied Abstain, IReadOnlyList<Verdict> Tests)
{
    public bool Passed => Tests.Count > 0 && Tests.All(t => t.Passed);
}

/// <param name="Final">objections are settled; before, the result is preliminary</param>
/// <param name="ObjectionsFrom">first day on display</param>
/// <param name="ObjectionsTo">last day on display, included</param>
/// <param name="Objections">how many were raised; stated in the final result</param>
public sealed record ResultFacts(ConsultationFacts Consultation, Tallied Participating, IReadOnlyList<ResultLine> Lines, bool Final, DateOnly ObjectionsFrom, DateOnly ObjectionsTo, long Objections)
{
    internal Tallied Total => new(Consultation.TotalSeats, Consultation.TotalArea ?? Area.Zero);
}

/// <summary>
/// 结果公告, preliminary and final. Percentages stand against the denominator that they name, cut to two places: what falls short never prints as the line.
/// </summary>
public static class ResultNotice
{
    public static OfficeDocument Of(ResultFacts result, string? number, DateOnly postedOn)
    {
        var facts = result.Consultation;
        var owners = facts.Seats == SeatKind.Unit;
        return new($"关于{facts.Community}\n{facts.Name}{(result.Final ? "最终" : "初步")}结果的公告", Layout.Official)
        {
            Number = number, Addressee = $"{facts.Community}全体{facts.Seat}",
            Body =
            [
                new Paragraph($"{facts.Heading}已经结束，{(result.Final ? "异议已处理完毕，" : "")}现将{(result.Final ? "最终" : "初步")}结果公告如下。"),
                new Heading("一、基本情况"),
                new Table([new("", 2, Align.Left) { Bold = true }, new("", 7)],
                [
                    ["范围", facts.Scope], ["时间", facts.Window], ["发起单位", facts.Initiator], ["联系方式", facts.ContactZh],
                ]),
                Turnout(result),
                .. result.Lines.SelectMany((l, i) => Line(result, l, i)),
                new Heading($"{Numeral(result.Lines.Count + 1)}、{(result.Final ? "异议处理" : "异议")}"),
                new Paragraph(result.Final
                    ? $"初步结果自{OfficeDates.Zh(result.ObjectionsFrom)}至{OfficeDates.Zh(result.ObjectionsTo)}公示，收到异议 {result.Objections:N0} 件{(result.Objections > 0 ? "，均已处理" : "")}。"
                    : $"公示期自{OfficeDates.Zh(result.ObjectionsFrom)}至{OfficeDates.Zh(result.ObjectionsTo)}。{facts.Seat}可以凭回执核对本{(owners ? "人" : "户")}的意见是否计入；有异议的，请在公示期内书面提出，联系方式同上。公示期满、异议处理完毕后公布最终结果。"),
                new CodeBlock(facts.Page, 30, [new Paragraph("扫码查看结果、核对回执") { Indent = false }, new Paragraph(facts.Page) { Indent = false, Size = 10.5f, Align = Align.Left }]),
            ],
            Signature = new(facts.Initiator, postedOn),
        };
    }

    static string Of(long part, long whole) => new Share(part, whole).Percent();

    static Table Turnout(ResultFacts result)
    {
        var (all, part) = (result.Total, result.Participating);
        var none = new Tallied(all.Seats - part.Seats, all.Area - part.Area);
        (string, Tallied)[] rows = [($"全部{result.Consultation.Seat}", all), ("参与", part), ("未参与", none)];
        return result.Consultation.Seats == SeatKind.Unit
            ? new([new("", 3), new("人数", 2, Align.Right), new("占全部人数", 2, Align.Right), new("面积（m²）", 3, Align.Right), new("占全部面积", 2, Align.Right)],
                [.. rows.Select(r => (IReadOnlyList<string>)[r.Item1, $"{r.Item2.Seats:N0}", Of(r.Item2.Seats, all.Seats), r.Item2.Area.ToString(), Of(r.Item2.Area.Hundredths, all.Area.Hundredths)])])
            : new([new("", 3), new("户数", 2, Align.Right), new("占全部户数", 2, Align.Right)],
                [.. rows.Select(r => (IReadOnlyList<string>)[r.Item1, $"{r.Item2.Seats:N0}", Of(r.Item2.Seats, all.Seats)])]);
    }

    static IEnumerable<Block> Line(ResultFacts result, ResultLine line, int index)
    {
        var (all, part) = (result.Total, result.Participating);
        (string, Tallied)[] rows = [("同意", line.Yes), ("不同意", line.No), ("弃权", line.Abstain)];
        yield return new Heading($"{Numeral(index + 1)}、事项 {line.Line.Number}：{(line.Passed ? "通过" : "未通过")}");
        yield return new Paragraph(line.Line.CodeItem is { } item ? $"{line.Line.Text}（民法典第二百七十八条{CodeItems.Zh(item)}）" : line.Line.Text);
        yield return result.Consultation.Seats == SeatKind.Unit
            ? new Table([new("", 2), new("人数", 2, Align.Right), new("占全部人数", 2.2f, Align.Right), new("占参与人数", 2.2f, Align.Right), new("面积（m²）", 2.6f, Align.Right), new("占全部面积", 2.2f, Align.Right), new("占参与面积", 2.2f, Align.Right)],
                [.. rows.Select(r => (IReadOnlyList<string>)[r.Item1, $"{r.Item2.Seats:N0}", Of(r.Item2.Seats, all.Seats), Of(r.Item2.Seats, part.Seats),
                    r.Item2.Area.ToString(), Of(r.Item2.Area.Hundredths, all.Area.Hundredths), Of(r.Item2.Area.Hundredths, part.Area.Hundredths)])])
            { Size = 10.5f }
            : new Table([new("", 2), new("户数", 2, Align.Right), new("占全部户数", 2, Align.Right), new("占参与户数", 2, Align.Right)],
                [.. rows.Select(r => (IReadOnlyList<string>)[r.Item1, $"{r.Item2.Seats:N0}", Of(r.Item2.Seats, all.Seats), Of(r.Item2.Seats, part.Seats)])]);
        yield return new Table([new("检验", 4), new("结果", 5), new("标准", 4), new("依据", 3), new("结论", 2, Align.Centre)],
            [.. line.Tests.SelectMany(t => t.Beside.Count > 0 ? [t with { Figure = null }, .. t.Beside] : (Verdict[])[t]).Select(Test)])
        { Size = 10.5f };
        foreach (var flag in line.Tests.Select(t => t.Flag).OfType<string>()) yield return new Paragraph("注：" + flag) { Size = 12 };
    }

    static IReadOnlyList<string> Test(Verdict v) =>
        [v.ReasonZh.TrimEnd('。'), v.Figure ?? "", v.Line ?? "", v.Basis is { } basis ? $"{v.Clause}　{basis}" : v.Clause, v.State switch { VerdictState.Passed => "达到", VerdictState.Failed => "未达到", _ => "未定" }];

    /// <summary>Numerals of headings after 一、基本情况.</summary>
    static string Numeral(int after) => after < 10 ? "一二三四五六七八九十"[after].ToString() : $"十{"一二三四五六七八九"[(after - 10) % 9]}";
}
