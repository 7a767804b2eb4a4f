using System.Diagnostics;
using Google.OrTools.Sat;
using Renewal.Kernels.Planning;
using Mip = Google.OrTools.ModelBuilder;

namespace Renewal.Bench;

/// <summary>
/// The annual programme against HiGHS and CP-SAT of OR-Tools on the full model of the same made-up province, in turn. Ours stops on iterations, the peers on
/// seconds. Each of our plans is added up here again before it counts.
/// </summary>
static class PlanBench
{
    public static int Run(int size, int years, long iterations, int rounds, int seconds)
    {
        var p = PlanCase.Make(size, years);
        Rounds ours = new("ours, processor time", "s"), gap = new("ours, gap to the proven bound", "%"), warm = new("ours, again after a source lost a tenth, processor time", "s"),
            highs = new($"HiGHS in {seconds} s, gap to our bound", "%"), cpsat = new($"CP-SAT in {seconds} s, gap to our bound", "%");
        for (var round = 1; round <= rounds; round++)
        {
            ProgrammePlan Timed(Programme of, PlanOptions options, Rounds cpu)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var plan = AnnualProgramme.Solve(of, options);
                cpu.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
                if (!Stands(of, plan)) throw new InvalidOperationException("the plan does not stand");
                return plan;
            }
            var plan = Timed(p, new PlanOptions(round, iterations), ours);
            gap.Add(100 * plan.Proof.Gap);
            var tighter = p with { SourceAmount = [.. p.SourceAmount.Select((a, s) => s == 0 ? a / 10 * 9 : a)] };
            var again = Timed(tighter, new PlanOptions(round, iterations / 5, plan), warm);
            Console.WriteLine($"  again: gap {100 * again.Proof.Gap:0.00} %; peak memory of the process so far {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
            if (round > 1 || seconds == 0) continue; // the peers take minutes; they repeat themselves
            highs.Add(Gap(Highs(p, seconds), plan.Proof.Bound));
            cpsat.Add(Gap(CpSat(p, seconds), plan.Proof.Bound));
        }
        if (seconds > 0) Rounds.Print(ours, gap, warm, highs, cpsat);
        else Rounds.Print(ours, gap, warm);
        return 0;
    }

    static double Gap(double value, long bound) => 100 * (bound - value) / bound;

    static bool Stands(Programme p, ProgrammePlan plan)
    {
        long points = 0;
        long[] need = new long[p.Demands], paid = new long[p.Demands], tap = new long[p.Taps], source = new long[p.SourceAmount.Length], most = new long[p.Counties],
            households = new long[p.CityHouseholds.Length], capacity = new long[p.CityHouseholds.Length], cluster = new long[p.ClusterBonus.Length];
        for (var i = 0; i < p.Count; i++)
        {
            if (plan.Year[i] is not (>= 0 and var y)) continue;
            int k = p.County[i], c = p.CountyCity[k] * p.Years + y;
            long own = 0;
            for (var q = p.PackageFrom[i]; q < p.PackageFrom[i + 1]; q++)
            {
                if ((plan.Packages[i] >> q - p.PackageFrom[i] & 1) == 0) continue;
                own += p.PackageValue[q];
                for (var e = 0; e < p.Classes; e++) { need[p.Demand(k, y, e)] += p.PackageCost[q * p.Classes + e]; most[k] += p.PackageCost[q * p.Classes + e]; }
            }
            points += own * p.YearWeight[y] / 1000;
            households[c] += p.Households[i];
            capacity[c] += p.Capacity[i];
            if (p.Cluster[i] >= 0 && ++cluster[p.Cluster[i]] == p.ClusterNeed[p.Cluster[i]]) points += p.ClusterBonus[p.Cluster[i]];
            if ((plan.Packages[i] & 1) == 0) return false;
        }
        foreach (var m in plan.Money)
        {
            if (!p.Pays(m.Tap, m.County, m.Year, m.Class) || m.Amount <= 0) return false;
            paid[p.Demand(m.County, m.Year, m.Class)] += m.Amount;
            tap[m.Tap] += m.Amount;
            source[p.TapSource[m.Tap]] += m.Amount;
        }
        static bool Within(long[] used, long[] limit) => used.Zip(limit).All(u => u.First <= u.Second);
        return points == plan.Proof.Value && points <= plan.Proof.Bound && need.SequenceEqual(paid) && Within(tap, p.TapLimit) && Within(source, p.SourceAmount)
            && Within(most, p.CountyMost) && Within(households, p.CityHouseholds) && Within(capacity, p.CityCapacity);
    }

    /// <summary>The full model, laid out for either peer: columns with their rows.</summary>
    static void Lay(Programme p, Action<long, List<(int Row, long By)>> choice, Action<List<(int Row, long By)>> flow, out long[] limits)
    {
        List<long> rows = [];
        int Row(long limit) { rows.Add(limit); return rows.Count - 1; }
        int[] Rows(long[] of) => [.. of.Select(l => l == Programme.None ? -1 : Row(l))];
        int[] source = Rows(p.SourceAmount), tap = Rows(p.TapLimit), households = Rows(p.CityHouseholds), capacity = Rows(p.CityCapacity), most = Rows(p.CountyMost),
            need = [.. Enumerable.Range(0, p.Demands).Select(_ => Row(0))], cluster = [.. p.ClusterBonus.Select(_ => Row(0))];
        for (var k = 0; k < p.Counties; k++)
            for (var y = 0; y < p.Years; y++)
                for (var e = 0; e < p.Classes; e++)
                    for (var t = 0; t < p.Taps; t++)
                        if (p.Pays(t, k, y, e)) flow([.. new[] { (need[p.Demand(k, y, e)], -1L), (tap[t], 1L), (source[p.TapSource[t]], 1L) }.Where(r => r.Item1 >= 0)]);
        for (var g = 0; g < cluster.Length; g++) choice(p.ClusterBonus[g], [(cluster[g], p.ClusterNeed[g])]);
        for (var i = 0; i < p.Count; i++)
        {
            int k = p.County[i], once = Row(1), optional = p.PackageFrom[i + 1] - p.PackageFrom[i] - 1;
            for (var set = 0; set < 1 << optional; set++)
                for (var y = 0; y < p.Years; y++)
                {
                    var c = p.CountyCity[k] * p.Years + y;
                    List<(int, long)> column = [(once, 1), (households[c], p.Households[i]), (capacity[c], p.Capacity[i])];
                    if (p.Cluster[i] >= 0) column.Add((cluster[p.Cluster[i]], -1));
                    long points = 0, all = 0;
                    var fen = new long[p.Classes];
                    for (var q = 0; q <= optional; q++)
                    {
                        if ((set << 1 | 1) >> q is var bit && (bit & 1) == 0) continue;
                        points += p.PackageValue[p.PackageFrom[i] + q];
                        for (var e = 0; e < p.Classes; e++) { fen[e] += p.PackageCost[(p.PackageFrom[i] + q) * p.Classes + e]; all += p.PackageCost[(p.PackageFrom[i] + q) * p.Classes + e]; }
                    }
                    column.Add((most[k], all));
                    for (var e = 0; e < p.Classes; e++) if (fen[e] > 0) column.Add((need[p.Demand(k, y, e)], fen[e]));
                    choice(points * p.YearWeight[y] / 1000, [.. column.Where(r => r.Item1 >= 0 && r.Item2 != 0)]);
                }
        }
        limits = [.. rows];
    }

    static double Highs(Programme p, int seconds)
    {
        var model = new Mip.Model();
        List<List<(Mip.Variable, double)>> rows = [];
        var objective = Mip.LinearExpr.NewBuilder();
        void Put(Mip.Variable x, List<(int Row, long By)> column)
        {
            foreach (var (row, by) in column)
            {
                while (rows.Count <= row) rows.Add([]);
                rows[row].Add((x, by));
            }
        }
        // Money in units of a million fen: else the coefficients span ten orders and HiGHS stumbles over its own tolerances.
        Lay(p, (points, column) => { var x = model.NewBoolVar(""); objective.AddTerm(x, points); Put(x, column); },
            column => Put(model.NewNumVar(0, double.PositiveInfinity, ""), column), out var limits);
        for (var r = 0; r < rows.Count; r++)
        {
            var scale = rows[r].Count == 0 ? 1 : Math.Max(1, rows[r].Max(t => Math.Abs(t.Item2)) / 100);
            var sum = Mip.LinearExpr.NewBuilder();
            foreach (var (x, by) in rows[r]) sum.AddTerm(x, by / scale);
            model.AddLinearConstraint(sum, double.NegativeInfinity, limits[r] / scale);
        }
        model.Maximize(objective);
        var solver = new Mip.Solver("highs");
        solver.SetTimeLimitInSeconds(seconds);
        var status = solver.Solve(model);
        Console.WriteLine($"  HiGHS: {status}, bound {(status is Mip.SolveStatus.OPTIMAL or Mip.SolveStatus.FEASIBLE ? solver.BestObjectiveBound : double.NaN):#,##0}");
        return status is Mip.SolveStatus.OPTIMAL or Mip.SolveStatus.FEASIBLE ? solver.ObjectiveValue : 0;
    }

    static double CpSat(Programme p, int seconds)
    {
        var model = new CpModel();
        List<LinearExprBuilder> rows = [];
        var objective = LinearExpr.NewBuilder();
        void Put(IntVar x, List<(int Row, long By)> column)
        {
            foreach (var (row, by) in column)
            {
                while (rows.Count <= row) rows.Add(LinearExpr.NewBuilder());
                rows[row].AddTerm(x, by);
            }
        }
        Lay(p, (points, column) => { var x = model.NewBoolVar(""); objective.AddTerm(x, points); Put(x, column); },
            column => Put(model.NewIntVar(0, 1_000_000_000_000, ""), column), out var limits);
        for (var r = 0; r < rows.Count; r++) model.AddLinearConstraint(rows[r], -1_000_000_000_000_000, limits[r]);
        model.Maximize(objective);
        var solver = new CpSolver { StringParameters = $"max_time_in_seconds:{seconds},num_workers:2" };
        var status = solver.Solve(model);
        Console.WriteLine($"  CP-SAT: {status}, bound {solver.BestObjectiveBound:#,##0}");
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? solver.ObjectiveValue : 0;
    }
}
