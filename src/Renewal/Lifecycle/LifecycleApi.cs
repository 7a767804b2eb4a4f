using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>Projects, steps, verdicts and tasks over HTTP: the same use cases as the pages. Acts on a step need If-Match: a stale write is refused, not lost.</summary>
static class LifecycleApi
{
    public sealed record StandingDto(Guid Project, string Number, string Name, Guid Community, string CommunityName, string Division, string State, int Stage, string StageZh,
        string? Step, int Done, int Total, IReadOnlyList<string> Open, IReadOnlyList<string> Next, DateOnly? Due, string Lamp, string LampZh, DateOnly OpenedOn);
    public sealed record Page<T>(IReadOnlyList<T> Items, int Total, int PageNumber, int Size);
    public sealed record StepDto(Guid? Id, string Step, string Zh, int Stage, string Scope, string ScopeKey, string ScopeZh, Guid? Community, Guid? Lot, int Round, string State,
        string StateZh, string? Exception, DateOnly? OpenedOn, DateOnly? FinishedOn, DateOnly? Due, string Lamp, string LampZh, bool LateEntry, bool MayOpen,
        IReadOnlyList<string> WhyNot, IReadOnlyList<string> Milestones, int? Version);
    public sealed record MemberDto(Guid Community, string Name, string Division, bool In, DateOnly? LeftOn, int Stage, string? Step, int Done, int Total);
    public sealed record LotDto(Guid Id, string Name, IReadOnlyList<Guid> Communities);
    public sealed record ProjectDto(Guid Id, string Number, string Name, string Division, string State, DateOnly OpenedOn, DateOnly? EndedOn, string Template,
        IReadOnlyList<MemberDto> Communities, IReadOnlyList<LotDto> Lots, IReadOnlyList<StepDto> Steps, IReadOnlyList<string> WhyNotClose, int Version);
    public sealed record VerdictDto(string State, string Clause, string ReasonZh, string? Figure, string? Line, string? Distance, string? Basis, string? Link, string? Flag,
        IReadOnlyList<VerdictDto> Beside, FactSheet? Facts);
    public sealed record StepVerdictDto(Guid Id, string Step, string ScopeZh, int Round, string State, VerdictDto Now, VerdictDto? WhenFinished, string? Rule);
    public sealed record FieldDto(string Code, string Zh, string Kind, string Unit, bool Required, string? Hint, IReadOnlyDictionary<string, string>? Choices);
    public sealed record PaperDto(Guid? Id, string Code, string Zh, string Seal, bool Required, string? State, DateOnly? PaperOn, string? Number, Guid? File, bool LateEntry);
    public sealed record TakeDto(Guid Id, int Take, string? Milestone, string State, IReadOnlyDictionary<string, string>? Values, string EnteredBy, string ConfirmedBy);
    public sealed record ActDto(DateTimeOffset At, DateOnly? PaperOn, string Kind, string Zh, string? Opinion, string Organisation, string Role);
    public sealed record StepDetailDto(Guid Id, Guid Project, string Step, string Zh, string ScopeZh, int Round, string State, string StateZh, string? Exception, DateOnly? OpenedOn,
        DateOnly? FinishedOn, DateOnly? Due, string Lamp, string LampZh, VerdictDto Verdict, IReadOnlyList<string> WhyNotFinish, IReadOnlyList<PaperDto> Papers,
        IReadOnlyList<FieldDto> Form, IReadOnlyList<TakeDto> Takes, IReadOnlyList<ActDto> Timeline, IReadOnlyList<string> Acts, int Version);
    public sealed record TaskDto(Guid Id, Guid Project, string ProjectName, Guid? StepId, string Step, string Kind, string Zh, DateOnly? Due, string Lamp, string LampZh, string State,
        int Urged, DateTimeOffset CreatedAt);
    public sealed record Made(Guid Id);

    public sealed record PaperIn(string Title, DateOnly On, Guid File, string? Number);
    public sealed record OpenProjectIn(IReadOnlyList<Guid> Communities, DateOnly OpenedOn, string? Name, string? Number, string? Opinion);
    public sealed record LotIn(string Name, IReadOnlyList<Guid> Communities);
    public sealed record LotsIn(IReadOnlyList<LotIn> Lots, string? Opinion);
    public sealed record OpenStepIn(string Step, DateOnly On, Guid? Community, Guid? Lot, string? Item, DateOnly? EventOn, string? Opinion);
    public sealed record MilestoneIn(string Step, string Code, DateOnly On, Guid? Community, Guid? Lot, string? Item, PaperIn? Paper, string? Opinion);
    public sealed record ExceptionIn(string Step, string Kind, string Reason, PaperIn Paper, Guid? Community, Guid? Lot, string? Item, string? Leftover, DateOnly? LeftoverBy,
        string? Guarantor);
    public sealed record AnswerIn(bool Agree, string? Opinion);
    public sealed record LeaveIn(Guid Community, string Reason, PaperIn Paper);
    public sealed record WithdrawIn(string Reason, PaperIn Paper);
    public sealed record FiguresIn(IReadOnlyDictionary<string, string> Values, DateOnly PaperOn, string? Milestone, string? Opinion);
    public sealed record ConfirmFiguresIn(IReadOnlyDictionary<string, string>? Values, bool SendBack, string? Opinion);
    public sealed record AttachIn(string Code, Guid? File, DateOnly? PaperOn, string? Issuer, string? Number, string? Title, string? Opinion);
    public sealed record AdvanceIn(string To, string? Opinion, string? Number, DateOnly? PaperOn, Guid? File);
    public sealed record OpinionIn(string? Opinion);
    public sealed record DatedIn(DateOnly On, string? Opinion);
    public sealed record PauseIn(string Reason, PaperIn Paper, string Opinion);
    public sealed record LoopIn(string To, DateOnly On, string Opinion, bool EarlierStands, Guid? Community);
    public sealed record UrgeIn(IReadOnlyList<Guid> Tasks, string Opinion);
    public sealed record TransferIn(IReadOnlyList<Guid> Tasks, Guid? Organisation, Guid? Officer, string? Opinion);

    public static void Map(WebApplication app)
    {
        var readers = $"{Roles.Process},{Roles.Auditor}".Split(',');
        var writers = Roles.Process.Split(',');
        var projects = app.MapGroup("/api/v1/projects").WithTags("项目 Projects").RequireAuthorization(p => p.RequireRole(readers));
        projects.MapGet("", List).WithSummary("项目台账 communities in projects, filtered and paged");
        projects.MapGet("{id:guid}", Project).WithSummary("一个项目 one project with its live picture of steps");
        projects.MapGet("{id:guid}/verdicts", Verdicts).WithSummary("关口结论 verdicts of all steps, judged now");
        projects.MapGet("{id:guid}/timeline", Timeline).WithSummary("办理过程 timeline, newest first");
        var acts = app.MapGroup("/api/v1/projects").WithTags("项目 Projects").RequireAuthorization(p => p.RequireRole(writers));
        acts.MapPost("", async (OpenProjectIn i, OpenProject use, CancellationToken stop) =>
        {
            var id = await use.Run(new([.. i.Communities.Select(c => new CommunityId(c))], i.OpenedOn, i.Name, i.Number, i.Opinion), stop);
            return TypedResults.Created($"/api/v1/projects/{id}", new Made(id.Value));
        }).WithSummary("立项建档 open a project");
        acts.MapPost("{id:guid}/lots", async (Guid id, LotsIn i, DrawLots use, CancellationToken stop) =>
            (await use.Run(new(new(id), [.. i.Lots.Select(l => new DrawLots.Drawn(l.Name, [.. l.Communities.Select(c => new CommunityId(c))]))], i.Opinion), stop))
                .Select(l => new Made(l.Value))).WithSummary("划分标段 draw lots");
        acts.MapPost("{id:guid}/steps", async (Guid id, OpenStepIn i, OpenStep use, CancellationToken stop) =>
        {
            var step = await use.Run(new(new(id), i.Step, i.On, C(i.Community), L(i.Lot), i.Item, i.EventOn, i.Opinion), stop);
            return TypedResults.Created($"/api/v1/steps/{step}", new Made(step.Value));
        }).WithSummary("开启步骤 open a step");
        acts.MapPost("{id:guid}/milestones", (Guid id, MilestoneIn i, ReachMilestone use, CancellationToken stop) =>
            use.Run(new(new(id), i.Step, i.Code, i.On, C(i.Community), L(i.Lot), i.Item, P(i.Paper), i.Opinion), stop)).WithSummary("节点达成 reach a milestone");
        acts.MapPost("{id:guid}/exceptions", async (Guid id, ExceptionIn i, GrantException use, CancellationToken stop) => new Made(await use.Run(new(new(id), i.Step, i.Kind,
            i.Reason, P(i.Paper)!, C(i.Community), L(i.Lot), i.Item, i.Leftover, i.LeftoverBy, i.Guarantor), stop))).WithSummary("提请例外 ask for an exception");
        acts.MapPost("{id:guid}/consents/{consent:guid}", (Guid id, Guid consent, AnswerIn i, AnswerConsent use, CancellationToken stop) =>
            Done(use.Run(new(new(id), consent, i.Agree, i.Opinion), stop))).WithSummary("答复提请 the second organisation answers");
        acts.MapPost("{id:guid}/leave", async (Guid id, LeaveIn i, LeavePackage use, CancellationToken stop) =>
            new Made(await use.Run(new(new(id), new(i.Community), i.Reason, P(i.Paper)!), stop))).WithSummary("提请小区退出 ask that a community leaves");
        acts.MapPost("{id:guid}/withdraw", async (Guid id, WithdrawIn i, WithdrawProject use, HttpRequest http, CancellationToken stop) =>
            new Made(await use.Run(new(new(id), i.Reason, P(i.Paper)!, Match(http)), stop))).WithSummary("提请调出计划 ask to leave the plan");
        acts.MapPost("{id:guid}/close", (Guid id, DatedIn i, CloseProject use, HttpRequest http, CancellationToken stop) =>
            Done(use.Run(new(new(id), i.On, i.Opinion, Match(http)), stop))).WithSummary("办结销号 close");

        app.MapGroup("/api/v1/steps").WithTags("步骤 Steps").RequireAuthorization(p => p.RequireRole(readers)).MapGet("{id:guid}", Step).WithSummary("一个步骤 one round of a step");
        var steps = app.MapGroup("/api/v1/steps").WithTags("步骤 Steps").RequireAuthorization(p => p.RequireRole(writers));
        steps.MapPost("{id:guid}/figures", async (Guid id, FiguresIn i, EnterFigures use, HttpRequest http, CancellationToken stop) =>
            new Made(await use.Run(new(new(id), i.Values, i.PaperOn, i.Milestone, true, i.Opinion, Match(http)), stop))).WithSummary("录入数据 enter figures, canonical");
        steps.MapPost("{id:guid}/figures/{take:guid}", (Guid id, Guid take, ConfirmFiguresIn i, ConfirmFigures use, HttpRequest http, CancellationToken stop) =>
            use.Run(new(new(id), take, i.Values, true, i.SendBack, i.Opinion, Match(http)), stop)).WithSummary("核对数据 confirm, or enter blind");
        steps.MapPost("{id:guid}/papers", async (Guid id, AttachIn i, AttachPaper use, HttpRequest http, CancellationToken stop) => new Made(await use.Run(
            new(new(id), i.Code, F(i.File), i.PaperOn, i.Issuer, i.Number, i.Title, i.Opinion, Match(http)), stop))).WithSummary("归入文件 attach a paper");
        steps.MapPost("{id:guid}/papers/{paper:guid}", (Guid id, Guid paper, AdvanceIn i, AdvancePaper use, HttpRequest http, CancellationToken stop) =>
            Done(use.Run(new(new(id), paper, Enum.TryParse<PaperState>(i.To, true, out var to) ? to : throw new RuleBroken("paper.order", "没有这一环节。"), i.Opinion, i.Number,
                i.PaperOn, F(i.File), Match(http)), stop))).WithSummary("文件流转 check, countersign, issue, number, seal");
        steps.MapPost("{id:guid}/submit", (Guid id, OpinionIn i, SubmitStep use, HttpRequest http, CancellationToken stop) =>
            Done(use.Run(new(new(id), i.Opinion, Match(http)), stop))).WithSummary("提交 submit");
        steps.MapPost("{id:guid}/send-back", (Guid id, OpinionIn i, SendBackStep use, HttpRequest http, CancellationToken stop) =>
            Done(use.Run(new(new(id), i.Opinion ?? "", Match(http)), stop))).WithSummary("退回 send back");
        steps.MapPost("{id:guid}/take-back", (Guid id, OpinionIn i, WithdrawStep use, HttpRequest http, CancellationToken stop) =>
            Done(use.Run(new(new(id), i.Opinion ?? "", Match(http)), stop))).WithSummary("撤回 take back");
        steps.MapPost("{id:guid}/confirm", async (Guid id, DatedIn i, ConfirmStep use, HttpRequest http, CancellationToken stop) =>
            V(await use.Run(new(new(id), i.On, i.Opinion, Match(http)), stop))).WithSummary("复核办结 confirm and finish");
        steps.MapPost("{id:guid}/pause", async (Guid id, PauseIn i, PauseStep use, HttpRequest http, CancellationToken stop) =>
            new Made(await use.Run(new(new(id), i.Reason, P(i.Paper)!, i.Opinion, Match(http)), stop))).WithSummary("提请暂停 ask for a pause");
        steps.MapPost("{id:guid}/resume", (Guid id, DatedIn i, ResumeStep use, HttpRequest http, CancellationToken stop) =>
            Done(use.Run(new(new(id), i.On, i.Opinion ?? "", Match(http)), stop))).WithSummary("恢复 resume");
        steps.MapPost("{id:guid}/loop", async (Guid id, LoopIn i, LoopBack use, HttpRequest http, CancellationToken stop) =>
            (await use.Run(new(new(id), i.To, i.On, i.Opinion, i.EarlierStands, C(i.Community), Match(http)), stop)).Select(s => new Made(s.Value)))
            .WithSummary("退回重办 go back, new rounds");

        var tasks = app.MapGroup("/api/v1/tasks").WithTags("待办 Tasks").RequireAuthorization(p => p.RequireRole(writers));
        tasks.MapGet("", Tasks).WithSummary("待办、已办、督办、我发起 desk=todo|done|supervise|started");
        tasks.MapGet("counts", (TaskReading reading, CancellationToken stop) => reading.Counts(stop)).WithSummary("各类数量 counts");
        tasks.MapPost("urge", (UrgeIn i, UrgeTasks use, CancellationToken stop) => use.Run(new(i.Tasks, i.Opinion), stop)).WithSummary("催办 urge many");
        tasks.MapPost("transfer", (TransferIn i, TransferTasks use, CancellationToken stop) => use.Run(new(i.Tasks, i.Organisation, i.Officer, i.Opinion), stop))
            .WithSummary("转办或签收 transfer or claim many");
    }

    static async Task<Page<StandingDto>> List(ProjectReading reading, string? text, string? division, string? state, int? stage, string? step, string? lamp, string? sort,
        int? page, int? size, CancellationToken stop)
    {
        var query = new ProjectQuery(text, division, E<ProjectState>(state), stage is { } s ? (Stage)s : null, step, E<LampColour>(lamp), sort, page ?? 1, size ?? 50);
        var (rows, total) = await reading.List(query, stop);
        return new([.. rows.Select(r => Standing(r.Standing, r.CommunityName, r.Division))], total, query.Page, query.Size);
    }

    static StandingDto Standing(ProjectStanding s, string community, string division) => new(s.Project.Value, s.Number, s.Name, s.Community.Value, community, division,
        s.State.ToString(), (int)s.Stage, StageWords.Zh(s.Stage), s.Step, s.Done, s.Total, s.Open, s.Next, s.Due, s.Lamp.Colour.ToString(), s.Lamp.Zh, s.OpenedOn);

    static async Task<Results<Ok<ProjectDto>, NotFound>> Project(Guid id, ProjectReading reading, HttpResponse http, CancellationToken stop)
    {
        if (await reading.Picture(new(id), stop) is not { } p) return TypedResults.NotFound();
        http.Headers.ETag = $"\"{p.Version}\"";
        return TypedResults.Ok(new ProjectDto(id, p.Number, p.Name, p.Division, p.State.ToString(), p.OpenedOn, p.EndedOn, p.Template,
            [.. p.Members.Select(m => new MemberDto(m.Community.Value, m.Name, m.Division, m.In, m.LeftOn, (int)m.Standing.Stage, m.Standing.Step, m.Standing.Done, m.Standing.Total))],
            [.. p.Lots.Select(l => new LotDto(l.Lot.Value, l.Name, [.. l.Communities.Select(c => c.Value)]))],
            [.. p.Steps.Select(s => new StepDto(s.Id?.Value, s.Step, s.Zh, (int)s.Stage, s.Scope.Kind.ToString(), s.Scope.Key, s.Scope.Zh, s.Scope.Community?.Value,
                s.Scope.Lot?.Value, s.Round, s.State.ToString(), StepWords.Zh(s.State), s.Exception, s.OpenedOn, s.FinishedOn, s.Due, s.Lamp.Colour.ToString(), s.Lamp.Zh,
                s.LateEntry, s.MayOpen, s.WhyNot, s.Milestones, s.Version))],
            p.WhyNotClose, p.Version));
    }

    static async Task<Results<Ok<IReadOnlyList<StepVerdictDto>>, NotFound>> Verdicts(Guid id, ProjectReading reading, CancellationToken stop) =>
        await reading.Verdicts(new(id), stop) is { } verdicts
            ? TypedResults.Ok<IReadOnlyList<StepVerdictDto>>([.. verdicts.Select(v => new StepVerdictDto(v.Record.Id.Value, v.Record.Step, v.Record.ScopeName, v.Record.Round,
                v.Record.State.ToString(), V(v.Verdict), Lifecycle.Verdicts.Read(v.Record.Verdict) is { } kept ? V(kept) : null, v.Record.Rule))])
            : TypedResults.NotFound();

    static async Task<IReadOnlyList<ActDto>> Timeline(Guid id, ProjectReading reading, CancellationToken stop) =>
        [.. (await reading.Timeline(new(id), 500, stop)).Select(Act)];

    static async Task<Results<Ok<StepDetailDto>, NotFound>> Step(Guid id, ProjectReading reading, HttpResponse http, CancellationToken stop)
    {
        if (await reading.Step(new(id), stop) is not { } v) return TypedResults.NotFound();
        http.Headers.ETag = $"\"{v.Record.Version}\"";
        var papers = v.Papers.SelectMany(p => p.Papers.Count == 0
            ? [new PaperDto(null, p.Template.Code, p.Template.Zh, p.Template.Seal, p.Template.Required, null, null, null, null, false)]
            : p.Papers.Select(x => Paper(x, p.Template.Required))).Concat(v.OtherPapers.Select(x => Paper(x, false)));
        return TypedResults.Ok(new StepDetailDto(id, v.Project.Value, v.Record.Step, v.Template.Zh, v.Record.ScopeName, v.Record.Round, v.Record.State.ToString(),
            StepWords.Zh(v.Record.State), v.Record.Exception, v.Record.OpenedOn, v.Record.FinishedOn, v.Record.Due, v.Lamp.Colour.ToString(), v.Lamp.Zh, V(v.Live), v.WhyNotFinish,
            [.. papers], [.. v.Form.Select(f => new FieldDto(f.Code, f.Zh, f.Kind.ToString(), f.Unit, f.Required, f.Hint, f.Choices?.ToDictionary(c => c.Code, c => c.Zh)))],
            [.. v.Takes.Select(t => new TakeDto(t.Id, t.Take, t.Milestone, t.State.ToString(), t.Values, t.EnteredBy, t.ConfirmedBy))], [.. v.Timeline.Select(Act)], v.Acts,
            v.Record.Version));
    }

    static async Task<Page<TaskDto>> Tasks(TaskReading reading, string? desk, string? text, string? step, string? lamp, int? page, int? size, CancellationToken stop)
    {
        var query = new TaskQuery(E<Desk>(desk) ?? Desk.Todo, text, step, E<LampColour>(lamp), page ?? 1, size ?? 50);
        var (rows, total) = await reading.List(query, stop);
        return new([.. rows.Select(t => new TaskDto(t.Id, t.Project.Value, t.ProjectName, t.Step?.Value, t.StepId, t.Kind.ToString(), t.Zh, t.Due, t.Lamp.Colour.ToString(), t.Lamp.Zh,
            t.State.ToString(), t.Urged, t.CreatedAt))], total, query.Page, query.Size);
    }

    static PaperDto Paper(StepPaper x, bool required) => new(x.Id, x.Code, x.Title, x.Seal, required, x.State.ToString(), x.PaperOn, x.Number, x.File?.Value, x.LateEntry);
    static ActDto Act(ActLine a) => new(a.At, a.PaperOn, a.Kind.ToString(), a.Zh, a.Opinion, a.OrganisationName, a.Role);
    static VerdictDto V(Verdict v) => new(v.State.ToString(), v.Clause, v.ReasonZh, v.Figure, v.Line, v.Distance, v.Basis, v.Link, v.Flag, [.. v.Beside.Select(V)], v.Facts);
    static CommunityId? C(Guid? id) => id is { } g ? new CommunityId(g) : null;
    static LotId? L(Guid? id) => id is { } g ? new LotId(g) : null;
    static FileId? F(Guid? id) => id is { } g ? new FileId(g) : null;
    static Paper? P(PaperIn? p) => p is null ? null : new Paper(p.Title, p.On, new FileId(p.File), p.Number);
    static T? E<T>(string? text) where T : struct, Enum =>
        string.IsNullOrWhiteSpace(text) ? null : Enum.TryParse<T>(text, true, out var value) ? value : throw new RuleBroken("query.value", $"不认识的取值：{text}。", 400);

    static async Task<NoContent> Done(Task act)
    {
        await act;
        return TypedResults.NoContent();
    }

    /// <summary>The version the writer has seen.</summary>
    /// <exception cref="RuleBroken">precondition.required (428)</exception>
    static int Match(HttpRequest http) =>
        int.TryParse(http.Headers.IfMatch.ToString().Trim().TrimStart('W', '/').Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            : throw new RuleBroken("precondition.required", "请在 If-Match 中带上读取时得到的 ETag，以免覆盖他人的修改。", 428);
}
