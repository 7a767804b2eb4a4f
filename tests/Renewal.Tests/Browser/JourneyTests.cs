using System.Globalization;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Renewal.Demonstration;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>
/// One renovation from the inventory to its last step, by the people of each role at windows of their own. Every threshold is missed on purpose first:
/// the page must say so, and the step must not close. All figures are typed into the pages by both sides; at the steps of <see cref="ByHand"/> so is every
/// other act. At the remaining steps opening, papers and signatures go through the use cases behind the same pages, to keep the test within minutes.
/// </summary>
public sealed class JourneyTests
{
    static readonly HashSet<string> ByHand = ["S1.01", "S1.06", "S1.09", "S2.03", "S2.06", "S2.12", "S2.13", "S3.01"];

    /// <summary>What residents decide: each is held once below its line and once above it.</summary>
    static readonly Dictionary<string, string[]> Polled = new()
    {
        ["S1.06"] = ["80%", "47 / 60 户", "还差 1 户"], ["S2.03"] = ["双三分之二未同时达到", "还差"], ["S2.13"] = ["80%", "不能办结"],
    };

    static readonly DemoFigures Figures = new(Homes: 60, Units: 960, Area.SquareMetres(69_000), Money.Yuan(12_000_000), Yes: 86, OwnersYes: 80, Satisfied: 88);

    /// <param name="Wrong">figures that miss the line, in place of the right ones</param>
    /// <param name="Says">what the verdict must say: figure, line, distance, reason</param>
    sealed record Miss(string Step, string? Milestone, Func<DateOnly, (string Code, string Value)[]> Wrong, params string[] Says)
    {
        public Miss(string step, string? milestone, string code, long value, params string[] says)
            : this(step, milestone, _ => [(code, value.ToString(CultureInfo.InvariantCulture))], says) { }
    }

    static readonly Miss[] Misses =
    [
        new("S1.02", null, day => [("to", Journey.Iso(day.AddDays(-1)))], "任期或代管期须在有效期内"),
        new("S1.03", null, "meetings", 0, "周末或晚间开过居民会", "0 次", "还差 1 项"),
        new("S1.04", null, "answered", 180, "185 / 186 项"),
        new("S1.05", null, "reasoned", 0, "遗漏 1 项"),
        new("S1.09", "planned", "county", 0, "有函件落实的资金覆盖估算", "还差 1 项"),
        new("S1.09", "planned", "hidden_debt", 100, "不得以隐性债务作为来源"),
        new("S1.09", "confirmed", "confirmed", 1_159_199_999, "还差 0.01 元", "105%"),
        new("S1.10", null, _ => [("tier", "prepare")], "谋划一批"),
        new("S2.01", null, "fee", 100_000_000, "必须公开招标"),
        new("S2.02", null, "version", 1, "深化方案版本高于首轮征询版本"),
        new("S2.04", null, "funding", 1_199_999_999, "与筹资方案一致"),
        new("S2.05", null, "cleared", 12, "未处置 1 处"),
        new("S2.06", null, _ => [], "按时答复"),
        new("S2.07", null, "control", 1_200_000_001, "控制价不高于到位资金"),
        new("S2.08", null, _ => [("hazard", "1"), ("special_plan_reviewed", "0")], "专项方案须经审核"),
        new("S2.09", "agreed", "repeat_digs", 1, "没有重复开挖"),
        new("S2.09", "clear", "done", 4, "4 / 5 家"),
        new("S2.10", null, "volunteers", 0, "志愿者 0 人"),
        new("S2.11", null, "defects_overdue", 1, "没有逾期未整改的问题", "1 项"),
        new("S2.12", null, "signed", 9, "9 / 10 方", "还差 1 项"),
        new("S3.01", null, "accepted", 41, "41 / 42 项"),
        new("S3.03", null, "board_price", 81, "公示收费与合同一致", "0.81", "0.80"),
        new("S3.04", null, "gates_fire_open", 1, "1 / 2 处"),
        new("S3.05", null, "answered_calls", 9, "9 / 10 次"),
        new("S3.06", null, day => [("works_on", Journey.Iso(day.AddDays(-21)))], "先取得同意、后动工"),
        new("S3.07", null, "other_share", 4, "99%"),
        new("S3.08", "opened", "accounts", 959, "959 / 960"),
        new("S3.08", null, "bank", 1, "账面与银行一致"),
        new("S3.09", null, "score", 101, "得分在 0 至 100 之间"),
    ];

    [Fact]
    [Clause("S1.06", "S1.09", "S2.03", "S2.06", "S2.07", "S2.11", "S2.12", "S2.13", "S3.01", "S3.03", "S3.08")]
    public async Task A_project_walks_from_the_inventory_to_its_last_step_failing_each_threshold_on_purpose_first()
    {
        await using var journey = await Journey.Start();
        await Register(journey);
        await Begin(journey);

        HashSet<(string, string?)> typed = [];
        for (var idle = 0; idle < 20;)
        {
            var moved = false;
            var picture = await journey.Picture();
            foreach (var line in picture.Steps.Where(s => s.State != StepState.Finished))
            {
                if (line.State == StepState.NotStarted ? await OpenIfItMay(journey, line) : await Work(journey, line.Id!.Value, typed)) moved = true;
            }
            if (moved)
            {
                idle = 0;
                continue;
            }
            if (picture.Steps.All(s => s.State == StepState.Finished)) break;
            // Notices, days of use, half-years of service: longer and longer looks ahead.
            journey.World.Clock.Advance(TimeSpan.FromDays(Math.Min(3 * ++idle, 30)));
        }
        var last = await journey.Picture();
        Assert.True(last.Steps.All(s => s.State == StepState.Finished),
            string.Join('\n', last.Steps.Where(s => s.State != StepState.Finished).Select(s => $"{s.Step} {s.State}: {string.Join('；', s.WhyNot)}")));
        Assert.Equal(32, last.Steps.Select(s => s.Step).Distinct().Count());
        Assert.Empty(Misses.Select(m => (m.Step, m.Milestone)).Except(typed));
        Assert.Empty(Polled.Keys.Except(typed.Select(t => t.Item1)));
        await Close(journey);
        Assert.True(journey.Unsaid.Count == 0, string.Join("\n\n", journey.Unsaid));
    }

    // ---------- from the list to the project

    static async Task Register(Journey journey)
    {
        var tree = await journey.Ask<IPlaces, DivisionTree>(p => p.Divisions());
        var page = await journey.Open(Roles.CountyOffice, "/intake");
        await page.SelectOptionAsync("#division", Journey.County);
        await page.SelectOptionAsync("#crs", new SelectOptionValue { Index = 1 });
        await page.SetInputFilesAsync("#file", Journey.Csv("摸底台账.csv", "区县,街道,社区,小区名称,建成年代,楼栋总数,房屋总数,建筑面积\n"
            + $"铁西区,{tree.Name(Journey.StreetCode)},{tree.Name(Journey.CommitteeCode)},工人新村,1986年建成,20栋,1000户,69000\n"));
        await Journey.Press(page, page.GetByRole(AriaRole.Button, new() { Name = "上传并识别列" }));
        await Journey.Press(page, page.GetByRole(AriaRole.Button, new() { Name = "下一步：核对" }));
        await Journey.Press(page, page.GetByRole(AriaRole.Button, new() { Name = "确认入库" }));
        await Journey.ShouldBeDone(page, "已入库");
        // The roll of 60 flats, from the template.
        journey.Community = (await journey.Ask<IPlaces, CommunityId[]>(p => Task.FromResult(p.Cards.Select(c => c.Id).ToArray()))).Single();
        await journey.As<Renewal.Places.Intake.Intakes, bool>(Roles.Street, async intakes =>
        {
            using var roll = new MemoryStream(DemoRoll.Workbook(7, 1, 3));
            var batch = await intakes.Upload(roll, new("roll", "底册.xlsx", Community: journey.Community));
            Assert.True((await intakes.Check(batch)).Storable);
            await intakes.Confirm(batch);
            return true;
        });
        journey.Polls = new DemoPolls(async role => (await journey.Who(role)).Scope(), journey.World.App.Services, journey.Community, Figures, 7, journey.File,
            (kind, round) => round > 1 ? null : kind switch { "first" => 77, "second" => 64, _ => 70 });
    }

    static async Task Begin(Journey journey)
    {
        var page = await journey.Open(Roles.CountyOffice, "/projects/new?q=工人");
        await page.CheckAsync($"input[name=community][value='{journey.Community}']");
        await Journey.Look(page, "projects-new");
        await Journey.Press(page, page.GetByRole(AriaRole.Button, new() { Name = "立项建档" }));
        journey.Project = new(Guid.Parse(new Uri(page.Url).Segments[^1]));

        // It cannot be closed before it has been walked.
        await Journey.Press(page, await CloseButton(page));
        await Journey.ShouldRefuse(page, "S2.13", "S3.08");
    }

    static async Task<ILocator> CloseButton(IPage page)
    {
        await page.Locator("details:has(#close-on) > summary").ClickAsync();
        return page.Locator("form:has(#close-on) button.primary");
    }

    static async Task Close(Journey journey)
    {
        var page = await journey.Open(Roles.CountyOffice, $"/projects/{journey.Project}");
        await Journey.Look(page, "project-done");
        await Journey.Press(page, await CloseButton(page));
        await Journey.ShouldBeDone(page, "已办结销号", "32");
        Assert.Equal(ProjectState.Closed, (await journey.Picture()).State);
    }

    // ---------- step by step

    static async Task<bool> OpenIfItMay(Journey journey, StepLine line)
    {
        var template = (await journey.Ask<IGuideline, ProcessTemplate>(g => g.TemplateFor(Journey.County, journey.Today))).Step(line.Step);
        // A condition that nobody computes is agreed on by two organisations with a paper.
        if (line.Step == "S2.02" && !line.MayOpen && line.WhyNot is [var only] && only.Contains("X1", StringComparison.Ordinal))
        {
            var paper = new Paper("设计合同", journey.Today, await journey.File());
            var answer = await journey.As<ReachMilestone, ReachMilestone.Answer>(Roles.Designer,
                use => use.Run(new(journey.Project, "S2.02", "designer-appointed", journey.Today, line.Scope.Community, Paper: paper)));
            await journey.As<AnswerConsent>(Roles.CountyOffice, use => use.Run(new(journey.Project, answer.Consent!.Value, true)));
        }
        else if (!line.MayOpen) return false;
        if (ByHand.Contains(line.Step)) await journey.OpenStep(template);
        else await journey.As<OpenStep, StepId>(template.Enters[0], use => use.Run(new(journey.Project, line.Step, journey.Today, line.Scope.Community, line.Scope.Lot,
            EventOn: journey.Today)));
        return true;
    }

    /// <summary>Does what the step wants next; false when only time helps.</summary>
    static async Task<bool> Work(Journey journey, StepId id, HashSet<(string, string?)> typed)
    {
        var view = await journey.View(id);
        var step = view.Template;
        var byHand = ByHand.Contains(step.Id);
        if (view.Record.State != StepState.Open) return false;
        var moved = await Poll(journey, view, typed);
        foreach (var paper in view.Papers.Where(p => p.Papers.Count == 0 && (p.Missing || Branch(step.Id, p.Template.Code))))
        {
            if (step.Id == "S1.01" && !moved) await ShouldRefuseStalePage(journey, id, step, paper.Template.Code);
            else if (byHand) await journey.Attach(id, step, paper.Template.Code);
            else
            {
                var scan = await journey.File();
                await journey.As<AttachPaper, Guid>(step.Enters[0], use => use.Run(new(id, paper.Template.Code, scan, journey.Today, paper.Template.Seal == "" ? null : paper.Template.Seal)));
            }
            moved = true;
        }
        foreach (var milestone in view.Milestones.Where(m => m.ReachedOn is null && m.Code != "spot"))
        {
            if (await Type(journey, view, milestone.Code, typed)) moved = true;
            var now = (await journey.View(id)).Milestones.FirstOrDefault(m => m.Code == milestone.Code);
            if (now is null || now.ReachedOn is not null || now is { HasGate: true, Verdict: not { Passed: true } }) continue;
            if (byHand) await journey.Reach(id, step, now);
            else
            {
                var paper = new Paper("确认单", journey.Today, await journey.File());
                var answer = await journey.As<ReachMilestone, ReachMilestone.Answer>(step.Enters[0],
                    use => use.Run(new(journey.Project, step.Id, now.Code, journey.Today, view.Record.Community, view.Record.Lot, Paper: paper)));
                if (answer.Consent is { } consent) await journey.As<AnswerConsent>(Journey.Second(step), use => use.Run(new(journey.Project, consent, true, "同意。")));
            }
            moved = true;
        }
        if (await Type(journey, view, null, typed)) moved = true;
        view = await journey.View(id);
        // Where only papers and two sides count, the verdict stays open until the second side has looked.
        var computed = view.Form.Count > 0 || view.Milestones.Any(m => m.HasGate) || step.Gate.Kind != GateKind.Record;
        if (view.WhyNotFinish.Count > 0 || view.Live.State == VerdictState.Failed || computed && !view.Live.Passed) return moved;
        if (!byHand)
        {
            await journey.As<SubmitStep>(step.Enters[0], use => use.Run(new(id, "材料齐全，请复核。")));
            await journey.As<ConfirmStep, Verdict>(Journey.Second(step), use => use.Run(new(id, journey.Today, "经核对，同意办结。")));
            return true;
        }
        await journey.Submit(id, step);
        var page = await journey.Confirm(id, step);
        await Journey.ShouldBeDone(page, "已复核办结");
        return true;
    }

    /// <summary>Papers asked for in one branch only, as the figures take it.</summary>
    static bool Branch(string step, string paper) =>
        (step, paper) is ("S1.02", "p1" or "p2") or ("S1.08", "p3") or ("S2.08", "p2") or ("S3.06", "p2") or ("S3.07", "p2") or ("S3.01", "p1");

    /// <summary>First every wrong set of figures, each confirmed by the other side and refused by the gate; then the right one.</summary>
    static async Task<bool> Type(Journey journey, StepView view, string? milestone, HashSet<(string, string?)> typed)
    {
        var (id, step) = (view.Record.Id, view.Template);
        if (typed.Contains((step.Id, milestone))) return false;
        var form = milestone is null ? view.Form : view.Milestones.Single(m => m.Code == milestone).Form;
        var right = DemoAnswers.For(step.Id, Figures, journey.Today).Where(a => form.Any(f => f.Code == a.Key)).ToDictionary();
        if (right.Count == 0 || !typed.Add((step.Id, milestone))) return false;
        foreach (var miss in Misses.Where(m => m.Step == step.Id && m.Milestone == milestone))
        {
            var wrong = right.ToDictionary();
            foreach (var (code, value) in step.Id == "S2.06" ? await LetterOnTheThirdDay(journey) : miss.Wrong(journey.Today)) wrong[code] = value;
            await journey.Figures(id, step, milestone, form, wrong);
            var page = await journey.ShouldFail(id, step, milestone, miss.Says);
            if (milestone is null) await ShouldNotClose(journey, id, step);
        }
        await journey.Figures(id, step, milestone, form, right);
        return true;
    }

    /// <summary>Residents answer: first too few of them, which the page says and the step does not close on; after the interval of the rule enough.</summary>
    static async Task<bool> Poll(Journey journey, StepView view, HashSet<(string, string?)> typed)
    {
        var (id, step) = (view.Record.Id, view.Template);
        if (!Polled.TryGetValue(step.Id, out var says)) return false;
        if (view.Live.State == VerdictState.Failed && typed.Add((step.Id, null)))
        {
            var page = await journey.ShouldFail(id, step, null, says);
            if (step.Id == "S1.06") await LookAround(journey, page, id, step);
            await ShouldNotClose(journey, id, step);
        }
        return !view.Live.Passed && await journey.Polls.Move(step.Id);
    }

    static async Task<(string, string)[]> LetterOnTheThirdDay(Journey journey)
    {
        var calendar = await journey.Ask<IGuideline, WorkingDays>(g => g.WorkingDays());
        var passed = journey.Today.AddDays(-3);
        while (calendar.Between(passed, journey.Today) < 3) passed = passed.AddDays(-1);
        return [("passed_on", Journey.Iso(passed))];
    }

    static async Task ShouldNotClose(Journey journey, StepId id, StepTemplate step)
    {
        if (!ByHand.Contains(step.Id))
        {
            await journey.As<SubmitStep>(step.Enters[0], use => use.Run(new(id)));
            await Assert.ThrowsAsync<RuleBroken>(() => journey.As<ConfirmStep, Verdict>(Journey.Second(step), use => use.Run(new(id, journey.Today))));
            await journey.As<SendBackStep>(Journey.Second(step), use => use.Run(new(id, "关口未通过，请核实后重新录入。")));
            return;
        }
        await journey.Submit(id, step);
        await Journey.ShouldRefuse(await journey.Confirm(id, step), step.Id);
        await journey.SendBack(id, step);
    }

    // ---------- what must not work

    /// <summary>Two tabs: what the first has changed, the second must not overwrite unseen.</summary>
    static async Task ShouldRefuseStalePage(Journey journey, StepId id, StepTemplate step, string paper)
    {
        var old = await journey.Open(step.Enters[0], $"/steps/{id}", await journey.Tab(step.Enters[0]));
        await journey.Attach(id, step, paper);
        await Journey.Press(old, old.GetByRole(AriaRole.Button, new() { Name = "提交复核" }));
        await Journey.ShouldRefuse(old, "刚被他人修改过");
        await old.CloseAsync();
        Assert.Equal(StepState.Open, (await journey.View(id)).Record.State);
    }

    /// <summary>The desks and pages in the middle of work, on a desk and on a phone; a colleague of the entering side finds nothing to confirm.</summary>
    static async Task LookAround(Journey journey, IPage failing, StepId id, StepTemplate step)
    {
        await Journey.Look(failing, "step-failing");
        var committee = await journey.Who(step.Enters[0]);
        await journey.Submit(id, step);
        var colleague = await journey.World.Staff(step.Enters[0], Journey.CommitteeCode, organisation: committee.Organisation, seat: Renewal.Access.Contract.Seat.B);
        var page = await journey.Window(colleague);
        await page.GotoAsync($"/steps/{id}");
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "复核办结" }).CountAsync());
        await using (var scene = colleague.Scene())
            await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<ConfirmStep>().Run(new(id, journey.Today)));
        await page.GotoAsync("/todo?desk=started");
        await Journey.Look(page, "todo-started");
        await Journey.Look(await journey.Open(step.Lead, "/todo"), "todo");
        var second = await journey.Open(Journey.Second(step), "/todo");
        await Journey.Look(second, "todo-second");
        await Journey.Look(await journey.Open(Journey.Second(step), $"/steps/{id}"), "step-submitted");
        var office = await journey.Open(Roles.CountyOffice, "/projects");
        await Journey.Look(office, "projects");
        await Journey.Look(await journey.Open(Roles.CountyOffice, $"/projects/{journey.Project}"), "project");
        await journey.SendBack(id, step);
        await Journey.Look(await journey.Open(step.Enters[0], $"/steps/{id}"), "step-entering");
    }
}
