using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

public enum AuditOutcome
{
    Waiting,
    /// <summary>The owner says: yes, that is my ballot.</summary>
    Confirmed,
    /// <summary>The owner says it is not: the ballot is void and every paper ballot is checked.</summary>
    Forged,
    /// <summary>Not reached after three tries; named in the report, not taken as confirmed.</summary>
    Unreachable,
}

/// <summary>A paper ballot drawn for a callback.</summary>
public sealed class AuditCall
{
    AuditCall() { }

    internal AuditCall(Consultation c, Ballot ballot, string number, int order) =>
        (Id, Consultation, Community, Seat, Unit, Ballot, Number, Order) = (Guid.CreateVersion7(), c.Id, c.Community, ballot.Seat, ballot.Unit, ballot.Id, number, order);

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public Guid Ballot { get; private set; }
    public string Number { get; private set; } = "";
    public int Order { get; private set; }
    public AuditOutcome Outcome { get; internal set; }
    public Guid? By { get; internal set; }
    public DateTimeOffset? At { get; internal set; }
    public int Version { get; private set; }
}

/// <summary>
/// The sample of paper ballots that are called back before a result may be final. Its size: the smallest n for which drawing n of N without replacement
/// meets at least one of the k ballots that forgery would need, with the asked confidence (hypergeometric; exact whole numbers). 100, 6, 95% → 39.
/// </summary>
public sealed class AuditSample(IGuideline guideline)
{
    /// <summary>Smallest n with 1 − C(N−k, n) ÷ C(N, n) ≥ confidence.</summary>
    /// <param name="ballots">N, paper ballots</param>
    /// <param name="needed">k, 1…N: how many would have to be forged to turn the result</param>
    public static int Size(int ballots, int needed, Share confidence)
    {
        if (ballots == 0) return 0;
        needed = Math.Clamp(needed, 1, ballots);
        BigInteger miss = 1, all = 1;
        for (var n = 1; n <= ballots; n++)
        {
            // C(N−k, n) ÷ C(N, n) = Π (N−k−i) ÷ (N−i)
            miss *= Math.Max(0, ballots - needed - n + 1);
            all *= ballots - n + 1;
            if ((all - miss) * confidence.Whole >= confidence.Part * all) return n;
        }
        return ballots;
    }

    internal async Task Draw(ProcessRun run, Consultation c, Recount.Result result, CancellationToken stop)
    {
        var db = run.Db;
        var counted = result.Seats.Where(s => s.Outcome.Channel?.IsPaper() == true).Select(s => s.Place).ToHashSet();
        var papers = (await db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == c.Id).ToListAsync(stop))
            .FindAll(b => b.Channel.IsPaper() && counted.Contains(b.Place)).GroupBy(b => b.Seat).Select(g => g.MinBy(b => b.Ordinal)!).ToList();
        var confidence = await guideline.Parameter("consultation.audit.confidence", c.Division, run.Today, stop);
        var asked = await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == c.Id).ToListAsync(stop);
        var needed = asked.Min(l => AuditMargin.Of(l.QuestionOf, AuditMargin.Thresholds(c.Rules, l.Order), [.. result.Seats.Where(s => l.Asks(s.Building, s.Stairwell))
            .Select(s => new AuditMargin.Said(s.Area.Hundredths, s.Owner, s.Outcome.TakesPart, s.Outcome.Answers.GetValueOrDefault(l.Order), counted.Contains(s.Place)))], c.Seats)) ?? papers.Count;
        c.AuditSize = Size(papers.Count, needed, new Share(confidence.Numerator, confidence.Denominator));
        // Nobody could know the signature before the statement was made.
        c.AuditSeed = Statements.Hash(c.PreliminaryStatement + c.PreliminarySignature);
        var numbers = await db.Set<Seat>().Where(s => s.Consultation == c.Id).ToDictionaryAsync(s => s.Id, s => s.Number, stop);
        foreach (var (ballot, i) in Sampling.Draw(c.AuditSeed, papers, b => b.Leaf()).Take(c.AuditSize.Value).Select((b, i) => (b, i)))
            db.Add(new AuditCall(c, ballot, numbers[ballot.Seat], i + 1));
    }
}

/// <summary>Notes what a callback said. A confirmed forgery voids the ballot and draws every other paper ballot too.</summary>
public sealed class RecordAuditCall(ConsultationDesk desk, ChangeSeat seats)
{
    static readonly Process Calling = new("participation.audit-call", "纸质票回访");

    /// <summary>Who calls back: never the side that typed the paper first.</summary>
    public const string Callers = Roles.CountyOffice + "," + Roles.Witness + "," + Roles.Auditor;

    /// <exception cref="RuleBroken">audit.unknown (404), audit.done (409), duty.role (403)</exception>
    public Task Run(ConsultationId id, Guid call, AuditOutcome outcome, string? opinion = null, CancellationToken stop = default) => desk.On(Calling, id, null, opinion, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, Callers.Split(','), "纸质票回访");
        c.Require(ConsultationState.Preliminary);
        var db = run.Db;
        var found = await db.Set<AuditCall>().SingleOrDefaultAsync(a => a.Id == call && a.Consultation == id, stop) ?? throw new RuleBroken("audit.unknown", "没有这份回访。", 404);
        if (found.Outcome != AuditOutcome.Waiting || outcome == AuditOutcome.Waiting) throw new RuleBroken("audit.done", "这份回访已经登记。", 409);
        (found.Outcome, found.By, found.At) = (outcome, run.Actor.Id, run.At);
        run.Fact(new SeatMoved(id, c.Community, found.Number, outcome switch { AuditOutcome.Confirmed => "纸质票经回访属实", AuditOutcome.Forged => "纸质票经回访不实", _ => "纸质票回访未联系上" }));
        if (outcome != AuditOutcome.Forged) return;
        var seat = await db.Set<Seat>().AsNoTracking().SingleAsync(s => s.Id == found.Seat, stop);
        var change = new SeatEvent(c, seat, SeatEventKind.Void, found.Ballot, "抽查回访：本人否认", null, run.Actor, run.At);
        db.Add(change);
        await seats.Apply(run, c, change, true, stop);
        if (c.FullCheck) return;
        c.FullCheck = true;
        var drawn = (await db.Set<AuditCall>().Where(a => a.Consultation == id).ToListAsync(stop)).Select(a => a.Ballot).ToHashSet();
        var numbers = await db.Set<Seat>().Where(s => s.Consultation == id).ToDictionaryAsync(s => s.Id, s => s.Number, stop);
        var order = drawn.Count;
        foreach (var ballot in await db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == id).OrderBy(b => b.Index).ToListAsync(stop))
            if (ballot.Channel.IsPaper() && drawn.Add(ballot.Id)) db.Add(new AuditCall(c, ballot, numbers[ballot.Seat], ++order));
    }, stop);
}
