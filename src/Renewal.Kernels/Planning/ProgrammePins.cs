namespace Renewal.Kernels.Planning;

/// <summary>
/// Whether the communities that must be in can be in at all: depth-first over their years with the exact money, basic packages alone; and which limits stand
/// against it if not (deletion filter of Chinneck and Dravnieks 1991). Exponential in the pinned communities only when there are several years.
/// </summary>
static class ProgrammePins
{
    const int MostNodes = 200_000;

    /// <summary>An option and a year for every pinned community.</summary>
    /// <exception cref="Infeasible"/>
    public static IReadOnlyList<(int Option, int Year)> Place(Programme p, CancellationToken stop)
    {
        var (can, placed) = Try(p, stop);
        if (can == false) throw new Infeasible(Conflict(p, q => Try(q, stop).Can == false));
        return placed;
    }

    /// <returns>null where the search gave up</returns>
    static (bool? Can, IReadOnlyList<(int, int)> Placed) Try(Programme p, CancellationToken stop)
    {
        if (!p.Pin.Contains((sbyte)1)) return (true, []);
        var money = new MoneyFlow(p);
        var all = new Options(p, money);
        var state = new ProgrammeState(p, all, money);
        // The dearest first: they find room last.
        int[] order = [.. Enumerable.Range(0, p.Count).Where(i => p.Pin[i] > 0).OrderByDescending(i => all.Total[all.From[i]]).ThenBy(i => i)];
        var nodes = 0;
        bool? Down(int depth)
        {
            if (depth == order.Length) return true;
            if (++nodes > MostNodes || stop.IsCancellationRequested) return null;
            var o = all.From[order[depth]];
            for (var y = 0; y < p.Years; y++)
            {
                if (all.Value[o * p.Years + y] < 0 || !state.Insert(o, y)) continue;
                if (Down(depth + 1) is not false and var can) return can;
                state.Remove(order[depth]);
            }
            return false;
        }
        var found = Down(0);
        return (found, [.. order.Where(state.In).Select(i => (state.Option[i], state.Year[i]))]);
    }

    /// <summary>Drops each pin, count and limit for good while what is left still conflicts; what cannot be dropped is the conflict.</summary>
    /// <param name="still">whether a programme is known to be impossible</param>
    public static IReadOnlyList<string> Conflict(Programme p, Func<Programme, bool> still)
    {
        List<string> conflict = [];
        var left = p;
        void Drop(Programme without, string name)
        {
            if (still(without)) left = without;
            else conflict.Add(name);
        }
        for (var i = 0; i < p.Count; i++)
            if (p.Pin[i] > 0) Drop(left with { Pin = Put(left.Pin, i, (sbyte)0) }, $"小区 {i + 1} 必须列入");
        for (var k = 0; k < p.Counties; k++)
            if (p.CountyLeast[k] > 0) Drop(left with { CountyLeast = Put(left.CountyLeast, k, 0) }, $"区县 {k + 1} 至少 {p.CountyLeast[k]} 个小区");
        foreach (var s in Limited(p.SourceAmount)) Drop(left with { SourceAmount = Put(left.SourceAmount, s, Programme.None) }, $"资金来源 {s + 1} 总额 {Yuan(p.SourceAmount[s])}");
        foreach (var t in Limited(p.TapLimit)) Drop(left with { TapLimit = Put(left.TapLimit, t, Programme.None) }, $"资金来源 {p.TapSource[t] + 1} 的分项限额（第 {t + 1} 项）{Yuan(p.TapLimit[t])}");
        foreach (var c in Limited(p.CityHouseholds)) Drop(left with { CityHouseholds = Put(left.CityHouseholds, c, Programme.None) }, $"城市 {c / p.Years + 1} 第 {c % p.Years + 1} 年户数上限 {p.CityHouseholds[c]}");
        foreach (var c in Limited(p.CityCapacity)) Drop(left with { CityCapacity = Put(left.CityCapacity, c, Programme.None) }, $"城市 {c / p.Years + 1} 第 {c % p.Years + 1} 年施工能力 {p.CityCapacity[c]}");
        foreach (var k in Limited(p.CountyMost)) Drop(left with { CountyMost = Put(left.CountyMost, k, Programme.None) }, $"区县 {k + 1} 资金上限 {Yuan(p.CountyMost[k])}");
        return conflict;

        static T[] Put<T>(T[] array, int at, T value)
        {
            T[] copy = [.. array];
            copy[at] = value;
            return copy;
        }
        static IEnumerable<int> Limited(long[] limits) => Enumerable.Range(0, limits.Length).Where(i => limits[i] != Programme.None);
    }

    static string Yuan(long fen) => $"{fen / 100m:#,##0.##} 元";
}
