using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Xunit;
using static Renewal.Tests.Lifecycle.Small;

namespace Renewal.Tests.Lifecycle;

public sealed class StepLimitTests
{
    static Limit Days(int days) => new(days, "project-opened", "立项", "office", null);

    [Theory]
    // The day of the event does not count; a worked Saturday does; holidays do not.
    [InlineData("2026-02-13", 2, "2026-02-24")]
    [InlineData("2026-04-30", 2, "2026-05-07")]
    [InlineData("2026-05-08", 1, "2026-05-09")]
    [InlineData("2026-05-08", 2, "2026-05-11")]
    [InlineData("2026-09-30", 2, "2026-10-09")]
    [InlineData("2026-03-06", 1, "2026-03-09")]
    public void A_limit_runs_on_published_working_days(string from, int days, string due) =>
        Assert.Equal(DateOnly.Parse(due, null), StepLimit.Of(Days(days), Running, DateOnly.Parse(from, null), 0, Calendar).Due);

    [Fact]
    public void A_limit_past_the_published_year_is_awaited_and_never_guessed()
    {
        var state = StepLimit.Of(Days(30), Running, new DateOnly(2026, 12, 20), 0, Calendar);
        Assert.True(state.AwaitingCalendar);
        Assert.Null(state.Due);
        Assert.Equal(new DateOnly(2026, 12, 31), StepLimit.Of(Days(8), Running, new DateOnly(2026, 12, 21), 0, Calendar).Due);
        Assert.True(StepLimit.Of(Days(9), Running, new DateOnly(2026, 12, 21), 0, Calendar).AwaitingCalendar);
    }

    [Fact]
    public void A_limit_whose_event_has_not_happened_does_not_run() => Assert.Equal(LimitState.None, StepLimit.Of(Days(30), Running, null, 0, Calendar));

    [Fact]
    public void Pauses_lengthen_the_limit_by_their_working_days() =>
        Assert.Equal(new DateOnly(2026, 3, 13), StepLimit.Of(Days(5), Running, Day, 4, Calendar).Due);

    [Theory]
    // 20% of 15 is 3, the floor is 3; of 30 it is 6.
    [InlineData(15, 3)]
    [InlineData(10, 3)]
    [InlineData(16, 3)]
    [InlineData(20, 4)]
    [InlineData(30, 6)]
    public void Amber_is_the_last_fifth_or_three_days_whichever_is_longer(int limit, int amber)
    {
        Assert.Equal(amber, StepLimit.AmberDays(limit, Running));
        var state = StepLimit.Of(Days(limit), Running, Day, 0, Calendar);
        for (var day = Day; day <= state.Due; day = day.AddDays(1))
            Assert.Equal(Calendar.Between(day, state.Due!.Value) <= amber, day >= state.AmberFrom);
    }

    [Fact]
    public void The_lamp_carries_its_text()
    {
        var state = StepLimit.Of(Days(15), Running, Day, 0, Calendar);
        Assert.Equal(new DateOnly(2026, 3, 23), state.Due);
        Lamp At(int day) => StepLimit.Lamp(state.Due, state.AmberFrom, new DateOnly(2026, 3, day), Calendar);
        Assert.Equal(new Lamp(LampColour.Green, "还剩 4 个工作日"), At(17));
        Assert.Equal(new Lamp(LampColour.Amber, "还剩 3 个工作日"), At(18));
        Assert.Equal(new Lamp(LampColour.Amber, "今日到期"), At(23));
        Assert.Equal(new Lamp(LampColour.Red, "已超期 1 个工作日"), At(24));
    }

    [Theory]
    // Five working days after Monday 2 March is the Monday after; the sixth is late.
    [InlineData("2026-03-02", "2026-03-09", false)]
    [InlineData("2026-03-02", "2026-03-10", true)]
    // A worked Saturday counts: 14, 24, 25, 26, 27 and then 28 February.
    [InlineData("2026-02-13", "2026-02-27", false)]
    [InlineData("2026-02-13", "2026-02-28", true)]
    [InlineData("2026-03-02", "2026-03-02", false)]
    public void Entry_later_than_five_working_days_is_flagged(string paper, string entered, bool late) =>
        Assert.Equal(late, StepLimit.Late(DateOnly.Parse(paper, null), DateOnly.Parse(entered, null), Running, Calendar));

    [Fact]
    public void A_notice_period_in_calendar_days_that_ends_on_a_day_off_ends_on_the_next_working_day()
    {
        var week = new LegalPeriod("结果公示", 7, false, "office");
        Assert.Equal(new DateOnly(2026, 3, 9), StepLimit.EndOf(week, Day, Calendar));
        // 24 April + 7 is May Day; the holiday runs to the 5th.
        Assert.Equal(new DateOnly(2026, 5, 6), StepLimit.EndOf(week, new DateOnly(2026, 4, 24), Calendar));
        Assert.Null(StepLimit.EndOf(week, new DateOnly(2026, 12, 28), Calendar));
    }
}
