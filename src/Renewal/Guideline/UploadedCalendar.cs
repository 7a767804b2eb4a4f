using System.Globalization;
using System.Text.Json;
using Renewal.Guideline.Reading;

namespace Renewal.Guideline;

/// <summary>The holiday notice of one year as an office has uploaded it.</summary>
public sealed class UploadedCalendar
{
    UploadedCalendar() { }

    public UploadedCalendar(CalendarYear year, string basis, string uploadedBy, DateTimeOffset at)
    {
        Year = year.Year;
        Days = JsonSerializer.Serialize(new Notice(Text(year.Off), Text(year.Work)), Options);
        (Basis, UploadedBy, At) = (basis, uploadedBy, at);
    }

    public int Year { get; private set; }
    public string Days { get; private set; } = "";
    public string Basis { get; private set; } = "";
    public string UploadedBy { get; private set; } = "";
    public DateTimeOffset At { get; private set; }

    public CalendarYear Read()
    {
        var notice = JsonSerializer.Deserialize<Notice>(Days, Options)!;
        return new CalendarYear(Year, Parse(notice.Off), Parse(notice.Work));
    }

    sealed record Notice(SortedDictionary<string, string> Off, SortedDictionary<string, string> Work);

    static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static SortedDictionary<string, string> Text(IReadOnlyDictionary<DateOnly, string> days) =>
        new(days.ToDictionary(d => d.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d => d.Value), StringComparer.Ordinal);

    static Dictionary<DateOnly, string> Parse(SortedDictionary<string, string> days) =>
        days.ToDictionary(d => DateOnly.ParseExact(d.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture), d => d.Value);
}

/// <summary>A stamp that every change of the guideline's own rows renews, so that all nodes see that their copies are old.</summary>
public sealed class Edition
{
    public const int Only = 1;
    public int Id { get; init; } = Only;
    public Guid Stamp { get; set; }
    public int Version { get; private set; }
}
