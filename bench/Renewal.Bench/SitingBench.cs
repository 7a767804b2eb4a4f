using System.Diagnostics;
using System.IO.Compression;
using Google.OrTools.LinearSolver;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;

namespace Renewal.Bench;

/// <summary>
/// Siting: the p-median problems of the OR-Library against their known optima, and maximal covering of 20,000 points by 2,000 sites against the full model in SCIP and
/// the linear relaxation by GLOP. A wrong answer fails the run whatever its speed.
/// </summary>
static class SitingBench
{
    public static int Run(string? folder, int rounds, int peerSeconds, CancellationToken stop)
    {
        var wrong = 0;
        if (folder is null) Console.WriteLine("  p-median left out: --pmed names no folder");
        else wrong += Pmed(folder, rounds, stop);
        foreach (var (most, radius) in ((int, int)[])[(60, 800), (100, 600), (200, 500), (30, 1500)]) wrong += Covering(most, radius, rounds, peerSeconds, stop);
        return wrong == 0 ? 0 : 1;
    }

    static int Pmed(string folder, int rounds, CancellationToken stop)
    {
        var wrong = 0;
        var known = File.ReadLines(Path.Combine(folder, "optimum.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(p => p[0], p => long.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture));
        using var zip = ZipFile.OpenRead(Path.Combine(folder, "pmed1-20.zip"));
        foreach (var (name, optimum) in known)
        {
            var input = Read(zip.GetEntry(name + ".txt")!);
            var times = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var answer = Siting.Solve(input, new(Seed: round + 1), stop: stop);
                times.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
                if (answer.Proof.Value != optimum || answer.Proof.Bound > optimum)
                {
                    wrong++;
                    Console.WriteLine($"  {name} seed {round + 1}: {answer.Proof.Value}, known {optimum}");
                }
                if (round == 0) Console.Write($"  {name} p {input.Most}: {answer.Proof.Value} bound {answer.Proof.Bound}");
            }
            Console.WriteLine($", CPU s min {times.Min():0.00} median {times.Order().ElementAt(rounds / 2):0.00}");
        }
        return wrong;
    }

    static SitingInput Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        var numbers = reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        var n = numbers[0];
        var far = new int[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) far[i, j] = i == j ? 0 : 1 << 28;
        foreach (var edge in numbers.Skip(3).Chunk(3)) far[edge[0] - 1, edge[1] - 1] = far[edge[1] - 1, edge[0] - 1] = edge[2];
        for (var k = 0; k < n; k++)
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) far[i, j] = Math.Min(far[i, j], far[i, k] + far[k, j]);
        return new()
        {
            Goal = SitingGoal.Median, People = [.. Enumerable.Repeat(1L, n)], Start = [.. Enumerable.Range(0, n + 1).Select(i => i * n)], Site = [.. Enumerable.Range(0, n * n).Select(e => e % n)],
            Metres = [.. Enumerable.Range(0, n * n).Select(e => far[e / n, e % n])], Existing = new bool[n], Most = numbers[2],
        };
    }

    static int Covering(int most, int radius, int rounds, int peerSeconds, CancellationToken stop)
    {
        var input = Town(most, radius);
        Rounds ours = new($"maximal covering, {most} of 2,000 within {radius} m", "CPU s"), peer = new($"SCIP on the full model, at most {peerSeconds} s", "CPU s");
        var wrong = 0;
        var relaxed = Model(input, "GLOP", 600).Value;
        for (var round = 0; round < rounds; round++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var answer = Siting.Solve(input, new(Seed: round + 1), stop: stop);
            ours.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            var open = answer.Opened.ToHashSet();
            var covered = Enumerable.Range(0, input.People.Length).Where(i => Enumerable.Range(input.Start[i], input.Start[i + 1] - input.Start[i]).Any(e => open.Contains(input.Site[e]))).Sum(i => input.People[i]);
            if (covered != answer.Proof.Value || open.Count > most || answer.Proof.Bound < Math.Floor(relaxed - 0.01)) wrong++;
            Console.WriteLine($"    {answer.Proof.Value:N0}, bound {answer.Proof.Bound:N0} ({answer.Proof.Gap:P3}); {(relaxed - answer.Proof.Value) / relaxed:P3} under the relaxation {relaxed:N0}");
            before = Process.GetCurrentProcess().TotalProcessorTime;
            var (value, bound) = Model(input, "SCIP", peerSeconds);
            peer.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            Console.WriteLine($"    SCIP {value:N0}, bound {bound:N0}; {(relaxed - value) / relaxed:P3} under the relaxation");
        }
        Rounds.Print(ours, peer);
        return wrong;
    }

    static (double Value, double Bound) Model(SitingInput input, string name, int seconds)
    {
        using var solver = Solver.CreateSolver(name);
        var open = input.Existing.Select(_ => solver.MakeIntVar(0, 1, "")).ToArray();
        var count = solver.MakeConstraint(0, input.Most, "");
        foreach (var y in open) count.SetCoefficient(y, 1);
        solver.Objective().SetMaximization();
        for (var i = 0; i < input.People.Length; i++)
        {
            if (input.Start[i] == input.Start[i + 1]) continue;
            var covered = solver.MakeNumVar(0, 1, "");
            solver.Objective().SetCoefficient(covered, input.People[i]);
            var row = solver.MakeConstraint(0, double.PositiveInfinity, "");
            row.SetCoefficient(covered, -1);
            for (var e = input.Start[i]; e < input.Start[i + 1]; e++) row.SetCoefficient(open[input.Site[e]], 1);
        }
        solver.SetTimeLimit(seconds * 1000);
        return solver.Solve() is Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE ? (solver.Objective().Value(), name == "GLOP" ? 0 : solver.Objective().BestBound()) : (0, double.PositiveInfinity);
    }

    /// <summary>20 km square, four in five points in sixty clumps; the same every time.</summary>
    public static SitingInput Town(int most, int radius)
    {
        const int sites = 2000, points = 20000;
        var random = new Rng(7);
        var clumps = Enumerable.Range(0, 60).Select(_ => (X: random.Unit() * 20000, Y: random.Unit() * 20000)).ToArray();
        double Normal() => (Enumerable.Range(0, 6).Sum(_ => random.Unit()) - 3) / 0.707;
        var at = new (double X, double Y)[points + sites];
        for (var i = 0; i < at.Length; i++)
            if (random.Next(5) == 0) at[i] = (random.Unit() * 20000, random.Unit() * 20000);
            else
            {
                var (x, y) = clumps[random.Next(clumps.Length)];
                at[i] = (x + Normal() * 1200, y + Normal() * 1200);
            }
        List<int> start = [0], site = [], metres = [];
        for (var i = 0; i < points; i++)
        {
            for (var j = 0; j < sites; j++)
            {
                var (dx, dy) = (at[i].X - at[points + j].X, at[i].Y - at[points + j].Y);
                if ((dx * dx) + (dy * dy) > (double)radius * radius) continue;
                site.Add(j);
                metres.Add((int)Math.Sqrt((dx * dx) + (dy * dy)));
            }
            start.Add(site.Count);
        }
        return new()
        {
            Goal = SitingGoal.Coverage, Radius = radius, Most = most, Existing = new bool[sites], People = [.. Enumerable.Range(0, points).Select(_ => 20L + random.Next(400))], Start = [.. start],
            Site = [.. site], Metres = [.. metres],
        };
    }
}
