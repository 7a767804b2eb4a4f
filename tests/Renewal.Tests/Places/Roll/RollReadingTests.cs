using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Places.Roll;
using Xunit;

namespace Renewal.Tests.Places.Roll;

public sealed class RollReadingTests
{
    const string Wang = "110105194912310021", Zhang = "11010519491231002X", Li = "440524188001010014";
    static readonly RollLayout units = new(RollSheets.Units, [.. Enumerable.Range(0, 15)]);
    static readonly RollLayout homes = new(RollSheets.Homes, [.. Enumerable.Range(0, 8)]);

    readonly List<RollProblem> problems = [];
    readonly RollReading reading;
    int row = 1;

    public RollReadingTests() => reading = new RollReading(problems);

    /// <summary>Building, stairwell, door, area, owner, ID, share and other cells by place.</summary>
    int Unit(string building, string stairwell, string door, string area = "58.20", string name = "张三", string id = "", string share = "", params (int At, string Text)[] more)
    {
        var cells = new string[15];
        (cells[0], cells[1], cells[2], cells[4], cells[6], cells[10], cells[11], cells[13]) = (building, stairwell, door, area, "不动产登记", name, id, share);
        foreach (var (at, text) in more) cells[at] = text;
        reading.Unit(units, ++row, cells);
        return row;
    }

    void Home(params string[] cells) => reading.Home(homes, ++row, cells);

    RollDraft Finish()
    {
        reading.Finish(new HashSet<string>());
        return reading.Draft;
    }

    [Theory]
    [InlineData("11010519491231002X", true)]
    [InlineData("440524188001010014", true)]
    [InlineData("110105194912310021", false)]
    [InlineData("11010519491331002X", false)]
    [InlineData("1101051949123100", false)]
    [InlineData("11010519491231002x", false)]
    public void The_check_sign_of_an_ID_number_is_tested(string number, bool valid) => Assert.Equal(valid, ResidentId.IsValid(number));

    [Theory]
    [InlineData("1/2", 1, 2)]
    [InlineData("2/4", 1, 2)]
    [InlineData("50%", 1, 2)]
    [InlineData("33.33%", 3333, 10000)]
    [InlineData("0.25", 1, 4)]
    [InlineData("共同共有", 0, 1)]
    [InlineData("全部", 1, 1)]
    public void A_share_is_read_as_whole_numbers(string text, int part, int whole) => Assert.Equal((part, whole), RollWords.Share(text));

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("-1/2")]
    [InlineData("一半")]
    [InlineData("120%")]
    public void What_is_no_share_is_not_guessed(string text) => Assert.Null(RollWords.Share(text));

    [Theory]
    [InlineData("58.2", 5820)]
    [InlineData("1,058.20㎡", 105820)]
    public void An_area_has_at_most_two_places(string text, long hundredths) => Assert.Equal(new Area(hundredths), RollWords.Area(text));

    [Theory]
    [InlineData("58.205")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("约60")]
    public void An_area_is_refused_rather_than_rounded(string text) => Assert.Null(RollWords.Area(text));

    [Theory]
    [InlineData("3号楼", "2单元", "501室", "3-2-501")]
    [InlineData("３", "２", "５０１", "3-2-501")]
    [InlineData("甲2栋", "", "门市4", "甲2-门市4")]
    public void Numbers_are_read_as_offices_write_them(string building, string stairwell, string door, string number)
    {
        Unit(building, stairwell, door);
        Assert.Equal(number, Assert.Single(Finish().Units).Key);
    }

    [Fact]
    public void Shares_of_thirds_sum_to_one()
    {
        for (var i = 0; i < 3; i++) Unit("3", "2", "501", name: "共有人" + i, share: "1/3");
        Finish();
        Assert.DoesNotContain(problems, p => p.Error);
    }

    [Fact]
    public void Three_times_33_percent_is_not_one_and_the_cell_is_named()
    {
        var last = 0;
        for (var i = 0; i < 3; i++) last = Unit("3", "2", "501", name: "共有人" + i, share: "33.33%");
        Finish();
        var problem = Assert.Single(problems, p => p.Error);
        Assert.Equal(("roll.share_sum", last, $"N{last}"), (problem.Code, problem.Row, problem.Cell));
        Assert.Contains("9999/10000", problem.Zh);
    }

    [Fact]
    public void Joint_owners_need_no_shares_but_cannot_be_mixed_with_shares()
    {
        Unit("3", "2", "501", name: "夫", share: "共同共有");
        Unit("3", "2", "501", name: "妻", share: "共同共有");
        Finish();
        Assert.DoesNotContain(problems, p => p.Error);
        Unit("3", "2", "502", name: "甲", share: "共同共有");
        Unit("3", "2", "502", name: "乙", share: "1/2");
        Finish();
        Assert.Contains(problems, p => p.Code == "roll.share_mixed");
    }

    [Fact]
    public void A_door_listed_twice_without_shares_is_an_error()
    {
        Unit("3", "2", "501", name: "甲");
        Unit("3", "2", "501室", name: "乙");
        Finish();
        Assert.Equal(2, problems.Count(p => p.Code == "roll.share_missing"));
    }

    [Fact]
    public void One_ID_number_with_two_names_is_found_and_shown_masked()
    {
        Unit("3", "2", "501", name: "张三丰", id: Zhang);
        Unit("3", "2", "502", name: "李四光", id: Zhang);
        Unit("3", "2", "503", name: "李四光", id: Li);
        var problem = Assert.Single(problems, p => p.Code == "roll.id_two_names");
        Assert.DoesNotContain(Zhang, problem.Zh);
        Assert.DoesNotContain("三丰", problem.Zh);
        Assert.Contains("张**", problem.Zh);
    }

    [Fact]
    public void A_wrong_check_sign_is_told_at_its_cell_without_the_number()
    {
        var at = Unit("3", "2", "501", id: Wang);
        var problem = Assert.Single(problems, p => p.Code == "roll.id_check");
        Assert.Equal($"L{at}", problem.Cell);
        Assert.DoesNotContain(Wang, problem.Zh);
    }

    [Fact]
    public void An_ID_number_that_a_spreadsheet_program_destroyed_is_told_so()
    {
        Unit("3", "2", "501", id: "1.10105E+17");
        Assert.Single(problems, p => p.Code == "roll.id_lost");
    }

    [Fact]
    public void Area_unknown_is_taken_from_the_same_riser_where_its_neighbours_agree()
    {
        Unit("3", "2", "301", "58.20", "甲");
        Unit("3", "2", "401", "58.20", "乙");
        Unit("3", "2", "501", "", "丙");
        Unit("3", "2", "502", "", "丁");
        var draft = Finish();
        Assert.Equal((new Area(5820), AreaSource.SameRiser), (draft.Units["3-2-501"].Area, draft.Units["3-2-501"].AreaSource));
        Assert.Null(draft.Units["3-2-502"].Area);
        Assert.Contains(problems, p => p is { Code: "roll.area_riser", Error: false });
        Assert.Contains(problems, p => p is { Code: "roll.area_missing", Error: false });
    }

    [Fact]
    public void Area_unknown_stays_unknown_where_the_riser_disagrees()
    {
        Unit("3", "2", "301", "58.20", "甲");
        Unit("3", "2", "401", "61.00", "乙");
        Unit("3", "2", "501", "", "丙");
        Assert.Null(Finish().Units["3-2-501"].Area);
    }

    [Fact]
    public void One_flat_may_hold_two_homes()
    {
        Unit("5", "1", "102", name: "沈阳市房产局", more: [(7, "公房"), (9, "单位")]);
        Home("5", "1", "102", "甲", "公房承租", "王某", "", "2");
        Home("5", "1", "102", "乙", "公房承租", "赵某", "", "1");
        var draft = Finish();
        Assert.DoesNotContain(problems, p => p.Error);
        Assert.Equal(2, draft.Homes);
        Assert.Equal(1, draft.Owners);
    }

    [Fact]
    public void A_second_home_without_its_mark_is_an_error()
    {
        Unit("5", "1", "102");
        Home("5", "1", "102", "", "业主自住");
        Home("5", "1", "102", "", "租住");
        Assert.Contains(problems, p => p.Code == "roll.home_twice");
    }

    [Fact]
    public void A_household_of_an_unlisted_flat_is_an_error_unless_the_flat_is_on_the_roll()
    {
        Unit("5", "1", "101");
        Home("5", "1", "102", "", "业主自住");
        reading.Finish(new HashSet<string>());
        Assert.Single(problems, p => p.Code == "roll.home_no_unit");
        problems.Clear();
        reading.Finish(new HashSet<string> { "5-1-102" });
        Assert.DoesNotContain(problems, p => p.Code == "roll.home_no_unit");
    }

    [Fact]
    public void The_owner_of_public_housing_is_an_organisation()
    {
        Unit("5", "1", "101", name: "王某", more: [(7, "公房"), (9, "个人")]);
        Finish();
        Assert.Contains(problems, p => p is { Code: "roll.side_person", Error: true });
    }

    [Theory]
    [InlineData("13812345678", "13812345678")]
    [InlineData("138 1234 5678", "13812345678")]
    [InlineData("024-23456789", "02423456789")]
    [InlineData("12345", null)]
    [InlineData("23812345678", null)]
    public void A_phone_is_a_mobile_or_a_landline_with_its_area_code(string text, string? phone) => Assert.Equal(phone, RollWords.Phone(text));

    [Theory]
    [InlineData("1、2、3", "1,2,3")]
    [InlineData("3个", "1,2,3")]
    [InlineData("1-4单元", "1,2,3,4")]
    [InlineData("东、西", "东,西")]
    public void Stairwells_are_listed_counted_or_given_as_a_range(string text, string numbers) =>
        Assert.Equal(numbers, string.Join(',', RollWords.Stairwells(text)!));
}
