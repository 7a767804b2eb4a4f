using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// ASP.NET Core Identity over RenewalDb: what it needs for passwords and stamps, no more. Writes only put rows into the unit of work; the process the
/// use case runs in saves them, so that every change of an account is in the record.
/// </summary>
sealed class UserStore(RenewalDb db) : IUserPasswordStore<User>, IUserSecurityStampStore<User>
{
    public static RuleBroken Taken() => new("access.login_taken", "该登录名已被使用，请换一个。", 409) { Field = "login" };

    public Task<string> GetUserIdAsync(User user, CancellationToken stop) => Task.FromResult(user.Id.ToString());
    public Task<string?> GetUserNameAsync(User user, CancellationToken stop) => Task.FromResult<string?>(user.Login);
    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken stop) => Task.FromResult<string?>(user.Login);
    // The login name is given once, in its normal form.
    public Task SetUserNameAsync(User user, string? name, CancellationToken stop) => Task.CompletedTask;
    public Task SetNormalizedUserNameAsync(User user, string? name, CancellationToken stop) => Task.CompletedTask;

    public Task<IdentityResult> CreateAsync(User user, CancellationToken stop)
    {
        db.Add(user);
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<IdentityResult> UpdateAsync(User user, CancellationToken stop) => Task.FromResult(IdentityResult.Success);
    public Task<IdentityResult> DeleteAsync(User user, CancellationToken stop) => throw new NotSupportedException("accounts are disabled, never deleted: the record names them");

    public Task<User?> FindByIdAsync(string id, CancellationToken stop)
    {
        var key = Guid.Parse(id);
        return db.Users.SingleOrDefaultAsync(u => u.Id == key, stop);
    }

    public Task<User?> FindByNameAsync(string name, CancellationToken stop)
    {
        var login = User.Normal(name);
        return db.Users.SingleOrDefaultAsync(u => u.Login == login, stop);
    }

    public Task SetPasswordHashAsync(User user, string? hash, CancellationToken stop)
    {
        user.Password = Encoding.ASCII.GetBytes(hash ?? "");
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken stop) =>
        Task.FromResult(user.Password.Length == 0 ? null : Encoding.ASCII.GetString(user.Password));

    public Task<bool> HasPasswordAsync(User user, CancellationToken stop) => Task.FromResult(user.Password.Length > 0);

    public Task SetSecurityStampAsync(User user, string stamp, CancellationToken stop)
    {
        user.Stamp = Encoding.ASCII.GetBytes(stamp);
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(User user, CancellationToken stop) => Task.FromResult<string?>(Encoding.ASCII.GetString(user.Stamp));
    public void Dispose() { }
}

/// <summary>Login names compare in lower case, full-width letters as plain ones.</summary>
sealed class LowerNormaliser : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : User.Normal(name);
    public string? NormalizeEmail(string? email) => NormalizeName(email);
}

static class IdentityAnswers
{
    /// <exception cref="RuleBroken">access.login_taken or access.password with all reasons in Chinese</exception>
    public static void OrRefuse(this IdentityResult result)
    {
        if (result.Succeeded) return;
        if (result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.DuplicateUserName))) throw UserStore.Taken();
        throw new RuleBroken("access.password", string.Join(" ", result.Errors.Select(e => e.Description))) { Field = "password" };
    }
}
