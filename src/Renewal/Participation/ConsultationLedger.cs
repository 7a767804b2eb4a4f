using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>What a row of the ledger may wait for.</summary>
public enum Waiting
{
    /// <summary>Closed and not counted, or objections over and not final.</summary>
    Late,
    Disputes,
    Objections,
    /// <summary>Paper ballots drawn and not called back.</summary>
    Audit,
    /// <summary>Sheets in the box that are not yet typed by both.</summary>
    Papers,
}

/// <param name="Page">from 1</param>
/// <param name="Size">rows of a page</param>
public sealed record LedgerAsked(string? Text = null, CommunityId? Community = null, string? Kind = null, ConsultationState? State = null, Waiting? Waits = null, int Page = 1, int Size = 20);

/// <summary>A consultation in the ledger.</summary>
/// <param name="ClosesAt">with an extension, if there was one; null before it is announced</param>
/// <param name="TakingPart">seats that take part; null before the box is laid</param>
/// <param name="Line">seats that must take part for it to be able to pass; 0 where none is drawn</param>
/// <param name="Disputes">open ones</param>
/// <param name="Audit">paper ballots drawn and not called back</param>
public sealed record ConsultationRow(Consultation Consultation, string Community, DateTimeOffset? ClosesAt, int? TakingPart, int Asked, int Line, int Disputes, int Papers, int Objections, int Audit);

/// <summary>A disputed seat with the consultation it belongs to.</summary>
public sealed record DisputeRow(Dispute Dispute, Consultation Consultation, string Community);

/// <summary>All consultations within reach, and what in them waits. Who has answered is counted; what was answered is never read here.</summary>
public sealed class ConsultationLedger(RenewalDb db, IPlaces places, ResultRules rules, TimeProvider clock)
{
    public async Task<(IReadOnlyList<ConsultationRow> Rows, int Total)> List(LedgerAsked asked, CancellationToken stop = default)
    {
        var (now, today) = (clock.Instant(), clock.Today());
        var query = db.Set<Consultation>().AsNoTracking();
        if (asked.Community is { } c) query = query.Where(x => x.Community == c);
        if (asked.Text is { } text) query = query.Where(x => x.Title.Contains(text));
        if (asked.Kind is { Length: > 0 } kind) query = query.Where(x => x.Kind == kind);
        if (asked.State is { } s) query = query.Where(x => x.State == s);
        var (boxes, disputes, objections, audit, papers) = (db.Set<BallotBoxRow>(), db.Set<Dispute>().Where(d => d.SettledAt == null), db.Set<Objection>().Where(o => o.State == ObjectionState.Raised),
            db.Set<AuditCall>().Where(a => a.Outcome == AuditOutcome.Waiting),
            db.Set<PaperSheet>().Where(p => p.State == SheetState.Received || p.State == SheetState.Keyed || p.State == SheetState.Mismatch));
        query = asked.Waits switch
        {
            Waiting.Late => query.Where(x => x.State == ConsultationState.Frozen && boxes.Any(b => b.Consultation == x.Id && b.ClosesAt <= now) || x.State == ConsultationState.Preliminary && x.ObjectionsTo < today),
            Waiting.Disputes => query.Where(x => x.State != ConsultationState.Final && x.State != ConsultationState.CalledOff && disputes.Any(d => d.Consultation == x.Id)),
            Waiting.Objections => query.Where(x => objections.Any(o => o.Consultation == x.Id)),
            Waiting.Audit => query.Where(x => x.State == ConsultationState.Preliminary && audit.Any(a => a.Consultation == x.Id)),
            Waiting.Papers => query.Where(x => x.State == ConsultationState.Frozen && papers.Any(p => p.Consultation == x.Id)),
            _ => query,
        };
        var total = await query.CountAsync(stop);
        var found = await query.OrderByDescending(x => x.MadeAt).ThenBy(x => x.Id).Skip((asked.Page - 1) * asked.Size).Take(asked.Size).ToListAsync(stop);
        var ids = found.ConvertAll(x => x.Id);
        var names = await places.Communities([.. found.Select(x => x.Community).Distinct()], stop);
        var laid = await boxes.AsNoTracking().Where(b => ids.Contains(b.Consultation)).ToDictionaryAsync(b => b.Consultation, b => new { b.TakingPart, b.ClosesAt }, stop);
        async Task<Dictionary<ConsultationId, int>> Counts<T>(IQueryable<T> rows, System.Linq.Expressions.Expression<Func<T, ConsultationId>> key) =>
            await rows.GroupBy(key).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        var seats = await Counts(db.Set<Seat>().Where(x => ids.Contains(x.Consultation) && x.Asked && !x.Struck), x => x.Consultation);
        var disputed = await Counts(disputes.Where(x => ids.Contains(x.Consultation)), x => x.Consultation);
        var waiting = await Counts(papers.Where(x => ids.Contains(x.Consultation)), x => x.Consultation);
        var objected = await Counts(objections.Where(x => ids.Contains(x.Consultation)), x => x.Consultation);
        var drawn = await Counts(audit.Where(x => ids.Contains(x.Consultation)), x => x.Consultation);
        List<ConsultationRow> rows = [];
        foreach (var x in found)
        {
            var (box, count) = (laid.GetValueOrDefault(x.Id), seats.GetValueOrDefault(x.Id));
            rows.Add(new(x, names.GetValueOrDefault(x.Community)?.Name ?? "", box?.ClosesAt ?? x.ClosesAt, box?.TakingPart, count,
                x.NoticeOn is null || count == 0 ? 0 : await rules.SeatsToTakePart(x, count, stop), disputed.GetValueOrDefault(x.Id), waiting.GetValueOrDefault(x.Id), objected.GetValueOrDefault(x.Id), drawn.GetValueOrDefault(x.Id)));
        }
        return (rows, total);
    }

    /// <summary>Disputed seats of all consultations within reach: the open ones by how long they have waited, or the settled ones.</summary>
    public async Task<(IReadOnlyList<DisputeRow> Rows, int Total)> Disputes(bool settled, string? text, int page, int size, CancellationToken stop = default)
    {
        var joined = from d in db.Set<Dispute>().AsNoTracking()
                     join c in db.Set<Consultation>().AsNoTracking() on d.Consultation equals c.Id
                     where d.SettledAt != null == settled && c.State != ConsultationState.CalledOff
                     select new { Dispute = d, Consultation = c };
        if (text is not null) joined = joined.Where(x => x.Dispute.Number.Contains(text) || x.Consultation.Title.Contains(text));
        var total = await joined.CountAsync(stop);
        var found = await (settled ? joined.OrderByDescending(x => x.Dispute.SettledAt) : joined.OrderBy(x => x.Dispute.OpenedAt)).Skip((page - 1) * size).Take(size).ToListAsync(stop);
        var names = await places.Communities([.. found.Select(x => x.Consultation.Community).Distinct()], stop);
        return ([.. found.Select(x => new DisputeRow(x.Dispute, x.Consultation, names.GetValueOrDefault(x.Consultation.Community)?.Name ?? ""))], total);
    }

    /// <summary>Disputes that may still be settled, for the tab.</summary>
    public Task<int> OpenDisputes(CancellationToken stop = default) =>
        db.Set<Dispute>().CountAsync(d => d.SettledAt == null && db.Set<Consultation>().Any(c => c.Id == d.Consultation && (c.State == ConsultationState.Frozen || c.State == ConsultationState.Preliminary)), stop);
}
