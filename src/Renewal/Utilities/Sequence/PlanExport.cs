using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CsvHelper;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Renewal.Utilities.Sequence;

/// <summary>A plan for other programs: CSV for spreadsheets, iCalendar (RFC 5545) for diaries, the XML of MS Project for schedulers.</summary>
static class PlanExport
{
    public static string Csv(SequencePlan plan)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (CsvWriter csv = new(text, CultureInfo.InvariantCulture))
        {
            foreach (var head in (string[])["路段", "名称", "开始", "完成", "工期"]) csv.WriteField(head);
            foreach (var row in plan.Rows)
            {
                csv.NextRecord();
                csv.WriteField(row.Place);
                csv.WriteField(row.Name);
                csv.WriteField(row.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                csv.WriteField(row.Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                csv.WriteField(row.Days);
            }
            csv.NextRecord();
        }
        return text.ToString();
    }

    /// <summary>All-day events: each opening, and each work or task.</summary>
    public static string ICalendar(SequencePlan plan)
    {
        Ical.Net.Calendar calendar = new() { ProductId = "-//Renewal//Sequence//ZH" };
        void Add(string uid, string summary, DateOnly first, DateOnly last) => calendar.Events.Add(new CalendarEvent
        {
            Uid = uid, Summary = summary, DtStart = new CalDateTime(first), DtEnd = new CalDateTime(last < first ? first.AddDays(1) : last.AddDays(1)),
            // The same plan gives the same file.
            DtStamp = new CalDateTime(plan.Start.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
        });
        var key = plan.Proof.InputHash[..16];
        foreach (var (index, o) in plan.Openings.Index()) Add($"{key}-o{index + 1}@renewal", $"开挖：{o.Segment}", o.First, o.Last);
        foreach (var (index, row) in plan.Rows.Index()) Add($"{key}-{index + 1}@renewal", Title(row), row.First, row.Last);
        return new CalendarSerializer().SerializeToString(calendar) ?? "";
    }

    /// <summary>MSPDI, the XML schema of Microsoft Project 2003 and later. Tasks stand where the plan put them (must start on), eight hours a day, every day a working day.</summary>
    public static string Project(SequencePlan plan)
    {
        XNamespace ns = "http://schemas.microsoft.com/project";
        static string At(DateOnly day, int hour) => day.ToDateTime(new(hour, 0)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        XElement WorkingDay(int day) => new(ns + "WeekDay", new XElement(ns + "DayType", day), new XElement(ns + "DayWorking", 1), new XElement(ns + "WorkingTimes",
            new XElement(ns + "WorkingTime", new XElement(ns + "FromTime", "08:00:00"), new XElement(ns + "ToTime", "16:00:00"))));
        XDocument document = new(new XDeclaration("1.0", "utf-8", "yes"), new XElement(ns + "Project",
            new XElement(ns + "SaveVersion", 14), new XElement(ns + "Name", "施工时序计划"), new XElement(ns + "StartDate", At(plan.Start, 8)),
            new XElement(ns + "ScheduleFromStart", 1), new XElement(ns + "CalendarUID", 1), new XElement(ns + "DefaultStartTime", "08:00:00"), new XElement(ns + "DefaultFinishTime", "16:00:00"),
            new XElement(ns + "MinutesPerDay", 480), new XElement(ns + "MinutesPerWeek", 3360), new XElement(ns + "DaysPerMonth", 30),
            new XElement(ns + "Calendars", new XElement(ns + "Calendar", new XElement(ns + "UID", 1), new XElement(ns + "Name", "每日"), new XElement(ns + "IsBaseCalendar", 1),
                new XElement(ns + "BaseCalendarUID", -1), new XElement(ns + "WeekDays", Enumerable.Range(1, 7).Select(WorkingDay)))),
            new XElement(ns + "Tasks", plan.Rows.Select((row, i) =>
            {
                var days = Math.Max(0, row.Last.DayNumber - row.First.DayNumber + 1);
                return new XElement(ns + "Task", new XElement(ns + "UID", i + 1), new XElement(ns + "ID", i + 1), new XElement(ns + "Name", Title(row)),
                    new XElement(ns + "Start", At(row.First, 8)), new XElement(ns + "Finish", days == 0 ? At(row.First, 8) : At(row.Last, 16)), new XElement(ns + "Duration", $"PT{8 * days}H0M0S"),
                    new XElement(ns + "DurationFormat", 7), new XElement(ns + "Milestone", days == 0 ? 1 : 0), new XElement(ns + "ConstraintType", 2), new XElement(ns + "ConstraintDate", At(row.First, 8)),
                    row.After.Select(p => new XElement(ns + "PredecessorLink", new XElement(ns + "PredecessorUID", p + 1), new XElement(ns + "Type", 1))));
            }))));
        StringBuilder text = new();
        using (Utf8Writer writer = new(text)) document.Save(writer);
        return text.ToString();
    }

    static string Title(PlannedRow row) => row.Place.Length == 0 ? row.Name : $"{row.Place}·{row.Name}";

    sealed class Utf8Writer(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
