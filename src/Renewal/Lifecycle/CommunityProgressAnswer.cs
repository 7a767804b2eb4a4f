using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>Tells the pages of communities where their project stands: no opinion, nobody's name, results only of consultations that are finished.</summary>
sealed class CommunityProgressAnswer(RenewalDb db, IProjects projects, IGuideline guideline) : ICommunityProgress
{
    public async Task<IReadOnlyDictionary<CommunityId, CommunityProgress>> Of(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default)
    {
        var standings = await projects.StandingOf(communities, stop);
        var ids = standings.Values.Select(s => s.Project).Distinct().ToList();
        var templates = await db.Projects.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Template }).ToDictionaryAsync(p => p.Id, p => p.Template, stop);
        var records = (await db.Steps.AsNoTracking().Where(s => ids.Contains(s.Project) && s.Current).Select(s => new
        {
            s.Project, s.Step, s.Scope, s.Community, s.Lot, s.State, s.FinishedOn, Verdict = s.Step == "S1.06" || s.Step == "S2.03" ? s.Verdict : null,
        }).ToListAsync(stop)).ToLookup(s => s.Project);
        var lots = (await db.LotCommunities.AsNoTracking().Where(l => ids.Contains(l.Project)).ToListAsync(stop)).ToLookup(l => (l.Project, l.Community), l => l.Lot);
        Dictionary<CommunityId, CommunityProgress> answers = [];
        foreach (var (community, s) in standings)
        {
            var template = await guideline.Template(templates[s.Project], stop);
            var mine = records[s.Project].Where(r => r.Scope == ScopeKind.Package || r.Community == community && r.Scope == ScopeKind.Community
                || r.Lot is { } lot && lots[(s.Project, community)].Contains(lot)).ToLookup(r => r.Step);
            List<ProgressStep> finished = [];
            List<string> results = [];
            foreach (var step in template.Steps)
            {
                var rounds = mine[step.Id].ToList();
                if (rounds.Count == 0 || rounds.Exists(r => r.State != StepState.Finished)) continue;
                finished.Add(new(step.Id, step.Zh, rounds.Max(r => r.FinishedOn)));
                foreach (var round in rounds)
                    if (Verdicts.Read(round.Verdict)?.Figure is { } figure) results.Add($"{step.Zh}：{figure}，通过");
            }
            List<ProgressStep> Words(IEnumerable<string> steps) => [.. steps.Where(template.Has).Select(id => new ProgressStep(id, template.Step(id).Zh))];
            answers[community] = new(
                $"/projects/{s.Project}", s.Number, s.Name, s.State switch { ProjectState.Running => "进行中", ProjectState.Closed => "已办结", _ => "已调出计划" },
                s.State == ProjectState.Running && s.InProject, (int)s.Stage, StageWords.Zh(s.Stage), s.Done, s.Total, finished, Words(s.Open), Words(s.Next), s.Due,
                s.Lamp.Colour switch { LampColour.Green => "green", LampColour.Amber => "amber", LampColour.Red => "red", _ => "grey" }, s.Lamp.Zh, s.OpenedOn)
            { Results = results };
        }
        return answers;
    }
}
