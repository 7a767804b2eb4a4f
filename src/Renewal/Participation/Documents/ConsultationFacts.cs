using Renewal.Foundation;
using Renewal.Web.Documents;

namespace Renewal.Participation.Documents;

/// <summary>How an answer may be given.</summary>
[Flags]
public enum Ways { Online = 1, Paper = 2, AtTheDoor = 4, Proxy = 8, StairwellList = 16 }

/// <summary>Who answers questions: a name or a post, a phone, a place.</summary>
public sealed record Contact(string Name, string Phone, string Place);

/// <summary>One line of the ballot.</summary>
/// <param name="Number">as printed before it: 1, 2…</param>
/// <param name="Text">what is asked</param>
/// <param name="CodeItem">item of Civil Code art. 278, 1–9; null where households are asked</param>
/// <param name="Passes">what it needs to pass, in words, from the parameters of the city</param>
/// <param name="Options">what may be chosen where it is not yes or no; else null</param>
/// <param name="Many">several of the options may be chosen</param>
public sealed record AskedLine(string Number, string Text, int? CodeItem, string Passes, IReadOnlyList<string>? Options = null, bool Many = false);

/// <summary>What every paper of a consultation says of it.</summary>
public sealed record ConsultationFacts
{
    public required string Community { get; init; }

    /// <summary>What is held, as in 改造方案第二次征求意见.</summary>
    public required string Name { get; init; }

    /// <summary>Where: 全小区 12 栋楼, or 3 号楼 2 单元.</summary>
    public required string Scope { get; init; }

    public required SeatKind Seats { get; init; }

    /// <summary>Homes, or owners as the Supreme Court counts them (法释 arts. 8–9); &gt; 0.</summary>
    public required long TotalSeats { get; init; }

    /// <summary>All exclusive area of the scope; null where homes are asked.</summary>
    public Area? TotalArea { get; init; }

    public required string Initiator { get; init; }
    public required Contact Contact { get; init; }
    public required DateTimeOffset Opens { get; init; }
    public required DateTimeOffset Closes { get; init; }
    public required IReadOnlyList<AskedLine> Lines { get; init; }
    public required Ways Ways { get; init; }

    /// <summary>What residents asked for before, in a sentence; null where nothing was counted, or nothing of it is decided here.</summary>
    public string? Wishes { get; init; }

    /// <summary>Absolute address of the residents' page of this consultation.</summary>
    public required string Page { get; init; }

    internal string Heading => Community + Name;
    internal string Seat => Seats == SeatKind.Unit ? "产权人" : "住户";
    internal string Unit => Seats == SeatKind.Unit ? "人" : "户";
    internal string Window => $"{OfficeDates.Zh(Opens)} 至 {OfficeDates.Zh(Closes)}";
    internal string CountOf(long seats) => $"{seats:N0} {Unit}";
    internal string ContactZh => $"{Contact.Name}，电话 {Contact.Phone}，地址：{Contact.Place}";

    internal string TotalZh => TotalArea is { } area ? $"全部产权人 {TotalSeats:N0} 人，全部专有面积 {area} 平方米" : $"全部住户 {TotalSeats:N0} 户";
}

/// <summary>Civil Code art. 278, the matters that owners decide together.</summary>
static class CodeItems
{
    static readonly (string Numeral, string Text)[] items =
    [
        ("一", "制定和修改业主大会议事规则"), ("二", "制定和修改管理规约"), ("三", "选举业主委员会或者更换业主委员会成员"), ("四", "选聘和解聘物业服务企业或者其他管理人"),
        ("五", "使用建筑物及其附属设施的维修资金"), ("六", "筹集建筑物及其附属设施的维修资金"), ("七", "改建、重建建筑物及其附属设施"),
        ("八", "改变共有部分的用途或者利用共有部分从事经营活动"), ("九", "有关共有和管理权利的其他重大事项"),
    ];

    /// <param name="item">1–9</param>
    /// <exception cref="RuleBroken">vote.item</exception>
    public static string Zh(int item) => item is >= 1 and <= 9 ? $"第（{items[item - 1].Numeral}）项 {items[item - 1].Text}"
        : throw new RuleBroken("vote.item", "表决事项须归入民法典第二百七十八条第（一）至（九）项之一。");
}
