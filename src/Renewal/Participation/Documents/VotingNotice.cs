using Renewal.Web.Documents;

namespace Renewal.Participation.Documents;

/// <summary>Where and when the roll hangs before it is frozen; the last day is included.</summary>
public sealed record RollShown(DateOnly From, DateOnly To, string Place);

/// <summary>征询公告 / 表决公告: who is asked what, when, how, and what it needs to pass (S1.06, S2.03; 物业管理条例 arts. 12–14).</summary>
public static class VotingNotice
{
    /// <param name="number">document number, where one is given</param>
    /// <param name="postedOn">day it is posted: the period of notice runs from it</param>
    public static OfficeDocument Of(ConsultationFacts facts, RollShown roll, string? number, DateOnly postedOn, IReadOnlyList<string> attachments)
    {
        var owners = facts.Seats == SeatKind.Unit;
        Column[] columns = owners ? [new("序号", 1, Align.Centre), new("表决事项", 5), new("民法典第二百七十八条", 4), new("通过条件", 4)]
            : [new("序号", 1, Align.Centre), new("征询事项", 8), new("通过条件", 5)];
        return new($"关于{facts.Community}\n{facts.Name}的{(owners ? "表决" : "征询")}公告", Layout.Official)
        {
            Number = number, Addressee = $"{facts.Community}全体{facts.Seat}",
            Body =
            [
                new Paragraph($"{facts.Initiator}现就下列事项{(owners ? "组织表决" : "征求意见")}，请您在规定时间内表明意见。"),
                new Heading($"一、{(owners ? "表决" : "征询")}事项"),
                new Table(columns, [.. facts.Lines.Select(l => (IReadOnlyList<string>)(owners
                    ? [l.Number, l.Text, l.CodeItem is { } item ? CodeItems.Zh(item) : "—", l.Passes]
                    : [l.Number, l.Text, l.Passes]))]),
                .. facts.Wishes is { } wishes ? [new Paragraph(wishes)] : Array.Empty<Block>(),
                new Heading("二、范围和参加人"),
                new Paragraph($"范围：{facts.Scope}。{facts.TotalZh}。" + (owners
                    ? "一套专有部分按一人计；共有的，按一人计，由共有人共同推选一人表决；同一买受人拥有多套的，人数按一人计，面积合计。"
                    : "一户一票，由户主或者能代表全户的成年人表明意见；空置房屋计入总户数。")),
                new Heading("三、时间"),
                new Paragraph($"{facts.Window}，以系统时间为准，提前或者逾期的均不计入。"),
                new Heading("四、方式"),
                .. WaysZh(facts).Select((way, i) => new Paragraph($"{i + 1}. {way}")),
                new Heading("五、名册公示"),
                new Paragraph($"{(owners ? "产权人面积册（只列房号和面积）" : "户册（只列房号）")}自{OfficeDates.Zh(roll.From)}至{OfficeDates.Zh(roll.To)}在{roll.Place}公示，"
                    + "其中由设计图纸或者同列同户型推定的面积加注“※”。有出入的，请在公示期内持证明材料到联系地址更正；公示期满，名册即行冻结。"),
                new Heading("六、计票规则"),
                new Paragraph("弃权计入参与，不计入同意；未表明意见的不计入参与，不视为同意多数意见。线上可以更改，以截止前最后一次为准；"
                    + "已在线上表明意见的，不因纸质票改变，两者不一致的，由本人在异议期内当面或者视频确认。结果分初步结果和最终结果两次公布，每户可凭回执核对。"),
                new Heading("七、联系方式"),
                new Paragraph($"{facts.ContactZh}。"),
                new CodeBlock(facts.Page, 30, [new Paragraph("扫码查看方案、进度和结果") { Indent = false }, new Paragraph(facts.Page) { Indent = false, Size = 10.5f, Align = Align.Left }]),
            ],
            Attachments = attachments, Signature = new(facts.Initiator, postedOn),
        };
    }

    static IEnumerable<string> WaysZh(ConsultationFacts facts)
    {
        if (facts.Ways.HasFlag(Ways.Online)) yield return "线上：扫描信函上的二维码或者输入信函上的编码，经手机验证码核实后作答。";
        if (facts.Ways.HasFlag(Ways.Paper)) yield return $"纸质：填写本户专用票并签名，交到{facts.Contact.Place}。";
        if (facts.Ways.HasFlag(Ways.AtTheDoor)) yield return "上门：工作人员两人一组入户收取；阅读、书写不便的，可由协助人代读、见证人见证，本人签名或者按手印。";
        if (facts.Ways.HasFlag(Ways.StairwellList)) yield return "单元签名表：在本单元签名表上作答并签名或者按手印。";
        if (facts.Ways.HasFlag(Ways.Proxy)) yield return "委托：书面委托他人代为作答，一人最多接受三户委托；社区、物业、施工和实施单位工作人员不得接受委托。";
    }
}
