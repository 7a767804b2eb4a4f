using System.Reflection;
using CsCheck;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation;
using Xunit;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Renewal.Tests.Participation;

/// <summary>Boundary cases with expected verdicts, one file for all three votes.</summary>
public sealed class VoteVectors
{
    public List<Round1> round1 { get; set; } = [];
    public List<Round2> round2 { get; set; } = [];
    public List<Satisfaction> satisfaction { get; set; } = [];

    public sealed class Round1 { public long agree { get; set; } public long total { get; set; } public string note { get; set; } = ""; public bool? expect { get; set; } }

    public sealed class Round2
    {
        public long part_area { get; set; }
        public long agree_area { get; set; }
        public long total_area { get; set; }
        public long part_owners { get; set; }
        public long agree_owners { get; set; }
        public long total_owners { get; set; }
        public string note { get; set; } = "";
        public bool guideline_strict { get; set; }
        public bool guideline_inclusive { get; set; }
        public bool code_participation { get; set; }
        public bool code_special_3of4 { get; set; }
        public bool code_ordinary_majority { get; set; }
    }

    public sealed class Satisfaction { public long satisfied { get; set; } public long valid { get; set; } public bool strict_S2_13 { get; set; } public bool inclusive_T6_8 { get; set; } }

    public static readonly VoteVectors All = Load();

    static VoteVectors Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("vote-vectors.yaml")!;
        return new DeserializerBuilder().WithNamingConvention(NullNamingConvention.Instance).Build().Deserialize<VoteVectors>(new StreamReader(stream));
    }
}

[Clause("S1.06", "M1.4b")]
public sealed class HouseholdConsentTests(Rules rules) : IClassFixture<Rules>
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, VoteVectors.All.round1.Count)];

    [Theory, MemberData(nameof(Vectors))]
    public async Task Every_boundary_case_of_round_1_comes_out_as_expected(int i)
    {
        var v = VoteVectors.All.round1[i];
        var line = await rules.Parameter("consultation.first.share");
        if (v.expect is not { } expected)
            Assert.Equal("consultation.no_households", Assert.Throws<RuleBroken>(() => HouseholdConsent.Judge(v.agree, v.total, line)).Code);
        else
            Assert.Equal(expected, HouseholdConsent.Judge(v.agree, v.total, line).Passed);
    }

    [Fact]
    public async Task Just_under_the_line_says_how_many_households_are_missing()
    {
        var verdict = HouseholdConsent.Judge(799, 999, await rules.Parameter("consultation.first.share"));
        Assert.False(verdict.Passed);
        Assert.Contains("79.97%", verdict.Figure);
        Assert.Equal("还差 1 户", verdict.Distance);
        Assert.Contains("800 户", verdict.Line);
    }

    [Fact]
    public async Task The_verdict_agrees_with_decimal_arithmetic_on_random_rolls_and_one_household_more_never_turns_yes_into_no()
    {
        var line = await rules.Parameter("consultation.first.share");
        Gen.Int[1, 20_000].SelectMany(total => Gen.Int[0, total].Select(yes => (yes, total))).Sample(t =>
        {
            var passed = HouseholdConsent.Judge(t.yes, t.total, line).Passed;
            // An independent way to say four fifths, on decimals that hold it exactly.
            Assert.Equal(t.yes >= 0.8m * t.total, passed);
            if (passed && t.yes < t.total) Assert.True(HouseholdConsent.Judge(t.yes + 1, t.total, line).Passed);
        }, iter: 5_000);
    }

    [Fact]
    public async Task More_yes_than_households_is_refused()
    {
        var line = await rules.Parameter("consultation.first.share");
        Assert.Throws<RuleBroken>(() => HouseholdConsent.Judge(101, 100, line));
    }
}

[Clause("S2.03")]
public sealed class DoubleTwoThirdsTests(Rules rules) : IClassFixture<Rules>
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, VoteVectors.All.round2.Count)];

    Task<VoteLines> Lines() => VoteLines.For(rules.Guideline, "2101", Rules.Day, null, default);

    static OwnersVote Vote(VoteVectors.Round2 v) =>
        new(new Area(v.total_area), v.total_owners, new Area(v.part_area), v.part_owners, new Area(v.agree_area), v.agree_owners);

    [Theory, MemberData(nameof(Vectors))]
    public async Task Every_boundary_case_of_round_2_comes_out_as_expected(int i)
    {
        var (v, lines) = (VoteVectors.All.round2[i], await Lines());
        Assert.Equal(v.guideline_strict, DoubleTwoThirds.Judge(Vote(v), lines).Passed);
        var inclusive = lines with
        {
            GuidelineArea = lines.GuidelineArea with { Comparison = Comparison.AtLeast },
            GuidelineOwners = lines.GuidelineOwners with { Comparison = Comparison.AtLeast },
        };
        Assert.Equal(v.guideline_inclusive, DoubleTwoThirds.Judge(Vote(v), inclusive).Passed);
    }

    [Theory, MemberData(nameof(Vectors))]
    public async Task Civil_code_278_is_an_independent_test(int i)
    {
        var (v, lines) = (VoteVectors.All.round2[i], await Lines());
        var (special, ordinary) = (CivilCode278.Judge(Vote(v), 7, lines), CivilCode278.Judge(Vote(v), 9, lines));
        Assert.Equal(v.code_participation, special.Beside[0].Passed && special.Beside[1].Passed);
        Assert.Equal(v.code_participation && v.code_special_3of4, special.Passed);
        Assert.Equal(v.code_participation && v.code_ordinary_majority, ordinary.Passed);
    }

    [Fact]
    public async Task Exactly_two_thirds_is_flagged_for_legal_review()
    {
        var verdict = DoubleTwoThirds.Judge(new OwnersVote(new(9_000_000), 900, new(9_000_000), 900, new(6_000_000), 600), await Lines());
        Assert.False(verdict.Passed);
        Assert.NotNull(verdict.Flag);
        Assert.Null(DoubleTwoThirds.Judge(new OwnersVote(new(9_000_000), 900, new(9_000_000), 900, new(6_000_001), 601), await Lines()).Flag);
    }

    [Fact]
    public async Task Of_403_owners_269_are_needed_and_of_66783_97_square_metres_44522_65()
    {
        var lines = await Lines();
        Assert.Equal(269, lines.GuidelineOwners.Needed(403));
        Assert.Equal(new Area(4_452_265), new Area(lines.GuidelineArea.Needed(6_678_397)));
        var total = new Area(6_678_397);
        Assert.True(DoubleTwoThirds.Judge(new OwnersVote(total, 403, total, 403, new Area(4_452_265), 269), lines).Passed);
        Assert.False(DoubleTwoThirds.Judge(new OwnersVote(total, 403, total, 403, new Area(4_452_264), 269), lines).Passed);
        Assert.False(DoubleTwoThirds.Judge(new OwnersVote(total, 403, total, 403, new Area(4_452_265), 268), lines).Passed);
    }

    [Fact]
    public async Task More_yes_than_took_part_is_refused()
    {
        var lines = await Lines();
        Assert.Throws<RuleBroken>(() => DoubleTwoThirds.Judge(new OwnersVote(new(100), 10, new(50), 5, new(51), 5), lines));
        Assert.Throws<RuleBroken>(() => DoubleTwoThirds.Judge(new OwnersVote(new(0), 0, new(0), 0, new(0), 0), lines));
    }
}

[Clause("S2.13", "T6.8")]
public sealed class ResidentSatisfactionTests(Rules rules) : IClassFixture<Rules>
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, VoteVectors.All.satisfaction.Count)];

    Task<SatisfactionLines> Lines() => SatisfactionLines.For(rules.Guideline, "2101", Rules.Day, null, default);

    [Theory, MemberData(nameof(Vectors))]
    public async Task The_strict_line_closes_and_the_inclusive_line_frees_from_rectification(int i)
    {
        var v = VoteVectors.All.satisfaction[i];
        var verdict = ResidentSatisfaction.Judge(v.satisfied, v.valid, 100, await Lines());
        Assert.Equal(v.strict_S2_13, verdict.Passed);
        Assert.Equal(v.inclusive_T6_8, verdict.Beside[0].Passed);
        Assert.Equal(v.strict_S2_13 != v.inclusive_T6_8, verdict.Flag is not null);
    }

    [Fact]
    public async Task Ten_friends_do_not_pass_the_gate()
    {
        var lines = await Lines();
        Assert.False(ResidentSatisfaction.Judge(10, 10, 100, lines).Passed);
        Assert.False(ResidentSatisfaction.Judge(49, 49, 100, lines).Passed);
        Assert.True(ResidentSatisfaction.Judge(50, 50, 100, lines).Passed);
        // 30% of 1,001 homes is 300.3: 301 answers are needed.
        Assert.False(ResidentSatisfaction.Judge(300, 300, 1001, lines).Passed);
        Assert.True(ResidentSatisfaction.Judge(301, 301, 1001, lines).Passed);
    }
}
