using Renewal.Foundation;
using Renewal.Guideline;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Guideline;

[Clause("T6.9")]
public sealed class TemplateTests
{
    static readonly ProcessTemplate Province = GuidelineData.Load().Provinces[0].Template;
    static readonly DateOnly Today = new(2026, 3, 2);

    static TemplateChanges Changes(IReadOnlyList<string>? annex = null, Dictionary<string, int>? limits = null, params TemplateLine[] lines) =>
        new(annex ?? [], limits ?? [], lines);

    static async Task<ProcessTemplate> Publish(World world, Actor actor, TemplateChanges changes, DateOnly? from = null)
    {
        await using var scene = world.As(actor);
        return await scene.Get<PublishTemplate>().Run(new(null, changes, from ?? Today, "沈建发〔2026〕8 号"));
    }

    [Fact]
    public void The_method_has_10_13_and_9_steps()
    {
        Assert.Equal([10, 13, 9], Province.Steps.GroupBy(s => s.Stage).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Empty(Province.Annex);
    }

    [Fact]
    public void Nobody_confirms_what_its_own_role_alone_has_entered()
    {
        foreach (var step in Province.Steps.Where(s => s.Enters.Count == 1))
            Assert.DoesNotContain(step.Enters[0], step.Confirms);
    }

    [Fact]
    public void The_consultations_are_entered_twice_and_blind()
    {
        Assert.Equal(["S1.06", "S2.03"], Province.Steps.Where(s => s.BlindSecondEntry).Select(s => s.Id));
        Assert.Contains("witness", Province.Step("S2.03").Confirms);
    }

    [Fact]
    public void No_step_waits_for_itself_through_others() => Assert.Empty(ConditionGraph.Cycles(Province.Steps));

    [Fact]
    public void A_circle_of_conditions_is_found()
    {
        // The official reply inside S2.04 would make S2.04 and S2.06 wait for each other.
        var steps = Province.Steps.Select(s => s.Id != "S2.04" ? s
            : s with { Finish = [.. s.Finish, new Condition(ConditionKind.Finished, "S2.06", null, "")] }).ToList();
        Assert.Contains(ConditionGraph.Cycles(steps), c => c.Contains("S2.04") && c.Contains("S2.06"));
    }

    [Fact]
    public void Funds_are_asked_twice_planned_for_the_plan_and_confirmed_for_the_contract()
    {
        Assert.Contains(Province.Step("S1.10").Start, c => c is { Kind: ConditionKind.Milestone, Step: "S1.09", Name: "planned" });
        Assert.Contains(Province.Step("S2.07").Finish, c => c is { Kind: ConditionKind.Milestone, Step: "S1.09", Name: "confirmed" });
    }

    [Fact]
    public void Papers_of_a_branch_are_asked_of_nobody_else()
    {
        var papers = Province.Step("S1.02").Papers;
        Assert.Equal(["custody", "custody", "election", "election", "election"], papers.Select(p => p.Branch));
        Assert.All(papers, p => Assert.False(p.Required));
        Assert.All(Province.Step("S1.06").Papers.Where(p => p.Code != "p4"), p => Assert.True(p.Required));
    }

    [Fact]
    public void Winter_runs_over_the_turn_of_the_year()
    {
        var winter = Province.Clock.WinterStop!;
        Assert.False(winter.Has(new(2026, 11, 14)));
        Assert.True(winter.Has(new(2026, 11, 15)));
        Assert.True(winter.Has(new(2027, 1, 1)));
        Assert.True(winter.Has(new(2027, 3, 31)));
        Assert.False(winter.Has(new(2027, 4, 1)));
    }

    [Theory, Stores]
    public async Task A_city_publishes_its_own_version_and_the_others_walk_by_the_province(Store store)
    {
        await using var world = await World.Start(store);
        var own = await Publish(world, Offices.Shenyang, Changes(["X1", "X2", "X4"], new() { ["S1.05"] = 20 }), new(2026, 4, 1));
        Assert.Equal("LN-2026.1+2101-1", own.Version);
        await using var scene = world.As();
        var guideline = scene.Get<IGuideline>();
        Assert.Equal("LN-2026.1", (await guideline.TemplateFor("210106001", new(2026, 3, 31))).Version);
        Assert.Equal(own.Version, (await guideline.TemplateFor("210106001", new(2026, 4, 1))).Version);
        Assert.Equal("LN-2026.1", (await guideline.TemplateFor("210203", new(2026, 4, 1))).Version);

        var template = await guideline.Template(own.Version);
        Assert.Equal(20, template.Step("S1.05").Limit!.WorkingDays);
        Assert.Equal(["X1", "X2", "X4"], template.Annex.Select(s => s.Id));
        // X1 answers the named condition of S2.02, X2 that of S2.07; X4 follows acceptance and closes the project.
        Assert.DoesNotContain(template.Step("S2.02").Start, c => c.Kind == ConditionKind.Named);
        Assert.Contains(template.Step("S2.02").Start, c => c is { Kind: ConditionKind.Finished, Step: "X1" });
        Assert.Contains(template.Step("S2.07").Finish, c => c is { Kind: ConditionKind.Finished, Step: "X2" });
        Assert.Contains(template.Close.Holds, c => c.Step == "X4");
        Assert.DoesNotContain(template.Close.Holds, c => c.Step == "X5");
        Assert.Empty(ConditionGraph.Cycles([.. template.Steps, .. template.Annex]));
    }

    [Fact]
    public async Task A_running_project_keeps_its_version_when_the_next_is_published()
    {
        await using var world = await World.Start();
        var first = await Publish(world, Offices.Shenyang, Changes(limits: new() { ["S1.05"] = 20 }));
        var second = await Publish(world, Offices.Shenyang, Changes(limits: new() { ["S1.05"] = 10 }));
        await using var scene = world.As();
        var guideline = scene.Get<IGuideline>();
        Assert.Equal(20, (await guideline.Template(first.Version)).Step("S1.05").Limit!.WorkingDays);
        Assert.Equal(second.Version, (await guideline.TemplateFor("2101", Today)).Version);
        Assert.Equal("template.unknown", (await Assert.ThrowsAsync<RuleBroken>(() => guideline.Template("LN-2099.1"))).Code);
    }

    [Fact]
    public async Task A_template_tightens_lines_and_switches_the_reading_for_its_own_projects()
    {
        await using var world = await World.Start();
        var own = await Publish(world, Offices.Shenyang, Changes(lines:
            [new TemplateLine("consultation.second.reading", Comparison.AtLeast, 2, 3), new TemplateLine("consultation.first.share", null, 9, 10)]));
        await using var scene = world.As();
        var guideline = scene.Get<IGuideline>();
        Assert.True((await guideline.Parameter("consultation.second.area", "2101", Today, own)).Holds(2, 3));
        Assert.True((await guideline.Parameter("consultation.second.owners", "2101", Today, own)).Holds(2, 3));
        Assert.False((await guideline.Parameter("consultation.second.owners", "2101", Today, Province)).Holds(2, 3));
        Assert.False((await guideline.Parameter("consultation.first.share", "2101", Today, own)).Holds(89, 100));
        Assert.True((await guideline.Parameter("consultation.first.share", "2101", Today, own)).Holds(90, 100));
    }

    [Fact]
    public async Task What_a_template_may_not_do_is_refused()
    {
        await using var world = await World.Start();
        async Task<string> Refused(TemplateChanges changes, Actor? actor = null) =>
            (await Assert.ThrowsAsync<RuleBroken>(() => Publish(world, actor ?? Offices.Shenyang, changes))).Code;

        Assert.Equal("template.empty", await Refused(Changes()));
        Assert.Equal("template.annex", await Refused(Changes(["X9"])));
        Assert.Equal("template.limit", await Refused(Changes(limits: new() { ["S9.99"] = 5 })));
        Assert.Equal("template.limit", await Refused(Changes(limits: new() { ["S1.05"] = 0 })));
        Assert.Equal("parameter.looser", await Refused(Changes(lines: new TemplateLine("consultation.first.share", null, 3, 4))));
        Assert.Equal("parameter.fixed", await Refused(Changes(lines: new TemplateLine("tender.works", null, 1, 1))));
        Assert.Equal("template.line", await Refused(Changes(lines: new TemplateLine("no.such", null, 1, 1))));
        Assert.Equal("template.city", await Refused(Changes(["X1"]), Offices.Province));
        Assert.Equal("guideline.not_yours", await Refused(Changes(["X1"]), Offices.Street));
    }

    const string Review = """
        steps:
        - id: C1
          zh: 市级方案评审
          en: City scheme review
          stage: 1
          scopes: [community]
          lead: county_office
          enters: [committee]
          confirms: [county_office]
          before: {step: S1.02, condition: start}
          limit: {wd: 5, from: project-opened, source: office}
          papers:
          - {code: p1, zh: 评审意见, en: review opinion, seal: 市改造办}
          gate: {kind: record, zh: 评审意见已出具, test: papers present, clauses: [T6.9]}
        """;

    [Theory, Stores]
    public async Task A_city_adds_a_step_of_its_own_and_the_next_step_waits_for_it(Store store)
    {
        await using var world = await World.Start(store);
        var before = await Opened(world, "甲小区");
        var own = await Publish(world, Offices.Shenyang, Changes() with { OwnSteps = Review });
        var after = await Opened(world, "乙小区");

        await using var scene = world.As();
        var template = await scene.Get<IGuideline>().Template(own.Version);
        Assert.Equal(33, template.Steps.Count);
        Assert.Equal(template.Steps.ToList().FindIndex(s => s.Id == "S1.02") - 1, template.Steps.ToList().FindIndex(s => s.Id == "C1"));
        Assert.Contains(template.Close.Holds, c => c.Step == "C1");
        Assert.Contains(Renewal.Web.Process.ProcessLayout.Of(template)[0].Arrows, a => a.From.Step.Id == "C1" && a.To.Step.Id == "S1.02");

        // The project that was there before keeps its version, and knows no C1.
        Assert.NotEqual(default, await Open(world, before, "S1.02"));
        Assert.Equal("step.unknown", (await Assert.ThrowsAsync<RuleBroken>(() => Open(world, before, "C1"))).Code);
        var waits = await Assert.ThrowsAsync<RuleBroken>(() => Open(world, after, "S1.02"));
        Assert.Equal("step.conditions", waits.Code);
        Assert.Contains("C1 市级方案评审", waits.Message);
        var step = await Open(world, after, "C1");
        var view = await scene.Get<ProjectReading>().Step(step);
        Assert.Equal(("C1", "评审意见", new DateOnly(2026, 3, 9)), (view!.Template.Id, view.Papers.Single().Template.Zh, view.Record.Due));
        Assert.Contains((await scene.Get<ProjectReading>().Picture(after))!.Steps, s => s is { Step: "C1", Zh: "市级方案评审" });
    }

    static async Task<ProjectId> Opened(World world, string name)
    {
        var id = CommunityId.New();
        await using var scene = world.As(Post("county_office"), Reach.Everything);
        await scene.Get<ProcessLog>().Run(new Process("test.community", "登记小区"), run =>
        {
            run.Db.Add(new Renewal.Places.ResidentialCommunity(id, "210106001001", name));
            run.Fact(new Registered(id, name));
            return Task.CompletedTask;
        });
        return await scene.Get<OpenProject>().Run(new([id], Today));
    }

    sealed record Registered(CommunityId Id, string Name) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => $"登记小区「{Name}」";
    }

    static async Task<StepId> Open(World world, ProjectId project, string step)
    {
        await using var scene = world.As(Post("committee"), Reach.Everything);
        return await scene.Get<OpenStep>().Run(new(project, step, Today));
    }

    static Actor Post(string role) => new(Guid.CreateVersion7(), role, Guid.CreateVersion7(), role, role, "210106001001");

    [Fact]
    public async Task A_step_of_a_city_that_could_not_be_walked_is_refused()
    {
        await using var world = await World.Start();
        async Task Refused(string yaml, string says)
        {
            var refused = await Assert.ThrowsAsync<RuleBroken>(() => Publish(world, Offices.Shenyang, Changes() with { OwnSteps = yaml }));
            Assert.Equal("template.steps", refused.Code);
            Assert.Contains(says, refused.Message);
        }
        await Refused(Review.Replace("id: C1", "id: S1.11"), "C1 … C99");
        await Refused(Review.Replace("lead: county_office", "lead: mayor"), "mayor");
        await Refused(Review.Replace("kind: record", "kind: form"), "record");
        await Refused(Review.Replace("confirms: [county_office]", "confirms: [committee]"), "committee");
        await Refused(Review.Replace("step: S1.02", "step: S7.01"), "S7.01");
        await Refused(Review.Replace("before:", "colour: red\n  before:"), "colour");
        await Refused(Review.Replace("  before:", "  after: S1.02\n  before:"), "互相等待");
        await Refused("steps: [", "增设步骤");
        await Refused("steps: []", "empty");
    }
}
