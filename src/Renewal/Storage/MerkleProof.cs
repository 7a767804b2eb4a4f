using System.Numerics;
using System.Security.Cryptography;

namespace Renewal.Storage;

/// <summary>
/// All hashes of a Merkle log (RFC 6962 §2.1), kept so that the root of any of its sizes, an inclusion proof and a consistency proof cost O(log n) hashes.
/// 64 bytes per leaf. Not thread-safe while leaves are added.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>levels[h][i] is the root of leaves i·2^h … (i+1)·2^h − 1, for full subtrees only.</summary>
    readonly List<List<byte[]>> levels = [[]];

    public long Size => levels[0].Count;

    /// <param name="leaf">what the leaf holds, not its hash</param>
    public void Add(ReadOnlySpan<byte> leaf)
    {
        levels[0].Add(Merkle.Leaf(leaf));
        for (var height = 0; levels[height].Count % 2 == 0; height++)
        {
            if (levels.Count == height + 1) levels.Add([]);
            levels[height + 1].Add(Merkle.Node(levels[height][^2], levels[height][^1]));
        }
    }

    /// <summary>Root of the first <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">more than there are</exception>
    public byte[] Root(long size)
    {
        Within(size, Size);
        return size == 0 ? SHA256.HashData([]) : Root(0, size);
    }

    /// <summary>PATH(m, D[n]) of RFC 6962 §2.1.1: the hashes from the leaf up.</summary>
    /// <param name="index">0-based</param>
    /// <param name="size">leaves of the log for whose root the proof holds</param>
    /// <exception cref="ArgumentOutOfRangeException">no such leaf, or more than there are</exception>
    public IReadOnlyList<byte[]> Inclusion(long index, long size)
    {
        Within(size, Size);
        Within(index, size - 1);
        List<byte[]> path = [];
        for (long start = 0, end = size; end - start > 1;)
        {
            var middle = start + Split(end - start);
            path.Add(index < middle ? Root(middle, end) : Root(start, middle));
            if (index < middle) end = middle;
            else start = middle;
        }
        path.Reverse();
        return path;
    }

    /// <summary>PROOF(m, D[n]) of RFC 6962 §2.1.2: that the log of <paramref name="size"/> leaves only went on from that of <paramref name="old"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">old is larger than size, or more than there are</exception>
    public IReadOnlyList<byte[]> Consistency(long old, long size)
    {
        Within(size, Size);
        Within(old, size);
        if (old == 0 || old == size) return [];
        List<byte[]> path = [];
        var (start, end, whole) = (0L, size, true);
        while (end > old)
        {
            var middle = start + Split(end - start);
            if (old <= middle)
            {
                path.Add(Root(middle, end));
                end = middle;
            }
            else
            {
                path.Add(Root(start, middle));
                (start, whole) = (middle, false);
            }
        }
        // Who checks knows the old root already, if the old log is one whole subtree.
        if (!whole) path.Add(Root(start, end));
        path.Reverse();
        return path;
    }

    byte[] Root(long start, long end)
    {
        var count = end - start;
        var height = BitOperations.Log2((ulong)count);
        if (1L << height == count) return levels[height][(int)(start >> height)];
        var middle = start + Split(count);
        return Merkle.Node(Root(start, middle), Root(middle, end));
    }

    /// <summary>The largest power of two below <paramref name="count"/>, which is at least 2.</summary>
    static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    static void Within(long value, long most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
    }
}

/// <summary>Checks proofs of a Merkle log as RFC 9162 §2.1.3.2 and §2.1.4.2 do. Takes anything and never throws: what is not a proof is not valid.</summary>
public static class MerkleProof
{
    /// <param name="leaf">what the leaf holds, not its hash</param>
    /// <param name="index">0-based</param>
    public static bool Includes(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root) =>
        RootOf(leaf, index, size, path) is { } computed && root.SequenceEqual(computed);

    /// <summary>The only root for which the proof can hold; null if it holds for none.</summary>
    public static byte[]? RootOf(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size) return null;
        var (fn, sn, hash) = (index, size - 1, Merkle.Leaf(leaf));
        foreach (var p in path)
        {
            if (sn == 0 || p.Length != 32) return null;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = Merkle.Node(p, hash);
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
            }
            else hash = Merkle.Node(hash, p);
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 ? hash : null;
    }

    /// <summary>Whether the log of <paramref name="size"/> leaves begins with that of <paramref name="old"/>.</summary>
    public static bool Continues(long old, ReadOnlySpan<byte> oldRoot, long size, ReadOnlySpan<byte> root, IReadOnlyList<byte[]> path)
    {
        if (old < 0 || old > size || oldRoot.Length != 32 || root.Length != 32 || path.Any(p => p.Length != 32)) return false;
        if (old == size) return path.Count == 0 && oldRoot.SequenceEqual(root);
        if (old == 0) return path.Count == 0 && oldRoot.SequenceEqual(SHA256.HashData([]));
        var rest = path.ToList();
        if (BitOperations.IsPow2(old)) rest.Insert(0, oldRoot.ToArray());
        if (rest.Count == 0) return false;
        var (fn, sn) = (old - 1, size - 1);
        for (; (fn & 1) == 1; fn >>= 1) sn >>= 1;
        var (before, after) = (rest[0], rest[0]);
        foreach (var p in rest.Skip(1))
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (before, after) = (Merkle.Node(p, before), Merkle.Node(p, after));
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
            }
            else after = Merkle.Node(after, p);
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && oldRoot.SequenceEqual(before) && root.SequenceEqual(after);
    }
}
