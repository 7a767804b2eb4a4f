using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>What a line came to and whether it passed; null where no line is drawn.</summary>
public sealed record LineResult(LineCount Count, bool? Passed);

/// <summary>The counted result as it is kept with the consultation.</summary>
public static class Results
{
    // Areas and ids are plain numbers and codes; Chinese stays readable.
    static readonly JsonSerializerOptions form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<LineResult> results) => JsonSerializer.Serialize(results, form);
    public static IReadOnlyList<LineResult> Read(Consultation c) => c.Counts.Length == 0 ? [] : JsonSerializer.Deserialize<List<LineResult>>(c.Counts, form)!;

    /// <summary>Whether what the kind must ask has passed; for kinds that must ask nothing, whether every line with a test did.</summary>
    public static bool Passed(Consultation c)
    {
        var asks = c.KindOf.Asks;
        var results = Read(c);
        return results.Count > 0 && results.Where(r => asks.Count == 0 || asks.Contains(r.Count.Question)).All(r => r.Passed != false);
    }
}

/// <summary>The lines a result must pass, from the dated parameters: fixed when the roll is frozen, told in every verdict.</summary>
public sealed class ResultRules(IGuideline guideline)
{
    static readonly JsonSerializerOptions form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    sealed record Threshold(string Id, string Operator, long Numerator, long Denominator, string Of, string Basis, DateOnly From, string? City);

    /// <summary>The day whose parameters rule: that of the freeze, so that a change of the law meanwhile moves no line.</summary>
    static DateOnly Day(Consultation c) => c.RollTo ?? c.NoticeOn ?? throw new InvalidOperationException("not announced");

    static IEnumerable<string> Parameters(LineTest test, int item) => test switch
    {
        LineTest.Households => ["consultation.first.share"],
        LineTest.Owners => ["consultation.second.area", "consultation.second.owners", .. Code(item)],
        LineTest.Code => Code(item),
        LineTest.Satisfaction => ["satisfaction.strict", "satisfaction.inclusive", "satisfaction.valid.min", "satisfaction.valid.share"],
        LineTest.Majority or LineTest.Choice => ["consultation.majority"],
        _ => [],
    };

    static string[] Code(int item) => CivilCode278.IsSpecial(item)
        ? ["code278.participation.area", "code278.participation.owners", "code278.special.area", "code278.special.owners"]
        : ["code278.participation.area", "code278.participation.owners", "code278.ordinary.area", "code278.ordinary.owners"];

    /// <summary>Canonical JSON of lines and thresholds; its hash stands in the statement of the result.</summary>
    /// <param name="asked">places that were drawn; null where the whole roll is asked</param>
    public async Task<string> Write(Consultation c, IReadOnlyList<BallotLine> lines, IReadOnlyList<int>? asked, DateOnly day, CancellationToken stop = default)
    {
        List<object> rows = [];
        foreach (var line in lines)
        {
            var q = line.QuestionOf;
            List<Threshold> thresholds = [];
            foreach (var id in Parameters(q.Test, q.Item))
            {
                var p = await guideline.Parameter(id, c.Division, day, stop);
                thresholds.Add(new(p.Id, p.Comparison.ToString(), p.Numerator, p.Denominator, p.Of, p.Basis, p.From, p.City));
            }
            rows.Add(new
            {
                order = line.Order, question = q.Code, zh = line.Zh, form = q.Form.ToString(), test = q.Test.ToString(), item = q.Item, circle = line.Circle.ToString(),
                building = line.Building, stairwell = line.Stairwell, options = q.Options.Select(o => new { code = o.Code, zh = o.Zh, good = o.Good }), thresholds,
            });
        }
        if (asked is not null)
            return JsonSerializer.Serialize(new { version = 1, consultation = c.Id.ToString(), kind = c.Kind, seats = c.KindOf.Seats.ToString(), day = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), seed = c.SampleSeed, asked, lines = rows }, form);
        return JsonSerializer.Serialize(new { version = 1, consultation = c.Id.ToString(), kind = c.Kind, seats = c.KindOf.Seats.ToString(), day = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), lines = rows }, form);
    }

    public static string Hash(string rules) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rules)));

    /// <summary>How many seats must take part for the result to be able to pass: what the extension looks at.</summary>
    public async Task<int> SeatsToTakePart(Consultation c, int asked, CancellationToken stop = default)
    {
        var day = Day(c);
        return c.KindOf.Seats == SeatKind.Unit ? (int)(await guideline.Parameter("code278.participation.owners", c.Division, day, stop)).Needed(asked)
            : c.KindOf.Asks.Contains("works") ? (int)(await guideline.Parameter("consultation.first.share", c.Division, day, stop)).Needed(asked)
            : c.KindOf.Asks.Contains("satisfaction") ? (int)Math.Max((await guideline.Parameter("satisfaction.valid.min", c.Division, day, stop)).Needed(),
                (await guideline.Parameter("satisfaction.valid.share", c.Division, day, stop)).Needed(c.Seats)) : asked / 2 + 1;
    }

    /// <summary>The verdict of one line; null where no line is drawn (a needs survey, management and cost of round 1).</summary>
    /// <param name="template">the process template whose tightening a running project goes by; null for the city's own lines</param>
    public async Task<Verdict?> Judge(Consultation c, LineCount count, ProcessTemplate? template = null, CancellationToken stop = default)
    {
        var (q, day) = (ConsultationKinds.Question(count.Question), Day(c));
        Task<Parameter> Line(string id) => template is null ? guideline.Parameter(id, c.Division, day, stop) : guideline.Parameter(id, c.Division, day, template, stop);
        switch (q.Test)
        {
            case LineTest.Households:
                return HouseholdConsent.Judge(count.Yes.Seats, count.Total.Seats, await Line("consultation.first.share"));
            case LineTest.Owners or LineTest.Code:
                var vote = new OwnersVote(count.Total.Area, count.Total.Owners, count.Part.Area, count.Part.Owners, count.Yes.Area, count.Yes.Owners);
                var lines = await VoteLines.For(guideline, c.Division, day, template, stop);
                var code = CivilCode278.Judge(vote, q.Item, lines) with { Clause = q.Clause };
                // Both tests are published, whichever of them binds: neither implies the other (rulebook §3).
                var guidelineTest = DoubleTwoThirds.Judge(vote, lines);
                return q.Test == LineTest.Owners ? guidelineTest.With(code) : code with { Beside = [.. code.Beside, guidelineTest with { ReasonZh = "（参考，不作为本项通过条件）" + guidelineTest.ReasonZh }] };
            case LineTest.Majority:
                return Majority(count.Yes.Seats, count.Part.Seats, q.Clause, "同意", await Line("consultation.majority"));
            case LineTest.Choice:
                var chosen = count.Options.OrderByDescending(o => o.Value.Seats).ThenBy(o => o.Key, StringComparer.Ordinal).First();
                return Majority(chosen.Value.Seats, count.Part.Seats, q.Clause, $"选择「{q.Options.First(o => o.Code == chosen.Key).Zh}」", await Line("consultation.majority"));
            case LineTest.Satisfaction:
                var valid = count.Part.Seats - count.Disputed - count.Abstain;
                if (valid <= 0) return new(VerdictState.Open, q.Clause, "还没有有效答卷。");
                return ResidentSatisfaction.Judge(q.Options.Where(o => o.Good).Sum(o => count.Options[o.Code].Seats), valid, c.Seats,
                    await SatisfactionLines.For(guideline, c.Division, day, template, stop)) with
                { Clause = q.Clause };
            default:
                return null;
        }
    }

    static Verdict Majority(int yes, int part, string clause, string zh, Parameter line)
    {
        if (part == 0) return new(VerdictState.Failed, clause, "没有住户参与征询。");
        var (passed, needed) = (line.Holds(yes, part), line.Needed(part));
        return new(passed ? VerdictState.Passed : VerdictState.Failed, clause, line.Finding($"{zh}的户数", yes, part, n => $"{n:N0} 户") + "。")
        {
            Figure = $"{yes:N0} / {part:N0} 户（{new Share(yes, part).Percent()}）", Line = $"{line.InWords}，即 {needed:N0} 户", Basis = line.Basis,
            Distance = passed ? null : $"还差 {needed - yes:N0} 户", Measured = new(yes, part), Threshold = new(line.Numerator, line.Denominator),
        };
    }
}

/// <summary>Counts a consultation from its ballots, its roll and what was settled; always from the store that is written to.</summary>
public sealed class Recount(RenewalDb db, BallotBox box)
{
    /// <param name="Seats">every asked seat of the roll with its outcome, by place</param>
    /// <param name="Lines">one count per ballot line</param>
    public sealed record Result(IReadOnlyList<TallySeat> Seats, IReadOnlyList<LineCount> Lines);

    public async Task<Result> Run(Consultation c, CancellationToken stop = default)
    {
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == c.Id && s.Asked && !s.Struck).OrderBy(s => s.Place).ToListAsync(stop);
        var lines = await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == c.Id).OrderBy(l => l.Order).ToListAsync(stop);
        var events = await db.Set<SeatEvent>().AsNoTracking().Where(e => e.Consultation == c.Id && e.Agreed && e.LiftedAt == null).ToListAsync(stop);
        var voided = events.Where(e => e.Kind == SeatEventKind.Void).Select(e => e.Ballot!.Value).ToHashSet();
        var objected = events.Where(e => e.Kind == SeatEventKind.CoOwnerObjection).Select(e => e.Seat).ToHashSet();
        var ballots = (await db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == c.Id).OrderBy(b => b.Index).ToListAsync(stop))
            .ToLookup(b => b.Seat, b => new CountedBallot(b.Ordinal, b.Channel, box.ChoicesOf(b), voided.Contains(b.Id)));
        List<TallySeat> counted = [.. seats.Select(s => new TallySeat(s.Place, s.Building, s.Stairwell, s.Area, s.Owner, Counting.Count([.. ballots[s.Id]], objected.Contains(s.Id))))];
        return new(counted, [.. lines.Select(l => Tally.Line(new(l.Order, l.QuestionOf, l.Asks), counted))]);
    }
}
