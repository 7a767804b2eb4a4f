namespace Renewal.Participation.Proofs;

/// <summary>A ballot with its opening.</summary>
public sealed record OpenBallot(int Seat, int Ordinal, Channel Channel, IReadOnlyDictionary<int, string> Choices);

/// <summary>
/// The count once more, from the rules as docs/verification.md tells them and from nothing of the product: what checks the product must not be able to make
/// the same mistake. Written to be read in a minute, not to be fast.
/// </summary>
static class IndependentTally
{
    public const string Disputed = "disputed";

    /// <param name="voided">seat and ordinal of ballots that do not count</param>
    /// <param name="objected">seats to which a co-owner objected</param>
    public static IReadOnlyList<LineTotals> Count(IEnumerable<RollSeat> roll, IEnumerable<RuleLine> lines, IEnumerable<OpenBallot> ballots,
        IReadOnlySet<(int Seat, int Ordinal)> voided, IReadOnlySet<int> objected)
    {
        var box = ballots.Where(b => !voided.Contains((b.Seat, b.Ordinal))).ToLookup(b => b.Seat);
        return [.. lines.Select(line => Line(line, roll, seat => Answer([.. box[seat.Place]], objected.Contains(seat.Place), line.Order)))];
    }

    /// <summary>What one seat says on a line: null if it takes no part.</summary>
    public static string? Answer(IReadOnlyList<OpenBallot> ballots, bool objected, int line)
    {
        if (ballots.Count == 0) return null;
        string Says(OpenBallot ballot) => ballot.Choices.GetValueOrDefault(line, "abstain");
        if (Last(Channel.Settlement) is { } settled) return Says(settled);
        var inPlay = ballots.Where(b => b.Channel is Channel.Paper or Channel.Assisted or Channel.StairwellList || b == Last(Channel.Online)).Select(Says).Distinct().ToList();
        if (inPlay.Count == 0) inPlay = [.. ballots.Where(b => b.Channel == Channel.TenantPaper || b == Last(Channel.TenantOnline)).Select(Says).Distinct()];
        return objected || inPlay.Count > 1 ? Disputed : inPlay[0];

        OpenBallot? Last(Channel channel) => ballots.Where(b => b.Channel == channel).MaxBy(b => b.Ordinal);
    }

    /// <summary>Adds one line up over the seats it asks.</summary>
    public static LineTotals Line(RuleLine line, IEnumerable<RollSeat> roll, Func<RollSeat, string?> answer)
    {
        var all = roll.Where(line.Asks).Select(seat => (Seat: seat, Says: answer(seat))).ToList();
        var part = all.FindAll(s => s.Says is not null);
        var yes = part.FindAll(s => s.Says == "yes");
        int Saying(string what) => part.Count(s => s.Says == what);
        // A person agrees if all of their seats that take part agree.
        var agreeing = part.GroupBy(s => s.Seat.Owner).Count(person => person.All(s => s.Says == "yes"));
        return new(line, Sum(all), Sum(part), Sum(yes) with { Owners = agreeing }, Saying("no"), Saying("abstain"), Saying(Disputed),
            [.. line.Options.Select(code => (code, Sum(part.FindAll(s => s.Says!.Split('+').Contains(code)))))]);

        static Votes Sum(List<(RollSeat Seat, string? Says)> seats) => new(seats.Count, seats.Sum(s => s.Seat.Area), seats.Select(s => s.Seat.Owner).Distinct().Count());
    }
}
