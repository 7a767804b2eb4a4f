using CsCheck;
using Renewal.Kernels;
using Renewal.Kernels.Sequencing;
using Xunit;

namespace Renewal.Tests.Kernels.Sequencing;

/// <summary>Dig-once plans, each held against a checker that knows only the input, tiny ones against every plan there is.</summary>
public sealed class DigOnceTests
{
    const int Sewer = 0, Water = 1, Surface = 2;

    static readonly Gen<DigOnceInput> Tiny =
        from shut in Gen.Int[0, 5].Array[9].Array[3]
        from rules in Gen.Int[0, 2].Array[4]
        from crews in Gen.Int[1, 2].Array[2]
        from drawn in Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[1, 2]).Array[1, 4]
        let works = drawn.DistinctBy(w => (w.Item1, w.Item2, w.Item3)).ToArray()
        from link in Gen.Int[0, 3]
        from limit in Gen.Int[0, 2]
        select new DigOnceInput(9,
            [new("甲路", 1, rules[0] == 0 ? [] : [0]), new("乙路", 2, rules[1] == 0 ? [] : [1])],
            [.. works.Select((w, i) => new DigWork(w.Item1, w.Item2, w.Item3, w.Item4, link == 0 && i == 1 && works[0].Item1 != w.Item1 ? [i - 1] : []))],
            [new("给水", crews[0], rules[2] == 0 ? [] : [2]), new("排水", crews[1], [])],
            limit == 0 ? [new("路口", [0, 1], 1)] : [],
            [.. shut.Select((s, r) => new DigRule($"规则{r}", [.. s.Select(d => d == 0)], Trench: r != 2))]);

    [Fact]
    [Clause("M2.4a")]
    public void A_tiny_quarter_keeps_every_limit_and_no_plan_beats_the_bounds() => Tiny.Sample(input => Held(input, mustBeBest: false), iter: 200);

    [Fact]
    [Clause("M2.4a")]
    public void These_tiny_quarters_are_dug_as_well_as_any_plan_can_where_no_trench_need_wait()
    {
        for (var seed = 1u; seed <= 100; seed++) Held(Tiny.Generate(new PCG(1, seed), null, out _), mustBeBest: true);
    }

    static void Held(DigOnceInput input, bool mustBeBest)
    {
        var best = Brute(input);
        DigOnceAnswer answer;
        try { answer = DigOnce.Solve(input, new(Iterations: 2_000)); }
        catch (Infeasible) { Assert.True(best is null, $"called infeasible, possible {best}"); return; }
        Check(input, answer);
        if (best is not { } b) { Assert.NotEmpty(answer.LeftOut); return; }
        var (openings, days, finish) = b;
        var found = answer.Levels.Select(l => l.Value).ToArray();
        Assert.True((found[0], found[1], found[2], found[3]).CompareTo((0, openings, days, finish)) >= 0, "better than possible");
        // A segment placed first never waits for one placed later: where streets must take turns, the search may end above the best.
        if (mustBeBest && openings == input.Works.Select(w => w.Segment).Distinct().Count() && days == answer.Levels[2].Bound) Assert.Equal([0, openings, days, finish], found);
        Assert.True(answer.Proof.Bound <= answer.Proof.Value, $"{answer.Proof} {string.Join(' ', answer.Levels)}");
        // A bound may be relied on as far as the levels before it stand at theirs.
        Assert.True(answer.Levels[1].Bound <= openings);
        if (answer.Levels[1].Bound == openings) Assert.True(answer.Levels[2].Bound <= days, $"bound {answer.Levels[2].Bound}, possible {days}");
        if (answer.Levels[1].Bound == openings && answer.Levels[2].Bound == days) Assert.True(answer.Levels[3].Bound <= finish, $"bound {answer.Levels[3].Bound}, possible {finish}");
    }

    [Fact]
    [Clause("M2.4a", "T2.1.5")]
    public void Pipes_and_surface_of_a_road_share_one_trench_deepest_first_and_surface_last()
    {
        var answer = DigOnce.Solve(Street([(Surface, 9, 2), (Water, 3, 3), (Sewer, 1, 4)]));
        Assert.Equal([new Opening(0, 0, 9)], answer.Openings);
        Assert.Equal([7, 4, 0], answer.Start);
        Assert.True(answer.Proof.Optimal);
    }

    [Fact]
    [Clause("M2.4a")]
    public void No_trench_lies_open_in_frost_and_one_that_will_not_fit_before_it_waits_until_it_is_over()
    {
        var input = Street([(Sewer, 1, 4), (Water, 3, 3), (Surface, 9, 2)], Rule("冬季不得开挖", 60, day => day is >= 6 and < 20));
        var answer = DigOnce.Solve(input);
        Check(input, answer);
        Assert.Equal([new Opening(0, 20, 29)], answer.Openings);
    }

    [Fact]
    [Clause("M2.4a")]
    public void A_second_opening_comes_only_where_no_window_holds_all()
    {
        var input = Street([(Sewer, 1, 4), (Water, 3, 3), (Surface, 9, 2)], Rule("冬季不得开挖", 26, day => day is >= 6 and < 20));
        var answer = DigOnce.Solve(input);
        Check(input, answer);
        Assert.Equal(2, answer.Openings.Length);
        Assert.Equal(9, answer.Levels[2].Value);
    }

    [Fact]
    [Clause("S2.09")]
    public void Heat_works_keep_out_of_the_heating_season_and_wait_with_the_trench_shut()
    {
        var input = Street([(Sewer, 1, 4), (Water, 3, 3)], crewRule: Rule("供暖季", 60, day => day < 30));
        var answer = DigOnce.Solve(input);
        Check(input, answer);
        Assert.Equal([new Opening(0, 26, 33)], answer.Openings);
    }

    [Fact]
    [Clause("S2.09", "M2.4a")]
    public void A_window_that_clashes_names_the_smallest_set_of_limits()
    {
        var frost = Rule("冬季不得开挖", 40, day => day >= 30);
        var ban = Rule("新建道路禁挖期", 40, day => day < 28);
        var idle = Rule("与此无关", 40, day => day == 2);
        var input = Street([(Sewer, 1, 3), (Water, 3, 1)]) with { Days = 40, Rules = [frost, ban, idle] };
        input = input with { Segments = [input.Segments[0] with { Rules = [0, 1, 2] }] };
        var conflict = Assert.Throws<Infeasible>(() => DigOnce.Solve(input)).Conflict;
        Assert.Equal(["道路的排水工程需 3 天", "冬季不得开挖", "新建道路禁挖期", "计划期 40 天"], conflict);
        // Drop any one and the rest can.
        DigOnce.Solve(input with { Segments = [input.Segments[0] with { Rules = [0, 2] }] });
        DigOnce.Solve(input with { Segments = [input.Segments[0] with { Rules = [1, 2] }] });
        DigOnce.Solve(input with { Works = [input.Works[1]] });
    }

    [Fact]
    public void A_trade_with_too_few_days_is_named()
    {
        var input = Street([(Sewer, 1, 6)]) with { Days = 10 };
        input = input with { Segments = [input.Segments[0], new("二路", 1, [])], Works = [input.Works[0], input.Works[0] with { Segment = 1 }] };
        Assert.Contains("排水只有 1 个班组", Assert.Throws<Infeasible>(() => DigOnce.Solve(input)).Conflict);
    }

    [Fact]
    [Clause("M2.4a")]
    public void A_fire_lane_that_is_the_only_way_may_not_be_opened()
    {
        var input = Street([(Sewer, 1, 3)]) with { Limits = [new("消防通道 1", [0], 0)] };
        Assert.Contains("消防通道 1", Assert.Throws<Infeasible>(() => DigOnce.Solve(input)).Conflict);
    }

    [Fact]
    public void A_quarter_passes_the_checker_and_repeats()
    {
        var input = Quarter(24, 5);
        var (one, again) = (DigOnce.Solve(input, new(3, 3000)), DigOnce.Solve(input, new(3, 3000)));
        Check(input, one);
        Check(input, DigOnce.Greedy(input));
        Assert.Equal(one.Start, again.Start);
        Assert.Equal(one.Proof, again.Proof);
        Assert.True(one.Proof.Value <= DigOnce.Greedy(input).Proof.Value);
    }

    [Fact]
    public void That_trenches_must_not_wait_for_each_other_proves_a_later_finish_than_the_work_of_each_trade()
    {
        // Digging and paving take turns, one day and three; one crew of each trade. The nine days of paving alone could be done by day 9.
        DigOnceInput input = new(60, [new("甲路", 1, []), new("乙路", 1, [])], [new(0, 0, 0, 1, []), new(0, 1, 1, 3, []), new(0, 0, 2, 1, []), new(1, 1, 0, 3, []), new(1, 0, 1, 1, []), new(1, 1, 2, 3, [])],
            [new("排水", 1, []), new("路面", 1, [])], [], []);
        var answer = DigOnce.Solve(input, new(Iterations: 500));
        Check(input, answer);
        Assert.Equal((9, 10, 11), (DigOnce.Greedy(input).Levels[3].Bound, answer.Levels[3].Bound, answer.Levels[3].Value));
    }

    [Fact]
    public void A_work_that_may_be_put_off_within_its_trench_is_not_counted_on_both_its_days()
    {
        // Digging on days 0, 4 and 8, paving on days 3 and 7: the one crew for pipes comes to the one street on day 1 and to the other on day 2.
        DigOnceInput input = new(9, [new("甲路", 1, []), new("乙路", 1, [])], [.. Enumerable.Range(0, 6).Select(w => new DigWork(w / 3, w % 3, w % 3, 1, []))],
            [new("排水", 2, [0]), new("供水", 1, []), new("路面", 2, [1])], [],
            [new("排水不在场", [.. Enumerable.Range(0, 9).Select(d => d % 4 != 0)], Trench: false), new("路面不在场", [.. Enumerable.Range(0, 9).Select(d => d % 4 != 3)], Trench: false)]);
        Assert.Equal((2, 8, 4), Brute(input));
        Assert.Equal(4, DigOnce.Solve(input, new(Iterations: 500)).Levels[3].Bound);
    }

    [Fact]
    public void What_has_no_room_is_left_out_and_said()
    {
        // Two streets that may not lie open together, each needing more than half of the days.
        var input = Street([(Sewer, 1, 6)]) with { Days = 10, Crews = [new("排水", 2, []), new("供热", 1, []), new("路面", 1, [])], Limits = [new("路口", [0, 1], 1)] };
        input = input with { Segments = [input.Segments[0], new("二路", 1, [])], Works = [input.Works[0], input.Works[0] with { Segment = 1 }] };
        var answer = DigOnce.Solve(input, new(Iterations: 500));
        Check(input, answer);
        Assert.Single(answer.LeftOut);
    }

    [Fact]
    public void A_cancelled_run_gives_the_best_so_far()
    {
        var input = Quarter(24, 6);
        using CancellationTokenSource stop = new();
        var answer = DigOnce.Solve(input, new(1, 50_000), new Told(_ => stop.Cancel()), stop.Token);
        Check(input, answer);
        Assert.False(answer.Proof.Complete);
        Assert.True(answer.Proof.Iterations <= 1_000);
    }

    [Fact]
    public void What_no_plan_can_be_made_of_names_the_row()
    {
        var good = Street([(Sewer, 1, 3), (Water, 2, 1), (Surface, 3, 1)]);
        Refused("works", -1, good with { Works = [] });
        Refused("days", -1, good with { Days = 0 });
        Refused("works", 1, good with { Works = [good.Works[0], good.Works[1] with { Days = 0 }] });
        Refused("works", 0, good with { Works = [good.Works[0] with { Segment = 1 }] });
        Refused("works", 0, good with { Works = [good.Works[0] with { Crew = 3 }] });
        Refused("works", 3, good with { Works = [.. good.Works, good.Works[0]] });
        Refused("crews", 0, good with { Crews = [good.Crews[0] with { Count = 0 }, .. good.Crews[1..]] });
        Refused("segments", 0, good with { Segments = [good.Segments[0] with { Weight = 0 }] });
        Refused("limits", 0, good with { Limits = [new("路口", [0], -1)] });
        Refused("segments", 0, good with { Segments = [good.Segments[0] with { Rules = [7] }] });
        // The sewer is deeper, and yet to wait for the surface.
        var ring = Refused("works", 0, good with { Works = [good.Works[0] with { After = [2] }, good.Works[1], good.Works[2]] });
        Assert.Contains("道路·排水 → 道路·路面 → 道路·排水", ring.Message);
    }

    static BadInput Refused(string table, int row, DigOnceInput input)
    {
        var bad = Assert.Throws<BadInput>(() => DigOnce.Solve(input));
        Assert.Equal((table, row), (bad.Table, bad.Row));
        return bad;
    }

    sealed class Told(Action<KernelProgress> what) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => what(value);
    }

    static DigRule Rule(string name, int days, Func<int, bool> shut) => new(name, [.. Enumerable.Range(0, days).Select(shut)], Trench: true);

    static DigOnceInput Street((int Trade, int Depth, int Days)[] works, DigRule? rule = null, DigRule? crewRule = null) => new((rule ?? crewRule)?.Shut.Length ?? 60,
        [new("道路", 1, rule is null ? [] : [0])], [.. works.Select(w => new DigWork(0, w.Trade, w.Depth, w.Days, []))],
        [new("排水", 1, []), new("供热", 1, crewRule is null ? [] : [0]), new("路面", 1, [])], [], [.. new[] { rule, crewRule }.OfType<DigRule>()]);

    static DigOnceInput Quarter(int segments, int seed)
    {
        Rng rng = new(seed);
        return new(240, [.. Enumerable.Range(0, segments).Select(s => new DigSegment($"路段 {s + 1}", 1 + rng.Next(3), s % 4 == 0 ? [0, 1] : [0]))],
            [.. Enumerable.Range(0, segments).SelectMany(s => Enumerable.Range(0, 4).Select(c => new DigWork(s, c, c, 1 + rng.Next(5), c == 0 && s > 5 && s % 5 == 0 ? [4 * (s - 5)] : [])))],
            [.. Enumerable.Range(0, 4).Select(c => new DigCrew($"专业 {c + 1}", 1, c == 2 ? [2] : []))],
            [.. Enumerable.Range(0, segments - 2).Select(s => new DigLimit($"路口 {s + 1}", [s, s + 1, s + 2], 2))],
            [Rule("冬季", 240, d => d >= 220), Rule("学期", 240, d => d is >= 20 and < 70), new("供暖季", [.. Enumerable.Range(0, 20).Select(_ => true)], Trench: false)]);
    }

    /// <summary>Counts day by day from the input alone.</summary>
    static void Check(DigOnceInput input, DigOnceAnswer answer)
    {
        bool Shut(int[] rules, int day, bool trench) => rules.Any(r => (!trench || input.Rules[r].Trench) && day < input.Rules[r].Shut.Length && input.Rules[r].Shut[day]);
        bool Open(int segment, int day) => answer.Openings.Any(o => o.Segment == segment && o.From <= day && day < o.To);
        for (var w = 0; w < input.Works.Length; w++)
        {
            var work = input.Works[w];
            var (start, finish) = (answer.Start[w], answer.Finish[w]);
            if (answer.LeftOut.Contains(work.Segment)) { Assert.Equal((-1, -1), (start, finish)); continue; }
            Assert.InRange(start, 0, finish - 1);
            Assert.True(finish <= input.Days);
            bool Worked(int day) => !Shut(input.Segments[work.Segment].Rules, day, false) && !Shut(input.Crews[work.Crew].Rules, day, false);
            Assert.True(Worked(start) && Worked(finish - 1));
            Assert.Equal(work.Days, Enumerable.Range(start, finish - start).Count(Worked));
            Assert.All(Enumerable.Range(start, finish - start), day => Assert.True(Open(work.Segment, day), $"work {w} on day {day} outside a trench"));
            Assert.All(work.After.Where(a => answer.Finish[a] >= 0), a => Assert.True(answer.Finish[a] <= start));
            for (var v = 0; v < input.Works.Length; v++)
                if (input.Works[v].Segment == work.Segment && input.Works[v].Depth == work.Depth)
                    Assert.Contains(answer.Openings, o => o.Segment == work.Segment && o.From <= Math.Min(start, answer.Start[v]) && Math.Max(finish, answer.Finish[v]) <= o.To);
                else if (input.Works[v].Segment == work.Segment && input.Works[v].Depth < work.Depth) Assert.True(answer.Finish[v] <= start, $"work {w} before the deeper {v}");
        }
        for (var day = 0; day < input.Days; day++)
        {
            for (var c = 0; c < input.Crews.Length; c++)
                Assert.True(Enumerable.Range(0, input.Works.Length).Count(w => input.Works[w].Crew == c && answer.Start[w] <= day && day < answer.Finish[w]) <= input.Crews[c].Count);
            for (var s = 0; s < input.Segments.Length; s++)
                if (Open(s, day)) Assert.False(Shut(input.Segments[s].Rules, day, true), $"segment {s} open on day {day}");
            foreach (var limit in input.Limits) Assert.True(limit.Segments.Count(s => Open(s, day)) <= limit.MostOpen, $"{limit.Name} on day {day}");
        }
        foreach (var o in answer.Openings)
        {
            var starts = Enumerable.Range(0, input.Works.Length).Where(w => input.Works[w].Segment == o.Segment && answer.Start[w] >= o.From && answer.Finish[w] <= o.To).ToArray();
            Assert.Equal((o.From, o.To), (starts.Min(w => answer.Start[w]), starts.Max(w => answer.Finish[w])));
        }
        Assert.Equal([answer.LeftOut.Length, answer.Openings.Length, answer.Openings.Sum(o => (long)input.Segments[o.Segment].Weight * (o.To - o.From)), Math.Max(0, answer.Finish.Max())],
            answer.Levels.Select(l => l.Value));
    }

    /// <summary>Best over every start of every work and every way to cut the trenches.</summary>
    static (int Openings, long Days, int Finish)? Brute(DigOnceInput input)
    {
        bool Shut(int[] rules, int day, bool trench) => rules.Any(r => (!trench || input.Rules[r].Trench) && input.Rules[r].Shut[day]);
        (int, long, int)? best = null;
        var (start, finish) = (new int[input.Works.Length], new int[input.Works.Length]);
        void Next(int w)
        {
            if (w == input.Works.Length) { Trenches(0, []); return; }
            var work = input.Works[w];
            bool Worked(int day) => !Shut(input.Segments[work.Segment].Rules, day, false) && !Shut(input.Crews[work.Crew].Rules, day, false);
            for (start[w] = 0; start[w] < input.Days; start[w]++)
            {
                if (!Worked(start[w])) continue;
                var (day, left) = (start[w], work.Days);
                for (; day < input.Days && left > 0; day++)
                    if (Worked(day)) left--;
                if (left > 0) return;
                finish[w] = day;
                var fits = true;
                for (var v = 0; v < w && fits; v++)
                {
                    var other = input.Works[v];
                    bool before = finish[v] <= start[w], after = finish[w] <= start[v];
                    if (other.Segment == work.Segment && other.Depth != work.Depth) fits = other.Depth < work.Depth ? before : after;
                    if (work.After.Contains(v)) fits &= before;
                    if (other.After.Contains(w)) fits &= after;
                }
                for (var d = start[w]; d < finish[w] && fits; d++)
                    fits = Enumerable.Range(0, w + 1).Count(v => input.Works[v].Crew == work.Crew && start[v] <= d && d < finish[v]) <= input.Crews[work.Crew].Count;
                if (fits) Next(w + 1);
            }
        }
        void Trenches(int s, List<(int S, int From, int To)> open)
        {
            if (s == input.Segments.Length)
            {
                if (input.Limits.Any(l => Enumerable.Range(0, input.Days).Any(d => open.Count(o => l.Segments.Contains(o.S) && o.From <= d && d < o.To) > l.MostOpen))) return;
                var found = (open.Count, open.Sum(o => (long)input.Segments[o.S].Weight * (o.To - o.From)), finish.Max());
                if (best is null || found.CompareTo(best.Value) < 0) best = found;
                return;
            }
            var works = Enumerable.Range(0, input.Works.Length).Where(w => input.Works[w].Segment == s).OrderBy(w => start[w]).ToArray();
            if (works.Length == 0) { Trenches(s + 1, open); return; }
            for (var cuts = 0; cuts < 1 << (works.Length - 1); cuts++)
            {
                List<(int S, int From, int To)> mine = [];
                for (var k = 0; k < works.Length; k++)
                    if (k == 0 || (cuts >> (k - 1) & 1) == 1) mine.Add((s, start[works[k]], finish[works[k]]));
                    else mine[^1] = (s, mine[^1].From, Math.Max(mine[^1].To, finish[works[k]]));
                for (var k = 1; k < mine.Count; k++)
                    if (mine[k].From < mine[k - 1].To) goto no;
                // Of one depth, of one opening.
                int In(int w) => mine.FindIndex(o => o.From <= start[w] && finish[w] <= o.To);
                if (works.Any(w => works.Any(v => input.Works[v].Depth == input.Works[w].Depth && In(v) != In(w)))) goto no;
                if (mine.All(o => Enumerable.Range(o.From, o.To - o.From).All(d => !Shut(input.Segments[s].Rules, d, true)))) Trenches(s + 1, [.. open, .. mine]);
            no:;
            }
        }
        Next(0);
        return best;
    }
}
