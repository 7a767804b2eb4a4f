using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>Where the limit of one record stands.</summary>
/// <param name="From">paper date of the event; null until it happens</param>
/// <param name="Due">last day; null while the event or the calendar is awaited</param>
/// <param name="AmberFrom">first day of the amber lamp</param>
public sealed record LimitState(DateOnly? From, DateOnly? Due, DateOnly? AmberFrom, bool AwaitingCalendar)
{
    public static readonly LimitState None = new(null, null, null, false);
}

/// <summary>
/// Limits in working days, pure: the day of the event does not count, the limit ends at 24:00 of its last day (steps.yaml, clock), pauses are added,
/// and a year whose calendar is not published is awaited, never guessed.
/// </summary>
public static class StepLimit
{
    /// <param name="from">paper date of the event</param>
    /// <param name="pausedDays">working days that ended pauses took</param>
    public static LimitState Of(Limit? limit, ClockRules rules, DateOnly? from, int pausedDays, WorkingDays calendar)
    {
        if (limit is null || from is not { } day) return LimitState.None;
        if (calendar.TryAdd(day, limit.WorkingDays + pausedDays) is not { } due) return new(day, null, null, true);
        return new(day, due, AmberFrom(due, AmberDays(limit.WorkingDays, rules), calendar), false);
    }

    /// <summary>The last share of the limit, or so many days, whichever is longer; whole working days.</summary>
    public static int AmberDays(int limit, ClockRules rules) => Math.Max(limit * rules.AmberPercent / 100, rules.AmberDays);

    /// <summary>First day on which at most <paramref name="days"/> working days are left.</summary>
    static DateOnly AmberFrom(DateOnly due, int days, WorkingDays calendar)
    {
        var day = due;
        for (var left = 0; calendar.Covers(day.AddDays(-1)); day = day.AddDays(-1))
        {
            // Leaving `day` behind brings it back into what is left.
            if (calendar.IsWorking(day)) left++;
            if (left > days) break;
        }
        return day;
    }

    /// <summary>The lamp of a record, with its text.</summary>
    public static Lamp Lamp(StepRecord record, DateOnly today, WorkingDays calendar) => record.State switch
    {
        StepState.NotStarted or StepState.Finished => Contract.Lamp.None,
        StepState.Paused => new(LampColour.Paused, $"自 {record.PausedOn:yyyy年M月d日}起暂停"),
        _ when record.AwaitingCalendar => new(LampColour.AwaitingCalendar, "待公布工作日历"),
        _ => Lamp(record.Due, record.AmberFrom, today, calendar),
    };

    public static Lamp Lamp(DateOnly? due, DateOnly? amberFrom, DateOnly today, WorkingDays calendar)
    {
        if (due is not { } last) return Contract.Lamp.None;
        if (today > last) return new(LampColour.Red, $"已超期 {Days(last, today, calendar)}");
        var text = today == last ? "今日到期" : $"还剩 {Days(today, last, calendar)}";
        return new(amberFrom is { } amber && today >= amber ? LampColour.Amber : LampColour.Green, text);
    }

    static string Days(DateOnly from, DateOnly to, WorkingDays calendar)
    {
        if (!calendar.Covers(from) || !calendar.Covers(to)) return $"{to.DayNumber - from.DayNumber} 天";
        var days = calendar.Between(from, to);
        return days == 0 ? "不足 1 个工作日" : $"{days} 个工作日";
    }

    /// <summary>Whether a fact is entered later than the rules allow after the date on its paper; false while the calendar of that year is awaited.</summary>
    public static bool Late(DateOnly paperOn, DateOnly entered, ClockRules rules, WorkingDays calendar) =>
        entered > paperOn && calendar.Covers(paperOn) && calendar.Covers(entered) && calendar.Between(paperOn, entered) > rules.LateEntryDays;

    /// <summary>
    /// Last day of a notice period. Calendar days: the day of posting does not count, and a last day that is a day off moves to the next working day
    /// (Civil Code 201, 203); null while that calendar is awaited.
    /// </summary>
    public static DateOnly? EndOf(LegalPeriod period, DateOnly posted, WorkingDays calendar)
    {
        if (period.Working) return calendar.TryAdd(posted, period.Days);
        var last = posted.AddDays(period.Days);
        while (calendar.Covers(last) && !calendar.IsWorking(last)) last = last.AddDays(1);
        return calendar.Covers(last) ? last : null;
    }
}
