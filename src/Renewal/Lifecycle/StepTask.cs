using Renewal.Foundation;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

public enum TaskKind
{
    /// <summary>May be opened.</summary>
    Open,
    /// <summary>Enter figures and papers, then submit.</summary>
    Enter,
    /// <summary>Look at typed figures, or type them a second time.</summary>
    ConfirmFigures,
    /// <summary>Blind entries differed twice: the county looks.</summary>
    ThirdLook,
    /// <summary>Confirm and finish.</summary>
    Confirm,
    /// <summary>Agree to an exception, a pause, a milestone, a way out.</summary>
    Consent,
    /// <summary>Overdue: the next level up looks after it.</summary>
    Supervise,
}

public enum TaskState { Open, Done, Dropped }

/// <summary>
/// Something that waits for a role in the reach of a community. Produced from the states of steps, never by hand; one open task per subject and kind
/// by a unique key. It may be claimed by, or handed to, an officer of one organisation.
/// </summary>
public sealed class StepTask
{
    StepTask() { }

    public StepTask(Wanted wanted, DateTimeOffset at)
    {
        (Id, Project, Record, Step, Community, Division) = (Guid.CreateVersion7(), wanted.Project, wanted.Record, wanted.Step, wanted.Community, wanted.Division);
        (Kind, Roles, Zh, Due, AmberFrom, Key, NotOrganisation, CreatedAt) =
            (wanted.Kind, wanted.Roles, wanted.Zh, wanted.Due, wanted.AmberFrom, wanted.Key, wanted.NotOrganisation, at);
        ClosedKey = Key;
    }

    public Guid Id { get; private set; }
    public ProjectId Project { get; private set; }
    public StepId? Record { get; private set; }
    public string Step { get; private set; } = "";
    public CommunityId? Community { get; private set; }
    public string Division { get; private set; } = "";
    public TaskKind Kind { get; private set; }

    /// <summary>Roles that may do it, as <c>|committee|street|</c>.</summary>
    public string Roles { get; private set; } = "";
    public string Zh { get; private set; } = "";
    public DateOnly? Due { get; private set; }
    public DateOnly? AmberFrom { get; private set; }

    /// <summary>What it is about; unique among open tasks.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The key while open; made unique when it is closed.</summary>
    public string ClosedKey { get; private set; } = "";

    /// <summary>The other side of the item: this organisation cannot do it.</summary>
    public Guid? NotOrganisation { get; private set; }
    public TaskState State { get; private set; }

    /// <summary>Organisation and officers that hold it; empty until somebody claims it or it is handed over.</summary>
    public Guid? Organisation { get; private set; }
    public Guid? Officer { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public Guid? DoneBy { get; private set; }
    public Guid? DoneOrganisation { get; private set; }

    /// <summary>How often it was urged, and when last.</summary>
    public int Urged { get; private set; }
    public DateTimeOffset? UrgedAt { get; private set; }
    public int Version { get; private set; }

    public void Follow(Wanted wanted) => (Zh, Due, AmberFrom, NotOrganisation, Roles) = (wanted.Zh, wanted.Due, wanted.AmberFrom, wanted.NotOrganisation, wanted.Roles);

    public void Close(bool done, Guid? person, Guid? organisation, DateTimeOffset at)
    {
        State = done ? TaskState.Done : TaskState.Dropped;
        (ClosedAt, ClosedKey) = (at, Id.ToString("N"));
        if (done) (DoneBy, DoneOrganisation) = (person, organisation);
    }

    public void Urge(DateTimeOffset at) => (Urged, UrgedAt) = (Urged + 1, at);

    public void Assign(Guid? organisation, Guid? officer)
    {
        if (State != TaskState.Open) throw new RuleBroken("task.closed", "该事项已办结，不能再转办。", 409);
        (Organisation, Officer) = (organisation, officer);
    }
}

/// <summary>A task that ought to be there, as the states of the steps say.</summary>
public sealed record Wanted(ProjectId Project, StepId? Record, string Step, CommunityId? Community, string Division, TaskKind Kind, string Roles, string Zh,
    DateOnly? Due, DateOnly? AmberFrom, string Key, Guid? NotOrganisation);
