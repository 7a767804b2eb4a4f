using System.Globalization;
using System.Text.RegularExpressions;
using Renewal.Guideline.Contract;

namespace Renewal.Guideline.Reading;

/// <summary>A step beside the 32, which a city switches on (annex) or writes itself, with the place where it joins the others.</summary>
/// <param name="Before">step that waits for it; null where it follows</param>
/// <param name="AtFinish">the waiting step may be opened but not closed without it</param>
/// <param name="Replaces">named condition of that step which it answers</param>
sealed record AnnexStep(StepTemplate Step, string? Before, bool AtFinish, string? Replaces);

/// <summary>The province's template as it stands in its file, with all annex steps, none of them switched on.</summary>
/// <param name="Close">what closes a project where every annex step is switched on</param>
sealed record ProvinceTemplate(ProcessTemplate Template, IReadOnlyList<AnnexStep> Annex, CloseRule Close);

static partial class ProcessFile
{
    static readonly Dictionary<string, GateKind> Gates = new() { ["full"] = GateKind.Full, ["form"] = GateKind.Form, ["record"] = GateKind.Record };
    static readonly Dictionary<string, string> Sources = new() { ["law"] = "law", ["text"] = "text", ["office"] = "office" };
    static readonly Dictionary<string, Stage> Stages = new() { ["1"] = Stage.Preparation, ["2"] = Stage.Delivery, ["3"] = Stage.Stewardship };
    static readonly Dictionary<string, bool> Parts = new() { ["start"] = false, ["finish"] = true };

    static readonly HashSet<string> Scopes =
        ["community", "package", "lot", "building", "spot", "unit", "asset", "street segment"];

    [GeneratedRegex(@"^(?<step>[SX]\d(\.\d\d)?|C\d{1,2})(?<start>:start)?(@(?<milestone>[a-z-]+))?$")]
    private static partial Regex Reference();

    public static ProvinceTemplate? Read(string path, IReadOnlySet<string> clauses, Faults faults)
    {
        if (DataMap.Load(path, faults) is not { } file) return null;
        var roles = file.Maps("roles").Select(m =>
        {
            var role = new RoleName(m.Filled("code"), m.Filled("zh")) { En = m.Filled("en") };
            m.Done();
            return role;
        }).ToList();
        var events = file.Maps("events").Select(m =>
        {
            var e = new ClockEvent(m.Filled("code"), m.Filled("zh"), m.Text("on"));
            m.Done();
            return (Event: e, Row: m);
        }).ToList();
        var exceptions = file.Maps("exceptions").Select(m =>
        {
            var e = new ExceptionRule(m.Filled("kind"), m.Filled("zh"), m.Filled("rule"));
            m.Done();
            return e;
        }).ToList();
        var clock = file.MapOr("clock") is { } c ? Clock(c) : new ClockRules(20, 3, 5, 2, []);
        if (!file.Has("clock")) file.Fault("\"clock\" is missing");

        var stepRows = file.Maps("steps");
        var annexRows = file.Maps("annex");
        var reading = new Reader(roles.Select(r => r.Code).ToHashSet(), events.ToDictionary(e => e.Event.Code, e => e.Event),
            exceptions.Select(e => e.Kind).ToHashSet(), clauses, [.. stepRows, .. annexRows]);
        var steps = stepRows.Select(m => reading.Step(m, annex: false)).DistinctBy(s => s.Id).ToList();
        var annex = annexRows.Select(m => reading.Annex(m)).ToList();
        reading.CheckReferences(steps, annex);
        foreach (var (e, row) in events) reading.CheckEvent(e, row);

        var closing = file.MapOr("close_rule");
        if (closing is null) file.Fault("\"close_rule\" is missing");
        var close = closing is null ? new CloseRule("", [])
            : new CloseRule(closing.Filled("zh"), [.. closing.Texts("holds").Concat(closing.Texts("annex")).Select(t => reading.Condition("", t, closing))]);
        closing?.Done();
        var stageRule = file.MapOr("stage_rule");
        var stageZh = stageRule?.Filled("zh") ?? "";
        stageRule?.Done();

        // The annex is switched on city by city: the province's own template has none, and so its close rule does not ask for it.
        var template = new ProcessTemplate(file.Filled("version"), null, roles, clock, exceptions, steps, [])
        {
            ValidFrom = file.Day("valid_from"), Events = [.. events.Select(e => e.Event)], StageRuleZh = stageZh,
            Close = close with { Holds = [.. close.Holds.Where(c => annex.All(a => a.Step.Id != c.Step))] },
        };
        file.Done();
        foreach (var cycle in ConditionGraph.Cycles([.. steps, .. annex.Select(a => a.Step)]))
            file.Fault($"the conditions run in a circle: {cycle}");
        return new ProvinceTemplate(template, annex, close);
    }

    [GeneratedRegex(@"^C\d{1,2}$")]
    private static partial Regex OwnId();

    /// <summary>Steps that a city writes itself (T6.9), in the notation of the annex with a stage, C1, C2, …</summary>
    /// <param name="clauses">null where the text was checked when it was published</param>
    public static IReadOnlyList<AnnexStep> ReadOwn(string text, ProvinceTemplate province, IReadOnlySet<string>? clauses, Faults faults)
    {
        if (string.IsNullOrWhiteSpace(text) || DataMap.Load(new StringReader(text), "增设步骤", faults) is not { } file) return [];
        var (template, rows) = (province.Template, file.Maps("steps"));
        file.Done();
        var reading = new Reader(template.Roles.Select(r => r.Code).ToHashSet(), template.Events.ToDictionary(e => e.Code), template.Exceptions.Select(e => e.Kind).ToHashSet(),
            clauses, rows, [.. template.Steps, .. province.Annex.Select(a => a.Step)]);
        List<AnnexStep> own = [];
        foreach (var row in rows)
        {
            var joining = reading.Annex(row, own: true);
            var step = joining.Step;
            if (!OwnId().IsMatch(step.Id)) row.Fault($"a step of a city is called C1 … C99, not \"{step.Id}\"");
            if (joining.Before is null && step.Start.Count == 0) row.Fault($"step {step.Id} stands nowhere: give \"after\" or \"before\"");
            // A named condition of the province is answered by facts, never by a step that a city makes up.
            if (joining.Replaces is not null) row.Fault($"step {step.Id}: \"replaces\" is for the province's annex");
            // Its figures would need a form of their own, which no room has.
            if (step.Gate.Kind != GateKind.Record) row.Fault($"step {step.Id}: the gate of a city's own step is \"record\"");
            if (step.Enters is [var only] && step.Confirms.Contains(only)) row.Fault($"step {step.Id}: {only} would confirm what it has entered itself");
            own.Add(joining with { Step = step with { Own = true } });
        }
        reading.CheckReferences([], own);
        return own;
    }

    static ClockRules Clock(DataMap m)
    {
        var clock = new ClockRules(m.Number("amber_percent"), m.Number("amber_days"), m.Number("late_entry_days"), m.Number("escalate_days"),
            [.. m.Maps("pauses").Select(p =>
            {
                var pause = new PauseReason(p.Filled("code"), p.Filled("zh"));
                p.TextOr("en");
                p.Done();
                return pause;
            })])
        {
            WinterStop = m.MapOr("winter_stop") is { } winter ? Season(winter) : null,
            Heating = m.MapOr("heating") is { } heating ? Season(heating) : null,
        };
        if (clock.AmberPercent is <= 0 or >= 100) m.Fault("\"amber_percent\" must lie between 0 and 100");
        m.Done();
        return clock;
    }

    static Season Season(DataMap m)
    {
        var (from, to) = (MonthDay(m, "from"), MonthDay(m, "to"));
        var season = new Season(from.Month, from.Day, to.Month, to.Day, m.Filled("zh"), m.OneOf("source", Sources));
        m.Done();
        return season;
    }

    static (int Month, int Day) MonthDay(DataMap m, string key)
    {
        // A leap year, so that 02-29 may stand.
        if (DateOnly.TryParseExact("2024-" + m.Text(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (day.Month, day.Day);
        m.Fault($"\"{key}\" must be month and day as \"11-15\"");
        return (1, 1);
    }

    sealed class Reader
    {
        readonly IReadOnlySet<string> roles, exceptions;
        readonly IReadOnlySet<string>? clauses;
        readonly IReadOnlyDictionary<string, ClockEvent> events;
        readonly Dictionary<string, string> names = [];
        readonly Dictionary<(string, string), string> milestones = [];
        readonly Dictionary<string, DataMap> rows = [];

        public Reader(IReadOnlySet<string> roles, IReadOnlyDictionary<string, ClockEvent> events, IReadOnlySet<string> exceptions,
            IReadOnlySet<string>? clauses, IReadOnlyList<DataMap> stepRows, IReadOnlyList<StepTemplate>? known = null)
        {
            foreach (var step in known ?? [])
            {
                names[step.Id] = step.Zh;
                foreach (var m in step.Milestones) milestones[(step.Id, m.Code)] = m.Zh;
            }
            (this.roles, this.events, this.exceptions, this.clauses) = (roles, events, exceptions, clauses);
            // Names first: conditions name steps that come later.
            foreach (var row in stepRows)
            {
                var id = row.Filled("id");
                if (!names.TryAdd(id, row.Filled("zh"))) row.Fault($"step {id} stands twice");
                rows.TryAdd(id, row);
                foreach (var m in row.Maps("milestones"))
                    if (!milestones.TryAdd((id, m.Filled("code")), m.Filled("zh"))) row.Fault($"step {id}: milestone {m.Text("code")} stands twice");
            }
        }

        public StepTemplate Step(DataMap m, bool annex, bool joins = false)
        {
            var id = m.Text("id");
            var step = new StepTemplate
            {
                Id = id, Zh = m.Text("zh"), En = m.Filled("en"), Stage = annex ? Stage.Annex : m.OneOf("stage", Stages), Scopes = Filled(m, "scopes"),
                Lead = m.Filled("lead"), With = m.Texts("with"), Enters = Filled(m, "enters"), Confirms = Filled(m, "confirms"), BlindSecondEntry = m.Flag("blind"),
                Start = Conditions(id, m, "start"), Finish = Conditions(id, m, "finish"), PerSpot = Conditions(id, m, "per_spot"),
                Milestones = [.. m.Maps("milestones").Select(Milestone)], Parallel = m.Texts("parallel"), Limit = m.MapOr("limit") is { } l ? Limit(id, l) : null,
                Legal = [.. m.Maps("legal").Select(Legal)], Papers = Papers(id, m), Gate = Gate(id, m), Back = [.. m.Maps("back").Select(Loop)],
                Exceptions = m.Texts("exceptions"), ExceptionNotes = m.Texts("exception_notes"), Repeat = m.Flag("repeat"), Continuous = m.Flag("continuous"),
            };
            foreach (var role in (IEnumerable<string>)[step.Lead, .. step.With, .. step.Enters, .. step.Confirms])
                if (!roles.Contains(role)) m.Fault($"step {id}: there is no role {role}");
            foreach (var kind in step.Exceptions)
                if (!exceptions.Contains(kind)) m.Fault($"step {id}: there is no exception {kind}");
            foreach (var scope in step.Scopes)
                if (!Scopes.Contains(scope)) m.Fault($"step {id}: there is no scope {scope}");
            if (step.Papers.Count == 0) m.Fault($"step {id} asks for no paper");
            if (!joins) m.Done();
            return step;
        }

        public AnnexStep Annex(DataMap m, bool own = false)
        {
            var step = Step(m, annex: !own, joins: true);
            string? before = null, replaces = null;
            var atFinish = false;
            if (m.MapOr("before") is { } b)
            {
                (before, atFinish, replaces) = (b.Filled("step"), b.OneOf("condition", Parts), b.TextOr("replaces"));
                b.Done();
            }
            if (m.TextOr("after") is { } after) step = step with { Start = [Condition(step.Id, after, m), .. step.Start] };
            if (before is not null && !names.ContainsKey(before)) m.Fault($"annex {step.Id}: there is no step {before}");
            m.Done();
            return new AnnexStep(step, before, atFinish, replaces);
        }

        static IReadOnlyList<string> Filled(DataMap m, string key)
        {
            var texts = m.Texts(key);
            if (texts.Count == 0) m.Fault($"\"{key}\" is missing or empty");
            return texts;
        }

        List<Condition> Conditions(string step, DataMap m, string key)
        {
            List<Condition> conditions = [];
            foreach (var (text, map) in m.Mixed(key))
            {
                if (map is null) conditions.Add(Condition(step, text!, m));
                else
                {
                    conditions.Add(new Condition(ConditionKind.Named, step, map.Filled("name"), map.Filled("zh")));
                    map.Done();
                }
            }
            return conditions;
        }

        public Condition Condition(string asking, string text, DataMap m)
        {
            var match = Reference().Match(text);
            var id = match.Groups["step"].Value;
            if (!match.Success || !names.TryGetValue(id, out var zh))
            {
                m.Fault($"step {asking}: \"{text}\" is no condition: name a step of this file, as S1.04, \"S1.04:start\" or \"S1.09@planned\", or give {{name, zh}}");
                return new Condition(ConditionKind.Named, asking, text, text);
            }
            if (match.Groups["milestone"] is { Success: true, Value: var code })
            {
                if (!milestones.TryGetValue((id, code), out var milestone)) m.Fault($"step {asking}: {id} has no milestone {code}");
                return new Condition(ConditionKind.Milestone, id, code, $"{id} {zh}：{milestone}");
            }
            return match.Groups["start"].Success
                ? new Condition(ConditionKind.Started, id, null, $"{id} {zh} 已启动")
                : new Condition(ConditionKind.Finished, id, null, $"{id} {zh} 已办结");
        }

        static Milestone Milestone(DataMap m)
        {
            var milestone = new Milestone(m.Filled("code"), m.Filled("zh"), m.Filled("rule"));
            m.Done();
            return milestone;
        }

        Limit Limit(string step, DataMap m)
        {
            var from = m.Filled("from");
            if (!events.TryGetValue(from, out var start)) m.Fault($"step {step}: there is no event {from}");
            var limit = new Limit(m.Number("wd"), from, start?.Zh ?? from, m.OneOf("source", Sources), m.TextOr("note"));
            if (limit.WorkingDays <= 0) m.Fault($"step {step}: a limit is at least one working day");
            m.Done();
            return limit;
        }

        static LegalPeriod Legal(DataMap m)
        {
            var working = m.Has("wd");
            if (working == m.Has("days")) m.Fault("a legal period has either \"days\" or \"wd\"");
            var period = new LegalPeriod(m.Filled("what"), m.Number(working ? "wd" : "days"), working, m.OneOf("source", Sources));
            if (period.Days <= 0) m.Fault("a legal period is at least one day");
            m.Done();
            return period;
        }

        static List<PaperTemplate> Papers(string step, DataMap m)
        {
            List<PaperTemplate> papers = [];
            foreach (var p in m.Maps("papers"))
            {
                var branch = p.TextOr("branch");
                var paper = new PaperTemplate(p.Filled("code"), p.Filled("zh"), p.Filled("en"), p.Text("seal"), branch is null) { Branch = branch, WhenZh = p.TextOr("when") };
                if (branch is null != paper.WhenZh is null) p.Fault($"step {step}: \"branch\" and \"when\" go together");
                if (papers.Any(x => x.Code == paper.Code)) p.Fault($"step {step}: paper {paper.Code} stands twice");
                p.Done();
                papers.Add(paper);
            }
            return papers;
        }

        GateTemplate Gate(string step, DataMap m)
        {
            if (m.MapOr("gate") is not { } g)
            {
                m.Fault($"step {step} has no gate");
                return new GateTemplate(GateKind.Record, "", "", []);
            }
            var gate = new GateTemplate(g.OneOf("kind", Gates), g.Filled("zh"), g.Filled("test"), g.Texts("clauses"));
            if (gate.Clauses.Count == 0) g.Fault($"step {step}: the gate rests on no clause");
            foreach (var clause in gate.Clauses)
                if (clauses?.Contains(clause) == false) g.Fault($"step {step}: there is no clause {clause}");
            g.Done();
            return gate;
        }

        static Loop Loop(DataMap m)
        {
            var loop = new Loop(m.Filled("when"), m.Filled("to"), m.Filled("effect"));
            m.Done();
            return loop;
        }

        public void CheckReferences(IEnumerable<StepTemplate> steps, IEnumerable<AnnexStep> annex)
        {
            foreach (var step in steps.Concat(annex.Select(a => a.Step)))
            {
                foreach (var id in step.Parallel.Concat(step.Back.Select(b => b.To)))
                    if (!names.ContainsKey(id)) rows[step.Id].Fault($"step {step.Id}: there is no step {id}");
            }
        }

        public void CheckEvent(ClockEvent e, DataMap row)
        {
            if (e.On is "" or "open") return;
            if (!e.On.StartsWith("paper:", StringComparison.Ordinal)) Condition(e.Code, e.On, row);
            else if (e.On["paper:".Length..].Split('/') is not [var step, _] || step != "*" && !names.ContainsKey(step))
                row.Fault($"event {e.Code}: \"{e.On}\" names no paper; write paper:S1.10/p4");
        }
    }
}
