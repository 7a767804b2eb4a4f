using System.Security.Cryptography;

namespace Renewal.Participation.Proofs;

/// <summary>A text with the office's signature over its UTF-8 bytes.</summary>
/// <param name="Signature">base64 of the DER form of ECDSA P-256 with SHA-256</param>
/// <param name="Key">hex SHA-256 of the public key's SubjectPublicKeyInfo</param>
public sealed record SignedText(string Text, string Signature, string Key);

/// <summary>The public key of the office, by which signatures are checked by anybody. Thread-safe.</summary>
public sealed class OfficeKey
{
    readonly ECDsa key;

    /// <exception cref="FormatException">not the PEM of a public key on the curve P-256</exception>
    public OfficeKey(string pem)
    {
        key = ECDsa.Create();
        try { key.ImportFromPem(pem); }
        catch (Exception e) when (e is ArgumentException or CryptographicException) { throw new FormatException("不是 PEM 格式的公钥", e); }
        if (key.ExportParameters(false).Curve.Oid.Value != "1.2.840.10045.3.1.7") throw new FormatException("公钥不在 P-256 曲线上");
        Id = Canonical.Hash(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Hex SHA-256 of the SubjectPublicKeyInfo: the fingerprint that is published.</summary>
    public string Id { get; }

    /// <summary>Null when the signature holds; else why it does not.</summary>
    public string? Wrong(SignedText signed)
    {
        if (signed.Key != Id) return $"由另一把密钥签署（指纹 {signed.Key}），不是给定的公钥（指纹 {Id}）";
        Span<byte> der = stackalloc byte[80];
        // Only the one base64 spelling of a signature is taken: a changed letter is never overlooked.
        return Convert.TryFromBase64String(signed.Signature, der, out var length) && Convert.ToBase64String(der[..length]) == signed.Signature
            && key.VerifyData(Canonical.Bytes(signed.Text), der[..length], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) ? null : "签名无效：内容或签名被改动过";
    }
}
