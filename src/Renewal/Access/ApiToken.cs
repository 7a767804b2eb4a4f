using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Renewal.Foundation;

namespace Renewal.Access;

/// <summary>Lets a program act as a post over /api/v1, with the reach of that post. Only the hash is kept; the token is shown once.</summary>
public sealed class ApiToken
{
    public const string Prefix = "rnw_";
    public const int LongestDays = 366;

    ApiToken() { }

    /// <param name="name">what the program is</param>
    /// <exception cref="RuleBroken">access.token.*</exception>
    public static (ApiToken Row, string Token) Issue(Guid post, string name, DateTimeOffset at, DateTimeOffset expires)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 60) throw new RuleBroken("access.token.name", "请填写用途，不超过 60 个字。") { Field = "name" };
        if (expires <= at || expires > at.AddDays(LongestDays)) throw new RuleBroken("access.token.expiry", "有效期为 1 至 366 天。") { Field = "days" };
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (new ApiToken
        {
            Id = Guid.CreateVersion7(at), Post = post, Name = name.Trim(), Hash = Digest(token), Start = token[..(Prefix.Length + 4)], CreatedAt = at, ExpiresAt = expires,
        }, token);
    }

    /// <summary>32 random bytes need no slow hash.</summary>
    public static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public Guid Id { get; private set; }
    public Guid Post { get; private set; }
    public string Name { get; private set; } = "";
    public byte[] Hash { get; private set; } = [];
    /// <summary>First signs, to tell tokens apart.</summary>
    public string Start { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public int Version { get; private set; }

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
    public void Revoke(DateTimeOffset at) => RevokedAt ??= at;
}
