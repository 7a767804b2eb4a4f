using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Transfer: the successor (of the same duty) takes over with a handover list; the A seat goes with the post. Open tasks move because Lifecycle hears
/// <see cref="PostHandedOver"/> in the same transaction (office-rules, cases 6).
/// </summary>
sealed class HandOverPost(ProcessLog log, IEnumerable<IHandoverItems> items)
{
    static readonly Process Process = new("access.hand-over-post", "岗位交接");

    /// <param name="successor">user who takes over: a holder of the same role in the same organisation, or a newcomer to it</param>
    /// <param name="extra">further lines of the handover list (keys, seals, files), one per line</param>
    /// <exception cref="RuleBroken">access.handover.*</exception>
    public Task<Guid> Run(Guid fromPost, Guid successor, string reason, string? extra = null) => log.Run(Process, async run =>
    {
        run.Actor.Require(Roles.AdminAccounts);
        var db = run.Db;
        if (string.IsNullOrWhiteSpace(reason)) throw new RuleBroken("access.reason", "请填写交接原因。") { Field = "reason" };
        var from = await db.Posts.SingleOrDefaultAsync(p => p.Id == fromPost) ?? throw new RuleBroken("access.post.unknown", "岗位不存在。", 404);
        run.Actor.RequireDivision(from.Division);
        if (from.State != PostState.Active) throw new RuleBroken("access.post.not_open", "该岗位任职已经结束。", 409);
        if (Roles.In(Roles.Privileged, from.Role)) throw new RuleBroken("access.handover.privileged", "系统管理和审计岗位不办交接：先免职，再由两名管理员重新授予。");
        if (from.User == successor) throw new RuleBroken("access.handover.self", "交接给本人没有意义，请选择接任人。") { Field = "successor" };
        var person = await db.Users.SingleOrDefaultAsync(u => u.Id == successor && !u.Disabled) ?? throw new RuleBroken("access.user.unknown", "接任人账号不存在或已停用。") { Field = "successor" };
        run.Actor.RequireDivision(person.Division);
        if (await db.IsPrivileged(successor))
            throw new RuleBroken("access.post.separation", "系统管理员、安全管理员、审计员不得兼任其他岗位（三员分立）。") { Field = "successor" };
        var office = await db.Organisations.SingleAsync(o => o.Id == from.Organisation);

        List<string> list = [];
        foreach (var room in items) list.AddRange(await room.Of(from.Id, from.User));
        list.AddRange((extra ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

        // A member or the B officer who moves up leaves the old chair; the seat itself passes on.
        var seat = from.Seat;
        from.End(run.Today);
        var old = await db.Posts.SingleOrDefaultAsync(p => p.User == successor && p.Organisation == office.Id && p.Role == from.Role && p.State == PostState.Active);
        old?.End(run.Today);
        await db.SaveChangesAsync();
        var to = new Post(successor, office, from.Role, seat, run.Today, null, run.Actor.Id, PostState.Active);
        db.Add(to);
        db.Add(new Handover(from.Id, to.Id, reason.Trim(), list, run.At));
        run.Fact(new PostHandedOver(office.Id, office.Name, from.Role, from.Id, from.User, to.Id, successor, list.Count));
        // Two people of one duty may hold tasks: what the successor held in the old chair comes along.
        if (old is not null) run.Fact(new PostHandedOver(office.Id, office.Name, from.Role, old.Id, successor, to.Id, successor, 0));
        return to.Id;
    }, reason);
}

/// <summary>Enters a leave: from one day to another the other officer of the duty stands in.</summary>
sealed class EnterLeave(ProcessLog log)
{
    static readonly Process Process = new("access.enter-leave", "离岗代理");

    /// <exception cref="RuleBroken">access.leave.*</exception>
    public Task Run(Guid post, Guid standIn, DateOnly from, DateOnly to, string reason) => log.Run(Process, async run =>
    {
        var db = run.Db;
        var row = await db.Posts.SingleOrDefaultAsync(p => p.Id == post) ?? throw new RuleBroken("access.post.unknown", "岗位不存在。", 404);
        // One's own leave, or an account administrator for others.
        if (run.Actor.Id != row.User || run.Actor == Actor.Nobody) run.Actor.Require(Roles.AdminAccounts);
        if (run.Actor.Role == Roles.AdminAccounts) run.Actor.RequireDivision(row.Division);
        if (string.IsNullOrWhiteSpace(reason)) throw new RuleBroken("access.reason", "请填写离岗原因。") { Field = "reason" };
        var other = await db.Posts.SingleOrDefaultAsync(p => p.Id == standIn);
        if (other is null || !other.InForce(from) || !row.InForce(from) || other.Organisation != row.Organisation || other.Role != row.Role)
            throw new RuleBroken("access.leave.stand_in", "代理人须是同一单位同一岗位的在任人员。") { Field = "standIn" };
        if (await db.Leaves.AnyAsync(l => l.Post == standIn && l.From <= to && from <= l.To))
            throw new RuleBroken("access.leave.both_away", "代理人在此期间也已离岗，A、B 角不能同时空缺。") { Field = "standIn" };
        db.Add(new Leave(post, standIn, from, to, reason));
        run.Fact(new LeaveEntered(post, standIn, from, to));
    }, reason);
}
