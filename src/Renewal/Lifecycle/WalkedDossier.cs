using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// A project as far as the gates of the rounds being walked need it: those rounds and the spots and assets of registers, with confirmed figures and the codes of
/// sealed papers as bare text. What is finished, nearly all of a file, stays in the store until a gate asks for its figures (<see cref="TakeLacking"/>).
/// </summary>
sealed class WalkedDossier(RenovationProject project, ProcessTemplate template, WorkingDays calendar, DateOnly today) : Dossier(project, template, calendar, today)
{
    static readonly HashSet<string> NoCodes = [];
    readonly Dictionary<StepId, string[]> takes = [];
    readonly Dictionary<StepId, HashSet<string>> sealedCodes = [];

    readonly HashSet<string> whole = [];
    HashSet<string> lacking = [];

    /// <param name="values">one confirmed take as JSON; takes come in their order</param>
    public void Put(StepId record, string values) => takes[record] = takes.TryGetValue(record, out var before) ? [.. before, values] : [values];

    public void PutSealed(StepId record, IEnumerable<string> codes) => sealedCodes[record] = [.. codes];

    private protected override IReadOnlySet<string> SealedCodes(StepId record) => sealedCodes.GetValueOrDefault(record, NoCodes);

    public override Figures Confirmed(StepRecord record) => takes.TryGetValue(record.Id, out var values) ? Merge(values.Select(StepFigures.Read)) : Contract.Figures.None;

    internal override void AskFor(string step)
    {
        if (!whole.Contains(step)) lacking.Add(step);
    }

    /// <summary>Steps whose figures gates have asked for since this was called last and that are not here.</summary>
    public IReadOnlyCollection<string> TakeLacking()
    {
        if (lacking.Count == 0) return [];
        var taken = lacking;
        lacking = [];
        return taken;
    }

    /// <summary>All current rounds of a step are here now.</summary>
    public void Complete(string step) => whole.Add(step);
}

/// <summary>Reads <see cref="WalkedDossier"/>s of many projects in few queries.</summary>
public sealed class WalkedDossiers(RenewalDb db, Dossiers dossiers, IGuideline guideline, TimeProvider clock)
{
    /// <summary>As many ids as both stores take well as parameters of one query.</summary>
    const int Part = 2000;

    /// <param name="ids">null: all running projects; those out of reach are absent</param>
    internal async Task<IReadOnlyCollection<WalkedDossier>> Read(IReadOnlyCollection<ProjectId>? ids, CancellationToken stop)
    {
        var calendar = await guideline.WorkingDays(stop);
        var (today, set) = (clock.Today(), db.Projects.AsNoTracking());
        var projects = await (ids is null ? set.Where(p => p.State == ProjectState.Running) : set.Where(p => ids.Contains(p.Id))).ToListAsync(stop);
        Dictionary<string, ProcessTemplate> templates = [];
        Dictionary<ProjectId, WalkedDossier> found = new(projects.Count);
        using var _ = dossiers.Wide();
        foreach (var project in projects)
        {
            if (!templates.TryGetValue(project.Template, out var template)) templates[project.Template] = template = await guideline.Template(project.Template, stop);
            found[project.Id] = new(project, template, calendar, today);
        }
        foreach (var part in found.Keys.Chunk(Part))
        {
            foreach (var row in await From<ProjectCommunity>().Where(r => part.Contains(r.Project)).OrderBy(r => r.Name).ToListAsync(stop)) found[row.Project].Members.Add(row);
            foreach (var row in await From<Lot>().Where(r => part.Contains(r.Project)).OrderBy(r => r.Name).ToListAsync(stop)) found[row.Project].Lots.Add(row);
            foreach (var row in await From<LotCommunity>().Where(r => part.Contains(r.Project)).ToListAsync(stop)) found[row.Project].Touches.Add(row);
            var records = await Lean(r => part.Contains(r.Project) && r.Current
                && (r.State == StepState.Open || r.State == StepState.Submitted || r.State == StepState.Paused || r.Scope == ScopeKind.Spot || r.Scope == ScopeKind.Asset), stop);
            await Put(found, records, papers: true, stop);
        }
        return found.Values;
    }

    /// <summary>Adds the current rounds of one step with their figures.</summary>
    internal async Task Add(string step, IEnumerable<WalkedDossier> to, CancellationToken stop)
    {
        using var _ = dossiers.Wide();
        var byId = to.ToDictionary(d => d.Project.Id);
        foreach (var part in byId.Keys.Chunk(Part))
        {
            var records = await Lean(r => part.Contains(r.Project) && r.Current && r.Step == step, stop);
            records.RemoveAll(r => byId[r.Project].Records.Exists(there => there.Id == r.Id));
            await Put(byId, records, papers: false, stop);
        }
        foreach (var dossier in byId.Values) dossier.Complete(step);
    }

    async Task Put(Dictionary<ProjectId, WalkedDossier> to, List<StepRecord> records, bool papers, CancellationToken stop)
    {
        foreach (var record in records) to[record.Project].Records.Add(record);
        foreach (var part in records.Select(r => r.Id).Chunk(Part))
        {
            var figures = From<StepFigures>().Where(f => part.Contains(f.Record) && f.State == FiguresState.Confirmed).OrderBy(f => f.Take);
            await foreach (var row in figures.Select(f => new { f.Project, f.Record, f.Values }).AsAsyncEnumerable().WithCancellation(stop))
                to[row.Project].Put(row.Record, row.Values);
            if (!papers) continue;
            // Joined by the store: one row a record instead of one a paper.
            var codes = From<StepPaper>().Where(p => part.Contains(p.Record) && p.State == PaperState.Sealed).GroupBy(p => new { p.Project, p.Record });
            await foreach (var row in codes.Select(g => new { g.Key.Project, g.Key.Record, Codes = string.Join(',', g.Select(p => p.Code)) }).AsAsyncEnumerable().WithCancellation(stop))
                to[row.Project].PutSealed(row.Record, row.Codes.Split(','));
        }
    }

    /// <summary>Twelve of the 33 columns of a record.</summary>
    Task<List<StepRecord>> Lean(Expression<Func<StepRecord, bool>> of, CancellationToken stop) => From<StepRecord>().Where(of)
        .Select(r => StepRecord.ForGates(r.Id, r.Project, r.Step, r.Scope, r.ScopeKey, r.ScopeName, r.Community, r.Lot, r.Round, r.State, r.Exception, r.EnteredOrganisation))
        .ToListAsync(stop);

    IQueryable<T> From<T>() where T : class => db.Set<T>().AsNoTracking();
}
