using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Participation;

public sealed class ParticipationGateTests(Gates gates) : IClassFixture<Gates>
{
    [Theory]
    [Clause("S1.06", "M1.4b", "O2.1")]
    [InlineData("total=1000 yes=800", VerdictState.Passed)]
    [InlineData("total=1000 yes=799", VerdictState.Failed)]
    // Nobody is left out of the whole: 800 of 1,000 that answered are not 800 of 1,001 households.
    [InlineData("total=1001 yes=800", VerdictState.Failed)]
    [InlineData("total=1000 yes=800 no=150 abstain=51", VerdictState.Open)]
    public Task Four_fifths_of_all_households_agree(string figures, VerdictState state) => gates.Stands(state, "S1.06", "no=0 abstain=0 " + figures);

    [Theory]
    [Clause("S1.06", "M1.4c")]
    [InlineData("", VerdictState.Passed)]
    [InlineData("asked_works=0", VerdictState.Failed)]
    [InlineData("asked_management=0", VerdictState.Failed)]
    [InlineData("asked_cost=0", VerdictState.Failed)]
    public Task The_sheet_asks_all_three_subjects(string figures, VerdictState state) => gates.Stands(state, "S1.06", figures);

    [Theory]
    [Clause("S1.06")]
    [InlineData("notice_from=2026-02-22 notice_to=2026-03-01", VerdictState.Passed)]
    [InlineData("notice_from=2026-02-23 notice_to=2026-03-01", VerdictState.Failed)]
    // Still hanging today: open until tomorrow.
    [InlineData("notice_from=2026-02-22 notice_to=2026-03-02", VerdictState.Open)]
    public Task The_result_hangs_for_seven_days_and_is_over(string figures, VerdictState state) => gates.Stands(state, "S1.06", figures);

    [Theory]
    [Clause("S1.06", "S2.03")]
    [InlineData("S1.06", "roll_from=2026-02-22 roll_to=2026-03-01", VerdictState.Passed)]
    [InlineData("S1.06", "roll_from=2026-02-23 roll_to=2026-03-01", VerdictState.Failed)]
    [InlineData("S1.06", "roll_from=2026-02-22 roll_to=2026-03-02", VerdictState.Open)]
    [InlineData("S2.03", "roll_from=2026-02-22 roll_to=2026-03-01", VerdictState.Passed)]
    [InlineData("S2.03", "roll_from=2026-02-23 roll_to=2026-03-01", VerdictState.Failed)]
    public Task The_roll_hangs_for_seven_days_before_it_is_frozen(string step, string figures, VerdictState state) => gates.Stands(state, step, figures, milestone: "roll");

    [Theory]
    [Clause("S1.07", "T8.2.2")]
    [InlineData("poll_yes=441 poll_part=880", VerdictState.Passed)]
    [InlineData("poll_yes=440 poll_part=880", VerdictState.Failed)]
    [InlineData("poll_closed_on=2026-03-02", VerdictState.Passed)]
    [InlineData("poll_closed_on=2026-03-03", VerdictState.Failed)]
    public Task A_model_is_chosen_by_more_than_half_in_a_closed_poll(string figures, VerdictState state) => gates.Stands(state, "S1.07", figures);

    [Theory]
    [Clause("S2.03")]
    [InlineData("notice_on=2026-02-01 voting_from=2026-02-16", VerdictState.Passed)]
    [InlineData("notice_on=2026-02-02 voting_from=2026-02-16", VerdictState.Failed)]
    [InlineData("result_from=2026-02-22 result_to=2026-03-01", VerdictState.Passed)]
    [InlineData("result_from=2026-02-23 result_to=2026-03-01", VerdictState.Failed)]
    [InlineData("result_from=2026-02-22 result_to=2026-03-02", VerdictState.Open)]
    [InlineData("objections_open=1", VerdictState.Failed)]
    public Task A_vote_is_announced_15_days_before_and_its_result_hangs_for_seven(string figures, VerdictState state) => gates.Stands(state, "S2.03", figures);

    const string Roll = "total_area=600000 total_owners=600 part_area=600000 part_owners=600 ";

    [Theory]
    [Clause("S2.03")]
    [InlineData("yes_area=400001 yes_owners=401", VerdictState.Passed)]
    [InlineData("yes_area=400000 yes_owners=401", VerdictState.Failed)]
    [InlineData("yes_area=400001 yes_owners=400", VerdictState.Failed)]
    // Item 7, rebuilding: more than two-thirds of all are not three quarters of those that took part.
    [InlineData("yes_area=400001 yes_owners=401 item=7", VerdictState.Failed)]
    [InlineData("yes_area=450000 yes_owners=450 item=7", VerdictState.Passed)]
    [InlineData("yes_area=450000 yes_owners=449 item=7", VerdictState.Failed)]
    public Task The_gate_wants_more_than_two_thirds_of_all_and_the_civil_code_beside_it(string figures, VerdictState state) => gates.Stands(state, "S2.03", Roll + figures);

    [Theory]
    [Clause("S2.13", "T6.8")]
    [InlineData("homes=300 valid=100 satisfied=81", VerdictState.Passed)]
    [InlineData("homes=300 valid=100 satisfied=80", VerdictState.Failed)]
    [InlineData("homes=160 valid=49 satisfied=49", VerdictState.Failed)]
    [InlineData("homes=160 valid=50 satisfied=50", VerdictState.Passed)]
    [InlineData("posted_on=2026-03-02", VerdictState.Passed)]
    [InlineData("posted_on=2026-03-03", VerdictState.Failed)]
    public Task Satisfaction_closes_only_above_80_percent_of_enough_answers_once_posted(string figures, VerdictState state) => gates.Stands(state, "S2.13", figures);

    [Theory]
    [Clause("S3.02")]
    [InlineData("part_area=400000 part_owners=400 yes_area=200001 yes_owners=201", VerdictState.Passed)]
    [InlineData("part_area=399999 part_owners=400 yes_area=200001 yes_owners=201", VerdictState.Failed)]
    [InlineData("part_area=400000 part_owners=399 yes_area=200001 yes_owners=201", VerdictState.Failed)]
    [InlineData("part_area=400000 part_owners=400 yes_area=200000 yes_owners=201", VerdictState.Failed)]
    [InlineData("part_area=400000 part_owners=400 yes_area=200001 yes_owners=200", VerdictState.Failed)]
    public Task The_covenant_passes_by_two_thirds_taking_part_and_more_than_half_of_them(string figures, VerdictState state) =>
        gates.Stands(state, "S3.02", "total_area=600000 total_owners=600 " + figures);

    [Theory]
    [Clause("S3.04", "T3.5.1")]
    [InlineData("gates=2 gates_fire_open=2", VerdictState.Passed)]
    [InlineData("gates=2 gates_fire_open=1", VerdictState.Failed)]
    [InlineData("gates=0 gates_fire_open=0", VerdictState.Failed)]
    [InlineData("second_way=0", VerdictState.Failed)]
    [InlineData("poll_closed_on=2026-03-02", VerdictState.Passed)]
    [InlineData("poll_closed_on=2026-03-03", VerdictState.Failed)]
    public Task Closing_a_community_follows_a_poll_and_leaves_a_way_for_fire_engines_and_for_faces_not_scanned(string figures, VerdictState state) =>
        gates.Stands(state, "S3.04", figures);
}
