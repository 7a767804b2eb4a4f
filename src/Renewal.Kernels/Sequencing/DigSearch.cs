namespace Renewal.Kernels.Sequencing;

/// <summary>Ruin and recreate of <see cref="DigOnce"/>.</summary>
sealed class DigSearch
{
    /// <summary>Segments taken out at most in one iteration.</summary>
    const int MostRuined = 10;
    /// <summary>Iterations for better openings and days, as a part of all, when the first plan has not the fewest.</summary>
    const int ShareForDays = 2;

    readonly DigGround ground;
    readonly Rng rng;
    readonly Gauge[] crews, limits;
    readonly int[] start, finish;
    readonly (int From, int To)[][] trenches; // empty: not placed
    readonly int[][] followers;
    readonly int[] low, high;
    readonly int[] missed;
    readonly bool linked;
    readonly int[] every;

    public DigSearch(DigGround ground, int seed)
    {
        this.ground = ground;
        rng = new(seed);
        var input = ground.Input;
        crews = [.. input.Crews.Select(c => new Gauge(ground.Days, c.Count))];
        limits = [.. input.Limits.Select(l => new Gauge(ground.Days, l.MostOpen))];
        (start, finish) = (new int[input.Works.Length], new int[input.Works.Length]);
        Array.Fill(start, -1);
        Array.Fill(finish, -1);
        trenches = new (int, int)[input.Segments.Length][];
        Array.Fill(trenches, []);
        missed = new int[input.Segments.Length];
        linked = input.Works.Any(w => w.After.Length > 0);
        var after = input.Works.Select(_ => new List<int>()).ToArray();
        for (var w = 0; w < after.Length; w++)
            foreach (var p in input.Works[w].After) after[p].Add(w);
        followers = [.. after.Select(a => a.ToArray())];
        (low, high) = (new int[after.Length], new int[after.Length]);
        Array.Fill(high, ground.Days);
        every = [.. Enumerable.Range(0, input.Segments.Length).Where(s => ground.Segments[s].Works.Length > 0)
            .OrderByDescending(s => ground.Segments[s].Works.Sum(w => input.Works[w].Days)).ThenBy(s => s)];
        Best = ([.. start], [.. finish]);
        BestTrenches = [.. trenches];
    }

    public (int[] Start, int[] Finish) Best { get; private set; }
    public (int From, int To)[][] BestTrenches { get; private set; }
    public long Iterations { get; private set; }
    public bool Complete { get; private set; } = true;
    /// <summary>The best plan leaves nothing out and has the fewest openings and days.</summary>
    public bool AtLeastDays { get; private set; }

    /// <summary>What counts before the finish.</summary>
    readonly record struct Cost(int LeftOut, int Openings, long Days) : IComparable<Cost>
    {
        public int CompareTo(Cost other) => (LeftOut, Openings, Days).CompareTo((other.LeftOut, other.Openings, other.Days));
    }

    public void Greedy()
    {
        foreach (var s in every) Wait(s, ground.Days, earliest: true);
        Keep();
    }

    public void Begin()
    {
        foreach (var s in every) Place(s, ground.Days, late: false, tightOnly: false);
        Keep();
    }

    public void Run(long iterations, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        Cost least = new(0, ground.LeastOpenings, ground.LeastDays);
        var cost = Now();
        var reported = 0L;
        bool Over(long until)
        {
            if (stop.IsCancellationRequested) Complete = false;
            if (Iterations - reported >= Math.Max(1, iterations / 100))
            {
                reported = Iterations;
                progress?.Report(new(cost == least ? "finish" : "days", Iterations, iterations, Best.Finish.Max(), ground.LeastFinish));
            }
            return !Complete || Iterations >= until;
        }

        while (cost != least && !Over(iterations / ShareForDays))
        {
            var undo = Change(ground.Days, tightOnly: false);
            var now = Now();
            if (now.CompareTo(cost) > 0) undo();
            else if (now.CompareTo(cost) < 0) { cost = now; Keep(); }
        }
        if (cost.LeftOut > 0)
        {
            // Nothing to gain at the end while some do not fit at all.
            while (cost.LeftOut > 0 && !Over(iterations))
            {
                var undo = Change(ground.Days, tightOnly: false);
                var now = Now();
                if (now.CompareTo(cost) > 0) undo();
                else if (now.CompareTo(cost) < 0) { cost = now; Keep(); }
            }
            return;
        }
        Restore();
        var deadline = Shorten();
        while (deadline >= ground.LeastFinish && !Over(iterations))
        {
            var before = Missing();
            var undo = Change(deadline, tightOnly: cost == least);
            long after = Missing();
            foreach (var s in every)
                if (trenches[s].Length == 0) missed[s]++;
            if (after > before || Bound().CompareTo(cost) > 0)
            {
                undo();
                continue;
            }
            if (after > 0) continue;
            cost = Now();
            Keep();
            deadline = Shorten();
        }
    }

    /// <summary>Takes out what ends with the plan; the next deadline.</summary>
    int Shorten()
    {
        var deadline = finish.Max() - 1;
        foreach (var s in every)
            if (trenches[s].Length > 0 && trenches[s][^1].To > deadline) Take(s);
        return deadline;
    }

    Cost Now() => Sum(absent: s => (1, 0, 0));

    /// <summary>Cost at least, once what is missing is placed.</summary>
    Cost Bound() => Sum(absent: s => (0, ground.Segments[s].LeastOpenings, (long)ground.Input.Segments[s].Weight * ground.Segments[s].LeastDays));

    Cost Sum(Func<int, (int, int, long)> absent)
    {
        var (left, openings, days) = (0, 0, 0L);
        foreach (var s in every)
        {
            if (trenches[s].Length == 0)
            {
                var (l, o, d) = absent(s);
                (left, openings, days) = (left + l, openings + o, days + d);
                continue;
            }
            openings += trenches[s].Length;
            foreach (var (from, to) in trenches[s]) days += (long)ground.Input.Segments[s].Weight * (to - from);
        }
        return new(left, openings, days);
    }

    /// <summary>How hard what is missing has been to place; 0 if nothing is.</summary>
    long Missing()
    {
        long sum = 0;
        foreach (var s in every)
            if (trenches[s].Length == 0) sum += 1 + missed[s];
        return sum;
    }

    void Keep()
    {
        AtLeastDays = Now() == new Cost(0, ground.LeastOpenings, ground.LeastDays);
        Best = ([.. start], [.. finish]);
        BestTrenches = [.. trenches];
    }

    void Restore()
    {
        foreach (var s in every)
            if (trenches[s].Length > 0) Take(s);
        foreach (var s in every)
            if (BestTrenches[s].Length > 0) Put(s, BestTrenches[s], Best.Start, Best.Finish);
    }

    /// <summary>Takes out some segments that lie near a random day, and places them and what was missing again; what undoes it.</summary>
    Action Change(int deadline, bool tightOnly)
    {
        Iterations++;
        var (oldStart, oldFinish) = ((int[])start.Clone(), (int[])finish.Clone());
        var old = ((int From, int To)[][])trenches.Clone();
        List<int> touched = [.. every.Where(s => trenches[s].Length == 0)];
        var day = rng.Next(deadline);
        var near = every.Where(s => trenches[s].Length > 0).Select(s => (Far: Math.Abs(trenches[s][0].From + trenches[s][^1].To - 2 * day) + rng.Next(30), s)).ToList();
        near.Sort();
        foreach (var (_, s) in near.Take(1 + rng.Next(MostRuined)))
        {
            Take(s);
            touched.Add(s);
        }
        int[] again = [.. touched];
        rng.Shuffle(again.AsSpan());
        switch (rng.Next(4))
        {
            case 0: Array.Sort(again.Select(s => -ground.Segments[s].LeastDays).ToArray(), again); break;
            case 1: Array.Sort(again.Select(s => -missed[s]).ToArray(), again); break;
            case 2: Array.Sort(again.Select(s => ground.Segments[s].Tight.Length).ToArray(), again); break;
        }
        var late = rng.Next(2) == 0;
        // Where some must wait, now and then one waits that need not, to the gain of others.
        foreach (var s in again)
            if (tightOnly || rng.Next(4) > 0) Place(s, deadline, late, tightOnly);
            else Wait(s, deadline, earliest: false);
        return () =>
        {
            foreach (var s in touched)
                if (trenches[s].Length > 0) Take(s);
            foreach (var s in touched)
                if (old[s].Length > 0) Put(s, old[s], oldStart, oldFinish);
        };
    }

    /// <summary>Without waiting where that is possible; else, if it may, at the least cost.</summary>
    bool Place(int s, int deadline, bool late, bool tightOnly)
    {
        Links(s);
        var segment = ground.Segments[s];
        var tight = segment.Tight;
        for (var k = 0; k < tight.Length; k++)
        {
            var open = tight[late ? tight.Length - 1 - k : k];
            var close = open + segment.LeastDays;
            if (close > deadline)
            {
                if (late) continue;
                break;
            }
            if (!Passable(segment, open, close) || rng.Next(50) == 0 || !Follow(segment, open)) continue;
            Put(s, [(open, close)], start, finish);
            return true;
        }
        if (tightOnly && tight.Length > 0) return Clear(segment);
        return Wait(s, deadline, earliest: false, exact: tightOnly);
    }

    /// <summary>Sets the days of a segment's works in a trench without waiting; false if a crew is not there.</summary>
    bool Follow(DigGround.Segment segment, int open)
    {
        var day = open;
        foreach (var stage in segment.Stages)
        {
            var done = day;
            foreach (var w in stage) done = Math.Max(done, ground.End[w][day]);
            foreach (var w in stage)
                if (!Hire(w, day, done)) return false;
            day = done;
        }
        // Put takes up the days set here.
        return true;
    }

    /// <summary>First days of a work on or after one with a crew to spare, ending at the latest on another; false if there are none.</summary>
    bool Hire(int w, int from, int latest)
    {
        var crew = crews[ground.Input.Works[w].Crew];
        for (var day = Math.Max(from, low[w]); ;)
        {
            if (day >= ground.Days) return false;
            var (begin, end) = (ground.Begin[w][day], ground.End[w][day]);
            if (end > latest || end > high[w]) return false;
            var full = crew.NextFull(begin);
            if (full >= end)
            {
                (start[w], finish[w]) = (begin, end);
                return true;
            }
            day = full + 1;
        }
    }

    /// <summary>Whether people and fire engines pass with this segment open from a day until another.</summary>
    bool Passable(DigGround.Segment segment, int open, int close)
    {
        if (segment.ShutFrom[open] < close) return false;
        foreach (var l in segment.Limits)
            if (limits[l].NextFull(open) < close) return false;
        return true;
    }

    /// <summary>
    /// At the least openings and days that the crews left over allow, the trench waiting for them; or, for <paramref name="earliest"/>, at the fewest openings and the
    /// first finish. By dynamic programming over (stages done, day). With <paramref name="exact"/> only if that is what the segment needs alone.
    /// </summary>
    bool Wait(int s, int deadline, bool earliest, bool exact = false)
    {
        Links(s);
        var segment = ground.Segments[s];
        var stages = segment.Stages.Length;
        var width = ground.Days + 1;
        var cost = new long[(stages + 1) * width];
        var back = new (int Stage, int Open)[(stages + 1) * width];
        Array.Fill(cost, long.MaxValue);
        cost[0] = 0;
        // Of four days up to three are overlooked: else two that each choose the same days would never make room for each other.
        var overlooked = earliest ? 0 : rng.Next(4);
        for (var i = 0; i < stages; i++)
        {
            for (var open = 0; open < deadline; open++)
            {
                var at = i * width + open;
                if (open > 0 && cost[at - 1] < cost[at]) (cost[at], back[at]) = (cost[at - 1], back[at - 1]);
                if (cost[at] == long.MaxValue || !ground.Starts(segment, i, open) || overlooked > 0 && rng.Next(4) < overlooked) continue;
                var day = open;
                for (var j = i; j < stages; j++)
                {
                    var done = day;
                    var hired = true;
                    foreach (var w in segment.Stages[j])
                    {
                        if (!(hired = Hire(w, day, deadline))) break;
                        done = Math.Max(done, finish[w]);
                    }
                    // A trench is opened on the day somebody comes to work in it.
                    if (!hired || !Passable(segment, open, done) || j == i && segment.Stages[i].Min(w => start[w]) > open) break;
                    day = done;
                    var (price, to) = (cost[at] + (1L << 32) + (day - open), (j + 1) * width + day);
                    if (price < cost[to]) (cost[to], back[to]) = (price, (i, open));
                }
            }
        }
        var (best, end) = (long.MaxValue, -1);
        for (var day = 1; day <= deadline; day++)
        {
            var price = cost[stages * width + day];
            if (price < best && (!earliest || price >> 32 < best >> 32)) (best, end) = (price, day);
        }
        if (end < 0 || exact && best != ((long)segment.LeastOpenings << 32) + segment.LeastDays)
            return Clear(segment);
        List<(int From, int To)> windows = [];
        for (var (stage, day) = (stages, end); stage > 0;)
        {
            var (i, open) = back[stage * width + day];
            var close = open;
            for (var j = i; j < stage; j++)
            {
                var done = close;
                foreach (var w in segment.Stages[j])
                {
                    Hire(w, close, deadline);
                    done = Math.Max(done, finish[w]);
                }
                close = done;
            }
            windows.Add((open, close));
            (stage, day) = (i, open);
        }
        windows.Reverse();
        Put(s, [.. windows], start, finish);
        return true;
    }

    /// <summary>Days tried for a segment that found no place are no days of the plan.</summary>
    bool Clear(DigGround.Segment segment)
    {
        foreach (var w in segment.Works) (start[w], finish[w]) = (-1, -1);
        return false;
    }

    /// <summary>Between what the segment's works must lie for the sake of works of others.</summary>
    void Links(int s)
    {
        if (!linked) return;
        foreach (var w in ground.Segments[s].Works)
        {
            (low[w], high[w]) = (0, ground.Days);
            foreach (var p in ground.Input.Works[w].After)
                if (ground.Input.Works[p].Segment != s) low[w] = Math.Max(low[w], finish[p]);
            foreach (var f in followers[w])
                if (ground.Input.Works[f].Segment != s && start[f] >= 0) high[w] = Math.Min(high[w], start[f]);
        }
    }

    void Put(int s, (int From, int To)[] windows, int[] starts, int[] finishes)
    {
        var segment = ground.Segments[s];
        foreach (var w in segment.Works)
        {
            (start[w], finish[w]) = (starts[w], finishes[w]);
            crews[ground.Input.Works[w].Crew].Take(start[w], finish[w]);
        }
        foreach (var l in segment.Limits)
            foreach (var (from, to) in windows) limits[l].Take(from, to);
        trenches[s] = windows;
    }

    void Take(int s)
    {
        var segment = ground.Segments[s];
        foreach (var w in segment.Works)
        {
            crews[ground.Input.Works[w].Crew].Give(start[w], finish[w]);
            (start[w], finish[w]) = (-1, -1);
        }
        foreach (var l in segment.Limits)
            foreach (var (from, to) in trenches[s]) limits[l].Give(from, to);
        trenches[s] = [];
    }
}

/// <summary>How much of something is in use on each day, and for each day which next one is full.</summary>
sealed class Gauge
{
    readonly int most;
    readonly int[] used;
    readonly int[] next;

    public Gauge(int days, int most)
    {
        this.most = most;
        used = new int[days];
        next = new int[days + 1];
        Array.Fill(next, days + 1);
        if (most == 0)
            for (var day = 0; day < days; day++) next[day] = day;
    }

    /// <summary>First day from this one on which no more is to be had; past the last day if there is none.</summary>
    public int NextFull(int day) => next[day];

    public void Take(int from, int to)
    {
        for (var day = from; day < to; day++)
            if (++used[day] == most) Point(day, day);
    }

    public void Give(int from, int to)
    {
        for (var day = to - 1; day >= from; day--)
            if (used[day]-- == most) Point(day, next[day + 1]);
    }

    /// <summary>This day and those before it back to the last full one.</summary>
    void Point(int day, int to)
    {
        next[day] = to;
        for (var d = day - 1; d >= 0 && next[d] != d; d--) next[d] = to;
    }
}
