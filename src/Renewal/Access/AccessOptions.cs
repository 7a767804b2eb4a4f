using System.ComponentModel.DataAnnotations;

namespace Renewal.Access;

/// <summary>Settings of the section <c>Access</c>; each can be overridden by the environment (<c>Access__IdleMinutes=30</c>).</summary>
public sealed class AccessOptions
{
    /// <summary>Minutes without a request after which a session ends.</summary>
    [Range(1, 240)] public int IdleMinutes { get; set; } = 20;

    /// <summary>Hours after sign-in when a session ends whatever one does.</summary>
    [Range(1, 24)] public int AbsoluteHours { get; set; } = 8;

    /// <summary>PBKDF2-HMAC-SHA-512 rounds of a password hash (OWASP 2023: 210,000).</summary>
    [Range(1_000, 10_000_000)] public int HashRounds { get; set; } = 210_000;

    /// <summary>Sign-in posts a minute from one address, before any account is looked at.</summary>
    [Range(1, 1_000_000)] public int SignInsPerMinute { get; set; } = 30;

    /// <summary>Whether administrators and auditors need a time-based code as second factor; by default everywhere but in Development.</summary>
    public bool? RequireTotp { get; set; }
}
