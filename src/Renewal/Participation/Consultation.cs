using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage.Files;

namespace Renewal.Participation;

public enum ConsultationState
{
    /// <summary>Being put together.</summary>
    Draft,
    /// <summary>Notice posted, roll on display, corrections taken.</summary>
    Displayed,
    /// <summary>Roll frozen and its hash published; ballots are taken within the window.</summary>
    Frozen,
    /// <summary>Closed and counted: the preliminary result hangs, objections and disputes are heard.</summary>
    Preliminary,
    /// <summary>The result stands.</summary>
    Final,
    /// <summary>Called off before the end, with a reason; nothing of it counts.</summary>
    CalledOff,
}

/// <summary>Which part of the community decides.</summary>
public enum Circle { Community, Building, Stairwell }

/// <summary>
/// One consultation, vote or survey. Notice, window, extension and objection period are fixed when the roll is frozen; so are the rules it is judged by
/// (<see cref="Rules"/>). The counted result is written once and never edited.
/// </summary>
public sealed class Consultation
{
    Consultation() { }

    public Consultation(ConsultationId id, CommunityId community, string division, string kind, int round, string title, Guid initiator, string initiatorName, string contact)
    {
        (Id, Community, Division, Kind, Round, Title) = (id, community, division, kind, round, title);
        (Initiator, InitiatorName, Contact) = (initiator, initiatorName, contact);
    }

    public ConsultationId Id { get; private set; }
    public CommunityId Community { get; private set; }
    public string Division { get; private set; } = "";

    /// <summary>Code of <see cref="ConsultationKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>1, 2, …: polls of the same kind in the same community and circle; earlier ones are kept.</summary>
    public int Round { get; private set; }
    public string Title { get; internal set; } = "";

    public Circle Circle { get; internal set; }
    /// <summary>Building or stairwell id where only that decides.</summary>
    public Guid? CircleOf { get; internal set; }
    /// <summary>全小区, 3 号楼, 3 号楼 2 单元.</summary>
    public string CircleName { get; internal set; } = "全小区";

    /// <summary>Organisation that calls it.</summary>
    public Guid Initiator { get; private set; }
    public string InitiatorName { get; private set; } = "";
    /// <summary>Whom to ask: office and its telephone, on every notice.</summary>
    public string Contact { get; internal set; } = "";

    /// <summary>Version of the scheme that is voted on, and the hash of its file.</summary>
    public string SchemeVersion { get; internal set; } = "";
    public FileId? SchemeFile { get; internal set; }
    public string SchemeHash { get; internal set; } = "";
    /// <summary>What it is about and what it costs a home, in plain words for residents.</summary>
    public string Explained { get; internal set; } = "";

    public DateOnly? NoticeOn { get; internal set; }
    /// <summary>First and last day of the roll on display.</summary>
    public DateOnly? RollFrom { get; internal set; }
    public DateOnly? RollTo { get; internal set; }
    public DateTimeOffset? OpensAt { get; internal set; }
    /// <summary>First instant that no longer counts, as first fixed.</summary>
    public DateTimeOffset? ClosesAt { get; internal set; }
    /// <summary>Days added once if fewer than <see cref="ExtendBelow"/> seats take part at the close; 0 for never. Fixed with the window.</summary>
    public int ExtensionDays { get; internal set; }
    public int ExtendBelow { get; internal set; }
    /// <summary>Calendar days of the objection period.</summary>
    public int ObjectionDays { get; internal set; }
    /// <summary>Last day on which objections are heard.</summary>
    public DateOnly? ObjectionsTo { get; internal set; }

    public ConsultationState State { get; internal set; }
    public string? CalledOffWhy { get; internal set; }

    /// <summary>Seed of the sample, published; empty where the whole roll is asked.</summary>
    public string SampleSeed { get; internal set; } = "";

    /// <summary>Hex SHA-256 of the roll's canonical text; empty until frozen.</summary>
    public string RollHash { get; internal set; } = "";
    public int Seats { get; internal set; }
    public Area RollArea { get; internal set; }
    public int Owners { get; internal set; }

    /// <summary>Canonical JSON of the lines and parameters it is judged by, fixed at the freeze.</summary>
    public string Rules { get; internal set; } = "";

    /// <summary>What was counted, by line, as JSON of <see cref="LineResult"/>; the final count replaces the preliminary, whose statement stays.</summary>
    public string Counts { get; internal set; } = "";

    /// <summary>Signed statements of the result (docs/verification.md).</summary>
    public string PreliminaryStatement { get; internal set; } = "";
    public string PreliminarySignature { get; internal set; } = "";
    public string FinalStatement { get; internal set; } = "";
    public string FinalSignature { get; internal set; } = "";
    public DateTimeOffset? PreliminaryAt { get; internal set; }
    public DateTimeOffset? FinalAt { get; internal set; }

    /// <summary>Seed and size of the sample of paper ballots that are called back; null before the list is sealed.</summary>
    public string AuditSeed { get; internal set; } = "";
    public int? AuditSize { get; internal set; }
    /// <summary>A forged ballot was confirmed: every paper ballot is to be checked.</summary>
    public bool FullCheck { get; internal set; }

    public Guid MadeBy { get; internal set; }
    public DateTimeOffset MadeAt { get; internal set; }
    public int Version { get; private set; }

    public ConsultationKind KindOf => ConsultationKinds.Of(Kind);
    public bool Counted => State is ConsultationState.Preliminary or ConsultationState.Final;

    /// <exception cref="RuleBroken">consultation.state (409)</exception>
    internal void Require(params ConsultationState[] states)
    {
        if (!states.Contains(State)) throw new RuleBroken("consultation.state", $"「{Title}」目前{State.Zh()}，不能这样办理。", 409);
    }
}

/// <summary>One line of the ballot: a question, with the circle that decides it.</summary>
public sealed class BallotLine
{
    BallotLine() { }

    public BallotLine(ConsultationId consultation, CommunityId community, int order, Question question, string zh, Circle circle, string building, string stairwell)
    {
        (Id, Consultation, Community, Order) = (Guid.CreateVersion7(), consultation, community, order);
        (Question, Zh, Circle, Building, Stairwell) = (question.Code, zh, circle, building, stairwell);
    }

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    /// <summary>1, 2, 3, … as printed.</summary>
    public int Order { get; private set; }
    /// <summary>Code of <see cref="ConsultationKinds.Questions"/>.</summary>
    public string Question { get; private set; } = "";
    /// <summary>As printed on the ballot.</summary>
    public string Zh { get; private set; } = "";
    public Circle Circle { get; private set; }
    /// <summary>Number of the building, and of the stairwell, where only that decides.</summary>
    public string Building { get; private set; } = "";
    public string Stairwell { get; private set; } = "";

    public Question QuestionOf => ConsultationKinds.Question(Question);

    /// <summary>Whether a seat decides on this line.</summary>
    public bool Asks(string building, string stairwell) => Circle == Circle.Community || building == Building && (Circle == Circle.Building || stairwell == Stairwell);
}

public static class ConsultationWords
{
    public static string Zh(this ConsultationState state) => state switch
    {
        ConsultationState.Draft => "在起草",
        ConsultationState.Displayed => "在公示名册",
        ConsultationState.Frozen => "名册已冻结、收票中",
        ConsultationState.Preliminary => "在公示初步结果",
        ConsultationState.Final => "已有最终结果",
        _ => "已中止",
    };
}
