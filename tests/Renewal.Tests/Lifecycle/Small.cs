using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;

namespace Renewal.Tests.Lifecycle;

/// <summary>Small templates and project files in memory, for the pure engine.</summary>
static class Small
{
    public static readonly DateOnly Day = new(2026, 3, 2);

    /// <summary>2026 as published: Spring Festival with its worked Saturday, May Day with its own.</summary>
    public static readonly WorkingDays Calendar = new(
        [new(2026, 1, 1), new(2026, 1, 2), .. Range(new(2026, 2, 15), 9), new(2026, 4, 6), new(2026, 5, 1), new(2026, 5, 4), new(2026, 5, 5), new(2026, 6, 19), new(2026, 9, 25),
            new(2026, 10, 1), new(2026, 10, 2), new(2026, 10, 5), new(2026, 10, 6), new(2026, 10, 7)],
        [new(2026, 1, 4), new(2026, 2, 14), new(2026, 2, 28), new(2026, 5, 9), new(2026, 9, 20), new(2026, 10, 10)], 2026, 2026);

    static IEnumerable<DateOnly> Range(DateOnly from, int days) => Enumerable.Range(0, days).Select(from.AddDays);

    public static readonly ClockRules Running = new(20, 3, 5, 2, [new PauseReason("winter", "冬季室外停工")]);

    public static StepTemplate Step(string id, string scope = "community", IReadOnlyList<Condition>? start = null, IReadOnlyList<Condition>? finish = null) => new()
    {
        Id = id, Zh = id, En = id, Stage = (Stage)(id[1] - '0'), Scopes = [scope], Lead = "county_office", With = [], Enters = ["committee"], Confirms = ["street"],
        Start = start ?? [], Finish = finish ?? [], Papers = [], Gate = new(GateKind.Record, "", "", []),
    };

    public static Condition Finished(string step) => new(ConditionKind.Finished, step, null, $"{step} 办结");
    public static Condition Started(string step) => new(ConditionKind.Started, step, null, $"{step} 开启");
    public static Condition Reached(string step, string milestone) => new(ConditionKind.Milestone, step, milestone, $"{step}@{milestone}");
    public static Condition Named(string step, string name) => new(ConditionKind.Named, step, name, name);

    public static Dossier Project(IReadOnlyList<StepTemplate> steps, params string[] communities)
    {
        var template = new ProcessTemplate("T-1", null, [], Running, [], steps, []);
        var project = new RenovationProject(ProjectId.New(), "1", "项目", "210106", "T-1", Day, default);
        var dossier = new Dossier(project, template, Calendar, Day);
        foreach (var name in communities) dossier.Members.Add(new ProjectCommunity(project.Id, CommunityId.New(), name, "210106001", Day));
        return dossier;
    }

    public static StepScope Of(this Dossier dossier, string community) => StepScope.Of(dossier.Members.Single(m => m.Name == community));

    public static StepScope Lot(this Dossier dossier, string name, params string[] communities)
    {
        var lot = new Lot(LotId.New(), dossier.Project.Id, name);
        dossier.Lots.Add(lot);
        foreach (var c in communities) dossier.Touches.Add(new LotCommunity(lot.Id, dossier.Project.Id, dossier.Members.Single(m => m.Name == c).Community));
        return StepScope.Of(lot);
    }

    public static StepScope Package(this Dossier dossier) => StepScope.Package(dossier.Project.Name);

    public static StepRecord Opened(this Dossier dossier, string step, StepScope scope)
    {
        var record = new StepRecord(dossier.Project.Id, step, scope, dossier.Rounds(step, scope.Key).Count() + 1);
        foreach (var before in dossier.Rounds(step, scope.Key)) before.GiveWay();
        record.Open(Day, default, null);
        dossier.Records.Add(record);
        return record;
    }

    public static StepRecord Done(this Dossier dossier, string step, StepScope scope)
    {
        var record = dossier.Opened(step, scope);
        record.Submit(Guid.CreateVersion7(), Guid.CreateVersion7(), "甲");
        record.Finish(Day, default, Guid.CreateVersion7(), Guid.CreateVersion7(), "乙", null, "T-1");
        return record;
    }

    public static void Reach(this Dossier dossier, StepRecord record, string code) => dossier.Milestones.Add(new StepMilestone(record, code, Day, default, null));

    public static string[] WhyNotOpen(this Dossier dossier, string step, StepScope scope) =>
        [.. StepGraph.WhyNotOpen(dossier, dossier.Template.Step(step), scope).Select(u => u.Zh)];

    public static string[] WhyNotFinish(this Dossier dossier, string step, StepScope scope) =>
        [.. StepGraph.WhyNotFinish(dossier, dossier.Template.Step(step), scope).Select(u => u.Zh)];
}
