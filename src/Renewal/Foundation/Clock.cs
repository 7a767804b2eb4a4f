namespace Renewal.Foundation;

/// <summary>The one clock. Both stores keep instants to the millisecond, so that a digest of a row is the same before and after storage.</summary>
public static class Clock
{
    /// <summary>China Standard Time has had no summer time since 1991: a fixed +08:00 is exact and needs no time-zone data on the machine.</summary>
    public static readonly TimeSpan China = TimeSpan.FromHours(8);

    extension(TimeProvider clock)
    {
        /// <summary>Now in UTC, cut to the millisecond.</summary>
        public DateTimeOffset Instant()
        {
            var now = clock.GetUtcNow();
            return new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        }

        /// <summary>Today's date in China.</summary>
        public DateOnly Today() => clock.GetUtcNow().InChina();
    }

    /// <summary>The calendar day in China on which an instant falls.</summary>
    public static DateOnly InChina(this DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(China).DateTime);

    /// <summary>00:00 in China of a day.</summary>
    public static DateTimeOffset StartInChina(this DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), China);
}
