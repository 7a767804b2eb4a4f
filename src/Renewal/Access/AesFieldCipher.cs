using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// AES-256-GCM. Blob: algorithm (1 byte, 1 = AES-256-GCM) ‖ key id (2, big-endian) ‖ nonce (12, random) ‖ tag (16) ‖ cipher text. Algorithm and key
/// id are authenticated too. Random nonces bound one key to 2³² values (NIST SP 800-38D 8.3): rotate well before.
/// </summary>
public sealed class AesFieldCipher(FieldKeys keys) : IFieldCipher
{
    const byte Algorithm = 1;
    const int Head = 3, Nonce = 12, Tag = 16;

    // One AesGcm per thread and key: setting the key up costs more than sealing a name.
    readonly ThreadLocal<Dictionary<ushort, AesGcm>> ciphers = new(() => []);
    readonly ThreadLocal<Stock> stock = new(() => new());

    sealed class Stock
    {
        public byte[] Bytes { get; } = new byte[Nonce * 256];
        public int Left { get; set; }
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound)
    {
        var id = keys.Current;
        var blob = new byte[Head + Nonce + Tag + plain.Length];
        blob[0] = Algorithm;
        BinaryPrimitives.WriteUInt16BigEndian(blob.AsSpan(1), id);
        var nonce = blob.AsSpan(Head, Nonce);
        Random(nonce);
        Cipher(id).Encrypt(nonce, plain, blob.AsSpan(Head + Nonce + Tag), blob.AsSpan(Head + Nonce, Tag), [.. blob.AsSpan(0, Head), .. bound]);
        return blob;
    }

    public byte[] Open(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> bound)
    {
        if (blob.Length < Head + Nonce + Tag || blob[0] != Algorithm) throw new CryptographicException("not a sealed field of this cipher");
        var plain = new byte[blob.Length - Head - Nonce - Tag];
        Cipher(BinaryPrimitives.ReadUInt16BigEndian(blob[1..]))
            .Decrypt(blob.Slice(Head, Nonce), blob[(Head + Nonce + Tag)..], blob.Slice(Head + Nonce, Tag), plain, [.. blob[..Head], .. bound]);
        return plain;
    }

    public bool IsCurrent(ReadOnlySpan<byte> blob) =>
        blob.Length >= Head && blob[0] == Algorithm && BinaryPrimitives.ReadUInt16BigEndian(blob[1..]) == keys.Current;

    /// <summary>How every value sealed under a key begins.</summary>
    internal static byte[] HeadOf(ushort key) => [Algorithm, (byte)(key >> 8), (byte)key];

    /// <summary>Random bytes are drawn in stock: a draw of twelve costs as much as the sealing.</summary>
    void Random(Span<byte> nonce)
    {
        var drawn = stock.Value!;
        if (drawn.Left < nonce.Length)
        {
            RandomNumberGenerator.Fill(drawn.Bytes);
            drawn.Left = drawn.Bytes.Length;
        }
        drawn.Left -= nonce.Length;
        drawn.Bytes.AsSpan(drawn.Left, nonce.Length).CopyTo(nonce);
    }

    AesGcm Cipher(ushort id)
    {
        if (ciphers.Value!.TryGetValue(id, out var ready)) return ready;
        var key = keys.Find(id) ?? throw new CryptographicException($"field key {id} is not in the key folder");
        return ciphers.Value[id] = new AesGcm(key, Tag);
    }
}

/// <summary>The field keys <c>field-1.key</c>, <c>field-2.key</c>, … of the key folder; the highest number seals, all open.</summary>
public sealed class FieldKeys
{
    readonly StorageOptions options;
    readonly Dictionary<ushort, byte[]> keys = [];
    readonly Lock gate = new();

    public FieldKeys(IOptions<StorageOptions> options)
    {
        this.options = options.Value;
        Directory.CreateDirectory(this.options.Keys);
        foreach (var path in Directory.EnumerateFiles(this.options.Keys, "field-*.key"))
            if (ushort.TryParse(Path.GetFileNameWithoutExtension(path)["field-".Length..], out var id)) Load(id);
        if (keys.Count == 0) Load(1);
        Current = keys.Keys.Max();
    }

    /// <summary>Number of the key that seals.</summary>
    public ushort Current { get; private set; }

    /// <summary>A key that another node made meanwhile is looked for once.</summary>
    public byte[]? Find(ushort id)
    {
        lock (gate)
            return keys.TryGetValue(id, out var key) ? key : File.Exists(Path.Combine(options.Keys, $"field-{id}.key")) ? Load(id) : null;
    }

    /// <summary>Makes the next key; what is sealed from now on uses it, older values open as before.</summary>
    public ushort Rotate()
    {
        lock (gate)
        {
            Load(checked((ushort)(Current + 1)));
            return ++Current;
        }
    }

    byte[] Load(ushort id) => keys[id] = KeyFile.Load(options, $"field-{id}.key", 32);
}
