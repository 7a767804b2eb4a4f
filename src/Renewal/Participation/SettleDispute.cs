using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// The owner settles a disputed seat, in person before the street or on recorded video, before objections close (office-rules, Consultations 9). The
/// settlement is a ballot of its own in the log.
/// </summary>
public sealed class SettleDispute(ConsultationDesk desk, BallotBox box)
{
    static readonly Process Settling = new("participation.settle", "争议席位本人确认");

    /// <param name="evidence">the signed confirmation with ID shown, or the video</param>
    /// <exception cref="RuleBroken">dispute.none (404), ballot.closed (409), paper.missing, ballot.choice, duty.role (403)</exception>
    public Task Run(ConsultationId id, string number, IReadOnlyDictionary<int, string> answers, FileId evidence, CancellationToken stop = default) =>
        desk.On(Settling, id, null, null, async (run, c) =>
        {
            ConsultationDesk.Require(run.Actor, c.KindOf.Confirms, "争议席位确认");
            c.Require(ConsultationState.Frozen, ConsultationState.Preliminary);
            if (c.State == ConsultationState.Preliminary && run.Today > c.ObjectionsTo) throw new RuleBroken("ballot.closed", "异议期已结束，不能再确认。", 409);
            var seat = await desk.Seat(id, number, stop);
            if (!await run.Db.Set<Dispute>().AnyAsync(d => d.Consultation == id && d.Seat == seat.Id && d.SettledAt == null, stop))
                throw new RuleBroken("dispute.none", $"{seat.Number} 没有待确认的争议。", 404);
            await desk.RequireFile(evidence, "本人签名的确认书或录像", stop);
            var choices = Choices.Write(await desk.Lines(id, stop), answers, seat.Building, seat.Stairwell);
            foreach (var objection in await run.Db.Set<SeatEvent>().Where(e => e.Consultation == id && e.Seat == seat.Id && e.Kind == SeatEventKind.CoOwnerObjection && e.LiftedAt == null).ToListAsync(stop))
                objection.LiftedAt = run.At;
            if (await BallotBox.Lock(run.Db, id, stop) is { } row) row.Revision++;
            await run.Db.SaveChangesAsync(stop);
            var answer = (await box.Put(run, id, [box.Prepare(Guid.CreateVersion7(), seat.Id, Channel.Settlement, choices, run.At)], stop))[0];
            if (answer.Refused is { } refused) throw refused;
        }, stop);
}

/// <summary>
/// A co-owner objects to what was cast for the unit (the seat is disputed), or a ballot is found forged (it is void). Written by one organisation on a paper,
/// binding when another agrees.
/// </summary>
public sealed class ChangeSeat(ConsultationDesk desk, BallotBox box)
{
    static readonly Process Changing = new("participation.change-seat", "席位变更");
    static readonly Process Agreeing = new("participation.agree-seat", "复核席位变更");

    /// <param name="ballot">the ballot to void; null for a co-owner's objection</param>
    /// <exception cref="RuleBroken">ballot.unknown (404), seat.silent (409), paper.missing, opinion.missing, duty.role (403)</exception>
    public Task<Guid> Ask(ConsultationId id, string number, SeatEventKind kind, string reason, FileId paper, Guid? ballot = null, CancellationToken stop = default) =>
        desk.On(Changing, id, null, reason, async (run, c) =>
        {
            ConsultationDesk.Require(run.Actor, c.KindOf.Enters, "席位变更");
            c.Require(ConsultationState.Frozen, ConsultationState.Preliminary);
            if (string.IsNullOrWhiteSpace(reason)) throw new RuleBroken("opinion.missing", "请写明理由。") { Field = "Reason" };
            var seat = await desk.Seat(id, number, stop);
            await desk.RequireFile(paper, "书面材料", stop);
            if (kind == SeatEventKind.Void && !await run.Db.Set<Ballot>().AnyAsync(b => b.Id == ballot && b.Seat == seat.Id, stop)) throw new RuleBroken("ballot.unknown", "没有这张票。", 404);
            if (kind == SeatEventKind.CoOwnerObjection && !await run.Db.Set<Ballot>().AnyAsync(b => b.Seat == seat.Id && b.Consultation == id, stop))
                throw new RuleBroken("seat.silent", $"{seat.Number} 还没有投票，共有人可以直接投票。", 409);
            var change = new SeatEvent(c, seat, kind, kind == SeatEventKind.Void ? ballot : null, reason.Trim(), paper, run.Actor, run.At);
            run.Db.Add(change);
            run.Fact(new SeatMoved(id, c.Community, seat.Number, kind == SeatEventKind.Void ? "申请作废一张票，待复核" : "共有人提出异议，待复核"));
            return change.Id;
        }, stop);

    /// <exception cref="RuleBroken">event.unknown (404), sides.same (403), duty.role (403)</exception>
    public Task Decide(ConsultationId id, Guid change, bool agree, string? opinion = null, CancellationToken stop = default) => desk.On(Agreeing, id, null, opinion, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Confirms, "复核席位变更");
        c.Require(ConsultationState.Frozen, ConsultationState.Preliminary);
        var found = await run.Db.Set<SeatEvent>().SingleOrDefaultAsync(e => e.Id == change && e.Consultation == id && !e.Agreed && e.LiftedAt == null, stop)
            ?? throw new RuleBroken("event.unknown", "没有待复核的这项变更。", 404);
        ConsultationDesk.RequireOther(run.Actor, found.By, found.ByOrganisation);
        await Apply(run, c, found, agree, stop);
    }, stop);

    /// <summary>Makes a change binding, or drops it, and follows what it does to the seat.</summary>
    internal async Task Apply(ProcessRun run, Consultation c, SeatEvent change, bool agree, CancellationToken stop)
    {
        var db = run.Db;
        var row = await BallotBox.Lock(db, c.Id, stop) ?? throw ConsultationDesk.Unknown();
        var seat = await db.Set<Seat>().AsNoTracking().SingleAsync(s => s.Id == change.Seat, stop);
        if (agree) (change.Agreed, change.AgreedBy, change.AgreedAt) = (true, run.Actor.Id, run.At);
        else change.LiftedAt = run.At;
        row.Revision++;
        await db.SaveChangesAsync(stop);
        var state = await box.Memory(db, row, stop);
        var outcome = Counting.Count(state.BallotsOf(seat.Id), state.Objected(seat.Id));
        if (change.Kind == SeatEventKind.Void && agree && !outcome.TakesPart) row.TakingPart--;
        run.Fact(new SeatMoved(c.Id, c.Community, seat.Number, (change.Kind == SeatEventKind.Void ? "作废一张票" : "共有人异议") + (agree ? "已成立" : "不成立")));
        await Disputes.Follow(run, c, seat, outcome, stop);
    }
}
