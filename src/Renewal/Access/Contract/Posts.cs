using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access.Contract;

/// <summary>Which officer of a duty: every duty has an A and a B, who stands in (office-rules: cases 6); others work under them.</summary>
public enum Seat { A, B, Member }

/// <summary>Somebody in a post.</summary>
/// <param name="Post">post id</param>
/// <param name="User">user id, as in <see cref="Actor.Id"/></param>
/// <param name="Name">name of the post-holder for colleagues</param>
/// <param name="OnLeave">away today; the other officer stands in</param>
public sealed record PostHolder(Guid Post, Guid User, string Name, Guid Organisation, string OrganisationName, string Role, string Division, Seat Seat, bool OnLeave);

/// <param name="Kind">role code</param>
/// <param name="Division">division code, 2 to 12 digits</param>
public sealed record OrganisationRef(Guid Id, string Kind, string Name, string Division);

/// <summary>Who holds which post. The reading door of this room.</summary>
public interface IPosts
{
    /// <summary>Organisations of a kind that answer for a place: those of its division first, then of the divisions above it.</summary>
    Task<IReadOnlyList<OrganisationRef>> OrganisationsFor(string kind, string division, CancellationToken stop = default);

    /// <summary>Organisations in which somebody holds this role today.</summary>
    Task<IReadOnlyList<OrganisationRef>> WithDuty(string role, CancellationToken stop = default);

    Task<OrganisationRef?> Organisation(Guid id, CancellationToken stop = default);

    /// <summary>Organisations of these kinds assigned to a community (contractor, supervisor, property company).</summary>
    Task<IReadOnlyList<OrganisationRef>> AssignedTo(CommunityId community, CancellationToken stop = default);

    /// <summary>Posts in force today in an organisation; A before B before members, those on leave last.</summary>
    Task<IReadOnlyList<PostHolder>> Holders(Guid organisation, string? role = null, CancellationToken stop = default);
}

/// <summary>
/// Makes organisations, people and posts: what the pages do, for rooms that appoint firms and for the demonstration. Each call is a recorded process,
/// or joins the one it is called in.
/// </summary>
public interface IStaffing
{
    /// <param name="kind">role code</param>
    /// <param name="creditCode">unified social credit code, or null</param>
    /// <exception cref="RuleBroken">access.*</exception>
    Task<Guid> CreateOrganisation(string kind, string name, string division, string? creditCode = null);

    /// <returns>user id and one-time password, which must be changed at first sign-in</returns>
    Task<(Guid User, string Password)> CreateUser(string login, string name, string? phone = null);

    /// <summary>Gives a user a post in an organisation; privileged roles wait for the second administrator.</summary>
    Task<Guid> AssignPost(Guid user, Guid organisation, string role, Seat seat, IEnumerable<Guid>? units = null);

    /// <summary>Lets an organisation reach a community (a contract is awarded, a property company takes over).</summary>
    Task AssignCommunity(Guid organisation, CommunityId community, string ground);

    /// <summary>Ends the assignment (handover, contract over).</summary>
    Task EndAssignment(Guid organisation, CommunityId community, string ground);
}

/// <summary>A post went from one officer to another: open tasks move with it. Heard by Lifecycle in the same transaction.</summary>
/// <param name="Items">how many lines the handover list has</param>
public sealed record PostHandedOver(Guid Organisation, string OrganisationName, string Role, Guid FromPost, Guid FromUser, Guid ToPost, Guid ToUser, int Items) : IFact
{
    public string Subject => $"post/{FromPost}";
    public string Zh => $"「{OrganisationName}」{Roles.Zh(Role)}岗位交接，移交清单 {Items} 项，未办事项随岗位转出";
}

/// <summary>Lists what moves at a handover; a room with open tasks registers one. Shown before the handover and kept in its record.</summary>
public interface IHandoverItems
{
    /// <returns>one line per open task, without personal data</returns>
    Task<IReadOnlyList<string>> Of(Guid post, Guid user, CancellationToken stop = default);
}
