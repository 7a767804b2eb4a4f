using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Utilities.Sequence;

/// <summary>
/// What <c>renewal sequence</c> reads as JSON. With <see cref="Works"/> it is a dig-once plan, with <see cref="Tasks"/> a construction schedule.
/// </summary>
sealed record SequenceFile
{
    /// <summary>First day of the plan.</summary>
    public DateOnly Start { get; init; } = new(2026, 3, 17);

    /// <summary>Days planned for; all must be done within them.</summary>
    public int Days { get; init; } = 365;

    public CityRules City { get; init; } = new();
    public SegmentRow[] Segments { get; init; } = [];
    public WorkRow[] Works { get; init; } = [];
    public TradeRow[] Trades { get; init; } = [];

    /// <summary>Streets that are alternative ways of a fire engine: one of each stays passable.</summary>
    public FireLaneRow[] FireLanes { get; init; } = [];

    /// <summary>Junctions where another number may lie open than all streets but one.</summary>
    public JunctionRow[] Junctions { get; init; } = [];

    public TaskRow[] Tasks { get; init; } = [];
    public Dictionary<string, int> Resources { get; init; } = [];
    public Dictionary<string, CalendarRow> Calendars { get; init; } = [];

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    };

    /// <exception cref="RuleBroken">sequence.no_file (404), sequence.unreadable</exception>
    public static SequenceFile Read(FileInfo file, DateOnly? start)
    {
        if (!file.Exists) throw new RuleBroken("sequence.no_file", $"没有这个文件：{file.FullName}", 404);
        var text = File.ReadAllText(file.FullName);
        try
        {
            var read = file.Extension.ToUpperInvariant() switch
            {
                ".SM" => Psplib(text),
                ".CSV" => Csv(text),
                _ => JsonSerializer.Deserialize<SequenceFile>(text, Options) ?? new(),
            };
            return start is { } day ? read with { Start = day } : read;
        }
        catch (Exception wrong) when (wrong is JsonException or CsvHelperException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new RuleBroken("sequence.unreadable", $"无法读取 {file.Name}：{wrong.Message}");
        }
    }

    public static string Write(object answer) => JsonSerializer.Serialize(answer, Options);

    /// <summary>One row a work: 路段,专业,工期[,起点,终点]; crews as many as the trade's default.</summary>
    static SequenceFile Csv(string text)
    {
        using CsvReader csv = new(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        List<WorkRow> works = [];
        Dictionary<string, SegmentRow> segments = [];
        while (csv.Read())
        {
            var segment = csv.GetField("路段") ?? "";
            csv.TryGetField<string>("起点", out var from);
            csv.TryGetField<string>("终点", out var to);
            segments.TryAdd(segment, new(segment) { From = from, To = to });
            works.Add(new(segment, csv.GetField("专业") ?? "", csv.GetField<int>("工期")));
        }
        return new() { Segments = [.. segments.Values], Works = [.. works] };
    }

    /// <summary>The single-mode format of PSPLIB (Kolisch and Sprecher 1996).</summary>
    static SequenceFile Psplib(string text)
    {
        var lines = text.Split('\n').Select(l => l.Trim()).ToList();
        int At(string head) => lines.FindIndex(l => l.StartsWith(head, StringComparison.Ordinal)) is >= 0 and var at ? at : throw new FormatException($"缺少 {head}");
        int[] Numbers(int line) => [.. lines[line].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        var (links, rows, units) = (At("PRECEDENCE RELATIONS") + 2, At("REQUESTS/DURATIONS") + 3, At("RESOURCEAVAILABILITIES") + 2);
        var count = lines.FindIndex(links, l => l.StartsWith('*')) - links;
        var before = Enumerable.Range(0, count).Select(_ => new List<string>()).ToArray();
        for (var i = 0; i < count; i++)
            foreach (var next in Numbers(links + i)[3..]) before[next - 1].Add($"{i + 1}");
        return new()
        {
            Resources = Numbers(units).Index().ToDictionary(r => $"R{r.Index + 1}", r => r.Item),
            Tasks = [.. Enumerable.Range(0, count).Select(i => new TaskRow($"{i + 1}", Numbers(rows + i)[2])
            {
                After = [.. before[i]], Needs = Numbers(rows + i)[3..].Index().Where(n => n.Item > 0).ToDictionary(n => $"R{n.Index + 1}", n => n.Item),
            })],
        };
    }
}

/// <summary>What a city decides of its seasons; month-day, both included.</summary>
sealed record CityRules
{
    /// <summary>No trench lies open.</summary>
    public Season Frost { get; init; } = new("11-15", "03-16");

    /// <summary>Heating runs; works on it must be done <see cref="FillDays"/> days before it begins (S2.09).</summary>
    public Season Heating { get; init; } = new("11-01", "03-31");
    public int? FillDays { get; init; }

    /// <summary>Years after which a new and an overhauled road may be dug (城市道路管理条例 33).</summary>
    public int? NewRoadYears { get; init; }
    public int? OverhauledRoadYears { get; init; }

    /// <summary>Days on which no work is done at segments near an examination.</summary>
    public DateOnly[] ExamDays { get; init; } = [];

    /// <summary>Days on which a segment before a school may not lie open.</summary>
    public Period[] SchoolTerms { get; init; } = [];

    /// <summary>Days on which nobody works.</summary>
    public DateOnly[] DaysOff { get; init; } = [];
}

/// <summary>What holds where a file says nothing: the guideline's lines, by default those of the province.</summary>
sealed record DigLines(int FillDays = 15, int NewRoadYears = 5, int OverhauledRoadYears = 3)
{
    /// <param name="line">the line in force in the division</param>
    public static async Task<DigLines> Read(Func<string, Task<Parameter>> line)
    {
        async Task<int> Of(string id) => (int)(await line(id)).Numerator;
        return new(await Of("heat.fill.days"), await Of("dig.moratorium.new"), await Of("dig.moratorium.overhaul"));
    }
}

sealed record Season(string From, string To);

sealed record Period(DateOnly From, DateOnly To);

sealed record SegmentRow(string Name)
{
    /// <summary>Junctions at its ends; a limit holds where two or more segments meet.</summary>
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>Homes whose way it is: the weight of a day it lies open.</summary>
    public int Homes { get; init; } = 1;
    public DateOnly? BuiltOn { get; init; }
    public DateOnly? OverhauledOn { get; init; }
    public bool NearExam { get; init; }
    public bool BeforeSchool { get; init; }

    /// <summary>A stairwell: torn open and finished like a street, but indoors, so without frost and dig bans (T1.4.7).</summary>
    public bool Indoors { get; init; }
}

/// <param name="Days">days worked</param>
sealed record WorkRow(string Segment, string Trade, int Days)
{
    /// <summary>Rows (1-based) of works that must be done before.</summary>
    public int[] After { get; init; } = [];
}

/// <summary>A trade that is not in the usual order, or has more than one crew.</summary>
/// <param name="Depth">place in the order of digging, smaller is deeper</param>
sealed record TradeRow(string Name, int Crews = 1, int? Depth = null)
{
    public Period[] Away { get; init; } = [];
}

sealed record FireLaneRow(string Name, string[] Segments);

sealed record JunctionRow(string Name, int MostOpen);

/// <param name="Days">working days</param>
sealed record TaskRow(string Name, int Days)
{
    public string[] After { get; init; } = [];
    public Dictionary<string, int> Needs { get; init; } = [];
    public string? Calendar { get; init; }
    public DateOnly? NotBefore { get; init; }
}

/// <summary>Days off of a calendar.</summary>
sealed record CalendarRow
{
    public DayOfWeek[] Weekly { get; init; } = [];
    public DateOnly[] Off { get; init; } = [];
    public Season? Closed { get; init; }
}
