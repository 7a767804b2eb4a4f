using Renewal.Foundation;
using Renewal.Web.Documents;

namespace Renewal.Participation.Documents;

/// <summary>The seats of a building, in the order of their doors.</summary>
public sealed record BuildingSeats(string Building, IReadOnlyList<SeatLabel> Seats);

/// <summary>The roll as it hangs for display: numbers and areas, no names; estimated areas are marked ※ (office rules, Consultations 1–2).</summary>
public static class RollList
{
    /// <summary>Seats in one row: a long list hangs on a short board.</summary>
    const int Across = 3;

    public static OfficeDocument Of(ConsultationFacts facts, RollShown shown, IReadOnlyList<BuildingSeats> roll, DateOnly postedOn)
    {
        var owners = facts.Seats == SeatKind.Unit;
        var columns = Enumerable.Range(0, Across).SelectMany(_ => owners ? (Column[])[new("房号", 3), new("面积（m²）", 3, Align.Right)] : [new("房号", 3)]).ToArray();
        return new($"{facts.Community}\n{facts.Name}{(owners ? "产权人面积册" : "户册")}公示", Layout.Sheet)
        {
            Foot = $"{facts.Community}　公示至 {OfficeDates.Zh(shown.To)}",
            Body =
            [
                new Paragraph($"公示时间：{OfficeDates.Zh(shown.From)}至{OfficeDates.Zh(shown.To)}。{facts.TotalZh}。本册只列房号{(owners ? "和面积" : "")}，不列姓名。"
                    + (owners ? "“※”为按设计图纸或者同列同户型推定的面积，“待核”为尚未查明；" : "") + $"有出入的请持证明材料更正：{facts.ContactZh}。"),
                .. roll.SelectMany(b => (Block[])
                [
                    new Heading($"{b.Building}（{b.Seats.Count} {(owners ? "套" : "户")}{(owners ? $"，{b.Seats.Aggregate(Area.Zero, (sum, s) => sum + (s.Area ?? Area.Zero))} m²" : "")}）"),
                    new Table(columns, [.. b.Seats.Chunk(Across).Select(row => (IReadOnlyList<string>)[.. Enumerable.Range(0, Across).SelectMany(i =>
                        i >= row.Length ? (owners ? ["", ""] : [""]) : owners ? (string[])[row[i].Unit, row[i].AreaZh] : [row[i].Unit])])]) { Size = 10 },
                    new Gap(6),
                ]),
            ],
            Signature = new(facts.Initiator, postedOn),
        };
    }
}

/// <summary>Signature list of a stairwell, first consultation only; each line is a ballot (office rules, Consultations 10).</summary>
public static class StairwellList
{
    /// <summary>More would not stay legible on a scanned page.</summary>
    public const int LinesASheet = 12;
    static readonly string[] answers = ["同意", "不同意", "弃权"];

    /// <param name="stairwell">3 号楼 2 单元</param>
    /// <param name="seats">1–12 homes</param>
    /// <exception cref="RuleBroken">stairwell_list.second_round, stairwell_list.lines</exception>
    public static OfficeDocument Of(ConsultationFacts facts, string stairwell, IReadOnlyList<SeatLabel> seats, string serial)
    {
        if (facts.Seats == SeatKind.Unit) throw new RuleBroken("stairwell_list.second_round", "产权人表决须一套一票，不能使用单元签名表。");
        if (seats.Count is 0 or > LinesASheet) throw new RuleBroken("stairwell_list.lines", $"单元签名表每张 1 至 {LinesASheet} 户，请分张打印。");
        return new($"{facts.Community}\n{facts.Name}单元签名表", Layout.Sheet)
        {
            Foot = $"表号 {serial}　{stairwell}",
            Body =
            [
                new CodeBlock(serial, 24,
                [
                    new Paragraph($"{stairwell}　表号 {serial}") { Bold = true, Indent = false, Align = Align.Left },
                    new Paragraph(string.Join("　", facts.Lines.Select(l => $"{l.Number}. {l.Text}"))) { Indent = false, Size = 10.5f, Align = Align.Left },
                    new Paragraph("每户一行，每件事只勾一个圆圈（写明可以选多项的除外），本人签名或者按手印，租房住户在签名后写“租”；未签名的不计。") { Indent = false, Size = 10.5f, Align = Align.Left },
                ]),
                new Gap(4),
                // Wide enough that no option wraps: twelve rows fill the page.
                new Table([new("房号", 1.8f), .. facts.Lines.Select(l => new Column($"事项 {l.Number}", (l.Options ?? answers).Max(o => o.Length) * 0.32f + 0.9f)), new("签名或手印", 4), new("日期", 1.8f)],
                    [.. seats.Select(s => (IReadOnlyList<string>)[s.Unit, .. facts.Lines.Select(l => string.Join('\n', (l.Options ?? answers).Select(o => "○ " + o))), "", ""])])
                { Size = 9, RowHeight = 14 },
                new Gap(6),
                new Paragraph("收集人签名（两人）：　　　　　　　　　　　　　　　　日期：") { Indent = false, Align = Align.Left },
            ],
        };
    }
}
