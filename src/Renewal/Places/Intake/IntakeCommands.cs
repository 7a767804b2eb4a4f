using System.CommandLine;
using System.Globalization;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Web;
using Spectre.Console;

namespace Renewal.Places.Intake;

/// <summary><c>renewal intake …</c>: the same check, confirm and store as in the browser, as the system, with progress bars.</summary>
static class IntakeCommands
{
    public static Command Command(params Command[] more)
    {
        var intake = new Command("intake", "导入台账 take spreadsheets in") { Communities(), Decide("confirm", "把核对过的一批入库 store a checked batch", true),
            Decide("discard", "放弃一批，不写入 throw a batch away", false) };
        foreach (var command in more) intake.Subcommands.Add(command);
        return intake;
    }

    static Command Communities()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV 或 XLSX 文件 the spreadsheet" };
        var crs = new Option<string>("--crs") { Description = "坐标系 coordinate system: WGS84, CGCS2000, GCJ-02, BD-09", Required = true };
        var city = new Option<string>("--city") { Description = "城市代码，如 2101 code of the city", Required = true };
        var yes = new Option<bool>("--yes", "-y") { Description = "没有错误就直接入库 store without asking if there is no error" };
        var profile = new Option<string[]>("--profile") { Description = "指定列：字段=列名，可多次 map a column: field=heading", AllowMultipleArgumentsPerToken = true };
        var answer = new Option<string[]>("--answer") { Description = "回答问题：问题=代码，可多次 answer a question: key=code", AllowMultipleArgumentsPerToken = true };
        var report = new Option<FileInfo?>("--report") { Description = "核对报告另存为 XLSX 或 CSV write the check report to a file" };
        var command = new Command("communities", "导入小区台账 take in a list of communities") { file, crs, city, yes, profile, answer, report };
        command.SetAction((parsed, stop) => Host(services => Run(services, parsed.GetValue(file)!, parsed.GetValue(crs)!, parsed.GetValue(city)!, parsed.GetValue(yes),
            Pairs(parsed.GetValue(profile)), Pairs(parsed.GetValue(answer)), parsed.GetValue(report), stop), stop));
        return command;
    }

    static Command Decide(string verb, string description, bool confirm)
    {
        var batch = new Argument<Guid>("batch") { Description = "批次号 id of the batch" };
        var command = new Command(verb, description) { batch };
        command.SetAction((parsed, stop) => Host(async services =>
        {
            var intakes = services.GetRequiredService<Intakes>();
            var id = new BatchId(parsed.GetValue(batch));
            if (!confirm)
            {
                await intakes.Discard(id, stop: stop);
                AnsiConsole.MarkupLine("已放弃，没有写入任何数据。");
                return 0;
            }
            Stored(await Watched("入库", progress => intakes.Confirm(id, progress: progress, stop: stop)));
            return 0;
        }, stop));
        return command;
    }

    static Task<int> Host(Func<IServiceProvider, Task<int>> work, CancellationToken stop) => CommandHost.Run(async services =>
    {
        await Schema.Prepare(services, stop);
        return await work(services);
    }, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.AspNetCore.StaticFiles=Error");

    static async Task<int> Run(IServiceProvider services, FileInfo file, string crsName, string city, bool yes, Dictionary<string, string> profile,
        Dictionary<string, string> answers, FileInfo? reportFile, CancellationToken stop)
    {
        if (!file.Exists) throw new RuleBroken("intake.no_file", $"没有这个文件：{file.FullName}", 404);
        if (Crs.Named(crsName) is not { } crs) throw new RuleBroken("intake.crs", $"不认识坐标系「{crsName}」，请用 WGS84、CGCS2000、GCJ-02 或 BD-09。");
        var tree = await services.GetRequiredService<Divisions>().Tree(stop);
        if (city.Length != 4 || tree.Find(city) is null) throw new RuleBroken("intake.division", $"不认识城市代码「{city}」，如沈阳市是 2101。");
        var intakes = services.GetRequiredService<Intakes>();
        BatchId id;
        await using (var content = file.OpenRead())
            id = await intakes.Upload(content, new UploadRequest("communities", file.Name, city, crs), stop);
        var batch = (await intakes.Find(id, stop))!;
        var (kind, header, mapping) = (intakes.Kind(batch.Kind), Intakes.Header(batch), Intakes.Mapping(batch));
        foreach (var (field, heading) in profile)
        {
            if (kind.Fields.All(f => f.Code != field)) throw new RuleBroken("intake.field", $"没有字段「{field}」，可用：{string.Join('、', kind.Fields.Select(f => f.Code))}");
            mapping[field] = header.ToList().IndexOf(OfficeValues.Clean(heading)) is >= 0 and var at ? at
                : throw new RuleBroken("intake.heading", $"表头里没有「{heading}」");
        }
        Console.WriteLine($"{file.Name}  {batch.Format}  {tree.Path(city)}  {crs.Zh()}  批次 {id}");
        Console.WriteLine($"认出 {mapping.Count} 列：{string.Join('、', kind.Fields.Where(f => mapping.ContainsKey(f.Code)).Select(f => f.Zh))}");
        var report = await Watched("读取并核对", progress => intakes.Check(id, mapping, answers, progress, stop));
        while (report.Questions.Count > 0 && Asks)
        {
            var question = report.Questions[0];
            var chosen = AnsiConsole.Prompt(new SelectionPrompt<KeyValuePair<string, string>>()
                .Title(Markup.Escape($"{question.Zh}（涉及 {question.Rows} 行）")).UseConverter(o => Markup.Escape(o.Value)).AddChoices(question.Options));
            report = await intakes.Check(id, mapping, new Dictionary<string, string> { [question.Key] = chosen.Key }, stop: stop);
        }
        Print(report);
        if (reportFile is not null)
        {
            var source = intakes.Source((await intakes.Find(id, stop))!);
            await using var output = reportFile.Create();
            if (reportFile.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase)) ReportFile.Csv(report, output);
            else ReportFile.Xlsx(source, report, output);
            AnsiConsole.MarkupLineInterpolated($"核对报告：{reportFile.FullName}");
        }
        if (!report.Storable)
        {
            AnsiConsole.MarkupLine(report.Questions.Count > 0 ? "[yellow]有问题待答，没有入库。[/]用 --answer 回答后重来。" : "[red]有错误，没有写入任何数据。[/]");
            return 1;
        }
        if (!yes && !(Asks && AnsiConsole.Confirm("确认入库？", false)))
        {
            // Not through the console library, which would break the line inside the command to be copied.
            Console.WriteLine($"尚未入库。确认入库：./renewal intake confirm {id}");
            Console.WriteLine($"放弃：./renewal intake discard {id}　或加 --yes 重来");
            return 0;
        }
        Stored(await Watched("入库", progress => intakes.Confirm(id, progress: progress, stop: stop)));
        return 0;
    }

    static bool Asks => !Console.IsInputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    static void Print(CheckReport report)
    {
        var figures = new Table().Border(TableBorder.Rounded).AddColumn("核对结果").AddColumn(new TableColumn("数量").RightAligned()).AddColumn(new TableColumn("占比").RightAligned());
        figures.AddRow("数据行", N(report.Rows), "");
        foreach (var figure in report.Figures)
            figures.AddRow(Markup.Escape(figure.Zh), N(figure.Value), figure.Of is { } of ? new Share(figure.Value, of).Percent() : "");
        figures.AddRow("错误", N(report.Errors), "").AddRow("提醒", N(report.Warnings), "").AddRow("待答问题", N(report.Questions.Count), "");
        figures.AddRow("新增 / 更新 / 未变", $"{N(report.New)} / {N(report.Changed)} / {N(report.Unchanged)}", "");
        AnsiConsole.Write(figures);
        foreach (var question in report.Questions)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]问题[/] {question.Zh}（{question.Rows} 行）  --answer \"{question.Key}=代码\"");
            foreach (var (code, zh) in question.Options) AnsiConsole.MarkupLineInterpolated($"    {code}  {zh}");
        }
        foreach (var group in report.Problems.GroupBy(p => (p.Severity, p.Code)).OrderBy(g => g.Key.Severity).ThenByDescending(g => g.Count()))
        {
            var colour = group.Key.Severity == Severity.Error ? "red" : "yellow";
            AnsiConsole.MarkupLine($"[{colour}]{(group.Key.Severity == Severity.Error ? "错误" : "提醒")}[/] {N(report.ByRule[group.Key.Code])} 处  {Markup.Escape(group.First().Zh)}");
            AnsiConsole.MarkupLineInterpolated($"      {string.Join("  ", group.Take(8).Select(p => p.At))}{(group.Count() > 8 ? " …" : "")}");
        }
        foreach (var change in report.Outcomes.Where(o => o.Becomes == RowOutcome.Changed).Take(20))
            AnsiConsole.MarkupLineInterpolated($"更新 {change.Name}：{string.Join("；", change.Differences.Select(d => $"{d.Key} {d.Value[0]} → {d.Value[1]}"))}");
    }

    static void Stored(CheckReport stored) =>
        AnsiConsole.MarkupLine($"[green]已入库[/]：新增 {N(stored.New)} 个，更新 {N(stored.Changed)} 个，未变 {N(stored.Unchanged)} 个。");

    static async Task<T> Watched<T>(string title, Func<Action<int>, Task<T>> work) =>
        await AnsiConsole.Progress().HideCompleted(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(title, maxValue: 1).IsIndeterminate();
                var result = await work(rows => task.Description = $"{title} {N(rows)} 行");
                task.IsIndeterminate(false).Value(1);
                return result;
            });

    static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static Dictionary<string, string> Pairs(string[]? texts)
    {
        Dictionary<string, string> pairs = [];
        foreach (var text in texts ?? [])
        {
            var at = text.LastIndexOf('=');
            if (at <= 0) throw new RuleBroken("intake.pair", $"「{text}」应写成 名称=值");
            pairs[text[..at]] = text[(at + 1)..];
        }
        return pairs;
    }
}
