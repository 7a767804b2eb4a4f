using System.Text.RegularExpressions;
using Renewal.Foundation;

namespace Renewal.Access;

/// <summary>
/// A person who can sign in. Name and phone are sealed; secrets are binary columns, which the record binds by digest and never shows.
/// </summary>
public sealed partial class User
{
    User() { }

    /// <param name="login">3 to 32 of a–z, 0–9, dot, hyphen, underscore, with at least one letter: a phone or ID number is no login name</param>
    /// <param name="division">whose account administrators look after the account</param>
    /// <exception cref="RuleBroken">access.login</exception>
    public User(string login, string division, DateTimeOffset at)
    {
        login = Normal(login);
        if (!LoginShape().IsMatch(login) || !login.Any(char.IsAsciiLetter))
            throw new RuleBroken("access.login", "登录名为 3 至 32 位小写字母、数字、点、横线或下划线，至少含一个字母；请勿使用手机号或身份证号。") { Field = "login" };
        (Id, Login, Division, CreatedAt) = (Guid.CreateVersion7(), login, division, at);
    }

    public Guid Id { get; private set; }
    public string Login { get; private set; } = "";
    public string Division { get; private set; } = "";
    /// <summary>Real name, sealed under <see cref="NameColumn"/>.</summary>
    public byte[] Name { get; set; } = [];
    /// <summary>Phone, sealed under <see cref="PhoneColumn"/>.</summary>
    public byte[]? Phone { get; set; }
    /// <summary>Password hash of ASP.NET Core Identity (version 3), as bytes of its Base64 text.</summary>
    public byte[] Password { get; set; } = [];
    /// <summary>Changes with every change of a credential: sessions that carry an older one end.</summary>
    public byte[] Stamp { get; set; } = [];
    /// <summary>The password was given by somebody else and must be changed before anything else.</summary>
    public bool MustChangePassword { get; set; }
    public bool Disabled { get; set; }
    /// <summary>Secret of the time-based codes (RFC 6238), sealed under <see cref="TotpColumn"/>; null when not enrolled.</summary>
    public byte[]? Totp { get; set; }
    /// <summary>The last time step whose code was taken: a code counts once.</summary>
    public long TotpStep { get; set; }
    /// <summary>SHA-256 of the unused recovery codes, 32 bytes each.</summary>
    public byte[] RecoveryCodes { get; set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? LastSignInAt { get; set; }
    public int Version { get; private set; }

    public const string NameColumn = "access_users.Name", PhoneColumn = "access_users.Phone", TotpColumn = "access_users.Totp";

    public static string Normal(string? login) => (login ?? "").Trim().Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,30}[a-z0-9]$")]
    private static partial Regex LoginShape();
}
