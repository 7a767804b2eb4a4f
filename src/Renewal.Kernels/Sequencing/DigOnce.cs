namespace Renewal.Kernels.Sequencing;

/// <summary>Days on which something must not be. Past the end of <paramref name="Shut"/> nothing is forbidden.</summary>
/// <param name="Name">in the user's words, as it is told in a conflict</param>
/// <param name="Shut">whether the rule forbids on a day</param>
/// <param name="Trench">true: no trench may lie open (frost, dig ban, school term); false: no work is done, an open trench may lie (exam days, days off)</param>
public sealed record DigRule(string Name, bool[] Shut, bool Trench);

/// <param name="Weight">what a day of it lying open counts, as homes whose way it is; at least 1</param>
/// <param name="Rules">rules that hold here</param>
public sealed record DigSegment(string Name, int Weight, int[] Rules);

/// <param name="Count">how many crews of this trade there are; a crew stays with its work from its first day to its last</param>
/// <param name="Rules">days on which the trade does not work, as heating in the heating season</param>
public sealed record DigCrew(string Name, int Count, int[] Rules);

/// <param name="Depth">order within the segment: a work begins when all of smaller depth are done; those of equal depth lie side by side in one opening. Deepest pipe first, surface last</param>
/// <param name="Days">days worked, at least 1</param>
/// <param name="After">works, of any segment, that must be done before</param>
public sealed record DigWork(int Segment, int Crew, int Depth, int Days, int[] After);

/// <summary>Of these segments at most so many lie open on a day: those that meet at a junction, or the alternative ways of a fire engine.</summary>
public sealed record DigLimit(string Name, int[] Segments, int MostOpen);

/// <summary>Which streets are to be dug, for what, by whom, and when not. Rows 0-based, days from 0 to <paramref name="Days"/> − 1; all must be done by then.</summary>
public sealed record DigOnceInput(int Days, DigSegment[] Segments, DigWork[] Works, DigCrew[] Crews, DigLimit[] Limits, DigRule[] Rules);

/// <param name="Seed">of the search</param>
/// <param name="Iterations">of ruin and recreate before stopping; sooner when all bounds are reached</param>
public sealed record DigOnceOptions(int Seed = 1, long Iterations = 200_000);

/// <summary>A trench that is opened once: from <paramref name="From"/> until <paramref name="To"/>, the first day on which it is closed again.</summary>
public readonly record struct Opening(int Segment, int From, int To);

/// <param name="Bound">proven for this level where all levels before it stand at their bounds</param>
public readonly record struct DigLevel(string Name, long Value, long Bound)
{
    public double Gap => (double)(Value - Bound) / Math.Max(1, Bound);
}

/// <param name="Start">first day of each work, −1 where its segment is left out</param>
/// <param name="Finish">first day after each work, −1 where its segment is left out</param>
/// <param name="LeftOut">segments that the search found no room for within the days given; that there is none is not proven</param>
/// <param name="Levels">segments left out, openings, weighted days open, finish: the earlier counts wholly before the later</param>
/// <param name="Proof">the levels in one number, as digits of a mixed base; its gap says nothing, those of the levels do</param>
public sealed record DigOnceAnswer(int[] Start, int[] Finish, Opening[] Openings, int[] LeftOut, DigLevel[] Levels, Proof Proof);

/// <summary>
/// Dig once (M2.4a, T2.1.5): all works of a street in one opened trench, deepest first and the surface last, with the crews there are, outside frost, heating season
/// and dig bans, and never so many streets open that people or a fire engine cannot pass. Fewest openings first, then fewest days open, then the earliest finish.
/// <para>
/// Bounds: of each segment alone the fewest openings and days, by dynamic programming over days; of the finish, the work of each trade between the earliest it can
/// be reached and the latest it can be left (after Carlier 1987), and where days are the fewest, the crews of each day (<see cref="DigFinishBound"/>). Search: ruin and recreate under a falling deadline, with counts of how often a segment found no
/// place (Christiaens and Vanden Berghe 2020), each placed by precomputed tight windows, or by the dynamic programme where it has to wait. A segment waits only for what
/// is placed already: plans in which two streets wait for each other in turn are not found.
/// One iteration costs O(segments removed · days · works of a segment). Deterministic for a seed. Thread-safe: a run shares nothing.
/// </para>
/// </summary>
public static class DigOnce
{
    /// <exception cref="BadInput">a row that no plan can be made of; works that wait for each other in a ring</exception>
    /// <exception cref="Infeasible">a segment has no window, or a trade has too few days: the smallest set of limits that clash</exception>
    public static DigOnceAnswer Solve(DigOnceInput input, DigOnceOptions? options = null, IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        options ??= new();
        var ground = Prepare(input);
        var search = new DigSearch(ground, options.Seed);
        search.Begin();
        search.Run(options.Iterations, progress, stop);
        var least = ground.LeastFinish;
        if (search.AtLeastDays)
        {
            var finish = search.Best.Finish.Max();
            progress?.Report(new("bound", search.Iterations, options.Iterations, finish, least));
            least = DigFinishBound.Prove(ground, least, finish, stop);
        }
        return Answer(input, ground, search, options.Seed, least, search.Complete && !stop.IsCancellationRequested);
    }

    /// <summary>
    /// What a careful office would do by hand, for comparison: all trades together, the street with the most work first, each at the earliest finish that its crews
    /// allow with the fewest openings, the trench waiting where a crew is late.
    /// </summary>
    /// <exception cref="BadInput">as <see cref="Solve"/></exception>
    /// <exception cref="Infeasible">as <see cref="Solve"/></exception>
    public static DigOnceAnswer Greedy(DigOnceInput input)
    {
        var ground = Prepare(input);
        var search = new DigSearch(ground, 0);
        search.Greedy();
        return Answer(input, ground, search, 0, ground.LeastFinish, complete: true);
    }

    static DigGround Prepare(DigOnceInput input)
    {
        Check(input);
        var ground = new DigGround(input);
        for (var s = 0; s < input.Segments.Length; s++)
            if (!ground.Segments[s].Possible) throw new Infeasible(Conflict(input, s));
        if (ground.Overworked() is { } crew) throw new Infeasible(crew);
        return ground;
    }

    static DigOnceAnswer Answer(DigOnceInput input, DigGround ground, DigSearch search, int seed, int leastFinish, bool complete)
    {
        var (start, finish) = search.Best;
        Opening[] openings = [.. search.BestTrenches.SelectMany((windows, s) => windows.Select(w => new Opening(s, w.From, w.To)))];
        int[] leftOut = [.. Enumerable.Range(0, input.Segments.Length).Where(s => ground.Segments[s].Works.Any(w => start[w] < 0))];
        DigLevel[] levels =
        [
            new("leftOut", leftOut.Length, 0),
            new("openings", openings.Length, ground.LeastOpenings),
            new("days", openings.Sum(o => (long)input.Segments[o.Segment].Weight * (o.To - o.From)), ground.LeastDays),
            new("finish", finish.Max(f => Math.Max(f, 0)), leastFinish),
        ];
        // What is left out cannot be counted against what is done.
        if (leftOut.Length > 0) levels = [levels[0], .. levels[1..].Select(l => l with { Bound = 0 })];
        long[] places = [input.Works.Length + 1, 1 + input.Segments.Sum(s => (long)s.Weight * input.Days), input.Days + 1];
        long Number(Func<DigLevel, long> of) => ((of(levels[0]) * places[0] + of(levels[1])) * places[1] + of(levels[2])) * places[2] + of(levels[3]);
        return new(start, finish, openings, leftOut, levels, new(Sense.Minimise, Number(l => l.Value), Number(l => l.Bound),
            "逐段动态规划；各专业工作量与首尾时间；逐日班组线性松弛", seed, search.Iterations, Hash(input), complete));
    }

    /// <summary>Limits and works of one segment that clash: taken away one by one, what can go goes, and what remains is needed for the clash (deletion filter, Chinneck 1991).</summary>
    static List<string> Conflict(DigOnceInput input, int segment)
    {
        var works = Enumerable.Range(0, input.Works.Length).Where(w => input.Works[w].Segment == segment).ToHashSet();
        var rules = input.Segments[segment].Rules.Concat(works.SelectMany(w => input.Crews[input.Works[w].Crew].Rules)).ToHashSet();
        var limits = Enumerable.Range(0, input.Limits.Length).Where(l => input.Limits[l].MostOpen == 0 && input.Limits[l].Segments.Contains(segment)).ToHashSet();
        bool Clash() => !new DigGround(input, segment, works, rules, limits).Segments[0].Possible;
        void Filter(HashSet<int> items)
        {
            foreach (var item in items.Order().ToArray())
            {
                items.Remove(item);
                if (!Clash()) items.Add(item);
            }
        }
        Filter(limits);
        Filter(rules);
        Filter(works);
        return
        [
            .. works.Order().Select(w => $"{input.Segments[segment].Name}的{input.Crews[input.Works[w].Crew].Name}工程需 {input.Works[w].Days} 天"),
            .. rules.Order().Select(r => input.Rules[r].Name), .. limits.Order().Select(l => input.Limits[l].Name), $"计划期 {input.Days} 天",
        ];
    }

    static void Check(DigOnceInput input)
    {
        if (input.Days is < 1 or > MostDays) throw new BadInput("days", -1, $"计划期应为 1 至 {MostDays} 天，实为 {input.Days}");
        if (input.Works.Length == 0) throw new BadInput("works", -1, "没有工程");
        void Rules(string table, int row, int[] rules)
        {
            foreach (var r in rules)
                if (r < 0 || r >= input.Rules.Length) throw new BadInput(table, row, $"规则 {r + 1} 不存在");
        }
        for (var s = 0; s < input.Segments.Length; s++)
        {
            Rules("segments", s, input.Segments[s].Rules);
            if (input.Segments[s].Weight is < 1 or > 1_000_000) throw new BadInput("segments", s, $"影响权重应为 1 至 1000000，实为 {input.Segments[s].Weight}");
        }
        for (var c = 0; c < input.Crews.Length; c++)
        {
            Rules("crews", c, input.Crews[c].Rules);
            if (input.Crews[c].Count < 1) throw new BadInput("crews", c, $"{input.Crews[c].Name}的班组数应至少为 1，实为 {input.Crews[c].Count}");
        }
        HashSet<(int, int, int)> seen = [];
        for (var w = 0; w < input.Works.Length; w++)
        {
            var work = input.Works[w];
            if (!seen.Add((work.Segment, work.Crew, work.Depth))) throw new BadInput("works", w, "同一路段、同一专业、同一深度的工程请合并为一项");
            if (work.Segment < 0 || work.Segment >= input.Segments.Length) throw new BadInput("works", w, $"路段 {work.Segment + 1} 不存在");
            if (work.Crew < 0 || work.Crew >= input.Crews.Length) throw new BadInput("works", w, $"专业 {work.Crew + 1} 不存在");
            if (work.Days < 1) throw new BadInput("works", w, $"工期应至少 1 天，实为 {work.Days}");
            foreach (var after in work.After)
            {
                if (after < 0 || after >= input.Works.Length) throw new BadInput("works", w, $"前置工程 {after + 1} 不存在");
                if (after != w && input.Works[after].Segment == work.Segment && input.Works[after].Depth == work.Depth) throw new BadInput("works", w, "同一路段、同一深度的工程不能互为前后，请用深度区分");
            }
        }
        for (var l = 0; l < input.Limits.Length; l++)
        {
            if (input.Limits[l].MostOpen < 0) throw new BadInput("limits", l, $"同时开挖上限为负：{input.Limits[l].MostOpen}");
            foreach (var s in input.Limits[l].Segments)
                if (s < 0 || s >= input.Segments.Length) throw new BadInput("limits", l, $"路段 {s + 1} 不存在");
        }
        // Depth orders a segment as surely as what the input names.
        int[][] before = [.. input.Works.Select((work, w) => work.After.Concat(Enumerable.Range(0, input.Works.Length)
            .Where(v => input.Works[v].Segment == work.Segment && input.Works[v].Depth < work.Depth)).Distinct().ToArray())];
        Precedence.Order(before, "works", w => $"{input.Segments[input.Works[w].Segment].Name}·{input.Crews[input.Works[w].Crew].Name}");
    }

    /// <summary>Ten years.</summary>
    const int MostDays = 3660;

    static string Hash(DigOnceInput input)
    {
        var hash = new InputHash().Add(input.Days).Add(input.Segments.Length).Add(input.Works.Length).Add(input.Crews.Length).Add(input.Limits.Length);
        foreach (var s in input.Segments) hash.Add(s.Name).Add(s.Weight).Add(s.Rules);
        foreach (var w in input.Works) hash.Add(w.Segment).Add(w.Crew).Add(w.Depth).Add(w.Days).Add(w.After);
        foreach (var c in input.Crews) hash.Add(c.Name).Add(c.Count).Add(c.Rules);
        foreach (var l in input.Limits) hash.Add(l.Name).Add(l.Segments).Add(l.MostOpen);
        foreach (var r in input.Rules) hash.Add(r.Name).Add(r.Shut).Add(r.Trench ? 1 : 0);
        return hash.Hex();
    }
}
