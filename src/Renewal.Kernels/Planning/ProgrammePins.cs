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
    public static (int Option, int Year)[] Place(Programme p, Options all, CancellationToken stop)
    {
        int[] pins = [.. Enumerable.Range(0, p.Count).Where(i => p.Pin[i] > 0)];
        if (pins.Length == 0) return [];
        var (can, placed) = Try(p, all, pins, stop);
        if (can == false) throw new Infeasible(Conflict(p, pins, stop));
        return placed;
    }

    /// <returns>null where the search gave up</returns>
    static (bool? Can, (int, int)[] Placed) Try(Programme p, Options all, int[] pins, CancellationToken stop)
    {
        var state = new ProgrammeState(p, all, new MoneyFlow(p));
        // The dearest first: they find room last.
        int[] order = [.. pins.OrderByDescending(i => all.Total[all.From[i]]).ThenBy(i => i)];
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
        return (found, [.. pins.Where(state.In).Select(i => (state.Option[i], state.Year[i]))]);
    }

    static string[] Conflict(Programme p, int[] pins, CancellationToken stop)
    {
        var relaxed = p;
        List<string> conflict = [];
        bool Still(Programme without, int[] left)
        {
            var can = Try(without, new Options(without, new MoneyFlow(without)), left, stop).Can;
            return can == false;
        }
        // Drop each limit in turn for good if the rest still conflicts; what cannot be dropped is the conflict.
        foreach (var i in pins)
            if (Still(relaxed, [.. pins.Where(j => j != i)])) pins = [.. pins.Where(j => j != i)];
            else conflict.Add($"小区 {i + 1} 必须列入");
        void Each(long[] limits, Func<Programme, long[], Programme> with, Func<Programme, long[]> of, Func<int, string> name)
        {
            for (var r = 0; r < limits.Length; r++)
            {
                if (limits[r] == Programme.None) continue;
                long[] without = [.. of(relaxed)];
                without[r] = Programme.None;
                if (with(relaxed, without) is var looser && Still(looser, pins)) relaxed = looser;
                else conflict.Add(name(r));
            }
        }
        Each(p.SourceAmount, (q, a) => q with { SourceAmount = a }, q => q.SourceAmount, s => $"资金来源 {s + 1} 总额 {Yuan(p.SourceAmount[s])}");
        Each(p.TapLimit, (q, a) => q with { TapLimit = a }, q => q.TapLimit, t => $"资金来源 {p.TapSource[t] + 1} 第 {t + 1} 项限额 {Yuan(p.TapLimit[t])}");
        Each(p.CityHouseholds, (q, a) => q with { CityHouseholds = a }, q => q.CityHouseholds, c => $"城市 {c / p.Years + 1} 第 {c % p.Years + 1} 年户数上限 {p.CityHouseholds[c]}");
        Each(p.CityCapacity, (q, a) => q with { CityCapacity = a }, q => q.CityCapacity, c => $"城市 {c / p.Years + 1} 第 {c % p.Years + 1} 年施工能力 {p.CityCapacity[c]}");
        Each(p.CountyMost, (q, a) => q with { CountyMost = a }, q => q.CountyMost, k => $"区县 {k + 1} 资金上限 {Yuan(p.CountyMost[k])}");
        return [.. conflict];
    }

    /// <summary>The minimum counts, where not even fractions of communities reach them.</summary>
    public static string[] CountConflict(Programme p) =>
        [.. Enumerable.Range(0, p.Counties).Where(k => p.CountyLeast[k] > 0).Select(k => $"区县 {k + 1} 至少 {p.CountyLeast[k]} 个小区")];

    static string Yuan(long fen) => $"{fen / 100m:#,##0.##} 元";
}
