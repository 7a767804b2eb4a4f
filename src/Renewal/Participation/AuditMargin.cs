using System.Text.Json;
using Renewal.Guideline.Contract;

namespace Renewal.Participation;

/// <summary>
/// How few paper ballots would have to be false for a line to have come out the other way: what the callback sample must be able to find. What a false ballot
/// hides is taken at its worst: any other answer, or none. A line that passed falls by any one of its thresholds, so its margin is exact; one that failed must
/// rise over all it missed, and the largest of those margins is not more than it takes. Whole numbers only. Pure.
/// </summary>
static class AuditMargin
{
    public sealed record Threshold(string Id, bool Strict, long Numerator, long Denominator)
    {
        /// <summary>Of nothing, nothing holds.</summary>
        public bool Holds(long have, long whole) => whole > 0 && ((Int128)have * Denominator).CompareTo((Int128)whole * Numerator) >= (Strict ? 1 : 0);
    }

    /// <param name="Answer">as counted; null where it takes no part, or is disputed</param>
    /// <param name="Paper">counts by a paper ballot</param>
    public sealed record Said(long Area, int Owner, bool TakesPart, string? Answer, bool Paper);

    /// <summary>The thresholds of a line, from the rules fixed at the freeze.</summary>
    public static IReadOnlyList<Threshold> Thresholds(string rules, int order)
    {
        using var read = JsonDocument.Parse(rules);
        return [.. read.RootElement.GetProperty("lines").EnumerateArray().First(l => l.GetProperty("order").GetInt32() == order).GetProperty("thresholds").EnumerateArray()
            .Select(t => new Threshold(t.GetProperty("Id").GetString()!, t.GetProperty("Operator").GetString() == nameof(Comparison.MoreThan), t.GetProperty("Numerator").GetInt64(), t.GetProperty("Denominator").GetInt64()))];
    }

    /// <param name="seats">those the line asks</param>
    /// <param name="homes">of the roll: what the least number of valid answers is taken of</param>
    /// <returns>null where not even all paper ballots together could turn it, or no line is drawn</returns>
    public static int? Of(Question question, IReadOnlyList<Threshold> thresholds, IReadOnlyList<Said> seats, long homes)
    {
        // Whether the survey closes the step and whether it frees from rectifying are two answers (S2.13, T6.8).
        var outcomes = thresholds.ToLookup(t => t.Id == "satisfaction.inclusive");
        return outcomes.Min(o => Flip([.. o.Select(t => Measure.Of(question, t, seats, homes))]));
    }

    static int? Flip(IReadOnlyList<Measure> measures) => measures.All(m => m.Holds(0, 0)) ? measures.Min(m => m.Fall())
        : measures.Where(m => !m.Holds(0, 0)).Select(m => m.Rise()).ToList() is var rises && rises.Contains(null) ? null : rises.Max();

    /// <summary>One threshold with what false ballots can do to either side of it.</summary>
    /// <param name="Down">what each false ballot may have added: the first takes away most; several ballots may go into one step</param>
    /// <param name="Up">what each may have kept from it</param>
    sealed record Measure(Threshold Threshold, long Have, long Whole, IReadOnlyList<Step> Down, IReadOnlyList<Step> Up)
    {
        public bool Holds(long have, long whole) => Threshold.Holds(Have + have, Whole + whole);
        public int? Fall() => Walk(Down, -1, false);
        public int? Rise() => Walk(Up, +1, true);

        int? Walk(IReadOnlyList<Step> steps, int sign, bool until)
        {
            long have = 0, whole = 0;
            var ballots = 0;
            foreach (var step in steps)
            {
                (have, whole, ballots) = (have + sign * step.Have, whole + sign * step.Whole, ballots + step.Ballots);
                if (Holds(have, whole) == until) return ballots;
            }
            return null;
        }

        public static Measure Of(Question question, Threshold t, IReadOnlyList<Said> seats, long homes)
        {
            var part = seats.Where(s => s.TakesPart).ToList();
            var (yes, rest) = (part.FindAll(s => s.Answer == Choices.Yes), part.FindAll(s => s.Answer != Choices.Yes));
            var people = part.GroupBy(s => s.Owner).ToList();
            switch (t.Id)
            {
                case "code278.participation.area":
                    return new(t, part.Sum(s => s.Area), seats.Sum(s => s.Area), ByArea(part), []);
                case "code278.participation.owners":
                    // A person drops out with the last of their seats.
                    return new(t, people.Count, seats.Select(s => s.Owner).Distinct().Count(), ByPerson(people, p => p), []);
                case "consultation.second.area" or "code278.special.area" or "code278.ordinary.area":
                    return new(t, yes.Sum(s => s.Area), (OfAll(t) ? seats : part).Sum(s => s.Area), ByArea(yes), ByArea(rest));
                case "consultation.second.owners" or "code278.special.owners" or "code278.ordinary.owners":
                    var agreeing = people.FindAll(p => p.All(s => s.Answer == Choices.Yes));
                    return new(t, agreeing.Count, OfAll(t) ? seats.Select(s => s.Owner).Distinct().Count() : people.Count, [.. agreeing.Where(p => p.Any(s => s.Paper)).Select(_ => new Step(1))],
                        ByPerson(people.Except(agreeing), p => p.Where(s => s.Answer != Choices.Yes)));
                case "satisfaction.strict" or "satisfaction.inclusive":
                    var good = question.Options.Where(o => o.Good).Select(o => o.Code).ToHashSet();
                    var (satisfied, other) = (part.FindAll(s => s.Answer is { } a && good.Contains(a)), part.FindAll(s => Valid(s) && !good.Contains(s.Answer!)));
                    var invalid = part.FindAll(s => !Valid(s) && s.Paper);
                    // What was no valid answer moves the whole with it and so does less: it comes after the others.
                    return new(t, satisfied.Count, satisfied.Count + other.Count, [.. ByHead(satisfied), .. invalid.Select(_ => new Step(0, -1))], [.. ByHead(other), .. invalid.Select(_ => new Step(1, 1))]);
                case "satisfaction.valid.min" or "satisfaction.valid.share":
                    return new(t, part.Count(Valid), t.Id == "satisfaction.valid.min" ? 1 : Math.Max(1, homes), ByHead(part.Where(Valid)), ByHead(part.Where(s => !Valid(s))));
                case "consultation.majority" when question.Test == LineTest.Choice:
                    return question.Options.Select(o => new Measure(t, part.Count(s => s.Answer == o.Code), part.Count, ByHead(part.Where(s => s.Answer == o.Code)), ByHead(part.Where(s => s.Answer != o.Code))))
                        .OrderByDescending(m => m.Holds(0, 0)).ThenBy(m => m.Rise() ?? int.MaxValue).First();
                default:
                    return new(t, yes.Count, t.Id == "consultation.first.share" ? seats.Count : part.Count, ByHead(yes), ByHead(rest));
            }
        }

        /// <summary>The guideline takes its two-thirds of everybody, Civil Code 278 its shares of those who take part.</summary>
        static bool OfAll(Threshold t) => t.Id.StartsWith("consultation.", StringComparison.Ordinal);
        static bool Valid(Said s) => s.Answer is not (null or Choices.Abstain);
        static List<Step> ByHead(IEnumerable<Said> seats) => [.. seats.Where(s => s.Paper).Select(_ => new Step(1))];
        static List<Step> ByArea(IEnumerable<Said> seats) => [.. seats.Where(s => s.Paper).Select(s => s.Area).OrderDescending().Select(a => new Step(a))];
        static List<Step> ByPerson(IEnumerable<IEnumerable<Said>> people, Func<IEnumerable<Said>, IEnumerable<Said>> which) =>
            [.. people.Select(p => which(p).ToList()).Where(p => p.TrueForAll(s => s.Paper)).Select(p => p.Count).Order().Select(n => new Step(1, 0, n))];
    }

    readonly record struct Step(long Have, long Whole = 0, int Ballots = 1);
}
