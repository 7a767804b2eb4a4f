using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Stewardship;

public sealed class StewardshipGateTests(Gates gates) : IClassFixture<Gates>
{
    [Theory]
    [Clause("S1.08", "T8.2.4")]
    [InlineData("kind=enterprise", "", VerdictState.Passed)]
    [InlineData("kind=enterprise", "p3", VerdictState.Failed)]
    [InlineData("kind=enterprise credit_code=", "", VerdictState.Failed)]
    [InlineData("kind=fallback", "p3", VerdictState.Passed)]
    [InlineData("kind=fallback", "p4", VerdictState.Failed)]
    [InlineData("kind=self_managed credit_code=", "p3 p4", VerdictState.Passed)]
    public Task A_management_unit_has_its_letter_of_intent_or_the_fallback_letter(string figures, string without, VerdictState state) =>
        gates.Stands(state, "S1.08", figures, without);

    [Theory]
    [Clause("S3.01", "T8.2.3")]
    [InlineData("contract_on=2026-03-02 contract_to=2026-03-02", "", VerdictState.Passed)]
    [InlineData("contract_on=2026-03-03 contract_to=2027-03-02", "", VerdictState.Failed)]
    [InlineData("contract_on=2025-03-02 contract_to=2026-03-01", "", VerdictState.Failed)]
    [InlineData("", "p1", VerdictState.Failed)]
    [InlineData("items=42 accepted=42", "", VerdictState.Passed)]
    [InlineData("items=42 accepted=41", "", VerdictState.Failed)]
    public Task The_property_company_moves_in_under_a_written_contract_in_force_with_everything_handed_over(string figures, string without, VerdictState state) =>
        gates.Stands(state, "S3.01", figures, without);

    [Theory]
    [Clause("S3.03")]
    [InlineData("board_price=80", "S3.01/price=80", VerdictState.Passed)]
    [InlineData("board_price=81", "S3.01/price=80", VerdictState.Failed)]
    [InlineData("board_price=79", "S3.01/price=80", VerdictState.Failed)]
    [InlineData("board_price=80", "S3.01/price=", VerdictState.Open)]
    [InlineData("no_end=0", "", VerdictState.Failed)]
    [InlineData("posted_on=2026-03-03", "", VerdictState.Failed)]
    public Task The_tariff_on_the_board_is_that_of_the_contract_to_the_fen(string figures, string contract, VerdictState state) => gates.Stands(state, "S3.03", figures, beside: contract);

    [Theory]
    [Clause("S3.05")]
    [InlineData("", VerdictState.Passed)]
    [InlineData("kinds=9 kinds_limited=8", VerdictState.Failed)]
    [InlineData("test_calls=10 answered_calls=9", VerdictState.Failed)]
    [InlineData("warranty_routed=0", VerdictState.Failed)]
    [InlineData("opened_on=2026-03-03", VerdictState.Failed)]
    public Task The_desk_is_open_every_kind_has_a_limit_and_the_phone_is_answered(string figures, VerdictState state) => gates.Stands(state, "S3.05", figures);

    [Theory]
    [Clause("S3.06", "T4.6")]
    [InlineData("consent_on=2026-02-20 works_on=2026-02-20", "", VerdictState.Passed)]
    [InlineData("consent_on=2026-02-21 works_on=2026-02-20", "", VerdictState.Failed)]
    [InlineData("", "p2", VerdictState.Failed)]
    public Task Consent_comes_before_the_first_nail(string figures, string without, VerdictState state) => gates.Stands(state, "S3.06", figures, without);

    [Theory]
    [Clause("S3.07", "T7.3.2")]
    [InlineData("owner_share=60 operator_share=35 other_share=5", "", VerdictState.Passed)]
    [InlineData("owner_share=60 operator_share=35 other_share=4", "", VerdictState.Failed)]
    [InlineData("owner_share=60 operator_share=35 other_share=6", "", VerdictState.Failed)]
    [InlineData("", "p2", VerdictState.Failed)]
    [InlineData("consent_on=2026-03-03", "", VerdictState.Failed)]
    public Task Shares_of_a_licence_make_exactly_100_percent_and_consent_comes_first(string figures, string without, VerdictState state) =>
        gates.Stands(state, "S3.07", figures, without);

    [Theory]
    [Clause("S3.08", "M5.3c")]
    [InlineData("units=1000 accounts=1000", VerdictState.Passed)]
    [InlineData("units=1000 accounts=999", VerdictState.Failed)]
    [InlineData("units=0 accounts=0", VerdictState.Failed)]
    [InlineData("book=100 bank=100", VerdictState.Passed)]
    [InlineData("book=100 bank=99", VerdictState.Failed)]
    public Task Every_unit_has_an_account_and_the_book_is_the_banks_to_the_fen(string figures, VerdictState state) => gates.Stands(state, "S3.08", figures);

    [Theory]
    [Clause("S3.08")]
    [InlineData("units=1000 accounts=1000 book=0 bank=0", VerdictState.Passed)]
    [InlineData("units=1000 accounts=999", VerdictState.Failed)]
    public Task A_fund_is_opened_when_every_unit_has_its_account_with_nothing_in_it(string figures, VerdictState state) => gates.Stands(state, "S3.08", figures, milestone: "opened");

    [Theory]
    [Clause("S3.09", "T8.2.6")]
    [InlineData("score=100", VerdictState.Passed)]
    [InlineData("score=101", VerdictState.Failed)]
    [InlineData("sheets=0", VerdictState.Failed)]
    [InlineData("posted_on=2026-03-03", VerdictState.Failed)]
    [InlineData("change=1 change_consented=1", VerdictState.Passed)]
    [InlineData("change=1 change_consented=0", VerdictState.Failed)]
    [InlineData("change=1", VerdictState.Failed)]
    public Task An_evaluation_is_posted_and_changes_fees_only_with_consent(string figures, VerdictState state) => gates.Stands(state, "S3.09", figures);
}
