namespace Renewal.Kernels.Planning;

/// <summary>A programme under construction: what is in, what the limits have left, what the money does. Every state is feasible but for <see cref="Short"/>.</summary>
sealed class ProgrammeState
{
    readonly Programme p;
    readonly Options all;
    readonly MoneyFlow money;
    /// <summary>Option and year of each community, −1 where it is out.</summary>
    public readonly int[] Option, Year;
    readonly long[] households, capacity, most;
    readonly int[] countyIn, clusterIn;

    public ProgrammeState(Programme p, Options all, MoneyFlow money)
    {
        (this.p, this.all, this.money) = (p, all, money);
        (Option, Year) = (new int[p.Count], new int[p.Count]);
        Array.Fill(Option, -1);
        Array.Fill(Year, -1);
        (households, capacity, most) = ([.. p.CityHouseholds], [.. p.CityCapacity], [.. p.CountyMost]);
        (countyIn, clusterIn) = (new int[p.Counties], new int[p.ClusterBonus.Length]);
        Short = p.CountyLeast.Sum(l => (long)l) + p.Pin.LongCount(pin => pin > 0);
    }

    public long Value { get; private set; }
    /// <summary>Communities that are missing for pins and for minimum counts.</summary>
    public long Short { get; private set; }
    public bool In(int i) => Option[i] >= 0;
    public MoneyFlow Money => money;

    /// <summary>Takes a community in that is out.</summary>
    /// <returns>false, with nothing changed, if a limit forbids it</returns>
    public bool Insert(int o, int y)
    {
        var i = all.Of[o];
        int k = p.County[i], c = p.CountyCity[k] * p.Years + y;
        if (households[c] < p.Households[i] || capacity[c] < p.Capacity[i] || most[k] < all.Total[o]) return false;
        for (var e = 0; e < p.Classes; e++)
            if (all.Cost[o * p.Classes + e] is > 0 and var cost && !money.Add(p.Demand(k, y, e), cost))
            {
                while (--e >= 0) if (all.Cost[o * p.Classes + e] is > 0 and var met) money.Remove(p.Demand(k, y, e), met);
                return false;
            }
        Count(o, y, 1);
        (Option[i], Year[i]) = (o, y);
        return true;
    }

    public void Remove(int i)
    {
        int o = Option[i], y = Year[i];
        for (var e = 0; e < p.Classes; e++)
            if (all.Cost[o * p.Classes + e] is > 0 and var cost) money.Remove(p.Demand(p.County[i], y, e), cost);
        Count(o, y, -1);
        (Option[i], Year[i]) = (-1, -1);
    }

    void Count(int o, int y, int sign)
    {
        var i = all.Of[o];
        int k = p.County[i], c = p.CountyCity[k] * p.Years + y, g = p.Cluster[i];
        if (households[c] != Programme.None) households[c] -= sign * p.Households[i];
        if (capacity[c] != Programme.None) capacity[c] -= sign * p.Capacity[i];
        if (most[k] != Programme.None) most[k] -= sign * all.Total[o];
        Value += sign * all.Value[o * p.Years + y];
        if (countyIn[k] + Math.Min(sign, 0) < p.CountyLeast[k]) Short -= sign;
        countyIn[k] += sign;
        if (p.Pin[i] > 0) Short -= sign;
        if (g < 0) return;
        if (clusterIn[g] + Math.Min(sign, 0) == p.ClusterNeed[g] - 1) Value += sign * p.ClusterBonus[g];
        clusterIn[g] += sign;
    }

    /// <summary>Points that a community would bring beyond its own, or take along: its cluster's bonus.</summary>
    public long Along(int i, bool leaving) =>
        p.Cluster[i] is >= 0 and var g && clusterIn[g] == p.ClusterNeed[g] - (leaving ? 0 : 1) ? p.ClusterBonus[g] : 0;
}
