using System.Numerics;
using Renewal.Kernels;
using Renewal.Kernels.Planning;
using Xunit;

namespace Renewal.Tests.Kernels.Planning;

/// <summary>Says what breaks a plan, sharing no code with the solver: every limit is added up again, and money is judged by what the payments say.</summary>
static class ProgrammeChecker
{
    public static void Stands(Programme p, ProgrammePlan plan)
    {
        BigInteger points = 0;
        var needs = new Dictionary<(int, int, int), BigInteger>();
        var households = new Dictionary<(int, int), BigInteger>();
        var capacity = new Dictionary<(int, int), BigInteger>();
        var county = new Dictionary<int, BigInteger>();
        for (var i = 0; i < p.Count; i++)
        {
            var (y, k) = (plan.Year[i], p.County[i]);
            if (y < 0)
            {
                Assert.Equal(0u, plan.Packages[i]);
                continue;
            }
            Assert.True(p.Pin[i] >= 0, "banned");
            Assert.True((p.MayYears[i] & 1u << y) != 0, "year");
            Assert.True((plan.Packages[i] & 1) == 1, "the basic package is mandatory");
            BigInteger own = 0;
            for (var q = p.PackageFrom[i]; q < p.PackageFrom[i + 1]; q++)
            {
                if ((plan.Packages[i] & 1u << q - p.PackageFrom[i]) == 0) continue;
                own += p.PackageValue[q];
                for (var e = 0; e < p.Classes; e++) Add(needs, (k, y, e), p.PackageCost[q * p.Classes + e]);
                for (var e = 0; e < p.Classes; e++) Add(county, k, p.PackageCost[q * p.Classes + e]);
            }
            points += own * p.YearWeight[y] / 1000;
            Add(households, (p.CountyCity[k], y), p.Households[i]);
            Add(capacity, (p.CountyCity[k], y), p.Capacity[i]);
        }
        for (var g = 0; g < p.ClusterBonus.Length; g++)
            if (Enumerable.Range(0, p.Count).Count(i => p.Cluster[i] == g && plan.Year[i] >= 0) >= p.ClusterNeed[g]) points += p.ClusterBonus[g];
        Assert.Equal(points, plan.Proof.Value);
        Assert.True(plan.Proof.Value <= plan.Proof.Bound, "the bound is below the value");
        foreach (var ((c, y), n) in households) Assert.True(n <= p.CityHouseholds[c * p.Years + y], "households");
        foreach (var ((c, y), n) in capacity) Assert.True(n <= p.CityCapacity[c * p.Years + y], "capacity");
        foreach (var (k, n) in county) Assert.True(n <= p.CountyMost[k], "fairness");
        var lacking = Enumerable.Range(0, p.Count).Count(i => p.Pin[i] > 0 && plan.Year[i] < 0)
            + Enumerable.Range(0, p.Counties).Sum(k => Math.Max(0, p.CountyLeast[k] - Enumerable.Range(0, p.Count).Count(i => p.County[i] == k && plan.Year[i] >= 0)));
        Assert.Equal(lacking, plan.Missing);
        // Money: each payment is one its tap may make; they add up to the needs and keep within taps and sources.
        foreach (var m in plan.Money)
        {
            Assert.True(m.Amount > 0);
            Assert.True(p.TapCity[m.Tap] < 0 || p.TapCity[m.Tap] == p.CountyCity[m.County], "city of the money");
            Assert.True(p.TapCounty[m.Tap] < 0 || p.TapCounty[m.Tap] == m.County, "county of the money");
            Assert.True((p.TapYears[m.Tap] & 1u << m.Year) != 0, "year of the money");
            Assert.True((p.TapClasses[m.Tap] & 1u << m.Class) != 0, "class of the money");
        }
        foreach (var (need, fen) in needs)
            Assert.Equal(fen, Sum(plan.Money.Where(m => (m.County, m.Year, m.Class) == need)));
        Assert.Equal(needs.Values.Aggregate(BigInteger.Zero, (a, b) => a + b), Sum(plan.Money));
        for (var t = 0; t < p.Taps; t++) Assert.True(Sum(plan.Money.Where(m => m.Tap == t)) <= p.TapLimit[t], "limit of a tap");
        for (var s = 0; s < p.SourceAmount.Length; s++) Assert.True(Sum(plan.Money.Where(m => p.TapSource[m.Tap] == s)) <= p.SourceAmount[s], "amount of a source");

        static void Add<T>(Dictionary<T, BigInteger> to, T key, long n) where T : notnull => to[key] = to.GetValueOrDefault(key) + n;
        static BigInteger Sum(IEnumerable<Payment> of) => of.Aggregate(BigInteger.Zero, (sum, m) => sum + m.Amount);
    }

    /// <summary>
    /// The best of all programmes, by trying every one; null if none keeps pins and minimum counts. Money by Gale's theorem: every set of needs must fit what the
    /// taps that reach it can give.
    /// </summary>
    public static long? Optimum(Programme p)
    {
        long? best = null;
        int[] year = new int[p.Count];
        uint[] packages = new uint[p.Count];
        void Down(int i)
        {
            if (i == p.Count)
            {
                if (Points() is { } points && (best is null || points > best)) best = points;
                return;
            }
            if (p.Pin[i] <= 0) { (year[i], packages[i]) = (-1, 0); Down(i + 1); }
            for (var y = 0; y < p.Years && p.Pin[i] >= 0; y++)
            {
                if ((p.MayYears[i] >> y & 1) == 0) continue;
                for (var set = 1u; set < 1u << p.PackageFrom[i + 1] - p.PackageFrom[i]; set += 2) { (year[i], packages[i]) = (y, set); Down(i + 1); }
            }
        }
        Down(0);
        return best;

        long? Points()
        {
            long points = 0;
            var needs = new SortedDictionary<(int K, int Y, int E), long>();
            long[] households = new long[p.CityHouseholds.Length], capacity = new long[p.CityCapacity.Length], most = new long[p.Counties];
            int[] least = new int[p.Counties], cluster = new int[p.ClusterBonus.Length];
            for (var i = 0; i < p.Count; i++)
            {
                if (year[i] < 0) continue;
                int k = p.County[i], c = p.CountyCity[k] * p.Years + year[i];
                long own = 0;
                for (var q = p.PackageFrom[i]; q < p.PackageFrom[i + 1]; q++)
                {
                    if ((packages[i] >> q - p.PackageFrom[i] & 1) == 0) continue;
                    own += p.PackageValue[q];
                    for (var e = 0; e < p.Classes; e++)
                        if (p.PackageCost[q * p.Classes + e] is > 0 and var fen)
                        {
                            needs[(k, year[i], e)] = needs.GetValueOrDefault((k, year[i], e)) + fen;
                            most[k] += fen;
                        }
                }
                points += own * p.YearWeight[year[i]] / 1000;
                households[c] += p.Households[i];
                capacity[c] += p.Capacity[i];
                least[k]++;
                if (p.Cluster[i] >= 0 && ++cluster[p.Cluster[i]] == p.ClusterNeed[p.Cluster[i]]) points += p.ClusterBonus[p.Cluster[i]];
            }
            if (households.Zip(p.CityHouseholds).Any(h => h.First > h.Second) || capacity.Zip(p.CityCapacity).Any(h => h.First > h.Second)
                || most.Zip(p.CountyMost).Any(h => h.First > h.Second) || least.Zip(p.CountyLeast).Any(h => h.First < h.Second)) return null;
            var list = needs.ToArray();
            for (var set = 1; set < 1 << list.Length; set++)
            {
                BigInteger want = 0, can = 0;
                var inside = list.Where((_, d) => (set >> d & 1) != 0).ToArray();
                foreach (var need in inside) want += need.Value;
                for (var s = 0; s < p.SourceAmount.Length; s++)
                {
                    BigInteger taps = 0;
                    for (var t = 0; t < p.Taps; t++)
                        if (p.TapSource[t] == s && inside.Any(n => p.Pays(t, n.Key.K, n.Key.Y, n.Key.E))) taps += p.TapLimit[t];
                    can += BigInteger.Min(taps, p.SourceAmount[s]);
                }
                if (want > can) return null;
            }
            return points;
        }
    }

    /// <summary>A tiny programme with all kinds of limits, the same for the same seed.</summary>
    public static Programme Tiny(int seed, int years = 0)
    {
        var rng = new Rng(seed);
        years = years == 0 ? 1 + rng.Next(2) : years;
        int n = (years == 1 ? 4 : 3) + rng.Next(2), counties = 2 + rng.Next(2), cities = 1 + rng.Next(2), classes = years == 1 ? 2 : 1 + rng.Next(2), clusters = rng.Next(3);
        int[] from = new int[n + 1];
        for (var i = 0; i < n; i++) from[i + 1] = from[i] + 1 + rng.Next(2);
        var sources = 2 + rng.Next(2);
        int[] tapSource = [.. Enumerable.Range(0, sources + rng.Next(3)).Select(t => t % sources)];
        uint all = (1u << years) - 1;
        long Limit(int below) => rng.Next(3) == 0 ? Programme.None : rng.Next(below);
        return new Programme
        {
            Years = years, Classes = classes, Cities = cities, CountyCity = [.. Enumerable.Range(0, counties).Select(_ => rng.Next(cities))],
            County = Some(n, () => rng.Next(counties)), Households = Some(n, () => 10L + rng.Next(90)), Capacity = Some(n, () => (long)rng.Next(20)),
            Cluster = Some(n, () => rng.Next(clusters + 1) - 1), MayYears = Some(n, () => rng.Next(4) == 0 ? 1u : all), Pin = Some(n, () => (sbyte)(rng.Next(8) == 0 ? -1 : 0)),
            PackageFrom = from, PackageValue = Some(from[n], () => 10L + rng.Next(200)), PackageCost = Some(from[n] * classes, () => rng.Next(3) == 0 ? 0L : 1000 + rng.Next(9000)),
            YearWeight = [.. Enumerable.Range(0, years).Select(y => 1000 - 77 * y)], SourceAmount = Some(sources, () => Limit(25_000)), TapSource = tapSource,
            TapCity = Some(tapSource.Length, () => rng.Next(cities + 1) - 1), TapCounty = Some(tapSource.Length, () => rng.Next(3) == 0 ? rng.Next(counties) : -1),
            TapYears = Some(tapSource.Length, () => rng.Next(3) == 0 ? 1u : all), TapClasses = Some(tapSource.Length, () => 1u + (uint)rng.Next((1 << classes) - 1)),
            TapLimit = Some(tapSource.Length, () => Limit(15_000)), CityHouseholds = Some(cities * years, () => Limit(250)), CityCapacity = Some(cities * years, () => Limit(50)),
            CountyMost = Some(counties, () => Limit(40_000)), CountyLeast = new int[counties], ClusterBonus = Some(clusters, () => 10L + rng.Next(150)),
            ClusterNeed = Some(clusters, () => 1 + rng.Next(3)),
        };

        static T[] Some<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];
    }
}
