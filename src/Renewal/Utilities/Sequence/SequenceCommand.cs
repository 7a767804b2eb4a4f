using System.CommandLine;
using System.Globalization;
using System.Text;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Web;
using Spectre.Console;

namespace Renewal.Utilities.Sequence;

/// <summary><c>renewal sequence</c>: a file in, a plan out. It asks no store, but for the lines of <c>--division</c>.</summary>
static class SequenceCommand
{
    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "工程或工序 JSON、工程 CSV（路段,专业,工期,起点,终点）、PSPLIB .sm  works or tasks as JSON, works as CSV, PSPLIB" };
        var start = new Option<DateOnly?>("--start") { Description = "第一天，如 2027-03-17 first day" };
        var division = new Option<string?>("--division") { Description = "行政区划代码，如 2101：文件没有写的注水天数和禁挖年限取当地参数 code of the division whose lines are taken where the file says nothing; without it those of the province, and no store" };
        var seed = new Option<int>("--seed") { Description = "随机种子 seed", DefaultValueFactory = _ => 1 };
        var iterations = new Option<long?>("--iterations") { Description = "迭代次数：开挖 200000，工序 50000 个方案 iterations of a dig plan, schedules of a site" };
        var output = new Option<FileInfo?>("--out", "-o") { Description = "写入 .json、.csv、.ics 或 .xml（MS Project）；不写则输出 JSON write the plan" };
        var command = new Command("sequence", "排定一次开挖计划或施工进度 plan dig-once works or a construction schedule") { file, start, division, seed, iterations, output };
        command.SetAction((parsed, stop) => CommandHost.WithLines(parsed.GetValue(division), async line =>
        {
            try
            {
                var input = SequenceFile.Read(parsed.GetValue(file)!, parsed.GetValue(start));
                var lines = line is null ? new DigLines() : await DigLines.Read(line);
                var plan = await Watched(progress => Sequencing.Make(input, lines, parsed.GetValue(seed), parsed.GetValue(iterations), progress, stop));
                await Give(plan, parsed.GetValue(output), CancellationToken.None);
                return 0;
            }
            catch (Exception refused) when (refused is RuleBroken or BadInput or Infeasible)
            {
                await Console.Error.WriteLineAsync(refused.Message);
                return 1;
            }
        }, stop));
        return command;
    }

    static async Task Give(SequencePlan plan, FileInfo? file, CancellationToken stop)
    {
        if (file is null)
        {
            Console.WriteLine(SequenceFile.Write(plan));
            return;
        }
        var text = file.Extension.ToUpperInvariant() switch
        {
            ".JSON" => SequenceFile.Write(plan),
            ".CSV" => PlanExport.Csv(plan),
            ".ICS" => PlanExport.ICalendar(plan),
            ".XML" => PlanExport.Project(plan),
            _ => throw new RuleBroken("sequence.format", $"不能写 {file.Extension}，可写 .json、.csv、.ics、.xml。"),
        };
        await File.WriteAllTextAsync(file.FullName, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase)), stop);
        foreach (var level in plan.Levels)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{level.Name}：{level.Value}，下界 {level.Bound}，差 {level.GapPercent:0.##}%"));
        if (plan.LeftOut.Length > 0) Console.WriteLine($"计划期内没有排入：{string.Join("、", plan.LeftOut)}");
        if (!plan.Proof.Complete) Console.WriteLine("已中断，以上是中断前最好的方案。");
        Console.WriteLine($"已写入 {file.FullName}");
    }

    /// <summary>The bar goes to the error stream, so that the plan can be piped on.</summary>
    static Task<SequencePlan> Watched(Func<IProgress<KernelProgress>, SequencePlan> work) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("排程", maxValue: 1);
                var plan = await Task.Run(() => work(new Bar(p =>
                {
                    bar.Value = (double)p.Iteration / Math.Max(1, p.Iterations);
                    bar.Description = $"排程 最好 {p.Best} 下界 {p.Bound}";
                })));
                bar.Value = 1;
                return plan;
            });

    sealed class Bar(Action<KernelProgress> show) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => show(value);
    }
}
