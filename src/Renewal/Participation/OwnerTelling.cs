using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// A tenant has answered for a home in a households' poll. The owner's answer goes before it, and the tenant's alone counts only if the owner was told and
/// stays silent (office-rules, Consultations 4): by a message that a phone took, or by staff who say how.
/// </summary>
public sealed class OwnerTelling : IPhonesToTell
{
    OwnerTelling() { }

    internal OwnerTelling(Consultation consultation, Seat seat, DateTimeOffset at) =>
        (Id, Consultation, Community, Seat, Unit, Number, AskedAt) = (Guid.CreateVersion7(), consultation.Id, consultation.Community, seat.Id, seat.Unit, seat.Number, at);

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public string Number { get; private set; } = "";
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? ToldAt { get; set; }
    public int Told { get; set; }
    /// <summary>How staff told the owner: by telephone, letter or in person, when and whom; empty where messages did.</summary>
    public string ByHand { get; internal set; } = "";
    public int Version { get; private set; }

    public bool IsTold => Told > 0 || ByHand.Length > 0;
}

/// <summary>Staff tell an owner whose phones took no message, before the close.</summary>
public sealed class TellOwner(ConsultationDesk desk)
{
    static readonly Process Telling = new("participation.tell-owner-by-hand", "当面或来函告知业主");

    /// <param name="how">by what way, when and whom; 4 to 200 characters</param>
    /// <exception cref="RuleBroken">owner.how, owner.none (404), ballot.closed (409), seat.unknown (404), duty.role (403)</exception>
    public Task Run(ConsultationId id, string number, string? how, CancellationToken stop = default) => desk.On(Telling, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters.Concat(c.KindOf.Confirms), "告知业主");
        c.Require(ConsultationState.Frozen);
        if (how?.Trim() is not { Length: >= 4 and <= 200 } told) throw new RuleBroken("owner.how", "请写明怎样告知的、何时、告知了谁（4 至 200 个字）。") { Field = "How" };
        if (await BallotBox.Lock(run.Db, id, stop) is not { } box || run.At >= box.ClosesAt) throw new RuleBroken("ballot.closed", "征询已经截止，业主不能再作答，不能补告知。", 409);
        var seat = await desk.Seat(id, number, stop);
        var telling = await run.Db.Set<OwnerTelling>().SingleOrDefaultAsync(t => t.Consultation == id && t.Seat == seat.Id, stop)
            ?? throw new RuleBroken("owner.none", $"{seat.Number} 没有承租人的答复，不用告知。", 404);
        telling.ByHand = told;
        telling.ToldAt ??= run.At;
        run.Fact(new SeatMoved(id, c.Community, seat.Number, $"已告知业主：{told}"));
    }, stop);
}

static class OwnersUntold
{
    /// <summary>
    /// At the close: what a tenant said alone without the owner's knowledge does not count. Its ballots are void, like any that should not have been given, so
    /// that every recount leaves them out too.
    /// </summary>
    internal static async Task LeaveOut(ProcessRun run, Consultation c, BallotBoxRow row, BoxMemory state, CancellationToken stop)
    {
        foreach (var telling in await run.Db.Set<OwnerTelling>().Where(t => t.Consultation == c.Id && t.Told == 0 && t.ByHand == "").ToListAsync(stop))
        {
            if (Counting.Count(state.BallotsOf(telling.Seat), state.Objected(telling.Seat)).Channel?.IsTenants() != true) continue;
            foreach (var ballot in await run.Db.Set<Ballot>().AsNoTracking().Where(b => b.Seat == telling.Seat && (b.Channel == Channel.TenantOnline || b.Channel == Channel.TenantPaper)).ToListAsync(stop))
                run.Db.Add(new SeatEvent(c, state.Seats[telling.Seat], SeatEventKind.Void, ballot.Id, "截止前业主没有被告知，承租人的答复不计", null, run.Actor, run.At) { Agreed = true, AgreedBy = run.Actor.Id, AgreedAt = run.At });
            (row.TakingPart, row.Revision) = (row.TakingPart - 1, row.Revision + 1);
            run.Fact(new SeatMoved(c.Id, c.Community, telling.Number, "业主没有被告知，承租人的答复不计"));
        }
    }
}
