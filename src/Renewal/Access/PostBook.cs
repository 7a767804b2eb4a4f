using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Who holds which post, and what a post may do and see.</summary>
sealed class PostBook(RenewalDb db, PersonalData personal, TimeProvider clock) : IPosts
{
    public async Task<IReadOnlyList<OrganisationRef>> OrganisationsFor(string kind, string division, CancellationToken stop = default)
    {
        var above = new[] { 2, 4, 6, 9, 12 }.Where(n => n <= division.Length).Select(n => division[..n]).ToList();
        var found = await db.Organisations.Where(o => o.Kind == kind && above.Contains(o.Division)).ToListAsync(stop);
        return [.. found.OrderByDescending(o => o.Division.Length).ThenBy(o => o.Id).Select(o => o.Ref)];
    }

    public async Task<IReadOnlyList<OrganisationRef>> WithDuty(string role, CancellationToken stop = default)
    {
        var today = clock.Today();
        var held = db.Posts.Where(p => p.Role == role && p.State == PostState.Active && p.From <= today && (p.To == null || p.To >= today)).Select(p => p.Organisation);
        return [.. (await db.Organisations.Where(o => held.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync(stop)).Select(o => o.Ref)];
    }

    public async Task<OrganisationRef?> Organisation(Guid id, CancellationToken stop = default) =>
        (await db.Organisations.SingleOrDefaultAsync(o => o.Id == id, stop))?.Ref;

    public async Task<IReadOnlyList<OrganisationRef>> AssignedTo(CommunityId community, CancellationToken stop = default)
    {
        var organisations = db.Organisations;
        var found = await db.Assignments.Where(a => a.Community == community && a.Live != null)
            .Join(organisations, a => a.Organisation, o => o.Id, (_, o) => o).ToListAsync(stop);
        return [.. found.OrderBy(o => o.Kind, StringComparer.Ordinal).Select(o => o.Ref)];
    }

    public async Task<IReadOnlyList<PostHolder>> Holders(Guid organisation, string? role = null, CancellationToken stop = default)
    {
        var today = clock.Today();
        var office = await db.Organisations.SingleOrDefaultAsync(o => o.Id == organisation, stop);
        if (office is null) return [];
        var users = db.Users;
        var rows = await db.Posts
            .Where(p => p.Organisation == organisation && p.State == PostState.Active && p.From <= today && (p.To == null || p.To >= today) && (role == null || p.Role == role))
            .Join(users, p => p.User, u => u.Id, (p, u) => new { p, u }).Where(r => !r.u.Disabled).ToListAsync(stop);
        var ids = rows.Select(r => r.p.Id).ToList();
        var away = await db.Leaves.Where(l => ids.Contains(l.Post) && l.From <= today && l.To >= today).Select(l => l.Post).ToListAsync(stop);
        return [.. rows
            .Select(r => new PostHolder(r.p.Id, r.u.Id, Name(r.u, r.p.Role), office.Id, office.Name, r.p.Role, r.p.Division, r.p.Seat, away.Contains(r.p.Id)))
            .OrderBy(h => h.OnLeave).ThenBy(h => h.Seat).ThenBy(h => h.Post)];
    }

    /// <summary>
    /// Name in office. Officials and firms sign with their names, as on paper; residents and members of owners' committees stay masked in the record
    /// (docs/decisions/0011).
    /// </summary>
    public string Name(User user, string role)
    {
        var name = personal.Reveal(User.NameColumn, user.Id, user.Name);
        return role is Roles.Residents or Roles.Owners ? Mask.Name(name) : name;
    }

    /// <summary>What stands behind a signed-in post or token right now; null when the account or the post is no longer good.</summary>
    public async Task<Standing?> Load(Guid user, Guid post, CancellationToken stop = default)
    {
        var organisations = db.Organisations;
        var users = db.Users;
        var row = await db.Posts.Where(p => p.Id == post && p.User == user)
            .Join(users, p => p.User, u => u.Id, (p, u) => new { p, u })
            .Join(organisations, r => r.p.Organisation, o => o.Id, (r, o) => new { r.p, r.u, o })
            .AsNoTracking().SingleOrDefaultAsync(stop);
        if (row is null || row.u.Disabled || !row.p.InForce(clock.Today())) return null;
        var actor = new Actor(row.u.Id, Name(row.u, row.p.Role), row.o.Id, row.o.Name, row.p.Role, row.p.Division);
        return new Standing(row.u, row.p, actor, await ReachOf(row.p, stop));
    }

    /// <summary>Posts of a user in force today, with their organisations; A seats first.</summary>
    public async Task<IReadOnlyList<(Post Post, Organisation Organisation)>> Of(Guid user, CancellationToken stop = default)
    {
        var today = clock.Today();
        var organisations = db.Organisations;
        var rows = await db.Posts.Where(p => p.User == user && p.State == PostState.Active && p.From <= today && (p.To == null || p.To >= today))
            .Join(organisations, p => p.Organisation, o => o.Id, (p, o) => new { p, o }).AsNoTracking().ToListAsync(stop);
        return [.. rows.OrderBy(r => r.p.Seat).ThenBy(r => r.p.Id).Select(r => (r.p, r.o))];
    }

    async Task<Reach> ReachOf(Post post, CancellationToken stop)
    {
        // Administrators see accounts, never business data; the pages of accounts narrow by division themselves.
        if (Roles.In(Roles.Administrators, post.Role)) return Reach.Nothing;
        if (Roles.In(Roles.Staff, post.Role) || post.Role == Roles.Auditor) return Reach.Division(post.Division);
        var communities = await db.Assignments.Where(a => a.Organisation == post.Organisation && a.Live != null).Select(a => a.Community).ToListAsync(stop);
        if (post.Role != Roles.Residents) return Reach.Assigned(communities);
        var units = await db.PostUnits.Where(u => u.Post == post.Id).Select(u => u.Unit).ToListAsync(stop);
        // No unit known yet means none in reach, not all of them: an empty list would lift the narrowing.
        return Reach.Own(communities, units.Count > 0 ? units : [Guid.Empty]);
    }
}

/// <summary>A person in a post at this moment.</summary>
sealed record Standing(User User, Post Post, Actor Actor, Reach Reach);
