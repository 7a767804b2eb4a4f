using System.Globalization;
using Renewal.Foundation;
using Renewal.Kernels;
using Renewal.Kernels.Sequencing;

namespace Renewal.Utilities.Sequence;

/// <summary>A plan in days of the calendar: what is written as JSON, CSV, iCalendar and MS Project XML.</summary>
sealed record SequencePlan(DateOnly Start, PlannedRow[] Rows, PlannedOpening[] Openings, string[] LeftOut, PlanLevel[] Levels, Proof Proof);

/// <param name="Place">segment of a dig; empty for a task</param>
/// <param name="First">first day</param>
/// <param name="Last">last day, itself included; before <paramref name="First"/> for a milestone</param>
/// <param name="After">rows (0-based) that come before</param>
sealed record PlannedRow(string Place, string Name, DateOnly First, DateOnly Last, int Days, int[] After);

sealed record PlannedOpening(string Segment, DateOnly First, DateOnly Last);

/// <param name="Value">as found; <paramref name="Bound"/> none is better</param>
sealed record PlanLevel(string Name, long Value, long Bound, double GapPercent);

/// <summary>From the file to the kernel and back.</summary>
static class Sequencing
{
    /// <summary>Order of digging: the deepest first, the surface last (M2.4a, T2.1.5); indoors pipes before finishes (T1.4.7).</summary>
    static readonly string[] UsualOrder = ["排水", "雨水", "供水", "供热", "燃气", "电力", "通信", "饰面", "路面"];
    const string Heat = "供热";

    /// <exception cref="RuleBroken">sequence.empty, sequence.name, sequence.season</exception>
    /// <exception cref="BadInput">a row that no plan can be made of</exception>
    /// <exception cref="Infeasible">limits that clash</exception>
    public static SequencePlan Make(SequenceFile file, DigLines lines, int seed, long? iterations, IProgress<KernelProgress>? progress, CancellationToken stop) =>
        (file.Works.Length, file.Tasks.Length) switch
        {
            ( > 0, 0) => Dig(file, lines, new(seed, iterations ?? 200_000), progress, stop),
            (0, > 0) => Build(file, new(seed, iterations ?? 50_000), progress, stop),
            (0, 0) => throw new RuleBroken("sequence.empty", "文件中既没有工程（works），也没有工序（tasks）。"),
            _ => throw new RuleBroken("sequence.both", "一个文件只能写工程（works）或工序（tasks）中的一种。"),
        };

    /// <summary>The kernel's input of a dig-once plan.</summary>
    public static DigOnceInput DigInput(SequenceFile file, DigLines lines)
    {
        var city = file.City;
        var (fill, young, mended) = (city.FillDays ?? lines.FillDays, city.NewRoadYears ?? lines.NewRoadYears, city.OverhauledRoadYears ?? lines.OverhauledRoadYears);
        var segmentOf = Named(file.Segments.Select(s => s.Name), "路段");
        string[] trades = [.. file.Works.Select(w => w.Trade).Concat(file.Trades.Select(t => t.Name)).Distinct()];
        var tradeRows = file.Trades.ToDictionary(t => t.Name);
        List<DigRule> rules = [];
        int Add(string name, Func<DateOnly, bool> shut, bool trench)
        {
            rules.Add(new(name, [.. Enumerable.Range(0, file.Days).Select(day => shut(file.Start.AddDays(day)))], trench));
            return rules.Count - 1;
        }
        var frost = Add($"冬季不得开挖（{city.Frost.From} 至 {city.Frost.To}）", In(city.Frost), trench: true);
        var off = Add("休息日", city.DaysOff.ToHashSet().Contains, trench: false);
        var exam = Add("考试日", city.ExamDays.ToHashSet().Contains, trench: false);
        var school = Add("学期内", day => city.SchoolTerms.Any(t => t.From <= day && day <= t.To), trench: true);
        // Filled days before heating begins, so the season of others begins that much sooner for the works.
        var (heatingFrom, heatingTo) = (MonthDay(city.Heating.From), MonthDay(city.Heating.To));
        var heating = Add($"供暖季（{city.Heating.From} 至 {city.Heating.To}，提前 {fill} 天注水）",
            day => Within(day, heatingFrom, heatingTo) || Within(day.AddDays(fill), heatingFrom, heatingTo), trench: false);

        DigSegment Segment(SegmentRow s)
        {
            List<int> of = [off];
            if (!s.Indoors) of.Add(frost);
            if (s.NearExam) of.Add(exam);
            if (s.BeforeSchool) of.Add(school);
            if (!s.Indoors && s.BuiltOn is { } built && built.AddYears(young) is var open && open > file.Start)
                of.Add(Add($"{s.Name}新建未满 {young} 年（至 {open:yyyy-MM-dd}）", day => day < open, trench: true));
            if (!s.Indoors && s.OverhauledOn is { } overhauled && overhauled.AddYears(mended) is var again && again > file.Start)
                of.Add(Add($"{s.Name}大修未满 {mended} 年（至 {again:yyyy-MM-dd}）", day => day < again, trench: true));
            return new(s.Name, s.Homes, [.. of]);
        }
        DigCrew Crew(string name)
        {
            var row = tradeRows.GetValueOrDefault(name, new(name));
            List<int> of = name == Heat ? [heating] : [];
            if (row.Away.Length > 0) of.Add(Add($"{name}不在场", day => row.Away.Any(a => a.From <= day && day <= a.To), trench: false));
            return new(name, row.Crews, [.. of]);
        }
        int Depth(int row)
        {
            var name = file.Works[row].Trade;
            if (tradeRows.GetValueOrDefault(name)?.Depth is { } depth) return depth;
            return Array.IndexOf(UsualOrder, name) is >= 0 and var usual ? 10 * (usual + 1) : throw new RuleBroken("sequence.name", $"works 第 {row + 1} 行：不认识专业「{name}」，请在 trades 中写明它的深度。");
        }

        var junctions = file.Segments.Index().SelectMany(s => new[] { (Name: s.Item.From, s.Index), (Name: s.Item.To, s.Index) })
            .Where(e => !string.IsNullOrEmpty(e.Name)).GroupBy(e => e.Name!, e => e.Index).ToDictionary(g => g.Key, g => g.Distinct().ToArray());
        var most = file.Junctions.ToDictionary(j => j.Name, j => j.MostOpen);
        foreach (var name in most.Keys.Where(name => !junctions.ContainsKey(name))) throw new RuleBroken("sequence.name", $"没有路段通到路口「{name}」。");
        return new(file.Days, [.. file.Segments.Select(Segment)],
            [.. file.Works.Select((w, row) => new DigWork(Row(segmentOf, w.Segment, "路段", "works", row), Array.IndexOf(trades, w.Trade), Depth(row), w.Days, [.. w.After.Select(a => a - 1)]))],
            [.. trades.Select(Crew)],
            // People get out while one of the streets that meet is not open; a street that ends alone is dug by halves.
            [.. junctions.Where(j => most.ContainsKey(j.Key) || j.Value.Length > 1).Select(j => new DigLimit($"路口 {j.Key}", j.Value, most.GetValueOrDefault(j.Key, j.Value.Length - 1))),
             .. file.FireLanes.Select((f, row) => new DigLimit($"消防通道 {f.Name}", [.. f.Segments.Select(s => Row(segmentOf, s, "路段", "fireLanes", row)).Distinct()], f.Segments.Distinct().Count() - 1))],
            [.. rules]);
    }

    static SequencePlan Dig(SequenceFile file, DigLines lines, DigOnceOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        var input = DigInput(file, lines);
        var answer = DigOnce.Solve(input, options, progress, stop);
        int[] kept = [.. Enumerable.Range(0, file.Works.Length).Where(w => answer.Start[w] >= 0)];
        int[] Before(int w) => [.. kept.Index().Where(v => file.Works[w].After.Contains(v.Item + 1) || input.Works[v.Item].Segment == input.Works[w].Segment && input.Works[v.Item].Depth < input.Works[w].Depth).Select(v => v.Index)];
        return new(file.Start,
            [.. kept.Select(w => new PlannedRow(file.Works[w].Segment, file.Works[w].Trade, Day(answer.Start[w]), Day(answer.Finish[w] - 1), file.Works[w].Days, Before(w)))],
            [.. answer.Openings.Select(o => new PlannedOpening(file.Segments[o.Segment].Name, Day(o.From), Day(o.To - 1)))],
            [.. answer.LeftOut.Select(s => file.Segments[s].Name)],
            [.. answer.Levels.Zip(["未排入路段", "开挖次数", "开挖影响日（按户加权）", "完工日（第几天）"], (l, name) => Level(name, l.Value, l.Bound))], answer.Proof);
        DateOnly Day(int day) => file.Start.AddDays(day);
    }

    static SequencePlan Build(SequenceFile file, ConstructionOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        var taskOf = Named(file.Tasks.Select(t => t.Name), "工序");
        string[] resources = [.. file.Resources.Keys], calendars = [.. file.Calendars.Keys];
        foreach (var (task, row) in file.Tasks.Select((t, i) => (t, i)))
            foreach (var need in task.Needs.Keys)
                if (!file.Resources.ContainsKey(need)) throw new RuleBroken("sequence.name", $"tasks 第 {row + 1} 行：没有资源「{need}」。");
        ConstructionInput input = new([.. file.Tasks.Select(t => t.Days)],
            [.. file.Tasks.Select((t, row) => t.After.Select(a => Row(taskOf, a, "工序", "tasks", row)).ToArray())],
            [.. file.Tasks.Select(t => resources.Select(r => t.Needs.GetValueOrDefault(r)).ToArray())], [.. resources.Select(r => file.Resources[r])])
        {
            Release = [.. file.Tasks.Select(t => t.NotBefore is { } day ? Math.Max(0, day.DayNumber - file.Start.DayNumber) : 0)],
            CalendarOf = [.. file.Tasks.Select((t, row) => t.Calendar is null ? -1 : Array.IndexOf(calendars, t.Calendar) is >= 0 and var c ? c
                : throw new RuleBroken("sequence.name", $"tasks 第 {row + 1} 行：没有日历「{t.Calendar}」。"))],
            Calendars = [.. calendars.Select(name =>
            {
                var calendar = file.Calendars[name];
                var closed = calendar.Closed is { } season ? In(season) : _ => false;
                return Enumerable.Range(0, file.Days).Select(day => file.Start.AddDays(day)).Select(day => !calendar.Weekly.Contains(day.DayOfWeek) && !calendar.Off.Contains(day) && !closed(day)).ToArray();
            })],
        };
        var answer = ConstructionSchedule.Solve(input, options, progress, stop);
        return new(file.Start, [.. file.Tasks.Select((t, i) => new PlannedRow("", t.Name, file.Start.AddDays(answer.Start[i]), file.Start.AddDays(answer.Finish[i] - 1), t.Days, input.Predecessors[i]))],
            [], [], [Level("完工日（第几天）", answer.Proof.Value, answer.Proof.Bound)], answer.Proof);
    }

    static PlanLevel Level(string name, long value, long bound) => new(name, value, bound, Math.Round(100.0 * (value - bound) / Math.Max(1, bound), 2));

    static Dictionary<string, int> Named(IEnumerable<string> names, string what)
    {
        Dictionary<string, int> rows = [];
        foreach (var (row, name) in names.Index())
            if (!rows.TryAdd(name, row)) throw new RuleBroken("sequence.name", $"{what}「{name}」出现了不止一次。");
        return rows;
    }

    static int Row(Dictionary<string, int> rows, string name, string what, string table, int row) =>
        rows.TryGetValue(name, out var at) ? at : throw new RuleBroken("sequence.name", $"{table} 第 {row + 1} 行：没有{what}「{name}」。");

    static int MonthDay(string text) => DateOnly.TryParseExact($"2024-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day.Month * 100 + day.Day : throw new RuleBroken("sequence.season", $"「{text}」应写成 月-日，如 11-15。");

    static Func<DateOnly, bool> In(Season season)
    {
        var (from, to) = (MonthDay(season.From), MonthDay(season.To));
        return day => Within(day, from, to);
    }

    /// <summary>A season may run over the end of the year.</summary>
    static bool Within(DateOnly day, int from, int to)
    {
        var at = day.Month * 100 + day.Day;
        return from <= to ? from <= at && at <= to : at >= from || at <= to;
    }
}
