using System.Security.Cryptography;
using System.Text;

namespace Renewal.Participation;

/// <summary>
/// The code in the letter to a unit: 22 signs of base 32, 110 random bits, printed in groups and as a QR. Only its keyed digest is kept. Signs that are
/// easily mistaken are read as what they look like (O as 0; I and L as 1).
/// </summary>
public static class LetterCode
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    public const int Length = 22;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As typed by people: white space, dashes and letter case do not matter. Null where it cannot be a code.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > 60) return null;
        var code = new StringBuilder(Length);
        foreach (var c in typed.Normalize(NormalizationForm.FormKC).ToUpperInvariant())
        {
            if (c is '-' || char.IsWhiteSpace(c)) continue;
            var sign = c switch { 'O' => '0', 'I' or 'L' => '1', _ => c };
            if (Alphabet.IndexOf(sign) < 0) return null;
            code.Append(sign);
        }
        return code.Length == Length ? code.ToString() : null;
    }

    /// <summary><c>ABCD-EFGH-…</c></summary>
    public static string Grouped(string code) => string.Join('-', code.Chunk(4).Select(c => new string(c)));
}
