namespace Renewal.Kernels.Spatial;

/// <summary>
/// One model solved: a first choice by greedy, prices (<see cref="SitingDual"/>) whose choices are tried as starts, annealing over the sites the prices favour, then rounds of ruin and recreate (Schrimpf and
/// others 2000) between descents by interchange, taken if not much worse than the best (Dueck's record-to-record). Where all choices can be counted they are all
/// tried instead, and the bound is the value. With capacities an opening is judged by its promise and then by the flow itself. Not thread-safe.
/// </summary>
sealed class SitingSearch
{
    /// <summary>So many choices are simply all tried.</summary>
    double Countable => model.Capacity is null ? 20_000 : 2_000;

    readonly SitingModel model;
    readonly Rng rng;
    readonly CancellationToken stop;
    readonly Action<string, long, long, SitingSearch>? report;
    readonly SitingInterchange? sets;
    readonly SitingFlow? flows;
    readonly bool[] barred;
    readonly bool exhaust;

    public int[] Best { get; private set; } = [];
    public long Cost { get; private set; } = long.MaxValue;
    public long Bound { get; private set; }
    public string BoundBy { get; private set; } = "Lagrangian dual";
    public long Iterations { get; private set; }

    public SitingSearch(SitingModel model, SitingOptions options, Action<string, long, long, SitingSearch>? report, CancellationToken stop)
    {
        (this.model, this.report, this.stop) = (model, report, stop);
        rng = new Rng(options.Seed);
        exhaust = options.Exhaust;
        barred = new bool[model.Sites];
        if (model.Capacity is null) sets = new SitingInterchange(model);
        else flows = new SitingFlow(model);
        Record();
    }

    long Now => sets?.Cost ?? flows!.Cost;
    int Count => sets?.Count ?? flows!.Count;
    long Spent => sets?.Spent ?? flows!.Spent;
    int[] Set() => sets?.Open() ?? flows!.Chosen();
    bool IsOpen(int site) => sets?.IsOpen(site) ?? flows!.IsOpen(site);

    void Open(int site)
    {
        if (sets is not null) sets.Open(site);
        else flows!.Open(site);
    }

    void Close(int site)
    {
        if (sets is not null) sets.Close(site);
        else flows!.Close(site);
    }

    void MoveTo(ReadOnlySpan<int> set)
    {
        if (sets is not null) sets.MoveTo(set);
        else flows!.MoveTo(set);
    }

    bool Record()
    {
        if (Now >= Cost) return false;
        (Cost, Best) = (Now, Set());
        return true;
    }

    /// <param name="enough">stop as soon as a choice costs no more, or the bound shows that none can</param>
    public void Run(int iterations, int dualSteps, long enough)
    {
        if (exhaust && Choices() <= Countable)
        {
            Try(0);
            if (!stop.IsCancellationRequested) (Bound, BoundBy) = (Cost, "exhausted search");
            return;
        }
        bool Done() => stop.IsCancellationRequested || Cost <= enough || Bound >= Cost || Bound > enough && enough >= 0;

        bool[] ways = model.Budget < long.MaxValue ? [false, true] : [false];
        foreach (var forMoney in ways)
        {
            MoveTo([]);
            Recreate(forMoney, 0);
            sets?.Descend(stop);
            Record();
        }
        if (Done()) return;

        // What a person would lose with the nearest site is a good first price.
        MoveTo(Best);
        var prices = new long[model.Demands];
        for (var i = 0; i < prices.Length; i++) prices[i] = Math.Min(sets?.Second(i) ?? Dearest(i), Farthest(i));
        var dual = new SitingDual(model, prices, picked =>
        {
            var set = picked.ToArray();
            if (model.Affords(set) && (flows is not null || Evaluate(set) is var cost && cost - Cost < Cost / 50 + 1))
            {
                MoveTo(set);
                Recreate(false, 0);
                sets?.Descend(stop);
                Record();
            }
            return Cost;
        });
        for (var step = 0; step < dualSteps && !Done(); step += 50)
        {
            dual.Run(Math.Min(50, dualSteps - step), Cost, enough < 0 ? long.MaxValue : enough + 1, stop);
            Bound = Math.Max(Bound, dual.Bound);
            Iterations = dual.Steps;
            report?.Invoke("bound", step, dualSteps, this);
        }

        if (sets is not null && Best.Length > 0 && !Done())
        {
            MoveTo(Best);
            var core = Enumerable.Range(0, model.Sites).Where(j => model.Choice[j] && (dual.Share[j] > 0.002 || sets.IsOpen(j))).ToArray();
            var each = (double)(Empty() - Cost) / Best.Length;
            var blocks = Math.Min(200, iterations);
            sets.Anneal(core, blocks, 0.1 * each, 0.002 * each, rng, k => report?.Invoke("anneal", k, blocks, this), () => Record(), stop);
            Iterations += blocks;
            MoveTo(Best);
            sets.Descend(stop);
            Record();
            sets.Excluded = dual.Excluded(Cost);
        }
        MoveTo(Best);
        var current = Best;
        var at = Cost;
        var slack = SlackOf();
        var widest = Math.Clamp(Best.Length / 3, 2, 10);
        for (var k = 0; k < iterations && !Done(); k++)
        {
            Ruin(1 + rng.Next(widest));
            Recreate(ways.Length > 1 && rng.Next(2) == 0, rng.Next(3) == 0 ? 0.5 : 0.15);
            sets?.Descend(stop);
            Iterations++;
            if (stop.IsCancellationRequested) break;
            if (Record()) slack = SlackOf();
            if (Now <= at || Now - Cost <= slack * (1 - (double)k / iterations)) (current, at) = (Set(), Now);
            else MoveTo(current);
            // Now and then back to the best, so that the slack does not lead astray.
            if (k % 200 == 199)
            {
                MoveTo(Best);
                (current, at) = (Best, Cost);
            }
            if (k % 16 == 0) report?.Invoke("improve", k, iterations, this);
        }
    }

    /// <summary>Worse than the best by less than a part of what one site brings is still worth a walk.</summary>
    double SlackOf() => 0.1 * Math.Max(0, Empty() - Cost) / Math.Max(1, Best.Length) / Math.Max(1, Math.Sqrt(Best.Length));

    long Empty()
    {
        long sum = 0;
        for (var i = 0; i < model.Demands; i++) sum += model.Weight[i] * model.Base[i];
        return sum;
    }

    double Choices()
    {
        double sum = 1, term = 1;
        var n = model.Choice.Count(c => c);
        for (var k = 1; k <= model.Most && sum <= Countable; k++) sum += term *= (n - k + 1.0) / k;
        return sum;
    }

    void Try(int from)
    {
        Record();
        if (Count == model.Most) return;
        for (var j = from; j < model.Sites && !stop.IsCancellationRequested; j++)
        {
            if (!model.Choice[j] || Spent + model.Price[j] > model.Budget) continue;
            Open(j);
            Iterations++;
            Try(j + 1);
            Close(j);
        }
    }

    /// <summary>Cost of the dearest site that could serve this demand, or its base where that is all there is.</summary>
    long Farthest(int demand) => model.DStart[demand] < model.DStart[demand + 1] ? Math.Max(1, model.DCost[model.DStart[demand + 1] - 1]) : model.Base[demand];

    long Dearest(int demand)
    {
        if (flows!.Unserved[demand] > 0) return model.Base[demand];
        long dearest = 0;
        for (var e = model.DStart[demand]; e < model.DStart[demand + 1]; e++)
            if (flows.Flow[e] > 0) dearest = Math.Max(dearest, model.DCost[e]);
        return dearest;
    }

    long Evaluate(ReadOnlySpan<int> set)
    {
        Span<bool> open = new bool[model.Sites];
        foreach (var j in set) open[j] = true;
        long cost = 0;
        for (var i = 0; i < model.Demands; i++)
        {
            var c = model.Base[i];
            for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
                if (open[model.DSite[e]])
                {
                    c = model.DCost[e];
                    break;
                }
            cost += c * model.Weight[i];
        }
        return cost;
    }

    /// <summary>Closes some sites, half of the time neighbours of each other: sites that could serve the same people.</summary>
    void Ruin(int many)
    {
        var open = Set();
        var near = rng.Next(2) == 0;
        Array.Clear(barred);
        for (var (k, tries) = (0, 0); k < many && k < open.Length && tries < 200; tries++)
        {
            var j = open[rng.Next(open.Length)];
            if (near && k > 0)
            {
                // A neighbour of one that is closed already: a demand of that one, and a site of this demand.
                var from = Array.FindIndex(open, o => barred[o]);
                var (first, last) = (model.SStart[open[from]], model.SStart[open[from] + 1]);
                if (first < last)
                {
                    var i = model.SDemand[first + rng.Next(last - first)];
                    var e = model.DStart[i] + rng.Next(model.DStart[i + 1] - model.DStart[i]);
                    if (IsOpen(model.DSite[e]) && !model.Fixed[model.DSite[e]]) j = model.DSite[e];
                    else if (tries < 150) continue;
                }
            }
            if (barred[j]) continue;
            Close(j);
            barred[j] = true;
            k++;
        }
        // What was closed may come back, but not all of it at once.
        foreach (var j in open)
            if (barred[j] && rng.Next(2) == 0) barred[j] = false;
    }

    void Recreate(bool forMoney, double noise)
    {
        while (!stop.IsCancellationRequested)
        {
            var j = sets is not null ? sets.BestToOpen(forMoney, noise, rng, barred) : MostPromising(forMoney, noise);
            if (j < 0) break;
            Open(j);
        }
        Array.Clear(barred);
    }

    /// <summary>With capacities: the few best promises are opened and looked at, the best kept. A promise knows of no chain of people moving on, so that where none holds some others are looked at as well.</summary>
    int MostPromising(bool forMoney, double noise)
    {
        if (Count == model.Most) return -1;
        var promises = new List<(double Value, int Site)>();
        for (var j = 0; j < model.Sites; j++)
        {
            if (!model.Choice[j] || IsOpen(j) || barred[j] || Spent + model.Price[j] > model.Budget) continue;
            double promise = flows!.Promise(j);
            if (forMoney) promise /= model.Price[j] + 1;
            promises.Add((promise > 0 ? promise * (1 - noise * rng.Unit()) : -noise * rng.Unit(), j));
        }
        promises.Sort((p, q) => q.Value != p.Value ? q.Value.CompareTo(p.Value) : p.Site.CompareTo(q.Site));
        var (chosen, best) = (-1, 0.0);
        for (var k = 0; k < promises.Count && k < (chosen < 0 ? 16 : 4); k++)
        {
            var j = promises[k].Site;
            var before = Now;
            Open(j);
            double gain = before - Now;
            Close(j);
            if (forMoney) gain /= model.Price[j] + 1;
            gain *= 1 - noise * rng.Unit();
            if (gain > best) (chosen, best) = (j, gain);
        }
        return chosen;
    }
}
