using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;

namespace Renewal.Storage;

/// <summary>Who does something: a person in a post, or a named part of the system.</summary>
/// <param name="Id">user id; a fixed id for system actors</param>
/// <param name="Name">display name of the post-holder as it stands in the record</param>
/// <param name="Organisation">organisation id; two sides of one item are never the same organisation</param>
/// <param name="OrganisationName">as people say it: 工人村街道办事处</param>
/// <param name="Role">role code of steps.yaml: <c>street</c>, <c>committee</c>, …; <c>system</c> for the system</param>
/// <param name="Division">division code of the post</param>
public sealed record Actor(Guid Id, string Name, Guid? Organisation, string OrganisationName, string Role, string Division)
{
    public static readonly Actor System = new(Guid.Empty, "系统", null, "系统", "system", "");

    /// <summary>Nobody has signed in: residents and visitors of public pages.</summary>
    public static readonly Actor Nobody = new(Guid.Empty, "访客", null, "", "public", "");
}

/// <summary>A named kind of change. <paramref name="Code"/> is stable (<c>lifecycle.finish-step</c>), <paramref name="Zh"/> is what people read.</summary>
public readonly record struct Process(string Code, string Zh);

/// <summary>
/// Something that has happened, in the words of the field. Stored with the change it explains, in the same transaction, and chained by the sealer.
/// Never carries personal data: names, ID numbers and phones live in sealed columns only.
/// </summary>
public interface IFact
{
    /// <summary>What it is about, as <c>project/…</c>, <c>community/…</c>, <c>user/…</c>.</summary>
    string Subject { get; }

    /// <summary>The community whose timeline shows it, or null.</summary>
    CommunityId? Community => null;

    /// <summary>One sentence for the timeline.</summary>
    string Zh { get; }
}

/// <summary>A room that wants to hear of another's facts registers one of these; it runs in the same transaction.</summary>
public interface IHear<in TFact> where TFact : IFact
{
    Task Hear(TFact fact, ProcessRun run);
}

/// <summary>One run of a process: the only place where recorded rows are written.</summary>
public sealed class ProcessRun
{
    internal ProcessRun(RenewalDb db, Guid id, Process process, Actor actor, DateTimeOffset at)
    {
        (Db, Id, Process, Actor, At) = (db, id, process, actor, at);
    }

    public RenewalDb Db { get; }
    public Guid Id { get; }
    public Process Process { get; }
    public Actor Actor { get; }

    /// <summary>One instant for the whole run, UTC, to the millisecond.</summary>
    public DateTimeOffset At { get; }
    public DateOnly Today => At.InChina();

    internal List<IFact> Facts { get; } = [];
    internal RowChanges Changes { get; } = new();

    /// <summary>Rows saved so far besides the run's own, recorded or not.</summary>
    internal long Saved { get; set; }

    /// <summary>What a run within this run was refused for: half of it may be in the change tracker.</summary>
    internal Exception? Failed { get; set; }

    /// <summary>Says what has happened. Every run that changes a row says at least one.</summary>
    public void Fact(IFact fact) => Facts.Add(fact);

    /// <summary>Refuses a write over a version that the writer has not seen (ETag, hidden field).</summary>
    public void Expect(object entity, int version) => Db.Entry(entity).Property("Version").OriginalValue = version;
}

/// <summary>
/// Runs every change: one transaction, one actor, one instant, its facts in the same commit. What rows changed is taken from the change tracker and
/// bound to the facts by digests, so that nothing can be changed and forgotten, and a later direct UPDATE shows (architecture §8, Record).
/// </summary>
public sealed class ProcessLog(RenewalDb db, TimeProvider clock, Caller caller, WriterQueue writers, FactSeals seals, IServiceProvider services)
{
    /// <param name="process">what this is called</param>
    /// <param name="work">changes rows through <see cref="ProcessRun.Db"/> and says facts; a run inside a run joins it</param>
    /// <param name="reason">the opinion or reason given by the actor, where one is asked for</param>
    /// <exception cref="RuleBroken">stale (412): a row was changed by somebody else meanwhile; duplicate (409): a unique key that the use case did not
    /// speak for itself (<see cref="StoreErrors.BrokenUnique"/>); busy (503): two writers met</exception>
    public async Task<T> Run<T>(Process process, Func<ProcessRun, Task<T>> work, string? reason = null, CancellationToken stop = default)
    {
        if (db.Run is { } outer)
        {
            try { return await work(outer); }
            catch (Exception e)
            {
                outer.Failed = e;
                throw;
            }
        }

        using var turn = await writers.Enter(db, stop);
        var done = false;
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            var run = db.Run = new ProcessRun(db, Guid.CreateVersion7(), process, caller.Actor, clock.Instant());
            db.Add(new ProcessRow(run, reason));
            var result = await work(run);
            // Hearers may say further facts; those are told too.
            for (var i = 0; i < run.Facts.Count; i++) await Tell(run.Facts[i], run);
            await db.SaveChangesAsync(stop);
            if (run.Failed is { } failed)
                throw new InvalidOperationException($"{process.Code} went on after a part of it had failed; half a change is never stored", failed);
            if (run.Facts.Count == 0)
            {
                if (run.Saved > 0) throw new InvalidOperationException($"{process.Code} changed rows and said no fact");
                return result;
            }
            for (var i = 0; i < run.Facts.Count; i++)
                db.Add(seals.Stamp(run, run.Facts[i], i, i == 0 ? run.Changes : RowChanges.None));
            await db.SaveChangesAsync(stop);
            // From here on nobody may turn back: a cancelled commit would leave the caller not knowing.
            await transaction.CommitAsync(CancellationToken.None);
            done = true;
            // Facts are never changed again; kept in the tracker they would make every later save of this scope slower.
            foreach (var entry in db.ChangeTracker.Entries().Where(e => e.Entity is FactRow or ProcessRow).ToList()) entry.State = EntityState.Detached;
            return result;
        }
        catch (DbUpdateConcurrencyException e)
        {
            throw new RuleBroken("stale", "这条记录刚被他人修改过，请刷新后再办理，您填写的内容没有覆盖对方的修改。", 412) { Data = { ["inner"] = e.Message } };
        }
        catch (DbUpdateException e) when (e.BrokenUnique() is not null) { throw StoreErrors.Double(e); }
        catch (Exception e) when (e is not RuleBroken && e.IsCollision()) { throw StoreErrors.Busy(); }
        finally
        {
            // What a refused run left in the tracker must not be saved by the next one.
            if (!done) db.ChangeTracker.Clear();
            db.Run = null;
        }
    }

    public Task Run(Process process, Func<ProcessRun, Task> work, string? reason = null, CancellationToken stop = default) =>
        Run<bool>(process, async run => { await work(run); return true; }, reason, stop);

    async Task Tell(IFact fact, ProcessRun run)
    {
        var hears = typeof(IHear<>).MakeGenericType(fact.GetType());
        foreach (var hearer in services.GetServices(hears))
            await (Task)hears.GetMethod(nameof(IHear<>.Hear))!.Invoke(hearer, BindingFlags.DoNotWrapExceptions, null, [fact, run], null)!;
    }
}
