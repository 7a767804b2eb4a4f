using System.IO.Compression;
using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Sequencing;
using Xunit;

namespace Renewal.Tests.Kernels.Sequencing;

/// <summary>Construction schedules, each held against a checker that knows only the input, tiny ones against every schedule there is.</summary>
public sealed class ConstructionScheduleTests
{
    static readonly Gen<ConstructionInput> Tiny =
        from tasks in Gen.Int[1, 5]
        from duration in Gen.Int[0, 3].Array[tasks]
        from need in Gen.Int[0, 3].Array[2].Array[tasks]
        from link in Gen.Int[0, 3].Array[tasks * tasks]
        from release in Gen.Int[0, 2].Array[tasks]
        from calendar in Gen.Int[-1, 1].Array[tasks]
        from worked in Gen.Bool.Array[20].Array[2]
        select new ConstructionInput(duration, [.. Enumerable.Range(0, tasks).Select(i => Enumerable.Range(0, i).Where(p => link[i * tasks + p] == 0).ToArray())], need, [4, 3])
        {
            Release = release,
            CalendarOf = calendar,
            // Long enough for whatever order: after the twenty drawn days all are worked.
            Calendars = [.. worked.Select(w => w.Concat(Enumerable.Repeat(true, 20)).ToArray())],
        };

    [Fact]
    public void A_tiny_site_keeps_every_limit_and_no_schedule_beats_the_bound() => Tiny.Sample(input =>
    {
        foreach (var site in (ConstructionInput[])[input, input with { CalendarOf = [], Calendars = [] }])
        {
            var answer = ConstructionSchedule.Solve(site, new(Schedules: 200));
            Check(site, answer);
            Assert.InRange(Brute(site), answer.Proof.Bound, answer.Proof.Value);
        }
    }, iter: 100);

    [Fact]
    public void These_tiny_sites_are_done_as_early_as_any_schedule_can_be()
    {
        for (var seed = 1u; seed <= 100; seed++)
        {
            var input = Tiny.Generate(new PCG(1, seed), null, out _);
            foreach (var site in (ConstructionInput[])[input, input with { CalendarOf = [], Calendars = [] }])
                Assert.Equal((seed, Brute(site)), (seed, ConstructionSchedule.Solve(site, new(Schedules: 2_000)).Proof.Value));
        }
    }

    [Fact]
    public void One_calendar_for_all_is_the_plain_case_with_its_days_off_put_back()
    {
        var week = Enumerable.Range(0, 70).Select(d => d % 7 < 5).ToArray();
        ConstructionInput input = new([3, 4, 2], [[], [0], [0]], [[1], [1], [1]], [1]) { Calendars = [week], CalendarOf = [0, 0, 0] };
        var answer = ConstructionSchedule.Solve(input);
        Check(input, answer);
        // Nine working days from a Monday: the last is Thursday of the second week.
        Assert.Equal(11, answer.Proof.Value);
        Assert.True(answer.Proof.Optimal);
    }

    /// <summary>Four a set: easy, middling and hard ones of Kolisch and Sprecher's PSPLIB.</summary>
    [Theory]
    [InlineData("j30", "j301_1", 0)]
    [InlineData("j30", "j3013_1", 0)]
    [InlineData("j30", "j3029_1", 3)]
    [InlineData("j60", "j601_1", 0)]
    [InlineData("j60", "j609_1", 2)]
    [InlineData("j120", "j1201_1", 2)]
    public void Public_instances_come_near_the_best_known(string set, string name, int above)
    {
        var (input, lower, upper) = Psplib(set, name);
        var answer = ConstructionSchedule.Solve(input, new(Schedules: 30_000));
        Check(input, answer);
        Assert.InRange(answer.Proof.Value, lower, upper + above);
        Assert.True(answer.Proof.Bound <= upper);
    }

    [Fact]
    public void The_same_seed_gives_the_same_schedule_and_another_need_not()
    {
        var input = Random(40, 7);
        var (one, again) = (ConstructionSchedule.Solve(input, new(5, 4000)), ConstructionSchedule.Solve(input, new(5, 4000)));
        Assert.Equal(one.Start, again.Start);
        Assert.Equal(one.Proof, again.Proof);
        Assert.NotEqual(one.Proof.InputHash, ConstructionSchedule.Solve(Random(40, 8), new(5, 100)).Proof.InputHash);
    }

    [Fact]
    public void A_cancelled_run_gives_the_best_so_far_with_a_bound_that_holds()
    {
        var input = Random(60, 3);
        using CancellationTokenSource stop = new();
        var answer = ConstructionSchedule.Solve(input, new(Schedules: 10_000_000), new Told(_ => stop.Cancel()), stop.Token);
        Check(input, answer);
        Assert.False(answer.Proof.Complete);
        Assert.True(answer.Proof.Iterations < 1_000_000);
        Assert.True(answer.Proof.Bound <= ConstructionSchedule.Solve(input, new(Schedules: 5000)).Proof.Value);
        stop.Cancel();
        Check(input, ConstructionSchedule.Solve(input, stop: stop.Token));
    }

    [Fact]
    public void What_no_schedule_can_be_made_of_names_the_row()
    {
        ConstructionInput good = new([1, 2, 3], [[], [0], [1]], [[1], [1], [1]], [1]);
        Refused("tasks", -1, new([], [], [], []));
        Refused("tasks", 1, good with { Duration = [1, -2, 3] });
        Refused("tasks", 2, good with { Need = [[1], [1], [2]] });
        Refused("tasks", 0, good with { Predecessors = [[3], [], []] });
        Refused("need", 1, good with { Need = [[1], [], [1]] });
        Refused("capacity", 0, good with { Capacity = [40_000] });
        Refused("tasks", 2, good with { CalendarOf = [-1, -1, 0] });
        Refused("tasks", 0, good with { Release = [-1, 0, 0] });
        var ring = Refused("tasks", 0, good with { Predecessors = [[2], [0], [1]] });
        Assert.Contains("第 1 行 → 第 2 行 → 第 3 行 → 第 1 行", ring.Message);
    }

    [Fact]
    public void A_calendar_that_ends_before_the_works_can_is_named_as_the_conflict()
    {
        ConstructionInput input = new([3, 3], [[], [0]], [[1], [1]], [1]) { Calendars = [[true, true, true, true, true]], CalendarOf = [0, 0] };
        var conflict = Assert.Throws<Infeasible>(() => ConstructionSchedule.Solve(input)).Conflict;
        Assert.Equal(2, conflict.Count);
        Assert.Contains("日历 1 只到第 5 天", conflict);
        ConstructionSchedule.Solve(input with { Calendars = [[true, true, true, true, true, true]] });
    }

    static BadInput Refused(string table, int row, ConstructionInput input)
    {
        var bad = Assert.Throws<BadInput>(() => ConstructionSchedule.Solve(input));
        Assert.Equal((table, row), (bad.Table, bad.Row));
        return bad;
    }

    sealed class Told(Action<KernelProgress> what) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => what(value);
    }

    /// <summary>Counts day by day from the input alone.</summary>
    static void Check(ConstructionInput input, ConstructionAnswer answer)
    {
        for (var i = 0; i < input.Duration.Length; i++)
        {
            var (start, finish) = (answer.Start[i], answer.Finish[i]);
            Assert.True(start >= (input.Release.Length == 0 ? 0 : input.Release[i]), $"task {i} begins before its release");
            Assert.All(input.Predecessors[i], p => Assert.True(answer.Finish[p] <= start, $"task {i} begins before {p} is done"));
            Assert.Equal(input.Duration[i], Enumerable.Range(start, finish - start).Count(day => Works(input, i, day)));
            if (input.Duration[i] > 0) Assert.True(Works(input, i, start) && Works(input, i, finish - 1), $"task {i} begins or ends on a day off");
        }
        for (var day = 0; day < answer.Finish.Max(); day++)
            for (var r = 0; r < input.Capacity.Length; r++)
            {
                var used = Enumerable.Range(0, input.Duration.Length).Where(i => answer.Start[i] <= day && day < answer.Finish[i] && Works(input, i, day)).Sum(i => input.Need[i][r]);
                Assert.True(used <= input.Capacity[r], $"day {day} uses {used} of {input.Capacity[r]} of resource {r}");
            }
        Assert.Equal(answer.Finish.Max(), answer.Proof.Value);
        Assert.True(answer.Proof.Bound <= answer.Proof.Value);
        Assert.Equal(64, answer.Proof.InputHash.Length);
    }

    static bool Works(ConstructionInput input, int task, int day) => input.CalendarOf.Length == 0 || input.CalendarOf[task] < 0 || input.Calendars[input.CalendarOf[task]][day];

    /// <summary>Earliest end over every start of every task, by plain search.</summary>
    static int Brute(ConstructionInput input)
    {
        var (tasks, best) = (input.Duration.Length, 40);
        var (finish, used) = (new int[tasks], new int[64, 2]);
        Next(0, 0);
        return best;

        void Next(int i, int latest)
        {
            if (latest >= best) return;
            if (i == tasks) { best = latest; return; }
            var from = input.Predecessors[i].Select(p => finish[p]).Append(input.Release[i]).Max();
            for (var start = from; start < best || start == from; start++)
            {
                List<int> days = [];
                for (var day = start; days.Count < input.Duration[i]; day++)
                    if (Works(input, i, day)) days.Add(day);
                if (days.Count > 0 && days[0] != start) { if (start >= best) break; continue; }
                finish[i] = days.Count == 0 ? start : days[^1] + 1;
                if (days.All(d => Enumerable.Range(0, 2).All(r => used[d, r] + input.Need[i][r] <= input.Capacity[r])))
                {
                    foreach (var d in days) for (var r = 0; r < 2; r++) used[d, r] += input.Need[i][r];
                    Next(i + 1, Math.Max(latest, finish[i]));
                    foreach (var d in days) for (var r = 0; r < 2; r++) used[d, r] -= input.Need[i][r];
                }
                if (days.Count == 0) break;
            }
        }
    }

    static ConstructionInput Random(int tasks, int seed)
    {
        Rng rng = new(seed);
        return new([.. Enumerable.Range(0, tasks).Select(_ => 1 + rng.Next(10))],
            [.. Enumerable.Range(0, tasks).Select(i => i == 0 ? [] : Enumerable.Range(0, 2).Select(_ => rng.Next(i)).Where(p => p > i - 12).Distinct().ToArray())],
            [.. Enumerable.Range(0, tasks).Select(_ => Enumerable.Range(0, 3).Select(_ => rng.Next(7)).ToArray())], [10, 10, 10]);
    }

    /// <summary>An instance with what is known of it, or a visible skip where ../shared is not there.</summary>
    static (ConstructionInput Input, int Lower, int Upper) Psplib(string set, string name)
    {
        var folder = Path.Combine(Clauses.Root, "..", "shared", "data", "psplib");
        Assert.SkipUnless(Directory.Exists(folder), "../shared/data/psplib is not there");
        using var zip = ZipFile.OpenRead(Path.Combine(folder, set + ".zip"));
        using StreamReader reader = new(zip.GetEntry(name + ".sm")!.Open());
        var lines = reader.ReadToEnd().Split('\n').Select(l => l.Trim()).ToList();
        int[] Numbers(int line) => [.. lines[line].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        int At(string head) => lines.FindIndex(l => l.StartsWith(head, StringComparison.Ordinal));
        var (links, works) = (At("jobnr.    #modes") + 1, At("jobnr. mode") + 2);
        var tasks = Enumerable.Range(links, lines.Count).TakeWhile(l => !lines[l].StartsWith('*')).Count();
        var before = Enumerable.Range(0, tasks).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < tasks; i++)
            foreach (var s in Numbers(links + i)[3..]) before[s - 1].Add(i);
        var known = File.ReadLines(Path.Combine(folder, set + "-best-known.csv")).Select(l => l.Split(',')).Single(l => l[0] == name);
        return (new([.. Enumerable.Range(works, tasks).Select(l => Numbers(l)[2])], [.. before.Select(b => b.ToArray())],
            [.. Enumerable.Range(works, tasks).Select(l => Numbers(l)[3..])], Numbers(At("RESOURCEAVAILABILITIES") + 2)), int.Parse(known[1]), int.Parse(known[2]));
    }
}
