using Google.OrTools.LinearSolver;

namespace Renewal.Kernels.Sequencing;

/// <summary>
/// No plan of the fewest openings and days is done before this day: the first deadline that the linear relaxation by days does not refute, in which each segment is
/// dug in shares of its tight windows and no trade has more crews at work than there are (destructive, as Klein and Scholl 1999).
/// Junctions, fire lanes and works of other streets that must be done before are left out, which only lowers it. A refutation is proven in whole numbers: at the
/// prices of a crew's day that the linear solver found, whatever they are worth, the cheapest windows of all segments cost more than all crews earn.
/// One linear programme of Σ windows columns and trades · days rows, solved again from where it was for each of about log₂(days) deadlines.
/// </summary>
sealed class DigFinishBound : IDisposable
{
    const double Unit = 1 << 20;

    readonly DigGround ground;
    readonly int last;
    readonly Solver lp = Solver.CreateSolver("GLOP");
    readonly Constraint[][] rows;
    readonly List<(int Close, (int Crew, int From, int To)[] Uses, Variable Share)[]> windows = [];

    /// <param name="last">deadline at most</param>
    DigFinishBound(DigGround ground, int last)
    {
        (this.ground, this.last) = (ground, last);
        // Crews at work on a day are those of the day before, and who begins, less who ends: two entries a work, however long it is.
        rows = [.. ground.Input.Crews.Select(_ => Enumerable.Range(0, last).Select(_ => lp.MakeConstraint(0, 0, "")).ToArray())];
        for (var c = 0; c < rows.Length; c++)
            for (var day = 0; day < last; day++)
                foreach (var (most, price) in ((double, int)[])[(ground.Input.Crews[c].Count, 0), (double.PositiveInfinity, 1)])
                {
                    var atWork = lp.MakeNumVar(0, most, "");
                    lp.Objective().SetCoefficient(atWork, price);
                    rows[c][day].SetCoefficient(atWork, -1);
                    if (day + 1 < last) rows[c][day + 1].SetCoefficient(atWork, 1);
                }
        foreach (var segment in ground.Segments.Where(s => s.Tight.Length > 0))
        {
            var once = lp.MakeConstraint(1, 1, "");
            windows.Add([.. segment.Tight.Where(open => open + segment.LeastDays <= last).Select(open =>
            {
                var (share, uses) = (lp.MakeNumVar(0, double.PositiveInfinity, ""), ground.Surely(segment, open));
                once.SetCoefficient(share, 1);
                foreach (var (crew, from, to) in uses)
                {
                    Add(rows[crew][from], 1);
                    if (to < last) Add(rows[crew][to], -1);
                }
                return (open + segment.LeastDays, uses, share);
                void Add(Constraint row, int by) => row.SetCoefficient(share, row.GetCoefficient(share) + by);
            })]);
        }
        lp.Objective().SetMinimization();
    }

    public void Dispose() => lp.Dispose();

    /// <param name="low">proven already</param>
    /// <param name="best">a plan that is done by this day is known</param>
    public static int Prove(DigGround ground, int low, int best, CancellationToken stop)
    {
        if (low >= best || stop.IsCancellationRequested) return low;
        using var bound = new DigFinishBound(ground, best - 1);
        using var cancelled = stop.Register(() => bound.lp.InterruptSolve());
        var high = best;
        while (low < high && !stop.IsCancellationRequested)
        {
            var middle = low + (high - low) / 2;
            if (bound.Refuted(middle)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    bool Refuted(int deadline)
    {
        foreach (var segment in windows)
        {
            if (segment.All(w => w.Close > deadline)) return true;
            foreach (var (close, _, share) in segment) share.SetUb(close > deadline ? 0 : double.PositiveInfinity);
        }
        if (lp.Solve() != Solver.ResultStatus.OPTIMAL || lp.Objective().Value() < 1e-6) return false;
        // paid[crew][day]: of the days before it; what a work costs is a difference.
        long earned = 0;
        var paid = new long[rows.Length][];
        for (var c = 0; c < rows.Length; c++)
        {
            paid[c] = new long[last + 1];
            for (var day = 0; day < last; day++)
            {
                var next = day + 1 < last ? rows[c][day + 1].DualValue() : 0;
                var price = day < deadline ? (long)Math.Round(Math.Clamp(next - rows[c][day].DualValue(), 0, 1) * Unit) : 0;
                paid[c][day + 1] = paid[c][day] + price;
            }
            earned += paid[c][last] * ground.Input.Crews[c].Count;
        }
        return windows.Sum(segment => segment.Where(w => w.Close <= deadline).Min(w => w.Uses.Sum(u => paid[u.Crew][u.To] - paid[u.Crew][u.From]))) > earned;
    }
}
