using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Renewal.Neighbourhood.Network;
using Renewal.Places.Contract;
using Renewal.Web;
using Spectre.Console;

namespace Renewal.Neighbourhood;

/// <summary>
/// <c>renewal reach</c> (T4.0): what each building reaches on foot of each category, and how much of all buildings (people, if counted) each ring holds. Needs no store but for <c>--division</c>.
/// JSON carries all; CSV the table of buildings. Progress and summary go to the error stream, so that the answer can be piped.
/// </summary>
static class ReachCommand
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command Command()
    {
        var facilities = new Argument<FileInfo>("facilities") { Description = "设施 CSV 或 JSON：类别、经度、纬度，可有编号、名称 the facilities" };
        var network = new Option<FileInfo?>("--network") { Description = "路网：.osm.pbf、.geojson 或街道表 .csv；没有就按直线估算 the streets; without them walks are estimated" };
        var buildings = new Option<FileInfo?>("--buildings") { Description = "楼栋 CSV 或 JSON：经度、纬度，可有编号、名称、人数；没有就按路网节点统计 the buildings; without them nodes of the network are counted" };
        var crs = new Option<string>("--crs") { Description = "表格的坐标系 coordinate system of the tables: WGS84, CGCS2000, GCJ-02, BD-09", Required = true };
        var networkCrs = new Option<string?>("--network-crs") { Description = "路网的坐标系，不同于表格时填；.pbf 总是 WGS84 that of the streets, if another" };
        var division = new Option<string?>("--division") { Description = "行政区划代码，如 2101：速度和各圈没有写的，取当地参数 code of the division whose lines are taken where nothing is said; without it those of the province, and no store" };
        var speed = new Option<decimal?>("--speed") { Description = "步行速度，米/分钟，默认 80；老人可取 60 至 66 metres a minute" };
        var minutes = new Option<string?>("--minutes") { Description = "分钟圈，默认 5,10,15 rings in minutes" };
        var radii = new Option<string?>("--radii") { Description = "半径圈，米（GB 50180），默认 300,500 rings in a straight line, metres" };
        var connector = new Option<int>("--connector") { Description = "离道路最多多少米 farthest from a street, metres", DefaultValueFactory = _ => 100 };
        var detour = new Option<decimal>("--detour") { Description = "没有路网处的绕行系数 detour factor where there is no street", DefaultValueFactory = _ => 1.4m };
        var least = new Option<int>("--least-part") { Description = "不相连的部分至少多少节点才保留 keep parts of so many nodes", DefaultValueFactory = _ => 1_000 };
        var output = new Option<FileInfo?>("--out", "-o") { Description = "结果文件 .json 或 .csv；没有就把 JSON 写到标准输出 where to write" };
        var threads = new Option<int>("--threads") { Description = "线程数 threads", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("reach", "步行可达：每栋楼到各类设施的路网距离 what is reached on foot") { facilities, network, buildings, crs, networkCrs, division, speed, minutes, radii, connector, detour, least, output, threads };
        command.SetAction((parsed, stop) => CommandHost.WithLines(parsed.GetValue(division), async line =>
        {
            try
            {
                var lines = line is null ? new ReachRules() : await Lines(line);
                var rules = lines with
                {
                    Speed = parsed.GetValue(speed) is { } metres ? Whole(metres * 1000) : lines.Speed,
                    Minutes = parsed.GetValue(minutes) is { } rings ? Numbers(rings) : lines.Minutes,
                    Radii = parsed.GetValue(radii) is { } circles ? [.. Numbers(circles).Select(r => Whole(r * 1000m))] : lines.Radii,
                    Connector = Whole(parsed.GetValue(connector) * 1000m),
                    Detour = Whole(parsed.GetValue(detour) * 1000),
                };
                var tables = Named(parsed.GetValue(crs)!);
                var streets = parsed.GetValue(networkCrs) is { } named ? Named(named) : tables;
                return Run(parsed.GetValue(facilities)!, parsed.GetValue(network), parsed.GetValue(buildings), tables, streets, parsed.GetValue(least), rules,
                    parsed.GetValue(output), parsed.GetValue(threads), stop);
            }
            catch (Exception broken) when (broken is RuleBroken or BadInput)
            {
                await Console.Error.WriteLineAsync(broken.Message);
                return 1;
            }
        }, stop));
        return command;
    }

    /// <summary>Speed and rings as the guideline draws them for a division: the rings of five and ten minutes may be drawn closer by a city, the one of fifteen is a look beyond.</summary>
    /// <param name="line">the line in force there</param>
    public static async Task<ReachRules> Lines(Func<string, Task<Parameter>> line)
    {
        async Task<int> Of(string id) => (int)(await line(id)).Numerator;
        var rules = new ReachRules();
        return rules with
        {
            Speed = 1000 * await Of("walk.speed"),
            Minutes = [.. new SortedSet<int> { await Of("walk.minutes.near"), await Of("walk.minutes.far"), rules.Minutes[^1] }],
            Radii = [.. new SortedSet<int> { 1000 * await Of("radius.block5"), 1000 * await Of("radius.block10") }],
        };
    }

    static int Run(FileInfo facilityFile, FileInfo? networkFile, FileInfo? buildingFile, CoordinateSystem tables, CoordinateSystem streets, int least, ReachRules rules, FileInfo? output,
        int threads, CancellationToken stop)
    {
        if (networkFile is null && buildingFile is null) throw new RuleBroken("reach.nothing", "路网和楼栋至少要给一个。");
        if (output is { Extension: not (".json" or ".csv") }) throw new RuleBroken("reach.out", "结果文件应是 .json 或 .csv。");
        if (buildingFile is null && output is { Extension: ".csv" }) throw new RuleBroken("reach.out", "没有楼栋时结果只有汇总，请用 .json。");
        var facilities = FacilityTable.Read(facilityFile, tables);
        var buildings = buildingFile is null ? new([], [], new([], []), null) : BuildingTable.Read(buildingFile, tables);
        var screen = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        var reach = screen.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn()).Start(context =>
        {
            var reading = context.AddTask("读取路网", maxValue: 1).IsIndeterminate();
            var network = networkFile is null ? WalkNetwork.None : NetworkFile.Read(networkFile, streets, least, stop);
            var made = new WalkingReach(network, facilities.Points, facilities.Category, facilities.Categories.Length, buildings.Points, rules);
            reading.IsIndeterminate(false).Value(1);
            var searching = context.AddTask("各类设施", maxValue: Math.Max(1, facilities.Categories.Length));
            made.Run(Math.Max(1, threads), new Told(p => searching.Value = p.Iteration), stop);
            return (Network: network, Answer: made);
        });
        var answer = ReachAnswer.Of(reach.Network, reach.Answer, facilities, buildings, rules);
        Show(screen, answer);
        if (output is { Extension: ".csv" }) Csv(answer, output);
        else if (output is not null)
        {
            using var file = output.Create();
            JsonSerializer.Serialize(file, answer, json);
        }
        else Console.WriteLine(JsonSerializer.Serialize(answer, json));
        return answer.Complete ? 0 : 2;
    }

    static void Show(IAnsiConsole screen, ReachAnswer answer)
    {
        if (answer.Network is { } n)
            screen.WriteLine($"路网 {n.Nodes:N0} 个节点、{n.Streets:N0} 段；不相连的 {n.Components:N0} 部分，最大的 {n.LargestNodes:N0} 个节点，舍去 {n.LeftOutNodes:N0} 个；被屏障切断 {n.CutStreets:N0} 段");
        if (answer.OffNetwork is { Buildings: > 0 } or { Facilities: > 0 })
            screen.WriteLine($"附近没有道路：楼栋 {answer.OffNetwork.Buildings:N0}，设施 {answer.OffNetwork.Facilities:N0}；其距离为直线 × {answer.Rules.Detour / 1000m} 的估算");
        var table = new Table().Border(TableBorder.Rounded).AddColumn("类别").AddColumn(new TableColumn("设施").RightAligned());
        foreach (var m in answer.Rules.Minutes) table.AddColumn(new TableColumn($"{m} 分钟").RightAligned());
        foreach (var r in answer.Categories.FirstOrDefault()?.WithinRadius?.Keys ?? Enumerable.Empty<string>()) table.AddColumn(new TableColumn($"{r} 米").RightAligned());
        table.AddColumn(new TableColumn("其中估算").RightAligned());
        foreach (var c in answer.Categories)
        {
            string Of(long part) => c.Total == 0 ? "" : new Share(part, c.Total).Percent();
            table.AddRow([Markup.Escape(c.Category), $"{c.Facilities:N0}", .. c.Within.Values.Select(Of), .. (c.WithinRadius?.Values ?? Enumerable.Empty<long>()).Select(Of), Of(c.Estimated)]);
        }
        screen.Write(table);
        screen.WriteLine($"统计单位：{answer.Counted}；步行 {answer.Rules.Speed / 1000m} 米/分钟；圈内含边界");
        if (!answer.Complete) screen.WriteLine("已中止：只有表中各类算完。");
    }

    static void Csv(ReachAnswer answer, FileInfo file)
    {
        // With a mark, as spreadsheet programs want it; names are never taken for formulas there.
        using var csv = new CsvWriter(new StreamWriter(file.Create(), new System.Text.UTF8Encoding(true)), new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture)
        { InjectionOptions = CsvHelper.Configuration.InjectionOptions.Escape });
        foreach (var heading in (string[])["楼栋编号", "楼栋", "类别", "步行米数", "分钟圈", "设施编号", "算法", "直线米数", "半径圈", "直线最近设施编号", "到道路米数"]) csv.WriteField(heading);
        csv.NextRecord();
        foreach (var b in answer.Buildings!)
            foreach (var r in b.Reached)
            {
                csv.WriteField(b.Id);
                csv.WriteField(b.Name);
                csv.WriteField(r.Category);
                csv.WriteField(r.Metres);
                csv.WriteField(r.Ring);
                csv.WriteField(r.Facility);
                csv.WriteField(r.By switch { "network" => "路网", "estimate" => "估算", _ => "圈外" });
                csv.WriteField(r.StraightMetres);
                csv.WriteField(r.Radius);
                csv.WriteField(r.StraightFacility);
                csv.WriteField(b.ConnectorMetres);
                csv.NextRecord();
            }
    }

    static CoordinateSystem Named(string name) => Crs.Named(name) ?? throw new RuleBroken("reach.crs", $"不认识坐标系「{name}」，请用 WGS84、CGCS2000、GCJ-02 或 BD-09。");

    static int[] Numbers(string text) => [.. text.Split(',', '，').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n
        : throw new RuleBroken("reach.number", $"「{part}」不是整数。"))];

    static int Whole(decimal millimetres) => millimetres is >= 0 and <= int.MaxValue ? (int)Math.Round(millimetres) : throw new RuleBroken("reach.number", $"{millimetres / 1000} 超出范围。");

    /// <summary>Told on the thread that works: <see cref="Progress{T}"/> would come after the bar is gone.</summary>
    sealed class Told(Action<KernelProgress> tell) : IProgress<KernelProgress>
    {
        public void Report(KernelProgress value) => tell(value);
    }
}
