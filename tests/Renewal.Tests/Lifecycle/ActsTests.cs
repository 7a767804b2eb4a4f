using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Lifecycle;

public sealed class ActsTests
{
    static Dictionary<string, string> N(int n, string field = "n") => new() { [field] = n.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    [Theory, Stores]
    public async Task Both_sides_of_one_item_are_never_one_organisation_or_one_person(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.02");
        await c.Papers(step);
        var take = await c.As<EnterFigures, Guid>("committee", use => use.Run(new(step, N(1), c.Today)));
        var street = c.Who("street");
        var sameOrganisation = street with { Organisation = c.Who("committee").Organisation };
        var samePerson = street with { Id = c.Who("committee").Id };
        await Corridor.Refused("sides.same_organisation", c.As<ConfirmFigures, ConfirmFigures.Answer>(sameOrganisation, use => use.Run(new(step, take))));
        await Corridor.Refused("sides.same_person", c.As<ConfirmFigures, ConfirmFigures.Answer>(samePerson, use => use.Run(new(step, take))));
        await Corridor.Refused("duty.role", c.As<ConfirmFigures, ConfirmFigures.Answer>("committee", use => use.Run(new(step, take))));
        await Corridor.Refused("step.figures", c.Submit(step));
        await c.As<ConfirmFigures, ConfirmFigures.Answer>(street, use => use.Run(new(step, take)));
        await c.Submit(step);
        await Corridor.Refused("sides.same_organisation", c.As<ConfirmStep, Verdict>(sameOrganisation, use => use.Run(new(step, c.Today))));
        await Corridor.Refused("sides.same_person", c.As<ConfirmStep, Verdict>(samePerson, use => use.Run(new(step, c.Today))));
        await Corridor.Refused("sides.same_organisation", c.As<SendBackStep>(sameOrganisation, use => use.Run(new(step, "再核"))));
        Assert.True((await c.Confirm(step)).Passed);
    }

    [Theory, Stores]
    public async Task Nobody_can_tick_a_gate(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.02");
        await c.Papers(step);
        await c.Figures(step, 0);
        await c.Submit(step);
        Assert.Contains("还差 1", (await Corridor.Refused("gate.not_passed", c.Confirm(step))).Message, StringComparison.Ordinal);
        Assert.Equal(StepState.Submitted, (await c.View(step)).Record.State);

        // Back, typed anew, and through; the verdict stays with the step, and the first take is kept.
        await c.As<SendBackStep>("street", use => use.Run(new(step, "数据有误")));
        await c.Figures(step, 1);
        await c.Submit(step);
        await c.Confirm(step);
        var view = await c.View(step);
        Assert.True(view.Kept!.Passed);
        Assert.Equal("LN-2026.1", view.Record.Rule);
        Assert.Equal([1, 2], view.Takes.Select(t => t.Take));
    }

    [Fact]
    public async Task A_step_closes_on_sealed_scans_only_and_a_paper_walks_its_way_in_order()
    {
        await using var c = await Corridor.Start();
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        Task Advance(Guid paper, string role, PaperState to, string? number = null, bool file = false) => c.As<AdvancePaper>(role,
            use => use.Run(new(step, paper, to, "同意", number, number is null ? null : c.Today, file ? c.File : null)));

        var paper = await c.As<AttachPaper, Guid>("committee", use => use.Run(new(step, "p1")));
        Assert.Contains("成立批复", (await Corridor.Refused("step.papers", c.Submit(step))).Message, StringComparison.Ordinal);
        await Corridor.Refused("paper.order", Advance(paper, "street", PaperState.Countersigned));
        await Corridor.Refused("paper.same_person", Advance(paper, "committee", PaperState.Checked));
        await c.As<AdvancePaper>(c.Who("committee") with { Id = Guid.CreateVersion7() }, use => use.Run(new(step, paper, PaperState.Checked)));
        await Corridor.Refused("paper.same_organisation", Advance(paper, "committee", PaperState.Countersigned));
        await Advance(paper, "street", PaperState.Countersigned);
        await Corridor.Refused("duty.role", Advance(paper, "committee", PaperState.Issued));
        await Advance(paper, "party_street", PaperState.Issued);
        await Corridor.Refused("paper.order", Advance(paper, "committee", PaperState.Sealed, file: true));
        await Advance(paper, "committee", PaperState.Numbered, "工社〔2026〕1号");
        await Corridor.Refused("paper.no_scan", Advance(paper, "committee", PaperState.Sealed));
        await Advance(paper, "committee", PaperState.Sealed, file: true);
        Assert.DoesNotContain("成立批复", (await Corridor.Refused("step.papers", c.Submit(step))).Message, StringComparison.Ordinal);
    }

    [Theory, Stores]
    public async Task A_number_is_given_once_per_organisation_and_year(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        async Task Number(string code)
        {
            var paper = await c.As<AttachPaper, Guid>("committee", use => use.Run(new(step, code)));
            await c.As<AdvancePaper>(c.Who("committee") with { Id = Guid.CreateVersion7() }, use => use.Run(new(step, paper, PaperState.Checked)));
            await c.As<AdvancePaper>("street", use => use.Run(new(step, paper, PaperState.Countersigned)));
            await c.As<AdvancePaper>("party_street", use => use.Run(new(step, paper, PaperState.Issued)));
            await c.As<AdvancePaper>("committee", use => use.Run(new(step, paper, PaperState.Numbered, null, "工社〔2026〕1号", c.Today)));
        }
        await Number("p1");
        await Corridor.Refused("paper.number_used", Number("p2"));
    }

    [Theory, Stores]
    [Clause("S1.06")]
    public async Task The_second_entry_is_blind_and_differing_entries_go_back_to_both_and_then_to_the_county(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        await c.Walk(project, "S1.05");
        var step = (await c.Picture(project)).Steps.Single(s => s.Step == "S1.06").Id ?? await c.OpenStep(project, "S1.06");
        // The roll first: figures typed before stay apart from it.
        Task<Guid> Enter(int n) => c.As<EnterFigures, Guid>("committee", use => use.Run(new(step, N(n), c.Today)));
        Task<ConfirmFigures.Answer> Second(Guid take, string role, int? n) =>
            c.As<ConfirmFigures, ConfirmFigures.Answer>(role, use => use.Run(new(step, take, n is { } x ? N(x) : null, Opinion: "按原件核定")));

        var first = await Enter(1);
        Assert.Null((await c.View(step, c.Who("street"))).Takes.Single(t => t.Id == first).Values);
        Assert.NotNull((await c.View(step, c.Who("committee"))).Takes.Single(t => t.Id == first).Values);
        await Corridor.Refused("figures.blind", Second(first, "street", null));
        Assert.Equal(["数"], (await Second(first, "street", 0)).Differ);
        await Corridor.Refused("figures.look_again", Second(first, "county_office", 1));
        var again = await Enter(1);
        Assert.False((await Second(again, "street", 0)).Confirmed);
        await Corridor.Refused("figures.third_differs", Second(again, "county_office", 7));
        Assert.True((await Second(again, "county_office", 1)).Confirmed);
        Assert.True((await c.View(step)).Takes.Single(t => t.Id == again).ThirdLook);
        Assert.Equal(1, (await c.View(step)).Figures.Count("n"));
    }

    [Theory, Stores]
    [Clause("S1.06")]
    public async Task A_failed_poll_goes_back_to_a_new_version_waits_thirty_days_and_keeps_its_rounds(Store store)
    {
        await using var c = await Corridor.Start(store);
        var community = await c.Community("工人新村");
        var project = await c.Open(community);
        await c.Walk(project, "S1.05");
        var poll = (await c.Picture(project)).Steps.Single(s => s.Step == "S1.06").Id ?? await c.OpenStep(project, "S1.06");
        await c.Figures(poll, 0);
        await Corridor.Refused("opinion.missing", c.As<LoopBack, IReadOnlyList<StepId>>("street", use => use.Run(new(poll, "S1.05", c.Today, " "))));
        await Corridor.Refused("loop.unknown", c.As<LoopBack, IReadOnlyList<StepId>>("street", use => use.Run(new(poll, "S2.02", c.Today, "未过八成"))));
        var failed = c.Today;
        var opened = await c.As<LoopBack, IReadOnlyList<StepId>>("street", use => use.Run(new(poll, "S1.05", failed, "未过八成")));
        Assert.Equal(2, opened.Count);
        await Corridor.Refused("step.not_current", c.As<SubmitStep>("committee", use => use.Run(new(poll))));

        var rounds = (await c.View(opened[1])).Rounds;
        Assert.Equal([1, 2], rounds.Select(r => r.Round));
        Assert.False(rounds[0].Current);
        Assert.Equal(failed.AddDays(30), rounds[1].NotBefore);
        var scheme = await c.OpenStep(project, "S1.05");
        var early = await Corridor.Refused("step.conditions", c.OpenStep(project, "S1.06"));
        Assert.Contains("S1.05", early.Message, StringComparison.Ordinal);
        Assert.Contains($"{failed.AddDays(30):yyyy年M月d日}", early.Message, StringComparison.Ordinal);
        await c.Finish(project, scheme);
        c.World.Clock.Advance(TimeSpan.FromDays(29));
        await Corridor.Refused("step.conditions", c.OpenStep(project, "S1.06"));
        c.World.Clock.Advance(TimeSpan.FromDays(1));
        var second = await c.OpenStep(project, "S1.06");
        // Figures of the round before do not count for this one.
        Assert.True((await c.View(second)).Figures.IsEmpty);
        Assert.Equal(0, (await c.View(poll)).Figures.Count("n"));
    }

    [Theory, Stores]
    public async Task A_community_that_fails_leaves_the_package_and_the_rest_walk_on(Store store)
    {
        await using var c = await Corridor.Start(store);
        var (a, b) = (await c.Community("甲小区"), await c.Community("乙小区"));
        var project = await c.Open(a, b);
        var step = await c.OpenStep(project, "S1.01", b);
        Task Ask() => c.As<LeavePackage, Guid>("county_office", use => use.Run(new(project, b, "首轮未过", c.Paper("调整文件"))));
        await Corridor.Refused("step.which_scope", c.OpenStep(project, "S1.02"));
        var consent = await c.As<LeavePackage, Guid>("county_office", use => use.Run(new(project, b, "首轮未过", c.Paper("调整文件"))));
        await Corridor.Refused("sides.same_organisation", c.As<AnswerConsent>("county_office", use => use.Run(new(project, consent, true))));
        await Corridor.Refused("duty.role", c.As<AnswerConsent>("committee", use => use.Run(new(project, consent, true))));
        await c.As<AnswerConsent>("city_office", use => use.Run(new(project, consent, true)));
        await Corridor.Refused("project.left", Ask());

        var picture = await c.Picture(project);
        Assert.False(picture.Members.Single(m => m.Community == b).In);
        Assert.DoesNotContain(picture.Steps, s => s.Scope.Community == b);
        // Its history stays; it may enter another project.
        Assert.Equal(StepState.Open, (await c.View(step)).Record.State);
        await Corridor.Refused("project.running", c.Open(a));
        await c.Open(b);
        await c.Walk(project, "S1.10");
        Assert.Equal(StepState.Finished, (await c.Picture(project)).Steps.Single(s => s.Step == "S1.10").State);
    }

    [Fact]
    public async Task Lots_are_drawn_anew_only_before_their_steps_begin_and_cover_every_community()
    {
        await using var c = await Corridor.Start();
        var (a, b) = (await c.Community("甲小区"), await c.Community("乙小区"));
        var project = await c.Open(a, b);
        await Corridor.Refused("lot.community", c.As<DrawLots, IReadOnlyList<LotId>>("county_office", use => use.Run(new(project, [new("一", [a])]))));
        var lots = await c.As<DrawLots, IReadOnlyList<LotId>>("county_office", use => use.Run(new(project, [new("一", [a]), new("二", [a, b])])));
        Assert.Equal(2, lots.Count);
        Assert.Equal(2, (await c.Picture(project)).Steps.Count(s => s.Step == "S2.12"));
    }

    [Theory, Stores]
    public async Task A_pause_needs_a_second_organisation_shows_and_lengthens_the_limit(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        Assert.Equal(new DateOnly(2026, 3, 23), (await c.View(step)).Record.Due);
        await Corridor.Refused("pause.reason", c.As<PauseStep, Guid>("committee", use => use.Run(new(step, "holiday", c.Paper(), "放假"))));
        var consent = await c.As<PauseStep, Guid>("committee", use => use.Run(new(step, "public-notice", c.Paper(), "公示")));
        Assert.Equal(StepState.Open, (await c.View(step)).Record.State);
        await c.As<AnswerConsent>("street", use => use.Run(new(project, consent, true)));
        var paused = await c.View(step);
        Assert.Equal((StepState.Paused, LampColour.Paused), (paused.Record.State, paused.Lamp.Colour));
        await Corridor.Refused("step.state", c.Submit(step));
        c.World.Clock.Advance(TimeSpan.FromDays(7));
        await c.As<ResumeStep>("committee", use => use.Run(new(step, c.Today, "公示期满")));
        Assert.Equal(new DateOnly(2026, 3, 30), (await c.View(step)).Record.Due);
    }

    [Theory, Stores]
    public async Task An_exception_is_granted_by_another_organisation_and_not_applicable_comes_back_by_itself(Store store)
    {
        await using var c = await Corridor.Start(store);
        var community = await c.Community("工人新村");
        var project = await c.Open(community);
        await Corridor.Refused("exception.not_allowed",
            c.As<GrantException, Guid>("committee", use => use.Run(new(project, "S1.01", "not_applicable", "没有", c.Paper()))));
        var consent = await c.As<GrantException, Guid>("street", use => use.Run(new(project, "S2.05", "not_applicable", "台账为零", c.Paper())));
        Assert.Equal(StepState.NotStarted, (await c.Picture(project)).Steps.Single(s => s.Step == "S2.05").State);
        await Corridor.Refused("sides.same_organisation", c.As<AnswerConsent>(c.Who("urban_mgmt") with { Organisation = c.Who("street").Organisation },
            use => use.Run(new(project, consent, true))));
        await c.As<AnswerConsent>("urban_mgmt", use => use.Run(new(project, consent, true)));
        var line = (await c.Picture(project)).Steps.Single(s => s.Step == "S2.05");
        Assert.Equal((StepState.Finished, "不涉及"), (line.State, line.Exception));

        await c.As<IProjects>("street", use => use.RegisterNoLongerZero(community, "S2.05", "发现一处违建"));
        line = (await c.Picture(project)).Steps.Single(s => s.Step == "S2.05");
        Assert.Equal((StepState.NotStarted, 2, (string?)null), (line.State, line.Round, line.Exception));
    }

    [Fact]
    public async Task A_milestone_without_a_gate_is_agreed_on_by_two_and_one_with_a_gate_is_judged()
    {
        await using var c = await Corridor.Start();
        var project = await c.Open(await c.Community("工人新村"));
        await c.Walk(project, "S1.05");
        var funds = (await c.Picture(project)).Steps.Single(s => s.Step == "S1.09").Id ?? await c.OpenStep(project, "S1.09");
        var view = await c.View(funds);
        if (view.Milestones.Single(m => m.Code == "confirmed").ReachedOn is null)
            await Corridor.Refused("gate.not_passed", c.As<ReachMilestone, ReachMilestone.Answer>("county_office",
                use => use.Run(new(project, "S1.09", "confirmed", c.Today, view.Record.Community))));
        await Corridor.Refused("milestone.unknown", c.As<ReachMilestone, ReachMilestone.Answer>("county_office",
            use => use.Run(new(project, "S1.09", "nothing", c.Today, view.Record.Community))));
    }

    [Fact]
    public async Task Entry_after_more_than_five_working_days_is_flagged_and_dates_ahead_are_refused()
    {
        await using var c = await Corridor.Start();
        var project = await c.Open(await c.Community("工人新村"));
        var opened = c.Today;
        c.World.Clock.Advance(TimeSpan.FromDays(7));
        var onTime = await c.As<OpenStep, StepId>("committee", use => use.Run(new(project, "S1.01", opened)));
        Assert.False((await c.View(onTime)).Record.LateEntry);
        c.World.Clock.Advance(TimeSpan.FromDays(1));
        var late = await c.As<OpenStep, StepId>("committee", use => use.Run(new(project, "S1.02", opened)));
        var record = (await c.View(late)).Record;
        Assert.True(record.LateEntry);
        Assert.Equal((opened, c.Today), (record.OpenedOn!.Value, record.OpenedAt!.Value.InChina()));
        await Corridor.Refused("paper.future", c.As<OpenStep, StepId>("committee", use => use.Run(new(project, "S1.03", c.Today.AddDays(1)))));
    }

    [Theory, Stores]
    public async Task A_stale_page_is_refused_and_of_two_nodes_that_finish_a_step_exactly_one_does(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        var seen = (await c.View(step)).Record.Version;
        await c.Papers(step);
        Assert.Equal(412, (await Corridor.Refused("stale", c.As<SubmitStep>("committee", use => use.Run(new(step, Version: seen))))).Status);
        await c.Submit(step);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try { await c.As<ConfirmStep, Verdict>("street", use => use.Run(new(step, c.Today))); return "done"; }
            catch (RuleBroken broken) { return broken.Code; }
        }));
        Assert.Equal(1, outcomes.Count(o => o == "done"));
        Assert.All(outcomes.Where(o => o != "done"), o => Assert.Contains(o, (string[])["step.state", "stale", "busy"]));
        await using var scene = c.World.As();
        Assert.Equal(1, await scene.Db.Facts.CountAsync(f => f.Kind == nameof(StepFinished)));
    }

    [Theory, Stores]
    public async Task Of_two_nodes_that_open_a_step_or_a_project_exactly_one_does(Store store)
    {
        await using var c = await Corridor.Start(store);
        var community = await c.Community("工人新村");
        async Task<string> Try(Func<Task> act)
        {
            try { await act(); return "done"; }
            catch (RuleBroken broken) { return broken.Code; }
        }
        var opened = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Try(() => c.Open(community))));
        Assert.Single(opened, "done");
        await using var scene = c.World.As();
        var project = (await scene.Get<IProjects>().RunningOf(community))!.Value;
        var steps = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Try(() => c.OpenStep(project, "S1.01"))));
        Assert.Single(steps, "done");
    }

    [Theory, Stores]
    public async Task Overdue_is_told_and_goes_one_level_up_after_two_working_days_once(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        Task<int> Sweep() => c.As<SweepDeadlines, int>(Actor.System, use => use.Run(), Reach.Everything);
        c.World.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 23, 23, 0, 0, Foundation.Clock.China));
        Assert.Equal(0, await Sweep());
        c.World.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 24, 0, 40, 0, Foundation.Clock.China));
        Assert.Equal(1, await Sweep());
        Assert.Equal(0, await Sweep());
        c.World.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 25, 12, 0, 0, Foundation.Clock.China));
        Assert.Equal(0, await Sweep());
        c.World.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 26, 0, 40, 0, Foundation.Clock.China));
        Assert.Equal(1, await Sweep());
        Assert.Equal("street", (await c.View(step)).Record.EscalatedTo);
        var (rows, _) = await c.As<TaskReading, (IReadOnlyList<TaskLine>, int)>("street", use => use.List(new(Desk.Supervise)));
        Assert.Contains(rows, r => r.Kind == TaskKind.Supervise && r.StepId == "S1.01");
    }

    [Theory, Stores]
    public async Task A_limit_that_awaits_its_calendar_is_stored_as_such(Store store)
    {
        await using var c = await Corridor.Start(store, new DateTimeOffset(2026, 12, 21, 9, 0, 0, Foundation.Clock.China));
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        var view = await c.View(step);
        Assert.True(view.Record.AwaitingCalendar);
        Assert.Null(view.Record.Due);
        Assert.Equal(LampColour.AwaitingCalendar, view.Lamp.Colour);
    }

    [Theory, Stores]
    public async Task Tasks_lie_on_the_desks_of_those_whose_turn_it_is_and_are_urged_and_handed_over_with_a_word(Store store)
    {
        await using var c = await Corridor.Start(store);
        var project = await c.Open(await c.Community("工人新村"));
        var step = await c.OpenStep(project, "S1.01");
        async Task<IReadOnlyList<TaskLine>> Todo(Actor actor) =>
            (await c.As<TaskReading, (IReadOnlyList<TaskLine> Rows, int)>(actor, use => use.List(new(Step: "S1.01")))).Rows;

        var task = Assert.Single(await Todo(c.Who("committee")));
        Assert.Equal(TaskKind.Enter, task.Kind);
        Assert.Empty(await Todo(c.Who("street")));
        await Corridor.Refused("opinion.missing", c.As<UrgeTasks, int>("street", use => use.Run(new([task.Id], ""))));
        await Corridor.Refused("task.unknown", c.As<UrgeTasks, int>("street", use => use.Run(new([task.Id, Guid.CreateVersion7()], "请抓紧"))));
        Assert.Equal(1, await c.As<UrgeTasks, int>("street", use => use.Run(new([task.Id], "请抓紧"))));
        await c.As<TransferTasks, int>("committee", use => use.Run(new([task.Id])));
        Assert.Empty(await Todo(Corridor.Another("committee")));
        Assert.True(Assert.Single(await Todo(c.Who("committee"))).Mine);

        await c.Papers(step);
        await c.Submit(step);
        Assert.Empty(await Todo(c.Who("committee")));
        Assert.Equal(TaskKind.Confirm, Assert.Single(await Todo(c.Who("street"))).Kind);
        // The other side of the item does not find it on its desk.
        Assert.Empty(await Todo(c.Who("street") with { Organisation = c.Who("committee").Organisation }));
        var (done, _) = await c.As<TaskReading, (IReadOnlyList<TaskLine>, int)>("committee", use => use.List(new(Desk.Done)));
        Assert.Contains(done, t => t.StepId == "S1.01" && t.Kind == TaskKind.Enter);
    }

    [Theory, Stores]
    public async Task Who_does_not_reach_a_community_finds_neither_its_project_nor_its_steps(Store store)
    {
        await using var c = await Corridor.Start(store);
        var (a, b) = (await c.Community("甲小区", "210106001002"), await c.Community("乙小区", "210106002001"));
        var project = await c.Open(a, b);
        var (own, other) = (await c.OpenStep(project, "S1.01", a), await c.OpenStep(project, "S1.01", b));
        async Task<(bool Project, bool Own, bool Other, int Rows)> Sees(Reach reach)
        {
            await using var scene = c.World.As(c.Who("committee"), reach);
            var reading = scene.Get<ProjectReading>();
            return (await reading.Picture(project) is not null, await reading.Step(own) is not null, await reading.Step(other) is not null,
                (await reading.List(new())).Total);
        }
        Assert.Equal((true, true, false, 1), await Sees(Reach.Division("210106001002")));
        Assert.Equal((true, true, true, 2), await Sees(Reach.Division("210106")));
        Assert.Equal((true, false, true, 1), await Sees(Reach.Assigned([b])));
        Assert.Equal((false, false, false, 0), await Sees(Reach.Division("210107")));
        await Corridor.Refused("step.unknown", c.As<SubmitStep>(c.Who("committee"), use => use.Run(new(other)), Reach.Division("210106001002")));
        await Corridor.Refused("project.unknown", c.As<OpenStep, StepId>(c.Who("committee"), use => use.Run(new(project, "S1.02", c.Today, a)), Reach.Division("210107")));
    }

    [Theory, Stores]
    public async Task Withdrawn_by_an_adjustment_paper_the_project_keeps_its_history_and_frees_its_community(Store store)
    {
        await using var c = await Corridor.Start(store);
        var community = await c.Community("工人新村");
        var project = await c.Open(community);
        var step = await c.OpenStep(project, "S1.01");
        var consent = await c.As<WithdrawProject, Guid>("county_office", use => use.Run(new(project, "本年度调出", c.Paper("调整文件"))));
        await Corridor.Refused("opinion.missing", c.As<AnswerConsent>("city_office", use => use.Run(new(project, consent, false))));
        await c.As<AnswerConsent>("city_office", use => use.Run(new(project, consent, true)));
        Assert.Equal(ProjectState.Withdrawn, (await c.Picture(project)).State);
        await Corridor.Refused("project.ended", c.Submit(step));
        await c.Open(community);
    }

    [Theory, Stores]
    public async Task Gates_of_many_projects_are_judged_at_once(Store store)
    {
        await using var c = await Corridor.Start(store);
        List<StepId> steps = [];
        foreach (var name in (string[])["甲", "乙", "丙"]) steps.Add(await c.OpenStep(await c.Open(await c.Community(name)), "S1.02"));
        await c.Figures(steps[0], 1);
        await c.Figures(steps[1], 0);
        var result = await c.As<GateRecount, GateRecount.Result>("county_office", use => use.Run());
        Assert.Equal([VerdictState.Passed, VerdictState.Failed, VerdictState.Open], steps.Select(s => result.Verdicts[s].State));
    }

    [Theory, Stores]
    public async Task Gates_judged_at_once_say_what_each_says_alone_also_of_figures_of_finished_steps(Store store)
    {
        await using var c = await Corridor.Start(store);
        List<ProjectId> projects = [];
        foreach (var name in (string[])["甲", "乙"])
        {
            var project = await c.Open(await c.Community(name));
            await c.Finish(project, await c.OpenStep(project, "S1.02"));
            var step = await c.OpenStep(project, "S1.04");
            if (name == "甲") await c.Papers(step);
            await c.Figures(step, name == "甲" ? 1 : 0);
            projects.Add(project);
        }
        var result = await c.As<GateRecount, GateRecount.Result>("county_office", use => use.Run());
        foreach (var project in projects)
        {
            var alone = (await c.As<ProjectReading, IReadOnlyList<(StepRecord Record, Verdict Verdict)>?>("county_office", use => use.Verdicts(project)))!.Where(v => !v.Record.Finished).ToList();
            Assert.Contains(alone, v => v.Record.Step == "S1.04" && v.Verdict.Figure == "1");
            Assert.All(alone, v => Assert.Equal((v.Verdict.State, v.Verdict.ReasonZh, v.Verdict.Figure),
                (result.Verdicts[v.Record.Id].State, result.Verdicts[v.Record.Id].ReasonZh, result.Verdicts[v.Record.Id].Figure)));
        }
    }
}
