using Renewal.Kernels;
using Renewal.Kernels.Planning;
using Xunit;

namespace Renewal.Tests.Kernels.Planning;

public sealed class ProgrammeWhyTests
{
    [Fact]
    public void A_banned_community_comes_in_by_a_change_that_stands_and_costs_what_it_must()
    {
        var asked = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var p = ProgrammeChecker.Tiny(seed);
            var plan = AnnualProgramme.Solve(p, new PlanOptions(1, 400));
            for (var i = 0; i < p.Count; i++)
            {
                if (p.Pin[i] >= 0 && plan.Year[i] >= 0) continue;
                var with = p with { Pin = [.. p.Pin.Select((pin, j) => j == i ? (sbyte)1 : pin)] };
                if (ProgrammeChecker.Optimum(with) is not { } best)
                {
                    Assert.Throws<Infeasible>(() => ProgrammeWhy.BringIn(p, plan, i, 400));
                    continue;
                }
                asked++;
                var change = ProgrammeWhy.BringIn(p, plan, i, 400);
                ProgrammeChecker.Stands(with, change.Plan);
                Assert.Contains(i, change.In);
                Assert.Equal(plan.Proof.Value - best, change.PointsLost);
                Assert.True(change.PointsLostAtLeast <= change.PointsLost);
            }
        }
        Assert.True(asked > 20, $"{asked}");
    }

    [Fact]
    public void The_next_yuan_and_the_cost_needed_are_those_of_the_divisible_programme_solved_again()
    {
        // One source, one class: the divisible programme takes the best by points for money, and part of the marginal one.
        Programme Of(long money, long costOfLast) => new()
        {
            Years = 1, Classes = 1, Cities = 1, CountyCity = [0], County = [0, 0, 0], Households = [1, 1, 1], Capacity = [1, 1, 1], Cluster = [-1, -1, -1], MayYears = [1, 1, 1],
            Pin = [0, 0, 0], PackageFrom = [0, 1, 2, 3], PackageValue = [900, 500, 200], PackageCost = [100_000, 100_000, costOfLast], YearWeight = [1000],
            SourceAmount = [money], TapSource = [0], TapCity = [-1], TapCounty = [-1], TapYears = [1], TapClasses = [1], TapLimit = [Programme.None],
            CityHouseholds = [Programme.None], CityCapacity = [Programme.None], CountyMost = [Programme.None], CountyLeast = [0], ClusterBonus = [], ClusterNeed = [],
        };
        var p = Of(150_000, 100_000);
        var plan = AnnualProgramme.Solve(p, new PlanOptions(1, 100));
        Assert.Equal(1150, plan.Proof.Bound);
        Assert.Equal(0.5, plan.Prices.NextYuan(0), 6);
        Assert.Equal(1150 + 50, AnnualProgramme.Solve(Of(160_000, 100_000), new PlanOptions(1, 100)).Proof.Bound);
        var reasons = ProgrammeWhy.Reasons(p, plan);
        Assert.Equal(400, reasons[0]!.Value.Points, 3);
        Assert.Equal(0, reasons[1]!.Value.Points, 3);
        Assert.Equal(-300, reasons[2]!.Value.Points, 3);
        Assert.InRange(reasons[2]!.Value.CostNeeded!.Value, 39_999, 40_001);
        // Dearer than that it changes nothing; cheaper, it does.
        Assert.Equal(1150, AnnualProgramme.Solve(Of(150_000, 40_100), new PlanOptions(1, 100)).Proof.Bound);
        Assert.True(AnnualProgramme.Solve(Of(150_000, 39_000), new PlanOptions(1, 100)).Proof.Bound > 1150);
    }
}
