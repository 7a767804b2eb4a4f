using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// Judges the gates of many projects at once by today's facts: figures are loaded in bulk, the gates themselves read memory. Nothing is stored: a verdict is
/// kept only when a step is finished.
/// </summary>
public sealed class GateRecount(RenewalDb db, Dossiers dossiers, GateDesk gates)
{
    /// <param name="Projects">how many were judged</param>
    /// <param name="Verdicts">by record, for every round being walked</param>
    public sealed record Result(int Projects, IReadOnlyDictionary<StepId, Verdict> Verdicts);

    /// <param name="projects">null: all running projects in reach</param>
    public async Task<Result> Run(IReadOnlyCollection<ProjectId>? projects = null, CancellationToken stop = default)
    {
        projects ??= await db.Projects.Where(p => p.State == ProjectState.Running).Select(p => p.Id).ToListAsync(stop);
        Dictionary<StepId, Verdict> verdicts = [];
        var count = 0;
        foreach (var dossier in await dossiers.ReadForGates(projects, stop))
        {
            count++;
            foreach (var record in dossier.Records)
                if (record.Current && record.State is (StepState.Open or StepState.Submitted or StepState.Paused) && dossier.Template.Has(record.Step))
                    verdicts[record.Id] = await gates.Judge(dossier, dossier.Template.Step(record.Step), record, stop: stop);
        }
        return new Result(count, verdicts);
    }
}
