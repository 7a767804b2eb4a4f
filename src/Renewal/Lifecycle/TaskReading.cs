using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>The four desks: 待办, 已办, 督办, 我发起.</summary>
public enum Desk { Todo, Done, Supervise, Started }

/// <param name="Page">from 1</param>
public sealed record TaskQuery(Desk Desk = Desk.Todo, string? Text = null, string? Step = null, LampColour? Lamp = null, int Page = 1, int Size = 50);

public sealed record TaskLine(Guid Id, ProjectId Project, string ProjectName, StepId? Step, string StepId, CommunityId? Community, TaskKind Kind, string Zh, DateOnly? Due, Lamp Lamp,
    TaskState State, int Urged, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, Guid? Organisation, Guid? Officer, bool Mine);

public sealed record TaskCounts(int Todo, int Done, int Supervise, int Started, int Overdue);

/// <summary>Tasks of whoever asks; reach narrows, then role and organisation.</summary>
public sealed class TaskReading(RenewalDb db, IGuideline guideline, TimeProvider clock, Caller caller)
{
    public async Task<(IReadOnlyList<TaskLine> Rows, int Total)> List(TaskQuery query, CancellationToken stop = default)
    {
        var today = clock.Today();
        var tasks = On(query.Desk);
        if (!string.IsNullOrWhiteSpace(query.Text))
        {
            var text = query.Text.Trim();
            tasks = tasks.Where(t => t.Zh.Contains(text));
        }
        if (!string.IsNullOrWhiteSpace(query.Step)) tasks = tasks.Where(t => t.Step == query.Step);
        if (query.Lamp == LampColour.Red) tasks = tasks.Where(t => t.Due < today);
        if (query.Lamp == LampColour.Amber) tasks = tasks.Where(t => t.Due >= today && t.AmberFrom <= today);
        var total = await tasks.CountAsync(stop);
        var ordered = query.Desk is Desk.Done ? tasks.OrderByDescending(t => t.ClosedAt).ThenBy(t => t.Id)
            : tasks.OrderBy(t => t.Due == null).ThenBy(t => t.Due).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id);
        var size = Math.Clamp(query.Size, 1, 500);
        var projects = db.Projects.AsNoTracking();
        var rows = await ordered.Skip((Math.Max(query.Page, 1) - 1) * size).Take(size).ToListAsync(stop);
        var ids = rows.Select(r => r.Project).Distinct().ToList();
        var names = await projects.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, stop);
        var calendar = await guideline.WorkingDays(stop);
        return ([.. rows.Select(t => new TaskLine(t.Id, t.Project, names.GetValueOrDefault(t.Project, ""), t.Record, t.Step, t.Community, t.Kind, t.Zh, t.Due,
            t.State == TaskState.Open ? StepLimit.Lamp(t.Due, t.AmberFrom, today, calendar) : Lamp.None, t.State, t.Urged, t.CreatedAt, t.ClosedAt, t.Organisation,
            t.Officer, t.Officer == caller.Actor.Id))], total);
    }

    public async Task<TaskCounts> Counts(CancellationToken stop = default)
    {
        var today = clock.Today();
        return new(await On(Desk.Todo).CountAsync(stop), await On(Desk.Done).CountAsync(stop), await On(Desk.Supervise).CountAsync(stop),
            await On(Desk.Started).CountAsync(stop), await On(Desk.Todo).CountAsync(t => t.Due < today, stop));
    }

    IQueryable<StepTask> On(Desk desk)
    {
        var actor = caller.Actor;
        var tasks = db.StepTasks.AsNoTracking();
        var today = clock.Today();
        var role = $"|{actor.Role}|";
        return desk switch
        {
            Desk.Todo => tasks.Where(t => t.State == TaskState.Open && t.Kind != TaskKind.Supervise && t.Roles.Contains(role)
                && (t.Organisation == null || t.Organisation == actor.Organisation) && (t.Officer == null || t.Officer == actor.Id)
                && (t.NotOrganisation == null || t.NotOrganisation != actor.Organisation)),
            Desk.Done => tasks.Where(t => t.State == TaskState.Done && t.DoneBy == actor.Id),
            // What went up to one's own role; the offices also see all that is overdue or urged below them.
            Desk.Supervise => Roles.In(Roles.Offices, actor.Role) || actor.Role == Roles.Street
                ? tasks.Where(t => t.State == TaskState.Open && (t.Kind == TaskKind.Supervise && t.Roles.Contains(role)
                    || t.Kind != TaskKind.Supervise && !t.Roles.Contains(role) && (t.Due < today || t.Urged > 0)))
                : tasks.Where(t => t.State == TaskState.Open && t.Kind == TaskKind.Supervise && t.Roles.Contains(role)),
            // Open tasks of others that wait because of what one has submitted or asked.
            _ => tasks.Where(t => t.State == TaskState.Open && t.NotOrganisation == actor.Organisation && actor.Organisation != null),
        };
    }
}
