using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>What lies on whose desk, as the states of the steps say; pure.</summary>
public static class TaskRules
{
    public static IEnumerable<Wanted> Of(Dossier dossier)
    {
        if (dossier.Project.State != ProjectState.Running) yield break;
        foreach (var step in dossier.AllSteps)
            foreach (var scope in dossier.ScopesOf(step))
                // A step that comes again is opened again when somebody means to; it is on nobody's desk until then.
                if (dossier.Current(step.Id, scope.Key) is null or { State: StepState.NotStarted } && StepGraph.WhyNotOpen(dossier, step, scope).Count == 0)
                    yield return Want(dossier, null, step, scope, TaskKind.Open, step.Enters.Append(step.Lead), $"可以开启 {step.Id} {step.Zh}",
                        $"open/{step.Id}/{scope.Key}", null);

        foreach (var record in dossier.Records)
        {
            if (!record.Current || !dossier.Template.Has(record.Step) || record.Community is { } community && !dossier.Member(community).In) continue;
            var step = dossier.Template.Step(record.Step);
            var scope = dossier.ScopeOf(record);
            if (record.State == StepState.Open)
                yield return Want(dossier, record, step, scope, TaskKind.Enter, step.Enters, $"办理 {step.Id} {step.Zh}", $"enter/{record.Id}", null);
            if (record.State == StepState.Submitted)
                yield return Want(dossier, record, step, scope, TaskKind.Confirm, step.Confirms, $"复核 {step.Id} {step.Zh}", $"confirm/{record.Id}",
                    record.EnteredOrganisation);
            var takes = dossier.Figures.Where(f => f.Record == record.Id).ToList();
            foreach (var take in takes)
            {
                if (take.State == FiguresState.Entered)
                    yield return Want(dossier, record, step, scope, TaskKind.ConfirmFigures, step.Confirms,
                        step.BlindSecondEntry ? $"背靠背录入 {step.Id} {step.Zh}的数据" : $"核对 {step.Id} {step.Zh}的数据", $"figures/{take.Id:N}", take.EnteredOrganisation);
                if (take.State == FiguresState.Mismatch && takes.Count(t => t.Milestone == take.Milestone && t.SecondValues is not null) >= 2)
                    yield return Want(dossier, record, step, scope, TaskKind.ThirdLook, ["county_office"], $"两次录入不一致，核定 {step.Id} {step.Zh}的数据",
                        $"third/{take.Id:N}", null);
            }
            if (record.EscalatedTo is { } up)
                yield return Want(dossier, record, step, scope, TaskKind.Supervise, [up], $"督办 {step.Id} {step.Zh}（已超期）", $"supervise/{record.Id}", null);
        }

        foreach (var consent in dossier.Consents)
        {
            if (consent.State != ConsentState.Asked) continue;
            var record = dossier.Records.Find(r => r.Id == consent.Record);
            if (record is { Current: false }) continue;
            var step = consent.Step is { } id && dossier.Template.Has(id) ? dossier.Template.Step(id) : null;
            var roles = ConsentRules.Answers(consent.Kind, step);
            var scope = record is null
                ? consent.Community is { } c ? StepScope.Of(dossier.Member(c)) : StepScope.Package(dossier.Project.Name)
                : dossier.ScopeOf(record);
            yield return Want(dossier, record, step, scope, TaskKind.Consent, roles, $"答复：{ConsentRules.Zh(consent, dossier.Template)}", $"consent/{consent.Id:N}",
                consent.AskedOrganisation);
        }
    }

    static Wanted Want(Dossier dossier, StepRecord? record, StepTemplate? step, StepScope scope, TaskKind kind, IEnumerable<string> roles, string zh, string key,
        Guid? notOrganisation) => new(dossier.Project.Id, record?.Id, step?.Id ?? "", scope.Community,
        scope.Community is { } community ? dossier.Member(community).Division : dossier.Project.Division, kind, $"|{string.Join('|', roles.Distinct())}|",
        $"{zh}（{scope.Zh}）", record?.Due, record?.AmberFrom, key, notOrganisation);
}

/// <summary>Who asks and who answers in matters of two organisations.</summary>
public static class ConsentRules
{
    /// <summary>Offices that decide on what leaves a plan: the level that approved it.</summary>
    static readonly string[] Plan = ["county_gov", "county_office", "city_office", "province"];

    public static IReadOnlyList<string> Asks(ConsentKind kind, StepTemplate? step) => kind switch
    {
        ConsentKind.Leave or ConsentKind.Withdraw => ["county_office", "street", "implementer"],
        _ => [.. step!.Enters.Append(step.Lead).Concat(step.Confirms).Distinct()],
    };

    public static IReadOnlyList<string> Answers(ConsentKind kind, StepTemplate? step) => kind switch
    {
        ConsentKind.Leave => [.. Plan, "street"],
        ConsentKind.Withdraw => Plan,
        // What the confirming side itself asks is answered by the side that answers for the step.
        _ => [.. step!.Confirms.Append(step.Lead).Append("county_office").Distinct()],
    };

    public static string Zh(Consent consent, ProcessTemplate template)
    {
        var step = consent.Step is { } id && template.Has(id) ? $"{id} {template.Step(id).Zh}" : "";
        return consent.Kind switch
        {
            ConsentKind.Exception => $"{step}按「{GateDesk.ExceptionZh(template, consent.Code)}」处理",
            ConsentKind.Pause => $"{step}暂停计时（{template.Clock.Pauses.FirstOrDefault(p => p.Code == consent.Code)?.Zh ?? consent.Code}）",
            ConsentKind.Milestone => $"{step}节点「{MilestoneZh(template, consent.Step!, consent.Code)}」",
            ConsentKind.Leave => "小区退出项目包",
            _ => "项目调出计划",
        };
    }

    public static string MilestoneZh(ProcessTemplate template, string step, string code)
    {
        var of = template.Step(step);
        return of.Milestones.FirstOrDefault(m => m.Code == code)?.Zh
            ?? of.Start.Concat(of.Finish).FirstOrDefault(c => c.Kind == ConditionKind.Named && c.Name == code)?.Zh ?? code;
    }
}
