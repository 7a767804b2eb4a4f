namespace Renewal.Kernels.Sequencing;

/// <summary>The works of one site: what lasts how long, what must be done before, and who and what is needed meanwhile. All rows 0-based.</summary>
/// <param name="Duration">working days of each task, 0 for a milestone</param>
/// <param name="Predecessors">tasks that must be done before each task begins</param>
/// <param name="Need">units of each resource that a task holds on every day it is worked: <c>Need[task][resource]</c></param>
/// <param name="Capacity">units of each resource there are, the same every day; at most 32,767</param>
public sealed record ConstructionInput(int[] Duration, int[][] Predecessors, int[][] Need, int[] Capacity)
{
    /// <summary>First day each task may begin; empty for day 0.</summary>
    public int[] Release { get; init; } = [];

    /// <summary>Whether a day is worked: <c>Calendars[calendar][day]</c>. Over days off a task rests and holds nothing.</summary>
    public bool[][] Calendars { get; init; } = [];

    /// <summary>Calendar of each task, −1 for every day; empty for none at all.</summary>
    public int[] CalendarOf { get; init; } = [];
}

/// <param name="Seed">of the search</param>
/// <param name="Schedules">schedules to make before stopping; the search stops sooner when the bound is reached</param>
public sealed record ConstructionOptions(int Seed = 1, long Schedules = 50_000);

/// <param name="Start">first day of each task</param>
/// <param name="Finish">first day after each task</param>
/// <param name="Proof">the value is the first day after all is done</param>
public sealed record ConstructionAnswer(int[] Start, int[] Finish, Proof Proof);

/// <summary>
/// Construction schedule of one site with limited people and machines and days off (the resource-constrained project scheduling problem): all done as early as possible.
/// <para>
/// Search: a genetic algorithm on activity lists with serial generation, peak crossover and double justification (Hartmann 2002; Valls, Ballestín and Quintanilla
/// 2008; Debels and Vanhoucke 2007). Bound: destructive (<see cref="ConstructionBound"/>). One schedule costs O(tasks · days looked at). Deterministic for a seed.
/// Thread-safe: a run shares nothing.
/// </para>
/// </summary>
public static class ConstructionSchedule
{
    /// <exception cref="BadInput">a row that no schedule can be made of; a ring of predecessors; a calendar that ends before the best schedule found</exception>
    /// <exception cref="Infeasible">a calendar ends before the works possibly can</exception>
    public static ConstructionAnswer Solve(ConstructionInput input, ConstructionOptions? options = null, IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        options ??= new();
        var site = new Site(input);
        var search = new ConstructionSearch(site, options.Seed);
        search.Begin();
        // A first schedule stands before the bound is sought, so that a cancelled run has an answer.
        var bound = ConstructionBound.Prove(site, search.Best, stop);
        search.Run(bound.End, options.Schedules, progress, stop);

        var (start, finish) = (new int[site.Tasks], new int[site.Tasks]);
        for (var i = 0; i < site.Tasks; i++)
        {
            var row = site.Row[i];
            (start[row], finish[row]) = (site.StartDay(search.BestStart[i]), site.EndDay(search.BestEnd[i]));
            if (site.Duration[i] > 0) continue;
            // A milestone needs no working day: it stands where its predecessors end, or at its release.
            finish[row] = Math.Max(site.EndDay(search.BestStart[i]), input.Release.ElementAtOrDefault(row));
            foreach (var p in input.Predecessors[row]) finish[row] = Math.Max(finish[row], finish[p]);
            start[row] = finish[row];
        }
        var (value, least) = (finish.Max(), site.EndDay(bound.End));
        for (var c = 0; c < input.Calendars.Length; c++)
        {
            var users = Enumerable.Range(0, site.Tasks).Where(i => input.CalendarOf.Length > 0 && input.CalendarOf[i] == c && input.Duration[i] > 0).ToArray();
            if (users.Length == 0 || users.Max(i => finish[i]) <= input.Calendars[c].Length) continue;
            if (site.Plain && least > input.Calendars[c].Length) throw new Infeasible([$"日历 {c + 1} 只到第 {input.Calendars[c].Length} 天", $"全部工序最早第 {least} 天才能完成（{bound.By}）"]);
            throw new BadInput("calendars", c, $"日历只到第 {input.Calendars[c].Length} 天，找到的最好方案要用到第 {users.Max(i => finish[i])} 天；请把日历编到更晚");
        }
        return new(start, finish, new Proof(Sense.Minimise, value, least, bound.By, options.Seed, search.Made, Hash(input), search.Complete && !bound.Cut));
    }

    static string Hash(ConstructionInput input)
    {
        var hash = new InputHash().Add(input.Duration).Add(input.Capacity).Add(input.Release).Add(input.CalendarOf).Add(input.Calendars.Length);
        foreach (var row in input.Predecessors.Concat(input.Need)) hash.Add(row);
        foreach (var calendar in input.Calendars) hash.Add(calendar);
        return hash.Hex();
    }
}
