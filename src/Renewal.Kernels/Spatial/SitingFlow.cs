namespace Renewal.Kernels.Spatial;

/// <summary>
/// An open set of sites with capacities, and the cheapest way to share the people out among them: a transport problem kept optimal while sites open and close, by
/// shortest augmenting paths over sites (Busacker and Gowen 1960; negative arcs, hence label-correcting). A closing frees its people one path after the other; an
/// opening takes in whatever lowers the cost. O(entries of the sites on the way) a path. Not thread-safe.
/// </summary>
sealed class SitingFlow
{
    readonly SitingModel model;
    readonly bool[] open, queued;
    readonly int[] arcDemand, byArc, bySite;
    readonly long[] label;
    readonly Queue<int> queue = new();

    /// <summary>By entry of the lists by demand: people who go that way.</summary>
    public long[] Flow { get; }
    public long[] Unserved { get; }
    public long[] Room { get; }
    public long Cost { get; private set; }
    public long Spent { get; private set; }
    public int Count { get; private set; }

    public SitingFlow(SitingModel model)
    {
        this.model = model;
        (open, queued, label, byArc, bySite) = (new bool[model.Sites], new bool[model.Sites], new long[model.Sites], new int[model.Sites], new int[model.Sites]);
        (Flow, Unserved, Room) = (new long[model.DSite.Length], [.. model.Weight], [.. model.Capacity!]);
        arcDemand = new int[model.DSite.Length];
        for (var i = 0; i < model.Demands; i++)
        {
            Array.Fill(arcDemand, i, model.DStart[i], model.DStart[i + 1] - model.DStart[i]);
            Cost += model.Weight[i] * model.Base[i];
        }
        for (var j = 0; j < model.Sites; j++)
            if (model.Fixed[j]) Fill(j);
    }

    public bool IsOpen(int site) => open[site];

    public int[] Chosen() => [.. Enumerable.Range(0, model.Sites).Where(j => open[j] && !model.Fixed[j])];

    public void Open(int site)
    {
        Count++;
        Spent += model.Price[site];
        Fill(site);
    }

    void Fill(int site)
    {
        open[site] = true;
        while (Room[site] > 0)
        {
            // A label says what a free place at a site is worth, reached from the new one: always less than 0 but at its start.
            var (bestSite, bestArc, best) = (-1, -1, 0L);
            Array.Fill(label, long.MaxValue);
            label[site] = 0;
            byArc[site] = -1;
            queue.Enqueue(site);
            while (queue.TryDequeue(out var j))
            {
                queued[j] = false;
                for (var a = model.SStart[j]; a < model.SStart[j + 1]; a++)
                {
                    var (i, arc) = (model.SDemand[a], model.SArc[a]);
                    var into = label[j] + model.DCost[arc];
                    if (Unserved[i] > 0 && into - model.Base[i] < best) (bestSite, bestArc, best) = (j, arc, into - model.Base[i]);
                    for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
                    {
                        var k = model.DSite[e];
                        if (Flow[e] == 0 || k == j || into - model.DCost[e] >= label[k]) continue;
                        // Someone leaves k (entry e) for j (entry arc).
                        (label[k], byArc[k], bySite[k]) = (into - model.DCost[e], arc, e);
                        if (label[k] < best) (bestSite, bestArc, best) = (k, -1, label[k]);
                        if (queued[k]) continue;
                        queued[k] = true;
                        queue.Enqueue(k);
                    }
                }
            }
            if (bestSite < 0) return;
            var amount = bestArc >= 0 ? Math.Min(Room[site], Unserved[arcDemand[bestArc]]) : Room[site];
            for (var k = bestSite; k != site; k = model.DSite[byArc[k]]) amount = Math.Min(amount, Flow[bySite[k]]);
            if (bestArc >= 0)
            {
                Unserved[arcDemand[bestArc]] -= amount;
                Flow[bestArc] += amount;
            }
            else Room[bestSite] += amount;
            for (var k = bestSite; k != site; k = model.DSite[byArc[k]])
            {
                Flow[bySite[k]] -= amount;
                Flow[byArc[k]] += amount;
            }
            Room[site] -= amount;
            Cost += amount * best;
        }
    }

    public void Close(int site)
    {
        open[site] = false;
        Count--;
        Spent -= model.Price[site];
        for (var a = model.SStart[site]; a < model.SStart[site + 1]; a++)
        {
            var (i, arc) = (model.SDemand[a], model.SArc[a]);
            var people = Flow[arc];
            if (people == 0) continue;
            Flow[arc] = 0;
            Cost -= people * model.DCost[arc];
            while (people > 0) people -= Place(i, people);
        }
        Room[site] = model.Capacity![site];
    }

    /// <summary>Sends up to so many people of a demand the cheapest way, others making room where that is cheaper.</summary>
    long Place(int demand, long people)
    {
        var (bestSite, bestArc, best) = (-1, -1, model.Base[demand]);
        Array.Fill(label, long.MaxValue);
        for (var e = model.DStart[demand]; e < model.DStart[demand + 1]; e++)
        {
            var k = model.DSite[e];
            if (!open[k]) continue;
            (label[k], byArc[k], bySite[k]) = (model.DCost[e], e, -1);
            if (Room[k] > 0 && label[k] < best) (bestSite, bestArc, best) = (k, -1, label[k]);
            queued[k] = true;
            queue.Enqueue(k);
        }
        while (queue.TryDequeue(out var j))
        {
            queued[j] = false;
            for (var a = model.SStart[j]; a < model.SStart[j + 1]; a++)
            {
                var (i, arc) = (model.SDemand[a], model.SArc[a]);
                if (Flow[arc] == 0) continue;
                var without = label[j] - model.DCost[arc];
                if (without + model.Base[i] < best) (bestSite, bestArc, best) = (j, arc, without + model.Base[i]);
                for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
                {
                    var k = model.DSite[e];
                    if (!open[k] || k == j || without + model.DCost[e] >= label[k]) continue;
                    // Someone of i moves from j (entry arc) to k (entry e).
                    (label[k], byArc[k], bySite[k]) = (without + model.DCost[e], e, arc);
                    if (Room[k] > 0 && label[k] < best) (bestSite, bestArc, best) = (k, -1, label[k]);
                    if (queued[k]) continue;
                    queued[k] = true;
                    queue.Enqueue(k);
                }
            }
        }
        if (bestSite < 0)
        {
            Unserved[demand] += people;
            Cost += people * best;
            return people;
        }
        var amount = bestArc >= 0 ? Math.Min(people, Flow[bestArc]) : Math.Min(people, Room[bestSite]);
        for (var k = bestSite; bySite[k] >= 0; k = model.DSite[bySite[k]]) amount = Math.Min(amount, Flow[bySite[k]]);
        if (bestArc >= 0)
        {
            Flow[bestArc] -= amount;
            Unserved[arcDemand[bestArc]] += amount;
        }
        else Room[bestSite] -= amount;
        for (var k = bestSite; ; k = model.DSite[bySite[k]])
        {
            Flow[byArc[k]] += amount;
            if (bySite[k] < 0) break;
            Flow[bySite[k]] -= amount;
        }
        Cost += amount * best;
        return amount;
    }

    public void MoveTo(ReadOnlySpan<int> chosen)
    {
        foreach (var j in Chosen())
            if (!chosen.Contains(j)) Close(j);
        foreach (var j in chosen)
            if (!open[j]) Open(j);
    }

    /// <summary>About so much an opening would save: what its places are worth to those who pay most, were they the only ones to move.</summary>
    public long Promise(int site)
    {
        var offers = new List<(long Saving, long People)>();
        for (var a = model.SStart[site]; a < model.SStart[site + 1]; a++)
        {
            var (i, arc) = (model.SDemand[a], model.SArc[a]);
            var cost = model.DCost[arc];
            if (Unserved[i] > 0) offers.Add((model.Base[i] - cost, Unserved[i]));
            for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
                if (Flow[e] > 0 && model.DCost[e] > cost) offers.Add((model.DCost[e] - cost, Flow[e]));
        }
        offers.Sort((p, q) => q.Saving.CompareTo(p.Saving));
        var (room, sum) = (model.Capacity![site], 0L);
        foreach (var (saving, people) in offers)
        {
            if (room == 0) break;
            var taken = Math.Min(room, people);
            room -= taken;
            sum += taken * saving;
        }
        return sum;
    }
}
