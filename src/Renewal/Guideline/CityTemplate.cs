using System.Text.Json;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;

namespace Renewal.Guideline;

/// <summary>What a city changes in the province's template (T6.9).</summary>
/// <param name="Annex">annex steps it switches on: X1 … X6</param>
/// <param name="Limits">step → working days, never more than the province's</param>
/// <param name="Lines">thresholds it tightens and readings it switches</param>
public sealed record TemplateChanges(IReadOnlyList<string> Annex, IReadOnlyDictionary<string, int> Limits, IReadOnlyList<TemplateLine> Lines)
{
    /// <summary>Steps of the city's own, as YAML in the notation of the annex in process.yaml with a stage; empty for none.</summary>
    public string OwnSteps { get; init; } = "";
}

/// <summary>One published version of a city's template. Never rewritten: a running project keeps the version it started with.</summary>
public sealed class CityTemplate
{
    CityTemplate() { }

    public CityTemplate(string city, int number, string basedOn, TemplateChanges changes, DateOnly validFrom, string basis, string publishedBy, DateTimeOffset at)
    {
        (Id, City, Number, BasedOn, Label) = (Guid.CreateVersion7(at), city, number, basedOn, $"{basedOn}+{city}-{number}");
        (Changes, ValidFrom, Basis, PublishedBy, At) = (JsonSerializer.Serialize(changes), validFrom, basis, publishedBy, at);
    }

    public Guid Id { get; private set; }

    /// <summary>As in <c>LN-2026.1+2101-3</c>.</summary>
    public string Label { get; private set; } = "";
    public string City { get; private set; } = "";
    public int Number { get; private set; }
    public string BasedOn { get; private set; } = "";
    public string Changes { get; private set; } = "";
    public DateOnly ValidFrom { get; private set; }
    public string Basis { get; private set; } = "";
    public string PublishedBy { get; private set; } = "";
    public DateTimeOffset At { get; private set; }

    public TemplateChanges Read() => JsonSerializer.Deserialize<TemplateChanges>(Changes)!;

    /// <summary>The province's template with the city's changes in it.</summary>
    internal ProcessTemplate On(ProvinceTemplate province)
    {
        var changes = Read();
        var annex = province.Annex.Where(a => changes.Annex.Contains(a.Step.Id)).ToList();
        var own = ProcessFile.ReadOwn(changes.OwnSteps, province, null, new Faults());
        List<AnnexStep> joining = [.. annex, .. own];
        var template = province.Template;
        return new ProcessTemplate(Label, City, template.Roles, template.Clock, template.Exceptions, Laid([.. template.Steps.Select(s => Change(s, changes, joining))], [.. own.Select(o => o with { Step = Change(o.Step, changes, joining) })]),
            [.. annex.Select(a => Change(a.Step, changes, own))])
        {
            ValidFrom = ValidFrom, BasedOn = BasedOn, Events = template.Events, StageRuleZh = template.StageRuleZh, Lines = changes.Lines,
            Close = province.Close with
            {
                Holds = [.. province.Close.Holds.Where(c => c.Step[0] != 'X' || annex.Any(a => a.Step.Id == c.Step)),
                .. own.Where(o => !o.Step.Continuous).Select(o => Done(o.Step))]
            },
        };
    }

    /// <summary>The city's own steps between the others: before the one that waits for them, else behind the last they wait for.</summary>
    static List<StepTemplate> Laid(List<StepTemplate> steps, IReadOnlyList<AnnexStep> own)
    {
        foreach (var (step, before, _, _) in own)
        {
            var at = steps.FindIndex(s => s.Id == before);
            if (at < 0) at = steps.FindLastIndex(s => step.Start.Any(c => c.Step == s.Id)) + 1;
            steps.Insert(at > 0 ? at : steps.FindLastIndex(s => s.Stage <= step.Stage) + 1, step);
        }
        return steps;
    }

    static Condition Done(StepTemplate step) => new(ConditionKind.Finished, step.Id, null, $"{step.Id} {step.Zh} 已办结");

    static StepTemplate Change(StepTemplate step, TemplateChanges changes, IReadOnlyList<AnnexStep> annex)
    {
        if (step.Limit is { } limit && changes.Limits.TryGetValue(step.Id, out var days))
            step = step with { Limit = limit with { WorkingDays = days, Note = Join(limit.Note, $"市级时限，省级为 {limit.WorkingDays} 个工作日") } };
        foreach (var joining in annex.Where(a => a.Before == step.Id))
        {
            var condition = Done(joining.Step);
            step = step with
            {
                Start = [.. step.Start.Where(c => !Answered(c, joining)), .. joining.AtFinish ? (IEnumerable<Condition>)[] : [condition]],
                Finish = [.. step.Finish.Where(c => !Answered(c, joining)), .. joining.AtFinish ? (IEnumerable<Condition>)[condition] : []],
            };
        }
        return step;
    }

    static bool Answered(Condition condition, AnnexStep joining) => condition.Kind == ConditionKind.Named && condition.Name == joining.Replaces;

    static string Join(string? note, string more) => note is null ? more : $"{note}；{more}";
}
