using System.IO.Compression;
using CsCheck;
using Google.OrTools.LinearSolver;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Tests.Architecture;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

public sealed class SitingTests
{
    static readonly SitingOptions Search = new(Seed: 3, Iterations: 60, DualIterations: 300, Exhaust: false);

    /// <summary>Everything at once in small: existing sites, money, capacities, missing ways, points where nobody lives.</summary>
    static SitingInput Small(int seed, SitingGoal goal)
    {
        var random = new Rng(seed);
        int points = 1 + random.Next(7), sites = 1 + random.Next(6);
        var dense = random.Next(2) == 0;
        List<int> start = [0], site = [], metres = [];
        for (var i = 0; i < points; i++)
        {
            for (var j = 0; j < sites; j++)
                if (dense || random.Next(2) == 0 || goal != SitingGoal.Coverage && j == i % sites)
                {
                    site.Add(j);
                    metres.Add(random.Next(12) * 50);
                }
            start.Add(site.Count);
        }
        var money = random.Next(2) == 0;
        return new()
        {
            Goal = goal, People = [.. Enumerable.Range(0, points).Select(i => i == 0 ? 1 + random.Next(8) : (long)random.Next(9))], Start = [.. start], Site = [.. site], Metres = [.. metres],
            Existing = [.. Enumerable.Range(0, sites).Select(_ => random.Next(4) == 0)], Cost = money ? [.. Enumerable.Range(0, sites).Select(_ => (long)random.Next(6))] : null,
            Capacity = random.Next(2) == 0 ? [.. Enumerable.Range(0, sites).Select(_ => (long)random.Next(25))] : null, Most = random.Next(sites + 1),
            Budget = money && random.Next(3) > 0 ? random.Next(12) : null, Radius = 250, Beyond = goal == SitingGoal.Median && random.Next(2) == 0 ? 300 : null,
        };
    }

    /// <summary>A town of points and sites on a square.</summary>
    static SitingInput Town(int points, int sites, int most, int radius, SitingGoal goal = SitingGoal.Coverage, long? capacity = null)
    {
        var random = new Rng(11);
        var at = Enumerable.Range(0, points + sites).Select(_ => (X: random.Next(4000), Y: random.Next(4000))).ToArray();
        List<int> start = [0], site = [], metres = [];
        for (var i = 0; i < points; i++)
        {
            for (var j = 0; j < sites; j++)
                if ((int)Math.Sqrt(Math.Pow(at[i].X - at[points + j].X, 2) + Math.Pow(at[i].Y - at[points + j].Y, 2)) is var m && (goal != SitingGoal.Coverage || m <= radius))
                {
                    site.Add(j);
                    metres.Add(m);
                }
            start.Add(site.Count);
        }
        return new()
        {
            Goal = goal, People = [.. Enumerable.Range(0, points).Select(_ => 1L + random.Next(300))], Start = [.. start], Site = [.. site], Metres = [.. metres], Existing = new bool[sites],
            Most = most, Radius = radius, Capacity = capacity is { } c ? [.. Enumerable.Repeat(c, sites)] : null,
        };
    }

    [Theory]
    [InlineData(SitingGoal.Coverage)]
    [InlineData(SitingGoal.Median)]
    [InlineData(SitingGoal.Centre)]
    public void Tried_out_in_full_every_small_answer_is_the_best_and_proven_so(SitingGoal goal) => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var input = Small(seed, goal);
        var best = SitingChecker.Best(input);
        if (best is null)
        {
            Assert.Throws<Infeasible>(() => Siting.Solve(input, new()));
            return;
        }
        var answer = Siting.Solve(input, new());
        SitingChecker.Holds(input, answer);
        Assert.Equal(best, answer.Proof.Value);
        Assert.True(answer.Proof.Optimal);
        if (input.Beyond is null && goal != SitingGoal.Coverage) Assert.Equal(0, answer.Unserved);
    }, iter: 300);

    [Theory]
    [InlineData(SitingGoal.Coverage)]
    [InlineData(SitingGoal.Median)]
    [InlineData(SitingGoal.Centre)]
    public void Searched_small_answers_are_the_best_and_every_bound_holds(SitingGoal goal)
    {
        // No search finds every best answer there is: of these it does. What it says of its bound holds for any.
        for (var seed = 1; seed <= 150; seed++)
            if (Small(seed, goal) is var input && SitingChecker.Best(input) is { } best) Assert.Equal((seed, best), (seed, Siting.Solve(input, Search).Proof.Value));
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var input = Small(seed, goal);
            if (SitingChecker.Best(input) is not { } best) return;
            var answer = Siting.Solve(input, Search);
            SitingChecker.Holds(input, answer);
            Assert.True(goal == SitingGoal.Coverage ? answer.Proof.Bound >= best : answer.Proof.Bound <= best);
        }, iter: 150);
    }

    [Fact]
    public void What_cannot_be_served_names_a_smallest_set_of_limits() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var input = Small(seed, seed % 2 == 0 ? SitingGoal.Median : SitingGoal.Centre) with { Beyond = null };
        if (SitingChecker.Best(input) is not null) return;
        var conflict = Assert.Throws<Infeasible>(() => Siting.Solve(input, new())).Conflict;
        // Any one of the named may go, and it can be done; what is not named plays no part.
        SitingInput Only(Func<string, bool> kept) => input with
        {
            Most = kept("新增") ? input.Most : input.Existing.Length,
            Budget = kept("预算") ? input.Budget : null,
            Capacity = kept("容量") ? input.Capacity : null,
        };
        bool Named(string limit) => conflict.Any(c => c.Contains(limit, StringComparison.Ordinal));
        Assert.Null(SitingChecker.Best(Only(Named)));
        foreach (var limit in new[] { "新增", "预算", "容量" }.Where(Named)) Assert.NotNull(SitingChecker.Best(Only(l => l != limit && Named(l))));
    }, iter: 400);

    /// <summary>The Lagrangian dual of this relaxation is the linear relaxation itself: a good one comes near to it, and never below.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(900L)]
    public void The_bound_comes_near_to_the_linear_relaxation_and_does_not_pass_it(long? capacity)
    {
        var input = Town(400, 60, 12, 450, capacity: capacity);
        var answer = Siting.Solve(input, new(Iterations: 40, DualIterations: 800));
        SitingChecker.Holds(input, answer);
        using var solver = Solver.CreateSolver("GLOP");
        var open = input.Existing.Select((_, j) => solver.MakeNumVar(0, 1, $"y{j}")).ToArray();
        var load = open.Select(_ => new LinearExpr()).ToArray();
        solver.Add(new SumVarArray(open) <= input.Most);
        var covered = new LinearExpr();
        for (var i = 0; i < input.People.Length; i++)
        {
            var of = new LinearExpr();
            for (var e = input.Start[i]; e < input.Start[i + 1]; e++)
            {
                var share = solver.MakeNumVar(0, 1, "");
                solver.Add(share <= open[input.Site[e]]);
                of += share;
                load[input.Site[e]] += input.People[i] * share;
            }
            solver.Add(of <= 1);
            covered += input.People[i] * of;
        }
        if (capacity is { } c)
            for (var j = 0; j < open.Length; j++) solver.Add(load[j] <= c * open[j]);
        solver.Maximize(covered);
        Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());
        var relaxed = solver.Objective().Value();
        Assert.InRange(answer.Proof.Bound, Math.Floor(relaxed - 1e-3), relaxed * 1.003 + 1);
        Assert.InRange(answer.Proof.Value, relaxed * 0.97, relaxed + 1e-3);
    }

    /// <summary>OR-Library, Beasley 1985; the other instances are in the bench.</summary>
    [Theory]
    [InlineData(1, 5819)]
    [InlineData(5, 1355)]
    [InlineData(8, 4445)]
    public void Known_optima_of_the_p_median_are_found(int number, long optimum)
    {
        var path = Path.Combine(Source.Root, "..", "shared", "data", "pmed", "pmed1-20.zip");
        if (!File.Exists(path)) Assert.Skip("../shared/data/pmed is not there");
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.GetEntry($"pmed{number}.txt")!.Open());
        var numbers = reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        var n = numbers[0];
        var far = new int[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) far[i, j] = i == j ? 0 : 1 << 28;
        // Of an edge listed twice the last one counts.
        foreach (var edge in numbers.Skip(3).Chunk(3)) far[edge[0] - 1, edge[1] - 1] = far[edge[1] - 1, edge[0] - 1] = edge[2];
        for (var k = 0; k < n; k++)
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) far[i, j] = Math.Min(far[i, j], far[i, k] + far[k, j]);
        var input = new SitingInput
        {
            Goal = SitingGoal.Median, People = [.. Enumerable.Repeat(1L, n)], Start = [.. Enumerable.Range(0, n + 1).Select(i => i * n)], Site = [.. Enumerable.Range(0, n * n).Select(e => e % n)],
            Metres = [.. Enumerable.Range(0, n * n).Select(e => far[e / n, e % n])], Existing = new bool[n], Most = numbers[2],
        };
        var answer = Siting.Solve(input, new());
        SitingChecker.Holds(input, answer);
        Assert.Equal(optimum, answer.Proof.Value);
        Assert.True(answer.Proof.Optimal);
    }

    [Theory]
    [InlineData(SitingGoal.Coverage, null)]
    [InlineData(SitingGoal.Median, null)]
    [InlineData(SitingGoal.Centre, null)]
    [InlineData(SitingGoal.Coverage, 3000L)]
    [InlineData(SitingGoal.Median, 3000L)]
    public void The_same_seed_gives_the_same_answer(SitingGoal goal, long? capacity)
    {
        var input = Town(120, 40, 8, 500, goal, capacity) with { Beyond = goal == SitingGoal.Median ? 5000 : null };
        var (one, two) = (Siting.Solve(input, new(Iterations: 20)), Siting.Solve(input, new(Iterations: 20)));
        SitingChecker.Holds(input, one);
        Assert.Equal(one.Proof, two.Proof);
        Assert.Equal(one.Opened, two.Opened);
        Assert.Equal(one.Services, two.Services);
        Assert.NotEqual(one.Proof.InputHash, Siting.Solve(input with { Most = 7 }, new(Iterations: 1)).Proof.InputHash);
    }

    sealed class Told(Action<KernelProgress> told) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => told(value);
    }

    [Theory]
    [InlineData(SitingGoal.Coverage, "bound")]
    [InlineData(SitingGoal.Coverage, "anneal")]
    [InlineData(SitingGoal.Median, "improve")]
    [InlineData(SitingGoal.Centre, "radius")]
    public void Cancelled_it_hands_over_the_best_so_far_with_a_bound_that_holds(SitingGoal goal, string phase)
    {
        var input = Town(300, 60, 9, 400, goal);
        using var stop = new CancellationTokenSource();
        var after = 0;
        var answer = Siting.Solve(input, new(DualIterations: 50), new Told(p =>
        {
            if (stop.IsCancellationRequested) after++;
            if (p.Phase == phase) stop.Cancel();
        }), stop.Token);
        Assert.False(answer.Proof.Complete);
        Assert.True(after <= 1, $"went on for {after} reports");
        SitingChecker.Holds(input, answer);
        var full = Siting.Solve(input, new());
        Assert.True(full.Proof.Complete);
        Assert.True(answer.Proof.Sense == Sense.Maximise ? answer.Proof.Bound >= full.Proof.Value : answer.Proof.Bound <= full.Proof.Value);
    }

    public static TheoryData<string, SitingInput, int> Bad()
    {
        var good = new SitingInput { Goal = SitingGoal.Median, People = [3, 4], Start = [0, 2, 3], Site = [0, 1, 1], Metres = [5, 6, 7], Existing = [false, false], Most = 1, Cost = [1, 1], Capacity = [9, 9] };
        return new()
        {
            { "需求点", good with { People = [], Start = [0], Site = [], Metres = [] }, -1 },
            { "需求点", good with { People = [3, -4] }, 1 },
            { "需求点", good with { People = [0, 0] }, -1 },
            { "需求点", good with { People = [3, long.MaxValue / 2] }, -1 },
            { "候选点", good with { Existing = [] }, -1 },
            { "候选点", good with { Cost = [1, -1] }, 1 },
            { "候选点", good with { Capacity = [-1, 1] }, 0 },
            { "候选点", good with { Capacity = [1] }, -1 },
            { "可达关系", good with { Site = [0, 1, 2] }, 2 },
            { "可达关系", good with { Site = [0, 0, 1] }, 1 },
            { "可达关系", good with { Metres = [5, 6, -7] }, 2 },
            { "可达关系", good with { Start = [0, 2, 2] }, -1 },
            { "可达关系", good with { Metres = [5, 6] }, -1 },
            { "限制", good with { Most = -1 }, -1 },
            { "限制", good with { Budget = -1 }, -1 },
            { "限制", good with { Budget = 5, Cost = null }, -1 },
        };
    }

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Bad_input_is_refused_by_its_row(string table, SitingInput input, int row)
    {
        var bad = Assert.Throws<BadInput>(() => Siting.Solve(input, new()));
        Assert.StartsWith(table, bad.Table);
        Assert.Equal(row, bad.Row);
    }

    [Fact]
    public void A_point_that_nothing_reaches_is_named_where_everyone_must_be_served()
    {
        var input = new SitingInput { Goal = SitingGoal.Centre, People = [3, 4], Start = [0, 1, 1], Site = [0], Metres = [5], Existing = [false], Most = 1 };
        Assert.Equal(1, Assert.Throws<BadInput>(() => Siting.Solve(input, new())).Row);
        Assert.Equal(4, Siting.Solve(input with { Goal = SitingGoal.Coverage, Radius = 10 }, new()).Unserved);
    }
}
