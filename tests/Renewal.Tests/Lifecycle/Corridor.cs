using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Places;
using Renewal.Storage;
using Renewal.Storage.Files;
using Xunit;

namespace Renewal.Tests.Lifecycle;

/// <summary>Passes when the figure typed is 1; asks for it under its own name so that milestones and step are apart. Says what S1.02 found, as rooms ask each other.</summary>
sealed class TestGate(IGuideline guideline, string step, string? milestone = null) : FormGate(guideline, step, [new(milestone ?? "n", "数", FigureKind.Count)], milestone)
{
    readonly string field = milestone ?? "n";

    protected override async Task<Verdict> Decide(GateQuestion question, CancellationToken stop)
    {
        var found = (await question.FiguresOf("S1.02", stop)).Text("n");
        return question.Figures.Count(field) == 1 ? new Verdict(VerdictState.Passed, question.Step, "够了") { Figure = found }
            : new Verdict(VerdictState.Failed, question.Step, "不够") { Figure = found, Distance = "还差 1" };
    }
}

/// <summary>A district with one organisation per role, in which tests walk projects by the real use cases over the real template.</summary>
sealed class Corridor : IAsyncDisposable
{
    public const string County = "210106";

    static readonly string[] FormSteps = ["S1.02", "S1.04", "S1.05", "S1.06", "S1.07", "S1.08", "S1.09", "S1.10", "S2.01", "S2.02", "S2.03", "S2.04", "S2.05", "S2.06", "S2.07",
        "S2.08", "S2.09", "S2.11", "S2.12", "S2.13", "S3.01", "S3.02", "S3.03", "S3.04", "S3.05", "S3.06", "S3.07", "S3.08", "S3.09"];

    readonly Dictionary<string, Actor> actors = [];
    public World World { get; }
    public FileId File { get; private set; }
    public DateOnly Today => World.Clock.Today();

    Corridor(World world) => World = world;

    public static async Task<Corridor> Start(Store store = Store.Sqlite, DateTimeOffset? now = null)
    {
        var world = await World.Start(store, now, services =>
        {
            services.RemoveAll<IGate>();
            foreach (var step in FormSteps) services.AddScoped<IGate>(p => new TestGate(p.GetRequiredService<IGuideline>(), step));
            foreach (var (step, milestone) in (ReadOnlySpan<(string, string)>)[("S1.06", "roll"), ("S2.03", "roll"), ("S1.09", "planned"), ("S1.09", "confirmed")])
            {
                var (s, m) = (step, milestone);
                services.AddScoped<IGate>(p => new TestGate(p.GetRequiredService<IGuideline>(), s, m));
            }
        });
        var corridor = new Corridor(world);
        await using var scene = world.As();
        var file = corridor.File = FileId.New();
        await scene.Get<ProcessLog>().Run(new Process("test.file", "测试附件"), run =>
        {
            run.Db.Add(new FileRow { Id = file, Division = County, Hash = new string('0', 64), Bytes = 1, Kind = default, Name = "a.pdf", At = run.At });
            run.Fact(new FileStored(file, null, new string('0', 64), 1, default));
            return Task.CompletedTask;
        });
        return corridor;
    }

    public async Task<CommunityId> Community(string name, string division = "210106001002")
    {
        await using var scene = World.As();
        var id = CommunityId.New();
        await scene.Get<ProcessLog>().Run(new Process("test.community", "登记小区"), run =>
        {
            run.Db.Add(new ResidentialCommunity(id, division, name));
            run.Fact(new Named(id, name));
            return Task.CompletedTask;
        });
        return id;
    }

    sealed record Named(CommunityId Id, string Name) : IFact
    {
        public string Subject => $"community/{Id}";
        public string Zh => Name;
    }

    /// <summary>The post-holder of a role; each role has an organisation of its own.</summary>
    public Actor Who(string role) => actors.TryGetValue(role, out var actor) ? actor
        : actors[role] = new Actor(Guid.CreateVersion7(), $"{role} 甲", Guid.CreateVersion7(), $"{role} 单位", role, County);

    /// <summary>Another person in another organisation with the same role.</summary>
    public static Actor Another(string role) => new(Guid.CreateVersion7(), $"{role} 乙", Guid.CreateVersion7(), $"{role} 另一单位", role, County);

    public async Task<T> As<TUse, T>(Actor actor, Func<TUse, Task<T>> act, Reach? reach = null) where TUse : notnull
    {
        await using var scene = World.As(actor, reach ?? Reach.Division(County));
        return await act(scene.Get<TUse>());
    }

    public Task As<TUse>(Actor actor, Func<TUse, Task> act, Reach? reach = null) where TUse : notnull =>
        As<TUse, bool>(actor, async use => { await act(use); return true; }, reach);

    public Task<T> As<TUse, T>(string role, Func<TUse, Task<T>> act) where TUse : notnull => As(Who(role), act);
    public Task As<TUse>(string role, Func<TUse, Task> act) where TUse : notnull => As(Who(role), act);

    public Paper Paper(string title = "依据") => new(title, Today, File);

    public Task<ProjectId> Open(params CommunityId[] communities) =>
        As<OpenProject, ProjectId>("county_office", use => use.Run(new(communities, Today)));

    public async Task<StepTemplate> Template(string step)
    {
        await using var scene = World.As();
        return (await scene.Get<IGuideline>().TemplateFor(County, Today)).Step(step);
    }

    public Task<StepId> OpenStep(ProjectId project, string step, CommunityId? community = null, LotId? lot = null, string? item = null) => Template(step).ContinueWith(t =>
        As<OpenStep, StepId>(t.Result.Enters[0], use => use.Run(new(project, step, Today, community, lot, item))), TaskScheduler.Default).Unwrap();

    public async Task<ProjectPicture> Picture(ProjectId project)
    {
        await using var scene = World.As();
        return (await scene.Get<ProjectReading>().Picture(project))!;
    }

    public async Task<StepView> View(StepId step, Actor? actor = null)
    {
        await using var scene = World.As(actor);
        return (await scene.Get<ProjectReading>().Step(step))!;
    }

    /// <summary>Types a figure and has the other side confirm it.</summary>
    public async Task Figures(StepId step, int value, string? milestone = null)
    {
        var view = await View(step);
        var values = new Dictionary<string, string> { [milestone ?? "n"] = value.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var take = await As<EnterFigures, Guid>(view.Template.Enters[0], use => use.Run(new(step, values, Today, milestone)));
        await As<ConfirmFigures, ConfirmFigures.Answer>(Second(view.Template), use => use.Run(new(step, take, view.Template.BlindSecondEntry ? values : null)));
    }

    /// <summary>A confirming role; where the same role enters, another organisation of it.</summary>
    public Actor Second(StepTemplate step) => step.Confirms.FirstOrDefault(r => r != step.Enters[0]) is { } role ? Who(role) : Another(step.Confirms[0]);

    public async Task Papers(StepId step)
    {
        var view = await View(step);
        foreach (var paper in view.Papers.Where(p => p.Missing))
            await As<AttachPaper, Guid>(view.Template.Enters[0], use => use.Run(new(step, paper.Template.Code, File, Today)));
    }

    public async Task Milestone(ProjectId project, StepId step, string code)
    {
        var view = await View(step);
        var r = view.Record;
        if (view.Milestones.Single(m => m.Code == code) is { HasGate: true }) await Figures(step, 1, code);
        var answer = await As<ReachMilestone, ReachMilestone.Answer>(view.Template.Enters[0],
            use => use.Run(new(project, r.Step, code, Today, r.Community, r.Lot, Paper: Paper())));
        if (!answer.Reached) await As<AnswerConsent>(Second(view.Template), use => use.Run(new(project, answer.Consent!.Value, true)));
    }

    /// <summary>Everything a step wants before it is handed over.</summary>
    public async Task Fill(ProjectId project, StepId step)
    {
        await Papers(step);
        var view = await View(step);
        foreach (var milestone in view.Milestones.Where(m => m.ReachedOn is null && m.Code != "spot")) await Milestone(project, step, milestone.Code);
        if (view.Form.Count > 0 && !view.Figures.Has("n")) await Figures(step, 1);
    }

    public async Task Submit(StepId step)
    {
        var view = await View(step);
        await As<SubmitStep>(view.Template.Enters[0], use => use.Run(new(step)));
    }

    public async Task<Verdict> Confirm(StepId step)
    {
        var view = await View(step);
        return await As<ConfirmStep, Verdict>(Second(view.Template), use => use.Run(new(step, Today)));
    }

    public async Task Finish(ProjectId project, StepId step)
    {
        await Fill(project, step);
        await Submit(step);
        await Confirm(step);
    }

    /// <summary>Walks on, a day at a time, until the named step is finished (or, without a name, until nothing moves any more).</summary>
    public async Task Walk(ProjectId project, string? until = null, params string[] leave)
    {
        for (var still = 0; still < 2;)
        {
            var moved = false;
            foreach (var line in (await Picture(project)).Steps)
            {
                if (until is not null && (await Picture(project)).Steps.Where(s => s.Step == until).All(s => s.State == StepState.Finished)) return;
                if (leave.Contains(line.Step)) continue;
                var id = line.Id;
                if (line.State == StepState.NotStarted)
                {
                    // Conditions that nobody computes are agreed on by two organisations beforehand.
                    if (line.Step == "S2.02" && !line.MayOpen && line.WhyNot is [var only] && only.Contains("X1", StringComparison.Ordinal))
                    {
                        var answer = await As<ReachMilestone, ReachMilestone.Answer>("designer",
                            use => use.Run(new(project, "S2.02", "designer-appointed", Today, line.Scope.Community, Paper: Paper())));
                        await As<AnswerConsent>("county_office", use => use.Run(new(project, answer.Consent!.Value, true)));
                    }
                    else if (!line.MayOpen) continue;
                    id = await OpenStep(project, line.Step, line.Scope.Community, line.Scope.Lot);
                    await Fill(project, id.Value);
                    moved = true;
                }
                if (line.State == StepState.Finished) continue;
                var view = await View(id!.Value);
                if (view.WhyNotFinish.Count > 0 || view.Record.State == StepState.Finished) continue;
                await Submit(id.Value);
                await Confirm(id.Value);
                moved = true;
            }
            still = moved ? 0 : still + 1;
            World.Clock.Advance(still == 1 ? TimeSpan.FromDays(95) : TimeSpan.FromDays(1));
        }
        Assert.Null(until);
    }

    public static async Task<RuleBroken> Refused(string code, Task act)
    {
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => act);
        Assert.Equal(code, broken.Code);
        return broken;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
