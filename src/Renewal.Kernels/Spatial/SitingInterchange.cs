namespace Renewal.Kernels.Spatial;

/// <summary>
/// An open set of sites without capacities, with what every opening, closing and interchange would bring kept current: the three tables of Resende and Werneck
/// (2007) over lists that end where a site stops mattering, so that covering and median problems are one. An interchange costs the entries of the demands whose
/// nearest or second nearest site it touches; the best of all interchanges is found in O(slots × sites) or less. Not thread-safe.
/// </summary>
sealed class SitingInterchange
{
    readonly SitingModel model;
    readonly int[] near, next, place, slots;
    readonly long[] first, second, gain, loss;
    readonly long[] extra;
    readonly int[] byGain;
    readonly long[] gains;
    long touched;

    public long Cost { get; private set; }
    public long Spent { get; private set; }
    public int Count { get; private set; }

    public SitingInterchange(SitingModel model)
    {
        this.model = model;
        (near, next) = (new int[model.Demands], new int[model.Demands]);
        (first, second) = (model.Base.ToArray(), model.Base.ToArray());
        (gain, loss, place, slots) = (new long[model.Sites], new long[model.Most], new int[model.Sites], new int[model.Most]);
        extra = new long[(long)model.Most * model.Sites];
        (byGain, gains) = (new int[model.Sites], new long[model.Sites]);
        Excluded = new bool[model.Sites];
        Array.Fill(near, -1);
        Array.Fill(next, -1);
        Array.Fill(place, -1);
        Array.Fill(slots, -1);
        for (var i = 0; i < model.Demands; i++)
        {
            Cost += model.Weight[i] * model.Base[i];
            Tell(i, 1);
        }
    }

    /// <summary>Sites proven to be in no better choice: they are not looked at.</summary>
    public bool[] Excluded { get; set; }

    public bool IsOpen(int site) => place[site] >= 0;
    public long Gain(int site) => gain[site];
    public long Loss(int site) => loss[place[site]];
    public int Nearest(int demand) => near[demand];

    /// <summary>Cost a person at this demand would be charged if its nearest site closed, at most the base.</summary>
    public long Second(int demand) => second[demand];

    public int[] Open()
    {
        var open = new List<int>(Count);
        foreach (var j in slots)
            if (j >= 0) open.Add(j);
        return [.. open.Order()];
    }

    /// <summary>Adds or takes away what demand i contributes to the tables.</summary>
    void Tell(int i, int sign)
    {
        var weight = model.Weight[i] * sign;
        var (c1, c2) = (first[i], second[i]);
        var end = model.DStart[i + 1];
        touched += end - model.DStart[i];
        if (near[i] < 0)
        {
            for (var e = model.DStart[i]; e < end; e++) gain[model.DSite[e]] += weight * (c1 - model.DCost[e]);
            return;
        }
        var slot = place[near[i]];
        loss[slot] += weight * (c2 - c1);
        var row = extra.AsSpan(slot * model.Sites, model.Sites);
        for (var e = model.DStart[i]; e < end; e++)
        {
            var (c, j) = (model.DCost[e], model.DSite[e]);
            if (c >= c2) break;
            if (c < c1)
            {
                gain[j] += weight * (c1 - c);
                row[j] += weight * (c2 - c1);
            }
            else row[j] += weight * (c2 - c);
        }
    }

    public void Open(int site)
    {
        var slot = Array.IndexOf(slots, -1);
        (slots[slot], place[site]) = (site, slot);
        Count++;
        Spent += model.Price[site];
        for (var a = model.SStart[site]; a < model.SStart[site + 1]; a++)
        {
            var i = model.SDemand[a];
            long c = model.DCost[model.SArc[a]];
            if (c >= second[i]) continue;
            Tell(i, -1);
            if (c < first[i])
            {
                Cost -= model.Weight[i] * (first[i] - c);
                (second[i], next[i]) = (first[i], near[i]);
                (first[i], near[i]) = (c, site);
            }
            else (second[i], next[i]) = (c, site);
            Tell(i, 1);
        }
    }

    public void Close(int site)
    {
        for (var a = model.SStart[site]; a < model.SStart[site + 1]; a++)
        {
            var i = model.SDemand[a];
            if (near[i] != site && next[i] != site) continue;
            Tell(i, -1);
            if (near[i] == site)
            {
                Cost += model.Weight[i] * (second[i] - first[i]);
                (first[i], near[i]) = (second[i], next[i]);
            }
            (second[i], next[i]) = (model.Base[i], -1);
            for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
            {
                var j = model.DSite[e];
                if (place[j] < 0 || j == site || j == near[i]) continue;
                (second[i], next[i]) = (model.DCost[e], j);
                break;
            }
            Tell(i, 1);
        }
        slots[place[site]] = -1;
        place[site] = -1;
        Count--;
        Spent -= model.Price[site];
    }

    /// <summary>Opens and closes what makes the open set this one.</summary>
    public void MoveTo(ReadOnlySpan<int> open)
    {
        foreach (var j in Open())
            if (!open.Contains(j)) Close(j);
        foreach (var j in open)
            if (place[j] < 0) Open(j);
    }

    /// <summary>The best affordable opening by gain, or by gain for the money, each seen through some noise; −1 if none gains.</summary>
    /// <param name="noise">0: the best; else each gain shrinks by up to this share</param>
    public int BestToOpen(bool forMoney, double noise, Rng rng, ReadOnlySpan<bool> barred)
    {
        if (Count == model.Most) return -1;
        var (chosen, best) = (-1, 0.0);
        for (var j = 0; j < model.Sites; j++)
        {
            if (gain[j] <= 0 || place[j] >= 0 || !model.Choice[j] || barred[j] || Excluded[j] || Spent + model.Price[j] > model.Budget) continue;
            double value = gain[j];
            if (forMoney) value /= model.Price[j] + 1;
            if (noise > 0) value *= 1 - noise * rng.Unit();
            if (value > best) (chosen, best) = (j, value);
        }
        return chosen;
    }

    /// <summary>
    /// Random interchanges with sites of a core, taken by the rule of Metropolis (1953) while it cools: with the tables a proposal costs one look, so that tens of
    /// millions are made in the time of some thousand descents. It cools by blocks, each of so many proposals or entries touched, whichever is reached first.
    /// </summary>
    /// <param name="hot">cost that is easily lost at first</param>
    /// <param name="block">told before each block</param>
    /// <param name="better">told when the set is cheaper than any before</param>
    public void Anneal(int[] core, int blocks, double hot, double cold, Rng rng, Action<int> block, Action better, CancellationToken stop)
    {
        var best = Cost;
        for (var b = 0; b < blocks; b++)
        {
            block(b);
            var heat = hot * Math.Pow(cold / hot, (double)b / blocks);
            touched = 0;
            for (var k = 0; k < 100_000 && touched < 3_000_000; k++)
            {
                if (stop.IsCancellationRequested) return;
                var j = core[rng.Next(core.Length)];
                var slot = rng.Next(slots.Length);
                if (place[j] >= 0 || gain[j] == 0) continue;
                var r = slots[slot];
                var profit = r < 0 ? gain[j] : gain[j] - loss[slot] + extra[(slot * model.Sites) + j];
                if (profit < 0 && profit < heat * Math.Log(1 - rng.Unit())) continue;
                if (Spent + model.Price[j] - (r < 0 ? 0 : model.Price[r]) > model.Budget) continue;
                if (r >= 0) Close(r);
                Open(j);
                if (Cost >= best) continue;
                best = Cost;
                better();
            }
        }
    }

    /// <summary>Does the best improving interchange or opening until there is none.</summary>
    public void Descend(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var (enter, leave, best) = (-1, -1, 0L);
            // No interchange brings more than the opening alone would: in order of gain, most sites need no look.
            var n = 0;
            for (var j = 0; j < model.Sites; j++)
                if (gain[j] > 0 && place[j] < 0 && model.Choice[j] && !Excluded[j]) (gains[n], byGain[n++]) = (-gain[j], j);
            Array.Sort(gains, byGain, 0, n);
            for (var k = 0; k < n && gain[byGain[k]] > best; k++)
            {
                var j = byGain[k];
                if (Count < model.Most && Spent + model.Price[j] <= model.Budget) (enter, leave, best) = (j, -1, gain[j]);
                for (var slot = 0; slot < slots.Length; slot++)
                {
                    var r = slots[slot];
                    if (r < 0) continue;
                    var profit = gain[j] - loss[slot] + extra[(slot * model.Sites) + j];
                    if (profit > best && Spent - model.Price[r] + model.Price[j] <= model.Budget) (enter, leave, best) = (j, r, profit);
                }
            }
            if (enter < 0) return;
            if (leave >= 0) Close(leave);
            Open(enter);
        }
    }
}
