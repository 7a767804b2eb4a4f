using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle.Contract;

// What happens in the corridor, in the words of the field. No fact carries a name of a person or a typed opinion: those stand in the process row.

public sealed record ProjectOpened(ProjectId Project, string Number, string Name, CommunityId First, int Communities, string Template, DateOnly On) : IFact
{
    public string Subject => $"project/{Project}";
    public CommunityId? Community => First;
    public string Zh => $"项目「{Name}」立项建档（{Number}），{On:yyyy年M月d日}，执行流程版本 {Template}";
}

public sealed record LotNamed(ProjectId Project, LotId Lot, string Name, int Communities) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"划定标段「{Name}」，涉及 {Communities} 个小区";
}

/// <param name="Scope">for whom, in words</param>
public sealed record StepOpened(ProjectId Project, StepId Id, string Step, string StepZh, string Scope, int Round, CommunityId? Community, DateOnly On) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{Step} {StepZh}开启（{Scope}{(Round > 1 ? $"，第 {Round} 轮" : "")}）";
}

/// <summary>Something was done on a step that moves it: submit, send back, withdraw, urge, transfer, resume.</summary>
public sealed record StepActed(ProjectId Project, StepId Id, string Step, string StepZh, string Scope, CommunityId? Community, string Act, string ActZh) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{Step} {StepZh}：{ActZh}（{Scope}）";
}

public sealed record StepFinished(ProjectId Project, StepId Id, string Step, string StepZh, string Scope, int Round, CommunityId? Community, DateOnly On,
    string? Exception) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{Step} {StepZh}办结（{Scope}），{On:yyyy年M月d日}{(Exception is null ? "" : $"，按「{Exception}」处理")}";
}

public sealed record MilestoneReached(ProjectId Project, StepId Id, string Step, string Milestone, string MilestoneZh, string Scope, CommunityId? Community,
    DateOnly On) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{Step} 节点达成：{MilestoneZh}（{Scope}），{On:yyyy年M月d日}";
}

/// <summary>Figures were typed, confirmed by the second organisation, or found to differ.</summary>
public sealed record FiguresMoved(ProjectId Project, StepId Id, string Step, string StepZh, CommunityId? Community, int Take, string State, string StateZh) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{Step} {StepZh}数据第 {Take} 次录入：{StateZh}";
}

public sealed record PaperMoved(ProjectId Project, StepId Id, string Step, string Code, string Title, CommunityId? Community, string State, string StateZh,
    string? Number) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{Step}《{Title}》{StateZh}{(Number is null ? "" : $"（{Number}）")}";
}

/// <summary>An exception, a pause, a milestone or a way out was asked for, agreed or refused by the second organisation.</summary>
public sealed record ConsentMoved(ProjectId Project, string? Step, string Kind, string KindZh, CommunityId? Community, string State, string StateZh) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{(Step is null ? "" : Step + " ")}{KindZh}：{StateZh}";
}

public sealed record StepLooped(ProjectId Project, string From, string To, IReadOnlyList<string> Reopened, string Scope, CommunityId? Community) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => $"{From} 退回 {To}（{Scope}），重开：{string.Join('、', Reopened)}；以前各轮保留";
}

/// <summary>The stage shown to people changed.</summary>
public sealed record StageReached(ProjectId Project, CommunityId In, Stage Stage) : IFact
{
    public string Subject => $"project/{Project}";
    public CommunityId? Community => In;
    public string Zh => $"进入{StageWords.Zh(Stage)}";
}

public sealed record CommunityLeft(ProjectId Project, CommunityId In, string Name, DateOnly On) : IFact
{
    public string Subject => $"project/{Project}";
    public CommunityId? Community => In;
    public string Zh => $"「{Name}」退出项目包，其余小区继续";
}

public sealed record ProjectEnded(ProjectId Project, string Number, ProjectState State, CommunityId First, DateOnly On) : IFact
{
    public string Subject => $"project/{Project}";
    public CommunityId? Community => First;
    public string Zh => State == ProjectState.Closed ? $"项目 {Number} 办结销号" : $"项目 {Number} 调出计划，连同历史退回储备库";
}

/// <summary>A limit ran out, or went to the next level up.</summary>
/// <param name="To">role it went to; null at the first day</param>
public sealed record StepOverdue(ProjectId Project, StepId Id, string Step, string StepZh, string Scope, CommunityId? Community, DateOnly Due, string? To) : IFact
{
    public string Subject => $"project/{Project}";
    public string Zh => To is null ? $"{Step} {StepZh}超期（{Scope}，应于 {Due:yyyy年M月d日}前办结）" : $"{Step} {StepZh}超期未办，报上一级督办（{Scope}）";
}

/// <summary>A calendar year was uploaded: limits that awaited it are computed.</summary>
public sealed record LimitsComputed(int Steps) : IFact
{
    public string Subject => "lifecycle/limits";
    public string Zh => $"按新公布的工作日历补算 {Steps} 项时限";
}

public static class StageWords
{
    public static string Zh(Stage stage) => stage switch
    {
        Stage.Preparation => "前期准备阶段",
        Stage.Delivery => "中期改造阶段",
        Stage.Stewardship => "后期管理阶段",
        _ => "附加事项",
    };
}
