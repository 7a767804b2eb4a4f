using System.Diagnostics;
using System.IO.Compression;
using Renewal.Kernels.Planning;

namespace Renewal.Bench;

/// <summary>
/// The 90 multidimensional knapsacks with 100 items of Chu and Beasley (OR-Library), 5, 10 and 30 constraints, against the best values they published in 1997.
/// The weights of every answer are added up here again.
/// </summary>
static class MkpBench
{
    /// <summary>Best feasible values of P. C. Chu and J. E. Beasley, “A genetic algorithm for the multidimensional knapsack problem” (1997).</summary>
    static readonly Dictionary<string, int[]> Best1997 = new()
    {
        ["mknapcb1.txt"] = [24381, 24274, 23551, 23534, 23991, 24613, 25591, 23410, 24216, 24411, 42757, 42545, 41968, 45090, 42218, 42927, 42009, 45020, 43441, 44554,
            59822, 62081, 59802, 60479, 61091, 58959, 61538, 61520, 59453, 59965],
        ["mknapcb4.txt"] = [23064, 22801, 22131, 22772, 22751, 22777, 21875, 22635, 22511, 22702, 41395, 42344, 42401, 45624, 41884, 42995, 43559, 42970, 42212, 41207,
            57375, 58978, 58391, 61966, 60803, 61437, 56377, 59391, 60205, 60633],
        ["mknapcb7.txt"] = [21946, 21716, 20754, 21464, 21814, 22176, 21799, 21397, 22493, 20983, 40767, 41304, 41560, 41041, 40872, 41058, 41062, 42719, 42230, 41700,
            57494, 60027, 58025, 60776, 58884, 60011, 58132, 59064, 58975, 60603],
    };

    public static int Run(string zip, long iterations, int seed)
    {
        using var archive = ZipFile.OpenRead(zip);
        int reached = 0, all = 0;
        double most = 0, total = 0;
        foreach (var (name, best) in Best1997)
        {
            using var reader = new StreamReader(archive.GetEntry(name)!.Open());
            var numbers = reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray();
            var at = 1;
            long[] Take(int count) => numbers[at..(at += count)];
            List<string> below = [];
            for (var q = 0; q < numbers[0]; q++)
            {
                var head = Take(3);
                int n = (int)head[0], m = (int)head[1];
                var profit = Take(n);
                long[][] weight = [.. Enumerable.Range(0, m).Select(_ => Take(n))];
                var capacity = Take(m);
                var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                var (taken, proof) = MultiKnapsack.Solve(profit, weight, capacity, new KnapsackOptions(seed, iterations));
                var seconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
                (most, total) = (Math.Max(most, seconds), total + seconds);
                long Sum(long[] values) => values.Where((_, i) => taken[i]).Sum();
                if (Sum(profit) != proof.Value || proof.Value > proof.Bound || Enumerable.Range(0, m).Any(r => Sum(weight[r]) > capacity[r]))
                {
                    Console.Error.WriteLine($"{name} {q}: wrong");
                    return 1;
                }
                all++;
                if (proof.Value >= best[q]) reached++;
                else below.Add($"{q}: {proof.Value} < {best[q]}");
            }
            Console.WriteLine($"{name}: {best.Length - below.Count} of {best.Length}{(below.Count == 0 ? "" : "; below: " + string.Join(", ", below))}");
        }
        Console.WriteLine($"{reached} of {all} at least the best of 1997; processor time of one: {total / all:0.00} s in the mean, {most:0.00} s at most");
        return 0;
    }
}
