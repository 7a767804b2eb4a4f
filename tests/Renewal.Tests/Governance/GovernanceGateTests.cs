using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Governance;

public sealed class GovernanceGateTests(Gates gates) : IClassFixture<Gates>
{
    [Theory]
    [Clause("S1.02")]
    [InlineData("elected_on=2026-01-31 filed_on=2026-03-02", VerdictState.Passed)]
    [InlineData("elected_on=2026-01-30 filed_on=2026-03-02", VerdictState.Failed)]
    [InlineData("elected_on=2026-03-02 filed_on=2026-03-01", VerdictState.Failed)]
    [InlineData("elected_on=2026-01-31", VerdictState.Failed)]
    public Task An_owners_committee_is_filed_within_30_days_of_its_election(string dates, VerdictState state) =>
        gates.Stands(state, "S1.02", "carrier=committee " + dates);

    [Theory]
    [Clause("S1.02")]
    [InlineData("from=2026-03-02 to=2026-03-02", VerdictState.Passed)]
    [InlineData("from=2025-03-02 to=2026-03-01", VerdictState.Failed)]
    [InlineData("from=2026-03-03 to=2027-03-02", VerdictState.Failed)]
    public Task Custody_counts_from_its_first_to_its_last_day(string term, VerdictState state) => gates.Stands(state, "S1.02", term);

    [Theory]
    [Clause("S1.03")]
    [InlineData("stairwells=84 posted=84 meetings=1", VerdictState.Passed)]
    [InlineData("stairwells=84 posted=83 meetings=1", VerdictState.Failed)]
    [InlineData("stairwells=84 posted=84 meetings=0", VerdictState.Failed)]
    [InlineData("stairwells=0 posted=0 meetings=1", VerdictState.Failed)]
    public Task Every_stairwell_is_posted_and_one_meeting_is_on_a_weekend_or_evening(string figures, VerdictState state) => gates.Stands(state, "S1.03", figures);

    [Theory]
    [Clause("S2.10", "T6.6", "T6.6b")]
    [InlineData("community=1 party=1 volunteers=1", VerdictState.Passed)]
    [InlineData("community=9 party=9 volunteers=0", VerdictState.Failed)]
    [InlineData("community=0 party=9 volunteers=9", VerdictState.Failed)]
    [InlineData("community=9 party=0 volunteers=9", VerdictState.Failed)]
    [InlineData("remarks=17 answered=16", VerdictState.Failed)]
    public Task Supervisors_come_from_all_three_sources_and_every_remark_is_answered(string figures, VerdictState state) => gates.Stands(state, "S2.10", figures);
}
