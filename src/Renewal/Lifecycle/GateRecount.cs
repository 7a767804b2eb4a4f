using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// Judges the gates of many projects at once by today's facts as they are committed: parts of them side by side, each in a scope of its own with the reach of
/// whoever asks; figures are loaded in bulk, the gates themselves read memory. Nothing is stored: a verdict is kept only when a step is finished.
/// </summary>
public sealed class GateRecount(RenewalDb db, IServiceScopeFactory scopes, Caller caller)
{
    /// <summary>Projects of one part: enough for few queries, and parts enough for all processors.</summary>
    const int Part = 1000;

    /// <param name="Projects">how many were judged</param>
    /// <param name="Verdicts">by record, for every round being walked</param>
    public sealed record Result(int Projects, IReadOnlyDictionary<StepId, Verdict> Verdicts);

    /// <param name="projects">null: all running projects in reach</param>
    public async Task<Result> Run(IReadOnlyCollection<ProjectId>? projects = null, CancellationToken stop = default)
    {
        projects ??= await db.Projects.Where(p => p.State == ProjectState.Running).Select(p => p.Id).ToListAsync(stop);
        var (read, verdicts) = (0, new Dictionary<StepId, Verdict>());
        await Parallel.ForEachAsync(projects.Chunk(Part), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, async (part, token) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().Is(caller.Actor, caller.Reach);
            var judged = await Judge(part, scope.ServiceProvider.GetRequiredService<WalkedDossiers>(), scope.ServiceProvider.GetRequiredService<GateDesk>(), token);
            lock (verdicts)
            {
                read += judged.Projects;
                foreach (var (record, verdict) in judged.Verdicts) verdicts[record] = verdict;
            }
        });
        return new Result(read, verdicts);
    }

    static async Task<Result> Judge(ProjectId[] part, WalkedDossiers dossiers, GateDesk gates, CancellationToken stop)
    {
        Dictionary<StepId, Verdict> verdicts = [];
        var read = await dossiers.Read(part, stop);
        var open = read.SelectMany(d => d.Records.Where(r => r.State is StepState.Open or StepState.Submitted or StepState.Paused && d.Template.Has(r.Step)).Select(r => (Dossier: d, Record: r))).ToList();
        await gates.Ahead(open.Select(o => ((Dossier)o.Dossier, o.Record)), stop);
        // A gate that asks for another step's figures is answered "none" at first, and judged again when they are there: read once for all projects, not one by one.
        while (open.Count > 0)
        {
            List<(WalkedDossier Dossier, StepRecord Record)> again = [];
            Dictionary<string, HashSet<WalkedDossier>> lacking = [];
            foreach (var (dossier, record) in open)
            {
                verdicts[record.Id] = await gates.Judge(dossier, dossier.Template.Step(record.Step), record, stop: stop);
                var steps = dossier.TakeLacking();
                if (steps.Count > 0) again.Add((dossier, record));
                foreach (var step in steps)
                {
                    if (!lacking.TryGetValue(step, out var of)) lacking[step] = of = [];
                    of.Add(dossier);
                }
            }
            foreach (var (step, of) in lacking) await dossiers.Add(step, of, stop);
            open = again;
        }
        return new Result(read.Count, verdicts);
    }
}
