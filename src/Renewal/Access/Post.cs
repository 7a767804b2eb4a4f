using Renewal.Access.Contract;
using Renewal.Foundation;

namespace Renewal.Access;

public enum PostState
{
    /// <summary>A privileged role waits for the second administrator.</summary>
    Proposed,
    Active,
    Refused,
    Ended,
}

/// <summary>
/// A user holds a role in an organisation from one day to another, as A or B officer of the duty or as a member. What the post reaches follows from
/// the role: a division, the communities its organisation is assigned to, or own units.
/// </summary>
public sealed class Post
{
    Post() { }

    public Post(Guid user, Organisation organisation, string role, Seat seat, DateOnly from, DateOnly? to, Guid proposedBy, PostState state)
    {
        if (to < from) throw new RuleBroken("access.post.dates", "结束日期早于开始日期。") { Field = "to" };
        (Id, User, Organisation, Role, Division, Seat, From, To, ProposedBy, State) =
            (Guid.CreateVersion7(), user, organisation.Id, role, organisation.Division, seat, from, to, proposedBy, state);
        Occupy();
    }

    public Guid Id { get; private set; }
    public Guid User { get; private set; }
    public Guid Organisation { get; private set; }
    public string Role { get; private set; } = "";
    public string Division { get; private set; } = "";
    public Seat Seat { get; private set; }
    public DateOnly From { get; private set; }
    /// <summary>Last day; null while open.</summary>
    public DateOnly? To { get; private set; }
    public PostState State { get; private set; }
    public Guid ProposedBy { get; private set; }
    public Guid? DecidedBy { get; private set; }
    /// <summary>Unique while somebody sits there: a duty has one A and one B officer. Null for members and ended posts.</summary>
    public string? Live { get; private set; }
    public int Version { get; private set; }

    public bool InForce(DateOnly day) => State == PostState.Active && From <= day && (To is null || day <= To);

    /// <summary>The second administrator agrees; never the one who proposed, never the one who receives.</summary>
    /// <exception cref="RuleBroken">access.post.same_person, access.post.not_open</exception>
    public void Decide(Guid by, bool agreed)
    {
        if (State != PostState.Proposed) throw new RuleBroken("access.post.not_open", "该申请已经办结。", 409);
        if (by == ProposedBy || by == User) throw new RuleBroken("access.post.same_person", "申请人和被授权人不能审批，须由另一名安全管理员办理。", 403);
        (DecidedBy, State) = (by, agreed ? PostState.Active : PostState.Refused);
        Occupy();
    }

    /// <param name="on">the last day in the post was the day before; access ends at once</param>
    public void End(DateOnly on)
    {
        if (State is not (PostState.Active or PostState.Proposed)) throw new RuleBroken("access.post.not_open", "该岗位任职已经结束。", 409);
        (State, To) = (PostState.Ended, on < From ? From : on);
        Occupy();
    }

    void Occupy() => Live = State is PostState.Active or PostState.Proposed && Seat != Seat.Member ? $"{Organisation:N}/{Role}/{Seat}" : null;
}

/// <summary>An own unit of a resident's post.</summary>
public sealed class PostUnit
{
    PostUnit() { }
    public PostUnit(Guid post, Guid unit) => (Post, Unit) = (post, unit);
    public Guid Post { get; private set; }
    public Guid Unit { get; private set; }
}

/// <summary>The officer is away from one day to another; the other officer of the duty stands in.</summary>
public sealed class Leave
{
    Leave() { }

    public Leave(Guid post, Guid standIn, DateOnly from, DateOnly to, string reason)
    {
        if (to < from) throw new RuleBroken("access.leave.dates", "结束日期早于开始日期。") { Field = "to" };
        if (post == standIn) throw new RuleBroken("access.leave.self", "代理人不能是本人。") { Field = "standIn" };
        (Id, Post, StandIn, From, To, Reason) = (Guid.CreateVersion7(), post, standIn, from, to, reason.Trim());
    }

    public Guid Id { get; private set; }
    public Guid Post { get; private set; }
    public Guid StandIn { get; private set; }
    public DateOnly From { get; private set; }
    public DateOnly To { get; private set; }
    public string Reason { get; private set; } = "";
}

/// <summary>The handover of a post with its list, kept as it was signed.</summary>
public sealed class Handover
{
    Handover() { }

    public Handover(Guid fromPost, Guid toPost, string reason, IReadOnlyList<string> items, DateTimeOffset at) =>
        (Id, FromPost, ToPost, Reason, Items, At) = (Guid.CreateVersion7(), fromPost, toPost, reason, string.Join('\n', items), at);

    public Guid Id { get; private set; }
    public Guid FromPost { get; private set; }
    public Guid ToPost { get; private set; }
    public string Reason { get; private set; } = "";
    /// <summary>One open task per line.</summary>
    public string Items { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
}
