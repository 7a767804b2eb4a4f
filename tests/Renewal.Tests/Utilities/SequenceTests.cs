using System.Xml.Linq;
using Ical.Net;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Utilities.Sequence;
using Xunit;

namespace Renewal.Tests.Utilities;

/// <summary>From a file to a plan in days of the calendar, and out to other programs.</summary>
public sealed class SequenceTests(Rules rules) : IClassFixture<Rules>
{
    static readonly SequenceFile Quarter = new()
    {
        Start = new(2027, 3, 1), Days = 300,
        Segments = [new("甲路") { From = "A", To = "B", Homes = 120 }, new("乙路") { From = "B", To = "C", OverhauledOn = new(2024, 5, 1) }, new("1单元") { Indoors = true }],
        Works = [new("甲路", "路面", 4), new("甲路", "供热", 5), new("甲路", "排水", 6), new("乙路", "燃气", 3), new("1单元", "饰面", 3), new("1单元", "供水", 2)],
    };

    static PlannedRow Of(SequencePlan plan, string place, string name) => plan.Rows.Single(r => r.Place == place && r.Name == name);

    static SequencePlan Make(SequenceFile file, DigLines? lines = null) => Sequencing.Make(file, lines ?? new(), 1, 2000, null, default);

    [Fact]
    [Clause("M2.4a", "T2.1.5", "S2.09")]
    public void A_street_is_opened_once_after_frost_heating_and_dig_ban()
    {
        var plan = Make(Quarter);
        Assert.Equal(3, plan.Openings.Length);
        // Heat works from 1 April on; the sewer is done the day before, so that the trench waits for nobody.
        Assert.Equal((new DateOnly(2027, 3, 26), new DateOnly(2027, 4, 1), new DateOnly(2027, 4, 9)), (Of(plan, "甲路", "排水").First, Of(plan, "甲路", "供热").First, Of(plan, "甲路", "路面").Last));
        Assert.Equal(new DateOnly(2027, 5, 1), Of(plan, "乙路", "燃气").First);
        Assert.All(plan.Levels, l => Assert.Equal(l.Bound, l.Value));
    }

    [Fact]
    [Clause("M2.4a", "S2.09")]
    public async Task Dig_bans_and_the_days_to_fill_are_those_of_the_guideline_unless_the_file_says_others()
    {
        var lines = await DigLines.Read(id => rules.Parameter(id));
        Assert.Equal(new DigLines(), lines);
        var file = Quarter with { Segments = [new("甲路") { BuiltOn = new(2022, 6, 1) }, new("乙路") { OverhauledOn = new(2024, 5, 1) }], Works = [new("甲路", "燃气", 3), new("乙路", "燃气", 3), new("乙路", "供热", 3)] };
        var plan = Make(file, lines);
        Assert.Equal((new DateOnly(2027, 6, 1), new DateOnly(2027, 5, 1)), (Of(plan, "甲路", "燃气").First, Of(plan, "乙路", "供热").First));
        // A city that mends its roads by other years, by its lines or by the file: the file has the last word.
        Assert.Equal(new DateOnly(2027, 7, 1), Of(Make(file with { Segments = [new("甲路") { BuiltOn = new(2021, 7, 1) }, new("乙路")] }, new(15, 6, 3)), "甲路", "燃气").First);
        Assert.Equal(new DateOnly(2027, 3, 17), Of(Make(file with { City = new() { NewRoadYears = 4 } }, lines), "甲路", "燃气").First);
        // Filled 200 days before 1 November means done before 15 April.
        Assert.True(Of(Make(file with { Segments = [new("甲路"), new("乙路")] }, lines with { FillDays = 200 }), "乙路", "供热").Last < new DateOnly(2027, 4, 15));
    }

    [Fact]
    [Clause("T1.4.7")]
    public void Indoors_pipes_come_before_finishes_and_frost_does_not_matter()
    {
        var plan = Make(Quarter);
        Assert.Equal(new DateOnly(2027, 3, 1), Of(plan, "1单元", "供水").First);
        Assert.Equal(new DateOnly(2027, 3, 3), Of(plan, "1单元", "饰面").First);
    }

    [Fact]
    public void Works_without_a_window_and_names_that_are_not_there_are_told()
    {
        Assert.Contains(Assert.Throws<Infeasible>(() => Make(Quarter with { Days = 20 })).Conflict, c => c.StartsWith("供暖季", StringComparison.Ordinal));
        Assert.Equal("sequence.name", Assert.Throws<RuleBroken>(() => Make(Quarter with { Works = [new("丙路", "排水", 1)] })).Code);
        Assert.Equal("sequence.name", Assert.Throws<RuleBroken>(() => Make(Quarter with { Works = [new("甲路", "飞天", 1)] })).Code);
        Assert.Equal("sequence.empty", Assert.Throws<RuleBroken>(() => Make(new())).Code);
    }

    [Fact]
    public void A_site_is_scheduled_around_its_days_off()
    {
        var plan = Make(new()
        {
            Start = new(2027, 3, 1), Resources = new() { ["瓦工"] = 1 }, Calendars = new() { ["周"] = new() { Weekly = [DayOfWeek.Saturday, DayOfWeek.Sunday] } },
            Tasks = [new("砌筑", 4) { Needs = new() { ["瓦工"] = 1 }, Calendar = "周" }, new("抹灰", 3) { Needs = new() { ["瓦工"] = 1 }, After = ["砌筑"], Calendar = "周" }],
        });
        Assert.Equal((new DateOnly(2027, 3, 5), new DateOnly(2027, 3, 9)), (plan.Rows[1].First, plan.Rows[1].Last));
    }

    [Fact]
    public void A_plan_goes_to_diaries_schedulers_and_spreadsheets()
    {
        var plan = Make(Quarter);
        var calendar = Calendar.Load(PlanExport.ICalendar(plan))!;
        Assert.Equal(9, calendar.Events.Count);
        Assert.Equal(new DateOnly(2027, 4, 10), calendar.Events.Single(e => e.Summary == "开挖：甲路").DtEnd!.Date);
        XNamespace ns = "http://schemas.microsoft.com/project";
        var tasks = XDocument.Parse(PlanExport.Project(plan)).Descendants(ns + "Task").ToList();
        Assert.Equal(6, tasks.Count);
        Assert.Equal(("2027-03-26T08:00:00", "2027-03-31T16:00:00", "PT48H0M0S"), ((string)tasks[2].Element(ns + "Start")!, (string)tasks[2].Element(ns + "Finish")!, (string)tasks[2].Element(ns + "Duration")!));
        Assert.Equal(["2", "3"], tasks[0].Descendants(ns + "PredecessorUID").Select(e => e.Value));
        Assert.Contains("甲路,排水,2027-03-26,2027-03-31,6", PlanExport.Csv(plan));
    }
}
