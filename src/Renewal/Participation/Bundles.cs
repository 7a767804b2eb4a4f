using System.Text;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Participation.Proofs;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>Puts together by what anybody checks a consultation (docs/verification.md): receipts, the public bundle, the recount bundle.</summary>
public sealed class Bundles(RenewalDb db, BallotBox box, BallotHeads heads, TimeProvider clock)
{
    /// <summary>The receipt of a ballot in the log as it is now.</summary>
    /// <exception cref="RuleBroken">box.shorter (409)</exception>
    public async Task<Receipt> ReceiptOf(BallotReceipt ballot, CancellationToken stop = default)
    {
        // Where a longer log was signed meanwhile, it is read again: heads never go backwards.
        for (var tries = 1; tries <= 4; tries++)
        {
            var log = await Log(ballot.Consultation, stop);
            if (heads.TrySign(ballot.Consultation, log.Size, log.Root(log.Size), clock.Instant()) is { } head) return Receipt.Of(BallotLeaf.Parse(ballot.Leaf), ballot.Index, log, head);
        }
        throw BallotHeads.Shorter();
    }

    async Task<MerkleTree> Log(ConsultationId id, CancellationToken stop)
    {
        var log = new MerkleTree();
        foreach (var ballot in await db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == id).OrderBy(b => b.Index).ToListAsync(stop)) log.Add(Encoding.UTF8.GetBytes(ballot.Leaf()));
        return log;
    }

    /// <summary>The zip of a counted consultation.</summary>
    /// <param name="recount">with every choice: only through <see cref="OpenRecount"/></param>
    /// <exception cref="RuleBroken">consultation.not_counted (409)</exception>
    public async Task<byte[]> Of(Consultation c, bool recount = false, CancellationToken stop = default)
    {
        if (!c.Counted) throw new RuleBroken("consultation.not_counted", "计票以后才有核验包。", 409);
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == c.Id).OrderBy(s => s.Place).ToListAsync(stop);
        var byId = seats.ToDictionary(s => s.Id);
        var (statement, signature) = c.State == ConsultationState.Final ? (c.FinalStatement, c.FinalSignature) : (c.PreliminaryStatement, c.PreliminarySignature);
        var (size, at) = ResultStatement.Parse(statement) is var s ? (s.Size, s.At) : default;
        // Everything as the statement saw it: what was settled since the preliminary count belongs to the final one.
        var ballots = await db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == c.Id && b.Index < size).OrderBy(b => b.Index).ToListAsync(stop);
        var events = (await db.Set<SeatEvent>().AsNoTracking().Where(e => e.Consultation == c.Id && e.Agreed).OrderBy(e => e.At).ToListAsync(stop))
            .FindAll(e => e.AgreedAt <= at && !(e.LiftedAt <= at));
        var amendments = await db.Set<RollAmendment>().AsNoTracking().Where(a => a.Consultation == c.Id && a.AfterFreeze && a.State == AmendmentState.Agreed).OrderBy(a => a.DecidedAt).ToListAsync(stop);
        var voided = events.Where(e => e.Kind == SeatEventKind.Void).Select(e => e.Ballot!.Value).ToHashSet();

        // The frozen roll is what the seats are now with the corrections taken back, last first.
        var lines = seats.ToDictionary(s => s.Id, s => new RollSeat(s.Place, s.Number, s.Building, s.Stairwell, s.Area.Hundredths, s.Owner));
        List<RollCorrection> corrections = [];
        foreach (var (a, i) in amendments.Select((a, i) => (a, i)).Reverse())
        {
            var after = lines[a.Seat];
            var before = lines[a.Seat] = after with { Area = a.OldArea.Hundredths, Owner = a.OldOwner };
            corrections.Insert(0, new(i + 1, a.DecidedAt!.Value, before.Line(), a.Strike ? "" : after.Line(), a.Reason, a.AskedBy, a.AgreedBy));
        }
        var roll = new ProofRoll(c.Id.Value, c.KindOf.Seats, [.. seats.Select(s => lines[s.Id])]);
        var objected = events.Where(e => e.Kind == SeatEventKind.CoOwnerObjection).Select(e => e.Seat).ToHashSet();
        var participation = ballots.GroupBy(b => b.Seat).Select(g => new SeatParticipation(byId[g.Key].Place,
            Counting.Count([.. g.OrderBy(b => b.Ordinal).Select(b => new CountedBallot(b.Ordinal, b.Channel, recount ? box.ChoicesOf(b) : "1=abstain", voided.Contains(b.Id)))], objected.Contains(g.Key)).Channel));
        RecountPart? secret = null;
        if (recount)
        {
            List<BallotEvent> told = [];
            var ordinals = ballots.ToDictionary(b => b.Id, b => b.Ordinal);
            foreach (var e in events)
                told.Add(new(e.Kind == SeatEventKind.Void ? BallotEventKind.Voided : BallotEventKind.Objection, byId[e.Seat].Place, e.Ballot is { } b ? ordinals[b] : 0, e.AgreedAt!.Value, e.Reason));
            told.AddRange(ballots.Where(b => b.Channel == Channel.Settlement).Select(b => new BallotEvent(BallotEventKind.Settlement, b.Place, b.Ordinal, b.At, "本人确认")));
            told.AddRange((await db.Set<PaperSheet>().AsNoTracking().Where(s => s.Consultation == c.Id && s.State == SheetState.Spoiled).ToListAsync(stop))
                .Select(s => new BallotEvent(BallotEventKind.Spoiled, s.Place, 0, s.SecondAt ?? s.FirstAt!.Value, "无法辨认，两单位一致认定")));
            secret = new([.. ballots.Select(b => new LeafOpening(b.Index, box.NonceOf(b), Ballot.Opening(b.Id, b.At, box.ChoicesOf(b))))], told);
        }
        using var zip = new MemoryStream();
        new ConsultationBundle(c.Id.Value, c.Title, roll.Text(), corrections, [.. ballots.Select(b => b.Leaf())],
            [.. heads.All(c.Id).Where(h => TreeHead.Parse(h.Text).Size <= size)], heads.Sign(statement) with { Signature = signature }, [.. participation], c.Rules, heads.PublicKeyPem, secret)
            .Write(zip, text => heads.Sign(text).Signature);
        return zip.ToArray();
    }
}

/// <summary>
/// Hands out the recount bundle, with every choice, under a purpose that is recorded: to the auditor and the witness, and to the office that answers an
/// objector's demand (解释 arts. 13–14).
/// </summary>
public sealed class OpenRecount(ConsultationDesk desk, Bundles bundles)
{
    static readonly Process Opening = new("participation.open-recount", "调取复核包");

    public const string Openers = Roles.Auditor + "," + Roles.Witness + "," + Roles.CountyOffice;

    /// <exception cref="RuleBroken">recount.purpose, consultation.not_counted (409), duty.role (403)</exception>
    public async Task<byte[]> Run(ConsultationId id, string? purpose, CancellationToken stop = default)
    {
        if (purpose?.Trim() is not { Length: >= 4 } why) throw new RuleBroken("recount.purpose", "请写明调取的目的（至少 4 个字），会记入操作日志。") { Field = "Purpose" };
        var c = await desk.On(Opening, id, null, why, (run, c) =>
        {
            ConsultationDesk.Require(run.Actor, Openers.Split(','), "调取复核包");
            if (!c.Counted) throw new RuleBroken("consultation.not_counted", "计票以后才能调取复核包。", 409);
            run.Fact(new RecountOpened(id, c.Community, c.Title));
            return Task.FromResult(c);
        }, stop);
        return await bundles.Of(c, recount: true, stop);
    }
}
