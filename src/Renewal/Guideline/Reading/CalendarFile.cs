using System.Globalization;
using System.Text.Json;
using Renewal.Foundation;

namespace Renewal.Guideline.Reading;

/// <summary>Days off and days worked instead, of one year, with the name of the holiday.</summary>
/// <param name="Off">days of the holiday notice, weekends among them</param>
/// <param name="Work">Saturdays and Sundays that are worked (调休)</param>
public sealed record CalendarYear(int Year, IReadOnlyDictionary<DateOnly, string> Off, IReadOnlyDictionary<DateOnly, string> Work)
{
    /// <summary>What is wrong with it, in the user's words; empty when it is sound.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var day in Off.Keys.Concat(Work.Keys).Where(d => d.Year != Year).Distinct()) yield return $"{day:yyyy-MM-dd} 不在 {Year} 年";
        foreach (var day in Off.Keys.Where(Work.ContainsKey)) yield return $"{day:yyyy-MM-dd} 既是放假又是上班";
        foreach (var day in Work.Keys.Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))) yield return $"{day:yyyy-MM-dd} 不是周末，不能作为调休上班日";
        if (Off.Count < 7) yield return $"{Year} 年只有 {Off.Count} 个放假日，少于 7 天，疑似不完整";
        if (Off.Count > 45) yield return $"{Year} 年有 {Off.Count} 个放假日，多于 45 天，疑似有误";
        if (Work.Count > 15) yield return $"{Year} 年有 {Work.Count} 个调休上班日，多于 15 天，疑似有误";
    }
}

/// <summary>The published calendars that come with the product: npm chinese-days 1.5.7 (MIT), 2004–2026.</summary>
static class CalendarFile
{
    public static IReadOnlyList<CalendarYear> Read(string path, Faults faults)
    {
        var file = Path.GetFileName(path);
        List<CalendarYear> years = [];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var entry in json.RootElement.GetProperty("years").EnumerateObject())
            {
                var year = new CalendarYear(int.Parse(entry.Name, CultureInfo.InvariantCulture), Days(entry.Value.GetProperty("off")), Days(entry.Value.GetProperty("work")));
                // The oldest notices count fewer holidays; only the sense of the days is checked here.
                foreach (var fault in year.Faults().Where(f => !f.Contains("疑似", StringComparison.Ordinal))) faults.Add(file, 1, fault);
                years.Add(year);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or IOException)
        {
            faults.Add(file, e is JsonException { LineNumber: { } line } ? line + 1 : 1, e.Message);
        }
        years.Sort((a, b) => a.Year.CompareTo(b.Year));
        for (var i = 1; i < years.Count; i++)
            if (years[i].Year != years[i - 1].Year + 1) faults.Add(file, 1, $"the years must follow each other: {years[i - 1].Year} and {years[i].Year}");
        return years;
    }

    static Dictionary<DateOnly, string> Days(JsonElement days) => days.EnumerateObject()
        .ToDictionary(d => DateOnly.ParseExact(d.Name, "yyyy-MM-dd", CultureInfo.InvariantCulture), d => d.Value.GetString() ?? "");

    /// <summary>The working days of published years that follow each other.</summary>
    public static WorkingDays ToWorkingDays(this IReadOnlyList<CalendarYear> years) =>
        new(years.SelectMany(y => y.Off.Keys), years.SelectMany(y => y.Work.Keys), years[0].Year, years[^1].Year);
}
