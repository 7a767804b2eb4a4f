using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>催办: many tasks at once with one opinion; those who have them on their desks are told.</summary>
public sealed class UrgeTasks(ProcessLog log, Desks desks)
{
    static readonly Process Urging = new("lifecycle.urge-tasks", "催办");

    public sealed record Request(IReadOnlyList<Guid> Tasks, string Opinion);

    /// <returns>how many were urged</returns>
    /// <exception cref="RuleBroken">task.none, task.unknown (404), opinion.missing, duty.role (403)</exception>
    public Task<int> Run(Request request, CancellationToken stop = default) => log.Run(Urging, async run =>
    {
        Duty.Require(run.Actor, Roles.Staff.Split(','), "催办");
        var opinion = Duty.RequireOpinion(request.Opinion, "催办意见");
        var tasks = await OpenTasks.Take(run, request.Tasks, stop);
        foreach (var (task, record) in tasks)
        {
            task.Urge(run.At);
            run.Db.Add(new StepAct(task.Project, record, ActKind.Urge, $"催办：{task.Zh}", opinion, run, null, task.Community));
            run.Fact(OpenTasks.Acted(task, ActKind.Urge, "催办"));
            await desks.Tell(run, task.Roles.Split('|', StringSplitOptions.RemoveEmptyEntries), task.Community, task.Division, $"催办：{task.Zh}", opinion,
                $"/projects/{task.Project}", stop);
        }
        return tasks.Count;
    }, request.Opinion, stop);
}

static class OpenTasks
{
    /// <summary>Open tasks by id, with their records; all of them in reach, or none.</summary>
    public static async Task<IReadOnlyList<(StepTask Task, StepRecord? Record)>> Take(ProcessRun run, IReadOnlyList<Guid> ids, CancellationToken stop)
    {
        if (run.Db.ChangeTracker.HasChanges()) await run.Db.SaveChangesAsync(stop);
        var wanted = ids.Distinct().ToList();
        if (wanted.Count == 0) throw new RuleBroken("task.none", "请至少选择一项。");
        List<(StepTask, StepRecord?)> found = [];
        foreach (var part in wanted.Chunk(500))
        {
            var tasks = await run.Db.StepTasks.Where(t => part.Contains(t.Id)).ToListAsync(stop);
            var records = tasks.Where(t => t.Record is not null).Select(t => t.Record!.Value).ToList();
            var steps = await run.Db.Steps.Where(s => records.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
            foreach (var task in tasks)
            {
                if (task.State != TaskState.Open) throw new RuleBroken("task.closed", $"「{task.Zh}」已办结，请刷新。", 409);
                found.Add((task, task.Record is { } id ? steps.GetValueOrDefault(id) : null));
            }
        }
        return found.Count == wanted.Count ? found : throw new RuleBroken("task.unknown", "所选事项中有的不存在，或不在您的管辖范围内。", 404);
    }

    public static StepActed Acted(StepTask task, ActKind act, string zh) =>
        new(task.Project, task.Record ?? default, task.Step, "", task.Zh, task.Community, act.ToString(), zh);
}
