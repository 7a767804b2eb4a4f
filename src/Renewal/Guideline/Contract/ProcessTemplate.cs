namespace Renewal.Guideline.Contract;

/// <summary>
/// The process template: the 32 steps with who, when, which papers and which gate. Data, versioned per city (T6.9); a project keeps the version it
/// started with.
/// </summary>
/// <param name="Version">unique label, as in <c>LN-2026.1</c> or <c>LN-2026.1+2101-3</c></param>
/// <param name="City">4-digit division code of the city whose template it is; null for the province's</param>
public sealed record ProcessTemplate(string Version, string? City, IReadOnlyList<RoleName> Roles, ClockRules Clock,
    IReadOnlyList<ExceptionRule> Exceptions, IReadOnlyList<StepTemplate> Steps, IReadOnlyList<StepTemplate> Annex)
{
    readonly Dictionary<string, StepTemplate> byId = Steps.Concat(Annex).ToDictionary(s => s.Id);

    /// <exception cref="KeyNotFoundException">no such step in this template</exception>
    public StepTemplate Step(string id) => byId[id];
    public bool Has(string id) => byId.ContainsKey(id);

    /// <summary>First day on which a new project takes this version.</summary>
    public DateOnly ValidFrom { get; init; }

    /// <summary>The province's version a city's template is made from; null for the province's own.</summary>
    public string? BasedOn { get; init; }

    /// <summary>What limits run from (<see cref="Limit.From"/>).</summary>
    public IReadOnlyList<ClockEvent> Events { get; init; } = [];

    /// <summary>How the stage shown to people is found.</summary>
    public string StageRuleZh { get; init; } = "";

    /// <summary>What must hold before a project is closed; annex steps only where they are switched on.</summary>
    public CloseRule Close { get; init; } = new("", []);

    /// <summary>Lines the city has tightened, and readings it has chosen, in this version; a running project keeps them (T6.9).</summary>
    public IReadOnlyList<TemplateLine> Lines { get; init; } = [];

    /// <summary>The line as this version of the template has it: never looser than the one in force, and with the reading the city chose.</summary>
    public Parameter Apply(Parameter parameter)
    {
        foreach (var line in Lines)
        {
            // consultation.second.reading is one switch for the area and the owners.
            if (line.Parameter == parameter.Reading && line.Comparison is { } reading) parameter = parameter with { Comparison = reading };
            if (line.Parameter != parameter.Id) continue;
            var own = parameter with { Comparison = line.Comparison ?? parameter.Comparison, Numerator = line.Numerator, Denominator = line.Denominator };
            var both = parameter with { Comparison = own.Comparison };
            parameter = own.IsTighterThan(both) ? own with { Basis = $"{parameter.Basis}；{Version} 从严" } : both;
        }
        return parameter;
    }
}

/// <summary>An event that a limit runs from.</summary>
/// <param name="On">
/// <c>open</c> (the project's own date), a finished step (<c>S1.04</c>), a milestone (<c>S1.06@roll</c>), the date on a paper
/// (<c>paper:S1.10/p4</c>, <c>paper:*/p1</c> for the same step), or empty: a date that the form of the step asks for
/// </param>
public sealed record ClockEvent(string Code, string Zh, string On);

/// <summary>A yearly season, first and last day, which may run over the turn of the year.</summary>
public sealed record Season(int FromMonth, int FromDay, int ToMonth, int ToDay, string Zh, string Source)
{
    public bool Has(DateOnly day)
    {
        var (at, from, to) = (day.Month * 100 + day.Day, FromMonth * 100 + FromDay, ToMonth * 100 + ToDay);
        return from <= to ? at >= from && at <= to : at >= from || at <= to;
    }
}

/// <param name="Holds">all of these</param>
public sealed record CloseRule(string Zh, IReadOnlyList<Condition> Holds);

/// <summary>A line that a city's template tightens, or a reading it switches.</summary>
/// <param name="Comparison">null where only the figure changes</param>
public sealed record TemplateLine(string Parameter, Comparison? Comparison, long Numerator, long Denominator);

/// <summary>A role of the process with its Chinese name.</summary>
public sealed record RoleName(string Code, string Zh)
{
    public string En { get; init; } = "";
}

/// <summary>What the limits run on.</summary>
/// <param name="AmberPercent">last share of the limit in which the lamp is amber</param>
/// <param name="AmberDays">or this many working days, whichever is longer</param>
/// <param name="LateEntryDays">entry later than this many working days after the paper date is flagged</param>
/// <param name="EscalateDays">overdue goes to the next level up after this many working days</param>
public sealed record ClockRules(int AmberPercent, int AmberDays, int LateEntryDays, int EscalateDays, IReadOnlyList<PauseReason> Pauses)
{
    /// <summary>Outdoor wet works, open trenches and planting stop: the limit pauses.</summary>
    public Season? WinterStop { get; init; }

    /// <summary>Heating season; heat works are ready for filling before it.</summary>
    public Season? Heating { get; init; }
}

public sealed record PauseReason(string Code, string Zh);

/// <summary>A kind of exception: in place, not applicable, equivalent, early, partial, emergency, withdrawn.</summary>
public sealed record ExceptionRule(string Kind, string Zh, string Rule);

/// <summary>The three stages of the guideline; annex steps stand beside them.</summary>
public enum Stage { Preparation = 1, Delivery = 2, Stewardship = 3, Annex = 9 }

/// <summary>How a gate is answered: by the product's own facts, by a typed form with sealed papers until the room is built, or by papers alone.</summary>
public enum GateKind { Full, Form, Record }

/// <summary>One step of the process.</summary>
public sealed record StepTemplate
{
    public required string Id { get; init; }
    public required string Zh { get; init; }
    public required string En { get; init; }
    public required Stage Stage { get; init; }
    /// <summary>community, package, lot, building, spot, unit, asset, street segment</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    /// <summary>Role that answers for the step.</summary>
    public required string Lead { get; init; }
    public required IReadOnlyList<string> With { get; init; }
    /// <summary>Roles that type the facts.</summary>
    public required IReadOnlyList<string> Enters { get; init; }
    /// <summary>Roles that confirm: always another organisation than the one that entered.</summary>
    public required IReadOnlyList<string> Confirms { get; init; }
    /// <summary>The second entry is made blind (S1.06, S2.03).</summary>
    public bool BlindSecondEntry { get; init; }
    public required IReadOnlyList<Condition> Start { get; init; }
    public required IReadOnlyList<Condition> Finish { get; init; }
    /// <summary>Bind only the works on that spot.</summary>
    public IReadOnlyList<Condition> PerSpot { get; init; } = [];
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];
    public IReadOnlyList<string> Parallel { get; init; } = [];
    public Limit? Limit { get; init; }
    public IReadOnlyList<LegalPeriod> Legal { get; init; } = [];
    public required IReadOnlyList<PaperTemplate> Papers { get; init; }
    public required GateTemplate Gate { get; init; }
    public IReadOnlyList<Loop> Back { get; init; } = [];
    /// <summary>Kinds of exception the step allows beyond those every step allows, with notes in words.</summary>
    public IReadOnlyList<string> Exceptions { get; init; } = [];
    public IReadOnlyList<string> ExceptionNotes { get; init; } = [];
    /// <summary>Comes again and again (evaluations, assets).</summary>
    public bool Repeat { get; init; }
    /// <summary>Written by the city, beside the 32 (T6.9).</summary>
    public bool Own { get; init; }
    /// <summary>Goes on after its first round and never holds the stage back (publicity, residents' supervision).</summary>
    public bool Continuous { get; init; }
}

public enum ConditionKind
{
    /// <summary>The step is finished.</summary>
    Finished,
    /// <summary>The step is opened.</summary>
    Started,
    /// <summary>A named milestone of the step is reached.</summary>
    Milestone,
    /// <summary>A named condition that a room or a form answers.</summary>
    Named,
}

/// <param name="Step">step id; for <see cref="ConditionKind.Named"/> the step that asks</param>
/// <param name="Name">milestone or condition code; null else</param>
/// <param name="Zh">the condition in words for people</param>
public sealed record Condition(ConditionKind Kind, string Step, string? Name, string Zh);

public sealed record Milestone(string Code, string Zh, string Rule);

/// <summary>A limit in working days from a named event; zero days never occur. <paramref name="Source"/>: law, text or office.</summary>
public sealed record Limit(int WorkingDays, string From, string FromZh, string Source, string? Note);

/// <summary>A notice period: calendar days, or working days where <paramref name="Working"/>.</summary>
public sealed record LegalPeriod(string WhatZh, int Days, bool Working, string Source);

/// <param name="Code">stable within the step: p1, p2, …</param>
/// <param name="Seal">whose stamp or signature; empty when none is needed</param>
/// <param name="Required">false when the paper is asked for only in one branch (an election, a bond)</param>
public sealed record PaperTemplate(string Code, string Zh, string En, string Seal, bool Required)
{
    /// <summary>Papers of one branch belong together (custody, election); null for papers that are always asked for.</summary>
    public string? Branch { get; init; }

    /// <summary>When the paper is asked for: 选举业委会时.</summary>
    public string? WhenZh { get; init; }
}

/// <param name="Clauses">clauses the gate rests on</param>
public sealed record GateTemplate(GateKind Kind, string TestZh, string Test, IReadOnlyList<string> Clauses);

/// <summary>A way back: the step named gets a new round; earlier rounds are kept.</summary>
public sealed record Loop(string WhenZh, string To, string EffectZh);
