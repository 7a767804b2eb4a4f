using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Delivery;

public sealed class DeliveryGateTests(Gates gates) : IClassFixture<Gates>
{
    [Theory]
    [Clause("S2.01", "M2.2", "T7.4.5")]
    [InlineData("fee=99999999 method=negotiation", VerdictState.Passed)]
    [InlineData("fee=100000000 method=negotiation", VerdictState.Failed)]
    [InlineData("fee=100000000 method=appointed", VerdictState.Failed)]
    [InlineData("fee=100000000 method=tender", VerdictState.Passed)]
    public Task Services_of_exactly_one_million_yuan_must_be_tendered(string figures, VerdictState state) => gates.Stands(state, "S2.01", figures);

    [Theory]
    [Clause("S2.01")]
    [InlineData("appointed_on=2026-03-02 valid_to=2026-03-02", VerdictState.Passed)]
    [InlineData("appointed_on=2026-03-03 valid_to=2027-03-02", VerdictState.Failed)]
    [InlineData("appointed_on=2025-03-02 valid_to=2026-03-01", VerdictState.Failed)]
    public Task An_appointment_counts_from_its_first_to_its_last_day(string figures, VerdictState state) => gates.Stands(state, "S2.01", figures);

    [Theory]
    [Clause("S2.04")]
    [InlineData(1_100_000_000, VerdictState.Passed)]
    [InlineData(1_100_000_001, VerdictState.Failed)]
    [InlineData(900_000_000, VerdictState.Passed)]
    [InlineData(899_999_999, VerdictState.Failed)]
    public Task The_feasibility_report_stays_within_ten_percent_of_the_scheme(long fen, VerdictState state) =>
        gates.Stands(state, "S2.04", $"total={fen} basic={fen} improve=0 upgrade=0 funding={fen}", beside: "S2.02/total=1000000000");

    [Theory]
    [Clause("S2.04")]
    [InlineData("total=1000000000 basic=999999999 improve=0 upgrade=0")]
    [InlineData("funding=999999999")]
    public Task Classes_and_funding_scheme_agree_with_the_total_to_the_fen(string figures) => gates.Stands(VerdictState.Failed, "S2.04", figures);

    [Theory]
    [Clause("S2.05", "T3.1.1")]
    [InlineData("found=14 cleared=12 lawful=1 court=1", VerdictState.Passed)]
    [InlineData("found=15 cleared=12 lawful=1 court=1", VerdictState.Failed)]
    // More dealt with than there are: the register is wrong, nothing is decided.
    [InlineData("found=13 cleared=12 lawful=1 court=1", VerdictState.Open)]
    public Task Every_illegal_structure_is_cleared_or_lawful_or_in_court(string figures, VerdictState state) => gates.Stands(state, "S2.05", figures);

    const string Letters = "passed_on=2026-03-09 confirmed_on=2026-03-13 approval_on=2026-03-10 planning_on=2026-03-10 housing_on=2026-03-10 fire_on=2026-03-10 urban_mgmt_on=2026-03-10 "
        + "utility_on=2026-03-10 finance_on=2026-03-10 ";
    static readonly DateOnly Review = new(2026, 3, 13);

    [Theory]
    [Clause("S2.06", "T6.1")]
    [InlineData("housing_on=2026-03-11", VerdictState.Passed)]
    [InlineData("housing_on=2026-03-12", VerdictState.Failed)]
    [InlineData("housing_on=2026-03-08", VerdictState.Failed)]
    [InlineData("housing= housing_on=", VerdictState.Failed)]
    [InlineData("housing=NotInvited housing_on=", VerdictState.Passed)]
    [InlineData("housing=Object", VerdictState.Failed)]
    [InlineData("conditions_loose=1", VerdictState.Failed)]
    [InlineData("confirmed_on=", VerdictState.Open)]
    [InlineData("confirmed_on=2026-03-09", VerdictState.Failed)]
    public Task Departments_answer_within_two_working_days_and_the_confirmation_follows_the_last_letter(string figures, VerdictState state) =>
        gates.Stands(state, "S2.06", Letters + figures, day: Review);

    [Fact]
    [Clause("S2.06", "T6.1")]
    public Task A_letter_that_may_still_come_leaves_the_review_open() =>
        gates.Stands(VerdictState.Open, "S2.06", Letters + "housing= housing_on= confirmed_on=", day: new DateOnly(2026, 3, 11));

    [Theory]
    [Clause("S2.07")]
    [InlineData("package_works=399999999 method=comparison", VerdictState.Passed)]
    [InlineData("package_works=400000000 method=comparison", VerdictState.Failed)]
    [InlineData("package_works=400000000 method=direct", VerdictState.Failed)]
    [InlineData("package_works=400000000 method=tender", VerdictState.Passed)]
    public Task Works_of_exactly_four_million_yuan_must_be_tendered(string figures, VerdictState state) => gates.Stands(state, "S2.07", figures);

    [Theory]
    [Clause("S2.07")]
    [InlineData("bidders=3", VerdictState.Passed)]
    [InlineData("bidders=2", VerdictState.Failed)]
    [InlineData("bid_days=20", VerdictState.Passed)]
    [InlineData("bid_days=19", VerdictState.Failed)]
    [InlineData("notice_days=3", VerdictState.Passed)]
    [InlineData("notice_days=2", VerdictState.Failed)]
    [InlineData("award_on=2026-01-29 contract_on=2026-02-28", VerdictState.Passed)]
    [InlineData("award_on=2026-01-28 contract_on=2026-02-28", VerdictState.Failed)]
    [InlineData("award_on=2026-02-28 contract_on=2026-02-27", VerdictState.Failed)]
    public Task The_periods_of_the_tender_law_are_kept(string figures, VerdictState state) => gates.Stands(state, "S2.07", figures);

    [Theory]
    [Clause("S2.07", "S1.09")]
    [InlineData("price=950000000 control=950000000", "S1.09/confirmed=950000000", VerdictState.Passed)]
    [InlineData("price=950000001 control=950000000", "S1.09/confirmed=950000001", VerdictState.Failed)]
    [InlineData("price=950000000 control=950000000", "S1.09/confirmed=949999999", VerdictState.Failed)]
    [InlineData("price=950000000 control=950000000", "S1.09/confirmed=", VerdictState.Failed)]
    public Task Price_is_at_most_control_price_and_that_at_most_the_confirmed_funds(string figures, string funds, VerdictState state) =>
        gates.Stands(state, "S2.07", figures, beside: funds);

    [Theory]
    [Clause("S2.08", "T6.3")]
    [InlineData("invest=200000000 area=100000", "p2", VerdictState.Passed)]
    [InlineData("invest=200000000 area=100000", "p6", VerdictState.Failed)]
    [InlineData("invest=200000001 area=100000", "p2", VerdictState.Failed)]
    [InlineData("invest=200000001 area=100000", "p6", VerdictState.Passed)]
    public Task Below_Shenyangs_lines_the_exemption_sheet_will_do_above_them_three_papers_are_asked_for(string figures, string without, VerdictState state) =>
        gates.Stands(state, "S2.08", figures, without);

    [Theory]
    [Clause("S2.08", "T6.4", "M2.4b")]
    [InlineData("hazard=1 special_plan_reviewed=1", "", VerdictState.Passed)]
    [InlineData("hazard=1 special_plan_reviewed=0", "", VerdictState.Failed)]
    [InlineData("hazard=1", "", VerdictState.Failed)]
    [InlineData("hazard=1 special_plan_reviewed=1", "p5", VerdictState.Failed)]
    public Task A_hazard_asks_for_a_reviewed_special_plan_before_the_start(string figures, string without, VerdictState state) => gates.Stands(state, "S2.08", figures, without);

    [Theory]
    [Clause("S2.09", "M2.4a", "M1.2d")]
    [InlineData("affected=6 agreed=5 declined=1", VerdictState.Passed)]
    [InlineData("affected=7 agreed=5 declined=1", VerdictState.Failed)]
    [InlineData("repeat_digs=1", VerdictState.Failed)]
    public Task Every_utility_has_answered_and_nothing_is_dug_twice(string figures, VerdictState state) => gates.Stands(state, "S2.09", figures, milestone: "agreed");

    [Theory]
    [Clause("S2.09", "T2.2.1b")]
    [InlineData("", VerdictState.Passed)]
    [InlineData("done=4", VerdictState.Failed)]
    [InlineData("surfaces_open=1", VerdictState.Failed)]
    [InlineData("dead_cables=1", VerdictState.Failed)]
    [InlineData("done=", VerdictState.Open)]
    public Task Utilities_are_done_and_leave_no_open_surface_and_no_dead_cable(string figures, VerdictState state) => gates.Stands(state, "S2.09", figures);

    [Theory]
    [Clause("S2.11")]
    [InlineData("", VerdictState.Passed)]
    [InlineData("defects_overdue=1", VerdictState.Failed)]
    [InlineData("covered_works=34 covered_photos=33", VerdictState.Failed)]
    [InlineData("changes_unapproved=1", VerdictState.Failed)]
    public Task No_defect_is_overdue_and_covered_works_are_photographed(string figures, VerdictState state) => gates.Stands(state, "S2.11", figures);

    [Theory]
    [Clause("S2.12")]
    [InlineData("passed_on=2026-02-10 filed_on=2026-02-25", VerdictState.Passed)]
    [InlineData("passed_on=2026-02-10 filed_on=2026-02-26", VerdictState.Failed)]
    [InlineData("passed_on=2026-02-10 filed_on=2026-02-09", VerdictState.Failed)]
    public Task Acceptance_is_filed_within_15_days(string figures, VerdictState state) => gates.Stands(state, "S2.12", figures);

    [Theory]
    [Clause("S2.12", "M2.4d", "M2.5", "T6.7")]
    [InlineData("parties=10 signed=9")]
    [InlineData("panel_pass=0")]
    [InlineData("professional_pass=0")]
    [InlineData("overhead_orders=1")]
    [InlineData("illegal_open=1")]
    [InlineData("promises_open=1")]
    [InlineData("leftovers_undated=1")]
    public Task Acceptance_needs_every_party_both_results_and_nothing_left_open(string figures) => gates.Stands(VerdictState.Failed, "S2.12", figures);
}
