using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Preparation;

public sealed class PreparationGateTests(Gates gates) : IClassFixture<Gates>
{
    [Theory]
    [Clause("S1.04", "T2.0")]
    [InlineData("fields=186 answered=181 unknown=5 unknown_priced=5", VerdictState.Passed)]
    [InlineData("fields=186 answered=180 unknown=5 unknown_priced=5", VerdictState.Failed)]
    [InlineData("fields=186 answered=181 unknown=5 unknown_priced=4", VerdictState.Failed)]
    [InlineData("fields=186 answered=182 unknown=5 unknown_priced=5", VerdictState.Failed)]
    [InlineData("fields=0 answered=0 unknown=0 unknown_priced=0", VerdictState.Failed)]
    public Task All_required_fields_are_answered_or_unknown_with_a_provisional_sum(string figures, VerdictState state) => gates.Stands(state, "S1.04", figures);

    [Fact]
    [Clause("S1.04", "M1.1e")]
    public async Task A_community_on_the_shanty_town_list_does_not_pass_the_survey_whatever_is_typed()
    {
        var verdict = await gates.Judge("S1.04", community: gates.Shanty);
        Assert.Equal(VerdictState.Failed, verdict.State);
        Assert.Contains("棚户区", verdict.ReasonZh, StringComparison.Ordinal);
    }

    [Theory]
    [Clause("S1.05", "M1.5a")]
    [InlineData("defects=23 covered=22 reasoned=1", VerdictState.Passed)]
    [InlineData("defects=23 covered=22 reasoned=0", VerdictState.Failed)]
    [InlineData("estimate=0", VerdictState.Failed)]
    public Task A_basic_defect_has_an_item_or_a_reason(string figures, VerdictState state) => gates.Stands(state, "S1.05", figures);

    [Theory]
    [Clause("S1.05", "T7.1.3")]
    [InlineData("own_items=7 own_consents=7", VerdictState.Passed)]
    [InlineData("own_items=7 own_consents=6", VerdictState.Failed)]
    public Task Works_on_private_parts_have_that_owners_consent(string figures, VerdictState state) => gates.Stands(state, "S1.05", figures);

    // Demonstration: the sources add up to the estimate of 10,000,000 yuan, to the fen.
    [Theory]
    [Clause("S1.09", "O2.3b", "M3.1f")]
    [InlineData("", "S1.05/estimate=1000000000", VerdictState.Passed)]
    [InlineData("", "S1.05/estimate=1000000001", VerdictState.Failed)]
    [InlineData("", "S1.05/estimate=", VerdictState.Open)]
    [InlineData("hidden_debt=1", "", VerdictState.Failed)]
    [InlineData("fiscal_opinion=0", "", VerdictState.Failed)]
    [InlineData("paid_twice=1", "", VerdictState.Failed)]
    public Task Planned_funds_cover_the_estimate_to_the_fen_without_hidden_debt(string figures, string beside, VerdictState state) =>
        gates.Stands(state, "S1.09", figures, beside: beside, milestone: "planned");

    [Theory]
    [Clause("S1.09")]
    [InlineData("price=800000000 confirmed=840000000", VerdictState.Passed)]
    [InlineData("price=800000000 confirmed=839999999", VerdictState.Failed)]
    // 105% of 0.99 yuan is 103.95 fen: 104 are needed.
    [InlineData("price=99 confirmed=104", VerdictState.Passed)]
    [InlineData("price=99 confirmed=103", VerdictState.Failed)]
    public Task Confirmed_funds_cover_the_price_and_five_percent(string figures, VerdictState state) => gates.Stands(state, "S1.09", figures, milestone: "confirmed");

    [Fact]
    [Clause("S1.09")]
    public async Task Funds_are_finished_when_planned_and_confirmed_both_hold()
    {
        await gates.Stands(VerdictState.Passed, "S1.09", "price=800000000 confirmed=840000000");
        await gates.Stands(VerdictState.Failed, "S1.09", "price=800000000 confirmed=839999999");
        await gates.Stands(VerdictState.Failed, "S1.09", "price=800000000 confirmed=840000000 hidden_debt=1");
    }

    [Theory]
    [Clause("S1.10", "M1.2a", "M1.1e")]
    [InlineData("", VerdictState.Passed)]
    [InlineData("tier=prepare", VerdictState.Failed)]
    [InlineData("tier=reserve", VerdictState.Failed)]
    [InlineData("consulted=1 applied=2", VerdictState.Failed)]
    [InlineData("on_lists=1", VerdictState.Failed)]
    public Task The_programme_takes_what_is_implemented_this_year_in_the_version_that_was_consulted(string figures, VerdictState state) => gates.Stands(state, "S1.10", figures);

    [Theory]
    [Clause("S2.02", "M1.5a")]
    [InlineData("version=2 consulted=1", VerdictState.Passed)]
    [InlineData("version=2 consulted=2", VerdictState.Failed)]
    [InlineData("uncovered=1", VerdictState.Failed)]
    [InlineData("total=0", VerdictState.Failed)]
    public Task The_refined_scheme_is_later_than_the_one_consulted_and_leaves_no_basic_defect(string figures, VerdictState state) => gates.Stands(state, "S2.02", figures);

    [Fact]
    [Clause("S2.02", "T6.4")]
    public async Task A_hazard_asks_for_the_sealed_appraisal()
    {
        await gates.Stands(VerdictState.Passed, "S2.02", "appraisal_needed=1");
        await gates.Stands(VerdictState.Failed, "S2.02", "appraisal_needed=1", without: "p6");
        await gates.Stands(VerdictState.Passed, "S2.02", "appraisal_needed=0", without: "p6");
    }
}
