namespace Renewal.Kernels.Sequencing;

/// <summary>
/// A checked <see cref="DigOnceInput"/> with its days worked out: when each work ends that begins on a day, until when a trench may lie open, and what each segment
/// needs at least when it has all crews for itself. Read-only.
/// </summary>
sealed class DigGround
{
    /// <summary>One segment; works are rows of the input.</summary>
    /// <param name="Stages">works that run side by side, in the order of depth</param>
    /// <param name="ShutFrom">for each day the first day from it on which no trench may lie open</param>
    /// <param name="LeastOpenings">0: cannot be done, or nothing to do</param>
    /// <param name="LeastDays">fewest days open with the fewest openings, not weighted</param>
    /// <param name="Tight">first days of single openings of <paramref name="LeastDays"/>; empty if it takes more openings</param>
    public sealed record Segment(int[] Works, int[][] Stages, int[] ShutFrom, int[] Limits, int LeastOpenings, int LeastDays, int[] Tight)
    {
        public bool Possible => Works.Length == 0 || LeastOpenings > 0;
    }

    public DigOnceInput Input { get; }
    public int Days { get; }
    public Segment[] Segments { get; }
    /// <summary><c>Begin[work][day]</c>: first day from this one on which the work may begin; <see cref="Days"/> for none.</summary>
    public int[][] Begin { get; }
    /// <summary><c>End[work][day]</c>: first day after the work when it begins on a day of <see cref="Begin"/>; past <see cref="Days"/> if it does not end.</summary>
    public int[][] End { get; }
    public int LeastOpenings { get; }
    public long LeastDays { get; }
    public int LeastFinish { get; }

    readonly bool[][] crewWorks;

    public DigGround(DigOnceInput input) : this(input, [.. Enumerable.Range(0, input.Segments.Length)], null, null, null)
    {
        LeastOpenings = Segments.Sum(s => s.LeastOpenings);
        LeastDays = Segments.Select((s, i) => (long)input.Segments[i].Weight * s.LeastDays).Sum();
        if (Segments.All(s => s.Possible)) LeastFinish = BoundFinish();
    }

    /// <summary>One segment alone, with only these of its works, rules and limits.</summary>
    public DigGround(DigOnceInput input, int segment, HashSet<int> works, HashSet<int> rules, HashSet<int> limits) : this(input, [segment], works, rules, limits) { }

    DigGround(DigOnceInput input, int[] segments, HashSet<int>? works, HashSet<int>? rules, HashSet<int>? limits)
    {
        (Input, Days) = (input, input.Days);
        (Begin, End) = (new int[input.Works.Length][], new int[input.Works.Length][]);
        bool[] Free(IEnumerable<int> of, bool trench)
        {
            var free = new bool[Days];
            Array.Fill(free, true);
            foreach (var r in of)
                if ((rules is null || rules.Contains(r)) && (!trench || input.Rules[r].Trench))
                    for (var day = 0; day < Math.Min(Days, input.Rules[r].Shut.Length); day++) free[day] &= !input.Rules[r].Shut[day];
            return free;
        }
        crewWorks = [.. input.Crews.Select(c => Free(c.Rules, trench: false))];
        var of = input.Works.Select((work, w) => (work.Segment, w)).Where(p => works is null || works.Contains(p.w)).ToLookup(p => p.Segment, p => p.w);
        Segments = [.. segments.Select(s =>
        {
            bool[] worked = Free(input.Segments[s].Rules, trench: false), open = Free(input.Segments[s].Rules, trench: true);
            int[] inLimits = [.. Enumerable.Range(0, input.Limits.Length).Where(l => input.Limits[l].Segments.Contains(s))];
            if (inLimits.Any(l => input.Limits[l].MostOpen == 0 && (limits is null || limits.Contains(l)))) Array.Clear(open);
            foreach (var w in of[s]) (Begin[w], End[w]) = Calendar(worked, crewWorks[input.Works[w].Crew], input.Works[w].Days);
            var shutFrom = new int[Days + 1];
            shutFrom[Days] = Days;
            for (var day = Days - 1; day >= 0; day--) shutFrom[day] = open[day] ? shutFrom[day + 1] : day;
            return Alone(new([.. of[s]], Staged(of[s]), shutFrom, inLimits, 0, 0, []));
        })];
    }

    /// <summary>Why a trade cannot do its work in the days there are, whatever the order; null if it may.</summary>
    public List<string>? Overworked()
    {
        for (var c = 0; c < Input.Crews.Length; c++)
        {
            var work = Input.Works.Where(w => w.Crew == c).Sum(w => (long)w.Days);
            var room = (long)Input.Crews[c].Count * crewWorks[c].Count(d => d);
            if (work <= room) continue;
            // Without its rules the trade may have room enough: then they are part of the clash.
            List<string> conflict = [$"{Input.Crews[c].Name}工程共需 {work} 个班组日", $"{Input.Crews[c].Name}只有 {Input.Crews[c].Count} 个班组", $"计划期 {Days} 天"];
            var kept = Input.Crews[c].Rules.ToList();
            foreach (var rule in Input.Crews[c].Rules)
            {
                var rest = kept.Where(r => r != rule).ToList();
                if (work > (long)Input.Crews[c].Count * Enumerable.Range(0, Days).Count(d => rest.All(r => d >= Input.Rules[r].Shut.Length || !Input.Rules[r].Shut[d]))) kept = rest;
            }
            return [.. conflict, .. kept.Select(r => Input.Rules[r].Name)];
        }
        return null;
    }

    int[][] Staged(IEnumerable<int> works)
    {
        List<List<int>> stages = [];
        var depth = int.MinValue;
        foreach (var w in works.OrderBy(w => Input.Works[w].Depth).ThenBy(w => w))
        {
            if (Input.Works[w].Depth != depth) stages.Add([]);
            stages[^1].Add(w);
            depth = Input.Works[w].Depth;
        }
        return [.. stages.Select(s => s.ToArray())];
    }

    (int[] Begin, int[] End) Calendar(bool[] worked, bool[] crew, int length)
    {
        int[] on = [.. Enumerable.Range(0, Days).Where(day => worked[day] && crew[day])];
        var (begin, end) = (new int[Days + 1], new int[Days + 1]);
        (begin[Days], end[Days]) = (Days, Days + 1);
        for (int day = Days - 1, n = on.Length; day >= 0; day--)
        {
            if (n > 0 && on[n - 1] == day) n--;
            begin[day] = n < on.Length ? on[n] : Days;
            end[day] = n + length - 1 < on.Length ? on[n + length - 1] + 1 : Days + 1;
        }
        return (begin, end);
    }

    /// <summary>End of the stages from <paramref name="first"/> up to and without <paramref name="last"/> in one trench opened on a day, all crews at hand.</summary>
    int Through(Segment segment, int first, int last, int day)
    {
        for (var stage = first; stage < last && day <= Days; stage++)
        {
            var done = day;
            foreach (var w in segment.Stages[stage]) done = Math.Max(done, End[w][day]);
            day = done;
        }
        return day;
    }

    /// <summary>Whether work begins on the very day: a trench that is opened before it only lies there.</summary>
    public bool Starts(Segment segment, int stage, int day)
    {
        foreach (var w in segment.Stages[stage])
            if (Begin[w][day] == day) return true;
        return false;
    }

    /// <summary>Of each work the first and the last day on which it may begin in a tight window: over days off of the next trade it may be put off.</summary>
    List<(int Work, int First, int Last)> Spans(Segment segment, int open)
    {
        var early = new int[segment.Stages.Length];
        for (var i = 0; i < early.Length; i++) early[i] = i == 0 ? open : Through(segment, i - 1, i, early[i - 1]);
        List<(int, int, int)> spans = [];
        var close = open + segment.LeastDays;
        for (var i = early.Length - 1; i >= 0; i--)
        {
            var before = close;
            foreach (var w in segment.Stages[i])
            {
                int first = Begin[w][early[i]], last = first;
                while (Begin[w][last + 1] is var later && End[w][later] <= close) last = later;
                spans.Add((w, first, last));
                before = Math.Min(before, last);
            }
            close = before;
        }
        return spans;
    }

    /// <summary>Days on which a trade is at work in a tight window, however its works are put off: from the last begin of each to its first end.</summary>
    public (int Crew, int From, int To)[] Surely(Segment segment, int open) =>
        [.. Spans(segment, open).Where(s => s.Last < End[s.Work][s.First]).Select(s => (Input.Works[s.Work].Crew, s.Last, End[s.Work][s.First]))];

    Segment Alone(Segment segment)
    {
        var stages = segment.Stages.Length;
        if (stages == 0) return segment;
        // cheapest[i][day]: openings and days in one number to have i stages done by the day.
        var cheapest = new long[stages + 1][];
        for (var i = 0; i <= stages; i++)
        {
            cheapest[i] = new long[Days + 1];
            Array.Fill(cheapest[i], i == 0 ? 0 : long.MaxValue);
        }
        for (var i = 0; i < stages; i++)
        {
            for (var day = 1; day <= Days; day++) cheapest[i][day] = Math.Min(cheapest[i][day], cheapest[i][day - 1]);
            for (var day = 0; day < Days; day++)
            {
                if (cheapest[i][day] == long.MaxValue || !Starts(segment, i, day)) continue;
                var end = day;
                for (var j = i; j < stages; j++)
                {
                    end = Through(segment, j, j + 1, end);
                    if (end > segment.ShutFrom[day]) break;
                    cheapest[j + 1][end] = Math.Min(cheapest[j + 1][end], cheapest[i][day] + (1L << 32) + (end - day));
                }
            }
        }
        var least = cheapest[stages].Min();
        if (least == long.MaxValue) return segment;
        var (openings, days) = ((int)(least >> 32), (int)least);
        int[] tight = openings > 1 ? [] : [.. Enumerable.Range(0, Days).Where(day => Starts(segment, 0, day) && Through(segment, 0, stages, day) is var end && end - day == days && end <= segment.ShutFrom[day])];
        return segment with { LeastOpenings = openings, LeastDays = days, Tight = tight };
    }

    /// <summary>
    /// No plan with the fewest openings and days is done before this day. Of a segment alone: its first tight window. Of a trade: whatever works are reached no
    /// sooner than r and leave at least q days of the segment after them must fit its crews' days from r to the finish − q.
    /// </summary>
    int BoundFinish()
    {
        var least = 0;
        var jobs = Input.Crews.Select(_ => new List<(int Head, int Tail, int Days)>()).ToArray();
        foreach (var segment in Segments.Where(s => s.Works.Length > 0))
        {
            var (head, tail) = (new Dictionary<int, int>(), new Dictionary<int, int>());
            foreach (var w in segment.Works) (head[w], tail[w]) = (int.MaxValue, int.MaxValue);
            var first = int.MaxValue;
            foreach (var open in segment.Tight)
            {
                var end = open + segment.LeastDays;
                first = Math.Min(first, end);
                foreach (var (w, begin, last) in Spans(segment, open)) (head[w], tail[w]) = (Math.Min(head[w], begin), Math.Min(tail[w], end - End[w][last]));
            }
            if (segment.Tight.Length == 0)
            {
                first = Enumerable.Range(0, Days).Where(d => Starts(segment, 0, d)).Min(d => Through(segment, 0, segment.Stages.Length, d));
                foreach (var w in segment.Works) (head[w], tail[w]) = (Begin[w][0], 0);
            }
            least = Math.Max(least, first);
            foreach (var w in segment.Works) jobs[Input.Works[w].Crew].Add((head[w], tail[w], Input.Works[w].Days));
        }
        for (var c = 0; c < jobs.Length; c++)
        {
            var before = new int[Days + 1];
            for (var day = 0; day < Days; day++) before[day + 1] = before[day] + (crewWorks[c][day] ? 1 : 0);
            foreach (var tail in jobs[c].Select(j => j.Tail).Distinct())
            {
                long work = 0;
                foreach (var group in jobs[c].Where(j => j.Tail >= tail).GroupBy(j => j.Head).OrderByDescending(g => g.Key))
                {
                    work += group.Sum(j => (long)j.Days);
                    var needed = (work + Input.Crews[c].Count - 1) / Input.Crews[c].Count;
                    // First day by which so many days of work have passed since the head.
                    var done = Array.FindIndex(before, b => b - before[group.Key] >= needed);
                    least = Math.Max(least, (done < 0 ? Days : done) + tail);
                }
            }
        }
        return least;
    }
}
