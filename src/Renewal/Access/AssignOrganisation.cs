using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Lets a firm or body reach a community, and ends it. Called by the room that appoints (award, contract, handover), inside its own process.</summary>
sealed class AssignOrganisation(ProcessLog log)
{
    static readonly Process Begin = new("access.assign-organisation", "单位参与小区");
    static readonly Process Finish = new("access.end-assignment", "单位退出小区");

    /// <summary>Assigning twice changes nothing.</summary>
    public Task Run(Guid organisation, CommunityId community, string ground) => log.Run(Begin, async run =>
    {
        var db = run.Db;
        var live = $"{organisation:N}/{community.Value:N}";
        var assignments = db.Assignments;
        if (assignments.Local.Any(a => a.Live == live) || await assignments.AnyAsync(a => a.Live == live)) return;
        var firm = await db.Organisations.SingleOrDefaultAsync(o => o.Id == organisation) ?? throw new RuleBroken("access.organisation.unknown", "单位不存在。", 404);
        if (!Roles.In(Roles.Assigned + "," + Roles.Residents, firm.Kind))
            throw new RuleBroken("access.assignment.kind", $"「{firm.Name}」按行政区划履职，无需指派到小区。");
        db.Add(new Assignment(organisation, community, ground, run.At));
        run.Fact(new CommunityAssigned(organisation, firm.Name, community, ground.Trim()));
    });

    public Task End(Guid organisation, CommunityId community, string ground) => log.Run(Finish, async run =>
    {
        var live = $"{organisation:N}/{community.Value:N}";
        if (await run.Db.Assignments.SingleOrDefaultAsync(a => a.Live == live) is not { } assignment) return;
        var firm = await run.Db.Organisations.SingleAsync(o => o.Id == organisation);
        assignment.End(run.At);
        run.Fact(new CommunityAssignmentEnded(organisation, firm.Name, community, ground.Trim()));
    });
}
