using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>The reading door of the corridor.</summary>
sealed class Projects(RenewalDb db, IGuideline guideline, TimeProvider clock, Dossiers dossiers, StepDesk desk) : IProjects
{
    public async Task<IReadOnlyDictionary<CommunityId, ProjectStanding>> StandingOf(IEnumerable<CommunityId> communities, CancellationToken stop = default)
    {
        var calendar = await guideline.WorkingDays(stop);
        var today = clock.Today();
        Dictionary<CommunityId, ProjectStanding> standings = [];
        var (members, projects) = (db.ProjectCommunities, db.Projects);
        foreach (var part in communities.Distinct().Chunk(2000))
        {
            var rows = await members.AsNoTracking().Where(m => part.Contains(m.Community))
                .Join(projects.AsNoTracking(), m => m.Project, p => p.Id, (m, p) => new { Member = m, Project = p }).ToListAsync(stop);
            // The running project, else the latest.
            foreach (var row in rows.OrderBy(r => r.Member.Running).ThenBy(r => r.Project.OpenedOn).ThenBy(r => r.Project.EnteredAt))
                standings[row.Member.Community] = Standing(row.Project, row.Member, today, calendar);
        }
        return standings;
    }

    internal static ProjectStanding Standing(RenovationProject project, ProjectCommunity member, DateOnly today, WorkingDays calendar) => new(
        project.Id, project.Number, project.Name, member.Community, project.State, member.In, member.Stage, member.Step, member.Done, member.Total,
        Split(member.Open), Split(member.Next), member.Due, StepLimit.Lamp(member.Due, member.AmberFrom, today, calendar), project.OpenedOn);

    static string[] Split(string ids) => ids.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public async Task<ProjectId?> RunningOf(CommunityId community, CancellationToken stop = default) =>
        await db.ProjectCommunities.Where(m => m.Community == community && m.Running).Select(m => (ProjectId?)m.Project).SingleOrDefaultAsync(stop);

    public async Task<Verdict> WorksOnSpot(ProjectId project, CommunityId community, string spot, CancellationToken stop = default)
    {
        var dossier = await dossiers.Read(project, stop) ?? throw new RuleBroken("project.unknown", "没有这个项目，或不在您的管辖范围内。", 404);
        var unmet = StepGraph.WhyNotWorkOn(dossier, community, spot);
        return unmet.Count == 0
            ? new(VerdictState.Passed, "S2.05", $"「{spot}」可以施工。")
            : new(VerdictState.Failed, "S2.05", string.Join("；", unmet.Select(u => u.Zh)));
    }

    static readonly Process Returning = new("lifecycle.return-step", "不涉及事项自动恢复");

    public async Task RegisterNoLongerZero(CommunityId community, string step, string reasonZh, CancellationToken stop = default)
    {
        if (await RunningOf(community, stop) is not { } project) return;
        await desk.On(Returning, project, reasonZh, async (run, dossier) =>
        {
            if (!dossier.Template.Has(step)) return false;
            var returned = false;
            foreach (var scope in dossier.ScopesOf(dossier.Template.Step(step), community).ToList())
            {
                if (dossier.Current(step, scope.Key) is not { Finished: true, Exception: ExceptionKinds.NotApplicable } record) continue;
                foreach (var consent in dossier.Consents.Where(c => c.Record == record.Id && c.Kind == ConsentKind.Exception)) consent.End(run.Today);
                await StepDesk.NextRound(run, dossier, record);
                StepDesk.Note(run, dossier, record, ActKind.Return, $"台账不再为零，「不涉及」失效，重新开启第 {record.Round + 1} 轮", reasonZh);
                run.Fact(new StepLooped(project, step, step, [step], scope.Zh, scope.Community));
                returned = true;
            }
            return returned;
        }, stop);
    }
}
