namespace Renewal.Kernels.Spatial;

/// <summary>A group the search came upon: connected, in the band, within reach of its centre.</summary>
sealed record ClusterGroup(int[] Members, int Centre, long People, long Cost);

/// <summary>
/// Bound over a pool of groups: each group is taken or not, of those with the same centre at most one (two would share it). Proves that no selection from the pool
/// costs less, and nothing of other groups. O(members of all groups) a step.
/// </summary>
sealed class ClusterPoolDual(ClusterGroup[][] byCentre, long[] people, long[] basis, ReadOnlySpan<long> start) : VolumeDual(people, basis, start)
{
    readonly long[] people = people;

    protected override Int128 Choose()
    {
        Int128 sum = 0;
        foreach (var groups in byCentre)
        {
            var (best, chosen) = (0L, (ClusterGroup?)null);
            foreach (var group in groups)
            {
                var value = group.Cost << Shift;
                foreach (var i in group.Members) value -= Price[i] * people[i];
                if (value < best) (best, chosen) = (value, group);
            }
            if (chosen is null) continue;
            sum += best;
            foreach (var i in chosen.Members) Use[i]++;
        }
        return sum;
    }
}

/// <summary>
/// Bound over all groups whatever: around each centre the cheapest filling between the fewest and most people, parts of communities allowed and connection within
/// the group not asked for beyond what can be reached at all. Weaker than the bound over the pool, but a bound on everything. O(people within reach, sorted) a step.
/// </summary>
sealed class ClusterDual : VolumeDual
{
    readonly ClusterInput input;
    readonly long[] people;
    readonly (int Metres, int Member)[][] around;
    readonly long[] lacking;
    readonly List<(long Cost, int Member)> filling = [];

    /// <param name="around">by possible centre: who can be reached from it, itself included</param>
    public ClusterDual(ClusterInput input, (int Metres, int Member)[][] around, long[] people, long[] basis, ReadOnlySpan<long> start) : base(people, basis, start)
    {
        (this.input, this.around, this.people) = (input, around, people);
        // What nobody within reach has, no cluster there will have.
        lacking = [.. around.Select(a => input.Kinds == 0 ? 0 : input.Lacking(a.Aggregate(0UL, (have, m) => have | input.Facilities![m.Member]), 1))];
    }

    protected override Int128 Choose()
    {
        Int128 sum = 0;
        for (var m = 0; m < around.Length; m++)
        {
            if (around[m].Length == 0) continue;
            var room = input.Most - people[m];
            var need = input.Least - people[m];
            var value = people[m] * ((lacking[m] << Shift) - Price[m]);
            filling.Clear();
            foreach (var (metres, i) in around[m])
                if (i != m) filling.Add((((metres + lacking[m]) << Shift) - Price[i], i));
            filling.Sort();
            var last = 0;
            for (; last < filling.Count && room > 0; last++)
            {
                var (cost, i) = filling[last];
                if (cost >= 0 && need <= 0) break;
                // Past the fewest people only what lowers the cost is taken.
                var taken = Math.Min(people[i], cost < 0 ? room : Math.Min(room, need));
                value += taken * cost;
                room -= taken;
                need -= taken;
            }
            if (value >= 0) continue;
            sum += value;
            Use[m]++;
            (room, need) = (input.Most - people[m], input.Least - people[m]);
            for (var k = 0; k < last; k++)
            {
                var (cost, i) = filling[k];
                var taken = Math.Min(people[i], cost < 0 ? room : Math.Min(room, need));
                room -= taken;
                need -= taken;
                if (people[i] > 0) Use[i] += (double)taken / people[i];
            }
        }
        return sum;
    }
}
