using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using Google.OrTools.Sat;
using Renewal.Kernels.Sequencing;

namespace Renewal.Bench;

/// <summary>PSPLIB (Kolisch and Sprecher 1996): ours, and CP-SAT of OR-Tools on a sample of the same instances.</summary>
static class ScheduleBench
{
    public static Command Command()
    {
        var set = new Option<string>("--set") { Description = "j30, j60 or j120", DefaultValueFactory = _ => "j120" };
        set.AcceptOnlyFromAmong("j30", "j60", "j120");
        var folder = new Option<string>("--data") { Description = "folder of the zips and of what is best known", DefaultValueFactory = _ => "../shared/data/psplib" };
        var schedules = new Option<long>("--schedules") { Description = "schedules made for each", DefaultValueFactory = _ => 150_000 };
        var every = new Option<int>("--every") { Description = "each how many-th instance", DefaultValueFactory = _ => 1 };
        var peer = new Option<int>("--peer-every") { Description = "of those, each how many-th for CP-SAT too (1 = all, in a quiet hour; 0 = none)", DefaultValueFactory = _ => 10 };
        var command = new Command("schedule", "construction schedules of PSPLIB against the best known and CP-SAT") { set, folder, schedules, every, peer };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetValue(set)!, parsed.GetValue(folder)!, parsed.GetValue(schedules), parsed.GetValue(every), parsed.GetValue(peer), stop)));
        return command;
    }

    /// <param name="every">each how many-th instance is taken</param>
    /// <param name="peerEvery">of those taken, each how many-th CP-SAT is asked too; 0 for none</param>
    static int Run(string set, string folder, long schedules, int every, int peerEvery, CancellationToken stop)
    {
        var known = File.ReadLines(Path.Combine(folder, set + "-best-known.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(l => l[0], l => (Lower: int.Parse(l[1]), Upper: int.Parse(l[2])));
        using var zip = ZipFile.OpenRead(Path.Combine(folder, set + ".zip"));
        double ours = 0, oursThere = 0, peers = 0, seconds = 0, slowest = 0;
        int count = 0, met = 0, proven = 0, asked = 0, wrong = 0;
        foreach (var (name, best) in known.OrderBy(k => k.Key, StringComparer.Ordinal).Where((_, i) => i % every == 0))
        {
            stop.ThrowIfCancellationRequested();
            var input = Read(zip.GetEntry(name + ".sm")!);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var answer = ConstructionSchedule.Solve(input, new(1, schedules), stop: stop);
            var took = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            // A fast wrong run is no run.
            if (!Holds(input, answer) || answer.Proof.Value < best.Lower || answer.Proof.Bound > best.Upper)
            {
                Console.WriteLine($"  WRONG {name}: {answer.Proof.Value} (bound {answer.Proof.Bound}), known {best.Lower} to {best.Upper}");
                wrong++;
            }
            var gap = (double)(answer.Proof.Value - best.Upper) / best.Upper;
            (ours, seconds, slowest) = (ours + gap, seconds + took, Math.Max(slowest, took));
            count++;
            if (answer.Proof.Value <= best.Upper) met++;
            if (answer.Proof.Optimal) proven++;
            if (peerEvery == 0 || (count - 1) % peerEvery != 0) continue;
            asked++;
            oursThere += gap;
            peers += (double)(Peer(input) - best.Upper) / best.Upper;
        }
        Console.WriteLine("| set | instances | mean gap to best known | at best known | proven optimal | CPU s, mean | CPU s, most |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        Console.WriteLine($"| {set}, {schedules:N0} schedules | {count} | {100 * ours / count:0.000}% | {met} | {proven} | {seconds / count:0.00} | {slowest:0.00} |");
        if (asked > 0) Console.WriteLine($"On {asked} of them: ours {100 * oursThere / asked:0.000}%, CP-SAT (5 s, 2 workers) {100 * peers / asked:0.000}%");
        return wrong == 0 ? 0 : 1;
    }

    static bool Holds(ConstructionInput input, ConstructionAnswer answer)
    {
        var tasks = Enumerable.Range(0, input.Duration.Length).ToArray();
        return tasks.All(i => answer.Finish[i] - answer.Start[i] == input.Duration[i] && input.Predecessors[i].All(p => answer.Finish[p] <= answer.Start[i]))
            && Enumerable.Range(0, answer.Finish.Max()).All(day => input.Capacity.Index().All(r => tasks.Where(i => answer.Start[i] <= day && day < answer.Finish[i]).Sum(i => input.Need[i][r.Index]) <= r.Item));
    }

    static int Peer(ConstructionInput input)
    {
        CpModel model = new();
        var horizon = input.Duration.Sum();
        IntVar[] starts = [.. input.Duration.Select(d => model.NewIntVar(0, horizon - d, ""))];
        var end = model.NewIntVar(0, horizon, "");
        IntervalVar[] intervals = [.. input.Duration.Select((d, i) => model.NewFixedSizeIntervalVar(starts[i], d, ""))];
        for (var i = 0; i < starts.Length; i++)
        {
            foreach (var p in input.Predecessors[i]) model.Add(starts[i] >= starts[p] + input.Duration[p]);
            model.Add(end >= starts[i] + input.Duration[i]);
        }
        for (var r = 0; r < input.Capacity.Length; r++)
        {
            var cumulative = model.AddCumulative(input.Capacity[r]);
            for (var i = 0; i < starts.Length; i++)
                if (input.Need[i][r] > 0) cumulative.AddDemand(intervals[i], input.Need[i][r]);
        }
        model.Minimize(end);
        CpSolver solver = new() { StringParameters = "max_time_in_seconds:5 num_workers:2" };
        return solver.Solve(model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? (int)solver.ObjectiveValue : horizon;
    }

    static ConstructionInput Read(ZipArchiveEntry entry)
    {
        using StreamReader reader = new(entry.Open());
        var lines = reader.ReadToEnd().Split('\n').Select(l => l.Trim()).ToList();
        int At(string head) => lines.FindIndex(l => l.StartsWith(head, StringComparison.Ordinal));
        int[] Numbers(int line) => [.. lines[line].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        var (links, rows) = (At("PRECEDENCE") + 2, At("REQUESTS") + 3);
        var count = lines.FindIndex(links, l => l.StartsWith('*')) - links;
        var before = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < count; i++)
            foreach (var next in Numbers(links + i)[3..]) before[next - 1].Add(i);
        return new([.. Enumerable.Range(rows, count).Select(l => Numbers(l)[2])], [.. before.Select(b => b.ToArray())],
            [.. Enumerable.Range(rows, count).Select(l => Numbers(l)[3..])], Numbers(At("RESOURCEAVAIL") + 2));
    }
}
