using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Enrols and removes time-based codes. The secret counts only after a code made from it was typed back.</summary>
sealed class SecondFactor(ProcessLog log, UserManager<User> users, PersonalData personal, IDataProtectionProvider protection, TimeProvider clock)
{
    static readonly Process TurnOn = new("access.second-factor-on", "启用动态口令");
    static readonly Process TurnOff = new("access.second-factor-off", "停用动态口令");
    static readonly TimeSpan OfferLife = TimeSpan.FromMinutes(15);
    readonly IDataProtector offers = protection.CreateProtector("Renewal.Access.SecondFactor.Offer");

    /// <summary>A fresh secret, carried by the form until it is confirmed.</summary>
    public (byte[] Secret, string Offer) Offer(Guid user)
    {
        var secret = Totp.NewSecret();
        return (secret, offers.Protect($"{user:N} {clock.Instant().ToUnixTimeMilliseconds()} {Convert.ToHexString(secret)}"));
    }

    /// <summary>The secret of an offer that is still good for this user; null otherwise.</summary>
    public byte[]? Read(Guid user, string? offer)
    {
        if (offer is null) return null;
        try
        {
            var parts = offers.Unprotect(offer).Split(' ');
            var made = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
            return parts[0] == user.ToString("N") && clock.Instant() - made <= OfferLife ? Convert.FromHexString(parts[2]) : null;
        }
        catch (CryptographicException) { return null; }
    }

    /// <returns>recovery codes, shown once</returns>
    /// <exception cref="RuleBroken">access.totp.*</exception>
    public Task<string[]> Enrol(string offer, string code) => log.Run(TurnOn, async run =>
    {
        var user = await Own(run);
        if (user.Totp is not null) throw new RuleBroken("access.totp.on", "动态口令已启用。", 409);
        var secret = Read(user.Id, offer) ?? throw new RuleBroken("access.totp.offer", "二维码已过期，请重新扫描。") { Field = "code" };
        var step = Totp.Verify(secret, code, clock.Instant(), 0) ?? throw new RuleBroken("access.totp.code", "口令不正确。请确认手机时间准确，再输入当前显示的 6 位口令。") { Field = "code" };
        var recovery = OneTime.RecoveryCodes();
        user.Totp = personal.Seal(User.TotpColumn, user.Id, Convert.ToBase64String(secret));
        user.TotpStep = step;
        user.RecoveryCodes = [.. recovery.SelectMany(Digest)];
        await users.UpdateSecurityStampAsync(user);
        run.Fact(new SecondFactorChanged(user.Id, true));
        return recovery;
    });

    /// <exception cref="RuleBroken">access.totp.*, access.wrong_password</exception>
    public Task Remove(string password) => log.Run(TurnOff, async run =>
    {
        var user = await Own(run);
        if (user.Totp is null) throw new RuleBroken("access.totp.off", "动态口令尚未启用。", 409);
        if (!await users.CheckPasswordAsync(user, password)) throw new RuleBroken("access.wrong_password", "密码不正确。") { Field = "password" };
        Clear(user);
        await users.UpdateSecurityStampAsync(user);
        run.Fact(new SecondFactorChanged(user.Id, false));
    });

    public static void Clear(User user) => (user.Totp, user.RecoveryCodes) = (null, []);

    /// <summary>The codes that are left when this one is used up; null when it is none of them.</summary>
    public static byte[]? Spend(byte[] codes, string? typed)
    {
        var digest = Digest(new string([.. (typed ?? "").Trim().ToLowerInvariant()]));
        for (var i = 0; i + 32 <= codes.Length; i += 32)
            if (CryptographicOperations.FixedTimeEquals(codes.AsSpan(i, 32), digest)) return [.. codes[..i], .. codes[(i + 32)..]];
        return null;
    }

    static byte[] Digest(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    static async Task<User> Own(ProcessRun run) =>
        await run.Db.Users.SingleOrDefaultAsync(u => u.Id == run.Actor.Id) ?? throw new RuleBroken("access.forbidden", "请先登录。", 401);
}
