using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Opens an account with a one-time password that must be changed at the first sign-in.</summary>
sealed class OpenAccount(ProcessLog log, UserManager<User> users, PersonalData personal)
{
    static readonly Process Process = new("access.open-account", "开立账号");

    /// <param name="division">whose administrators look after it; the actor's own when null</param>
    /// <param name="password">null makes a one-time password; else it is the person's own and need not be changed (command line)</param>
    /// <exception cref="RuleBroken">access.login, access.login_taken, access.name, access.phone, access.password</exception>
    public Task<(Guid User, string Password)> Run(string login, string name, string? phone, string? division = null, string? password = null) =>
        log.Run(Process, async run =>
        {
            run.Actor.Require(Roles.AdminAccounts);
            division ??= run.Actor.Division.Length > 0 ? run.Actor.Division : "21";
            run.Actor.RequireDivision(division);
            if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 40) throw new RuleBroken("access.name", "请填写姓名。") { Field = "name" };
            phone = string.IsNullOrWhiteSpace(phone) ? null : phone.Trim();
            if (phone is not null && (phone.Length is < 7 or > 20 || !phone.All(c => char.IsAsciiDigit(c) || c is '-' or '+')))
                throw new RuleBroken("access.phone", "联系电话格式不正确。") { Field = "phone" };
            var user = new User(login, division, run.At) { MustChangePassword = password is null };
            user.Name = personal.Seal(User.NameColumn, user.Id, name.Trim());
            user.Phone = personal.Seal(User.PhoneColumn, user.Id, phone);
            var given = password ?? OneTime.Password();
            (await users.CreateAsync(user, given)).OrRefuse();
            run.Fact(new AccountOpened(user.Id));
            try { await run.Db.SaveChangesAsync(); }
            catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException) { throw UserStore.Taken(); }
            return (user.Id, given);
        });
}

/// <summary>Passwords given by the product: 80 random bits in signs that nobody mistakes for each other when read over the phone.</summary>
static class OneTime
{
    const string Signs = "23456789abcdefghjkmnpqrstuvwxyz";

    public static string Password() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Signs, 4)));

    /// <summary>Recovery codes of the second factor: 8 of 50 bits.</summary>
    public static string[] RecoveryCodes() => [.. Enumerable.Range(0, 8).Select(_ => RandomNumberGenerator.GetString(Signs, 5) + "-" + RandomNumberGenerator.GetString(Signs, 5))];
}
