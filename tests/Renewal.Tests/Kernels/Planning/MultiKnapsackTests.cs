using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Planning;
using Xunit;

namespace Renewal.Tests.Kernels.Planning;

public sealed class MultiKnapsackTests
{
    [Fact]
    public void Small_knapsacks_are_filled_within_their_capacities_and_below_the_bound() => Gen.Int[1, int.MaxValue].Sample(seed =>
    {
        var rng = new Rng(seed);
        int n = 8 + rng.Next(4), m = 1 + rng.Next(4);
        long[] profit = [.. Enumerable.Range(0, n).Select(_ => (long)rng.Next(100))];
        long[][] weight = [.. Enumerable.Range(0, m).Select(_ => Enumerable.Range(0, n).Select(_ => (long)rng.Next(50)).ToArray())];
        long[] capacity = [.. weight.Select(w => w.Sum() / 2)];
        var (taken, proof) = MultiKnapsack.Solve(profit, weight, capacity, new PlanOptions(1, 500));
        var best = Enumerable.Range(0, 1 << n).Where(s => Enumerable.Range(0, m).All(r => Sum(weight[r], s) <= capacity[r])).Max(s => Sum(profit, s));
        var set = Enumerable.Range(0, n).Where(i => taken[i]).Sum(i => 1 << i);
        Assert.Equal(proof.Value, Sum(profit, set));
        Assert.All(Enumerable.Range(0, m), r => Assert.True(Sum(weight[r], set) <= capacity[r]));
        Assert.InRange(best, proof.Value, proof.Bound);

        static long Sum(long[] of, int set) => of.Where((_, i) => (set >> i & 1) != 0).Sum();
    }, iter: 60, threads: 1);

    [Fact]
    public void A_ragged_table_names_its_row() =>
        Assert.Equal(1, Assert.Throws<BadInput>(() => MultiKnapsack.Solve([1, 2], [[1, 1], [1]], [2, 2])).Row);
}
