using System.Numerics;

namespace Renewal.Kernels;

/// <summary>
/// xoshiro256** of Blackman and Vigna (2018), seeded by SplitMix64: the same sequence for the same seed on every machine and in every version, which
/// <see cref="Random"/> does not promise. Not for secrets. Not thread-safe: one for each thread, from <see cref="Split"/>.
/// </summary>
public sealed class Rng
{
    ulong a, b, c, d;

    public Rng(int seed) : this((ulong)(uint)seed) { }

    Rng(ulong seed)
    {
        (a, b, c, d) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));
        static ulong Mix(ref ulong state)
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    public ulong Bits()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var t = b << 17;
        c ^= a; d ^= b; b ^= c; a ^= d; c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>0 … <paramref name="below"/> − 1, without bias (Lemire 2019).</summary>
    public int Next(int below)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(below);
        var range = (uint)below;
        var product = (ulong)(uint)(Bits() >> 32) * range;
        if ((uint)product < range)
            for (var threshold = (uint)-(int)range % range; (uint)product < threshold;) product = (ulong)(uint)(Bits() >> 32) * range;
        return (int)(product >> 32);
    }

    /// <summary>0 ≤ x &lt; 1 in steps of 2⁻⁵³.</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fisher–Yates, in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>An independent generator for a part of the work.</summary>
    public Rng Split() => new(Bits());
}
