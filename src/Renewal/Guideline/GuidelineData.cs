using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;

namespace Renewal.Guideline;

/// <summary>
/// The guideline as it comes with the product: clauses, parameters, work items, templates, calendar and the state of each clause. Read once at start;
/// a file that is wrong stops the start with file, line and what to do.
/// </summary>
public sealed class GuidelineData
{
    GuidelineData() { }

    public required IReadOnlyList<Clause> Clauses { get; init; }
    public required IReadOnlyDictionary<string, Clause> ClauseById { get; init; }
    public required IReadOnlyList<Parameter> Parameters { get; init; }
    public required IReadOnlyList<WorkItem> WorkItems { get; init; }
    internal IReadOnlyList<ProvinceTemplate> Provinces { get; init; } = [];
    public required IReadOnlyList<CalendarYear> Calendar { get; init; }
    public required IReadOnlyDictionary<string, ClauseState> States { get; init; }

    /// <summary>English of texts that have none beside them, by the Chinese.</summary>
    public required IReadOnlyDictionary<string, string> English { get; init; }

    /// <summary>What the files say to people, in both languages; names as the newest template has them.</summary>
    internal IEnumerable<(string Zh, string En)> Words =>
    [
        .. Provinces[^1].Template.Roles.Select(r => (r.Zh, r.En)), .. AllSteps.Select(s => (s.Zh, s.En)), .. AllSteps.SelectMany(s => s.Papers).Select(p => (p.Zh, p.En)), .. WorkItems.Select(w => (w.Zh, w.En)), .. Clauses.Select(c => (c.Zh, c.En)),
        .. AllSteps.Select(s => ($"{s.Id} {s.Zh}", $"{s.Id} {s.En}")), .. RuleWords.Parts.Select(p => (p.Zh, p.En)), .. English.Select(e => (e.Key, e.Value)),
        .. AllSteps.SelectMany(s => (IEnumerable<Condition>)[.. s.Start, .. s.Finish, .. s.PerSpot]).Concat(Provinces[^1].Template.Close.Holds).DistinctBy(c => c.Zh).Select(c => (c.Zh, InEnglish(c))),
    ];

    string InEnglish(Condition condition)
    {
        if (condition.Kind == ConditionKind.Named) return English.GetValueOrDefault(condition.Zh, "");
        var step = AllSteps.First(s => s.Id == condition.Step);
        return $"{step.Id} {step.En}" + condition.Kind switch
        {
            ConditionKind.Started => ": opened",
            ConditionKind.Finished => ": finished",
            _ => $": {English.GetValueOrDefault(step.Milestones.First(m => m.Code == condition.Name).Zh, condition.Name!)}",
        };
    }

    IEnumerable<StepTemplate> AllSteps => Provinces[^1].Template.Steps.Concat(Provinces[^1].Annex.Select(a => a.Step));

    /// <summary>How far the product serves a clause; what does not stand in states.yaml is not yet served.</summary>
    public ClauseState StateOf(string clause) => States.TryGetValue(clause, out var state) ? state : new ClauseState(clause, Served.NotYet, "", "");

    // The product's own files do not change while it runs, and many hosts in one process (tests) need not read them again.
    static readonly Lazy<GuidelineData> own = new(() => Load(Folder));

    /// <summary>Where the files lie beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Guideline", "Data");

    /// <param name="folder">another folder with files of the same names, for tests; the product's own if null</param>
    /// <exception cref="DataFault">what is wrong, with file and line</exception>
    public static GuidelineData Load(string? folder = null)
    {
        if (folder is null) return own.Value;
        var faults = new Faults();
        var clauses = ClauseFile.Read(Path.Combine(folder, "clauses.yaml"), faults);
        var ids = clauses.Select(c => c.Id).ToHashSet();
        var data = new GuidelineData
        {
            Clauses = clauses,
            ClauseById = clauses.DistinctBy(c => c.Id).ToDictionary(c => c.Id),
            Parameters = ParameterFile.Read(Path.Combine(folder, "parameters.yaml"), ids, faults),
            WorkItems = WorkItemFile.Read(Path.Combine(folder, "work-items.yaml"), ids, faults),
            // Earlier versions stay beside the newest as process-LN-2026.1.yaml: running projects keep theirs.
            Provinces = [.. Directory.EnumerateFiles(folder, "process*.yaml").Order(StringComparer.Ordinal).Select(f => ProcessFile.Read(f, ids, faults)).OfType<ProvinceTemplate>()],
            Calendar = CalendarFile.Read(Path.Combine(folder, "calendar.json"), faults),
            States = StateFile.Read(Path.Combine(folder, "states.yaml"), ids, faults),
            English = WordFile.Read(Path.Combine(folder, "english.yaml"), faults),
        };
        if (data.Provinces.Count == 0) faults.Add("process.yaml", 1, "there is no process template");
        foreach (var twice in data.Provinces.GroupBy(p => p.Template.Version).Where(g => g.Count() > 1)) faults.Add("process.yaml", 1, $"version {twice.Key} stands twice");
        faults.ThrowIfAny();
        return data;
    }

    /// <summary>The same guideline with other parameter rows: the clause mutation check turns one line and asks whether a test notices.</summary>
    public GuidelineData With(IReadOnlyList<Parameter> parameters) => new()
    {
        Clauses = Clauses, ClauseById = ClauseById, Parameters = parameters, WorkItems = WorkItems, Provinces = Provinces, Calendar = Calendar, States = States, English = English,
    };
}
