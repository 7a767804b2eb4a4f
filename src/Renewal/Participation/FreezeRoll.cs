using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// Freezes the roll and lays the empty box: another organisation than the one that called the consultation does it, after the display and before the first
/// ballot. The hash of the roll is published, and the rules by which the result will be judged are fixed with it.
/// </summary>
public sealed class FreezeRoll(ConsultationDesk desk, ResultRules rules)
{
    static readonly Process Freezing = new("participation.freeze-roll", "冻结名册");

    /// <exception cref="RuleBroken">roll.on_display (409), roll.amendments_open (409), consultation.state (409), sides.same (403), duty.role (403)</exception>
    public Task<string> Run(ConsultationId id, int? version = null, CancellationToken stop = default) => desk.On(Freezing, id, version, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Confirms, "冻结名册");
        ConsultationDesk.RequireOther(run.Actor, c.MadeBy, c.Initiator);
        c.Require(ConsultationState.Displayed);
        if (c.RollTo > c.RollFrom && run.Today <= c.RollTo) throw new RuleBroken("roll.on_display", $"名册公示到 {c.RollTo:yyyy-MM-dd}，期满次日才能冻结。", 409);
        if (await run.Db.Set<RollAmendment>().AnyAsync(a => a.Consultation == c.Id && a.State == AmendmentState.Asked, stop))
            throw new RuleBroken("roll.amendments_open", "还有名册更正没有复核，请先办完。", 409);
        if (run.At >= c.ClosesAt) throw new RuleBroken("consultation.window", "表决期限已过，名册却没有冻结，本次征询不能再收票，请中止后重新发起。", 409);
        var seats = await run.Db.Set<Seat>().Where(s => s.Consultation == c.Id).OrderBy(s => s.Place).ToListAsync(stop);
        // Corrections during the display may have left gaps.
        for (var i = 0; i < seats.Count; i++) seats[i].Place = i + 1;
        // Nothing was answered before the freeze: a late freeze opens late.
        if (c.OpensAt < run.At) c.OpensAt = run.At;
        var asked = seats.Count(s => s.Asked);
        c.ExtendBelow = c.ExtensionDays > 0 ? await rules.SeatsToTakePart(c, asked, stop) : 0;
        (c.Seats, c.Owners, c.RollArea) = (seats.Count, seats.Select(s => s.Owner).Distinct().Count(), new Area(seats.Sum(s => s.Area.Hundredths)));
        c.RollHash = SeatRoll.Hash(SeatRoll.Text(c.Id, c.KindOf.Seats, seats));
        c.Rules = await rules.Write(c, await desk.Lines(c.Id, stop), asked == seats.Count ? null : [.. seats.Where(s => s.Asked).Select(s => s.Place)], run.Today, stop);
        c.State = ConsultationState.Frozen;
        run.Db.Add(new BallotBoxRow(c));
        run.Fact(new RollFrozen(c.Id, c.Community, c.Title, c.Seats, c.Owners, c.RollArea, c.RollHash, c.OpensAt!.Value, c.ClosesAt!.Value));
        return c.RollHash;
    }, stop);
}
