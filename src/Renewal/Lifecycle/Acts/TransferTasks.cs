using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>转办 and 签收: tasks go to an organisation and, if named, to its officer. Without an organisation whoever asks takes them on.</summary>
public sealed class TransferTasks(ProcessLog log, IPosts posts)
{
    static readonly Process Transferring = new("lifecycle.transfer-tasks", "转办");

    /// <param name="Organisation">null: claim for oneself</param>
    /// <param name="Officer">user id of an officer of that organisation; null: whoever holds the duty there</param>
    /// <param name="Opinion">compulsory for a transfer</param>
    public sealed record Request(IReadOnlyList<Guid> Tasks, Guid? Organisation = null, Guid? Officer = null, string? Opinion = null);

    /// <exception cref="RuleBroken">task.*, duty.role (403), sides.same_organisation (403), opinion.missing</exception>
    public Task<int> Run(Request request, CancellationToken stop = default) => log.Run(Transferring, async run =>
    {
        var own = Sides.Organisation(run.Actor);
        var claim = request.Organisation is null;
        var opinion = claim ? request.Opinion : Duty.RequireOpinion(request.Opinion, "转办意见");
        var to = claim ? null : await posts.Organisation(request.Organisation!.Value, stop) ?? throw new RuleBroken("task.organisation", "没有这个单位。", 404);
        var tasks = await OpenTasks.Take(run, request.Tasks, stop);
        foreach (var (task, record) in tasks)
        {
            var roles = task.Roles.Split('|', StringSplitOptions.RemoveEmptyEntries);
            // Those whose duty it is may pass it on within it; the offices above may pass on anything in their reach.
            if (!roles.Contains(run.Actor.Role) && !(Roles.In(Roles.Offices, run.Actor.Role) && !claim))
                throw new RuleBroken("duty.role", $"「{task.Zh}」不是您的职责，不能{(claim ? "签收" : "转办")}。", 403);
            if (task.Organisation is { } holder && holder != own && !Roles.In(Roles.Offices, run.Actor.Role))
                throw new RuleBroken("duty.transferred", "该事项已转由其他单位办理。", 403);
            var organisation = to?.Id ?? own;
            if (to is not null && !roles.Contains(to.Kind)) throw new RuleBroken("task.organisation", $"「{to.Name}」不承担该事项的职责。") { Field = "Organisation" };
            if (organisation == task.NotOrganisation) throw new RuleBroken("sides.same_organisation", "录入和复核须由两个单位分别办理，不能转给另一方。", 403);
            task.Assign(organisation, claim ? run.Actor.Id : request.Officer);
            var zh = claim ? "签收" : $"转办至{to!.Name}";
            run.Db.Add(new StepAct(task.Project, record, claim ? ActKind.Claim : ActKind.Transfer, $"{zh}：{task.Zh}", opinion, run, null, task.Community));
            run.Fact(OpenTasks.Acted(task, claim ? ActKind.Claim : ActKind.Transfer, zh));
        }
        return tasks.Count;
    }, request.Opinion, stop);
}
