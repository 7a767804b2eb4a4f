using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Renewal.Access;

/// <summary>
/// Time-based codes, RFC 6238 (HMAC-SHA-1, 30 s, 6 digits: what every authenticator app speaks). Own few lines because Identity's provider reads the
/// wall clock and takes one code twice.
/// </summary>
static class Totp
{
    public const int Seconds = 30, Bytes = 20;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(Bytes);
    public static long Step(DateTimeOffset at) => at.ToUnixTimeSeconds() / Seconds;

    /// <param name="digits">6; the vectors of the RFC have 8</param>
    public static string Code(byte[] secret, long step, int digits = 6)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
#pragma warning disable CA5350 // HMAC-SHA-1 is what RFC 6238 apps compute; HMAC does not rest on collision resistance
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var at = mac[19] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[at..]) & 0x7fffffff;
        return (number % (int)Math.Pow(10, digits)).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code this is, one step of clock difference allowed either way and none that was used; null when it is none.</summary>
    public static long? Verify(byte[] secret, string? code, DateTimeOffset now, long lastUsed)
    {
        var typed = new string([.. (code ?? "").Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsAsciiDigit)]);
        long? found = null;
        for (var step = Step(now) - 1; step <= Step(now) + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Code(secret, step)), System.Text.Encoding.ASCII.GetBytes(typed)) && step > lastUsed)
                found = step;
        return found;
    }

    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new System.Text.StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var b in bytes)
        {
            buffer = (buffer << 8 | b) & 0xffff;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(signs[buffer >> (bits - 5) & 31]);
        }
        if (bits > 0) text.Append(signs[buffer << (5 - bits) & 31]);
        return text.ToString();
    }

    /// <summary>What the QR picture says to the app.</summary>
    public static string Uri(string login, byte[] secret) => $"otpauth://totp/{System.Uri.EscapeDataString("旧改平台:" + login)}?secret={Base32(secret)}&issuer={System.Uri.EscapeDataString("旧改平台")}&digits=6&period=30";
}
