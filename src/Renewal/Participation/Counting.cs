using Renewal.Foundation;

namespace Renewal.Participation;

/// <summary>A ballot as the count sees it.</summary>
/// <param name="Ordinal">1, 2, 3, …: which of the seat</param>
/// <param name="Void">found forged, or withdrawn on paper: as if it had not been given</param>
public readonly record struct CountedBallot(int Ordinal, Channel Channel, string Choices, bool Void);

/// <summary>What one seat comes to.</summary>
/// <param name="TakesPart">a valid ballot is there; a disputed seat takes part</param>
/// <param name="Channel">of the ballot that counts, or of the first that takes part in the dispute</param>
/// <param name="Answers">line order → value; a disputed line is absent: it takes part and is not a yes</param>
/// <param name="Disputed">two ways say different things, or a co-owner objects, and the owner has not settled it</param>
public sealed record SeatOutcome(bool TakesPart, Channel? Channel, IReadOnlyDictionary<int, string> Answers, bool Disputed)
{
    public static readonly SeatOutcome Silent = new(false, null, new Dictionary<int, string>(), false);
}

/// <summary>
/// One seat, one counted ballot, from any channel (O2.1, S1.06, S2.03). The owner's own settlement is final. Else the last online ballot before closing
/// counts, and paper never overrides it: paper that says the same is no dispute, paper that says otherwise makes the seat disputed on the lines where they
/// differ, in whichever order they came. Two papers that differ do the same. A co-owner's objection disputes every line. What a tenant says counts, by the same
/// rules, only where the owner's side has said nothing, and is never set against it (office-rules, Consultations 4). Pure.
/// </summary>
public static class Counting
{
    /// <param name="ballots">of one seat, in the order of their ordinals</param>
    /// <param name="objected">a co-owner objected and it is not settled</param>
    public static SeatOutcome Count(IReadOnlyList<CountedBallot> ballots, bool objected)
    {
        CountedBallot? settled = null, online = null, tenantOnline = null;
        List<CountedBallot> inPlay = [], tenants = [];
        foreach (var b in ballots)
        {
            if (b.Void) continue;
            switch (b.Channel)
            {
                case Channel.Settlement: settled = b; break;
                case Channel.Online: online = b; break;
                case Channel.TenantOnline: tenantOnline = b; break;
                case Channel.TenantPaper: tenants.Add(b); break;
                default: inPlay.Add(b); break;
            }
        }
        if (settled is { } final) return new(true, final.Channel, Choices.Read(final.Choices), false);
        if (online is null && inPlay.Count == 0) (online, inPlay) = (tenantOnline, tenants);
        if (online is { } last) inPlay.Insert(0, last);
        if (inPlay.Count == 0) return SeatOutcome.Silent;
        var counts = inPlay[0];
        if (objected) return new(true, counts.Channel, new Dictionary<int, string>(), true);
        if (inPlay.TrueForAll(b => b.Choices == counts.Choices)) return new(true, counts.Channel, Choices.Read(counts.Choices), false);
        var read = inPlay.ConvertAll(b => Choices.Read(b.Choices));
        var agreed = read[0].Where(a => read.TrueForAll(r => r.GetValueOrDefault(a.Key) == a.Value)).ToDictionary();
        return new(true, counts.Channel, agreed, true);
    }
}

/// <summary>A seat in the count.</summary>
public sealed record TallySeat(int Place, string Building, string Stairwell, Area Area, int Owner, SeatOutcome Outcome);

/// <summary>A line in the count.</summary>
public sealed record TallyLine(int Order, Question Question, Func<string, string, bool> Asks);

/// <summary>Seats, area and persons; whole numbers only.</summary>
public readonly record struct Weight(int Seats, Area Area, int Owners);

/// <summary>What one line comes to.</summary>
/// <param name="Total">everybody the line asks</param>
/// <param name="Part">who takes part: yes, no, abstention and disputed seats</param>
/// <param name="Yes">persons: all of whose seats that take part say yes</param>
/// <param name="Options">code → who chose it; for choice lines</param>
public sealed record LineCount(int Order, string Question, Weight Total, Weight Part, Weight Yes, int No, int Abstain, int Disputed, IReadOnlyDictionary<string, Weight> Options);

/// <summary>
/// Adds up. Seats each count one, area by unit, persons by the interpretation (法释 2020, arts. 8–9): a person with several units takes part if one of them
/// does, and agrees if all of them that take part agree. Whole numbers only; the same input gives the same result everywhere. Pure.
/// </summary>
public static class Tally
{
    public static LineCount Line(TallyLine line, IEnumerable<TallySeat> seats)
    {
        var (total, part, yes) = (new Sum(), new Sum(), new Sum());
        var (no, abstain, disputed) = (0, 0, 0);
        HashSet<int> against = [];
        Dictionary<string, Sum> options = line.Question.Options.ToDictionary(o => o.Code, _ => new Sum());
        foreach (var seat in seats)
        {
            if (!line.Asks(seat.Building, seat.Stairwell)) continue;
            total.Add(seat);
            if (!seat.Outcome.TakesPart) continue;
            part.Add(seat);
            var said = seat.Outcome.Answers.GetValueOrDefault(line.Order);
            if (said == Choices.Yes) yes.Add(seat);
            else against.Add(seat.Owner);
            switch (said)
            {
                case null: disputed++; break;
                case Choices.Yes: break;
                case Choices.No: no++; break;
                case Choices.Abstain: abstain++; break;
                default:
                    foreach (var code in said.Split('+')) options[code].Add(seat);
                    break;
            }
        }
        return new(line.Order, line.Question.Code, total.Weight(), part.Weight(), yes.Weight(against), no, abstain, disputed, options.ToDictionary(o => o.Key, o => o.Value.Weight()));
    }

    sealed class Sum
    {
        readonly HashSet<int> owners = [];
        int seats;
        long area;

        public void Add(TallySeat seat)
        {
            seats++;
            area = checked(area + seat.Area.Hundredths);
            owners.Add(seat.Owner);
        }

        public Weight Weight(HashSet<int>? less = null) => new(seats, new Area(area), less is null ? owners.Count : owners.Count(o => !less.Contains(o)));
    }
}
