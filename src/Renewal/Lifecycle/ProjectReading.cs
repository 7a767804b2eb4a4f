using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>What a ledger of projects asks for; every part narrows.</summary>
/// <param name="Text">part of the number, the project's or the community's name</param>
/// <param name="Division">division code and all below it</param>
/// <param name="Step">being worked on</param>
/// <param name="Lamp">amber or red by today</param>
/// <param name="Page">from 1</param>
/// <param name="Size">1 to 500</param>
public sealed record ProjectQuery(string? Text = null, string? Division = null, ProjectState? State = null, Stage? Stage = null, string? Step = null,
    LampColour? Lamp = null, string? Sort = null, int Page = 1, int Size = 50);

/// <summary>Communities in projects within reach, counted; overdue by the earliest limit that runs.</summary>
public sealed record ProjectSums(int Running, int Preparation, int Delivery, int Stewardship, int Overdue, int Closed);

/// <summary>One community in one project.</summary>
public sealed record ProjectRow(ProjectStanding Standing, string CommunityName, string Division, int Version);

/// <summary>One step on one scope, as the live picture shows it.</summary>
/// <param name="Id">null where no round has begun</param>
/// <param name="WhyNot">what keeps it from being opened, or from being finished</param>
/// <param name="MayOpen">it could be opened now</param>
public sealed record StepLine(StepId? Id, string Step, string Zh, Stage Stage, StepScope Scope, int Round, StepState State, string? Exception, DateOnly? OpenedOn,
    DateOnly? FinishedOn, DateOnly? Due, Lamp Lamp, bool LateEntry, bool MayOpen, IReadOnlyList<string> WhyNot, IReadOnlyList<string> Milestones, int? Version);

public sealed record MemberLine(CommunityId Community, string Name, string Division, bool In, DateOnly? LeftOn, ProjectStanding Standing);
public sealed record LotLine(LotId Lot, string Name, IReadOnlyList<CommunityId> Communities);

/// <summary>The live picture of a project.</summary>
public sealed record ProjectPicture(ProjectId Id, string Number, string Name, string Division, ProjectState State, DateOnly OpenedOn, DateOnly? EndedOn, string Template,
    IReadOnlyList<MemberLine> Members, IReadOnlyList<LotLine> Lots, IReadOnlyList<StepLine> Steps, IReadOnlyList<string> WhyNotClose, int Version);

/// <param name="Missing">asked for and not sealed yet</param>
public sealed record PaperLine(PaperTemplate Template, IReadOnlyList<StepPaper> Papers, bool Missing);

/// <param name="Values">null while the entry is blind for whoever asks</param>
public sealed record TakeLine(Guid Id, int Take, string? Milestone, FiguresState State, IReadOnlyDictionary<string, string>? Values, string EnteredBy, DateOnly PaperOn,
    DateTimeOffset EnteredAt, string ConfirmedBy, bool ThirdLook);

public sealed record MilestoneLine(string Code, string Zh, string Rule, DateOnly? ReachedOn, bool HasGate, IReadOnlyList<FigureField> Form, Verdict? Verdict);
public sealed record ActLine(DateTimeOffset At, DateOnly? PaperOn, ActKind Kind, string Zh, string? Opinion, string OrganisationName, string Role, string ActorName);
public sealed record ConsentLine(Guid Id, ConsentKind Kind, string Zh, ConsentState State, string Reason, string PaperTitle, string? PaperNumber, DateOnly PaperOn, FileId File,
    string AskedBy, string AnsweredBy, string? Leftover, DateOnly? LeftoverBy, string? Guarantor, int Version);

/// <summary>One round of one step with everything about it.</summary>
/// <param name="Live">the gate by today's facts</param>
/// <param name="Kept">the verdict as it was when the step was finished</param>
/// <param name="Acts">acts that whoever asks may do now, by code: figures, confirm-figures, papers, submit, confirm, send-back, withdraw, pause, resume, except, loop</param>
public sealed record StepView(StepRecord Record, StepTemplate Template, ProjectId Project, string ProjectName, Lamp Lamp, Verdict Live, Verdict? Kept,
    IReadOnlyList<string> WhyNotFinish, IReadOnlyList<PaperLine> Papers, IReadOnlyList<StepPaper> OtherPapers, IReadOnlyList<FigureField> Form,
    Figures Figures, IReadOnlyList<TakeLine> Takes, IReadOnlyList<MilestoneLine> Milestones, IReadOnlyList<ConsentLine> Consents, IReadOnlyList<ActLine> Timeline,
    IReadOnlyList<StepRecord> Rounds, IReadOnlyList<StepRecord> Items, IReadOnlyList<Loop> WaysBack, IReadOnlyList<string> Acts);

/// <summary>Everything that pages and the API show of projects; reach narrows every answer.</summary>
public sealed class ProjectReading(RenewalDb db, Dossiers dossiers, GateDesk gates, IGuideline guideline, TimeProvider clock, Caller caller)
{
    public async Task<(IReadOnlyList<ProjectRow> Rows, int Total)> List(ProjectQuery query, CancellationToken stop = default)
    {
        var today = clock.Today();
        var (members, projects) = (db.ProjectCommunities.AsNoTracking(), db.Projects.AsNoTracking());
        var rows = members.Join(projects, m => m.Project, p => p.Id, (m, p) => new { Member = m, Project = p });
        if (!string.IsNullOrWhiteSpace(query.Text))
        {
            var text = query.Text.Trim();
            rows = rows.Where(r => r.Member.Name.Contains(text) || r.Project.Name.Contains(text) || r.Project.Number.Contains(text));
        }
        if (!string.IsNullOrWhiteSpace(query.Division)) rows = rows.Where(r => r.Member.Division.StartsWith(query.Division));
        if (query.State is { } state) rows = rows.Where(r => r.Project.State == state);
        if (query.Stage is { } stage) rows = rows.Where(r => r.Member.Stage == stage);
        if (!string.IsNullOrWhiteSpace(query.Step))
        {
            var step = $",{query.Step},";
            rows = rows.Where(r => ("," + r.Member.Open + ",").Contains(step));
        }
        if (query.Lamp == LampColour.Red) rows = rows.Where(r => r.Member.Due < today);
        if (query.Lamp == LampColour.Amber) rows = rows.Where(r => r.Member.Due >= today && r.Member.AmberFrom <= today);
        if (query.Lamp == LampColour.Green) rows = rows.Where(r => r.Member.Due >= today && r.Member.AmberFrom > today);
        var total = await rows.CountAsync(stop);
        rows = query.Sort switch
        {
            "name" => rows.OrderBy(r => r.Member.Name).ThenBy(r => r.Member.Community),
            "number" => rows.OrderBy(r => r.Project.Number).ThenBy(r => r.Member.Community),
            "stage" => rows.OrderBy(r => r.Member.Stage).ThenBy(r => r.Member.Done).ThenBy(r => r.Member.Community),
            "done" => rows.OrderByDescending(r => r.Member.Done).ThenBy(r => r.Member.Community),
            "-opened" => rows.OrderByDescending(r => r.Project.OpenedOn).ThenBy(r => r.Member.Community),
            _ => rows.OrderBy(r => r.Member.Due == null).ThenBy(r => r.Member.Due).ThenBy(r => r.Member.Community),
        };
        var size = Math.Clamp(query.Size, 1, 500);
        var page = await rows.Skip((Math.Max(query.Page, 1) - 1) * size).Take(size).ToListAsync(stop);
        var calendar = await guideline.WorkingDays(stop);
        return ([.. page.Select(r => new ProjectRow(Projects.Standing(r.Project, r.Member, today, calendar), r.Member.Name, r.Member.Division, r.Project.Version))], total);
    }

    public async Task<ProjectSums> Sums(CancellationToken stop = default)
    {
        var today = clock.Today();
        var (members, projects) = (db.ProjectCommunities.AsNoTracking(), db.Projects.AsNoTracking());
        var rows = await members.Where(m => m.LeftOn == null).Join(projects, m => m.Project, p => p.Id, (m, p) => new { m.Stage, p.State, Overdue = m.Due < today })
            .GroupBy(r => new { r.Stage, r.State, r.Overdue }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(stop);
        int Count(Func<Stage, ProjectState, bool, bool> of) => rows.Where(r => of(r.Key.Stage, r.Key.State, r.Key.Overdue)).Sum(r => r.Count);
        return new(Count((_, s, _) => s == ProjectState.Running), Count((g, s, _) => s == ProjectState.Running && g == Stage.Preparation),
            Count((g, s, _) => s == ProjectState.Running && g == Stage.Delivery), Count((g, s, _) => s == ProjectState.Running && g == Stage.Stewardship),
            Count((_, s, late) => s == ProjectState.Running && late), Count((_, s, _) => s == ProjectState.Closed));
    }

    /// <summary>The live picture; null when absent or out of reach. Records of communities out of reach are left out.</summary>
    public async Task<ProjectPicture?> Picture(ProjectId id, CancellationToken stop = default)
    {
        if (await dossiers.Read(id, stop) is not { } dossier) return null;
        var seen = await db.ProjectCommunities.Where(m => m.Project == id).Select(m => m.Community).ToListAsync(stop);
        List<StepLine> lines = [];
        foreach (var step in dossier.AllSteps)
        {
            var scopes = dossier.ScopesOf(step).ToList();
            scopes.AddRange(dossier.Records.Where(r => r.Current && r.Step == step.Id && r.Scope is ScopeKind.Spot or ScopeKind.Asset && r.Step == step.Id).Select(dossier.ScopeOf)
                .Where(s => scopes.TrueForAll(x => x.Key != s.Key)));
            foreach (var scope in scopes)
            {
                if (scope.Community is { } community && !seen.Contains(community)) continue;
                lines.Add(await Line(dossier, step, scope, stop));
            }
        }
        var project = dossier.Project;
        return new(project.Id, project.Number, project.Name, project.Division, project.State, project.OpenedOn, project.EndedOn, project.Template,
            [.. dossier.Members.Where(m => seen.Contains(m.Community))
                .Select(m => new MemberLine(m.Community, m.Name, m.Division, m.In, m.LeftOn, Projects.Standing(project, m, dossier.Today, dossier.Calendar)))],
            [.. dossier.LiveLots.Select(l => new LotLine(l.Id, l.Name, [.. dossier.CommunitiesOf(l.Id).Select(m => m.Community).Where(seen.Contains)]))],
            lines, project.State == ProjectState.Running ? [.. StepGraph.WhyNotClose(dossier).Select(u => u.Zh)] : [], project.Version);
    }

    async Task<StepLine> Line(Dossier dossier, StepTemplate step, StepScope scope, CancellationToken stop)
    {
        var record = dossier.Current(step.Id, scope.Key);
        IReadOnlyList<string> why = [];
        var may = false;
        if (record is null or { State: StepState.NotStarted })
        {
            await gates.AnswerNamed(dossier, step, scope, false, stop);
            var unmet = StepGraph.WhyNotOpen(dossier, step, scope);
            (why, may) = ([.. unmet.Select(u => u.Zh)], unmet.Count == 0);
        }
        else if (!record.Finished)
        {
            await gates.AnswerNamed(dossier, step, scope, true, stop);
            why = [.. StepGraph.WhyNotFinish(dossier, step, scope).Select(u => u.Zh)];
        }
        return new(record?.Id, step.Id, step.Zh, step.Stage, scope, record?.Round ?? 1, record?.State ?? StepState.NotStarted,
            record?.Exception is { } kind ? GateDesk.ExceptionZh(dossier.Template, kind) : null, record?.OpenedOn, record?.FinishedOn, record?.Due,
            record is null ? Lamp.None : StepLimit.Lamp(record, dossier.Today, dossier.Calendar), record?.LateEntry ?? false, may, why,
            record is null ? [] : [.. dossier.Milestones.Where(m => m.Record == record.Id).Select(m => m.Code)], record?.Version);
    }

    /// <summary>Verdicts of all steps of a project, judged now; record by record.</summary>
    public async Task<IReadOnlyList<(StepRecord Record, Verdict Verdict)>?> Verdicts(ProjectId id, CancellationToken stop = default)
    {
        if (await dossiers.Read(id, stop) is not { } dossier) return null;
        var seen = await db.Steps.Where(s => s.Project == id && s.Current).Select(s => s.Id).ToListAsync(stop);
        List<(StepRecord, Verdict)> verdicts = [];
        foreach (var record in dossier.Records.Where(r => seen.Contains(r.Id) && r.State != StepState.NotStarted && dossier.Template.Has(r.Step)))
            verdicts.Add((record, await gates.Judge(dossier, dossier.Template.Step(record.Step), record, stop: stop)));
        return verdicts;
    }

    /// <summary>One round of one step; null when absent or out of reach.</summary>
    public async Task<StepView?> Step(StepId id, CancellationToken stop = default)
    {
        if (await db.Steps.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, stop) is not { } reached) return null;
        if (await dossiers.Read(reached.Project, stop) is not { } dossier || !dossier.Template.Has(reached.Step)) return null;
        var record = dossier.Records.Single(r => r.Id == id);
        var step = dossier.Template.Step(record.Step);
        var scope = dossier.ScopeOf(record);
        var live = await gates.Judge(dossier, step, record, stop: stop);
        await gates.AnswerNamed(dossier, step, scope, true, stop);
        List<MilestoneLine> milestones = [];
        var named = step.Start.Concat(step.Finish).Where(c => c.Kind == ConditionKind.Named && !dossier.Named.ContainsKey((c.Step, c.Name!, scope.Key)))
            .Select(c => new Milestone(c.Name!, c.Zh, ""));
        foreach (var milestone in step.Milestones.Concat(named))
        {
            var gate = gates.Has(step.Id, milestone.Code);
            milestones.Add(new(milestone.Code, milestone.Zh, milestone.Rule, dossier.Milestone(id, milestone.Code)?.ReachedOn, gate, gates.Form(step.Id, milestone.Code),
                gate && record.State != StepState.NotStarted ? await gates.Judge(dossier, step, record, milestone.Code, stop: stop) : null));
        }
        var missing = dossier.MissingPapers(step, record).Select(p => p.Code).ToHashSet();
        var papers = dossier.Papers.Where(p => p.Record == id).ToList();
        var timeline = await db.StepActs.AsNoTracking().Where(a => a.Record == id).OrderBy(a => a.At).ThenBy(a => a.Ordinal)
            .Select(a => new ActLine(a.At, a.PaperOn, a.Kind, a.Zh, a.Opinion, a.OrganisationName, a.Role, a.ActorName)).ToListAsync(stop);
        return new(record, step, dossier.Project.Id, dossier.Project.Name, StepLimit.Lamp(record, dossier.Today, dossier.Calendar), live, Lifecycle.Verdicts.Read(record.Verdict),
            record.Finished ? [] : [.. StepGraph.WhyNotFinish(dossier, step, scope).Select(u => u.Zh)],
            [.. step.Papers.Select(p => new PaperLine(p, [.. papers.Where(x => x.Code == p.Code)], missing.Contains(p.Code)))],
            [.. papers.Where(p => !step.Papers.Any(t => t.Code == p.Code))],
            gates.Form(step.Id, null), Shown(step, dossier, record), [.. dossier.Figures.Where(f => f.Record == id).OrderBy(f => f.Take).Select(f => Take(step, f))],
            milestones, [.. dossier.Consents.Where(c => c.Record == id).Select(c => Line(c, dossier))], timeline,
            [.. dossier.Rounds(record.Step, record.ScopeKey)],
            record.Community is { } community && record.Scope == ScopeKind.Community && Dossier.Items(step) is not null ? [.. dossier.ItemsOf(step.Id, community)] : [],
            [.. LoopBack.Ways(dossier.Template, step)], Allowed(dossier, step, record));
    }

    /// <summary>What waits for a second organisation in a project, apart from its steps.</summary>
    public async Task<IReadOnlyList<ConsentLine>> ConsentsOf(ProjectId id, CancellationToken stop = default)
    {
        if (await dossiers.Read(id, stop) is not { } dossier) return [];
        var seen = await db.Consents.Where(c => c.Project == id).Select(c => c.Id).ToListAsync(stop);
        return [.. dossier.Consents.Where(c => seen.Contains(c.Id)).Select(c => Line(c, dossier))];
    }

    /// <summary>The timeline of a project, newest first.</summary>
    public async Task<IReadOnlyList<ActLine>> Timeline(ProjectId id, int most = 200, CancellationToken stop = default) =>
        await db.StepActs.AsNoTracking().Where(a => a.Project == id).OrderByDescending(a => a.At).ThenByDescending(a => a.Ordinal).Take(most)
            .Select(a => new ActLine(a.At, a.PaperOn, a.Kind, (a.Step ?? "") + " " + a.Zh, a.Opinion, a.OrganisationName, a.Role, a.ActorName)).ToListAsync(stop);

    static Figures Shown(StepTemplate step, Dossier dossier, StepRecord record) => dossier.Confirmed(record);

    /// <summary>A blind entry shows to nobody but the organisation that made it, until both agree.</summary>
    TakeLine Take(StepTemplate step, StepFigures take)
    {
        var blind = step.BlindSecondEntry && take.State != FiguresState.Confirmed && take.EnteredOrganisation != caller.Actor.Organisation;
        return new(take.Id, take.Take, take.Milestone, take.State, blind ? null : take.Read(), take.EnteredOrganisationName, take.PaperOn, take.EnteredAt,
            take.ConfirmedOrganisationName, take.ThirdLook);
    }

    static ConsentLine Line(Consent c, Dossier dossier) => new(c.Id, c.Kind, ConsentRules.Zh(c, dossier.Template), c.State, c.Reason, c.PaperTitle, c.PaperNumber, c.PaperOn,
        c.File, c.AskedOrganisationName, c.AnsweredOrganisationName, c.Leftover, c.LeftoverBy, c.Guarantor, c.Version);

    /// <summary>What the asker may do now: pages show no button that would be refused for the role or the state.</summary>
    List<string> Allowed(Dossier dossier, StepTemplate step, StepRecord record)
    {
        var actor = caller.Actor;
        List<string> acts = [];
        if (!record.Current || dossier.Project.State != ProjectState.Running || actor.Organisation is null) return acts;
        var (enters, confirms) = (step.Enters.Contains(actor.Role), step.Confirms.Contains(actor.Role));
        var house = enters || confirms || step.Lead == actor.Role;
        void May(bool may, string act) { if (may) acts.Add(act); }
        May(record.State == StepState.NotStarted && house, "open");
        May(record.State == StepState.Open && enters && gates.FormOfAll(step.Id).Count > 0, "figures");
        May(confirms && dossier.Figures.Exists(f => f.Record == record.Id && f.State == FiguresState.Entered && f.EnteredOrganisation != actor.Organisation), "confirm-figures");
        May(record.State is not (StepState.NotStarted or StepState.Finished) && (house || step.With.Contains(actor.Role)), "papers");
        May(record.State == StepState.Open && enters, "submit");
        May(record.State == StepState.Submitted && confirms && record.EnteredOrganisation != actor.Organisation, "confirm");
        May(record.State == StepState.Submitted && confirms && record.EnteredOrganisation != actor.Organisation, "send-back");
        May(record.State == StepState.Submitted && enters && record.EnteredOrganisation == actor.Organisation, "withdraw");
        May(record.State is StepState.Open or StepState.Submitted && house, "pause");
        May(record.State == StepState.Paused && house, "resume");
        May(!record.Finished && (house || actor.Role == Roles.CountyOffice), "except");
        May(record.State != StepState.NotStarted && (confirms || step.Lead == actor.Role || actor.Role == Roles.CountyOffice), "loop");
        return acts;
    }
}
