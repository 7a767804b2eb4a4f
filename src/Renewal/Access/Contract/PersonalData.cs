using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Renewal.Access.Contract;

/// <summary>
/// Seals personal data (name, ID number, phone) field by field. A sealed value is bound to its column and row: copied to another row it does not open.
/// The row's id is therefore made before the insert (version-7 GUID). Thread-safe; keys lie in the key folder, never in the database.
/// </summary>
public sealed class PersonalData(IFieldCipher cipher, LookupKey lookup)
{
    /// <param name="column">where it is kept, as <c>places_owners.Name</c>; part of what is authenticated, so never renamed without resealing</param>
    /// <param name="row">id of the row</param>
    /// <param name="plain">clear text; null stays null</param>
    [return: NotNullIfNotNull(nameof(plain))]
    public byte[]? Seal(string column, Guid row, string? plain) => plain is null ? null : cipher.Seal(Encoding.UTF8.GetBytes(plain), Bound(column, row));

    /// <exception cref="CryptographicException">the value was changed, moved to another row or column, or its key is not in the key folder</exception>
    [return: NotNullIfNotNull(nameof(sealedValue))]
    public string? Reveal(string column, Guid row, byte[]? sealedValue) =>
        sealedValue is null ? null : Encoding.UTF8.GetString(cipher.Open(sealedValue, Bound(column, row)));

    /// <summary>The value sealed anew under today's key, or null when it already is (key rotation).</summary>
    public byte[]? Renew(string column, Guid row, byte[] sealedValue) =>
        cipher.IsCurrent(sealedValue) ? null : cipher.Seal(cipher.Open(sealedValue, Bound(column, row)), Bound(column, row));

    /// <summary>
    /// Keyed digest by which equal values of one column find each other (32 bytes). White space and letter case are ignored, full-width digits count
    /// as plain ones. Says nothing without the key; but equal values have equal digests: index only what must be found.
    /// </summary>
    public byte[] Index(string column, string plain)
    {
        var digest = digests.Value!;
        digest.AppendData(Encoding.UTF8.GetBytes(column + "\n" + Normal(plain)));
        return digest.GetHashAndReset();
    }

    // A roll of a million rows asks four million times: one digest per thread, its key set up once.
    readonly ThreadLocal<IncrementalHash> digests = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, lookup.Bytes));

    static string Normal(string plain)
    {
        if (IsNormal(plain)) return plain;
        var text = new StringBuilder(plain.Length);
        foreach (var c in plain.Normalize(NormalizationForm.FormKC)) if (!char.IsWhiteSpace(c)) text.Append(char.ToUpperInvariant(c));
        return text.ToString();
    }

    /// <summary>Plain digits, capitals and unified ideographs are normal already; to ask for the normal form costs more than the digest.</summary>
    static bool IsNormal(string plain)
    {
        foreach (var c in plain)
            if (c is not ((>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= '\u4e00' and <= '\u9fff'))) return false;
        return true;
    }

    static byte[] Bound(string column, Guid row) => Encoding.UTF8.GetBytes($"{column}\n{row:N}");
}

/// <summary>
/// An authenticated cipher for fields. AES-256-GCM today; SM4 follows behind the same door (GB/T 39786). The blob names its algorithm and key, so
/// that values of two ciphers and several keys live side by side.
/// </summary>
public interface IFieldCipher
{
    byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound);

    /// <exception cref="CryptographicException">changed, moved, or the key is absent</exception>
    byte[] Open(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> bound);

    /// <summary>Whether the blob is sealed by today's algorithm and key.</summary>
    bool IsCurrent(ReadOnlySpan<byte> blob);
}

/// <summary>Key of the look-up digests. Changing it means building every index anew.</summary>
public sealed record LookupKey(byte[] Bytes);
