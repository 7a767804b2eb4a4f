using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>办结销号: by the close rule of the template; what goes on for years lives on with the community, not with the project.</summary>
public sealed class CloseProject(StepDesk desk)
{
    static readonly Process Closing = new("lifecycle.close-project", "项目办结");

    /// <param name="On">date on the paper</param>
    public sealed record Request(ProjectId Project, DateOnly On, string? Opinion = null, int? Version = null);

    /// <exception cref="RuleBroken">project.conditions, with everything that is missing; duty.role (403); stale (412)</exception>
    public Task Run(Request request, CancellationToken stop = default) => desk.On(Closing, request.Project, request.Opinion, async (run, dossier) =>
    {
        Duty.Require(run.Actor, ["county_office", "city_office"], "项目办结");
        if (request.Version is { } seen && seen != dossier.Project.Version) throw StepDesk.Stale();
        dossier.Project.RequireRunning();
        var unmet = StepGraph.WhyNotClose(dossier);
        if (unmet.Count > 0) throw new RuleBroken("project.conditions", $"项目还不能办结：{string.Join('；', unmet.Select(u => u.Zh.TrimEnd('。')))}。");
        StepDesk.Note(run, dossier, null, ActKind.Close, "项目办结销号", request.Opinion, request.On);
        dossier.Project.End(ProjectState.Closed, request.On);
        await Free(run, dossier, desk, stop);
        run.Fact(new ProjectEnded(dossier.Project.Id, dossier.Project.Number, ProjectState.Closed, dossier.MembersIn.First().Community, request.On));
        return true;
    }, stop);

    /// <summary>The communities may enter another project; their marks follow.</summary>
    internal static async Task Free(ProcessRun run, Dossier dossier, StepDesk desk, CancellationToken stop)
    {
        foreach (var member in dossier.MembersIn.ToList())
        {
            member.EndWithProject();
            await desk.Mark(dossier, member, stop);
        }
    }
}
