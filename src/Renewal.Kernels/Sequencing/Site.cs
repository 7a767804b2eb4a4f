namespace Renewal.Kernels.Sequencing;

/// <summary>
/// A checked <see cref="ConstructionInput"/>, its tasks renumbered so that predecessors come first. Where all tasks share one calendar its days off are taken
/// out, and a "day" is a working day. Read-only.
/// </summary>
sealed class Site
{
    readonly int[] beforeAt, before, afterAt, after;
    readonly int[] calendarOf;
    readonly Workdays[] days, mirrored;
    /// <summary>The calendar that all tasks share; null if there is none, or more than one.</summary>
    readonly int[]? shared;

    public int Tasks { get; }
    public int Resources { get; }
    public int[] Duration { get; }
    public int[][] Need { get; }
    public int[] Capacity { get; }
    public int[] Release { get; }
    /// <summary>Whether a task uses anything at all.</summary>
    public bool[] Needy { get; }
    /// <summary>No schedule that places each task as early as it can ends after this day.</summary>
    public int Horizon { get; }
    /// <summary>Every day is worked, as far as the search sees.</summary>
    public bool Plain { get; }
    /// <summary>Pairs of tasks of one calendar that need more of some resource than there is, and so never run together.</summary>
    public (int, int)[] Apart { get; }
    /// <summary>Row of the input by number here.</summary>
    public int[] Row { get; }

    public ReadOnlySpan<int> Before(int task) => before.AsSpan(beforeAt[task]..beforeAt[task + 1]);
    public ReadOnlySpan<int> After(int task) => after.AsSpan(afterAt[task]..afterAt[task + 1]);
    public Workdays Days(int task) => Plain ? default : days[calendarOf[task]];
    public Workdays MirroredDays(int task) => Plain ? default : mirrored[calendarOf[task]];

    /// <exception cref="BadInput">a row that no schedule can be made of, or a ring of predecessors</exception>
    public Site(ConstructionInput input)
    {
        Check(input);
        Tasks = input.Duration.Length;
        Resources = input.Capacity.Length;
        Capacity = input.Capacity;
        Row = Precedence.Order(input.Predecessors, "tasks", i => $"第 {i + 1} 行");
        var number = new int[Tasks];
        for (var i = 0; i < Tasks; i++) number[Row[i]] = i;
        Duration = [.. Row.Select(r => input.Duration[r])];
        Need = [.. Row.Select(r => input.Need[r])];
        Needy = [.. Enumerable.Range(0, Tasks).Select(i => Duration[i] > 0 && Need[i].Any(n => n > 0))];
        (beforeAt, before) = Precedence.Rows([.. Row.Select(r => input.Predecessors[r].Select(p => number[p]).Distinct().Order().ToArray())]);
        var successors = Enumerable.Range(0, Tasks).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < Tasks; i++)
            foreach (var p in Before(i)) successors[p].Add(i);
        (afterAt, after) = Precedence.Rows([.. successors.Select(s => s.ToArray())]);

        calendarOf = input.CalendarOf.Length == 0 ? [.. Enumerable.Repeat(-1, Tasks)] : [.. Row.Select(r => input.CalendarOf[r])];
        // Over the days off of the one, another with a calendar of its own may be worked in between: only under one calendar do two exclude each other.
        Apart = [.. from j in Enumerable.Range(0, Tasks)
                    where Needy[j]
                    from i in Enumerable.Range(0, j)
                    where Needy[i] && calendarOf[i] == calendarOf[j] && Enumerable.Range(0, Resources).Any(r => Need[i][r] + Need[j][r] > Capacity[r])
                    select (i, j)];
        var used = calendarOf.Distinct().ToArray();
        var release = input.Release.Length == 0 ? new int[Tasks] : [.. Row.Select(r => input.Release[r])];
        var total = Duration.Sum();
        Plain = used.Length == 1;
        if (used is [>= 0])
        {
            shared = Worked(input.Calendars[used[0]], Math.Max(input.Calendars[used[0]].Length, release.Max()) + total);
            Release = [.. release.Select(day => At(shared, day))];
        }
        else Release = release;
        var beginning = Math.Max(Release.Max(), Plain ? 0 : input.Calendars.Max(c => c.Length));
        Horizon = beginning + total + 1;
        if (Plain)
        {
            (days, mirrored, calendarOf) = ([default], [default], new int[Tasks]);
            return;
        }
        // The last calendar is that of the tasks without one.
        var worked = input.Calendars.Append([]).Select(c => Worked(c, Horizon)).ToArray();
        calendarOf = [.. calendarOf.Select(c => c < 0 ? worked.Length - 1 : c)];
        days = [.. worked.Select(w => Numbered(w, Horizon))];
        mirrored = [.. worked.Select(w => Numbered([.. w.Reverse().Select(day => Horizon - 1 - day)], Horizon))];
    }

    /// <summary>First day after the working day that the search calls <paramref name="end"/> − 1, in days of the input; 0 stays 0.</summary>
    public int EndDay(int end) => shared is null || end == 0 ? end : shared[end - 1] + 1;

    /// <summary>Day of the input of a start.</summary>
    public int StartDay(int start) => shared is null ? start : shared[start];

    /// <summary>Working days of a calendar; past its end every day counts, so that a search can overrun and be told so.</summary>
    static int[] Worked(bool[] calendar, int horizon) => [.. Enumerable.Range(0, horizon).Where(day => day >= calendar.Length || calendar[day])];

    /// <summary>How many working days come before a day.</summary>
    static int At(int[] worked, int day)
    {
        var at = Array.BinarySearch(worked, day);
        return at < 0 ? ~at : at;
    }

    static Workdays Numbered(int[] worked, int horizon)
    {
        var number = new int[horizon + 1];
        for (int day = 0, n = 0; day <= horizon; day++)
        {
            while (n < worked.Length && worked[n] < day) n++;
            number[day] = n;
        }
        return new Workdays(worked, number);
    }

    static void Check(ConstructionInput input)
    {
        var tasks = input.Duration.Length;
        if (tasks == 0) throw new BadInput("tasks", -1, "没有工序");
        if (input.Predecessors.Length != tasks) throw new BadInput("predecessors", -1, $"应有 {tasks} 行，实有 {input.Predecessors.Length} 行");
        if (input.Need.Length != tasks) throw new BadInput("need", -1, $"应有 {tasks} 行，实有 {input.Need.Length} 行");
        if (input.Release.Length is var releases && releases != 0 && releases != tasks) throw new BadInput("release", -1, $"应有 {tasks} 行，实有 {releases} 行");
        if (input.CalendarOf.Length is var calendars && calendars != 0 && calendars != tasks) throw new BadInput("calendarOf", -1, $"应有 {tasks} 行，实有 {calendars} 行");
        for (var r = 0; r < input.Capacity.Length; r++)
            if (input.Capacity[r] is < 0 or > SerialSchedule.MostUnits) throw new BadInput("capacity", r, $"资源数量应为 0 至 {SerialSchedule.MostUnits}，实为 {input.Capacity[r]}；过大的请换用较大的单位");
        long days = 0;
        for (var i = 0; i < tasks; i++)
        {
            if (input.Duration[i] < 0) throw new BadInput("tasks", i, $"工期为负：{input.Duration[i]}");
            days += input.Duration[i];
            foreach (var p in input.Predecessors[i])
                if (p < 0 || p >= tasks) throw new BadInput("tasks", i, $"紧前工序 {p + 1} 不存在");
            if (input.Need[i].Length != input.Capacity.Length) throw new BadInput("need", i, $"应列 {input.Capacity.Length} 种资源，实列 {input.Need[i].Length} 种");
            for (var r = 0; r < input.Capacity.Length; r++)
            {
                if (input.Need[i][r] < 0) throw new BadInput("tasks", i, $"资源 {r + 1} 的需要量为负：{input.Need[i][r]}");
                if (input.Need[i][r] > input.Capacity[r] && input.Duration[i] > 0) throw new BadInput("tasks", i, $"需要资源 {r + 1} 共 {input.Need[i][r]}，而总量只有 {input.Capacity[r]}");
            }
            if (releases > 0 && input.Release[i] is < 0 or > MostDays) throw new BadInput("tasks", i, $"最早开工日应在 0 至 {MostDays}，实为 {input.Release[i]}");
            if (calendars > 0 && (input.CalendarOf[i] < -1 || input.CalendarOf[i] >= input.Calendars.Length)) throw new BadInput("tasks", i, $"日历 {input.CalendarOf[i] + 1} 不存在");
        }
        if (days > MostDays) throw new BadInput("tasks", -1, $"工期合计 {days} 天，超过 {MostDays} 天；请换用较大的单位");
    }

    /// <summary>Two centuries of days: more is a slip of units.</summary>
    const int MostDays = 73_000;
}

/// <summary>What must come first: order, and the ring that forbids one.</summary>
static class Precedence
{
    /// <summary>Rows in an order that has every predecessor first, the smallest row first among those that may come next.</summary>
    /// <exception cref="BadInput">the predecessors run in a ring, which is named</exception>
    public static int[] Order(int[][] predecessors, string table, Func<int, string> name)
    {
        var waiting = new int[predecessors.Length];
        var successors = Enumerable.Range(0, waiting.Length).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < waiting.Length; i++)
            foreach (var p in predecessors[i])
            {
                waiting[i]++;
                successors[p].Add(i);
            }
        PriorityQueue<int, int> next = new();
        for (var i = 0; i < waiting.Length; i++)
            if (waiting[i] == 0) next.Enqueue(i, i);
        List<int> order = new(waiting.Length);
        while (next.TryDequeue(out var i, out _))
        {
            order.Add(i);
            foreach (var s in successors[i])
                if (--waiting[s] == 0) next.Enqueue(s, s);
        }
        if (order.Count == waiting.Length) return [.. order];
        var ring = Ring(predecessors, waiting);
        throw new BadInput(table, ring[0], $"先后关系成环：{string.Join(" → ", ring.Append(ring[0]).Select(name))}");
    }

    /// <summary>A task that never came free has a predecessor that did not either: going back among them ends in a ring, here told in the order of time.</summary>
    static List<int> Ring(int[][] predecessors, int[] waiting)
    {
        List<int> path = [];
        var at = Array.FindIndex(waiting, w => w > 0);
        while (!path.Contains(at))
        {
            path.Add(at);
            at = predecessors[at].First(p => waiting[p] > 0);
        }
        path.RemoveRange(0, path.IndexOf(at));
        path.Reverse();
        var first = path.IndexOf(path.Min());
        return [.. path[first..], .. path[..first]];
    }

    /// <summary>Rows laid end to end, with the place where each begins.</summary>
    public static (int[] At, int[] Items) Rows(int[][] rows)
    {
        var at = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++) at[i + 1] = at[i] + rows[i].Length;
        return (at, [.. rows.SelectMany(r => r)]);
    }
}
