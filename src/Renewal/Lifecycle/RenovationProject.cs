using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>
/// One renovation: of a community, or of a package of communities with their lots. It keeps the template version it was opened with for life (T6.9).
/// </summary>
public sealed class RenovationProject
{
    RenovationProject() { }

    public RenovationProject(ProjectId id, string number, string name, string division, string template, DateOnly openedOn, DateTimeOffset enteredAt) =>
        (Id, Number, Name, Division, Template, OpenedOn, EnteredAt) = (id, number, name, division, template, openedOn, enteredAt);

    public ProjectId Id { get; private set; }

    /// <summary>编号, unique.</summary>
    public string Number { get; private set; } = "";
    public string Name { get; private set; } = "";

    /// <summary>The smallest division that holds all its communities.</summary>
    public string Division { get; private set; } = "";
    public string Template { get; private set; } = "";

    /// <summary>Date on the paper that opened it: limits "from project opened" run on it.</summary>
    public DateOnly OpenedOn { get; private set; }
    public DateTimeOffset EnteredAt { get; private set; }
    public ProjectState State { get; private set; }
    public DateOnly? EndedOn { get; private set; }
    public int Version { get; private set; }

    public void RequireRunning()
    {
        if (State != ProjectState.Running)
            throw new RuleBroken("project.ended", State == ProjectState.Closed ? "项目已办结，不能再办理。" : "项目已调出计划，不能再办理。", 409);
    }

    public void End(ProjectState state, DateOnly on)
    {
        RequireRunning();
        (State, EndedOn) = (state, on);
    }
}

/// <summary>
/// A community in a project, with where it stands: kept up to date by every act, so that ledgers and maps of thousands read one row each.
/// </summary>
public sealed class ProjectCommunity
{
    ProjectCommunity() { }

    public ProjectCommunity(ProjectId project, CommunityId community, string name, string division, DateOnly joinedOn) =>
        (Project, Community, Name, Division, JoinedOn, Running) = (project, community, name, division, joinedOn, true);

    public ProjectId Project { get; private set; }
    public CommunityId Community { get; private set; }
    public string Name { get; private set; } = "";
    public string Division { get; private set; } = "";
    public DateOnly JoinedOn { get; private set; }

    /// <summary>True while the project runs and the community is in it: unique per community, so that a community is in one running project at most.</summary>
    public bool Running { get; private set; }

    /// <summary>It failed a gate and left the package, or the plan; the rest walk on.</summary>
    public DateOnly? LeftOn { get; private set; }

    public Stage Stage { get; private set; } = Stage.Preparation;
    public string? Step { get; private set; }
    public int Done { get; private set; }
    public int Total { get; private set; }

    /// <summary>Step ids joined by commas.</summary>
    public string Open { get; private set; } = "";
    public string Next { get; private set; } = "";
    public DateOnly? Due { get; private set; }
    public DateOnly? AmberFrom { get; private set; }
    public int Version { get; private set; }

    public bool In => LeftOn is null;

    public void Leave(DateOnly on)
    {
        if (!In) throw new RuleBroken("project.left", $"「{Name}」已经退出。", 409);
        (LeftOn, Running) = (on, false);
    }

    public void EndWithProject() => Running = false;

    internal void Stand(Standing standing) => (Stage, Step, Done, Total, Open, Next, Due, AmberFrom) =
        (standing.Stage, standing.Step, standing.Done, standing.Total, string.Join(',', standing.Open), string.Join(',', standing.Next), standing.Due,
            standing.AmberFrom);
}

/// <summary>Where one community stands, computed by <see cref="StepGraph"/>.</summary>
public sealed record Standing(Stage Stage, string? Step, int Done, int Total, IReadOnlyList<string> Open, IReadOnlyList<string> Next, DateOnly? Due,
    DateOnly? AmberFrom);

/// <summary>A lot (标段). It touches communities; it ends with the last of them.</summary>
public sealed class Lot
{
    Lot() { }

    public Lot(LotId id, ProjectId project, string name) => (Id, Project, Name) = (id, project, name);

    public LotId Id { get; private set; }
    public ProjectId Project { get; private set; }
    public string Name { get; private set; } = "";

    /// <summary>Redrawn before any of its steps was opened.</summary>
    public bool Void { get; private set; }
    public int Version { get; private set; }

    public void Replace() => Void = true;
}

public sealed class LotCommunity
{
    LotCommunity() { }

    public LotCommunity(LotId lot, ProjectId project, CommunityId community) => (Lot, Project, Community) = (lot, project, community);

    public LotId Lot { get; private set; }
    public ProjectId Project { get; private set; }
    public CommunityId Community { get; private set; }
}
