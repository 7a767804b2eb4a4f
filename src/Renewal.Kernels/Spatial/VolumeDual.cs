namespace Renewal.Kernels.Spatial;

/// <summary>
/// A proven lower bound without a solver for problems of the form: every demand is served by what is chosen, or pays its base. The demand rows are relaxed with a
/// price for each person, and the prices are raised by the volume algorithm (Barahona and Anbil 2000), whose averages of past choices steady the step. Every price
/// is a whole number in fixed point, so that the bound is exact and no rounding can make it lie. What is left at given prices is the heir's to solve. Not thread-safe.
/// </summary>
abstract class VolumeDual
{
    readonly long[] weight, ceiling, best;
    readonly double[] mean;
    double length = 1, memory = 0.1;
    int bad;
    long last = long.MinValue / 2;

    /// <summary>2 to this many units of price to one of cost, as fine as 60 bits leave room for.</summary>
    protected readonly int Shift;
    /// <summary>By demand, for one person, in fixed point: between 0 and its base.</summary>
    protected readonly long[] Price;
    /// <summary>By demand: how many times the relaxed choice serves it.</summary>
    protected readonly double[] Use;

    /// <summary>Value of the relaxed problem at the best prices, in fixed point.</summary>
    protected long Top { get; private set; } = long.MinValue;

    /// <summary>No choice costs less.</summary>
    public long Bound { get; private set; }
    public int Steps { get; private set; }

    protected VolumeDual(long[] weight, long[] basis, ReadOnlySpan<long> start)
    {
        this.weight = weight;
        Int128 most = 1;
        for (var i = 0; i < weight.Length; i++) most += (Int128)weight[i] * basis[i];
        while (Shift < 20 && most << (Shift + 1) < (Int128)1 << 60) Shift++;
        (Price, ceiling, Use, mean) = (new long[weight.Length], new long[weight.Length], new double[weight.Length], new double[weight.Length]);
        for (var i = 0; i < weight.Length; i++) (Price[i], ceiling[i]) = (start[i] << Shift, basis[i] << Shift);
        best = [.. Price];
    }

    /// <summary>The least cost of any choice at these prices, ≤ 0, apart from the sum of all prices; <see cref="Use"/> (cleared before) is raised by what it serves.</summary>
    protected abstract Int128 Choose();

    /// <summary>Told when the prices are better than any before; lower costs it comes upon it may answer with.</summary>
    protected virtual long Improved(long upper) => upper;

    /// <summary>Told with the choice of every step and the weight it has in the average.</summary>
    protected virtual void Stepped(double weight) { }

    /// <param name="upper">cost of the best choice known; the step is measured by it</param>
    /// <param name="enough">stop once the bound is as high</param>
    public void Run(int steps, long upper, long enough, CancellationToken stop)
    {
        if (Top == long.MinValue)
        {
            upper = Relax(upper);
            Use.CopyTo(mean, 0);
        }
        var afresh = false;
        for (var until = Steps + steps; Steps < until && Bound < Math.Min(upper, enough) && !stop.IsCancellationRequested; Steps++)
        {
            double norm = 0;
            for (var i = 0; i < mean.Length; i++)
            {
                var g = 1 - mean[i];
                if (g < 0 ? best[i] > 0 : best[i] < ceiling[i]) norm += weight[i] * g * g;
            }
            if (norm < 1e-12)
            {
                // The average of past choices leads out of the range of prices: begin again with the choice at the best prices. Where that leads nowhere either, they are optimal.
                if (afresh) break;
                afresh = true;
                best.CopyTo(Price, 0);
                upper = Relax(upper);
                Use.CopyTo(mean, 0);
                continue;
            }
            afresh = false;
            var t = length * (((double)upper * (1L << Shift)) * 1.0005 + 1 - Top) / norm;
            for (var i = 0; i < mean.Length; i++) Price[i] = (long)Math.Clamp(Math.Round(best[i] + t * (1 - mean[i])), 0, (double)ceiling[i]);
            var before = Top;
            upper = Relax(upper);
            double along = 0;
            for (var i = 0; i < mean.Length; i++)
            {
                along += weight[i] * (1 - mean[i]) * (1 - Use[i]);
                mean[i] += memory * (Use[i] - mean[i]);
            }
            Stepped(memory);
            if (Top > before)
            {
                bad = 0;
                if (along > 0) length = Math.Min(2, length * 1.1);
            }
            else if (++bad >= 15)
            {
                bad = 0;
                length = Math.Max(1e-4, length * 0.7);
            }
            if (Steps % 100 == 99)
            {
                if (Top - last < Math.Abs(Top) * 0.001) memory = Math.Max(0.005, memory / 2);
                last = Top;
            }
        }
    }

    long Relax(long upper)
    {
        Array.Clear(Use);
        // One demand may be served many times over, so that this sum alone can leave the range of 64 bits; downwards only, where it proves nothing.
        var sum = Choose();
        for (var i = 0; i < Price.Length; i++) sum += Price[i] * weight[i];
        if (sum <= Top) return upper;
        var total = (long)Int128.Max(sum, long.MinValue / 2);
        Top = total;
        Price.CopyTo(best, 0);
        // Costs are whole: the bound may be rounded up.
        Bound = Math.Max(Bound, (total + (1L << Shift) - 1) >> Shift);
        return Improved(upper);
    }
}
