using Google.OrTools.LinearSolver;

namespace Renewal.Kernels.Planning;

/// <summary>
/// What each limit costs: points that one more unit of it would bring (a fen, a household, a unit of capacity). Whole numbers in units of 2⁻⁴⁰ points, so
/// that the bound they prove is exact. Found as the dual of the linear relaxation (GLOP), but valid whatever they are: see <see cref="Bound"/>.
/// </summary>
public sealed class ProgrammePrices
{
    const int Shift = 40;
    internal static readonly double Unit = Math.ScaleB(1, -Shift);

    readonly Programme p;
    internal readonly long[] Source, Tap, Need, Households, Capacity, CountyMost, CountyLeast;
    /// <summary>What its cluster's bonus adds to a community at the margin, in points: a hint for the search, no part of the bound.</summary>
    internal readonly double[] Share;
    /// <summary>Members of each cluster.</summary>
    readonly int[][] members;

    internal ProgrammePrices(Programme p)
    {
        this.p = p;
        (Source, Tap, Need) = (new long[p.SourceAmount.Length], new long[p.Taps], new long[p.Demands]);
        (Households, Capacity) = (new long[p.CityHouseholds.Length], new long[p.CityCapacity.Length]);
        (CountyMost, CountyLeast, Share) = (new long[p.Counties], new long[p.Counties], new double[p.Count]);
        members = Members(p);
    }

    static int[][] Members(Programme p)
    {
        var lists = new List<int>[p.ClusterBonus.Length];
        for (var i = 0; i < p.Count; i++) if (p.Cluster[i] is >= 0 and var g && p.Pin[i] >= 0) (lists[g] ??= []).Add(i);
        return [.. lists.Select(l => l is null ? [] : l.ToArray())];
    }

    /// <summary>Points that the next yuan of a source would bring, were the programme divisible: 0 where the source is not used up.</summary>
    public double NextYuan(int source) => Source[source] * Unit * 100;
    /// <summary>The same for one way of spending it.</summary>
    public double NextYuanOfTap(int tap) => Tap[tap] * Unit * 100;
    public double NextHousehold(int city, int year) => Households[city * p.Years + year] * Unit;

    /// <summary>Prices for another programme of the same shape, as a start: they still prove a bound there.</summary>
    internal ProgrammePrices For(Programme other, MoneyFlow money)
    {
        var to = new ProgrammePrices(other);
        foreach (var (a, b) in (ReadOnlySpan<(long[], long[])>)[(Source, to.Source), (Tap, to.Tap), (Households, to.Households), (Capacity, to.Capacity),
            (CountyMost, to.CountyMost), (CountyLeast, to.CountyLeast)])
            Array.Copy(a, b, Math.Min(a.Length, b.Length));
        Array.Copy(Share, to.Share, Math.Min(Share.Length, to.Share.Length));
        to.Settle(money);
        return to;
    }

    /// <summary>What is not limited has no price; a need costs what the cheapest of its taps costs.</summary>
    internal void Settle(MoneyFlow money)
    {
        Free(Source, p.SourceAmount); Free(Tap, p.TapLimit); Free(Households, p.CityHouseholds); Free(Capacity, p.CityCapacity); Free(CountyMost, p.CountyMost);
        for (var d = 0; d < Need.Length; d++)
        {
            var cheapest = long.MaxValue;
            foreach (var t in money.TapsOf(d)) cheapest = Math.Min(cheapest, Tap[t] + Source[p.TapSource[t]]);
            Need[d] = cheapest == long.MaxValue ? 0 : cheapest;
        }

        static void Free(long[] prices, long[] limits)
        {
            for (var i = 0; i < prices.Length; i++) if (limits[i] == Programme.None) prices[i] = 0;
        }
    }

    /// <summary>Points of an option above what it uses at these prices, in 2⁻⁴⁰; negative if it does not pay.</summary>
    internal Int128 Reduced(Options all, int o, int y)
    {
        var i = all.Of[o];
        int k = p.County[i], c = p.CountyCity[k] * p.Years + y;
        var r = ((Int128)all.Value[o * p.Years + y] << Shift) - (Int128)Households[c] * p.Households[i] - (Int128)Capacity[c] * p.Capacity[i]
            - (Int128)CountyMost[k] * all.Total[o] + CountyLeast[k];
        for (var e = 0; e < p.Classes; e++)
            if (all.Cost[o * p.Classes + e] is > 0 and var cost) r -= (Int128)Need[p.Demand(k, y, e)] * cost;
        return r;
    }

    /// <summary>Points that the money of an option is worth at these prices.</summary>
    internal double PaidFor(Options all, int o, int y)
    {
        var k = p.County[all.Of[o]];
        var paid = (Int128)CountyMost[k] * all.Total[o];
        for (var e = 0; e < p.Classes; e++) paid += (Int128)Need[p.Demand(k, y, e)] * all.Cost[o * p.Classes + e];
        return (double)paid * Unit;
    }

    /// <summary>The most that a community's options bring above these prices; <see cref="Never"/> if it has none.</summary>
    internal Int128 Best(Options all, int i)
    {
        var best = Never;
        for (var o = all.From[i]; o < all.From[i + 1]; o++)
            for (var y = 0; y < p.Years; y++)
                if (all.Value[o * p.Years + y] >= 0) best = Int128.Max(best, Reduced(all, o, y));
        return best;
    }

    internal static readonly Int128 Never = Int128.MinValue >> 8;

    /// <summary>
    /// What a cluster brings at best when each member brings <paramref name="best"/>: those that pay, and the bonus if it pays to fill up to the count.
    /// Exact, so the bound is tighter than the linear relaxation's, which gives half a bonus for half a cluster.
    /// </summary>
    Int128 Together(int[] cluster, Int128[] best)
    {
        Int128 alone = 0, filled = (Int128)p.ClusterBonus[p.Cluster[cluster[0]]] << Shift;
        var need = p.ClusterNeed[p.Cluster[cluster[0]]];
        foreach (var i in cluster.OrderByDescending(i => p.Pin[i]).ThenByDescending(i => best[i]))
        {
            var pays = p.Pin[i] > 0 || best[i] > 0;
            if (pays) alone += best[i];
            if (best[i] > Never && (pays || need > 0)) { filled += best[i]; need--; }
        }
        return need <= 0 ? Int128.Max(alone, filled) : alone;
    }

    /// <summary>
    /// Lagrangian bound: no programme is worth more, for any prices ≥ 0. Each limit is paid for at its price and each community then does what pays best for
    /// itself; counted in whole numbers, so that no rounding of the linear solver is trusted. O(options × years × classes).
    /// </summary>
    internal long Bound(Options all)
    {
        Int128 sum = 0;
        Pay(Source, p.SourceAmount); Pay(Tap, p.TapLimit); Pay(Households, p.CityHouseholds); Pay(Capacity, p.CityCapacity); Pay(CountyMost, p.CountyMost);
        for (var k = 0; k < p.Counties; k++) sum -= (Int128)CountyLeast[k] * p.CountyLeast[k];
        var best = new Int128[p.Count];
        for (var i = 0; i < p.Count; i++)
        {
            best[i] = Best(all, i);
            if (p.Cluster[i] < 0) sum += p.Pin[i] > 0 ? best[i] : Int128.Max(0, best[i]);
        }
        foreach (var g in members) if (g.Length > 0) sum += Together(g, best);
        return (long)(sum >> Shift);

        void Pay(long[] prices, long[] limits)
        {
            for (var i = 0; i < prices.Length; i++) if (prices[i] > 0) sum += (Int128)prices[i] * limits[i];
        }
    }

    /// <summary>The dual of the linear relaxation; null if it was cancelled. Money counts in units of 10,000 yuan there, for the numbers' sake.</summary>
    /// <param name="infeasible">true if not even fractions of communities satisfy the limits</param>
    internal static ProgrammePrices? Solve(Programme p, Options all, MoneyFlow money, out bool infeasible, CancellationToken stop)
    {
        infeasible = false;
        var unit = Math.Max(1.0, all.Total.DefaultIfEmpty().Average() / 100);
        using var lp = Solver.CreateSolver("GLOP");
        const double inf = double.PositiveInfinity;
        Constraint?[] Rows(long[] limits, double scale) => [.. limits.Select(l => l == Programme.None ? null : lp.MakeConstraint(-inf, l / scale, ""))];
        Constraint?[] source = Rows(p.SourceAmount, unit), tap = Rows(p.TapLimit, unit), households = Rows(p.CityHouseholds, 1), capacity = Rows(p.CityCapacity, 1),
            most = Rows(p.CountyMost, unit);
        Constraint?[] least = [.. p.CountyLeast.Select(l => l == 0 ? null : lp.MakeConstraint(l, inf, ""))];
        var need = new Constraint?[p.Demands];
        Constraint NeedRow(int d)
        {
            if (need[d] is { } row) return row;
            need[d] = row = lp.MakeConstraint(-inf, 0, "");
            foreach (var t in money.TapsOf(d))
            {
                var pays = lp.MakeNumVar(0, inf, "");
                row.SetCoefficient(pays, -1);
                tap[t]?.SetCoefficient(pays, 1);
                source[p.TapSource[t]]?.SetCoefficient(pays, 1);
            }
            return row;
        }
        var objective = lp.Objective();
        // The bonus t of a cluster of m members with need q: q·t ≤ Σx, and (q − 1)·t ≤ Σx without any one of them, which cuts off half bonuses.
        var cluster = new Constraint[]?[p.Count];
        var groups = Members(p);
        for (var g = 0; g < groups.Length; g++)
        {
            var (m, q) = (groups[g].Length, p.ClusterNeed[g]);
            if (m < q) continue;
            var whole = lp.MakeNumVar(0, 1, "");
            objective.SetCoefficient(whole, p.ClusterBonus[g]);
            Constraint[] rows = [.. Enumerable.Range(0, m is > 1 and <= 8 && q > 1 ? m + 1 : 1).Select(r => lp.MakeConstraint(-inf, 0, ""))];
            for (var r = 0; r < rows.Length; r++) rows[r].SetCoefficient(whole, r == 0 ? q : q - 1);
            for (var j = 0; j < m; j++) cluster[groups[g][j]] = [.. rows.Where((_, r) => r != j + 1)];
        }
        for (var i = 0; i < p.Count; i++)
        {
            if (stop.IsCancellationRequested) return null;
            if (p.Pin[i] < 0) continue;
            int k = p.County[i], c = p.CountyCity[k];
            var once = lp.MakeConstraint(p.Pin[i] > 0 ? 1 : -inf, 1, "");
            for (var o = all.From[i]; o < all.From[i + 1]; o++)
                for (var y = 0; y < p.Years; y++)
                {
                    if (all.Value[o * p.Years + y] < 0) continue;
                    var x = lp.MakeNumVar(0, inf, "");
                    objective.SetCoefficient(x, all.Value[o * p.Years + y]);
                    once.SetCoefficient(x, 1);
                    for (var e = 0; e < p.Classes; e++)
                        if (all.Cost[o * p.Classes + e] is > 0 and var cost) NeedRow(p.Demand(k, y, e)).SetCoefficient(x, cost / unit);
                    households[c * p.Years + y]?.SetCoefficient(x, p.Households[i]);
                    capacity[c * p.Years + y]?.SetCoefficient(x, p.Capacity[i]);
                    most[k]?.SetCoefficient(x, all.Total[o] / unit);
                    least[k]?.SetCoefficient(x, 1);
                    foreach (var row in cluster[i] ?? []) row.SetCoefficient(x, -1);
                }
        }
        objective.SetMaximization();
        using var cancelled = stop.Register(() => lp.InterruptSolve());
        var status = lp.Solve();
        infeasible = status == Solver.ResultStatus.INFEASIBLE;
        if (status != Solver.ResultStatus.OPTIMAL) return null;
        var prices = new ProgrammePrices(p);
        Read(source, prices.Source, unit); Read(tap, prices.Tap, unit); Read(households, prices.Households, 1); Read(capacity, prices.Capacity, 1);
        Read(most, prices.CountyMost, unit); Read(least, prices.CountyLeast, -1);
        for (var i = 0; i < p.Count; i++) foreach (var row in cluster[i] ?? []) prices.Share[i] += row.DualValue();
        prices.Settle(money);
        return prices;

        static void Read(Constraint?[] rows, long[] to, double unit)
        {
            for (var i = 0; i < rows.Length; i++)
                if (rows[i] is { } row) to[i] = (long)Math.Clamp(Math.Round(row.DualValue() / unit / Unit), 0, 1L << 60);
        }
    }
}
