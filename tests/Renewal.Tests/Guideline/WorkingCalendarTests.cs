using Renewal.Foundation;
using Renewal.Guideline;
using Renewal.Guideline.Reading;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Guideline;

[Clause("T6.1")]
public sealed class WorkingCalendarTests
{
    static readonly WorkingDays Days = GuidelineData.Load().Calendar.ToWorkingDays();

    [Theory]
    [InlineData("2026-02-13", "2026-02-24")] // Saturday the 14th is worked, the 15th to the 23rd is the Spring Festival
    [InlineData("2026-04-30", "2026-05-07")]
    [InlineData("2026-05-08", "2026-05-11")] // Saturday the 9th is worked
    [InlineData("2026-09-30", "2026-10-09")]
    public void Two_working_days_run_by_the_published_calendar(string from, string last) =>
        Assert.Equal(DateOnly.Parse(last), Days.Add(DateOnly.Parse(from), 2));

    [Fact]
    public void The_product_knows_2004_to_2026_with_619_holidays_and_150_make_up_days()
    {
        var years = GuidelineData.Load().Calendar;
        Assert.Equal((2004, 2026, 619, 150), (years[0].Year, years[^1].Year, years.Sum(y => y.Off.Count), years.Sum(y => y.Work.Count)));
    }

    [Fact]
    public void A_day_past_the_last_published_year_is_refused_and_never_guessed()
    {
        Assert.Equal("calendar.unpublished", Assert.Throws<RuleBroken>(() => Days.Add(new(2026, 12, 31), 1)).Code);
        Assert.Null(Days.TryAdd(new(2026, 12, 31), 1));
    }

    const string Notice2027 = """
        日期,类别,节日
        2027-01-01,放假,元旦
        2027-01-02,放假,元旦
        2027-01-03,放假,元旦
        2027-02-05,放假,春节
        2027-02-06,放假,春节
        2027-02-07,放假,春节
        2027-02-08,放假,春节
        2027-02-09,放假,春节
        2027-02-20,上班,春节
        """;

    [Theory, Stores]
    public async Task Days_of_2027_are_counted_once_its_notice_is_uploaded(Store store)
    {
        await using var world = await World.Start(store);
        await using (var scene = world.As(Offices.Shenyang))
        {
            var door = scene.Get<GuidelineDoor>();
            Assert.Null((await door.WorkingDays()).TryAdd(new(2026, 12, 31), 1));
            await scene.Get<UploadCalendar>().Run(new(2027, Notice2027, "国办发明电〔2026〕号（测试）"));
            // The same scope sees it at once.
            Assert.Equal(new DateOnly(2027, 1, 4), (await door.WorkingDays()).Add(new(2026, 12, 31), 1));
        }
        await using var other = world.As();
        Assert.True((await other.Get<GuidelineDoor>().WorkingDays()).IsWorking(new(2027, 2, 20)));
    }

    [Theory]
    [InlineData("2027-01-01,放假\n2027-01-01,上班", "calendar.wrong")]
    [InlineData("2027-02-17,上班,春节", "calendar.wrong")] // a Wednesday is worked anyway
    [InlineData("2026-01-01,放假,元旦", "calendar.wrong")] // another year
    [InlineData("2027-01-01,放假,元旦", "calendar.wrong")] // one day is no year
    [InlineData("元旦放三天", "calendar.unreadable")]
    [InlineData("{\"off\": 3}", "calendar.unreadable")]
    public async Task A_notice_that_makes_no_sense_is_refused_and_changes_nothing(string text, string code)
    {
        await using var world = await World.Start();
        await using var scene = world.As(Offices.Shenyang);
        Assert.Equal(code, (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<UploadCalendar>().Run(new(2027, text, "国办发明电（测试）")))).Code);
        Assert.Null((await scene.Get<GuidelineDoor>().WorkingDays()).TryAdd(new(2026, 12, 31), 1));
    }

    [Fact]
    public async Task Years_are_uploaded_one_after_the_other_and_never_backwards()
    {
        await using var world = await World.Start();
        await using var scene = world.As(Offices.Shenyang);
        var calendars = scene.Get<UploadCalendar>();
        Assert.Equal("calendar.gap", (await Assert.ThrowsAsync<RuleBroken>(() => calendars.Run(new(2028, Notice2027.Replace("2027-", "2028-"), "国办发明电（测试）")))).Code);
        // 2025-02-20 is a Thursday: the past is refused before the make-up day is looked at only where the notice itself is sound.
        var of2025 = Notice2027.Replace("2027-", "2025-").Replace("2025-02-20", "2025-02-22");
        Assert.Equal("calendar.past", (await Assert.ThrowsAsync<RuleBroken>(() => calendars.Run(new(2025, of2025, "国办发明电（测试）")))).Code);
    }

    [Fact]
    public async Task Only_the_city_office_and_the_province_upload_a_calendar()
    {
        await using var world = await World.Start();
        await using var scene = world.As(Offices.Street);
        Assert.Equal(403, (await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<UploadCalendar>().Run(new(2027, Notice2027, "国办发明电（测试）")))).Status);
    }
}

static class Offices
{
    public static readonly Actor Shenyang = new(Guid.CreateVersion7(), "王主任", Guid.CreateVersion7(), "沈阳市改造办", "city_office", "2101");
    public static readonly Actor Dalian = new(Guid.CreateVersion7(), "李主任", Guid.CreateVersion7(), "大连市改造办", "city_office", "2102");
    public static readonly Actor Province = new(Guid.CreateVersion7(), "赵处长", Guid.CreateVersion7(), "省住建厅", "province", "21");
    public static readonly Actor Street = new(Guid.CreateVersion7(), "孙科员", Guid.CreateVersion7(), "工人村街道办事处", "street", "210106001");
}
