using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Xunit;
using Said = Renewal.Participation.AuditMargin.Said;
using Threshold = Renewal.Participation.AuditMargin.Threshold;

namespace Renewal.Tests.Participation;

/// <summary>The margin against all lies there can be: every way in which the paper ballots of a small roll may have been something else.</summary>
public sealed class AuditMarginTests
{
    static readonly Threshold FirstShare = new("consultation.first.share", false, 4, 5), More = new("consultation.majority", true, 1, 2);

    static readonly Dictionary<string, Threshold[]> lines = new()
    {
        ["works"] = [FirstShare],
        ["closure"] = [More],
        ["model"] = [More],
        ["lift"] = [new("code278.participation.area", false, 2, 3), new("code278.participation.owners", false, 2, 3), new("code278.special.area", false, 3, 4), new("code278.special.owners", false, 3, 4)],
        ["scheme"] = [new("consultation.second.area", true, 2, 3), new("consultation.second.owners", true, 2, 3), new("code278.participation.area", false, 2, 3), new("code278.participation.owners", false, 2, 3),
            new("code278.ordinary.area", true, 1, 2), new("code278.ordinary.owners", true, 1, 2)],
        ["satisfaction"] = [new("satisfaction.strict", true, 4, 5), new("satisfaction.inclusive", false, 4, 5), new("satisfaction.valid.min", false, 3, 1), new("satisfaction.valid.share", false, 3, 10)],
    };

    static string?[] Truths(string question) => [null, Choices.Abstain, .. ConsultationKinds.Question(question).Options is { Count: > 0 } o ? o.Select(x => x.Code) : ["yes", "no"]];

    /// <summary>What the line comes to, told as the law tells it: the thresholds that hold, one bit each.</summary>
    static (bool First, bool Second, int Missed) Outcome(string question, IReadOnlyList<(long Area, int Owner, bool Part, string? Says)> seats, int homes)
    {
        bool Over(long a, long b, long n, long d) => b > 0 && a * d > b * n;
        bool AtLeast(long a, long b, long n, long d) => b > 0 && a * d >= b * n;
        var part = seats.Where(s => s.Part).ToList();
        long yes = part.Count(s => s.Says == "yes"), yesArea = part.Where(s => s.Says == "yes").Sum(s => s.Area), all = seats.Select(s => s.Owner).Distinct().Count();
        var owners = part.GroupBy(s => s.Owner).ToList();
        long agree = owners.Count(o => o.All(s => s.Says == "yes"));
        bool[] takes = [AtLeast(part.Sum(s => s.Area), seats.Sum(s => s.Area), 2, 3), AtLeast(owners.Count, all, 2, 3)];
        bool[] tests = question switch
        {
            "works" => [AtLeast(yes, seats.Count, 4, 5)],
            "closure" => [Over(yes, part.Count, 1, 2)],
            "model" => [ConsultationKinds.Question(question).Options.Any(o => Over(part.Count(s => s.Says == o.Code), part.Count, 1, 2))],
            "lift" => [.. takes, AtLeast(yesArea, part.Sum(s => s.Area), 3, 4), AtLeast(agree, owners.Count, 3, 4)],
            "scheme" => [.. takes, Over(yesArea, part.Sum(s => s.Area), 1, 2), Over(agree, owners.Count, 1, 2), Over(yesArea, seats.Sum(s => s.Area), 2, 3), Over(agree, all, 2, 3)],
            _ => [Over(part.Count(s => s.Says is "very_good" or "good"), Valid(), 4, 5), Valid() >= 3, AtLeast(Valid(), homes, 3, 10)],
        };
        return (tests.All(t => t), question == "satisfaction" && AtLeast(part.Count(s => s.Says is "very_good" or "good"), Valid(), 4, 5), tests.Count(t => !t));
        int Valid() => part.Count(s => s.Says is not (null or "abstain"));
    }

    [Theory]
    [InlineData("works")]
    [InlineData("closure")]
    [InlineData("model")]
    [InlineData("lift")]
    [InlineData("scheme")]
    [InlineData("satisfaction")]
    [Clause("S2.03")]
    [Clause("S2.13")]
    public void No_fewer_false_ballots_turn_a_line_and_for_one_that_passed_exactly_so_many_do(string code)
    {
        var random = new Random(code.Length * 7919 + code[0]);
        var question = ConsultationKinds.Question(code);
        var truths = Truths(code);
        // Answers that count alike need not all be tried.
        string?[] lies = code == "satisfaction" ? [null, Choices.Abstain, "good", "poor"] : truths;
        var (passed, failed, turned) = (0, 0, 0);
        for (var round = 0; round < 400; round++)
        {
            var n = random.Next(2, 10);
            var papers = Math.Min(n, random.Next(0, 6));
            var kindness = random.Next(1, 5);
            List<Said> seats = [];
            for (var i = 0; i < n; i++)
            {
                var part = i < papers || random.Next(8) > 0;
                var says = !part ? null : random.Next(5) < kindness ? truths[2] : random.Next(6) == 0 ? null : truths[random.Next(1, truths.Length)];
                seats.Add(new(random.Next(30, 90), random.Next(1, n + 1), part, says, i < papers));
            }
            var homes = n + random.Next(3);
            var now = Outcome(code, [.. seats.Select(s => (s.Area, s.Owner, s.TakesPart, s.Answer))], homes);
            int? fewest = null;
            for (long world = 0; world < Math.Pow(lies.Length + 1, papers); world++)
            {
                var (left, lied) = (world, 0);
                List<(long, int, bool, string?)> truth = [];
                foreach (var s in seats)
                {
                    var lie = s.Paper ? (int)(left % (lies.Length + 1)) : 0;
                    if (s.Paper) left /= lies.Length + 1;
                    if (lie == 0) truth.Add((s.Area, s.Owner, s.TakesPart, s.Answer));
                    else
                    {
                        lied++;
                        truth.Add((s.Area, s.Owner, lies[lie - 1] is not null, lies[lie - 1]));
                    }
                }
                if (lied == 0 || lied >= fewest) continue;
                var then = Outcome(code, truth, homes);
                if ((then.First, then.Second) != (now.First, now.Second)) fewest = lied;
            }
            var margin = AuditMargin.Of(question, lines[code], seats, homes);
            if (now.First) passed++;
            else failed++;
            if (fewest is not null) turned++;
            if (now.Missed <= 1) Assert.Equal(fewest, margin);
            else if (fewest is { } k) Assert.True(margin <= k, $"{margin} > {k}");
        }
        // The draw has met both, often.
        Assert.True(passed > 20 && failed > 20 && turned > 40, $"{passed} passed, {failed} failed, {turned} turned");
    }

    [Fact]
    public void Exactly_on_the_line_one_ballot_turns_it_and_online_ballots_are_none()
    {
        // 80 of 100 homes say yes: one false one and it is 79.
        List<Said> homes = [.. Enumerable.Range(0, 100).Select(i => new Said(0, i, i < 90, i < 80 ? "yes" : i < 90 ? "no" : null, i < 50))];
        Assert.Equal(1, AuditMargin.Of(ConsultationKinds.Question("works"), [FirstShare], homes, 100));
        Assert.Equal(6, AuditMargin.Of(ConsultationKinds.Question("works"), [FirstShare], [.. homes.Select((s, i) => i is >= 80 and < 85 ? s with { Answer = "yes" } : s)], 100));
        Assert.Null(AuditMargin.Of(ConsultationKinds.Question("works"), [FirstShare], [.. homes.Select(s => s with { Paper = false })], 100));
        // A survey of wishes draws no line.
        Assert.Null(AuditMargin.Of(ConsultationKinds.Question("wishes"), [], homes, 100));
    }

    [Fact]
    public async Task Thresholds_are_those_that_were_fixed_at_the_freeze()
    {
        await using var village = await Village.Start(Village.Flats(10));
        var id = await village.Open("second");
        var c = await village.Load(id);
        Assert.Equal(["code278.ordinary.area", "code278.ordinary.owners", "code278.participation.area", "code278.participation.owners", "consultation.second.area", "consultation.second.owners"],
            AuditMargin.Thresholds(c.Rules, 1).Select(t => t.Id).Order(StringComparer.Ordinal));
        Assert.Equal([new("consultation.second.area", true, 2, 3)], AuditMargin.Thresholds(c.Rules, 1).Where(t => t.Id == "consultation.second.area"));
    }
}
