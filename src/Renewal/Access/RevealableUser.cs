using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Name and phone behind an account, for the account administrator of its division.</summary>
sealed class RevealableUser(RenewalDb db, PersonalData personal, Caller caller) : IRevealable
{
    public string Kind => "user";
    public string Zh => "账号本人信息";
    public string Roles => Contract.Roles.AdminAccounts;

    public async Task<Revealed?> Find(Guid id, CancellationToken stop = default)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, stop);
        return user is null || !caller.Actor.Administers(user.Division) ? null : new Revealed($"账号 {user.Login}", null,
            [("姓名", personal.Reveal(User.NameColumn, id, user.Name)), ("联系电话", personal.Reveal(User.PhoneColumn, id, user.Phone) ?? "—")]);
    }
}
