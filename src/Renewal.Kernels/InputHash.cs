using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Renewal.Kernels;

/// <summary>SHA-256 over the input arrays of a run, each preceded by its length, so that an answer names exactly what it answers. Little-endian.</summary>
public sealed class InputHash
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public InputHash Add(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
        return this;
    }

    public InputHash Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));
    public InputHash Add(string value) => Add<byte>(Encoding.UTF8.GetBytes(value));

    /// <summary>An array of numbers.</summary>
    public InputHash Add<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Add(values.Length);
        hash.AppendData(MemoryMarshal.AsBytes(values));
        return this;
    }

    public InputHash Add<T>(T[] values) where T : unmanaged => Add((ReadOnlySpan<T>)values);

    /// <summary>Hex, 64 characters.</summary>
    public string Hex() => Convert.ToHexStringLower(hash.GetCurrentHash());
}
