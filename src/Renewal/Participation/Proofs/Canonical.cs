using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Renewal.Participation.Proofs;

/// <summary>
/// Habits that all texts to be proved share (docs/verification.md): one text for one meaning, so whatever is read back must come out letter for letter.
/// </summary>
static class Canonical
{
    static readonly UTF8Encoding strict = new(false, true);

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() }, AllowDuplicateProperties = false,
        RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, NewLine = "\n",
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <exception cref="FormatException">not UTF-8</exception>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try { return strict.GetString(bytes); }
        catch (DecoderFallbackException e) { throw new FormatException("不是 UTF-8 文本", e); }
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
    public static string Hash(string text) => Hash(Bytes(text));

    public static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset ParseAt(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static string[] Lines(string text, string header, int atLeast)
    {
        var lines = text.Split('\n');
        if (lines[0] != header) throw new FormatException($"第一行不是「{header}」");
        if (lines.Length <= atLeast || lines[^1] != "") throw new FormatException($"「{header}」缺行，或末行没有换行");
        return lines[..^1];
    }

    public static string Field(string line, string name) =>
        line.StartsWith(name + "=", StringComparison.Ordinal) ? line[(name.Length + 1)..] : throw new FormatException($"应为「{name}=」，实为「{line}」");

    public static long Whole(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    public static int Small(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>64 hex digits in lower case.</summary>
    public static byte[] Hash32(string hex) =>
        hex.Length == 64 && hex.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(hex) : throw new FormatException($"「{hex}」不是 64 位小写十六进制");

    public static T Same<T>(T parsed, string written, string text) => written == text ? parsed : throw new FormatException("不是规范写法");

    /// <summary>Reads what may be anything: the one exception for "not of this form" is <see cref="FormatException"/>.</summary>
    public static T Read<T>(Func<T> read)
    {
        try { return read(); }
        catch (Exception e) when (e is OverflowException or ArgumentException or JsonException or IndexOutOfRangeException) { throw new FormatException(e.Message, e); }
    }
}
