namespace Renewal.Kernels.Planning;

/// <summary>
/// The 0-1 multidimensional knapsack problem as the programme that it is: each item a community with one package, each constraint a class of works with one
/// source. It is the public yardstick of the search (instances of Chu and Beasley 1998). Static and thread-safe.
/// </summary>
public static class MultiKnapsack
{
    /// <param name="profit">≥ 0, of each item</param>
    /// <param name="weight"><c>[constraint][item]</c>, ≥ 0; 1 … 32 constraints</param>
    /// <param name="capacity">≥ 0, of each constraint</param>
    /// <returns>which items are taken</returns>
    /// <exception cref="BadInput"/>
    public static (bool[] Taken, Proof Proof) Solve(long[] profit, long[][] weight, long[] capacity, PlanOptions? options = null,
        IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        var plan = AnnualProgramme.Solve(Programme(profit, weight, capacity), options, progress, stop);
        return ([.. plan.Year.Select(y => y >= 0)], plan.Proof);
    }

    static Programme Programme(long[] profit, long[][] weight, long[] capacity)
    {
        int n = profit.Length, m = capacity.Length;
        if (weight.Length != m) throw new BadInput("weight", -1, $"应有 {m} 行，实有 {weight.Length} 行");
        for (var r = 0; r < m; r++) if (weight[r].Length != n) throw new BadInput("weight", r, $"应有 {n} 项，实有 {weight[r].Length} 项");
        var cost = new long[n * m];
        for (var i = 0; i < n; i++)
            for (var r = 0; r < m; r++) cost[i * m + r] = weight[r][i];
        int[] zeros = new int[m], none = [.. Enumerable.Repeat(-1, m)];
        return new()
        {
            Years = 1, Classes = m, Cities = 1, CountyCity = [0], County = new int[n], Households = new long[n], Capacity = new long[n],
            Cluster = [.. Enumerable.Repeat(-1, n)], MayYears = [.. Enumerable.Repeat(1u, n)], Pin = new sbyte[n], PackageFrom = [.. Enumerable.Range(0, n + 1)],
            PackageValue = profit, PackageCost = cost, YearWeight = [1000], SourceAmount = capacity, TapSource = [.. Enumerable.Range(0, m)], TapCity = none,
            TapCounty = none, TapYears = [.. Enumerable.Repeat(1u, m)], TapClasses = [.. Enumerable.Range(0, m).Select(r => 1u << r)],
            TapLimit = [.. Enumerable.Repeat(Planning.Programme.None, m)], CityHouseholds = [Planning.Programme.None], CityCapacity = [Planning.Programme.None],
            CountyMost = [Planning.Programme.None], CountyLeast = [0], ClusterBonus = [], ClusterNeed = [],
        };
    }
}
