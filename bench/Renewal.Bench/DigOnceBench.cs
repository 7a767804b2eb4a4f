using System.CommandLine;
using System.Diagnostics;
using Renewal.Kernels;
using Renewal.Kernels.Sequencing;

namespace Renewal.Bench;

/// <summary>A season of street works planned by <see cref="DigOnce"/> and by a careful office's greedy, on made-up quarters of a city.</summary>
static class DigOnceBench
{
    static readonly (string Name, int Percent, int Least, int Most)[] Trades =
        [("排水", 60, 3, 8), ("雨水", 50, 2, 6), ("供水", 70, 2, 5), ("供热", 45, 3, 7), ("燃气", 50, 2, 4), ("电力", 50, 1, 4), ("通信", 60, 1, 3), ("路面", 100, 2, 5)];

    /// <summary>
    /// A quarter on a grid of streets over two building seasons from 1 March 2027: works drawn for each segment, crews for about seven tenths of one season, frost, heating
    /// season with the fifteen days of filling before it, holidays, exam days and school terms at some, dig bans on a tenth, junction limits, ways of the fire engine.
    /// </summary>
    public static DigOnceInput Make(int works, int seed)
    {
        Rng rng = new(seed);
        DateOnly first = new(2027, 3, 1);
        const int days = 640;
        bool[] Shut(Func<DateOnly, bool> on) => [.. Enumerable.Range(0, days).Select(d => on(first.AddDays(d)))];
        static int Md(DateOnly d) => d.Month * 100 + d.Day;
        List<DigRule> rules =
        [
            new("冬季不得开挖", Shut(d => Md(d) is >= 1115 or <= 316), Trench: true),
            new("供暖季", Shut(d => Md(d) is >= 1017 or <= 331), Trench: false),
            new("法定节假日", Shut(d => Md(d) is >= 501 and <= 505 or >= 1001 and <= 1007), Trench: false),
            new("高考中考", Shut(d => Md(d) is >= 607 and <= 609 or >= 625 and <= 627), Trench: false),
            new("学期内", Shut(d => Md(d) is not (>= 710 and <= 831)), Trench: true),
        ];
        List<DigSegment> segments = [];
        List<DigWork> all = [];
        List<(int A, int B)> ends = [];
        var side = (int)Math.Ceiling(Math.Sqrt(works / 5.0 / 1.8)) + 1;
        for (var k = 0; all.Count < works; k++)
        {
            // Edges of the grid row by row: to the right and down.
            int cell = k / 2, x = cell % side, y = cell / side;
            ends.Add((y * side + x, k % 2 == 0 ? y * side + (x + 1) % side : (y + 1) * side + x));
            List<int> of = [0, 2];
            if (rng.Next(10) == 0) of.Add(3);
            if (rng.Next(20) == 0) of.Add(4);
            if (rng.Next(10) == 0)
            {
                var until = 30 + rng.Next(120);
                of.Add(rules.Count);
                rules.Add(new($"路段 {k + 1} 禁挖期", [.. Enumerable.Repeat(true, until)], Trench: true));
            }
            var s = segments.Count;
            segments.Add(new($"路段 {k + 1}", 1, [.. of]));
            for (var t = 0; t < Trades.Length; t++)
                if (rng.Next(100) < Trades[t].Percent && (all.Count < works - 1 || t == Trades.Length - 1))
                    all.Add(new(s, t, t, Trades[t].Least + rng.Next(Trades[t].Most - Trades[t].Least + 1), []));
        }
        DigCrew[] crews = [.. Trades.Select((t, c) => new DigCrew(t.Name, Math.Max(1, (int)Math.Ceiling(all.Where(w => w.Crew == c).Sum(w => w.Days) / 170.0)), c == 3 ? [1] : []))];
        List<DigLimit> limits = [];
        foreach (var junction in ends.SelectMany((e, s) => new[] { (e.A, s), (e.B, s) }).GroupBy(p => p.Item1, p => p.s))
            if (junction.Count() > 1) limits.Add(new($"路口 {junction.Key + 1}", [.. junction], junction.Count() - 1));
        for (var k = 0; k + 3 < segments.Count; k += 7) limits.Add(new($"消防通道 {k / 7 + 1}", [k, k + 1 + rng.Next(3)], 1));
        return new(days, [.. segments], [.. all], crews, [.. limits], [.. rules]);
    }

    public static Command Command()
    {
        var works = new Option<int>("--works") { Description = "works of the quarter", DefaultValueFactory = _ => 200 };
        var iterations = new Option<long>("--iterations") { Description = "of the search", DefaultValueFactory = _ => 400_000 };
        var seeds = new Option<int>("--quarters") { Description = "how many quarters", DefaultValueFactory = _ => 5 };
        var command = new Command("digonce", "dig-once plans against the joint greedy plan of an office") { works, iterations, seeds };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetValue(works), parsed.GetValue(iterations), parsed.GetValue(seeds), stop)));
        return command;
    }

    static int Run(int works, long iterations, int seeds, CancellationToken stop)
    {
        Console.WriteLine("| quarter | plan | openings | days open | finish | finish bound | gap | CPU s |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|");
        for (var seed = 1; seed <= seeds; seed++)
        {
            var input = Make(works, seed);
            foreach (var (name, plan) in (ReadOnlySpan<(string, Func<DigOnceAnswer>)>)[("greedy", () => DigOnce.Greedy(input)), ("ours", () => DigOnce.Solve(input, new(1, iterations), stop: stop))])
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var answer = plan();
                var took = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
                var l = answer.Levels;
                Console.WriteLine($"| {works} works, seed {seed}, {input.Segments.Length} segments | {name}{(l[0].Value > 0 ? $", {l[0].Value} left out" : "")} | {l[1].Value} ({l[1].Bound}) | {l[2].Value} ({l[2].Bound}) | {l[3].Value} | {l[3].Bound} | {l[3].Gap:P2} | {took:0.0} |");
            }
        }
        return 0;
    }
}
