using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>A person changes the own password; every other session of theirs ends.</summary>
sealed class ChangePassword(ProcessLog log, UserManager<User> users)
{
    static readonly Process Process = new("access.change-password", "修改密码");

    /// <returns>the account with its new stamp, for the session that goes on</returns>
    /// <exception cref="RuleBroken">access.wrong_password, access.password</exception>
    public Task<User> Run(string current, string next) => log.Run(Process, async run =>
    {
        var user = await run.Db.Users.SingleOrDefaultAsync(u => u.Id == run.Actor.Id) ?? throw new RuleBroken("access.forbidden", "请先登录。", 401);
        if (current == next) throw new RuleBroken("access.password", "新密码不能与原密码相同。") { Field = "password" };
        var result = await users.ChangePasswordAsync(user, current, next);
        if (result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.PasswordMismatch)))
            throw new RuleBroken("access.wrong_password", "原密码不正确。") { Field = "current" };
        result.OrRefuse();
        user.MustChangePassword = false;
        run.Fact(new PasswordChanged(user.Id));
        return user;
    });
}

/// <summary>
/// An account administrator gives a new one-time password. Not for those who keep the product: one administrator could so take another's place; they
/// are reset on the server (<c>renewal admin reset</c>).
/// </summary>
sealed class ResetPassword(ProcessLog log, UserManager<User> users)
{
    static readonly Process Process = new("access.reset-password", "重置密码");

    /// <param name="alsoSecondFactor">the phone with the codes is lost</param>
    /// <exception cref="RuleBroken">access.privileged, access.out_of_division</exception>
    public Task<string> Run(Guid id, bool alsoSecondFactor, string reason) => log.Run(Process, async run =>
    {
        run.Actor.Require(Roles.AdminAccounts);
        if (string.IsNullOrWhiteSpace(reason)) throw new RuleBroken("access.reason", "请填写原因（如何核实本人身份）。") { Field = "reason" };
        var user = await run.Db.Users.SingleOrDefaultAsync(u => u.Id == id) ?? throw new RuleBroken("access.user.unknown", "账号不存在。", 404);
        run.Actor.RequireDivision(user.Division);
        if (run.Actor != Actor.System && await run.Db.IsPrivileged(id))
            throw new RuleBroken("access.privileged", "管理员和审计员的密码不能在页面上重置，请由运维人员在服务器上执行 renewal admin reset。", 403);
        var password = OneTime.Password();
        await users.RemovePasswordAsync(user);
        (await users.AddPasswordAsync(user, password)).OrRefuse();
        await users.UpdateSecurityStampAsync(user);
        user.MustChangePassword = true;
        if (alsoSecondFactor) SecondFactor.Clear(user);
        run.Fact(new PasswordReset(user.Id, alsoSecondFactor));
        return password;
    }, reason);
}

/// <summary>Disables an account, with its sessions and tokens, or lets it in again.</summary>
sealed class DisableAccount(ProcessLog log, UserManager<User> users)
{
    static readonly Process Process = new("access.disable-account", "停用或恢复账号");

    public Task Run(Guid id, bool disabled, int version, string reason) => log.Run(Process, async run =>
    {
        run.Actor.Require(Roles.AdminAccounts, Roles.AdminSecurity);
        if (string.IsNullOrWhiteSpace(reason)) throw new RuleBroken("access.reason", "请填写原因。") { Field = "reason" };
        var user = await run.Db.Users.SingleOrDefaultAsync(u => u.Id == id) ?? throw new RuleBroken("access.user.unknown", "账号不存在。", 404);
        run.Actor.RequireDivision(user.Division);
        if (user.Id == run.Actor.Id) throw new RuleBroken("access.self", "不能停用自己的账号。");
        // Letting an administrator in again is a grant: it takes the security administrator.
        if (!disabled && await run.Db.IsPrivileged(id)) run.Actor.Require(Roles.AdminSecurity);
        run.Expect(user, version);
        user.Disabled = disabled;
        await users.UpdateSecurityStampAsync(user);
        run.Fact(new AccountDisabled(user.Id, disabled));
    }, reason);
}
