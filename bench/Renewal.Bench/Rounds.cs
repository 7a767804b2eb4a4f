using System.Diagnostics;
using System.Globalization;

namespace Renewal.Bench;

/// <summary>Figures of the rounds of one thing, in any unit.</summary>
sealed class Rounds(string name, string unit)
{
    readonly List<double> values = [];

    public void Add(double value)
    {
        values.Add(value);
        Console.WriteLine($"  round {values.Count}: {name} {Number(value)} {unit}");
    }

    public double Min => values.Min();

    public double Median
    {
        get
        {
            var sorted = values.Order().ToArray();
            return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }

    public string Row() => $"| {name} | {values.Count} | {Number(Min)} | {Number(Median)} | {Number(values.Max())} | {unit} |";

    /// <summary>A Markdown table of several, as bench/README.md shows it.</summary>
    public static void Print(params ReadOnlySpan<Rounds> all)
    {
        Console.WriteLine();
        Console.WriteLine("| what | rounds | min | median | max | unit |");
        Console.WriteLine("|---|--:|--:|--:|--:|---|");
        foreach (var one in all) Console.WriteLine(one.Row());
    }

    public static void Ratio(string what, Rounds ours, Rounds peer) =>
        Console.WriteLine($"{what}: {Number(ours.Median / peer.Median)} (median / median), {Number(ours.Min / peer.Min)} (min / min)");

    public static string Number(double value) => value.ToString(value < 100 ? "0.00" : "#,##0", CultureInfo.InvariantCulture);

    /// <summary>A full collection before the watch starts, so that no round pays for the one before.</summary>
    public static Stopwatch Start()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Stopwatch.StartNew();
    }
}
