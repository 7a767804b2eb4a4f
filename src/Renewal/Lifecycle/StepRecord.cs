using Renewal.Foundation;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>
/// One round of one step on one scope. A way back opens the next round; this one stays as it was. Two dates stand for every fact: the date on the
/// paper (…On), on which limits run, and the instant of entry (…At), which nobody can set.
/// </summary>
public sealed class StepRecord
{
    StepRecord() { }

    public StepRecord(ProjectId project, string step, StepScope scope, int round)
    {
        (Id, Project, Step, Round) = (StepId.New(), project, step, round);
        (Scope, ScopeKey, ScopeName, Community, Lot) = (scope.Kind, scope.Key, scope.Zh, scope.Community, scope.Lot);
    }

    /// <summary>A current round as far as its gate looks at it, read from the store; never saved.</summary>
    internal static StepRecord ForGates(StepId id, ProjectId project, string step, ScopeKind scope, string key, string name, CommunityId? community, LotId? lot, int round,
        StepState state, string? exception, Guid? entered) => new()
        {
            Id = id, Project = project, Step = step, Scope = scope, ScopeKey = key, ScopeName = name, Community = community, Lot = lot, Round = round, State = state,
            Exception = exception, EnteredOrganisation = entered,
        };

    public StepId Id { get; private set; }
    public ProjectId Project { get; private set; }

    /// <summary>Step id of the template: S1.06.</summary>
    public string Step { get; private set; } = "";
    public ScopeKind Scope { get; private set; }
    public string ScopeKey { get; private set; } = "";
    public string ScopeName { get; private set; } = "";
    public CommunityId? Community { get; private set; }
    public LotId? Lot { get; private set; }

    /// <summary>1, 2, 3, …</summary>
    public int Round { get; private set; }

    /// <summary>The latest round: one per step and scope, by a unique key.</summary>
    public bool Current { get; private set; } = true;

    /// <summary>The result of the round before stays in force while this one is worked on (a secretary leaves: the project does not stop).</summary>
    public bool EarlierStands { get; private set; }

    public StepState State { get; private set; }

    /// <summary>Kind of the exception under which it walks or was finished.</summary>
    public string? Exception { get; private set; }
    public DateOnly? OpenedOn { get; private set; }
    public DateTimeOffset? OpenedAt { get; private set; }
    public DateOnly? FinishedOn { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>A new round may not be opened before this day (a failed poll: 30 calendar days).</summary>
    public DateOnly? NotBefore { get; private set; }

    /// <summary>Who submitted: the first side.</summary>
    public Guid? EnteredOrganisation { get; private set; }
    public Guid? EnteredBy { get; private set; }
    public string EnteredOrganisationName { get; private set; } = "";

    /// <summary>Who confirmed: the second side, never the same organisation or person.</summary>
    public Guid? ConfirmedOrganisation { get; private set; }
    public Guid? ConfirmedBy { get; private set; }
    public string ConfirmedOrganisationName { get; private set; } = "";

    /// <summary>Date of the event the limit runs from, where only the opener knows it (a county's deadline); null else.</summary>
    public DateOnly? EventOn { get; private set; }
    public DateOnly? LimitFrom { get; private set; }
    public DateOnly? Due { get; private set; }
    public DateOnly? AmberFrom { get; private set; }

    /// <summary>The limit ends in a year whose working days are not published; computed when the year is uploaded.</summary>
    public bool AwaitingCalendar { get; private set; }
    public DateOnly? PausedOn { get; private set; }
    public StepState? PausedFrom { get; private set; }

    /// <summary>Working days that pauses have added to the limit.</summary>
    public int PausedDays { get; private set; }

    /// <summary>A fact of this round was entered more than five working days after the date on its paper.</summary>
    public bool LateEntry { get; private set; }
    public DateOnly? OverdueFrom { get; private set; }

    /// <summary>Role of the next level up that has it on its desk.</summary>
    public string? EscalatedTo { get; private set; }

    /// <summary>Verdict of the gate when it was finished, as JSON, and the rule version it was judged by.</summary>
    public string? Verdict { get; private set; }
    public string? Rule { get; private set; }

    /// <summary>Last act on it: every act moves the version, so that a stale page is refused.</summary>
    public DateTimeOffset LastActAt { get; private set; }
    public int Acts { get; private set; }
    public int Version { get; private set; }

    public bool Opened => OpenedOn is not null;
    public bool Finished => State == StepState.Finished;

    public void Touch(DateTimeOffset at, bool late = false)
    {
        (LastActAt, Acts) = (at, Acts + 1);
        LateEntry |= late;
    }

    public void Open(DateOnly on, DateTimeOffset at, DateOnly? eventOn)
    {
        if (State != StepState.NotStarted) throw Wrong("开启");
        (State, OpenedOn, OpenedAt, EventOn) = (StepState.Open, on, at, eventOn);
    }

    public void Submit(Guid organisation, Guid person, string organisationName)
    {
        if (State != StepState.Open) throw Wrong("提交");
        (State, EnteredOrganisation, EnteredBy, EnteredOrganisationName) = (StepState.Submitted, organisation, person, organisationName);
    }

    public void SendBack()
    {
        if (State != StepState.Submitted) throw Wrong("退回");
        State = StepState.Open;
    }

    public void Withdraw()
    {
        if (State != StepState.Submitted) throw Wrong("撤回");
        State = StepState.Open;
    }

    public void Finish(DateOnly on, DateTimeOffset at, Guid organisation, Guid person, string organisationName, string? verdict, string rule)
    {
        if (State != StepState.Submitted) throw Wrong("办结");
        (State, FinishedOn, FinishedAt, Verdict, Rule) = (StepState.Finished, on, at, verdict, rule);
        (ConfirmedOrganisation, ConfirmedBy, ConfirmedOrganisationName) = (organisation, person, organisationName);
        OverdueFrom = null;
        EscalatedTo = null;
    }

    /// <summary>In place, not applicable, equivalent: the exception is the result, with its own paper and second organisation.</summary>
    public void FinishByException(string kind, DateOnly on, DateTimeOffset at, Consent consent, string rule)
    {
        if (State == StepState.Finished) throw Wrong("按例外办结");
        OpenedOn ??= on;
        OpenedAt ??= at;
        (State, Exception, FinishedOn, FinishedAt, Rule) = (StepState.Finished, kind, on, at, rule);
        (EnteredOrganisation, EnteredBy, EnteredOrganisationName) = (consent.AskedOrganisation, consent.AskedBy, consent.AskedOrganisationName);
        (ConfirmedOrganisation, ConfirmedBy, ConfirmedOrganisationName) = (consent.AnsweredOrganisation, consent.AnsweredBy, consent.AnsweredOrganisationName);
        OverdueFrom = null;
        EscalatedTo = null;
    }

    /// <summary>Early, partial, emergency: the step walks under it.</summary>
    public void WalkUnder(string kind)
    {
        if (State == StepState.Finished) throw Wrong("适用例外");
        Exception = kind;
    }

    public void Pause(DateOnly on)
    {
        if (State is not (StepState.Open or StepState.Submitted)) throw Wrong("暂停");
        (PausedFrom, State, PausedOn) = (State, StepState.Paused, on);
    }

    public void Resume(int workingDays)
    {
        if (State != StepState.Paused) throw Wrong("恢复");
        (State, PausedFrom, PausedOn, PausedDays) = (PausedFrom ?? StepState.Open, null, null, PausedDays + workingDays);
    }

    /// <summary>A next round begins; this one is kept as it was.</summary>
    public void GiveWay() => Current = false;

    public void Follow(DateOnly? notBefore, bool earlierStands) => (NotBefore, EarlierStands) = (notBefore, earlierStands);

    public void RunLimit(LimitState limit) => (LimitFrom, Due, AmberFrom, AwaitingCalendar) = (limit.From, limit.Due, limit.AmberFrom, limit.AwaitingCalendar);

    public void Overdue(DateOnly since) => OverdueFrom = since;
    public void NotOverdue() => (OverdueFrom, EscalatedTo) = (null, null);
    public void Escalate(string role) => EscalatedTo = role;

    RuleBroken Wrong(string act) => new("step.state", $"{Step} 目前{StepWords.Zh(State)}，不能{act}。请刷新后查看。", 409);
}

/// <summary>A named milestone of a step, reached on a date.</summary>
public sealed class StepMilestone
{
    StepMilestone() { }

    public StepMilestone(StepRecord record, string code, DateOnly on, DateTimeOffset at, string? verdict) =>
        (Id, Record, Project, Community, Code, ReachedOn, ReachedAt, Verdict) =
        (Guid.CreateVersion7(), record.Id, record.Project, record.Community, code, on, at, verdict);

    public Guid Id { get; private set; }
    public StepId Record { get; private set; }
    public ProjectId Project { get; private set; }
    public CommunityId? Community { get; private set; }
    public string Code { get; private set; } = "";
    public DateOnly ReachedOn { get; private set; }
    public DateTimeOffset ReachedAt { get; private set; }

    /// <summary>Verdict of its gate as JSON; null where two organisations agreed on the paper.</summary>
    public string? Verdict { get; private set; }
}

/// <summary>A scope of a step in a project.</summary>
/// <param name="Key">stable within the project</param>
/// <param name="Zh">as people call it</param>
public sealed record StepScope(ScopeKind Kind, string Key, CommunityId? Community, LotId? Lot, string Zh)
{
    public static StepScope Of(ProjectCommunity member) => new(ScopeKind.Community, member.Community.Value.ToString("N"), member.Community, null, member.Name);
    public static StepScope Of(Lot lot) => new(ScopeKind.Lot, lot.Id.Value.ToString("N"), null, lot.Id, lot.Name);
    public static StepScope Package(string zh) => new(ScopeKind.Package, "package", null, null, zh);

    /// <summary>A spot (违建点位) or an asset within a community.</summary>
    public static StepScope Within(ProjectCommunity member, ScopeKind kind, string name) =>
        new(kind, $"{member.Community.Value:N}/{name}", member.Community, null, $"{member.Name} {name}");
}

public static class StepWords
{
    public static string Zh(StepState state) => state switch
    {
        StepState.NotStarted => "未开启",
        StepState.Open => "办理中",
        StepState.Submitted => "待复核",
        StepState.Finished => "已办结",
        _ => "暂停中",
    };
}
