using System.Globalization;

namespace Renewal.Places.Contract;

/// <summary>When a community was finished, as exactly as the papers say: a year, or a day. Nothing stored means not known.</summary>
/// <param name="Year">calendar year</param>
/// <param name="Day">full completion date, in that year; null where only the year is known</param>
public readonly record struct Built(int Year, DateOnly? Day = null)
{
    /// <summary>
    /// Whether it was finished by a day (M1.1c: 2000-12-31). Null where only the year is known and the day falls inside that year before its end:
    /// that is a question for the papers, not a guess.
    /// </summary>
    public bool? By(DateOnly line) => Day switch
    {
        { } day => day <= line,
        null when Year < line.Year || Year == line.Year && line is { Month: 12, Day: 31 } => true,
        null when Year > line.Year => false,
        _ => null,
    };

    public override string ToString() => Day is { } day
        ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Year} 年");
}
