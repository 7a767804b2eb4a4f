using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Account and first post are one act: either both stand in the record or neither.</summary>
sealed class OpenAccountInPost(ProcessLog log, OpenAccount open, GivePost give)
{
    static readonly Process Opening = new("access.open-account", "开立账号");

    /// <param name="role">the organisation's own role when null</param>
    public Task<(Guid User, string Password)> Run(string login, string name, string? phone, Organisation? organisation, string? role, Seat seat) =>
        log.Run(Opening, async _ =>
        {
            var made = await open.Run(login, name, phone);
            if (organisation is not null) await give.Run(made.User, organisation.Id, role ?? organisation.Kind, seat);
            return made;
        });
}
