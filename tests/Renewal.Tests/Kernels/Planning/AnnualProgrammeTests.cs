using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Planning;
using Xunit;

namespace Renewal.Tests.Kernels.Planning;

public sealed class AnnualProgrammeTests
{
    static readonly PlanOptions Quick = new(Seed: 1, Iterations: 400);

    [Fact]
    [Clause("S1.10", "M1.2a")]
    public void Every_plan_keeps_every_limit_and_no_programme_beats_the_bound() => Gen.Int[1, int.MaxValue].Sample(seed =>
    {
        var p = ProgrammeChecker.Tiny(seed);
        var plan = AnnualProgramme.Solve(p, Quick);
        ProgrammeChecker.Stands(p, plan);
        var best = ProgrammeChecker.Optimum(p)!.Value;
        Assert.True(plan.Proof.Value <= best, $"{plan.Proof.Value} is more than the best, {best}");
        Assert.True(best <= plan.Proof.Bound, $"the bound {plan.Proof.Bound} is below the best, {best}");
    }, iter: 150, threads: 1);

    [Fact]
    public void Tiny_programmes_are_solved_to_the_best()
    {
        var missed = Enumerable.Range(1, 120).Count(seed =>
        {
            var p = ProgrammeChecker.Tiny(seed);
            return AnnualProgramme.Solve(p, Quick).Proof.Value != ProgrammeChecker.Optimum(p);
        });
        Assert.Equal(0, missed);
    }

    [Fact]
    [Clause("S1.10")]
    public void Pins_that_can_be_kept_are_kept_and_those_that_cannot_name_a_smallest_conflict() => Gen.Int[1, int.MaxValue].Sample(seed =>
    {
        var rng = new Rng(seed);
        var p = ProgrammeChecker.Tiny(seed);
        p = p with { Pin = [.. p.Pin.Select(pin => pin == 0 && rng.Next(2) == 0 ? (sbyte)1 : pin)] };
        try
        {
            var plan = AnnualProgramme.Solve(p, Quick);
            Assert.NotNull(ProgrammeChecker.Optimum(p));
            ProgrammeChecker.Stands(p, plan);
            Assert.Equal(0, plan.Missing);
        }
        catch (Infeasible no)
        {
            Assert.Null(ProgrammeChecker.Optimum(p));
            // Only what is named stays a limit: still impossible. Any one of them dropped as well: possible.
            Assert.Null(ProgrammeChecker.Optimum(Only(p, no.Conflict)));
            foreach (var one in no.Conflict) Assert.NotNull(ProgrammeChecker.Optimum(Only(p, [.. no.Conflict.Where(c => c != one)])));
        }
    }, iter: 150, threads: 1);

    /// <summary>The programme with no pins and limits but those that a conflict names.</summary>
    static Programme Only(Programme p, IReadOnlyList<string> conflict)
    {
        bool Named(string what) => conflict.Any(c => c.StartsWith(what, StringComparison.Ordinal));
        long[] Keep(long[] limits, Func<int, string> name) => [.. limits.Select((l, at) => l != Programme.None && Named(name(at)) ? l : Programme.None)];
        return p with
        {
            Pin = [.. p.Pin.Select((pin, i) => pin > 0 && !Named($"小区 {i + 1} ") ? (sbyte)0 : pin)],
            SourceAmount = Keep(p.SourceAmount, s => $"资金来源 {s + 1} 总额"),
            TapLimit = [.. p.TapLimit.Select((l, t) => conflict.Any(c => c.Contains($"（第 {t + 1} 项）", StringComparison.Ordinal)) ? l : Programme.None)],
            CityHouseholds = Keep(p.CityHouseholds, c => $"城市 {c / p.Years + 1} 第 {c % p.Years + 1} 年户数上限"),
            CityCapacity = Keep(p.CityCapacity, c => $"城市 {c / p.Years + 1} 第 {c % p.Years + 1} 年施工能力"),
            CountyMost = Keep(p.CountyMost, k => $"区县 {k + 1} 资金上限"),
        };
    }

    [Fact]
    public void A_minimum_count_is_kept_where_it_can_be()
    {
        var kept = 0;
        for (var seed = 1; seed <= 60; seed++)
        {
            var p = ProgrammeChecker.Tiny(seed);
            p = p with { CountyLeast = [.. p.CountyLeast.Select((_, k) => k == 0 ? 1 : 0)] };
            var best = ProgrammeChecker.Optimum(p);
            try
            {
                var plan = AnnualProgramme.Solve(p, Quick);
                ProgrammeChecker.Stands(p, plan);
                Assert.Equal(best is null, plan.Missing > 0);
                if (best is not null && plan.Proof.Value == best) kept++;
            }
            catch (Infeasible no)
            {
                Assert.Null(best);
                Assert.NotEmpty(no.Conflict);
            }
        }
        Assert.True(kept > 30, $"{kept}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_says_how_it_was_made()
    {
        var p = ProgrammeChecker.Tiny(5, years: 2);
        AnnualProgramme.Solve(p, Quick);
        ProgrammePlan a = AnnualProgramme.Solve(p, Quick), b = AnnualProgramme.Solve(p, Quick);
        Assert.Equal(a.Year, b.Year);
        Assert.Equal(a.Packages, b.Packages);
        Assert.Equal(a.Proof, b.Proof);
        Assert.Equal((1, p.Hash(), Sense.Maximise), (a.Proof.Seed, a.Proof.InputHash, a.Proof.Sense));
        Assert.NotEqual(p.Hash(), (p with { TapLimit = [.. p.TapLimit.Select(l => l == Programme.None ? 1 : l + 1)] }).Hash());
    }

    [Fact]
    public void A_cancelled_run_gives_a_plan_that_stands_and_says_that_it_is_not_complete()
    {
        var p = Larger(3);
        using var stop = new CancellationTokenSource();
        var plan = AnnualProgramme.Solve(p, new PlanOptions(1, 1_000_000_000), new Until(at => { if (at.Phase == "improve") stop.Cancel(); }), stop.Token);
        ProgrammeChecker.Stands(p, plan);
        Assert.False(plan.Proof.Complete);
        using var already = new CancellationTokenSource();
        already.Cancel();
        ProgrammeChecker.Stands(p, AnnualProgramme.Solve(p, Quick, null, already.Token));
    }

    [Fact]
    public void A_warm_start_stands_after_a_limit_has_moved_and_is_no_worse_for_what_did_not()
    {
        var p = Larger(4);
        var plan = AnnualProgramme.Solve(p, new PlanOptions(1, 3000));
        var again = AnnualProgramme.Solve(p, new PlanOptions(2, 0, plan));
        Assert.True(again.Proof.Value >= plan.Proof.Value);
        var tighter = p with { SourceAmount = [.. p.SourceAmount.Select((a, s) => s == 0 ? a / 2 : a)] };
        var next = AnnualProgramme.Solve(tighter, new PlanOptions(1, 1000, plan));
        ProgrammeChecker.Stands(tighter, next);
        Assert.True(next.Proof.Gap < 0.2, $"{next.Proof.Gap:P1}");
    }

    [Theory]
    [InlineData("communities", 1)]
    [InlineData("packages", 2)]
    [InlineData("sources", 0)]
    [InlineData("counties", 1)]
    public void What_is_wrong_with_the_input_is_said_with_table_and_row(string table, int row)
    {
        var p = ProgrammeChecker.Tiny(1);
        T[] Put<T>(T[] values, T value) => [.. values.Select((v, at) => at == row ? value : v)];
        var wrong = table switch
        {
            "communities" => p with { Households = Put(p.Households, -1) },
            "packages" => p with { PackageValue = Put(p.PackageValue, -5) },
            "sources" => p with { SourceAmount = Put(p.SourceAmount, -1) },
            _ => p with { CountyMost = Put(p.CountyMost, -1) },
        };
        var bad = Assert.Throws<BadInput>(() => AnnualProgramme.Solve(wrong));
        Assert.Equal((table, row), (bad.Table, bad.Row));
    }

    [Fact]
    public void An_empty_programme_is_refused() =>
        Assert.Throws<BadInput>(() => AnnualProgramme.Solve(ProgrammeChecker.Tiny(1) with { County = [] }));

    /// <summary>Sixty communities that share the money of a province.</summary>
    static Programme Larger(int seed)
    {
        var rng = new Rng(seed);
        const int n = 60;
        return new Programme
        {
            Years = 2, Classes = 2, Cities = 2, CountyCity = [0, 0, 1], County = [.. Enumerable.Range(0, n).Select(i => i % 3)],
            Households = [.. Enumerable.Range(0, n).Select(_ => 50L + rng.Next(300))], Capacity = new long[n], Cluster = [.. Enumerable.Repeat(-1, n)],
            MayYears = [.. Enumerable.Repeat(3u, n)], Pin = new sbyte[n], PackageFrom = [.. Enumerable.Range(0, n + 1).Select(i => 2 * i)],
            PackageValue = [.. Enumerable.Range(0, 2 * n).Select(_ => 100L + rng.Next(900))], PackageCost = [.. Enumerable.Range(0, 4 * n).Select(_ => 1000L + rng.Next(50_000))],
            YearWeight = [1000, 900], SourceAmount = [700_000, 300_000], TapSource = [0, 1], TapCity = [-1, 1], TapCounty = [-1, -1], TapYears = [3, 3], TapClasses = [3, 2],
            TapLimit = [Programme.None, Programme.None], CityHouseholds = [2000, 2000, 1000, 1000], CityCapacity = [.. Enumerable.Repeat(Programme.None, 4)],
            CountyMost = [.. Enumerable.Repeat(Programme.None, 3)], CountyLeast = new int[3], ClusterBonus = [], ClusterNeed = [],
        };
    }

    sealed class Until(Action<KernelProgress> at) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => at(value);
    }
}
