using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

public enum AmendmentState { Asked, Agreed, Refused }

/// <summary>
/// A correction of the roll, with a paper and a second organisation (office-rules, Consultations 1). After the freeze it is a visible amendment: the frozen
/// text and its hash stay what they were, and notice, result and bundle show what was amended and why.
/// </summary>
public sealed class RollAmendment
{
    RollAmendment() { }

    internal RollAmendment(Consultation c, Seat seat, bool after, Area? area, bool strike, int? owner, string reason, FileId paper, Actor by, DateTimeOffset at)
    {
        (Id, Consultation, Community, Seat, Unit, Place, Number) = (Guid.CreateVersion7(), c.Id, c.Community, seat.Id, seat.Unit, seat.Place, seat.Number);
        (AfterFreeze, OldArea, NewArea, Strike, OldOwner, NewOwner, Reason, Paper, By, ByOrganisation, At) = (after, seat.Area, area, strike, seat.Owner, owner, reason, paper, by.Id, by.Organisation, at);
        AskedBy = by.OrganisationName;
    }

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public int Place { get; private set; }
    public string Number { get; private set; } = "";
    public bool AfterFreeze { get; private set; }
    /// <summary>Area and person as they were when it was agreed; before that, when it was asked for.</summary>
    public Area OldArea { get; internal set; }
    /// <summary>Null: area stays.</summary>
    public Area? NewArea { get; private set; }
    /// <summary>The seat is taken off the roll (merged flats, demolished unit).</summary>
    public bool Strike { get; private set; }
    public int OldOwner { get; internal set; }
    /// <summary>Person the seat counts to from now on; null: stays.</summary>
    public int? NewOwner { get; private set; }
    public string Reason { get; private set; } = "";
    public FileId Paper { get; private set; }
    public AmendmentState State { get; internal set; }
    public Guid By { get; private set; }
    public Guid? ByOrganisation { get; private set; }
    /// <summary>Names of the two organisations, as the published list of corrections shows them.</summary>
    public string AskedBy { get; private set; } = "";
    public string AgreedBy { get; internal set; } = "";
    public DateTimeOffset At { get; private set; }
    public Guid? DecidedBy { get; internal set; }
    public DateTimeOffset? DecidedAt { get; internal set; }
    public int Version { get; private set; }

    public string Zh => $"{Number} " + string.Join('，', new[]
    {
        Strike ? "从名册移除" : null, NewArea is { } area ? $"面积由 {OldArea} m² 改为 {area} m²" : null, NewOwner is { } owner ? (owner == OldOwner ? null : $"计入第 {owner} 位业主") : null,
    }.OfType<string>());
}

/// <summary>Asks for a correction of the roll.</summary>
public sealed class AmendRoll(ConsultationDesk desk)
{
    static readonly Process Amending = new("participation.amend-roll", "申请更正名册");

    /// <param name="Number">the seat</param>
    /// <param name="SquareMetres">new exclusive area; null: stays</param>
    /// <param name="SameAs">number of a seat of the same person; null: stays</param>
    /// <param name="Paper">title, measurement or contract</param>
    public sealed record Request(ConsultationId Id, string Number, string Reason, FileId Paper, decimal? SquareMetres = null, string? SameAs = null, bool Strike = false);

    /// <exception cref="RuleBroken">roll.nothing, roll.area, consultation.state (409), paper.missing, duty.role (403)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) => desk.On(Amending, request.Id, null, request.Reason, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters, "更正名册");
        c.Require(ConsultationState.Displayed, ConsultationState.Frozen);
        var seat = await desk.Seat(c.Id, request.Number, stop);
        await desk.RequireFile(request.Paper, "更正依据（产权、测绘或合同）", stop);
        if (string.IsNullOrWhiteSpace(request.Reason)) throw new RuleBroken("opinion.missing", "请写明更正的理由。") { Field = "Reason" };
        if (request.SquareMetres is <= 0 or > 100_000) throw new RuleBroken("roll.area", "面积应大于 0。") { Field = "SquareMetres" };
        int? owner = string.IsNullOrWhiteSpace(request.SameAs) ? null : (await desk.Seat(c.Id, request.SameAs, stop)).Owner;
        if (request.SquareMetres is null && owner is null && !request.Strike) throw new RuleBroken("roll.nothing", "没有要更正的内容。");
        var amendment = new RollAmendment(c, seat, c.State == ConsultationState.Frozen, request.SquareMetres is { } m2 ? Area.SquareMetres(m2) : null, request.Strike, owner,
            request.Reason.Trim(), request.Paper, run.Actor, run.At);
        run.Db.Add(amendment);
        run.Fact(new RollAmended(c.Id, c.Community, amendment.Zh, "待复核", amendment.AfterFreeze));
        return amendment.Id;
    }, stop);
}

/// <summary>The second organisation agrees or refuses.</summary>
public sealed class DecideAmendment(ConsultationDesk desk)
{
    static readonly Process Deciding = new("participation.decide-amendment", "复核名册更正");

    /// <exception cref="RuleBroken">roll.no_amendment (404), roll.decided (409), roll.voted (409), sides.same (403), duty.role (403)</exception>
    public Task Run(ConsultationId id, Guid amendment, bool agree, string? opinion = null, CancellationToken stop = default) => desk.On(Deciding, id, null, opinion, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Confirms, "复核名册更正");
        c.Require(ConsultationState.Displayed, ConsultationState.Frozen);
        var db = run.Db;
        var found = await db.Set<RollAmendment>().SingleOrDefaultAsync(a => a.Id == amendment && a.Consultation == id, stop) ?? throw new RuleBroken("roll.no_amendment", "没有这条更正。", 404);
        if (found.State != AmendmentState.Asked) throw new RuleBroken("roll.decided", "这条更正已经办结。", 409);
        ConsultationDesk.RequireOther(run.Actor, found.By, found.ByOrganisation);
        (found.State, found.DecidedBy, found.DecidedAt) = (agree ? AmendmentState.Agreed : AmendmentState.Refused, run.Actor.Id, run.At);
        found.AgreedBy = run.Actor.OrganisationName;
        if (!agree)
        {
            run.Fact(new RollAmended(c.Id, c.Community, found.Zh, "不予更正", found.AfterFreeze));
            return;
        }
        var box = await BallotBox.Lock(db, id, stop);
        var seat = await db.Set<Seat>().SingleOrDefaultAsync(s => s.Id == found.Seat, stop) ?? throw new RuleBroken("seat.unknown", "名册上没有这个席位。", 404);
        // Another correction of the seat may have come between.
        (found.OldArea, found.OldOwner) = (seat.Area, seat.Owner);
        run.Fact(new RollAmended(c.Id, c.Community, found.Zh, "已复核", found.AfterFreeze));
        if (found.Strike)
        {
            if (await db.Set<Ballot>().AnyAsync(b => b.Seat == seat.Id, stop)) throw new RuleBroken("roll.voted", $"{seat.Number} 已经投票，不能从名册移除。", 409);
            if (c.State == ConsultationState.Displayed) db.Remove(seat);
            else seat.Struck = true;
        }
        if (found.NewArea is { } area) (seat.Area, seat.AreaSource) = (area, AreaSource.Register);
        if (found.NewOwner is { } owner) seat.Owner = owner;
        await db.SaveChangesAsync(stop);
        var seats = await db.Set<Seat>().Where(s => s.Consultation == id && !s.Struck).Select(s => new { s.Area, s.Owner }).ToListAsync(stop);
        (c.Seats, c.Owners, c.RollArea) = (seats.Count, seats.Select(s => s.Owner).Distinct().Count(), new Area(seats.Sum(s => s.Area.Hundredths)));
        if (box is not null) box.Revision++;
    }, stop);
}
