using CsCheck;
using NetTopologySuite.Geometries;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

public sealed class ClusterTests
{
    /// <summary>Up to nine communities, few neighbours, a narrow band: every limit binds now and then.</summary>
    static ClusterInput Small(int seed)
    {
        var random = new Rng(seed);
        var n = 1 + random.Next(9);
        int[] x = [.. Enumerable.Range(0, n).Select(_ => random.Next(1200))], y = [.. Enumerable.Range(0, n).Select(_ => random.Next(1200))];
        var kinds = random.Next(4);
        return new()
        {
            People = [.. Enumerable.Range(0, n).Select(_ => random.Next(6) == 0 ? 0 : random.Next(5000)).Select((p, i) => i == 0 ? p + 1 : p)], X = x, Y = y,
            Neighbours = ClusterNeighbours.Find(x, y, 300 + random.Next(600), []), Kinds = kinds,
            Facilities = kinds == 0 ? null : [.. Enumerable.Range(0, n).Select(_ => random.Bits() & random.Bits() & 15)], Least = 5000, Most = 5000 + random.Next(7001), Reach = 300 + random.Next(900),
        };
    }

    /// <summary>A city on a square, with walls from south to north.</summary>
    static ClusterInput City(int n, int side)
    {
        var random = new Rng(5);
        int[] x = [.. Enumerable.Range(0, n).Select(_ => random.Next(side))], y = [.. Enumerable.Range(0, n).Select(_ => random.Next(side))];
        var walls = Enumerable.Range(1, side / 1500).Select(k => ((int, int)[])[(k * 1500, 0), (k * 1500 + 300, side)]).ToArray();
        return new()
        {
            People = [.. Enumerable.Range(0, n).Select(_ => 200 + random.Next(1800))], X = x, Y = y, Neighbours = ClusterNeighbours.Find(x, y, 300, walls), Kinds = 5,
            Facilities = [.. Enumerable.Range(0, n).Select(_ => random.Bits() & random.Bits() & 31)],
        };
    }

    [Fact]
    [Clause("T7.2.1")]
    public void Small_answers_are_the_best_and_every_bound_holds()
    {
        var options = new ClusterOptions(Seed: 2, Iterations: 400, DualIterations: 80);
        // No search finds every best answer there is: of these it does. What it says of its bounds holds for any.
        for (var seed = 1; seed <= 150; seed++)
            if (Small(seed) is var input) Assert.Equal((seed, ClusterChecker.Best(input).Best), (seed, Clusters.Solve(input, options).Proof.Value));
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var input = Small(seed);
            var (best, hopeless) = ClusterChecker.Best(input);
            var answer = Clusters.Solve(input, options);
            ClusterChecker.Holds(input, answer);
            Assert.True(answer.Proof.Bound <= best && best <= answer.Proof.Value);
            Assert.True(answer.Hopeless <= hopeless);
        }, iter: 100);
    }

    [Fact]
    [Clause("M1.3")]
    public void Nobody_who_could_be_in_a_cluster_of_a_dense_city_is_left_out()
    {
        var input = City(400, 3_600);
        var answer = Clusters.Solve(input, new(Iterations: 1500));
        ClusterChecker.Holds(input, answer);
        Assert.True((answer.Uncovered - answer.Hopeless) * 100 <= 3 * (input.People.Sum(p => (long)p) - answer.Hopeless));
        Assert.InRange(answer.PoolBound, answer.Proof.Value * 0.9, answer.Proof.Value);
    }

    [Fact]
    [Clause("M1.3")]
    public void A_barrier_is_not_crossed()
    {
        // Two pairs on either bank: the near ones across the river would make better groups.
        int[] x = [0, 0, 100, 100], y = [0, 250, 0, 250];
        var open = new ClusterInput { People = [3000, 3000, 3000, 3000], X = x, Y = y, Neighbours = ClusterNeighbours.Find(x, y, 300, []) };
        Assert.Equal([[0, 2], [1, 3]], Clusters.Solve(open, new(Iterations: 100)).Clusters.Select(c => c.Members));
        var river = open with { Neighbours = ClusterNeighbours.Find(x, y, 300, [[(50, -500), (50, 120), (50, 500)]]) };
        Assert.Equal([[0, 1], [2, 3]], Clusters.Solve(river, new(Iterations: 100)).Clusters.Select(c => c.Members));
    }

    [Fact]
    public void A_facility_of_one_member_is_shared_by_all()
    {
        // By nearness alone 0 goes with 1 and 2 with 3; 0 and 1 have the one kind, 2 and 3 the other.
        int[] x = [0, 200, 450, 650], y = [0, 0, 0, 0];
        var input = new ClusterInput
        {
            People = [3000, 3000, 3000, 3000], X = x, Y = y, Neighbours = [(0, 1), (1, 2), (2, 3), (0, 3)], Facilities = [1, 1, 2, 2], Kinds = 2, Missing = 0, Most = 11_000,
        };
        Assert.Equal([[0, 1], [2, 3]], Clusters.Solve(input, new(Iterations: 100)).Clusters.Select(c => c.Members));
        Assert.Equal([[0, 3], [1, 2]], Clusters.Solve(input with { Missing = 1000 }, new(Iterations: 100)).Clusters.Select(c => c.Members));
    }

    [Theory]
    [Clause("T7.2.1")]
    [InlineData(4999, 0)]
    [InlineData(5000, 1)]
    [InlineData(12000, 1)]
    [InlineData(12001, 0)]
    public void A_cluster_has_5000_to_12000_people(int people, int clusters)
    {
        var answer = Clusters.Solve(new() { People = [people], X = [0], Y = [0], Neighbours = [] }, new());
        Assert.Equal(clusters, answer.Clusters.Length);
        Assert.Equal(clusters == 0 ? people : 0, answer.Hopeless);
        Assert.True(answer.Proof.Optimal);
    }

    /// <summary>Against the robust predicates of NetTopologySuite, on a coarse grid where touching is frequent.</summary>
    [Fact]
    public void Neighbours_are_those_near_enough_with_no_barrier_between() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var random = new Rng(seed);
        int[] x = [.. Enumerable.Range(0, 12).Select(_ => random.Next(13) - 6)], y = [.. Enumerable.Range(0, 12).Select(_ => random.Next(13) - 6)];
        var barriers = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 2 + random.Next(2)).Select(_ => (random.Next(13) - 6, random.Next(13) - 6)).ToArray()).ToArray();
        var walls = barriers.Select(b => new LineString([.. b.Select(p => new Coordinate(p.Item1, p.Item2))])).ToArray();
        var wanted = from i in Enumerable.Range(0, 12)
                     from j in Enumerable.Range(i + 1, 11 - i)
                     let way = new LineString([new(x[i], y[i]), new(x[j], y[j])])
                     where (x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]) <= 25 && !walls.Any(w => w.Distance(way) == 0)
                     select (i, j);
        Assert.Equal(wanted, ClusterNeighbours.Find(x, y, 5, barriers));
    }, iter: 500);

    [Fact]
    public void The_same_seed_gives_the_same_clusters()
    {
        var input = City(150, 2_000);
        var (one, two) = (Clusters.Solve(input, new(Iterations: 300)), Clusters.Solve(input with { Neighbours = [.. input.Neighbours.Reverse()] }, new(Iterations: 300)));
        ClusterChecker.Holds(input, one);
        Assert.Equal(one.Proof, two.Proof);
        Assert.Equal(one.PoolBound, two.PoolBound);
        Assert.Equal(one.Clusters.Select(c => c.Members), two.Clusters.Select(c => c.Members));
        Assert.NotEqual(one.Proof.InputHash, Clusters.Solve(input with { Reach = 900 }, new(Iterations: 1)).Proof.InputHash);
    }

    sealed class Told(Action<KernelProgress> told) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => told(value);
    }

    [Theory]
    [InlineData("improve")]
    [InlineData("pack")]
    [InlineData("pool")]
    [InlineData("bound")]
    public void Cancelled_it_hands_over_the_best_so_far_with_bounds_that_hold(string phase)
    {
        var input = City(150, 2_000);
        using var stop = new CancellationTokenSource();
        var after = 0;
        var answer = Clusters.Solve(input, new(Iterations: 500), new Told(p =>
        {
            if (stop.IsCancellationRequested) after++;
            if (p.Phase == phase) stop.Cancel();
        }), stop.Token);
        Assert.False(answer.Proof.Complete);
        Assert.Equal(0, after);
        ClusterChecker.Holds(input, answer);
        Assert.NotEmpty(answer.Clusters);
        Assert.True(answer.Proof.Bound <= Clusters.Solve(input, new(Iterations: 500)).Proof.Value);
    }

    public static TheoryData<string, ClusterInput, int> Bad()
    {
        var good = new ClusterInput { People = [3, 4], X = [0, 1], Y = [0, 1], Neighbours = [(0, 1)] };
        return new()
        {
            { "小区", good with { People = [], X = [], Y = [], Neighbours = [] }, -1 },
            { "小区", good with { People = [3, -1] }, 1 },
            { "小区", good with { People = [0, 0] }, -1 },
            { "小区", good with { X = [0] }, -1 },
            { "小区", good with { Y = [0, int.MinValue] }, 1 },
            { "小区", good with { Facilities = [1] }, -1 },
            { "小区", good with { People = [int.MaxValue, 0], Uncovered = int.MaxValue }, -1 },
            { "相邻关系", good with { Neighbours = [(0, 1), (1, 2)] }, 1 },
            { "相邻关系", good with { Neighbours = [(1, 1)] }, 0 },
            { "限制", good with { Least = 6, Most = 5 }, -1 },
            { "限制", good with { Least = 0 }, -1 },
            { "限制", good with { Reach = -1 }, -1 },
            { "限制", good with { Kinds = 1 }, -1 },
            { "限制", good with { Kinds = 65, Facilities = [1, 1] }, -1 },
        };
    }

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Bad_input_is_refused_by_its_row(string table, ClusterInput input, int row)
    {
        var bad = Assert.Throws<BadInput>(() => Clusters.Solve(input, new()));
        Assert.StartsWith(table, bad.Table);
        Assert.Equal(row, bad.Row);
    }
}
