using Renewal.Delivery.Approvals;
using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Delivery;

[Clause("T6.1", "S2.06")]
public sealed class OpinionClockTests(Rules rules) : IClassFixture<Rules>
{
    async Task<Verdict> Judge(DateOnly passed, DateOnly today, params DepartmentOpinion[] opinions) =>
        OpinionClock.Judge(opinions, passed, today, await rules.Parameter("review.opinion.days"), await rules.Guideline.WorkingDays());

    [Theory]
    // Friday before the Spring Festival: Saturday the 14th is worked, the holiday runs to the 23rd.
    [InlineData("2026-02-13", "2026-02-24", "2026-02-25")]
    [InlineData("2026-04-30", "2026-05-07", "2026-05-08")]
    [InlineData("2026-05-08", "2026-05-11", "2026-05-12")]
    [InlineData("2026-09-30", "2026-10-09", "2026-10-12")]
    public async Task Two_working_days_run_over_holidays_and_make_up_days(string passed, string last, string late)
    {
        var (pass, due, after) = (DateOnly.Parse(passed), DateOnly.Parse(last), DateOnly.Parse(late));
        Assert.Equal(VerdictState.Passed, (await Judge(pass, due, new DepartmentOpinion("住建局", DepartmentAnswer.Agree, due))).State);
        Assert.Equal(VerdictState.Failed, (await Judge(pass, after, new DepartmentOpinion("住建局", DepartmentAnswer.Agree, after))).State);
    }

    [Fact]
    public async Task Silence_is_never_consent()
    {
        var pass = new DateOnly(2026, 3, 2);
        var silent = new DepartmentOpinion("消防审验部门", null, null);
        var agreed = new DepartmentOpinion("住建局", DepartmentAnswer.Agree, pass.AddDays(1));
        Assert.Equal(VerdictState.Open, (await Judge(pass, pass.AddDays(2), agreed, silent)).State);
        Assert.Equal(VerdictState.Failed, (await Judge(pass, pass.AddDays(3), agreed, silent)).State);
    }

    [Fact]
    public async Task An_objection_fails_the_review_and_not_concerned_does_not()
    {
        var pass = new DateOnly(2026, 3, 2);
        Assert.False((await Judge(pass, pass, new DepartmentOpinion("住建局", DepartmentAnswer.Object, pass))).Passed);
        Assert.True((await Judge(pass, pass, new DepartmentOpinion("财政局", DepartmentAnswer.NotConcerned, pass), new DepartmentOpinion("住建局", DepartmentAnswer.Conditional, pass))).Passed);
    }

    [Fact]
    public async Task A_letter_dated_before_the_review_passed_is_none()
    {
        var pass = new DateOnly(2026, 3, 3);
        Assert.False((await Judge(pass, pass, new DepartmentOpinion("住建局", DepartmentAnswer.Agree, pass.AddDays(-1)))).Passed);
    }
}

[Clause("S2.08")]
public sealed class PermitRouteTests(Rules rules) : IClassFixture<Rules>
{
    async Task<bool> Exempt(string division, long yuan, long m2, long fen = 0, long hundredths = 0) => PermitRoute.IsExempt(new Money(yuan * 100 + fen), new Area(m2 * 100 + hundredths),
        await rules.Parameter("permit.exempt.invest", division), await rules.Parameter("permit.exempt.area", division), await rules.Parameter("permit.exempt.lines", division));

    [Fact]
    public async Task Nationally_either_line_exempts_and_the_line_itself_is_within()
    {
        Assert.True(await Exempt("2102", 300_000, 5_000));
        Assert.True(await Exempt("2102", 9_000_000, 300));
        Assert.False(await Exempt("2102", 300_000, 300, 1, 1));
    }

    [Fact]
    public async Task Shenyang_asks_for_a_permit_above_either_line()
    {
        Assert.True(await Exempt("2101", 2_000_000, 1_000));
        Assert.False(await Exempt("2101", 2_000_000, 1_000, fen: 1));
        Assert.False(await Exempt("2101", 2_000_000, 1_000, hundredths: 1));
    }
}
