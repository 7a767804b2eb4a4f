using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;

namespace Renewal.Storage.Record;

/// <summary>One line of a timeline: what happened, who did it, by which process and why.</summary>
/// <param name="Position">order, and the number of the fact's own page</param>
/// <param name="Kind">type name of the fact</param>
/// <param name="Reason">the opinion or reason given with it</param>
public sealed record TimelineEntry(long Position, DateTimeOffset At, string Kind, string Subject, string Zh, string ProcessCode, string ProcessZh,
    string Actor, string Organisation, string Role, string? Reason);

/// <summary>What happened to a community, a project or anything else that facts are about, newest first. For archive and project pages of every room.</summary>
public sealed class Timeline(RenewalDb db)
{
    /// <summary>Facts of a community; empty when the community is out of the caller's reach.</summary>
    /// <param name="before">position of the last line of the page before; null for the first page</param>
    public async Task<IReadOnlyList<TimelineEntry>> OfCommunity(CommunityId community, int take = 50, long? before = null, CancellationToken stop = default)
    {
        var reach = db.Reach;
        var reached = reach.All || reach.Communities.Contains(community) || await db.Set<CommunityReach>().AnyAsync(
            c => c.Id == community && string.Compare(c.Division, reach.Low) >= 0 && string.Compare(c.Division, reach.High) <= 0, stop);
        return reached ? await Take(db.Facts.Where(f => f.Community == community.Value), take, before, stop) : [];
    }

    /// <summary>Facts about one subject, as <c>project/…</c>. The caller has looked the subject up within its reach before.</summary>
    public Task<IReadOnlyList<TimelineEntry>> OfSubject(string subject, int take = 50, long? before = null, CancellationToken stop = default) =>
        Take(db.Facts.Where(f => f.Subject == subject), take, before, stop);

    async Task<IReadOnlyList<TimelineEntry>> Take(IQueryable<FactRow> facts, int take, long? before, CancellationToken stop)
    {
        if (before is { } last) facts = facts.Where(f => f.Position < last);
        return await (from f in facts
                      join p in db.Processes on f.Process equals p.Id
                      orderby f.Position descending
                      select new TimelineEntry(f.Position, f.At, f.Kind, f.Subject, f.Zh, p.Code, p.Zh, p.ActorName, p.OrganisationName, p.Role, p.Reason))
            .Take(Math.Clamp(take, 1, 500)).ToListAsync(stop);
    }
}
