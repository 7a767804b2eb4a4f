using System.Security.Cryptography;

namespace Renewal.Storage;

/// <summary>
/// Root of a Merkle tree as RFC 6962 §2.1 builds it (leaf SHA-256(0x00 ‖ d), node SHA-256(0x01 ‖ left ‖ right)), fed leaf by leaf in O(log n) memory.
/// Also hands out the root of every full run of <see cref="PartRows"/> leaves, so that a difference is found near its place. Not thread-safe.
/// </summary>
public sealed class Merkle
{
    /// <summary>Leaves in one part; a power of two, so that parts are subtrees.</summary>
    public const int PartRows = 4096;

    readonly List<(byte[] Hash, int Height)> stack = [];
    readonly List<byte[]> parts = [];

    public long Count { get; private set; }

    /// <summary>Roots of the full parts so far.</summary>
    public IReadOnlyList<byte[]> Parts => parts;

    public void Add(ReadOnlySpan<byte> leaf)
    {
        var (hash, height) = (Leaf(leaf), 0);
        Count++;
        while (stack.Count > 0 && stack[^1].Height == height)
        {
            (hash, height) = (Node(stack[^1].Hash, hash), height + 1);
            stack.RemoveAt(stack.Count - 1);
            if (1 << height == PartRows) parts.Add(hash);
        }
        stack.Add((hash, height));
    }

    public byte[] Root()
    {
        if (stack.Count == 0) return SHA256.HashData([]);
        var hash = stack[^1].Hash;
        for (var i = stack.Count - 2; i >= 0; i--) hash = Node(stack[i].Hash, hash);
        return hash;
    }

    /// <summary>The hashes of the full subtrees, largest first: with the count, all that is needed to go on (32 bytes each, at most one per bit of the count).</summary>
    public byte[] Frontier() => [.. stack.SelectMany(s => s.Hash)];

    /// <summary>Goes on from a kept frontier.</summary>
    /// <exception cref="ArgumentException">the frontier is not one of so many leaves</exception>
    public static Merkle From(long count, ReadOnlySpan<byte> frontier)
    {
        if (count < 0 || frontier.Length != 32 * System.Numerics.BitOperations.PopCount((ulong)count)) throw new ArgumentException("not a frontier of so many leaves", nameof(frontier));
        var tree = new Merkle { Count = count };
        for (var (height, at) = (62, 0); height >= 0; height--)
        {
            if ((count >> height & 1) == 0) continue;
            tree.stack.Add((frontier.Slice(at, 32).ToArray(), height));
            at += 32;
        }
        return tree;
    }

    /// <summary>SHA-256(0x00 ‖ data).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        Span<byte> input = data.Length < 1024 ? stackalloc byte[1 + data.Length] : new byte[1 + data.Length];
        input[0] = 0;
        data.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right), of two hashes of 32 bytes.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[65];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[33..]);
        return SHA256.HashData(input);
    }
}
