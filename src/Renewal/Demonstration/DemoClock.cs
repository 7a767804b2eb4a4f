using Renewal.Foundation;

namespace Renewal.Demonstration;

/// <summary>The clock of the demonstration: it stands where the story is and never runs ahead of the real one.</summary>
public sealed class DemoClock(TimeProvider real) : TimeProvider
{
    DateTimeOffset now = real.GetUtcNow();

    /// <summary>The story ends before the published working days do: past them its two-day limits could not be judged.</summary>
    public DateOnly LastDay { get; set; } = DateOnly.MaxValue;

    public DateTimeOffset RealNow => real.GetUtcNow() is var wall && LastDay < wall.InChina() ? LastDay.StartInChina().AddHours(17).ToUniversalTime() : wall;
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Half past nine in China on a day.</summary>
    public void Go(DateOnly day) => now = day.StartInChina().AddHours(9.5).ToUniversalTime();

    /// <summary>A little later the same day.</summary>
    public void Tick() => now = now.AddMinutes(7);

    public bool Advance(int days)
    {
        var next = now.AddDays(days);
        if (next >= RealNow) return false;
        now = next;
        return true;
    }
}
