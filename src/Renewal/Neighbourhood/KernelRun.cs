using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Places.Contract;
using Spectre.Console;

namespace Renewal.Neighbourhood;

/// <summary>What the verbs <c>site</c> and <c>cluster</c> have in common: a bar while the kernel runs, the proof beside the answer, JSON or CSV out. Progress and summary go to
/// the error stream, so that the answer can be piped.</summary>
static class KernelRun
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IAnsiConsole Screen { get; } = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Runs with a bar of what the kernel reports; Ctrl+C ends with the best so far.</summary>
    public static T Watched<T>(IReadOnlyDictionary<string, string> phases, Func<IProgress<KernelProgress>, T> run) =>
        Screen.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn()).Start(context => run(new Bars(context, phases)));

    sealed class Bars(ProgressContext context, IReadOnlyDictionary<string, string> phases) : IProgress<KernelProgress>
    {
        readonly Dictionary<string, ProgressTask> tasks = [];

        public void Report(KernelProgress value)
        {
            if (!tasks.TryGetValue(value.Phase, out var task))
            {
                foreach (var done in tasks.Values) done.Value(done.MaxValue);
                tasks[value.Phase] = task = context.AddTask(value.Phase, maxValue: Math.Max(1, value.Iterations));
                if (value.Iterations == 0) task.IsIndeterminate();
            }
            task.Value(value.Iteration).Description = string.Create(CultureInfo.InvariantCulture, $"{phases.GetValueOrDefault(value.Phase, value.Phase)} 目前 {value.Best:#,##0} 界 {value.Bound:#,##0}");
        }
    }

    /// <summary>Runs a verb's work: what a user can mend is said in one line, with 1 as the code.</summary>
    public static Task<int> Guard(Action work)
    {
        try
        {
            work();
            return Task.FromResult(0);
        }
        catch (Exception broken) when (broken is RuleBroken or BadInput or Infeasible)
        {
            Console.Error.WriteLine(broken.Message);
            return Task.FromResult(1);
        }
    }

    public static CoordinateSystem Named(string crs) => crs.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal) switch
    {
        "WGS84" => CoordinateSystem.Wgs84,
        "CGCS2000" => CoordinateSystem.Cgcs2000,
        "GCJ02" => CoordinateSystem.Gcj02,
        "BD09" => CoordinateSystem.Bd09,
        _ => throw new RuleBroken("neighbourhood.crs", $"没有坐标系「{crs}」：请用 WGS84、CGCS2000、GCJ-02 或 BD-09。"),
    };

    /// <summary>Whole metres on a plane that touches at the middle of the points: within a city true to some thousandths.</summary>
    public static (int[] X, int[] Y) Plane(IReadOnlyList<GeoPoint> points, GeoPoint middle)
    {
        const double degree = 6_371_008.8 * Math.PI / 180;
        var east = Math.Cos(middle.Latitude * Math.PI / 180);
        return ([.. points.Select(p => (int)Math.Round((p.Longitude - middle.Longitude) * degree * east))], [.. points.Select(p => (int)Math.Round((p.Latitude - middle.Latitude) * degree))]);
    }

    public static GeoPoint Middle(IReadOnlyCollection<GeoPoint> points) => new((points.Min(p => p.Longitude) + points.Max(p => p.Longitude)) / 2, (points.Min(p => p.Latitude) + points.Max(p => p.Latitude)) / 2);

    public static void CheckOut(FileInfo? output)
    {
        if (output is { Extension: not (".json" or ".csv") }) throw new RuleBroken("neighbourhood.out", "结果文件应是 .json 或 .csv。");
    }

    /// <param name="rows">for CSV: one record a line</param>
    public static void Write<TAnswer, TRow>(FileInfo? output, TAnswer answer, IEnumerable<TRow> rows)
    {
        if (output is null) Console.Out.WriteLine(JsonSerializer.Serialize(answer, json));
        else if (output.Extension == ".json") File.WriteAllText(output.FullName, JsonSerializer.Serialize(answer, json));
        else
        {
            using var writer = new StreamWriter(output.FullName, false, new System.Text.UTF8Encoding(true));
            using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture);
            csv.WriteRecords(rows);
        }
    }

    public static string Say(Proof proof, string unit) => string.Create(CultureInfo.InvariantCulture,
        $"{(proof.Complete ? "" : "已中断，为目前最好的；")}值 {proof.Value:#,##0} {unit}，已证明的界 {proof.Bound:#,##0}（{(proof.Optimal ? "已证明最优" : $"相差 {proof.Gap:0.00%}")}，{proof.BoundBy}），种子 {proof.Seed}，{proof.Iterations:#,##0} 轮，输入 {proof.InputHash[..12]}");
}
