namespace Renewal.Kernels.Spatial;

/// <summary>
/// Siting of facilities: maximal covering, p-median and p-centre over candidate sites, with existing ones fixed, capacities, a number and a budget (T4.4–T4.7).
/// Each answer carries a bound from Lagrangian relaxation (Cornuéjols, Fisher and Nemhauser 1977), proven in whole numbers without a solver; the search is
/// interchange with the tables of Resende and Werneck (2007) inside ruin and recreate. p-centre is a search over distances, each asking for a cover. Deterministic
/// for a seed. Memory: the entries twice, and sites × <see cref="SitingInput.Most"/> numbers. Static and thread-safe; one run uses one thread.
/// </summary>
public static class Siting
{
    /// <exception cref="BadInput">a row that cannot be</exception>
    /// <exception cref="Infeasible">everyone must be served, and the limits are proven not to allow it</exception>
    public static SitingAnswer Solve(SitingInput input, SitingOptions options, IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        input.Check();
        return input.Goal switch
        {
            SitingGoal.Coverage => Coverage(input, options, progress, stop),
            SitingGoal.Median => Median(input, options, progress, stop),
            SitingGoal.Centre => Centre(input, options, progress, stop),
            _ => throw new BadInput("目标 goal", -1, $"没有这个目标：{input.Goal}"),
        };
    }

    static SitingAnswer Coverage(SitingInput input, SitingOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        var total = input.People.Sum();
        var search = new SitingSearch(Cover(input, input.Radius, input.People), options,
            (phase, at, of, s) => progress?.Report(new(phase, at, of, total - s.Cost, total - s.Bound)), stop);
        search.Run(Rounds(input, options), options.DualIterations, -1);
        return Answer(input, search.Best, input.Radius, options, new(Sense.Maximise, total - search.Cost, total - search.Bound, search.BoundBy, options.Seed, search.Iterations, input.Hash(),
            !stop.IsCancellationRequested));
    }

    static SitingAnswer Median(SitingInput input, SitingOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        long basis;
        if (input.Beyond is { } beyond) basis = beyond;
        else
        {
            // Dear enough that serving one person more is worth any detour of all others.
            Int128 all = 1;
            for (var i = 0; i < input.People.Length; i++)
            {
                long farthest = 0;
                for (var e = input.Start[i]; e < input.Start[i + 1]; e++) farthest = Math.Max(farthest, input.Metres[e]);
                all += (Int128)input.People[i] * farthest;
            }
            basis = all > long.MaxValue / 4 ? throw new BadInput("需求点 demands", -1, "人数乘距离过大") : (long)all;
        }
        if ((Int128)input.People.Sum() * basis >= (Int128)1 << 60) throw new BadInput("需求点 demands", -1, "人数乘距离过大");
        var search = new SitingSearch(new SitingModel(input, input.People, basis, metres => metres), options,
            (phase, at, of, s) => progress?.Report(new(phase, at, of, s.Cost, s.Bound)), stop);
        search.Run(Rounds(input, options), options.DualIterations, -1);
        var answer = Answer(input, search.Best, int.MaxValue, options, new(Sense.Minimise, search.Cost, search.Bound, search.BoundBy, options.Seed, search.Iterations, input.Hash(),
            !stop.IsCancellationRequested));
        if (answer.Unserved == 0 || input.Beyond is not null) return answer;
        Refuse(input, int.MaxValue, options, stop);
        // Neither a way to serve everyone nor a proof against it: only the served are counted.
        var served = answer.Services.Sum(s => s.People * s.Metres);
        return answer with { Proof = answer.Proof with { Value = served, Bound = Math.Min(search.Bound, served) } };
    }

    static SitingAnswer Centre(SitingInput input, SitingOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        // Without capacities a point is covered or not, whoever lives there.
        var weight = input.Capacity is null ? [.. input.People.Select(p => Math.Min(p, 1))] : input.People;
        var distances = input.Metres.Distinct().Order().ToArray();
        var (rounds, steps) = (Rounds(input, options) / 4 + 1, options.DualIterations / 3 + 1);
        long iterations = 0;
        var exhausted = true;
        // [low, high]: below low is proven impossible, at high an answer is known.
        var (low, high) = (0, distances.Length);
        int[] best = [];
        long uncovered = 1;

        // true: covered, false: proven impossible, null: neither.
        bool? Ask(int at)
        {
            var search = new SitingSearch(Cover(input, distances[at], weight), options, null, stop);
            search.Run(rounds, steps, 0);
            iterations += search.Iterations;
            exhausted &= search.BoundBy != "Lagrangian dual";
            if (search.Cost == 0)
            {
                (best, uncovered) = (search.Best, 0);
                high = Array.BinarySearch(distances, Farthest(input, best, distances[at]));
            }
            else if (search.Bound > 0) low = Math.Max(low, at + 1);
            else if (high == distances.Length && at == high - 1) (best, uncovered) = (search.Best, search.Cost);
            progress?.Report(new("radius", iterations, 0, high < distances.Length ? distances[high] : null, low < distances.Length ? distances[low] : null));
            return search.Cost == 0 ? true : search.Bound > 0 ? false : null;
        }

        // The largest distance first: without a cover there, there is none.
        if (Ask(distances.Length - 1) is false) Refuse(input, int.MaxValue, options, stop);
        if (high < distances.Length)
        {
            // The best cover first, counting "neither" as no; then the highest distance proven impossible.
            for (var floor = low; floor < high && !stop.IsCancellationRequested;)
            {
                var middle = (floor + high) / 2;
                if (Ask(middle) is not true) floor = middle + 1;
            }
            for (var ceiling = high; low < ceiling && !stop.IsCancellationRequested;)
            {
                var middle = (low + ceiling) / 2;
                if (Ask(middle) is not false) ceiling = Math.Min(middle, high);
            }
        }
        var value = high < distances.Length ? distances[high] : distances[^1];
        return Answer(input, best, value, options, new(Sense.Minimise, value, low < distances.Length ? distances[low] : value, exhausted ? "exhausted search" : "Lagrangian dual of covering",
            options.Seed, iterations, input.Hash(), !stop.IsCancellationRequested));
    }

    static SitingModel Cover(SitingInput input, int radius, long[] weight) => new(input, weight, 1, metres => metres <= radius ? 0 : null);

    /// <summary>Enough rounds for the best to be found as a rule: fewer where each costs more.</summary>
    static int Rounds(SitingInput input, SitingOptions options) => options.Iterations ?? (int)Math.Clamp(400_000_000L / (input.Site.Length + (5L * input.Existing.Length * Math.Min(input.Most, input.Existing.Length)) + 1), 100, 4_000);

    /// <summary>Throws if it is proven that not everyone can be served, naming a smallest set of limits that stand against each other.</summary>
    static void Refuse(SitingInput input, int radius, SitingOptions options, CancellationToken stop)
    {
        bool Impossible(SitingInput asked)
        {
            var search = new SitingSearch(Cover(asked, radius, asked.People), options, null, stop);
            search.Run(Rounds(asked, options) / 4 + 1, options.DualIterations, 0);
            return search.Bound > 0;
        }

        if (!Impossible(input)) return;
        List<(string Zh, Func<SitingInput, SitingInput> Without)> limits =
        [
            ($"新增不超过 {input.Most} 处", i => i with { Most = i.Existing.Count(e => !e) }),
            ($"预算不超过 {input.Budget} 分", i => i with { Budget = null }),
            ("各点容量", i => i with { Capacity = null }),
        ];
        if (input.Budget is null) limits.RemoveAt(1);
        if (input.Capacity is null) limits.RemoveAt(limits.Count - 1);
        var without = input;
        var conflict = new List<string>();
        foreach (var (zh, drop) in limits)
            if (drop(without) is var rest && Impossible(rest)) without = rest;
            else conflict.Add(zh);
        conflict.Add("所有人都要有服务");
        throw new Infeasible(conflict);
    }

    static int Farthest(SitingInput input, int[] chosen, int radius) => Share(input, chosen, radius).Max(s => s.Metres);

    /// <summary>Who goes where when these are open: the nearest, or with capacities the cheapest sharing out.</summary>
    static Service[] Share(SitingInput input, int[] chosen, int radius)
    {
        var services = new List<Service>();
        if (input.Capacity is not null)
        {
            // Serving goes before nearness, unless the goal says what an unserved person counts.
            var basis = input is { Goal: SitingGoal.Median, Beyond: { } beyond } ? beyond : (1L << 60) / input.People.Sum();
            var model = new SitingModel(input with { Most = input.Existing.Length, Budget = null }, input.People, basis, metres => metres <= radius ? metres : null, merge: false);
            var flow = new SitingFlow(model);
            flow.MoveTo(chosen);
            for (var i = 0; i < model.Demands; i++)
                for (var e = model.DStart[i]; e < model.DStart[i + 1]; e++)
                    if (flow.Flow[e] > 0) services.Add(new(i, model.DSite[e], flow.Flow[e], model.DCost[e]));
            return [.. services];
        }
        var open = input.Existing.ToArray();
        foreach (var j in chosen) open[j] = true;
        for (var i = 0; i < input.People.Length; i++)
        {
            var at = -1;
            for (var e = input.Start[i]; e < input.Start[i + 1]; e++)
                if (open[input.Site[e]] && input.Metres[e] <= radius && (at < 0 || (input.Metres[e], input.Site[e]).CompareTo((input.Metres[at], input.Site[at])) < 0)) at = e;
            if (at >= 0 && input.People[i] > 0) services.Add(new(i, input.Site[at], input.People[i], input.Metres[at]));
        }
        return [.. services];
    }

    static SitingAnswer Answer(SitingInput input, int[] opened, int radius, SitingOptions options, Proof proof)
    {
        var services = Share(input, opened, radius);
        if (input is { Goal: SitingGoal.Median, Beyond: { } beyond }) services = [.. services.Where(s => s.Metres < beyond)];
        return new(opened, services, input.Cost is { } cost ? opened.Sum(j => cost[j]) : 0, input.People.Sum() - services.Sum(s => s.People), proof);
    }
}
