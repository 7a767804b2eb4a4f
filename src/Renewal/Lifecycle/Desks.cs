using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Outbox;

namespace Renewal.Lifecycle;

/// <summary>Finds who has the duty for a place, and tells them in the run's own transaction.</summary>
public sealed class Desks(IPosts posts, INotifier notifier)
{
    /// <param name="roles">role codes</param>
    /// <param name="community">null for what is kept on package or lot</param>
    public async Task Tell(ProcessRun run, IEnumerable<string> roles, CommunityId? community, string division, string title, string body, string link,
        CancellationToken stop = default)
    {
        foreach (var role in roles.Distinct())
        {
            IEnumerable<OrganisationRef> organisations = Roles.In(Roles.Assigned, role)
                ? community is { } c ? (await posts.AssignedTo(c, stop)).Where(o => o.Kind == role) : []
                : (await posts.OrganisationsFor(role, division, stop)).Take(1);
            foreach (var organisation in organisations) notifier.Notify(run, Recipient.Duty(organisation.Id, role), Cut(title, 100), Cut(body, 1000), link);
        }
    }

    static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}

/// <summary>A post went to another officer: the open tasks that the one held move with it (office-rules: cases 6).</summary>
sealed class HandedOverTasks(RenewalDb db) : IHear<PostHandedOver>, IHandoverItems
{
    public async Task Hear(PostHandedOver fact, ProcessRun run)
    {
        if (run.Db.ChangeTracker.HasChanges()) await run.Db.SaveChangesAsync();
        foreach (var task in await run.Db.StepTasks.Where(t => t.State == TaskState.Open && t.Officer == fact.FromUser && t.Organisation == fact.Organisation).ToListAsync())
            task.Assign(fact.Organisation, fact.ToUser);
    }

    public async Task<IReadOnlyList<string>> Of(Guid post, Guid user, CancellationToken stop = default) =>
        await db.StepTasks.Where(t => t.State == TaskState.Open && t.Officer == user).OrderBy(t => t.Due).Select(t => t.Zh).ToListAsync(stop);
}
