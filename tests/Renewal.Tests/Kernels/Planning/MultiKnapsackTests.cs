using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Planning;
using Xunit;

namespace Renewal.Tests.Kernels.Planning;

public sealed class MultiKnapsackTests
{
    static (long[] Profit, long[][] Weight, long[] Capacity, long Best) Small(int seed)
    {
        var rng = new Rng(seed);
        int n = 1 + rng.Next(11), m = 1 + rng.Next(5), tight = rng.Next(5);
        long[] profit = [.. Enumerable.Range(0, n).Select(_ => (long)rng.Next(100))];
        long[][] weight = [.. Enumerable.Range(0, m).Select(_ => Enumerable.Range(0, n).Select(_ => (long)rng.Next(50)).ToArray())];
        // From room for nothing to room for all.
        long[] capacity = [.. weight.Select(w => w.Sum() * tight / 4)];
        return (profit, weight, capacity, Enumerable.Range(0, 1 << n).Where(s => Enumerable.Range(0, m).All(r => Sum(weight[r], s) <= capacity[r])).Max(s => Sum(profit, s)));
    }

    static long Sum(long[] of, int set) => of.Where((_, i) => (set >> i & 1) != 0).Sum();

    [Fact]
    public void Small_knapsacks_are_filled_within_their_capacities_and_below_the_bound() => Gen.Int[1, int.MaxValue].Sample(seed =>
    {
        var (profit, weight, capacity, best) = Small(seed);
        var (taken, proof) = MultiKnapsack.Solve(profit, weight, capacity, new KnapsackOptions(1, 1_000));
        var set = Enumerable.Range(0, profit.Length).Where(i => taken[i]).Sum(i => 1 << i);
        Assert.Equal(proof.Value, Sum(profit, set));
        Assert.All(weight.Zip(capacity), row => Assert.True(Sum(row.First, set) <= row.Second));
        Assert.InRange(best, proof.Value, proof.Bound);
    }, iter: 60, threads: 1);

    [Fact]
    public void These_small_knapsacks_are_filled_at_best()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var (profit, weight, capacity, best) = Small(seed);
            Assert.Equal((seed, best), (seed, MultiKnapsack.Solve(profit, weight, capacity, new KnapsackOptions(1, 2_000)).Proof.Value));
        }
    }

    [Fact]
    public void With_no_constraint_all_that_brings_something_is_taken()
    {
        var (taken, proof) = MultiKnapsack.Solve([5, 0, 7], [], []);
        Assert.Equal((12, 12, true), (proof.Value, proof.Bound, proof.Optimal));
        Assert.True(taken[0] && taken[2]);
    }

    [Fact]
    public void What_does_not_fit_alone_counts_in_no_bound()
    {
        // 1,000 points that weigh more than there is room.
        var (taken, proof) = MultiKnapsack.Solve([1_000, 3, 4], [[11, 5, 5], [1, 1, 1]], [10, 9]);
        Assert.Equal([false, true, true], taken);
        Assert.Equal((7, 7), (proof.Value, proof.Bound));
        Assert.Equal((0, 0), (MultiKnapsack.Solve([1_000], [[11]], [10]).Proof is var none ? (none.Value, none.Bound) : default));
    }

    [Fact]
    public void A_ragged_table_names_its_row() =>
        Assert.Equal(1, Assert.Throws<BadInput>(() => MultiKnapsack.Solve([1, 2], [[1, 1], [1]], [2, 2])).Row);
}
