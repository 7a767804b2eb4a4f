using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>
/// Asks the gates that the rooms have registered. Nothing here decides, and no endpoint sets a verdict: a gate without a room stays open.
/// </summary>
public sealed class GateDesk(IEnumerable<IGate> gates, IGuideline guideline)
{
    readonly ILookup<(string, string?), IGate> byStep = gates.ToLookup(g => (g.Step, g.Milestone));
    readonly ILookup<string, IGate> allOfStep = gates.ToLookup(g => g.Step);

    public bool Has(string step, string? milestone) => byStep[(step, milestone)].Any();

    /// <summary>Fields of the form of a step, or of one of its milestones.</summary>
    public IReadOnlyList<FigureField> Form(string step, string? milestone) => Distinct(byStep[(step, milestone)]);

    /// <summary>Fields of the step and all its milestones: figures of one round are judged together.</summary>
    public IReadOnlyList<FigureField> FormOfAll(string step) => Distinct(allOfStep[step]);

    static List<FigureField> Distinct(IEnumerable<IGate> gates) => [.. gates.SelectMany(g => g.Form).DistinctBy(f => f.Code)];

    /// <summary>Judges a record, or one of its milestones, by today's facts.</summary>
    /// <param name="confirming">the second organisation is agreeing just now: what a record gate waits for</param>
    public async Task<Verdict> Judge(Dossier dossier, StepTemplate step, StepRecord record, string? milestone = null, bool confirming = false,
        CancellationToken stop = default)
    {
        if (milestone is null && record is { Finished: true, Exception: ExceptionKinds.InPlace or ExceptionKinds.NotApplicable or ExceptionKinds.Equivalent })
            return new Verdict(VerdictState.Passed, step.Id, $"按「{ExceptionZh(dossier.Template, record.Exception)}」办结，凭文件并经第二单位同意。");
        var asked = byStep[(step.Id, milestone)].ToList();
        // One spot of a register has no figures of its own: papers, and both organisations.
        if (record.Scope == ScopeKind.Spot) asked = [];
        if (asked.Count == 0)
        {
            if (milestone is null && (step.Gate.Kind == GateKind.Record || record.Scope == ScopeKind.Spot)) return ByPapers(dossier, step, record, confirming);
            return new Verdict(VerdictState.Open, step.Id, "本关口的判定尚未接入，不能办结。");
        }
        List<(string Name, Verdict Verdict)> answers = [];
        var figures = dossier.Confirmed(record);
        var papers = dossier.SealedPapers(record);
        foreach (var member in dossier.CommunitiesOf(dossier.ScopeOf(record)))
        {
            var question = new GateQuestion(dossier.Project.Id, member.Community, member.Division, step.Id, record.Round, dossier.Today, dossier.Template, figures, papers)
            {
                FiguresOf = (other, _) => Task.FromResult(FiguresFor(dossier, other, record, member.Community)),
            };
            foreach (var gate in asked) answers.Add((member.Name, await gate.Judge(question, stop)));
        }
        return Join(step.Id, answers);
    }

    /// <summary>Lets the gates of these records read in one go what they will be asked. For a scope that judges them and ends: what was read ahead is not read again.</summary>
    public async Task Ahead(IEnumerable<(Dossier Dossier, StepRecord Record)> records, CancellationToken stop = default)
    {
        foreach (var step in records.Where(r => r.Record.Scope != ScopeKind.Spot).GroupBy(r => r.Record.Step))
        {
            var communities = step.SelectMany(r => r.Dossier.CommunitiesOf(r.Dossier.ScopeOf(r.Record))).Select(m => m.Community).Distinct().ToList();
            foreach (var gate in byStep[(step.Key, null)]) await gate.Ahead(communities, stop);
        }
    }

    /// <summary>Papers present, both organisations agree.</summary>
    static Verdict ByPapers(Dossier dossier, StepTemplate step, StepRecord record, bool confirming)
    {
        var required = step.Papers.Count(p => p.Required);
        var missing = dossier.MissingPapers(step, record);
        var figure = $"{required - missing.Count} / {required} 份文件已用印";
        var both = record.Finished || confirming;
        var submitted = record.EnteredOrganisation is not null && record.State is StepState.Submitted or StepState.Finished;
        return missing.Count > 0
            ? new(VerdictState.Open, step.Id, $"还缺已用印的文件：{string.Join('、', missing.Select(p => $"《{p.Zh}》"))}。") { Figure = figure, Line = "全部用印，两个单位一致" }
            : !submitted ? new(VerdictState.Open, step.Id, "文件已齐，待录入单位提交。") { Figure = figure, Line = "全部用印，两个单位一致" }
            : !both ? new(VerdictState.Open, step.Id, "文件已齐，待另一单位复核。") { Figure = figure, Line = "全部用印，两个单位一致" }
            : new(VerdictState.Passed, step.Id, $"文件齐全，两个单位一致：{step.Gate.TestZh}。") { Figure = figure, Line = "全部用印，两个单位一致" };
    }

    /// <summary>Figures of another step, for the community asked about; those of several lots are added up.</summary>
    Figures FiguresFor(Dossier dossier, string other, StepRecord asking, CommunityId community)
    {
        if (!dossier.Template.Has(other)) return Figures.None;
        dossier.AskFor(other);
        var step = dossier.Template.Step(other);
        var scopes = Dossier.KeptOn(step) == ScopeKind.Community ? [StepScope.Of(dossier.Member(community))] : dossier.Needed(step, dossier.ScopeOf(asking));
        var found = scopes.Select(s => dossier.Current(other, s.Key)).OfType<StepRecord>().Select(dossier.Confirmed).Where(f => !f.IsEmpty).ToList();
        if (found.Count <= 1) return found.FirstOrDefault() ?? Figures.None;
        Dictionary<string, string> sum = [];
        foreach (var field in FormOfAll(other))
        {
            var values = found.Where(f => f.Has(field.Code)).ToList();
            if (values.Count == 0) continue;
            sum[field.Code] = field.Kind is FigureKind.Count or FigureKind.Money or FigureKind.Area
                ? values.Sum(f => f.Count(field.Code)!.Value).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : values[^1].Text(field.Code)!;
        }
        return new Figures(sum);
    }

    static Verdict Join(string clause, List<(string Name, Verdict Verdict)> answers)
    {
        if (answers.Count == 1) return answers[0].Verdict;
        if (answers.Count == 0) return new(VerdictState.Open, clause, "没有可判定的小区。");
        var worst = answers.Exists(a => a.Verdict.State == VerdictState.Failed) ? VerdictState.Failed
            : answers.Exists(a => a.Verdict.State == VerdictState.Open) ? VerdictState.Open : VerdictState.Passed;
        var reason = worst == VerdictState.Passed
            ? answers[0].Verdict.ReasonZh
            : string.Join("；", answers.Where(a => a.Verdict.State == worst).Select(a => $"{a.Name}：{a.Verdict.ReasonZh}"));
        return new(worst, clause, reason)
        {
            Figure = $"{answers.Count(a => a.Verdict.Passed)} / {answers.Count} 个小区通过", Line = "全部通过",
            Beside = [.. answers.Select(a => a.Verdict with { ReasonZh = $"{a.Name}：{a.Verdict.ReasonZh}" })],
        };
    }

    /// <summary>
    /// Answers the named conditions of a step: by a gate registered for that name, else by facts of the corridor, else, for the finish, by the step's own gate,
    /// whose form asks for them. What nobody answers is agreed on by two organisations on a paper.
    /// </summary>
    public async Task AnswerNamed(Dossier dossier, StepTemplate step, StepScope scope, bool finish, CancellationToken stop = default)
    {
        foreach (var condition in finish ? step.Start.Concat(step.Finish) : step.Start)
        {
            if (condition.Kind != ConditionKind.Named) continue;
            var key = (condition.Step, condition.Name!, scope.Key);
            var record = dossier.Current(step.Id, scope.Key);
            if (record is not null && Has(step.Id, condition.Name)) dossier.Named[key] = await Judge(dossier, step, record, condition.Name, stop: stop);
            else if (condition.Name == NamedFacts.ServedLongEnough) dossier.Named[key] = await ServedLongEnough(dossier, scope, stop);
            else if (finish && record is not null && step.Finish.Contains(condition) && step.Gate.Kind != GateKind.Record && Has(step.Id, null))
                dossier.Named[key] = await Judge(dossier, step, record, stop: stop);
        }
    }

    async Task<Verdict> ServedLongEnough(Dossier dossier, StepScope scope, CancellationToken stop) => NamedFacts.Served(dossier, scope,
        await guideline.Parameter("evaluation.service.days", dossier.Project.Division, dossier.Today, dossier.Template, stop));

    public static string ExceptionZh(ProcessTemplate template, string kind) => template.Exceptions.FirstOrDefault(e => e.Kind == kind)?.Zh ?? kind;
}

/// <summary>Named conditions that the corridor knows from its own facts.</summary>
static class NamedFacts
{
    public const string ServedLongEnough = "service-90-days";

    /// <summary>S3.09: days since the notice of moving in (S3.01, p4), or, without it, since that step was finished.</summary>
    /// <param name="line">evaluation.service.days</param>
    public static Verdict Served(Dossier dossier, StepScope scope, Parameter line)
    {
        if (!dossier.Template.Has("S3.01") || dossier.Current("S3.01", scope.Key) is not { } movingIn)
            return new(VerdictState.Open, "S3.09", "物业尚未进驻。");
        var from = dossier.PapersOf(movingIn.Id).Where(p => p.Code == "p4" && p.Sealed).Max(p => p.PaperOn) ?? movingIn.FinishedOn;
        if (from is not { } day) return new(VerdictState.Open, "S3.09", "物业尚未进驻。");
        var days = dossier.Today.DayNumber - day.DayNumber;
        var (enough, need) = (line.Holds(days), line.Needed());
        return new(enough ? VerdictState.Passed : VerdictState.Open, "S3.09", enough ? $"物业服务已满 {need} 日。" : $"物业服务 {days} 日，未满 {need} 日。")
        {
            Figure = $"{days} 日", Line = $"满 {need} 日", Distance = enough ? null : $"还差 {need - days} 日",
        };
    }
}
