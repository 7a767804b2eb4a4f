using Renewal.Access.Contract;
using Renewal.Foundation;

namespace Renewal.Access;

/// <summary>The use cases of this room, for other rooms.</summary>
sealed class Staffing(RegisterOrganisation register, OpenAccount open, GivePost give, AssignOrganisation assign) : IStaffing
{
    public Task<Guid> CreateOrganisation(string kind, string name, string division, string? creditCode = null) => register.Run(kind, name, division, creditCode);
    public Task<(Guid User, string Password)> CreateUser(string login, string name, string? phone = null) => open.Run(login, name, phone);
    public Task<Guid> AssignPost(Guid user, Guid organisation, string role, Seat seat, IEnumerable<Guid>? units = null) => give.Run(user, organisation, role, seat, units: units);
    public Task AssignCommunity(Guid organisation, CommunityId community, string ground) => assign.Run(organisation, community, ground);
    public Task EndAssignment(Guid organisation, CommunityId community, string ground) => assign.End(organisation, community, ground);
}
