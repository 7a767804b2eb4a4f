using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Participation.Contract;

// What happens to a consultation. No fact tells a choice before the result is final, nor ever whose it was.

public sealed record ConsultationDrafted(ConsultationId Id, CommunityId In, string Kind, string Title, int Round) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"起草「{Title}」（第 {Round} 次）";
}

public sealed record ConsultationAnnounced(ConsultationId Id, CommunityId In, string Title, int Seats, DateOnly RollFrom, DateOnly RollTo) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"「{Title}」公告并公示名册（{Seats} 个席位），{RollFrom:yyyy年M月d日}至{RollTo:yyyy年M月d日}";
}

/// <param name="RollHash">published: what the roll was at the opening</param>
public sealed record RollFrozen(ConsultationId Id, CommunityId In, string Title, int Seats, int Owners, Area Area, string RollHash, DateTimeOffset OpensAt, DateTimeOffset ClosesAt) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"「{Title}」名册冻结：{Seats} 个席位、{Owners} 人、{Area} m²，校验值 {RollHash[..16]}；{OpensAt.ToOffset(Clock.China):yyyy年M月d日 HH:mm}开始，{ClosesAt.ToOffset(Clock.China):yyyy年M月d日 HH:mm}截止";
}

/// <param name="Change">what changed, by number and area; no names</param>
public sealed record RollAmended(ConsultationId Id, CommunityId In, string Change, string State, bool AfterFreeze) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"名册{(AfterFreeze ? "冻结后更正" : "更正")}：{Change}（{State}）";
}

/// <summary>A group of ballots went into the box together.</summary>
/// <param name="From">0-based index of the first in the log</param>
/// <param name="Root">hex root of the log after the last</param>
public sealed record BallotsTaken(ConsultationId Id, CommunityId In, long From, int Count, string Root) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"收到表决票 {Count} 张（第 {From + 1} 至 {From + Count} 张）";
}

public sealed record ConsultationExtended(ConsultationId Id, CommunityId In, DateTimeOffset ClosesAt) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"参与不足，按事先公布的规则延长至{ClosesAt.ToOffset(Clock.China):yyyy年M月d日 HH:mm}";
}

public sealed record SheetsMoved(ConsultationId Id, CommunityId In, int Count, string What) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"{What} {Count} 份";
}

public sealed record SeatMoved(ConsultationId Id, CommunityId In, string Number, string What) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"{Number}：{What}";
}

/// <param name="StatementHash">hex SHA-256 of the signed statement</param>
public sealed record ResultSealed(ConsultationId Id, CommunityId In, string Title, bool Final, string StatementHash, string InWords) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"「{Title}」{(Final ? "最终" : "初步")}结果：{InWords}";
}

public sealed record ObjectionMoved(ConsultationId Id, CommunityId In, int Number, string What) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"第 {Number} 号异议{What}";
}

public sealed record ConsultationCalledOff(ConsultationId Id, CommunityId In, string Title) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"中止「{Title}」，已收的票不计";
}

/// <summary>The choices of a consultation were opened for a recount, under a stated purpose.</summary>
public sealed record RecountOpened(ConsultationId Id, CommunityId In, string Title) : IFact
{
    public string Subject => $"consultation/{Id}";
    public CommunityId? Community => In;
    public string Zh => $"调取「{Title}」复核包（含选择内容）";
}
