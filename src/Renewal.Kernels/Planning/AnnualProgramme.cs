namespace Renewal.Kernels.Planning;

/// <summary>A programme that was found.</summary>
/// <param name="Year">year of each community, −1 where it is out</param>
/// <param name="Packages">bit set of the packages done, bit 0 the basic one</param>
/// <param name="Money">what each tap pays for each need, in fen: the proof that the money is there</param>
/// <param name="Missing">communities that pins and minimum counts still lack; 0 unless the search did not find what may exist</param>
/// <param name="Prices">what the limits cost; null if the run was cancelled before they were known</param>
public sealed record ProgrammePlan(int[] Year, uint[] Packages, Payment[] Money, long Missing, ProgrammePrices Prices, Proof Proof);

/// <summary>Fen that a tap pays in a county and year for a class.</summary>
public readonly record struct Payment(int Tap, int County, int Year, int Class, long Amount);

/// <param name="Iterations">ruins and recreations; each takes 10–100 µs</param>
/// <param name="Start">a plan of an earlier run of the same communities and packages: warm start, from whose choices the search goes on at the prices of today; its prices prove a bound beside theirs</param>
public sealed record PlanOptions(int Seed = 1, long Iterations = 200_000, ProgrammePlan? Start = null);

/// <summary>
/// The annual or multi-year programme (M1.2a, S1.10): which communities, when, with which packages, so that the most need is answered within all limits.
/// </summary>
/// <remarks>
/// Method: prices from the dual of the linear relaxation; the first plan takes communities in by what they bring above these prices; then ruin and recreate
/// (Schrimpf, Schneider, Stamm-Wilbrandt and Dueck 2000) near the margin, annealed. Money is an exact incremental maximum
/// flow (<see cref="MoneyFlow"/>), so every plan on the way is one that can be paid. The bound is Lagrangian, in whole numbers (<see cref="ProgrammePrices"/>).
/// An iteration costs O(sample × classes × arcs of a city's money). Static and thread-safe: each run has its own state.
/// </remarks>
public static class AnnualProgramme
{
    /// <exception cref="BadInput"/>
    /// <exception cref="Infeasible">the pinned communities cannot all be in: a smallest conflicting set</exception>
    public static ProgrammePlan Solve(Programme programme, PlanOptions? options = null, IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        options ??= new();
        programme.Check();
        return new Search(programme, options, progress, stop).Run();
    }

    sealed class Search
    {
        readonly Programme p;
        readonly PlanOptions options;
        readonly IProgress<KernelProgress>? progress;
        readonly CancellationToken stop;
        readonly Rng rng;
        readonly Options all;
        readonly ProgrammeState state;
        ProgrammePrices prices;
        /// <summary>Points of each option and year above the prices, and the best of each community.</summary>
        readonly double[] reduced, best;
        /// <summary>Communities by how near to the margin they are, the nearest first: of the province and of each city.</summary>
        readonly int[][] near;
        readonly int[] bestOption, bestYear;
        long bestValue, bestShort, bound;
        /// <summary>Mean distance from the margin of the tenth of the communities that is nearest: the measure of noise and heat.</summary>
        double spread;

        public Search(Programme p, PlanOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
        {
            (this.p, this.options, this.progress, this.stop, rng) = (p, options, progress, stop, new Rng(options.Seed));
            var money = new MoneyFlow(p);
            all = new Options(p, money);
            state = new ProgrammeState(p, all, money);
            prices = new ProgrammePrices(p);
            (reduced, best, near) = (new double[all.Value.Length], new double[p.Count], new int[p.Cities][]);
            (bestOption, bestYear, touchedAt) = (new int[p.Count], new int[p.Count], new long[p.Count]);
        }

        public ProgrammePlan Run()
        {
            var pinned = ProgrammePins.Place(p, stop);
            bound = prices.Bound(all);
            Report("prices", 0);
            if (options.Start is { } start)
            {
                var old = start.Prices.For(p, state.Money);
                if (old.Bound(all) is var b && b < bound) (prices, bound) = (old, b);
            }
            // A limit that moved moves the prices: at the old ones the search looks for the margin where it no longer is.
            if (ProgrammePrices.Solve(p, all, state.Money, out var infeasible, stop) is { } found)
            {
                prices = found;
                bound = Math.Min(bound, found.Bound(all));
            }
            else if (infeasible) throw new Infeasible(ProgrammePins.Conflict(p, Impossible));
            Price();
            foreach (var (o, y) in pinned) state.Insert(o, y);
            if (options.Start is { } warm) Resume(warm);
            Fill();
            Keep();
            Report("improve", 0);
            var done = Improve();
            // What has been found is laid out once more, so that the money shown is the money of that plan.
            var final = new ProgrammeState(p, all, new MoneyFlow(p));
            for (var i = 0; i < p.Count; i++)
                if (bestOption[i] >= 0 && !final.Insert(bestOption[i], bestYear[i])) throw new InvalidOperationException("the plan does not stand");
            if (final.Value != bestValue) throw new InvalidOperationException("the plan's value does not stand");
            List<Payment> payments = [];
            for (var a = 0; a < final.Money.Arcs; a++)
                if (final.Money.Flow(a) is > 0 and var fen)
                {
                    var d = final.Money.ArcNeed(a);
                    payments.Add(new(final.Money.ArcTap(a), d / p.Classes / p.Years, d / p.Classes % p.Years, d % p.Classes, fen));
                }
            return new(bestYear, [.. bestOption.Select(o => o < 0 ? 0 : all.Packages[o])], [.. payments], bestShort, prices,
                new Proof(Sense.Maximise, bestValue, bound, "Lagrangian dual", options.Seed, done, p.Hash(), done == options.Iterations || bestValue == bound));
        }

        /// <summary>Not even with fractions of communities.</summary>
        bool Impossible(Programme q)
        {
            var money = new MoneyFlow(q);
            ProgrammePrices.Solve(q, new Options(q, money), money, out var infeasible, stop);
            return infeasible;
        }

        void Report(string phase, long iteration) =>
            progress?.Report(new(phase, iteration, options.Iterations, iteration > 0 || phase == "improve" ? bestValue : null, bound));

        void Price()
        {
            for (var i = 0; i < p.Count; i++)
            {
                best[i] = double.NegativeInfinity;
                for (var o = all.From[i]; o < all.From[i + 1]; o++)
                    for (var y = 0; y < p.Years; y++)
                    {
                        var at = o * p.Years + y;
                        reduced[at] = all.Value[at] < 0 ? double.NegativeInfinity : (double)prices.Reduced(all, o, y) * ProgrammePrices.Unit + prices.Share[i];
                        best[i] = Math.Max(best[i], reduced[at]);
                    }
            }
            for (var c = 0; c < p.Cities; c++)
                near[c] = [.. Enumerable.Range(0, p.Count).Where(i => p.CountyCity[p.County[i]] == c && best[i] > double.NegativeInfinity).OrderBy(i => Math.Abs(best[i])).ThenBy(i => i)];
        }

        void Resume(ProgrammePlan plan)
        {
            // What stands highest above the prices first, as not all of it may fit any more.
            foreach (var i in Enumerable.Range(0, Math.Min(p.Count, plan.Year.Length)).OrderByDescending(i => best[i]).ThenBy(i => i))
                if (plan.Year[i] is >= 0 and var y && y < p.Years && !state.In(i) && (int)(plan.Packages[i] >> 1) is var skip && all.From[i] + skip < all.From[i + 1]
                    && all.Value[(all.From[i] + skip) * p.Years + y] >= 0)
                    state.Insert(all.From[i] + skip, y);
        }

        /// <summary>Takes in, best first, all that still fits.</summary>
        void Fill()
        {
            foreach (var i in Enumerable.Range(0, p.Count).OrderByDescending(i => best[i]).ThenBy(i => i))
            {
                if (stop.IsCancellationRequested) return;
                if (!state.In(i)) TryInsert(i);
            }
        }

        /// <summary>Its options from the one that brings most above the prices downwards, until one fits; now and then another first.</summary>
        bool TryInsert(int i, bool astray = false)
        {
            var options = (all.From[i + 1] - all.From[i]) * p.Years;
            if (astray && options > 1 && rng.Next(8) == 0 && all.From[i] * p.Years + rng.Next(options) is var any && all.Value[any] >= 0
                && state.Insert(any / p.Years, any % p.Years)) return true;
            var limit = double.PositiveInfinity;
            var limitAt = -1;
            while (true)
            {
                int at = -1, from = all.From[i] * p.Years, to = all.From[i + 1] * p.Years;
                var most = double.NegativeInfinity;
                for (var a = from; a < to; a++)
                    if (reduced[a] > most && (reduced[a] < limit || reduced[a] == limit && a > limitAt)) (at, most) = (a, reduced[a]);
                if (at < 0) return false;
                if (state.Insert(at / p.Years, at % p.Years)) return true;
                (limit, limitAt) = (most, at);
            }
        }

        void Keep()
        {
            (bestValue, bestShort) = (state.Value, state.Short);
            state.Option.CopyTo(bestOption, 0);
            state.Year.CopyTo(bestYear, 0);
        }

        readonly long[] touchedAt;
        readonly List<(int I, int Option, int Year)> undo = [];
        readonly List<(double Key, int I)> candidates = [];
        long step;
        /// <summary>Communities tried in each recreation.</summary>
        const int Sample = 100;

        void Touch(int i)
        {
            if (touchedAt[i] == step) return;
            touchedAt[i] = step;
            undo.Add((i, state.Option[i], state.Year[i]));
        }

        /// <returns>iterations done</returns>
        long Improve()
        {
            spread = near.SelectMany(n => n.Take(Math.Max(25, n.Length / 10))).Select(i => Math.Abs(best[i])).DefaultIfEmpty(0).Average();
            // Where nothing is short all prices are 0; some noise is wanted still.
            spread = Math.Max(spread, 0.01 * all.Value.Where(v => v > 0).DefaultIfEmpty(0).Average());
            int[] cities = [.. Enumerable.Range(0, p.Cities).Where(c => near[c].Length > 0)];
            // A city is looked at as often as it is large.
            var sizes = cities.Select(c => near[c].Length).ToArray();
            for (var c = 1; c < sizes.Length; c++) sizes[c] += sizes[c - 1];
            if (cities.Length == 0) return options.Iterations;
            var room = Math.Max(1, options.Iterations / 100);
            long value = state.Value, missing = state.Short;
            for (step = 1; step <= options.Iterations; step++)
            {
                if (bestShort == 0 && bestValue == bound) return step - 1;
                if (stop.IsCancellationRequested) return step - 1;
                if (step % room == 0) Report("improve", step);
                undo.Clear();
                candidates.Clear();
                noise = spread * (1 << rng.Next(6)) / 2;
                var home = cities[Pick(sizes)];
                var count = 1 + rng.Next(6);
                Ruin(home, count);
                // Half the time another city gives too, so that money of the province can move.
                if (cities.Length > 1 && rng.Next(2) == 0) Ruin(cities[rng.Next(cities.Length)], 1 + rng.Next(2));
                candidates.Sort((a, b) => a.Key != b.Key ? b.Key.CompareTo(a.Key) : a.I.CompareTo(b.I));
                foreach (var (_, i) in candidates)
                {
                    if (state.In(i)) continue;
                    Touch(i);
                    TryInsert(i, astray: true);
                }
                Enlarge(home);
                var heat = spread * (1 - (double)step / options.Iterations);
                if (state.Short < missing || state.Short == missing && state.Value >= value - (long)(heat * -Math.Log(1 - rng.Unit())))
                {
                    (value, missing) = (state.Value, state.Short);
                    if (missing < bestShort || missing == bestShort && value > bestValue) Keep();
                }
                else Undo();
            }
            return options.Iterations;
        }

        int Pick(int[] sizes)
        {
            var at = Array.BinarySearch(sizes, rng.Next(sizes[^1]) + 1);
            return at < 0 ? ~at : at;
        }

        /// <summary>Takes some that are near the margin out, and names those to be tried in their place.</summary>
        void Ruin(int city, int count)
        {
            var list = near[city];
            for (var tries = 0; tries < 8 * count && count > 0; tries++)
            {
                var i = Marginal(list);
                if (!state.In(i)) continue;
                Touch(i);
                state.Remove(i);
                candidates.Add((Key(i), i));
                count--;
            }
            // All of a short list: what a sample misses would leave room unused.
            for (var tries = 0; tries < Math.Min(list.Length, Sample); tries++)
            {
                var i = list.Length <= Sample ? list[tries] : Marginal(list);
                if (!state.In(i) && touchedAt[i] != step && best[i] > -40 * spread) candidates.Add((Key(i), i));
            }
        }

        int Marginal(int[] list)
        {
            var u = rng.Unit();
            return list[(int)(u * u * list.Length)];
        }

        double Key(int i) => best[i] + noise * (rng.Unit() - 0.5);
        double noise;

        /// <summary>Some that are in change to another of their options where that brings more.</summary>
        void Enlarge(int city)
        {
            var list = near[city];
            for (var tries = 0; tries < 4; tries++)
            {
                var i = Marginal(list);
                if (!state.In(i) || all.From[i + 1] - all.From[i] == 1 && p.Years == 1) continue;
                int o = state.Option[i], y = state.Year[i], from = all.From[i] * p.Years, to = all.From[i + 1] * p.Years;
                var at = from + rng.Next(to - from);
                if (all.Value[at] <= all.Value[o * p.Years + y]) continue;
                Touch(i);
                state.Remove(i);
                if (!state.Insert(at / p.Years, at % p.Years)) state.Insert(o, y);
            }
        }

        void Undo()
        {
            foreach (var (i, _, _) in undo) if (state.In(i)) state.Remove(i);
            foreach (var (_, o, y) in undo)
                if (o >= 0 && !state.Insert(o, y)) throw new InvalidOperationException("what was paid cannot be paid again");
        }
    }
}
