using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Places;

public sealed class DivisionsTests
{
    sealed record TreeChanged(string Code) : IFact
    {
        public string Subject => $"division/{Code}";
        public string Zh => "区划变更";
    }

    [Fact]
    public void The_shipped_tree_is_all_of_Liaoning()
    {
        var tree = new DivisionTree(Divisions.Shipped);
        int Count(DivisionLevel level) => tree.All.Count(d => d.Level == level);
        Assert.Equal((14, 100, 1_406, 16_727),
            (Count(DivisionLevel.City), Count(DivisionLevel.County), Count(DivisionLevel.Street), Count(DivisionLevel.Committee)));
        Assert.All(tree.All, d => Assert.True(d.Parent is null || tree.Find(d.Parent) is not null, $"{d.Code} {d.Name} hangs in the air"));
        Assert.Equal(13, tree.Children("2101").Count);
    }

    [Fact]
    public void A_division_is_named_from_the_city_down()
    {
        var tree = new DivisionTree(Divisions.Shipped);
        var street = tree.Children("210106").First(d => d.Name == "工人村街道");
        Assert.Equal("沈阳市铁西区工人村街道", tree.Path(street.Code));
        Assert.Equal("辽宁省", tree.Path("21"));
        Assert.Equal("沈阳市铁西区（210106999）", tree.Path("210106999"));
    }

    [Theory, Stores]
    public async Task A_division_is_in_force_from_its_first_day_to_its_last(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        await scene.Get<ProcessLog>().Run(new Process("test.divisions", "区划变更"), run =>
        {
            run.Db.Add(new DivisionChange(Guid.CreateVersion7(),
                new Division("210106", DivisionLevel.County, "铁西区", null, new DateOnly(2026, 5, 31)), "试验批复"));
            run.Db.Add(new DivisionChange(Guid.CreateVersion7(),
                new Division("210116", DivisionLevel.County, "工人新区", new DateOnly(2026, 6, 1)), "试验批复"));
            run.Fact(new TreeChanged("210106"));
            return Task.CompletedTask;
        });
        var divisions = scene.Get<Divisions>();
        var last = await divisions.On(new DateOnly(2026, 5, 31));
        Assert.NotNull(last.Find("210106"));
        Assert.Null(last.Find("210116"));
        var next = await divisions.On(new DateOnly(2026, 6, 1));
        Assert.Null(next.Find("210106"));
        Assert.Equal("沈阳市工人新区", next.Path("210116"));
    }

    [Theory]
    [InlineData(1999, null, true)]
    [InlineData(2000, null, true)]
    [InlineData(2001, null, false)]
    [InlineData(2000, "2000-12-31", true)]
    [InlineData(2001, "2001-01-01", false)]
    [Clause("M1.1c")]
    public void Built_by_the_end_of_2000_by_year_or_by_day(int year, string? day, bool by) =>
        Assert.Equal(by, new Built(year, day is null ? null : DateOnly.Parse(day)).By(new DateOnly(2000, 12, 31)));

    [Fact]
    public void A_year_alone_does_not_answer_for_a_line_inside_it() => Assert.Null(new Built(2005).By(new DateOnly(2005, 6, 30)));
}
