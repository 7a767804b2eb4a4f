using Renewal.Foundation;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>
/// Judges the gates of many projects at once by today's facts: figures are loaded in bulk, the gates themselves read memory. Nothing is stored: a verdict is
/// kept only when a step is finished.
/// </summary>
public sealed class GateRecount(WalkedDossiers dossiers, GateDesk gates)
{
    /// <param name="Projects">how many were judged</param>
    /// <param name="Verdicts">by record, for every round being walked</param>
    public sealed record Result(int Projects, IReadOnlyDictionary<StepId, Verdict> Verdicts);

    /// <param name="projects">null: all running projects in reach</param>
    public async Task<Result> Run(IReadOnlyCollection<ProjectId>? projects = null, CancellationToken stop = default)
    {
        Dictionary<StepId, Verdict> verdicts = [];
        var read = await dossiers.Read(projects, stop);
        var open = read.SelectMany(d => d.Records.Where(r => r.State is StepState.Open or StepState.Submitted or StepState.Paused && d.Template.Has(r.Step)).Select(r => (d, r))).ToList();
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
