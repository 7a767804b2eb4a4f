namespace Renewal.Kernels.Planning;

/// <summary>
/// What an annual (one year) or multi-year programme is chosen from (M1.2a, S1.10): communities with their packages, money with what it may pay for, limits.
/// Indices are 0-based, money is whole fen, <see cref="None"/> stands for "no limit". Arrays are read, never written.
/// </summary>
/// <remarks>
/// A community comes in at most once, in one year, with its first package (the basic works, in full: M1.5a) and any of the others.
/// Minimum counts are off by default: the guideline forbids quotas (O2.3b).
/// </remarks>
public sealed record Programme
{
    public const long None = long.MaxValue;
    /// <summary>Packages of one community at most: the solver enumerates the choices of optional ones.</summary>
    public const int MostPackages = 5;

    /// <summary>Years planned, 1 … 10.</summary>
    public required int Years { get; init; }
    /// <summary>Classes of works that money distinguishes, 1 … 32.</summary>
    public required int Classes { get; init; }
    public required int Cities { get; init; }
    /// <summary>City of each county.</summary>
    public required int[] CountyCity { get; init; }

    /// <summary>County of each community.</summary>
    public required int[] County { get; init; }
    public required long[] Households { get; init; }
    /// <summary>Contractors' capacity that the works take up, in the unit of <see cref="CityCapacity"/>.</summary>
    public required long[] Capacity { get; init; }
    /// <summary>Cluster (片区) of each community, −1 for none.</summary>
    public required int[] Cluster { get; init; }
    /// <summary>Bit y: may be done in year y.</summary>
    public required uint[] MayYears { get; init; }
    /// <summary>1 must be in, −1 must not, 0 free.</summary>
    public required sbyte[] Pin { get; init; }
    /// <summary>Packages of community i are <c>PackageFrom[i] … PackageFrom[i + 1] − 1</c>; the first is mandatory.</summary>
    public required int[] PackageFrom { get; init; }
    /// <summary>Need score that a package answers, in points ≥ 0.</summary>
    public required long[] PackageValue { get; init; }
    /// <summary>
    /// <c>[package × Classes + class]</c>: what is left for the sources to pay once the money tied to this community (residents' share, an operator's or
    /// investor's share of that class) is taken off.
    /// </summary>
    public required long[] PackageCost { get; init; }
    /// <summary>Weight of a year in thousandths: early works count more.</summary>
    public required int[] YearWeight { get; init; }

    /// <summary>Money of each source in all.</summary>
    public required long[] SourceAmount { get; init; }
    /// <summary>A tap is one way of spending a source: where, when, on what, and how much at most.</summary>
    public required int[] TapSource { get; init; }
    /// <summary>City a tap pays in, −1 for all.</summary>
    public required int[] TapCity { get; init; }
    /// <summary>County a tap pays in, −1 for all of the city.</summary>
    public required int[] TapCounty { get; init; }
    /// <summary>Bit y: pays in year y.</summary>
    public required uint[] TapYears { get; init; }
    /// <summary>Bit e: pays class e; central money pays basic works alone.</summary>
    public required uint[] TapClasses { get; init; }
    public required long[] TapLimit { get; init; }

    /// <summary>Households at most, <c>[city × Years + year]</c>.</summary>
    public required long[] CityHouseholds { get; init; }
    /// <summary>Contractors' capacity, <c>[city × Years + year]</c>.</summary>
    public required long[] CityCapacity { get; init; }
    /// <summary>Fairness: cost that one county may take in all years.</summary>
    public required long[] CountyMost { get; init; }
    /// <summary>Communities of a county at least, in all years; 0 unless somebody asks for it.</summary>
    public required int[] CountyLeast { get; init; }

    /// <summary>Points for a cluster of which at least <see cref="ClusterNeed"/> members are in (M1.3).</summary>
    public required long[] ClusterBonus { get; init; }
    public required int[] ClusterNeed { get; init; }

    public int Count => County.Length;
    public int Counties => CountyCity.Length;
    public int Taps => TapSource.Length;
    /// <summary>Index of what money is needed for: a county, a year, a class.</summary>
    public int Demand(int county, int year, int @class) => (county * Years + year) * Classes + @class;
    public int Demands => Counties * Years * Classes;
    public bool Pays(int tap, int county, int year, int @class) =>
        (TapCity[tap] < 0 || TapCity[tap] == CountyCity[county]) && (TapCounty[tap] < 0 || TapCounty[tap] == county)
        && (TapYears[tap] >> year & 1) != 0 && (TapClasses[tap] >> @class & 1) != 0;

    /// <exception cref="BadInput">names the table and the row</exception>
    public void Check()
    {
        if (Years is < 1 or > 10) throw new BadInput("programme", -1, "规划年数须在 1 到 10 之间");
        if (Classes is < 1 or > 32) throw new BadInput("programme", -1, "工程类别须在 1 到 32 之间");
        if (Count == 0) throw new BadInput("communities", -1, "没有小区");
        if (Cities < 1 || Counties < 1) throw new BadInput("counties", -1, "没有区县");
        Range("counties", "城市", CountyCity, 0, Cities);
        Length("communities", Count, Households, Capacity, Cluster, MayYears, Pin);
        Range("communities", "区县", County, 0, Counties);
        Range("communities", "片区", Cluster, -1, ClusterBonus.Length);
        NotNegative("communities", "户数", Households);
        NotNegative("communities", "施工能力", Capacity);
        if (PackageFrom.Length != Count + 1 || PackageFrom[0] != 0 || PackageFrom[^1] != PackageValue.Length) throw new BadInput("packages", -1, "改造包没有连续排列");
        Length("packages", PackageValue.Length * Classes, PackageCost);
        for (var i = 0; i < Count; i++)
        {
            if (PackageFrom[i + 1] - PackageFrom[i] is < 1 or > MostPackages) throw new BadInput("communities", i, $"改造包须有 1 到 {MostPackages} 个，第一个为基础类");
            if (Pin[i] is < -1 or > 1) throw new BadInput("communities", i, "必选标记须为 1、0 或 −1");
        }
        NotNegative("packages", "得分", PackageValue);
        NotNegative("packages", "造价", PackageCost, Classes);
        Length("years", Years, YearWeight);
        Range("years", "年度权重", YearWeight, 0, 1_000_001);
        NotNegative("sources", "金额", SourceAmount);
        Length("taps", Taps, TapCity, TapCounty, TapYears, TapClasses, TapLimit);
        Range("taps", "资金来源", TapSource, 0, SourceAmount.Length);
        Range("taps", "城市", TapCity, -1, Cities);
        Range("taps", "区县", TapCounty, -1, Counties);
        NotNegative("taps", "限额", TapLimit);
        Length("cities", Cities * Years, CityHouseholds, CityCapacity);
        NotNegative("cities", "户数上限", CityHouseholds, Years);
        NotNegative("cities", "施工能力", CityCapacity, Years);
        Length("counties", Counties, CountyMost, CountyLeast);
        NotNegative("counties", "资金上限", CountyMost);
        Range("counties", "最少小区数", CountyLeast, 0, int.MaxValue);
        Length("clusters", ClusterBonus.Length, ClusterNeed);
        NotNegative("clusters", "加分", ClusterBonus);
        Range("clusters", "成片小区数", ClusterNeed, 1, int.MaxValue);
        // Sums of the solver stay exact in 64 bits.
        Sum("packages", "得分", PackageValue, 4_000_000_000_000);
        Sum("packages", "造价", PackageCost, 1_000_000_000_000_000_000);
        Sum("communities", "户数", Households, 1_000_000_000_000);
        Sum("communities", "施工能力", Capacity, 1_000_000_000_000_000);
        Sum("clusters", "加分", ClusterBonus, 4_000_000_000_000);

        static void Length(string table, int want, params ReadOnlySpan<Array> arrays)
        {
            foreach (var a in arrays) if (a.Length != want) throw new BadInput(table, -1, $"应有 {want} 项，实有 {a.Length} 项");
        }
        static void Range(string table, string what, int[] values, int from, int below)
        {
            for (var i = 0; i < values.Length; i++) if (values[i] < from || values[i] >= below) throw new BadInput(table, i, $"{what}超出范围：{values[i]}");
        }
        static void NotNegative(string table, string what, long[] values, int perRow = 1)
        {
            for (var i = 0; i < values.Length; i++) if (values[i] < 0) throw new BadInput(table, i / perRow, $"{what}不能为负：{values[i]}");
        }
        static void Sum(string table, string what, long[] values, long most)
        {
            Int128 sum = 0;
            foreach (var v in values) sum += v;
            if (sum > most) throw new BadInput(table, -1, $"{what}合计过大：{sum}");
        }
    }

    /// <summary>Names exactly this input.</summary>
    public string Hash() => new InputHash().Add(Years).Add(Classes).Add(Cities).Add(CountyCity).Add(County).Add(Households).Add(Capacity).Add(Cluster).Add(MayYears)
        .Add(Pin).Add(PackageFrom).Add(PackageValue).Add(PackageCost).Add(YearWeight).Add(SourceAmount).Add(TapSource).Add(TapCity).Add(TapCounty).Add(TapYears)
        .Add(TapClasses).Add(TapLimit).Add(CityHouseholds).Add(CityCapacity).Add(CountyMost).Add(CountyLeast).Add(ClusterBonus).Add(ClusterNeed).Hex();
}

/// <summary>Every choice of packages of every community, laid out once: an option is a community with its basic and some optional packages, in any year.</summary>
sealed class Options
{
    public readonly int[] From, Of;
    public readonly uint[] Packages;
    /// <summary><c>[option × Classes + class]</c> and its sum.</summary>
    public readonly long[] Cost, Total;
    /// <summary><c>[option × Years + year]</c>: points in that year, or −1 where it cannot be.</summary>
    public readonly long[] Value;

    public Options(Programme p, MoneyFlow money)
    {
        From = new int[p.Count + 1];
        for (var i = 0; i < p.Count; i++) From[i + 1] = From[i] + (1 << p.PackageFrom[i + 1] - p.PackageFrom[i] - 1);
        var n = From[^1];
        (Of, Packages, Cost, Total, Value) = (new int[n], new uint[n], new long[n * p.Classes], new long[n], new long[n * p.Years]);
        for (var i = 0; i < p.Count; i++)
            for (var o = From[i]; o < From[i + 1]; o++)
            {
                (Of[o], Packages[o]) = (i, (uint)(o - From[i]) << 1 | 1);
                long points = 0;
                for (var k = p.PackageFrom[i]; k < p.PackageFrom[i + 1]; k++)
                {
                    if ((Packages[o] >> k - p.PackageFrom[i] & 1) == 0) continue;
                    points += p.PackageValue[k];
                    for (var e = 0; e < p.Classes; e++) Cost[o * p.Classes + e] += p.PackageCost[k * p.Classes + e];
                }
                for (var e = 0; e < p.Classes; e++) Total[o] += Cost[o * p.Classes + e];
                for (var y = 0; y < p.Years; y++)
                {
                    var can = p.Pin[i] >= 0 && (p.MayYears[i] >> y & 1) != 0;
                    for (var e = 0; e < p.Classes && can; e++) can = Cost[o * p.Classes + e] == 0 || money.Reached(p.Demand(p.County[i], y, e));
                    Value[o * p.Years + y] = can ? (long)((Int128)points * p.YearWeight[y] / 1000) : -1;
                }
            }
    }
}
