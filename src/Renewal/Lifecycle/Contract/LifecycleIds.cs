using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Lifecycle.Contract;

/// <summary>One round of one step on one scope of a project.</summary>
public readonly record struct StepId(Guid Value) : IId<StepId>
{
    public static StepId New() => new(Guid.CreateVersion7());
    public static StepId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A lot (标段) of a project: what is tendered, built and accepted together.</summary>
public readonly record struct LotId(Guid Value) : IId<LotId>
{
    public static LotId New() => new(Guid.CreateVersion7());
    public static LotId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

public enum ProjectState { Running, Closed, Withdrawn }

/// <summary>Where one round of a step stands. A round that nobody has opened may have no row at all: that is <see cref="NotStarted"/> too.</summary>
public enum StepState { NotStarted, Open, Submitted, Finished, Paused }

/// <summary>The level a record is kept on. A spot or an asset lies in a community, whose own record is the register of them.</summary>
public enum ScopeKind { Community, Package, Lot, Spot, Asset }

/// <summary>Colour of a lamp; it never stands without its text.</summary>
public enum LampColour
{
    /// <summary>No limit runs.</summary>
    None,
    Green,
    /// <summary>The last fifth of the limit, or three working days, whichever is longer.</summary>
    Amber,
    Red,
    /// <summary>The clock is paused: shown, never hidden.</summary>
    Paused,
    /// <summary>The limit ends in a year whose calendar is not published.</summary>
    AwaitingCalendar,
}

/// <param name="Zh">还剩 3 个工作日</param>
public sealed record Lamp(LampColour Colour, string Zh)
{
    public static readonly Lamp None = new(LampColour.None, "未计时");
}

/// <summary>Where the project of one community stands.</summary>
/// <param name="Stage">stage of the earliest unfinished step that is not continuous</param>
/// <param name="Step">that step; null when every step is finished</param>
/// <param name="Done">steps of the 32 finished for this community</param>
/// <param name="Total">steps of the template, annex not counted</param>
/// <param name="Open">ids of the steps being worked on</param>
/// <param name="Next">ids of the steps that may be opened now</param>
/// <param name="Due">earliest end of a running limit</param>
public sealed record ProjectStanding(ProjectId Project, string Number, string Name, CommunityId Community, ProjectState State, bool InProject,
    Stage Stage, string? Step, int Done, int Total, IReadOnlyList<string> Open, IReadOnlyList<string> Next, DateOnly? Due, Lamp Lamp, DateOnly OpenedOn);

/// <summary>The reading door of the corridor. Reach narrows every answer.</summary>
public interface IProjects
{
    /// <summary>The running project of each community, or its latest; communities without a project, or out of reach, are absent.</summary>
    Task<IReadOnlyDictionary<CommunityId, ProjectStanding>> StandingOf(IEnumerable<CommunityId> communities, CancellationToken stop = default);

    /// <summary>The running project of a community, or null.</summary>
    Task<ProjectId?> RunningOf(CommunityId community, CancellationToken stop = default);

    /// <summary>Whether works on one spot may start: the per-spot conditions of a step (S2.11) bind that spot and nothing else.</summary>
    Task<Verdict> WorksOnSpot(ProjectId project, CommunityId community, string spot, CancellationToken stop = default);

    /// <summary>The register is no longer zero: a step excepted as 不涉及 comes back by itself, in a new round. Joins the caller's run.</summary>
    Task RegisterNoLongerZero(CommunityId community, string step, string reasonZh, CancellationToken stop = default);
}
