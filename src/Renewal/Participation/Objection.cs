using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

public enum ObjectionState { Raised, Upheld, Rejected }

/// <summary>An objection to roll, procedure or result, raised by a voter of the roll; every one is answered before the result is final.</summary>
public sealed class Objection
{
    Objection() { }

    internal Objection(Guid id, Consultation c, Seat seat, int number, byte[] text, DateTimeOffset at) =>
        (Id, Consultation, Community, Seat, Unit, SeatNumber, Number, Text, At) = (id, c.Id, c.Community, seat.Id, seat.Unit, seat.Number, number, text, at);

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public string SeatNumber { get; private set; } = "";
    /// <summary>1, 2, 3, … within the consultation.</summary>
    public int Number { get; private set; }
    /// <summary>Sealed: people write names and telephone numbers into it.</summary>
    public byte[] Text { get; private set; } = [];
    public DateTimeOffset At { get; private set; }
    public ObjectionState State { get; internal set; }
    /// <summary>The answer, for the one who objected and for the record.</summary>
    public string Reply { get; internal set; } = "";
    public Guid? DecidedBy { get; internal set; }
    public DateTimeOffset? DecidedAt { get; internal set; }
    public int Version { get; private set; }

    internal const string TextColumn = "participation_objections.Text";
}

/// <summary>Raised by a voter who has proved their seat; from the display of the roll to the end of the objection period.</summary>
public sealed class RaiseObjection(ConsultationDesk desk, PersonalData personal)
{
    static readonly Process Raising = new("participation.object", "提出异议");

    /// <exception cref="RuleBroken">objection.text, objection.closed (409)</exception>
    public Task<int> Run(ConsultationId id, Guid seat, string text, CancellationToken stop = default) => desk.On(Raising, id, null, null, async (run, c) =>
    {
        c.Require(ConsultationState.Displayed, ConsultationState.Frozen, ConsultationState.Preliminary);
        if (c.State == ConsultationState.Preliminary && run.Today > c.ObjectionsTo) throw new RuleBroken("objection.closed", "异议期已经结束。如有争议，可以依法请求人民法院处理。", 409);
        if (text.Trim().Length is 0 or > 2000) throw new RuleBroken("objection.text", "请写明异议的内容（2000 字以内）。") { Field = "Text" };
        var of = await run.Db.Set<Seat>().SingleOrDefaultAsync(s => s.Id == seat && s.Consultation == id, stop) ?? throw new RuleBroken("seat.unknown", "名册上没有这个席位。", 404);
        // Locked, so that two objections never take one number.
        if (run.Db is PostgresRenewalDb) await run.Db.Database.ExecuteSqlAsync($"""SELECT 1 FROM participation_consultations WHERE "Id" = {id.Value} FOR UPDATE""", stop);
        var number = await run.Db.Set<Objection>().CountAsync(o => o.Consultation == id, stop) + 1;
        var key = Guid.CreateVersion7();
        run.Db.Add(new Objection(key, c, of, number, personal.Seal(Objection.TextColumn, key, text.Trim()), run.At));
        run.Fact(new ObjectionMoved(id, c.Community, number, "已受理"));
        return number;
    }, stop);
}

/// <summary>Decided by the second organisation, with an answer.</summary>
public sealed class DecideObjection(ConsultationDesk desk)
{
    static readonly Process Deciding = new("participation.decide-objection", "处理异议");

    /// <exception cref="RuleBroken">objection.unknown (404), objection.decided (409), opinion.missing, duty.role (403)</exception>
    public Task Run(ConsultationId id, int number, bool upheld, string reply, CancellationToken stop = default) => desk.On(Deciding, id, null, reply, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Confirms, "处理异议");
        if (string.IsNullOrWhiteSpace(reply)) throw new RuleBroken("opinion.missing", "请写明处理意见，提出人能看到。") { Field = "Reply" };
        var found = await run.Db.Set<Objection>().SingleOrDefaultAsync(o => o.Consultation == id && o.Number == number, stop) ?? throw new RuleBroken("objection.unknown", "没有这件异议。", 404);
        if (found.State != ObjectionState.Raised) throw new RuleBroken("objection.decided", "这件异议已经办结。", 409);
        (found.State, found.Reply, found.DecidedBy, found.DecidedAt) = (upheld ? ObjectionState.Upheld : ObjectionState.Rejected, reply.Trim(), run.Actor.Id, run.At);
        run.Fact(new ObjectionMoved(id, c.Community, number, upheld ? "成立" : "不成立"));
    }, stop);
}
