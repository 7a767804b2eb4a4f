using CsCheck;
using Renewal.Places;
using Renewal.Places.Contract;
using Xunit;

namespace Renewal.Tests.Places;

public sealed class DivisionMatcherTests
{
    static readonly DivisionTree tree = new(Divisions.Shipped);
    static readonly DivisionMatcher matcher = new(tree);

    [Theory]
    [InlineData("浑南", "210112")]
    [InlineData("浑南区", "210112")]
    [InlineData("浑南新区", "210112")]
    [InlineData(" 沈阳市浑南区 ", "210112")]
    [InlineData("辽宁省沈阳市浑南区", "210112")]
    [InlineData("沈北新区", "210113")]
    [InlineData("沈北", "210113")]
    [InlineData("东陵区", "210112")]
    [InlineData("辽中县", "210115")]
    [InlineData("辽中", "210115")]
    [InlineData("新民", "210181")]
    [InlineData("法库县", "210124")]
    [InlineData("210106", "210106")]
    [InlineData("210106000000", "210106")]
    [InlineData("２１０１０６", "210106")]
    public void A_county_is_known_as_offices_write_it(string written, string code) =>
        Assert.Equal(code, matcher.Match(written, DivisionLevel.County, "2101").Found?.Code);

    [Fact]
    public void A_name_that_two_districts_bear_is_a_question_in_the_province_and_clear_in_the_city()
    {
        var wide = matcher.Match("铁西", DivisionLevel.County, "21");
        Assert.True(wide.Ambiguous);
        Assert.Equal(["210106", "210303"], wide.Candidates.Select(d => d.Code));
        Assert.Equal("210106", matcher.Match("铁西", DivisionLevel.County, "2101").Found?.Code);
        Assert.Equal("210303", matcher.Match("鞍山市铁西区", DivisionLevel.County, "21").Found?.Code);
    }

    [Theory]
    [InlineData("铁西市")]
    [InlineData("火星")]
    [InlineData("210299")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_there_is_not_guessed(string? written) => Assert.Null(matcher.Match(written, DivisionLevel.County, "2101").Found);

    [Fact]
    public void What_only_comes_near_is_offered_and_not_called_ambiguous()
    {
        var near = matcher.Match("工人", DivisionLevel.Street, "210106");
        Assert.Null(near.Found);
        Assert.False(near.Ambiguous);
        Assert.Contains("工人村街道", near.Candidates.Select(d => d.Name));
    }

    [Theory]
    [InlineData("工人村", "工人村街道")]
    [InlineData("铁西区工人村街道办事处", "工人村街道")]
    [InlineData("沈阳市铁西区工人村街道", "工人村街道")]
    public void A_street_is_known_with_and_without_its_suffix(string written, string name) =>
        Assert.Equal(name, matcher.Match(written, DivisionLevel.Street, "210106").Found?.Name);

    [Fact]
    public void Every_division_is_found_by_its_own_name_within_its_parent_or_is_a_question_with_itself_in_it() =>
        Assert.All(tree.All.Where(d => d.Parent is not null), d =>
        {
            var match = matcher.Match(d.Name, d.Level, d.Parent!);
            Assert.True(match.Found?.Code == d.Code || match.Candidates.Any(c => c.Code == d.Code), $"{d.Code} {d.Name} → {match.Found?.Code}");
        });

    [Fact]
    public void Whatever_is_written_nothing_is_thrown() =>
        Gen.Select(Gen.String, Gen.Enum<DivisionLevel>())
            .Sample((text, level) => { matcher.Match(text, level); }, iter: 2_000);
}
