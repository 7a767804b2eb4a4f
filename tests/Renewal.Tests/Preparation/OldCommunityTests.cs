using Renewal.Foundation;
using Renewal.Preparation.Eligibility;
using Xunit;

namespace Renewal.Tests.Preparation;

[Clause("M1.1a", "M1.1c", "M1.1e")]
public sealed class OldCommunityTests(Rules rules) : IClassFixture<Rules>
{
    static readonly EligibilityFacts Good = new(true, new DateOnly(1987, 12, 31), true, true, false, true, false, false);

    async Task<Verdict> Judge(EligibilityFacts facts) => OldCommunity.Judge(facts, await rules.Parameter("eligibility.built-by"));

    [Fact]
    public async Task A_neglected_early_community_is_eligible_and_a_focus()
    {
        var verdict = await Judge(Good);
        Assert.True(verdict.Passed);
        Assert.Contains("重点", verdict.ReasonZh);
    }

    [Theory]
    [InlineData(2000, 12, 31, true)]
    [InlineData(2001, 1, 1, false)]
    public async Task The_focus_ends_with_2000_12_31_and_later_is_still_eligible(int year, int month, int day, bool focus)
    {
        var verdict = await Judge(Good with { CompletedOn = new DateOnly(year, month, day) });
        Assert.True(verdict.Passed);
        Assert.Equal(focus, verdict.ReasonZh.Contains("重点", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shanty_town_and_rebuild_lists_are_a_hard_stop_whatever_else_holds()
    {
        Assert.Equal(VerdictState.Failed, (await Judge(Good with { ShantyPlan = true })).State);
        Assert.Equal(VerdictState.Failed, (await Judge(Good with { Rebuild = true })).State);
        Assert.Equal(VerdictState.Failed, (await Judge(new EligibilityFacts(null, null, null, null, null, null, true, null))).State);
    }

    [Fact]
    public async Task An_unanswered_test_leaves_the_verdict_open_and_a_no_fails_it()
    {
        Assert.Equal(VerdictState.Open, (await Judge(Good with { StrongWish = null })).State);
        Assert.Equal(VerdictState.Failed, (await Judge(Good with { Urban = false })).State);
        Assert.Equal(VerdictState.Failed, (await Judge(Good with { Neglected = false, MunicipalGaps = false, ServiceGaps = false })).State);
    }
}
