using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Google.OrTools.LinearSolver;

namespace Renewal.Kernels.Planning;

/// <param name="Iterations">children bred; each takes 0.5–3 µs at 100 items</param>
public sealed record KnapsackOptions(int Seed = 1, long Iterations = 900_000);

/// <summary>The 0-1 multidimensional knapsack problem: of items with a profit and several weights the dearest choice that no capacity forbids.</summary>
/// <remarks>
/// Method: the genetic algorithm of Chu and Beasley (1998), whose children are repaired and filled in the order of profit to weight at the prices of the linear
/// relaxation (Raidl 1998) and improved by exchanges; bred anew, with that order a little shaken, in epochs. Between them items are fixed whose reduced cost
/// exceeds what the bound leaves above the best, so that the search keeps to the core (Balas and Zemel 1980). The bound is Lagrangian at these prices, in whole
/// numbers, and holds whatever they are. A child costs O(n·m), four constraints at a time. Static and thread-safe.
/// </remarks>
public static class MultiKnapsack
{
    const int Shift = 40, Population = 100, Epoch = 120_000;

    /// <param name="profit">≥ 0, of each item</param>
    /// <param name="weight"><c>[constraint][item]</c>, ≥ 0; with no constraint all is taken</param>
    /// <param name="capacity">≥ 0, of each constraint</param>
    /// <returns>which items are taken</returns>
    /// <exception cref="BadInput"/>
    public static (bool[] Taken, Proof Proof) Solve(long[] profit, long[][] weight, long[] capacity, KnapsackOptions? options = null,
        IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        options ??= new();
        Check(profit, weight, capacity);
        var hash = new InputHash().Add(profit).Add(capacity);
        foreach (var w in weight) hash.Add(w);
        // What does not even fit alone is no part of the question, nor of its bound.
        int[] fit = [.. Enumerable.Range(0, profit.Length).Where(j => !capacity.Where((c, r) => weight[r][j] > c).Any())];
        var taken = new bool[profit.Length];
        profit = [.. fit.Select(j => profit[j])];
        weight = [.. weight.Select(w => fit.Select(j => w[j]).ToArray())];
        var prices = Prices(profit, weight, capacity);
        var reduced = new double[profit.Length];
        Int128 sum = 0;
        for (var r = 0; r < prices.Length; r++) sum += (Int128)prices[r] * capacity[r];
        for (var j = 0; j < profit.Length; j++)
        {
            var left = (Int128)profit[j] << Shift;
            for (var r = 0; r < prices.Length; r++) left -= (Int128)prices[r] * weight[r][j];
            if (left > 0) sum += left;
            reduced[j] = (double)left / (1L << Shift);
        }
        var bound = (long)(sum >> Shift);
        var search = new Search(profit, weight, capacity, reduced, bound, options, progress, stop);
        var done = search.Run();
        for (var k = 0; k < fit.Length; k++) taken[fit[k]] = search.Best[k];
        return (taken, new Proof(Sense.Maximise, search.Value, bound, "Lagrangian dual", options.Seed, done, hash.Hex(), done == options.Iterations || search.Value == bound));
    }

    static void Check(long[] profit, long[][] weight, long[] capacity)
    {
        if (profit.Length == 0) throw new BadInput("profit", -1, "没有物品");
        if (weight.Length != capacity.Length) throw new BadInput("weight", -1, $"应有 {capacity.Length} 行，实有 {weight.Length} 行");
        Exact("profit", -1, profit);
        for (var r = 0; r < weight.Length; r++)
        {
            if (weight[r].Length != profit.Length) throw new BadInput("weight", r, $"应有 {profit.Length} 项，实有 {weight[r].Length} 项");
            Exact("weight", r, weight[r]);
            if (capacity[r] is < 0 or > Most) throw new BadInput("capacity", r, $"超出范围：{capacity[r]}");
        }

        static void Exact(string table, int row, long[] values)
        {
            Int128 sum = 0;
            for (var j = 0; j < values.Length; j++)
            {
                if (values[j] < 0) throw new BadInput(table, row < 0 ? j : row, $"不能为负：{values[j]}");
                sum += values[j];
            }
            if (sum > Most) throw new BadInput(table, row, $"合计过大：{sum}");
        }
    }

    /// <summary>Sums stay exact in 64 bits.</summary>
    const long Most = 1_000_000_000_000_000_000;

    /// <summary>The dual of the linear relaxation in units of 2⁻⁴⁰; rows count in parts of their capacity there, for the numbers' sake.</summary>
    static long[] Prices(long[] profit, long[][] weight, long[] capacity)
    {
        using var lp = Solver.CreateSolver("GLOP");
        Constraint[] rows = [.. capacity.Select(_ => lp.MakeConstraint(double.NegativeInfinity, 1, ""))];
        for (var j = 0; j < profit.Length; j++)
        {
            var x = lp.MakeNumVar(0, 1, "");
            lp.Objective().SetCoefficient(x, profit[j]);
            for (var r = 0; r < rows.Length; r++) if (weight[r][j] > 0) rows[r].SetCoefficient(x, (double)weight[r][j] / capacity[r]);
        }
        lp.Objective().SetMaximization();
        return lp.Solve() != Solver.ResultStatus.OPTIMAL ? new long[rows.Length]
            : [.. rows.Select((row, r) => (long)Math.Clamp(Math.Round(row.DualValue() / Math.Max(1, capacity[r]) * (1L << Shift)), 0, 1L << 60))];
    }

    sealed class Search(long[] profit, long[][] weight, long[] capacity, double[] reduced, long bound, KnapsackOptions options, IProgress<KernelProgress>? progress,
        CancellationToken stop)
    {
        static readonly int Lanes = Vector256<long>.Count;
        readonly Rng rng = new(options.Seed);
        readonly int lanes = Math.Max(1, (weight.Length + Lanes - 1) / Lanes) * Lanes;
        public readonly bool[] Best = new bool[profit.Length];
        public long Value { get; private set; } = -1;

        // What is fixed in an epoch, and its core, the best bargain first.
        readonly bool[] inside = new bool[profit.Length];
        int[] item = [];
        long[] gain = [], load = [];
        int words;

        /// <returns>children bred</returns>
        public long Run()
        {
            long done = 0;
            for (var epoch = 0; Value < bound && (Value < 0 || done < options.Iterations && !stop.IsCancellationRequested); epoch++)
            {
                var (room, fixedGain) = Core(epoch);
                // What is fixed does not fit together: nothing is better than the best.
                if (room.Any(r => r < 0)) break;
                done = Breed(room, fixedGain, done, item.Length == 0 ? done + 1 : Math.Min(options.Iterations, done + Epoch));
                if (item.Length == 0) break;
                progress?.Report(new("improve", done, options.Iterations, Value, bound));
            }
            return done;
        }

        /// <summary>Lays the items out that may still be in or out.</summary>
        /// <returns>what the items fixed in leave, and what they bring</returns>
        (long[] Room, long Gain) Core(int epoch)
        {
            var room = new long[lanes];
            capacity.CopyTo(room, 0);
            long fixedGain = 0;
            List<(double Key, int Item)> free = [];
            Array.Clear(inside);
            for (var j = 0; j < profit.Length; j++)
            {
                // Whatever has it the other way is not better than the best.
                if (Value >= 0 && Math.Abs(reduced[j]) * (1 - 1e-12) >= bound - Value + 1)
                {
                    if (reduced[j] < 0) continue;
                    inside[j] = true;
                    fixedGain += profit[j];
                    for (var r = 0; r < capacity.Length; r++) room[r] -= weight[r][j];
                    continue;
                }
                var bargain = profit[j] / Math.Max(1e-9, profit[j] - reduced[j]);
                free.Add((bargain * (1 + (epoch == 0 ? 0 : 0.1 * (rng.Unit() - 0.5))), j));
            }
            free.Sort((a, b) => a.Key != b.Key ? b.Key.CompareTo(a.Key) : a.Item.CompareTo(b.Item));
            item = [.. free.Select(f => f.Item)];
            gain = [.. item.Select(j => profit[j])];
            load = new long[item.Length * lanes];
            for (var k = 0; k < item.Length; k++)
                for (var r = 0; r < capacity.Length; r++) load[k * lanes + r] = weight[r][item[k]];
            words = (item.Length + 63) / 64;
            return (room, fixedGain);
        }

        long Breed(long[] room, long fixedGain, long from, long to)
        {
            var bits = new ulong[Population * words];
            var left = new long[Population * lanes];
            var values = new long[Population];
            var seen = new HashSet<ulong>();
            var child = new ulong[words];
            var rest = new long[lanes];
            long worth;
            int size = 0, worst = 0;
            var done = from;
            while (done < to && !stop.IsCancellationRequested || size == 0)
            {
                done++;
                if (size < Population && done - from <= 2 * Population)
                {
                    // A first one: about as many as fit, drawn nearer the front.
                    Array.Clear(child);
                    room.CopyTo(rest, 0);
                    worth = 0;
                    if (done > from + 1)
                        for (var k = 0; k < item.Length; k++)
                            if (rng.Next(4) != 0 && Fits(rest, k)) Flip(k, ref worth);
                }
                else
                {
                    int a = Tournament(), b = Tournament();
                    left.AsSpan(a * lanes, lanes).CopyTo(rest);
                    worth = values[a];
                    for (var w = 0; w < words; w++) child[w] = bits[a * words + w];
                    for (var w = 0; w < words; w++)
                        for (var turn = (bits[a * words + w] ^ bits[b * words + w]) & rng.Bits(); turn != 0; turn &= turn - 1)
                            Flip(w << 6 | BitOperations.TrailingZeroCount(turn), ref worth);
                    for (var f = 0; f < 2; f++) Flip(rng.Next(item.Length), ref worth);
                }
                Repair(ref worth);
                Fill(ref worth);
                if (size == Population && worth <= values[worst]) continue;
                Exchange(ref worth);
                if (!seen.Add(Mark(child))) continue;
                var at = size < Population ? size++ : worst;
                child.CopyTo(bits, at * words);
                rest.CopyTo(left, at * lanes);
                values[at] = worth;
                if (worth + fixedGain > Value) Keep(worth + fixedGain);
                if (Value == bound) break;
                worst = 0;
                for (var q = 1; q < size; q++) if (values[q] < values[worst]) worst = q;
            }
            return done;

            int Tournament()
            {
                int a = rng.Next(size), b = rng.Next(size);
                return values[a] >= values[b] ? a : b;
            }

            void Flip(int k, ref long worth)
            {
                var bit = 1UL << k;
                child[k >> 6] ^= bit;
                var sign = (child[k >> 6] & bit) != 0 ? 1 : -1;
                worth += sign * gain[k];
                ref var r = ref MemoryMarshal.GetArrayDataReference(rest);
                ref var l = ref load[k * lanes];
                for (nuint v = 0; v < (nuint)lanes; v += (nuint)Lanes)
                    (sign > 0 ? Vector256.LoadUnsafe(ref r, v) - Vector256.LoadUnsafe(ref l, v) : Vector256.LoadUnsafe(ref r, v) + Vector256.LoadUnsafe(ref l, v)).StoreUnsafe(ref r, v);
            }

            void Repair(ref long worth)
            {
                for (var w = words - 1; w >= 0; w--)
                    for (var on = child[w]; on != 0;)
                    {
                        if (!Over()) return;
                        var k = 63 - BitOperations.LeadingZeroCount(on);
                        on ^= 1UL << k;
                        Flip(w << 6 | k, ref worth);
                    }
            }

            bool Over()
            {
                ref var r = ref MemoryMarshal.GetArrayDataReference(rest);
                for (nuint v = 0; v < (nuint)lanes; v += (nuint)Lanes) if (Vector256.LoadUnsafe(ref r, v).ExtractMostSignificantBits() != 0) return true;
                return false;
            }

            void Fill(ref long worth)
            {
                for (var w = 0; w < words; w++)
                {
                    var off = ~child[w];
                    if (w == words - 1 && (item.Length & 63) != 0) off &= (1UL << item.Length) - 1;
                    for (; off != 0; off &= off - 1)
                        if ((w << 6 | BitOperations.TrailingZeroCount(off)) is var k && Fits(rest, k)) Flip(k, ref worth);
                }
            }

            // One out, a dearer one in, as long as there is such a pair.
            void Exchange(ref long worth)
            {
                var with = new long[lanes];
                for (var again = true; again;)
                {
                    again = false;
                    for (var i = 0; i < item.Length && !again; i++)
                    {
                        if ((child[i >> 6] >> i & 1) == 0) continue;
                        for (var r = 0; r < lanes; r++) with[r] = rest[r] + load[i * lanes + r];
                        for (var j = 0; j < item.Length; j++)
                            if (gain[j] > gain[i] && (child[j >> 6] >> j & 1) == 0 && Fits(with, j))
                            {
                                Flip(i, ref worth);
                                Flip(j, ref worth);
                                Fill(ref worth);
                                again = true;
                                break;
                            }
                    }
                }
            }

            void Keep(long value)
            {
                Value = value;
                inside.CopyTo(Best, 0);
                for (var k = 0; k < item.Length; k++) Best[item[k]] = (child[k >> 6] >> k & 1) != 0;
            }
        }

        bool Fits(long[] rest, int k)
        {
            ref var r = ref MemoryMarshal.GetArrayDataReference(rest);
            ref var l = ref load[k * lanes];
            for (nuint v = 0; v < (nuint)lanes; v += (nuint)Lanes)
                if (Vector256.LessThanAny(Vector256.LoadUnsafe(ref r, v), Vector256.LoadUnsafe(ref l, v))) return false;
            return true;
        }

        static ulong Mark(ulong[] child)
        {
            var h = 0x9E3779B97F4A7C15UL;
            foreach (var w in child) h = (h ^ w) * 0xD6E8FEB86659FD93 is var x ? x ^ x >> 32 : 0;
            return h;
        }
    }
}
