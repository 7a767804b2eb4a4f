using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Gives a user a post. Business roles take effect at once; a privileged role is only proposed and waits for a security administrator, a second person
/// (<see cref="DecidePost"/>). Who keeps the product holds nothing else: administrators see no business data, and never both sides of administration.
/// </summary>
sealed class GivePost(ProcessLog log)
{
    static readonly Process Process = new("access.give-post", "任职");

    /// <exception cref="RuleBroken">access.post.*</exception>
    public Task<Guid> Run(Guid user, Guid organisation, string role, Seat seat, DateOnly? from = null, DateOnly? to = null, IEnumerable<Guid>? units = null) =>
        log.Run(Process, async run =>
        {
            run.Actor.Require(Roles.AdminAccounts);
            var db = run.Db;
            var person = await db.Users.SingleOrDefaultAsync(u => u.Id == user) ?? throw new RuleBroken("access.user.unknown", "账号不存在。", 404);
            var office = await db.Organisations.SingleOrDefaultAsync(o => o.Id == organisation) ?? throw new RuleBroken("access.organisation.unknown", "单位不存在。", 404);
            run.Actor.RequireDivision(person.Division);
            run.Actor.RequireDivision(office.Division);
            var privileged = Roles.In(Roles.Privileged, role);
            if (!privileged && role != office.Kind) throw new RuleBroken("access.post.role", $"「{office.Name}」是{Roles.Zh(office.Kind)}，不能设{Roles.Zh(role)}岗位。") { Field = "role" };
            if (privileged && !Roles.In(Roles.Staff + "," + Roles.Privileged, office.Kind))
                throw new RuleBroken("access.post.role", "系统管理和审计岗位只能设在行政机关。") { Field = "role" };

            var held = await db.Posts.Where(p => p.User == user && (p.State == PostState.Active || p.State == PostState.Proposed)).ToListAsync();
            foreach (var old in held.Where(p => p.To < run.Today).ToList())
            {
                old.End(old.To!.Value);
                held.Remove(old);
            }
            if (held.Any(p => p.Role == role && p.Organisation == organisation)) throw new RuleBroken("access.post.held", "该人员已任此岗位。", 409);
            if (held.Count > 0 && (privileged || held.Any(p => Roles.In(Roles.Privileged, p.Role))))
                throw new RuleBroken("access.post.separation", "系统管理员、安全管理员、审计员须由专人担任，不得兼任其他岗位（三员分立）。") { Field = "role" };

            // A seat whose term has run out is free again.
            if (seat != Seat.Member)
            {
                var seated = await db.Posts.Where(p => p.Organisation == organisation && p.Role == role && p.Seat == seat && p.State == PostState.Active && p.To < run.Today).ToListAsync();
                foreach (var old in seated) old.End(old.To!.Value);
                await db.SaveChangesAsync();
            }
            var byCommandLine = run.Actor == Actor.System;
            var post = new Post(user, office, role, seat, from ?? run.Today, to, run.Actor.Id, privileged && !byCommandLine ? PostState.Proposed : PostState.Active);
            db.Add(post);
            foreach (var unit in units ?? []) db.Add(new PostUnit(post.Id, unit));
            if (post.State == PostState.Proposed) run.Fact(new PostProposed(post.Id, user, office.Id, office.Name, role));
            else run.Fact(new PostGiven(post.Id, user, office.Id, office.Name, role, seat));
            try { await db.SaveChangesAsync(); }
            catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
            {
                throw new RuleBroken("access.post.seat", $"「{office.Name}」的{Administration.SeatZh(seat)}已有人，请先办理交接或改设经办人。", 409) { Field = "seat" };
            }
            return post.Id;
        });
}

/// <summary>The second administrator agrees to, or refuses, a privileged post.</summary>
sealed class DecidePost(ProcessLog log)
{
    static readonly Process Process = new("access.decide-post", "审批特权岗位");

    /// <exception cref="RuleBroken">access.post.same_person, access.post.not_open, access.out_of_division</exception>
    public Task Run(Guid post, bool agreed, string? opinion) => log.Run(Process, async run =>
    {
        run.Actor.Require(Roles.AdminSecurity);
        if (run.Actor == Actor.System) throw new RuleBroken("access.forbidden", "须由安全管理员本人审批。", 403);
        var row = await run.Db.Posts.SingleOrDefaultAsync(p => p.Id == post) ?? throw new RuleBroken("access.post.unknown", "岗位不存在。", 404);
        run.Actor.RequireDivision(row.Division);
        row.Decide(run.Actor.Id, agreed);
        var office = await run.Db.Organisations.SingleAsync(o => o.Id == row.Organisation);
        run.Fact(agreed ? new PostGiven(row.Id, row.User, office.Id, office.Name, row.Role, row.Seat) : new PostRefused(row.Id, row.Role));
    }, opinion);
}

/// <summary>Ends a post at once; sessions and tokens of it stop working with the next request.</summary>
sealed class EndPost(ProcessLog log)
{
    static readonly Process Process = new("access.end-post", "免职");

    public Task Run(Guid post, int version, string reason) => log.Run(Process, async run =>
    {
        run.Actor.Require(Roles.AdminAccounts);
        if (string.IsNullOrWhiteSpace(reason)) throw new RuleBroken("access.reason", "请填写原因。") { Field = "reason" };
        var row = await run.Db.Posts.SingleOrDefaultAsync(p => p.Id == post) ?? throw new RuleBroken("access.post.unknown", "岗位不存在。", 404);
        run.Actor.RequireDivision(row.Division);
        run.Expect(row, version);
        row.End(run.Today);
        run.Fact(new PostEnded(row.Id, row.User, row.Role));
    }, reason);
}
