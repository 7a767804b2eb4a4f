using CsCheck;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Proofs;
using Xunit;

namespace Renewal.Tests.Participation.Proofs;

/// <summary>The product's count against the verifier's own, which shares no code with it.</summary>
[Clause("O2.1", "S1.06", "S2.03")]
public sealed class TallyAgreementTests
{
    static readonly Channel[] Channels = [Channel.Online, Channel.Online, Channel.Online, Channel.Paper, Channel.Paper, Channel.Assisted, Channel.StairwellList, Channel.Settlement, Channel.TenantOnline, Channel.TenantOnline, Channel.TenantPaper, Channel.TenantPaper];

    // Lines of every form and every circle; the codes are those of the catalogue.
    static readonly (string Question, string Scope)[] Lines =
        [("scheme", "all"), ("model", "all"), ("wishes", "building:1"), ("lift", "stairwell:2:1"), ("satisfaction", "building:2"), ("closure", "stairwell:1:2")];

    sealed record Vote(Channel Channel, int[] Says, bool Void);
    sealed record Home(int Building, int Stairwell, long Area, int Owner, Vote[] Votes, bool Objected);

    static readonly Gen<Vote> vote = Gen.Select(Gen.Int[0, Channels.Length - 1].Select(i => Channels[i]), Gen.Int[0, 40].Array[Lines.Length], Gen.Int[0, 6]).Select((channel, says, v) => new Vote(channel, says, v == 0));

    static readonly Gen<Home[]> roll = Gen.Select(Gen.Int[1, 2], Gen.Int[1, 2], Gen.Long[1, 20_000], Gen.Int[1, 9], vote.Array[0, 5], Gen.Int[0, 5])
        .Select((building, stairwell, area, owner, votes, o) => new Home(building, stairwell, area, owner, votes, o == 0)).Array[1, 14];

    /// <summary>A value of the question: few of them, so that ways often agree.</summary>
    static string Value(Question q, int n)
    {
        if (n % 7 == 0) return Choices.Abstain;
        if (q.Form == QuestionForm.YesNo) return n % 3 == 0 ? Choices.No : Choices.Yes;
        var codes = q.Options.Select(o => o.Code).Take(3).Order(StringComparer.Ordinal).ToList();
        return q.Form == QuestionForm.Choice ? codes[n % codes.Count] : string.Join('+', codes.Where((_, i) => ((n % 7) >> i & 1) == 1));
    }

    static void Compare(Func<IReadOnlyList<CountedBallot>, bool, SeatOutcome> count, long rounds)
    {
        var rules = Lines.Select((l, i) => ConsultationKinds.Question(l.Question) is var q ? new RuleLine(i + 1, q.Code, q.Item, l.Scope, [.. q.Options.Select(o => o.Code)], q.Form == QuestionForm.Many) : null!).ToList();
        roll.Sample(homes =>
        {
            List<TallySeat> seats = [];
            List<RollSeat> places = [];
            List<OpenBallot> ballots = [];
            HashSet<(int, int)> voided = [];
            HashSet<int> objected = [];
            foreach (var (h, i) in homes.Select((h, i) => (h, i)))
            {
                var place = new RollSeat(i + 1, $"{i + 1}", $"{h.Building}", $"{h.Stairwell}", h.Area, h.Owner);
                List<CountedBallot> counted = [];
                foreach (var (v, n) in h.Votes.Select((v, n) => (v, n + 1)))
                {
                    var says = rules.Where(l => l.Asks(place)).ToDictionary(l => l.Order, l => Value(ConsultationKinds.Question(l.Kind), v.Says[l.Order - 1]));
                    counted.Add(new(n, v.Channel, string.Join(';', says.Select(s => $"{s.Key}={s.Value}")), v.Void));
                    ballots.Add(new(i + 1, n, v.Channel, says));
                    if (v.Void) voided.Add((i + 1, n));
                }
                if (h.Objected) objected.Add(i + 1);
                places.Add(place);
                seats.Add(new(i + 1, place.Building, place.Stairwell, new Area(h.Area), h.Owner, count(counted, h.Objected)));
            }
            var independent = IndependentTally.Count(places, rules, ballots, voided, objected);
            foreach (var (line, theirs) in rules.Zip(independent))
            {
                var ours = Tally.Line(new(line.Order, ConsultationKinds.Question(line.Kind), (b, s) => line.Asks(new(1, "", b, s, 0, 0))), seats);
                static Votes V(Weight w) => new(w.Seats, w.Area.Hundredths, w.Owners);
                Assert.Equal(theirs.Text(), new LineTotals(line, V(ours.Total), V(ours.Part), V(ours.Yes), ours.No, ours.Abstain, ours.Disputed, [.. ours.Options.Select(o => (o.Key, V(o.Value)))]).Text());
            }
        }, iter: rounds, threads: 2);
    }

    [Fact]
    public void The_count_agrees_with_the_verifiers_own_on_20_000_random_votes() => Compare(Counting.Count, 20_000);

    [Theory]
    [InlineData("the last paper counts")]
    [InlineData("a dispute spreads to every line")]
    [InlineData("the first settlement counts")]
    public void A_wrong_count_is_found_by_the_same_comparison(string how) => Assert.ThrowsAny<Exception>(() => Compare((ballots, objected) => how switch
    {
        "the last paper counts" => Counting.Count([.. ballots.Where(b => b.Channel != Channel.Paper || b.Ordinal == ballots.Last(x => x.Channel == Channel.Paper).Ordinal)], objected),
        "the first settlement counts" => Counting.Count([.. ballots.Where(b => b.Channel != Channel.Settlement || b.Ordinal == ballots.First(x => x.Channel == Channel.Settlement).Ordinal)], objected),
        _ => Counting.Count(ballots, objected) is { Disputed: true } d ? d with { Answers = new Dictionary<int, string>() } : Counting.Count(ballots, objected),
    }, 5_000));
}
