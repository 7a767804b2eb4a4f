using Renewal.Foundation;
using Renewal.Web.Documents;

namespace Renewal.Participation.Documents;

/// <summary>A seat as papers name it: by its unit, never by a person.</summary>
/// <param name="Unit">3-2-501</param>
/// <param name="Area">null where unknown or where homes are asked</param>
/// <param name="Estimated">the area is taken from the same flat above or below, or from the design; marked ※</param>
public sealed record SeatLabel(string Unit, Area? Area = null, bool Estimated = false)
{
    internal string AreaZh => Area is { } area ? $"{area}{(Estimated ? " ※" : "")}" : "待核";
}

/// <summary>
/// The letter that carries a unit's code: one page, no name. Whoever holds it can begin to answer for the unit, so it says what else is needed and whom to ask.
/// </summary>
public static class CodeLetter
{
    /// <summary>Lines of the ballot named on the one page.</summary>
    const int Shown = 6;

    /// <param name="code">letters and digits; printed in groups of four</param>
    /// <param name="address">what the square code opens, the code within it</param>
    public static OfficeDocument Of(ConsultationFacts facts, SeatLabel seat, string code, string address) => new("请您表明意见", Layout.Sheet)
    {
        Body =
        [
            new Paragraph(facts.Heading) { Bold = true, Align = Align.Centre, Indent = false, Size = 16 },
            new Gap(8),
            new Paragraph($"{seat.Unit} {facts.Seat}：") { Bold = true, Indent = false, Size = 18, Align = Align.Left },
            new Paragraph($"{facts.Initiator}就 {facts.Lines.Count} 件事征求您的意见。时间：{facts.Window}。") { Size = 14 },
            new Gap(8),
            new CodeBlock(address, 55,
            [
                new Paragraph("1　用手机扫左边的码") { Bold = true, Indent = false, Size = 16, Align = Align.Left },
                new Paragraph("2　输入收到的手机验证码") { Bold = true, Indent = false, Size = 16, Align = Align.Left },
                new Paragraph("3　逐件选择，看一遍，提交") { Bold = true, Indent = false, Size = 16, Align = Align.Left },
                new Paragraph("4　保存回执，以后可以核对") { Bold = true, Indent = false, Size = 16, Align = Align.Left },
            ]),
            new Gap(8),
            new Paragraph($"扫不了码：打开 {facts.Page} ，输入编码") { Indent = false, Size = 12, Align = Align.Left },
            new Paragraph(Groups(code)) { Bold = true, Indent = false, Size = 20, Align = Align.Centre },
            new Gap(8),
            new Table([new("征询的事", 1)], [.. facts.Lines.Take(Shown).Select(l => (IReadOnlyList<string>)[Cut($"{l.Number}. {l.Text}")]),
                .. facts.Lines.Count > Shown ? (IReadOnlyList<string>[])[["其余事项见公告"]] : []]) { Size = 11 },
            new Gap(8),
            new Paragraph((facts.Ways.HasFlag(Ways.Paper) ? "也可以填纸质票。" : "") + "截止前可以更改，以最后一次为准。没有登记手机号、号码已换、看不清或者不会操作的，请打电话或者到社区当面办理：") { Size = 13 },
            new Paragraph($"{facts.Contact.Name}　{facts.Contact.Phone}") { Bold = true, Indent = false, Size = 20, Align = Align.Centre },
            new Paragraph(facts.Contact.Place) { Indent = false, Size = 12, Align = Align.Centre },
            new Paragraph("此信相当于您家的投票凭证，请勿转发、拍照外传；工作人员不会向您索要编码或者验证码。") { Size = 11 },
        ],
    };

    /// <summary>ABCDEFGH… → ABCD EFGH …: people read and type four at a time.</summary>
    public static string Groups(string code) => string.Join(' ', code.Chunk(4).Select(g => new string(g)));

    /// <summary>One line of the letter each: the whole wording stands in the notice and on the page.</summary>
    static string Cut(string text) => text.Length <= 42 ? text : text[..(char.IsHighSurrogate(text[40]) ? 40 : 41)] + "…";
}

/// <summary>Paper ballot of one unit. The serial number stands on every page, and the square code sorts a scanned stack to its seats.</summary>
public static class BallotSheet
{
    /// <param name="serial">number of the sheet, bound to the unit</param>
    public static OfficeDocument Of(ConsultationFacts facts, SeatLabel seat, string serial)
    {
        var owners = facts.Seats == SeatKind.Unit;
        return new($"{facts.Community}\n{facts.Name}{(owners ? "表决票" : "征询票")}", Layout.Sheet)
        {
            Foot = $"票号 {serial}　{seat.Unit}",
            Body =
            [
                new CodeBlock(serial, 28,
                [
                    new Paragraph($"票号　{serial}") { Bold = true, Indent = false, Size = 14, Align = Align.Left },
                    new Paragraph($"房号　{seat.Unit}") { Bold = true, Indent = false, Size = 14, Align = Align.Left },
                    .. owners ? (Paragraph[])[new Paragraph($"专有面积　{seat.AreaZh} 平方米") { Indent = false, Align = Align.Left }] : [],
                    new Paragraph($"时间　{facts.Window}") { Indent = false, Size = 11, Align = Align.Left },
                ]),
                new Paragraph("每件事只涂或勾一个圆圈；不选或者多选的，该件按弃权计，其他各件不受影响。") { Size = 11 },
                .. Asked(facts, l => l.Options is null, lines => new Table([new("序号", 1, Align.Centre), new(owners ? "表决事项" : "征询事项", 7), new("同意", 1.6f, Align.Centre) { Size = 20 }, new("不同意", 1.6f, Align.Centre) { Size = 20 }, new("弃权", 1.6f, Align.Centre) { Size = 20 }],
                    [.. lines.Select(l => (IReadOnlyList<string>)[l.Number, l.Text, "○", "○", "○"])]) { Size = 11, RowHeight = 11 }),
                .. Asked(facts, l => l.Options is not null, lines => new Table([new("序号", 1, Align.Centre), new(owners ? "表决事项" : "征询事项", 4), new("在选中的一项前画勾", 7.8f)],
                    [.. lines.Select(l => (IReadOnlyList<string>)[l.Number, l.Text + (l.Many ? "（可以选多项）" : ""), string.Join('　', l.Options!.Select(o => "○ " + o))])]) { Size = 11, RowHeight = 11 }),
                new Gap(10),
                new Table([new("", 2) { Bold = true }, new("", 4), new("", 2) { Bold = true }, new("", 4)], [[owners ? "产权人签名或手印" : "住户签名或手印", "", "日期", ""]]) { Size = 11, RowHeight = 15 },
                .. owners ? (Block[])[] : [new Paragraph("签名人是　○ 业主、业主家属或者公房承租人　○ 租房住户（业主也答复的，以业主为准）") { Indent = false, Size = 10, Align = Align.Left }],
                new Gap(10),
                new Paragraph("委托他人的填这里（附书面委托书；一人最多接受三户委托，社区、物业、施工和实施单位工作人员不得接受委托）") { Indent = false, Size = 10, Align = Align.Left },
                new Table([new("", 2) { Bold = true }, new("", 4), new("", 2) { Bold = true }, new("", 4)], [["受托人签名", "", "与委托人关系", ""]]) { Size = 11, RowHeight = 11 },
                new Gap(6),
                new Paragraph("他人协助代读、代填的填这里（协助人不得是社区或者物业工作人员；本人在上面签名或者按手印）") { Indent = false, Size = 10, Align = Align.Left },
                new Table([new("", 2) { Bold = true }, new("", 4), new("", 2) { Bold = true }, new("", 4)], [["协助人签名", "", "见证人签名", ""]]) { Size = 11, RowHeight = 11 },
                new Gap(6),
                new Paragraph($"收票：{facts.ContactZh}") { Indent = false, Size = 10, Align = Align.Left },
            ],
        };
    }

    /// <summary>A table of the lines that are answered one way; nothing where there is none.</summary>
    static Block[] Asked(ConsultationFacts facts, Func<AskedLine, bool> which, Func<IReadOnlyList<AskedLine>, Table> table) =>
        facts.Lines.Where(which).ToList() is { Count: > 0 } lines ? [table(lines), new Gap(4)] : [];
}

/// <summary>未遇告知单: the slip on the door, A5. What is filled in by hand stays empty.</summary>
public static class UnreachedSlip
{
    /// <param name="address">what the square code opens</param>
    public static OfficeDocument Of(ConsultationFacts facts, SeatLabel seat, string address) => new("未遇告知单", Layout.Sheet with { Width = 148, Height = 210, Top = 12, Bottom = 14, Left = 14, Right = 14 })
    {
        Body =
        [
            new Paragraph($"{seat.Unit} {facts.Seat}：") { Bold = true, Indent = false, Size = 14, Align = Align.Left },
            new Paragraph($"我们就{facts.Heading}上门征求意见，未能见到您。您的意见仍计在总数之内，请在 {OfficeDates.Zh(facts.Closes)} 前表明。"),
            new Table([new("", 2) { Bold = true }, new("", 5)], [["第几次上门", "□ 第一次　□ 第二次　□ 第三次"], ["时间", "　　月　　日　　时　　分"], ["时段", "□ 工作日　□ 晚间　□ 周末"], ["上门人员（两人）", ""]]) { Size = 11, RowHeight = 10 },
            new Gap(8),
            new CodeBlock(address, 36,
            [
                new Paragraph("扫码查看，凭信函上的编码作答") { Indent = false, Align = Align.Left },
                new Paragraph("约定上门、补领信函，请致电") { Indent = false, Align = Align.Left },
                new Paragraph(facts.Contact.Phone) { Bold = true, Indent = false, Size = 18, Align = Align.Left },
                new Paragraph(facts.Contact.Name) { Indent = false, Align = Align.Left },
            ]),
            new Paragraph($"地址：{facts.Contact.Place}") { Indent = false, Size = 11, Align = Align.Left },
            new Paragraph(facts.Initiator) { Indent = false, Align = Align.Right },
        ],
    };
}
