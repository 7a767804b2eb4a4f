using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// Loads projects whole. Whoever asks must reach the project, or it is absent; but its conditions are judged on all of it: a contractor of one community
/// must be told that a lot waits for another, without reading that other's papers (ADR 0071).
/// </summary>
public sealed class Dossiers(RenewalDb db, IGuideline guideline, TimeProvider clock, Caller caller)
{
    // Several acts in one run work on the same file: it holds what the earlier ones changed, under the same lock.
    readonly Dictionary<ProjectId, Dossier> taken = [];
    ProcessRun? takenIn;

    /// <summary>For a change: the project is locked until the end of the run, so that two acts never judge by each other's past.</summary>
    /// <exception cref="RuleBroken">project.unknown (404)</exception>
    public async Task<Dossier> Take(ProjectId id, CancellationToken stop = default)
    {
        // Several acts in one run: what the earlier ones changed must be in the store, and nothing read before may be read again.
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(stop);
        if (!ReferenceEquals(takenIn, db.Run)) taken.Clear();
        takenIn = db.Run;
        if (taken.TryGetValue(id, out var same))
        {
            same.Named.Clear();
            return same;
        }
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State == EntityState.Unchanged && e.Entity.GetType().Namespace == typeof(Dossier).Namespace).ToList())
            entry.State = EntityState.Detached;
        if (!await db.Projects.AnyAsync(p => p.Id == id, stop)) throw new RuleBroken("project.unknown", "没有这个项目，或不在您的管辖范围内。", 404);
        if (db is PostgresRenewalDb) await db.Database.ExecuteSqlAsync($"""SELECT 1 FROM lifecycle_projects WHERE "Id" = {id.Value} FOR UPDATE""", stop);
        return taken[id] = (await Load([id], true, stop)).Single();
    }

    /// <summary>For reading; those out of reach are absent.</summary>
    public async Task<IReadOnlyList<Dossier>> Read(IReadOnlyCollection<ProjectId> ids, CancellationToken stop = default) =>
        await Load(await Reached(ids, stop), false, stop);

    Task<List<ProjectId>> Reached(IReadOnlyCollection<ProjectId> ids, CancellationToken stop) =>
        db.Projects.Where(p => ids.Contains(p.Id)).Select(p => p.Id).ToListAsync(stop);

    public async Task<Dossier?> Read(ProjectId id, CancellationToken stop = default) => (await Read([id], stop)).SingleOrDefault();

    async Task<IReadOnlyList<Dossier>> Load(IReadOnlyList<ProjectId> ids, bool track, CancellationToken stop)
    {
        var calendar = await guideline.WorkingDays(stop);
        using var _ = Wide();
        Dictionary<ProjectId, Dossier> dossiers = [];
        Dictionary<string, ProcessTemplate> templates = [];
        // Parts of a size that both stores take as parameters of one query.
        foreach (var part in ids.Chunk(2000))
        {
            IQueryable<T> From<T>() where T : class => track ? db.Set<T>() : db.Set<T>().AsNoTracking();
            foreach (var project in await From<RenovationProject>().Where(p => part.Contains(p.Id)).ToListAsync(stop))
            {
                if (!templates.TryGetValue(project.Template, out var template))
                    templates[project.Template] = template = await guideline.Template(project.Template, stop);
                dossiers[project.Id] = new Dossier(project, template, calendar, clock.Today());
            }
            foreach (var row in await From<ProjectCommunity>().Where(r => part.Contains(r.Project)).OrderBy(r => r.Name).ToListAsync(stop)) dossiers[row.Project].Members.Add(row);
            foreach (var row in await From<Lot>().Where(r => part.Contains(r.Project)).OrderBy(r => r.Name).ToListAsync(stop)) dossiers[row.Project].Lots.Add(row);
            foreach (var row in await From<LotCommunity>().Where(r => part.Contains(r.Project)).ToListAsync(stop)) dossiers[row.Project].Touches.Add(row);
            foreach (var row in await From<StepRecord>().Where(r => part.Contains(r.Project)).OrderBy(r => r.Round).ToListAsync(stop)) dossiers[row.Project].Records.Add(row);
            foreach (var row in await From<StepMilestone>().Where(r => part.Contains(r.Project)).ToListAsync(stop)) dossiers[row.Project].Milestones.Add(row);
            foreach (var row in await From<StepFigures>().Where(r => part.Contains(r.Project)).ToListAsync(stop)) dossiers[row.Project].Figures.Add(row);
            foreach (var row in await From<StepPaper>().Where(r => part.Contains(r.Project)).OrderBy(r => r.EnteredAt).ToListAsync(stop)) dossiers[row.Project].Papers.Add(row);
            foreach (var row in await From<Consent>().Where(r => part.Contains(r.Project)).ToListAsync(stop)) dossiers[row.Project].Consents.Add(row);
            if (track)
                foreach (var row in await From<StepTask>().Where(r => part.Contains(r.Project) && r.State == TaskState.Open).ToListAsync(stop))
                    dossiers[row.Project].Tasks.Add(row);
        }
        return [.. ids.Where(dossiers.ContainsKey).Select(id => dossiers[id])];
    }

    /// <summary>Widens the view for the length of a load that has already been authorised on the project.</summary>
    internal IDisposable Wide()
    {
        var widened = new Widened(caller, caller.Reach);
        caller.Is(caller.Actor, Reach.Everything);
        return widened;
    }

    sealed class Widened(Caller caller, Reach before) : IDisposable
    {
        public void Dispose() => caller.Is(caller.Actor, before);
    }
}
