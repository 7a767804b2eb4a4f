namespace Renewal.Kernels.Planning;

/// <summary>Why a community is in or out, at the prices of the plan.</summary>
/// <param name="Points">≥ 0: points it could lose before it no longer pays; &lt; 0: points it lacks</param>
/// <param name="Cost">what its dearest-paying choice costs the sources, in fen</param>
/// <param name="CostNeeded">what that choice may cost at most to pay for itself, in fen; null where it would not even for nothing, or money is not short</param>
public readonly record struct Reason(double Points, long Cost, long? CostNeeded);

/// <summary>What it takes to bring one community in.</summary>
/// <param name="PointsLost">points that the programme loses by it, as found</param>
/// <param name="PointsLostAtLeast">proven: no way of bringing it in loses less against the plan as it stands</param>
/// <param name="Changed">communities done in another year or with other packages</param>
public sealed record Change(int[] In, int[] Out, int[] Changed, long PointsLost, long PointsLostAtLeast, ProgrammePlan Plan);

/// <summary>
/// Explanations of a plan. Prices are those of the divisible programme, so a reason is exact for it and a good guide for the whole numbers; a
/// <see cref="Change"/> is a plan of its own that stands. The value of the next yuan is <see cref="ProgrammePrices.NextYuan"/>. Static, thread-safe.
/// </summary>
public static class ProgrammeWhy
{
    /// <summary>A reason for each community; a banned one or one that no source can pay for has none.</summary>
    public static Reason?[] Reasons(Programme programme, ProgrammePlan plan)
    {
        // A ban is lifted for the question: what would it have to be, were it allowed?
        var p = programme with { Pin = new sbyte[programme.Count] };
        var all = new Options(p, new MoneyFlow(p));
        var reasons = new Reason?[p.Count];
        for (var i = 0; i < p.Count; i++)
        {
            int best = -1, year = 0;
            Int128 most = 0;
            for (var o = all.From[i]; o < all.From[i + 1]; o++)
                for (var y = 0; y < p.Years; y++)
                    if (all.Value[o * p.Years + y] >= 0 && plan.Prices.Reduced(all, o, y) is var r && (best < 0 || r > most)) (best, year, most) = (o, y, r);
            if (best < 0) continue;
            var points = (double)most * ProgrammePrices.Unit + plan.Prices.Share[i];
            var paid = plan.Prices.PaidFor(all, best, year);
            reasons[i] = new(points, all.Total[best], paid <= 0 || points + paid < 0 ? null : (long)(all.Total[best] * (1 + points / paid)));
        }
        return reasons;
    }

    /// <summary>The cheapest change found that brings a community in, banned or not.</summary>
    /// <exception cref="Infeasible">it cannot be in at all beside those that must</exception>
    public static Change BringIn(Programme programme, ProgrammePlan plan, int community, long iterations = 20_000, IProgress<KernelProgress>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)community, (uint)programme.Count);
        sbyte[] pin = [.. programme.Pin];
        pin[community] = 1;
        var other = AnnualProgramme.Solve(programme with { Pin = pin }, new PlanOptions(plan.Proof.Seed, iterations, plan), progress, stop);
        int[] all = [.. Enumerable.Range(0, programme.Count)];
        return new([.. all.Where(i => plan.Year[i] < 0 && other.Year[i] >= 0)], [.. all.Where(i => plan.Year[i] >= 0 && other.Year[i] < 0)],
            [.. all.Where(i => plan.Year[i] >= 0 && other.Year[i] >= 0 && (plan.Year[i] != other.Year[i] || plan.Packages[i] != other.Packages[i]))],
            plan.Proof.Value - other.Proof.Value, plan.Proof.Value - other.Proof.Bound, other);
    }
}
