using System.CommandLine;
using System.Globalization;
using CsvHelper;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Kernels.Planning;
using Renewal.Storage.Jobs;
using Spectre.Console;

namespace Renewal.Preparation.Programme;

/// <summary><c>renewal plan</c>: the annual or multi-year programme from a file, without the store (M1.2a, S1.10). Formats: <see cref="ProgrammeFile"/>.</summary>
static class PlanCommand
{
    public static Command Command()
    {
        var input = new Argument<FileInfo>("file") { Description = "规划输入 JSON the programme's input" };
        var output = new Option<FileInfo>("--out", "-o") { Description = "结果 JSON result", Required = true };
        var csv = new Option<FileInfo?>("--csv") { Description = "小区清单 CSV list of communities" };
        var seed = new Option<int>("--seed") { Description = "随机种子：相同种子结果相同 seed", DefaultValueFactory = _ => 1 };
        var iterations = new Option<long>("--iterations") { Description = "搜索步数 steps of the search", DefaultValueFactory = _ => 100_000 };
        var bringIn = new Option<string?>("--bring-in") { Description = "要列入这个小区，代价最小的调整 the cheapest change that brings this community in" };
        var progress = new Option<string>("--progress") { Description = "进度 bar, json (one object a line), none", DefaultValueFactory = _ => "bar" };
        progress.AcceptOnlyFromAmong("bar", "json", "none");
        var command = new Command("plan", "编制年度或多年改造计划 choose the annual or multi-year programme") { input, output, csv, seed, iterations, bringIn, progress };
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                if (parsed.GetValue(iterations) < 0) throw new RuleBroken("plan.iterations", "搜索步数不能为负。");
                var how = parsed.GetValue(progress)!;
                using var living = how == "json" ? ChildProcess.LiveWithParent(stop) : CancellationTokenSource.CreateLinkedTokenSource(stop);
                return await Run(parsed.GetValue(input)!.FullName, parsed.GetValue(output)!.FullName, parsed.GetValue(csv)?.FullName,
                    new PlanOptions(parsed.GetValue(seed), parsed.GetValue(iterations)), parsed.GetValue(bringIn), how, living.Token);
            }
            catch (OperationCanceledException) { return 3; }
            catch (Exception e) when (e is RuleBroken or BadInput or Infeasible)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }

    static async Task<int> Run(string input, string output, string? csv, PlanOptions options, string? bringIn, string how, CancellationToken stop)
    {
        var file = await ProgrammeFile.Read(input, stop);
        var programme = file.ToProgramme();
        var community = bringIn is null ? -1 : Array.FindIndex(file.Communities, c => c.Code == bringIn);
        if (bringIn is not null && community < 0) throw new RuleBroken("plan.community", $"没有小区「{bringIn}」。");
        var plan = await Watched(how, progress => AnnualProgramme.Solve(programme, options, progress, stop));
        // Whose parent is gone has an heir, that may be writing already; a person who breaks off gets the best so far.
        if (how == "json") stop.ThrowIfCancellationRequested();
        var result = file.Result(programme, plan);
        await ProgrammeFile.Write(output, result, default);
        if (csv is not null) WriteCsv(csv, result);
        if (how != "json")
            AnsiConsole.WriteLine($"列入 {plan.Year.Count(y => y >= 0):#,##0} / {programme.Count:#,##0} 个小区，得分 {plan.Proof.Value:#,##0}，上界 {plan.Proof.Bound:#,##0}，差距 {plan.Proof.Gap:P2}" +
                (plan.Missing > 0 ? $"；未满足的最少小区数 {plan.Missing}" : ""));
        if (community < 0) return 0;
        var change = await Watched(how, progress => ProgrammeWhy.BringIn(programme, plan, community, Math.Max(1, options.Iterations / 5), progress, stop));
        string[] Codes(int[] of) => [.. of.Select(i => file.Communities[i].Code)];
        var answer = new BringInResult(bringIn!, Codes(change.In), Codes(change.Out), Codes(change.Changed), change.PointsLost, change.PointsLostAtLeast);
        await ProgrammeFile.Write(Path.ChangeExtension(output, ".bring-in.json"), answer, default);
        if (how != "json")
            AnsiConsole.WriteLine($"列入「{bringIn}」：列入 {string.Join("、", answer.In)}；调出 {string.Join("、", answer.Out)}；调整 {string.Join("、", answer.Changed)}；得分减少 {answer.PointsLost:#,##0}（至少 {answer.PointsLostAtLeast:#,##0}）");
        return 0;
    }

    static void WriteCsv(string path, ProgrammeResult result)
    {
        // With a byte order mark: spreadsheets in Chinese take the file for GBK else.
        using var csv = new CsvWriter(new StreamWriter(path, false, new System.Text.UTF8Encoding(true)), CultureInfo.InvariantCulture);
        foreach (var head in (string[])["code", "year", "packages", "margin_points", "cost_fen", "cost_needed_fen"]) csv.WriteField(head);
        csv.NextRecord();
        foreach (var row in result.Communities)
        {
            csv.WriteField(row.Code);
            csv.WriteField(row.Year);
            csv.WriteField(string.Join('+', row.Packages));
            csv.WriteField(row.Margin?.ToString("0.###", CultureInfo.InvariantCulture));
            csv.WriteField(row.Cost);
            csv.WriteField(row.CostNeeded);
            csv.NextRecord();
        }
    }

    static async Task<T> Watched<T>(string how, Func<IProgress<KernelProgress>?, T> work)
    {
        if (how == "none") return work(null);
        if (how == "json") return work(new Each(p => ChildProcess.Write(new(p.Phase, p.Iteration, p.Iterations, Words(p)))));
        return await AnsiConsole.Progress().StartAsync(bar =>
        {
            var task = bar.AddTask("计划");
            return Task.FromResult(work(new Each(p => { (task.MaxValue, task.Value, task.Description) = (Math.Max(1, p.Iterations), p.Iteration, Words(p)); })));
        });
    }

    static string Words(KernelProgress p) => p.Best is { } best ? $"得分 {best:#,##0}，上界 {p.Bound:#,##0}" : "计算各项限制的影子价格";

    /// <summary>At once and in order, which <see cref="Progress{T}"/> does not promise.</summary>
    sealed class Each(Action<KernelProgress> report) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => report(value);
    }
}
