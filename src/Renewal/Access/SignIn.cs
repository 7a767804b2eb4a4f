using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <param name="Standing">who is signed in; null when the code of the second factor is still to come</param>
/// <param name="Ticket">proof that the password was right, good for five minutes, to be handed back with the code</param>
sealed record SignInAnswer(Standing? Standing, string? Ticket, bool SeveralPosts);

/// <summary>Signs a person in: password, then the code where one is enrolled. Unknown account and wrong password get the same answer after the same work.</summary>
sealed class SignIn(RenewalDb db, ProcessLog log, Caller caller, Lockout lockout, PostBook posts, IPasswordHasher<User> hasher, PersonalData personal,
    IDataProtectionProvider protection, TimeProvider clock, Decoy decoy)
{
    static readonly Process Process = new("access.sign-in", "登录");
    static readonly Process Pause = new("access.pause-sign-in", "暂停登录");
    static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(5);
    readonly IDataProtector tickets = protection.CreateProtector("Renewal.Access.SignIn.Ticket");

    /// <summary>One answer for everything that is wrong before the person is known.</summary>
    internal static RuleBroken Wrong() => new("access.wrong", "登录名或密码不正确。请核对后重试；忘记密码请联系本单位账号管理员。", 401);

    /// <param name="address">where the request comes from, as <see cref="Lockout.Address"/></param>
    /// <exception cref="RuleBroken">access.wrong, access.paused, access.no_post</exception>
    public async Task<SignInAnswer> Password(string login, string password, string address)
    {
        var account = lockout.Account(login);
        using var turn = await Lockout.Turn(account, address);
        await lockout.Check(account, address);
        var name = User.Normal(login);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Login == name);
        // The same slow work whether the account exists or not.
        var hash = user is null ? decoy.Hash : Encoding.ASCII.GetString(user.Password);
        var verified = password.Length > PasswordRules.Longest ? PasswordVerificationResult.Failed : hasher.VerifyHashedPassword(user!, hash, password);
        if (user is null || verified == PasswordVerificationResult.Failed || user.Disabled)
        {
            await Fail(account, address);
            throw Wrong();
        }
        if (user.Totp is not null) return new(null, tickets.Protect($"{user.Id:N} {clock.Instant().ToUnixTimeMilliseconds()} {Convert.ToHexString(user.Stamp)}"), false);
        return await Complete(user, account, address, verified == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(user, password) : null, null);
    }

    /// <param name="code">six digits of the app, or a recovery code</param>
    /// <exception cref="RuleBroken">access.code, access.ticket, access.paused, access.no_post</exception>
    public async Task<SignInAnswer> Code(string ticket, string code, string address)
    {
        var user = await Redeem(ticket);
        var account = lockout.Account(user.Login);
        using var turn = await Lockout.Turn(account, address);
        await lockout.Check(account, address);
        await db.Entry(user).ReloadAsync();
        if (user.Totp is not null && Totp.Verify(Convert.FromBase64String(personal.Reveal(User.TotpColumn, user.Id, user.Totp)), code, clock.Instant(), user.TotpStep) is { } step)
            return await Complete(user, account, address, null, u => u.TotpStep = step);
        if (SecondFactor.Spend(user.RecoveryCodes, code) is { } rest) return await Complete(user, account, address, null, u => u.RecoveryCodes = rest);
        await Fail(account, address);
        throw new RuleBroken("access.code", "动态口令不正确或已用过，请等下一个口令再试。", 401) { Field = "code" };
    }

    async Task<User> Redeem(string ticket)
    {
        var again = new RuleBroken("access.ticket", "登录已超时，请重新输入密码。", 401);
        string[] parts;
        try { parts = tickets.Unprotect(ticket).Split(' '); }
        catch (CryptographicException) { throw again; }
        if (clock.Instant() - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)) > TicketLife) throw again;
        var id = Guid.Parse(parts[0]);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id);
        return user is { Disabled: false } && Convert.ToHexString(user.Stamp) == parts[2] ? user : throw again;
    }

    async Task Fail(string account, string address)
    {
        var minutes = await lockout.Failed(account, address);
        if (minutes > 0) await log.Run(Pause, run => { run.Fact(new SignInPaused(account, minutes)); return Task.CompletedTask; });
    }

    async Task<SignInAnswer> Complete(User user, string account, string address, string? rehashed, Action<User>? spend)
    {
        var held = await posts.Of(user.Id);
        if (held.Count == 0) throw new RuleBroken("access.no_post", "您目前没有在任岗位，请联系本单位账号管理员。", 403);
        var standing = await posts.Load(user.Id, held[0].Post.Id) ?? throw Wrong();
        caller.Is(standing.Actor, standing.Reach);
        await log.Run(Process, run =>
        {
            if (rehashed is not null) user.Password = Encoding.ASCII.GetBytes(rehashed);
            spend?.Invoke(user);
            user.LastSignInAt = run.At;
            run.Db.Add(new SignInAttempt(account, address, AttemptOutcome.Succeeded, run.At));
            run.Fact(new SignedIn(user.Id, standing.Post.Id, spend is not null));
            return Task.CompletedTask;
        });
        return new(standing, null, held.Count > 1);
    }
}

/// <summary>A hash that no password has, made with the same rounds as the real ones: what is checked when the account does not exist.</summary>
sealed class Decoy(Microsoft.Extensions.Options.IOptions<PasswordHasherOptions> options)
{
    public string Hash { get; } = new PasswordHasher<User>(options).HashPassword(null!, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
}
