using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Renewal.Storage;

namespace Renewal.Guideline;

/// <summary>The yearly holiday notice: days off and days worked instead.</summary>
/// <param name="Text">CSV lines <c>2027-01-01,放假,元旦</c> / <c>2027-02-20,上班,春节</c>, or JSON <c>{"off": {"2027-01-01": "元旦"}, "work": {}}</c></param>
/// <param name="Basis">name and number of the notice</param>
public sealed record UploadCalendarRequest(int Year, string Text, string Basis);

sealed class UploadCalendar(ProcessLog log, GuidelineDoor door)
{
    static readonly Process Process = new("guideline.upload-calendar", "导入工作日历");

    /// <exception cref="RuleBroken">guideline.not_yours (403); calendar.unreadable, calendar.wrong, calendar.gap, calendar.past, guideline.no_basis</exception>
    public async Task<CalendarYear> Run(UploadCalendarRequest request, CancellationToken stop = default)
    {
        var known = await door.Calendar(stop);
        var uploaded = await log.Run(Process, async run =>
        {
            SettingRules.CityFor(run.Actor, null);
            var basis = SettingRules.Basis(request.Basis);
            var year = Parse(request.Year, request.Text);
            if (year.Faults().ToList() is { Count: > 0 } faults)
                throw new RuleBroken("calendar.wrong", "放假安排有误：" + string.Join("；", faults.Take(5)) + "。请核对后重新导入。") { Field = "text" };
            if (year.Year < run.Today.Year) throw new RuleBroken("calendar.past", $"{year.Year} 年已经过去，不能修改：已有期限按原日历计算。") { Field = "year" };
            if (year.Year > known[^1].Year + 1) throw new RuleBroken("calendar.gap", $"日历须逐年导入，请先导入 {known[^1].Year + 1} 年。") { Field = "year" };

            var calendars = run.Db.UploadedCalendars;
            if (await calendars.FirstOrDefaultAsync(c => c.Year == year.Year, stop) is { } earlier)
            {
                run.Db.Remove(earlier);
                await run.Db.SaveChangesAsync(stop);
            }
            run.Db.Add(new UploadedCalendar(year, basis, run.Actor.OrganisationName, run.At));
            await SettingRules.Renew(run);
            run.Fact(new CalendarUploaded(year.Year, year.Off.Count, year.Work.Count, basis));
            return year;
        }, stop: stop);
        door.Forget();
        return uploaded;
    }

    static CalendarYear Parse(int year, string text)
    {
        text = text.Trim().TrimStart('\uFEFF');
        return text.StartsWith('{') ? Json(year, text) : Csv(year, text);
    }

    static CalendarYear Csv(int year, string text)
    {
        Dictionary<DateOnly, string> off = [], work = [];
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var cells = line.Trim().Replace('，', ',').Split(',');
            if (cells is [""] || number == 1 && cells[0].Trim() is "日期" or "date") continue;
            if (cells.Length < 2 || !Day(cells[0], out var day)) throw Unreadable($"第 {number} 行");
            var name = cells.Length > 2 ? cells[2].Trim() : "";
            var days = cells[1].Trim() switch { "放假" or "休" or "off" => off, "上班" or "班" or "work" => work, _ => throw Unreadable($"第 {number} 行") };
            if (!days.TryAdd(day, name)) throw new RuleBroken("calendar.wrong", $"第 {number} 行：{day:yyyy-MM-dd} 出现了两次。") { Field = "text" };
        }
        return new CalendarYear(year, off, work);
    }

    static CalendarYear Json(int year, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            Dictionary<DateOnly, string> Days(string key)
            {
                Dictionary<DateOnly, string> days = [];
                if (!json.RootElement.TryGetProperty(key, out var part)) return days;
                foreach (var entry in part.EnumerateObject())
                    if (!Day(entry.Name, out var day)) throw Unreadable(entry.Name);
                    else if (!days.TryAdd(day, entry.Value.GetString() ?? "")) throw new RuleBroken("calendar.wrong", $"{day:yyyy-MM-dd} 出现了两次。") { Field = "text" };
                return days;
            }
            return new CalendarYear(year, Days("off"), Days("work"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Unreadable("JSON");
        }
    }

    static bool Day(string text, out DateOnly day) => DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    static RuleBroken Unreadable(string where) =>
        new("calendar.unreadable", $"{where}无法识别。每行写：日期,放假或上班,节日，例如 2027-01-01,放假,元旦。") { Field = "text" };
}
