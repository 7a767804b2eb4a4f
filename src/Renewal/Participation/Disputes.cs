using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// A seat whose ways say different things, or whose co-owner objects. It takes part and is not a yes until its owner settles it, in person or on recorded
/// video, before objections close (office-rules, Consultations 9). Every phone of the unit is told.
/// </summary>
public sealed class Dispute : IPhonesToTell
{
    Dispute() { }

    internal Dispute(Consultation consultation, Seat seat, string why, DateTimeOffset at)
    {
        (Id, Consultation, Community, Seat, Unit, Number) = (Guid.CreateVersion7(), consultation.Id, consultation.Community, seat.Id, seat.Unit, seat.Number);
        (Why, OpenedAt) = (why, at);
    }

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public string Number { get; private set; } = "";
    public string Why { get; private set; } = "";
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? SettledAt { get; internal set; }
    public string? HowSettled { get; internal set; }
    public DateTimeOffset? ToldAt { get; set; }
    public int Told { get; set; }
    public int Version { get; private set; }

    internal void Reopen(string why, DateTimeOffset at) => (Why, OpenedAt, SettledAt, HowSettled, ToldAt, Told) = (why, at, null, null, null, 0);
}

static class Disputes
{
    /// <summary>Opens, keeps or ends the dispute of a seat, as its outcome says.</summary>
    public static async Task Follow(ProcessRun run, Consultation consultation, Seat seat, SeatOutcome outcome, CancellationToken stop)
    {
        var dispute = await run.Db.Set<Dispute>().SingleOrDefaultAsync(d => d.Consultation == consultation.Id && d.Seat == seat.Id, stop);
        const string why = "不同途径的表决内容不一致，或共有人提出异议";
        if (outcome.Disputed)
        {
            if (dispute is { SettledAt: null }) return;
            if (dispute is null) run.Db.Add(new Dispute(consultation, seat, why, run.At));
            else dispute.Reopen(why, run.At);
            run.Fact(new SeatMoved(consultation.Id, consultation.Community, seat.Number, "列为争议席位，待本人确认"));
        }
        else if (dispute is { SettledAt: null })
        {
            (dispute.SettledAt, dispute.HowSettled) = (run.At, outcome.Channel == Channel.Settlement ? "本人当面或视频确认" : "各途径内容已一致");
            run.Fact(new SeatMoved(consultation.Id, consultation.Community, seat.Number, "争议已了结"));
        }
    }
}

public enum SeatEventKind
{
    /// <summary>A co-owner says no to what was cast for the unit.</summary>
    CoOwnerObjection,
    /// <summary>A ballot is found forged, or was given by somebody who might not.</summary>
    Void,
}

/// <summary>Something that changes how a seat counts; binding once a second organisation agrees. Kept for the recount.</summary>
public sealed class SeatEvent
{
    SeatEvent() { }

    internal SeatEvent(Consultation consultation, Seat seat, SeatEventKind kind, Guid? ballot, string reason, FileId? paper, Actor by, DateTimeOffset at)
    {
        (Id, Consultation, Community, Seat, Unit, Kind, Ballot) = (Guid.CreateVersion7(), consultation.Id, consultation.Community, seat.Id, seat.Unit, kind, ballot);
        (Reason, Paper, By, ByOrganisation, At) = (reason, paper, by.Id, by.Organisation, at);
    }

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public SeatEventKind Kind { get; private set; }
    public Guid? Ballot { get; private set; }
    public string Reason { get; private set; } = "";
    public FileId? Paper { get; private set; }
    public Guid By { get; private set; }
    public Guid? ByOrganisation { get; private set; }
    public DateTimeOffset At { get; private set; }
    public bool Agreed { get; internal set; }
    public Guid? AgreedBy { get; internal set; }
    public DateTimeOffset? AgreedAt { get; internal set; }
    /// <summary>Withdrawn, or settled by the owner.</summary>
    public DateTimeOffset? LiftedAt { get; internal set; }
    public int Version { get; private set; }
}
