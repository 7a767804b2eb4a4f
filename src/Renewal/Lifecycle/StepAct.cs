using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

public enum ActKind
{
    Open, Figures, FiguresConfirmed, FiguresSentBack, Mismatch, ThirdLook, Paper, Submit, SendBack, Withdraw, Confirm, Pause, Resume, Exception, Milestone,
    Loop, Urge, Transfer, Claim, Overdue, Escalate, Leave, WithdrawProject, Close, OpenProject, Lot, Return, Refuse,
}

/// <summary>One line of a timeline: who did what, with which opinion. Never changed.</summary>
public sealed class StepAct
{
    StepAct() { }

    public StepAct(ProjectId project, StepRecord? record, ActKind kind, string zh, string? opinion, ProcessRun run, DateOnly? paperOn = null, CommunityId? community = null)
    {
        (Id, Project, Record, Step, Community, Kind, Zh, Opinion) =
            (Guid.CreateVersion7(), project, record?.Id, record?.Step, record?.Community ?? community, kind, zh, opinion);
        (At, PaperOn, Actor, ActorName, Organisation, OrganisationName, Role) =
            (run.At, paperOn, run.Actor.Id, run.Actor.Name, run.Actor.Organisation, run.Actor.OrganisationName, run.Actor.Role);
        Ordinal = record?.Acts ?? 0;
    }

    public Guid Id { get; private set; }
    public ProjectId Project { get; private set; }
    public StepId? Record { get; private set; }
    public string? Step { get; private set; }
    public CommunityId? Community { get; private set; }
    public ActKind Kind { get; private set; }

    /// <summary>What was done, in words.</summary>
    public string Zh { get; private set; } = "";
    public string? Opinion { get; private set; }
    public DateTimeOffset At { get; private set; }
    public int Ordinal { get; private set; }
    public DateOnly? PaperOn { get; private set; }
    public Guid Actor { get; private set; }
    public string ActorName { get; private set; } = "";
    public Guid? Organisation { get; private set; }
    public string OrganisationName { get; private set; } = "";
    public string Role { get; private set; } = "";
}
