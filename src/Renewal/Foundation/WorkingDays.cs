namespace Renewal.Foundation;

/// <summary>
/// Working days by the published calendar (国务院办公厅 holiday notices, with make-up days). A pure value: years in, dates out.
/// A period excludes the day of the event and ends at 24:00 of its last day (Civil Code 201, 203; Administrative Licensing Law 82).
/// </summary>
public sealed class WorkingDays
{
    readonly HashSet<DateOnly> holidays;
    readonly HashSet<DateOnly> makeUpDays;

    /// <param name="holidays">days off that fall on Monday to Friday, or any day named a holiday</param>
    /// <param name="makeUpDays">Saturdays and Sundays that are worked (调休)</param>
    /// <param name="firstYear">first published year</param>
    /// <param name="lastYear">last published year</param>
    public WorkingDays(IEnumerable<DateOnly> holidays, IEnumerable<DateOnly> makeUpDays, int firstYear, int lastYear)
    {
        this.holidays = [.. holidays];
        this.makeUpDays = [.. makeUpDays];
        FirstYear = firstYear;
        LastYear = lastYear;
    }

    public int FirstYear { get; }
    public int LastYear { get; }
    public bool Covers(DateOnly day) => day.Year >= FirstYear && day.Year <= LastYear;

    /// <exception cref="RuleBroken">calendar.unpublished: the year is not published, and a plain week would be a guess.</exception>
    public bool IsWorking(DateOnly day)
    {
        if (!Covers(day)) throw new RuleBroken("calendar.unpublished", $"{day.Year} 年的工作日历尚未公布，请先导入该年度的放假安排。");
        if (makeUpDays.Contains(day)) return true;
        return day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day);
    }

    /// <summary>The last day of a limit of <paramref name="days"/> working days from an event; the day of the event does not count.</summary>
    /// <exception cref="RuleBroken">calendar.unpublished</exception>
    public DateOnly Add(DateOnly from, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        var day = from;
        while (days > 0)
        {
            day = day.AddDays(1);
            if (IsWorking(day)) days--;
        }
        return day;
    }

    /// <summary>As <see cref="Add"/>, but null where the calendar of that year is awaited.</summary>
    public DateOnly? TryAdd(DateOnly from, int days)
    {
        try { return Add(from, days); }
        catch (RuleBroken broken) when (broken.Code == "calendar.unpublished") { return null; }
    }

    /// <summary>Working days after <paramref name="from"/> up to and with <paramref name="to"/>; negative when <paramref name="to"/> is earlier.</summary>
    /// <exception cref="RuleBroken">calendar.unpublished</exception>
    public int Between(DateOnly from, DateOnly to)
    {
        if (to < from) return -Between(to, from);
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1)) if (IsWorking(day)) count++;
        return count;
    }
}
