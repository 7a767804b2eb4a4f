using Renewal.Kernels;
using Renewal.Kernels.Planning;

namespace Renewal.Bench;

/// <summary>A made-up province, the same for the same size and seed: 14 cities, 7 counties each, six kinds of sources, five classes of works.</summary>
static class PlanCase
{
    /// <summary>Classes: basic building, basic pipes, energy saving, improvement, enhancement. The first three are basic in Liaoning (M1.5b).</summary>
    const int Classes = 5, Cities = 14, PerCity = 7;

    public static Programme Make(int n, int years = 1, int seed = 7)
    {
        var rng = new Rng(seed);
        const int counties = Cities * PerCity;
        int[] county = new int[n], cluster = new int[n], from = new int[n + 1];
        long[] households = new long[n], capacity = new long[n];
        List<long> value = [], cost = [];
        var need = new long[Cities, Classes];
        var people = new long[Cities];
        for (var i = 0; i < n; i++)
        {
            // Large cities have more old communities.
            var city = (int)(Cities * Math.Pow(rng.Unit(), 1.6));
            county[i] = city * PerCity + rng.Next(PerCity);
            households[i] = 80 + rng.Next(900);
            capacity[i] = households[i] / 10 + rng.Next(30);
            cluster[i] = rng.Next(3) == 0 ? county[i] * 3 + rng.Next(3) : -1;
            people[city] += households[i];
            var urgent = 40 + rng.Next(60);
            var packages = 1 + rng.Next(3);
            for (var k = 0; k < packages; k++)
            {
                var fen = new long[Classes];
                if (k == 0) { fen[0] = Part(600_000); fen[1] = Part(400_000); fen[2] = Part(500_000); }
                else fen[2 + k] = Part(k == 1 ? 300_000 : 400_000);
                for (var e = 0; e < Classes; e++) need[city, e] += fen[e];
                cost.AddRange(fen);
                value.Add(households[i] * (k == 0 ? urgent : 8 + rng.Next(20)) / 10);
                long Part(long perHome) => households[i] * perHome / 100 * (60 + rng.Next(80));
            }
            from[i + 1] = from[i] + packages;
        }
        // A quarter of the need can be paid, city by city; the province's money comes to a city within a limit.
        List<long> amount = [], limit = [];
        List<int> source = [], tapCity = [], tapCounty = [];
        List<uint> classes = [];
        void Source(long fen) => amount.Add(fen);
        void Tap(int city, int c, uint mask, long most) { source.Add(amount.Count - 1); tapCity.Add(city); tapCounty.Add(c); classes.Add(mask); limit.Add(most); }
        long All(int city, int a, int b) { long sum = 0; for (var e = a; e < b; e++) sum += need[city, e]; return sum; }
        var central = Enumerable.Range(0, Cities).Sum(c => All(c, 0, 3)) / 10;
        Source(central);
        for (var c = 0; c < Cities; c++) Tap(c, -1, 0b00111, All(c, 0, 3) * 13 / 100);
        Source(central / 4);
        for (var c = 0; c < Cities; c++) Tap(c, -1, 0b11111, All(c, 0, 5) * 4 / 100);
        for (var c = 0; c < Cities; c++)
        {
            Source(All(c, 0, 5) * 5 / 100); Tap(c, -1, 0b11111, Programme.None);                            // the city's own
            Source(All(c, 0, 5) * 3 / 100); Tap(c, -1, 0b11010, Programme.None);                            // bonds
            Source(All(c, 1, 2) * 8 / 100); Tap(c, -1, 0b00010, Programme.None);                            // utilities
            Source(All(c, 3, 5) * 6 / 100); Tap(c, -1, 0b11000, Programme.None);                            // investors
            for (var k = 0; k < PerCity; k++) { Source(All(c, 0, 5) / 100); Tap(-1, c * PerCity + k, 0b11111, Programme.None); }
        }
        var all = (1u << years) - 1;
        return new Programme
        {
            Years = years, Classes = Classes, Cities = Cities, CountyCity = [.. Enumerable.Range(0, counties).Select(k => k / PerCity)],
            County = county, Households = households, Capacity = capacity, Cluster = cluster, MayYears = [.. Enumerable.Repeat(all, n)], Pin = new sbyte[n],
            PackageFrom = from, PackageValue = [.. value], PackageCost = [.. cost], YearWeight = [.. Enumerable.Range(0, years).Select(y => 1000 - 50 * y)],
            SourceAmount = [.. amount], TapSource = [.. source], TapCity = [.. tapCity], TapCounty = [.. tapCounty], TapYears = [.. source.Select(_ => all)],
            TapClasses = [.. classes], TapLimit = [.. limit],
            CityHouseholds = [.. Enumerable.Range(0, Cities * years).Select(at => people[at / years] * 30 / 100 / years)],
            CityCapacity = [.. Enumerable.Range(0, Cities * years).Select(at => people[at / years] * 38 / 1000 / years)],
            CountyMost = [.. Enumerable.Range(0, counties).Select(k => All(k / PerCity, 0, 5) * 6 / 100)], CountyLeast = new int[counties],
            ClusterBonus = [.. Enumerable.Range(0, counties * 3).Select(_ => 500L + rng.Next(1500))],
            ClusterNeed = [.. Enumerable.Range(0, counties * 3).Select(_ => Math.Max(2, n / (counties * 9) / 2))],
        };
    }
}
