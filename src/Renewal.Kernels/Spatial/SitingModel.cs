namespace Renewal.Kernels.Spatial;

/// <summary>
/// The one form all three goals are brought to: choose sites so that Σ weight × cost of its best open site is least, where a demand that no open site serves more
/// cheaply pays <see cref="Base"/>. Maximal covering is cost 0 within the radius and base 1; p-centre asks, for a distance, whether covering comes to 0.
/// </summary>
sealed class SitingModel
{
    public readonly int Demands, Sites;
    public readonly long[] Weight, Base;
    /// <summary>By demand, cheapest first; only what is below the base.</summary>
    public readonly int[] DStart, DSite, DCost;
    /// <summary>By site; <see cref="SArc"/> is the same entry in the lists by demand.</summary>
    public readonly int[] SStart, SDemand, SArc;
    public readonly long[] Price;
    public readonly long[]? Capacity;
    /// <summary>Open whatever is chosen; only where capacities keep it from being folded into the base.</summary>
    public readonly bool[] Fixed;
    public readonly bool[] Choice;
    public readonly int Most;
    public readonly long Budget;

    /// <param name="cost">of metres; null: this entry does not serve</param>
    /// <param name="merge">false: a row for every demand, as in the input</param>
    public SitingModel(SitingInput input, long[] weight, long basis, Func<int, int?> cost, bool merge = true)
    {
        (Sites, Capacity) = (input.Existing.Length, input.Capacity);
        Budget = input.Budget ?? long.MaxValue;
        Price = input.Budget is null ? new long[Sites] : input.Cost!;
        Fixed = new bool[Sites];
        Choice = new bool[Sites];
        var candidates = 0;
        for (var j = 0; j < Sites; j++)
        {
            Fixed[j] = input.Existing[j] && Capacity is not null;
            Choice[j] = !input.Existing[j] && Price[j] <= Budget && input.Most > 0;
            if (Choice[j]) candidates++;
        }
        Most = Math.Min(input.Most, candidates);
        var (starts, sites, costs, bases, weights) = (new List<int> { 0 }, new List<int>(input.Site.Length), new List<int>(input.Site.Length), new List<long>(), new List<long>());
        var row = new List<(int Cost, int Site)>();
        // Demands with the same sites at the same costs are one: of 20,000 buildings and a radius, many are.
        var same = new Dictionary<long, int>();
        for (var i = 0; i < weight.Length; i++)
        {
            if (merge && weight[i] == 0) continue;
            var b = basis;
            row.Clear();
            for (var e = input.Start[i]; e < input.Start[i + 1]; e++)
            {
                if (cost(input.Metres[e]) is not { } c || c >= basis) continue;
                var j = input.Site[e];
                // An existing site without a limit is no choice: nobody ever pays more than it.
                if (input.Existing[j] && Capacity is null) b = Math.Min(b, c);
                else if (Choice[j] || Fixed[j]) row.Add((c, j));
            }
            row.RemoveAll(r => r.Cost >= b);
            row.Sort();
            var key = b;
            foreach (var (c, j) in row) key = ((key ^ j) * 0x9E3779B97F4A7C1 ^ c) * 0x2545F4914F6CDD1D;
            // A rare clash of keys costs a merge, not the truth.
            if (merge && same.TryGetValue(key, out var twin) && bases[twin] == b && starts[twin + 1] - starts[twin] == row.Count
                && row.Select((r, k) => sites[starts[twin] + k] == r.Site && costs[starts[twin] + k] == r.Cost).All(equal => equal))
            {
                weights[twin] += weight[i];
                continue;
            }
            same[key] = bases.Count;
            foreach (var (c, j) in row)
            {
                sites.Add(j);
                costs.Add(c);
            }
            starts.Add(sites.Count);
            bases.Add(b);
            weights.Add(weight[i]);
        }
        (DStart, DSite, DCost, Base, Weight, Demands) = ([.. starts], [.. sites], [.. costs], [.. bases], [.. weights], bases.Count);
        SStart = new int[Sites + 1];
        foreach (var j in DSite) SStart[j + 1]++;
        for (var j = 0; j < Sites; j++) SStart[j + 1] += SStart[j];
        (SDemand, SArc) = (new int[DSite.Length], new int[DSite.Length]);
        var next = SStart.AsSpan(0, Sites).ToArray();
        for (var i = 0; i < Demands; i++)
            for (var e = DStart[i]; e < DStart[i + 1]; e++)
            {
                var at = next[DSite[e]]++;
                (SDemand[at], SArc[at]) = (i, e);
            }
    }

    /// <summary>Fits every limit on the choice.</summary>
    public bool Affords(ReadOnlySpan<int> chosen)
    {
        long spent = 0;
        foreach (var j in chosen) spent += Price[j];
        return chosen.Length <= Most && spent <= Budget;
    }
}
