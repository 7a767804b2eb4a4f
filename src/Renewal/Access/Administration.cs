using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Who may administer what. Duties are separated (三员分立): account administrators manage people and posts, security administrators approve grants of
/// privileged roles and read the security log, auditors read the record. Each acts within the division of the own post.
/// </summary>
static class Administration
{
    /// <exception cref="RuleBroken">access.forbidden (403)</exception>
    public static void Require(this Actor actor, params ReadOnlySpan<string> roles)
    {
        if (actor == Actor.System) return;
        foreach (var role in roles) if (actor.Role == role) return;
        throw new RuleBroken("access.forbidden", "您的岗位无权办理此事项。", 403);
    }

    /// <summary>An administrator acts on the own division and below.</summary>
    /// <exception cref="RuleBroken">access.out_of_division (403)</exception>
    public static void RequireDivision(this Actor actor, string division)
    {
        if (!actor.Administers(division)) throw new RuleBroken("access.out_of_division", "该单位或人员不在您的管理区划内。", 403);
    }

    public static bool Administers(this Actor actor, string division) =>
        actor == Actor.System || actor.Division.Length > 0 && division.StartsWith(actor.Division, StringComparison.Ordinal);

    /// <summary>Division prefix for queries; everything for the system.</summary>
    public static string Scope(this Actor actor) => actor == Actor.System ? "" : actor.Division.Length > 0 ? actor.Division : "~";

    public static string SeatZh(Seat seat) => seat switch { Seat.A => "A 角", Seat.B => "B 角", _ => "经办人" };

    public static string StateZh(PostState state) => state switch { PostState.Proposed => "待审批", PostState.Active => "在任", PostState.Refused => "未同意", _ => "已结束" };

    /// <summary>Whether the person holds, or is proposed for, a role that keeps the product.</summary>
    public static Task<bool> IsPrivileged(this RenewalDb db, Guid user)
    {
        var posts = db.Posts;
        return posts.AnyAsync(p => p.User == user && (p.State == PostState.Active || p.State == PostState.Proposed)
            && (p.Role == Roles.AdminAccounts || p.Role == Roles.AdminSecurity || p.Role == Roles.Auditor));
    }
}
