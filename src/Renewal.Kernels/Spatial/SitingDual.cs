namespace Renewal.Kernels.Spatial;

/// <summary>
/// A proven lower bound without a solver: the demand rows are relaxed with a price for each, and the prices are raised by the volume algorithm (Barahona and Anbil
/// 2000), whose averages of past choices steady the step. What is left falls apart by site: how much a site would save at these prices (with a capacity: the best
/// filling of it), of which the best <see cref="SitingModel.Most"/> are taken; a budget is priced by bisection. Every price is a whole number in fixed point, so that
/// the bound is exact and no rounding can make it lie. O(entries below the price) a step. Not thread-safe.
/// </summary>
sealed class SitingDual
{
    readonly SitingModel model;
    readonly int shift;
    readonly long[] price, best, saving, keys, worth;
    readonly double[] use, mean;
    readonly int[] order, picked;
    readonly bool[] taken;
    readonly List<(long Cost, int Demand)> filling = [];
    double length = 1, memory = 0.1, rate;
    int count, bad, told;
    long top = long.MinValue, last = long.MinValue / 2;

    /// <summary>No choice costs less.</summary>
    public long Bound { get; private set; }
    public int Steps { get; private set; }
    /// <summary>By site: how often the steps of late took it, which comes near to its part in the linear relaxation.</summary>
    public double[] Share { get; }

    public SitingDual(SitingModel model, ReadOnlySpan<long> start)
    {
        this.model = model;
        Int128 most = 1;
        for (var i = 0; i < model.Demands; i++) most += (Int128)model.Weight[i] * model.Base[i];
        // 2 to the shift units of price to one of cost, as fine as 62 bits leave room for.
        while (shift < 20 && most << (shift + 1) < (Int128)1 << 60) shift++;
        price = new long[model.Demands];
        for (var i = 0; i < price.Length; i++) price[i] = start[i] << shift;
        best = [.. price];
        (use, mean) = (new double[model.Demands], new double[model.Demands]);
        (worth, Share) = (new long[model.Sites], new double[model.Sites]);
        (saving, keys, order, picked, taken) = (new long[model.Sites], new long[model.Sites], new int[model.Sites], new int[model.Sites], new bool[model.Sites]);
    }

    /// <param name="upper">cost of the best choice known; the step is measured by it, and may be lowered by <paramref name="choice"/></param>
    /// <param name="enough">stop once the bound is as high</param>
    /// <param name="choice">told the sites taken at improved prices now and then; answers with the best cost known</param>
    public void Run(int steps, long upper, long enough, Func<ReadOnlyMemory<int>, long>? choice, CancellationToken stop)
    {
        if (top == long.MinValue)
        {
            Price();
            use.CopyTo(mean, 0);
        }
        var afresh = false;
        var until = Steps + steps;
        for (; Steps < until && Bound < Math.Min(upper, enough) && !stop.IsCancellationRequested; Steps++)
        {
            double norm = 0;
            for (var i = 0; i < mean.Length; i++)
            {
                var g = 1 - mean[i];
                if (g < 0 ? best[i] > 0 : best[i] < model.Base[i] << shift) norm += model.Weight[i] * g * g;
            }
            if (norm < 1e-12)
            {
                // The average of past choices leads out of the range of prices: begin again with the choice at the best prices. Where that leads nowhere either, they are optimal.
                if (afresh) break;
                afresh = true;
                best.CopyTo(price, 0);
                Price();
                use.CopyTo(mean, 0);
                continue;
            }
            afresh = false;
            var t = length * (((double)upper * (1L << shift)) * 1.0005 + 1 - top) / norm;
            for (var i = 0; i < mean.Length; i++) price[i] = (long)Math.Clamp(Math.Round(best[i] + t * (1 - mean[i])), 0, (double)(model.Base[i] << shift));
            var before = top;
            var value = Price();
            double along = 0;
            for (var i = 0; i < mean.Length; i++)
            {
                along += model.Weight[i] * (1 - mean[i]) * (1 - use[i]);
                mean[i] += memory * (use[i] - mean[i]);
            }
            for (var j = 0; j < model.Sites; j++) Share[j] += memory * ((taken[j] ? 1 : 0) - Share[j]);
            if (value > before)
            {
                bad = 0;
                if (along > 0) length = Math.Min(2, length * 1.1);
                if (choice is not null && Steps - told >= 15)
                {
                    told = Steps;
                    upper = Math.Min(upper, choice(picked.AsMemory(0, count)));
                }
            }
            else if (++bad >= 15)
            {
                bad = 0;
                length = Math.Max(1e-4, length * 0.7);
            }
            if (Steps % 100 == 99)
            {
                if (top - last < Math.Abs(top) * 0.001) memory = Math.Max(0.005, memory / 2);
                last = top;
            }
        }
    }

    /// <summary>Sites that no choice cheaper than <paramref name="cost"/> opens: at the best prices, forcing one in for the last of those taken already costs as much.</summary>
    public bool[] Excluded(long cost)
    {
        var sorted = Enumerable.Range(0, model.Sites).Where(j => model.Choice[j] && worth[j] < 0).Select(j => worth[j]).Order().ToArray();
        var last = sorted.Length > model.Most ? sorted[model.Most - 1] : sorted.Length == model.Most && model.Most > 0 ? sorted[^1] : 0;
        return [.. worth.Select((w, j) => model.Choice[j] && (Int128)top + w - last > ((Int128)(cost - 1) << shift))];
    }

    /// <summary>The relaxed problem at the present prices: its value raises the bound, its choice is in <see cref="picked"/> and, by demand, <see cref="use"/>.</summary>
    long Price()
    {
        long total = 0;
        Array.Clear(saving);
        for (var i = 0; i < price.Length; i++)
        {
            var (p, w) = (price[i], model.Weight[i]);
            total += p * w;
            if (model.Capacity is not null) continue;
            for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
            {
                var less = ((long)model.DCost[e] << shift) - p;
                if (less >= 0) break;
                saving[model.DSite[e]] += w * less;
            }
        }
        if (model.Capacity is not null)
            for (var j = 0; j < model.Sites; j++) saving[j] = Fill(j, share: false);
        total += Take();
        Array.Clear(use);
        if (model.Capacity is null)
        {
            for (var i = 0; i < price.Length; i++)
                for (var e = model.DStart[i]; e < model.DStart[i + 1] && (long)model.DCost[e] << shift < price[i]; e++)
                    if (taken[model.DSite[e]]) use[i]++;
        }
        else
            for (var j = 0; j < model.Sites; j++)
                if (taken[j] || model.Fixed[j]) Fill(j, share: true);
        if (total > top)
        {
            top = total;
            price.CopyTo(best, 0);
            for (var j = 0; j < model.Sites; j++) worth[j] = saving[j] + Priced(rate, j);
            // Costs are whole: the bound may be rounded up.
            Bound = Math.Max(Bound, (total + (1L << shift) - 1) >> shift);
        }
        return total;
    }

    /// <summary>Best filling of a site with a capacity at the present prices, ≤ 0.</summary>
    long Fill(int site, bool share)
    {
        filling.Clear();
        for (var a = model.SStart[site]; a < model.SStart[site + 1]; a++)
        {
            var i = model.SDemand[a];
            var less = ((long)model.DCost[model.SArc[a]] << shift) - price[i];
            if (less < 0) filling.Add((less, i));
        }
        filling.Sort();
        var (room, sum) = (model.Capacity![site], 0L);
        foreach (var (less, i) in filling)
        {
            if (room == 0) break;
            var people = Math.Min(room, model.Weight[i]);
            room -= people;
            sum += people * less;
            if (share) use[i] += (double)people / model.Weight[i];
        }
        return sum;
    }

    long Take()
    {
        long sum = 0;
        for (var j = 0; j < model.Sites; j++)
            if (model.Fixed[j]) sum += saving[j];
        var (value, spent) = Pick(0);
        if (spent <= model.Budget) return sum + value;
        // Σ ⌊μ × cost⌋ ≤ ⌈μ × budget⌉ holds for every affordable choice, whatever μ: any μ gives a bound, the best one is where the choice just costs the budget.
        double low = 0, high = 1e-9;
        while (high < 1e18 && Pick(high).Spent > model.Budget) (low, high) = (high, high * 16);
        var strongest = value;
        double at = 0;
        for (var k = 0; k < 24; k++)
        {
            var middle = low == 0 ? high / 16 : Math.Sqrt(low * high);
            (value, spent) = Pick(middle);
            if (value > strongest) (strongest, at) = (value, middle);
            if (spent > model.Budget) low = middle; else high = middle;
        }
        Pick(at);
        return sum + strongest;
    }

    long Priced(double rate, int site) => rate == 0 ? 0 : (long)Math.Min(rate * model.Price[site], 4e18);

    (long Value, long Spent) Pick(double rate)
    {
        this.rate = rate;
        var n = 0;
        for (var j = 0; j < model.Sites; j++)
        {
            taken[j] = false;
            if (!model.Choice[j] || saving[j] >= 0) continue;
            var key = saving[j] + Priced(rate, j);
            if (key >= 0) continue;
            (keys[n], order[n++]) = (key, j);
        }
        Array.Sort(keys, order, 0, n);
        count = Math.Min(n, model.Most);
        // Two units more than the product, and a margin for the rounding of the products themselves; a rate too high for whole numbers proves nothing.
        var priced = rate == 0 ? 0 : rate * model.Budget * (1 + 1e-14);
        var value = priced > 4e18 ? long.MinValue / 2 : rate == 0 ? 0 : -(long)priced - 2;
        var spent = 0L;
        for (var k = 0; k < count; k++)
        {
            var j = order[k];
            value += keys[k];
            spent += model.Price[j];
            taken[j] = true;
            picked[k] = j;
        }
        return (value, spent);
    }
}
