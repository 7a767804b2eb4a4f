namespace Renewal.Kernels.Spatial;

/// <summary>
/// The dual of siting (Cornuéjols, Fisher and Nemhauser 1977): at given prices the problem falls apart by site into what each would save (with a capacity: the best
/// filling of it), of which the best <see cref="SitingModel.Most"/> are taken; a budget is priced by bisection. O(entries below the price) a step.
/// </summary>
sealed class SitingDual : VolumeDual
{
    readonly SitingModel model;
    readonly Func<ReadOnlyMemory<int>, long> choice;
    readonly long[] saving, keys, worth;
    readonly int[] order, picked;
    readonly bool[] taken;
    readonly List<(long Cost, int Demand)> filling = [];
    int count, told;
    double rate;

    /// <summary>By site: how often the steps of late took it, which comes near to its part in the linear relaxation.</summary>
    public double[] Share { get; }

    /// <param name="start">by demand: a first price of a person, at most its base</param>
    /// <param name="choice">told the sites taken at improved prices now and then; answers with the best cost known</param>
    public SitingDual(SitingModel model, ReadOnlySpan<long> start, Func<ReadOnlyMemory<int>, long> choice) : base(model.Weight, model.Base, start)
    {
        (this.model, this.choice) = (model, choice);
        (worth, Share) = (new long[model.Sites], new double[model.Sites]);
        (saving, keys, order, picked, taken) = (new long[model.Sites], new long[model.Sites], new int[model.Sites], new int[model.Sites], new bool[model.Sites]);
    }

    /// <summary>Sites that no choice cheaper than <paramref name="cost"/> opens: at the best prices, forcing one in for the last of those taken already costs as much.</summary>
    public bool[] Excluded(long cost)
    {
        var sorted = Enumerable.Range(0, model.Sites).Where(j => model.Choice[j] && worth[j] < 0).Select(j => worth[j]).Order().ToArray();
        var last = model.Most > 0 && sorted.Length >= model.Most ? sorted[model.Most - 1] : 0;
        return [.. worth.Select((w, j) => model.Choice[j] && (Int128)Top + w - last > ((Int128)(cost - 1) << Shift))];
    }

    protected override void Stepped(double weight)
    {
        for (var j = 0; j < model.Sites; j++) Share[j] += weight * ((taken[j] ? 1 : 0) - Share[j]);
    }

    protected override long Improved(long upper)
    {
        for (var j = 0; j < model.Sites; j++) worth[j] = saving[j] + Priced(rate, j);
        if (Steps - told < 15) return upper;
        told = Steps;
        return Math.Min(upper, choice(picked.AsMemory(0, count)));
    }

    protected override Int128 Choose()
    {
        Array.Clear(saving);
        for (var i = 0; i < model.Demands && model.Capacity is null; i++)
            for (var (e, p) = (model.DStart[i], Price[i]); e < model.DStart[i + 1] && ((long)model.DCost[e] << Shift) - p is < 0 and var less; e++)
                saving[model.DSite[e]] += model.Weight[i] * less;
        for (var j = 0; j < model.Sites && model.Capacity is not null; j++) saving[j] = Fill(j, share: false);
        var value = Take();
        for (var i = 0; i < model.Demands && model.Capacity is null; i++)
            for (var e = model.DStart[i]; e < model.DStart[i + 1] && (long)model.DCost[e] << Shift < Price[i]; e++)
                if (taken[model.DSite[e]]) Use[i]++;
        for (var j = 0; j < model.Sites && model.Capacity is not null; j++)
            if (taken[j] || model.Fixed[j]) Fill(j, share: true);
        return value;
    }

    /// <summary>Best filling of a site with a capacity at the present prices, ≤ 0.</summary>
    long Fill(int site, bool share)
    {
        filling.Clear();
        for (var a = model.SStart[site]; a < model.SStart[site + 1]; a++)
        {
            var i = model.SDemand[a];
            var less = ((long)model.DCost[model.SArc[a]] << Shift) - Price[i];
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
            if (share) Use[i] += (double)people / model.Weight[i];
        }
        return sum;
    }

    Int128 Take()
    {
        Int128 sum = 0;
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

    (Int128 Value, long Spent) Pick(double rate)
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
        Int128 value = priced > 4e18 ? Int128.MinValue / 4 : rate == 0 ? 0 : -(long)priced - 2;
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
