namespace Renewal.Kernels.Sequencing;

/// <summary>
/// The genetic algorithm of <see cref="ConstructionSchedule"/>: two populations, one of schedules pushed to the left and one pushed to the right; children of
/// the one are decoded into the other, so that each schedule made is a child and a justification at once (Debels and Vanhoucke 2007). With days off that differ
/// between tasks a schedule cannot be moved in time, and there is one population of children justified twice.
/// </summary>
sealed class ConstructionSearch(Site site, int seed)
{
    /// <summary>Measured on a sixth of PSPLIB j120 at 200,000 schedules: 300 members 0.8% above the best known, 100 members 1.2%, 50 members 1.5%.</summary>
    const int MostMembers = 300, FewestMembers = 20;
    /// <summary>Generations without a better schedule before a fresh start: small sites are soon exhausted.</summary>
    readonly int patience = 10 + site.Tasks / 3;
    /// <summary>Share of a parent's span, in percent, that a child takes over as it is.</summary>
    const int LeastKept = 10, MostKept = 50;
    /// <summary>Percent of children in which neighbours change places.</summary>
    const int Mutated = 10;

    readonly Rng rng = new(seed);
    readonly SerialSchedule serial = new(site);
    readonly int[] start = new int[site.Tasks], end = new int[site.Tasks], order = new int[site.Tasks], key = new int[site.Tasks];
    readonly byte[] group = new byte[site.Tasks];
    readonly int[] latest = Latest(site);

    public int Best { get; private set; } = int.MaxValue;
    public int[] BestStart { get; } = new int[site.Tasks];
    public int[] BestEnd { get; } = new int[site.Tasks];
    public long Made => serial.Made;
    public bool Complete { get; private set; } = true;

    /// <param name="Key">day counted from the side the schedule is read from: that of a right-pushed one from its first start, of a left-pushed one back from its end</param>
    sealed record Member(int[] Key, int End);

    /// <summary>One schedule by latest starts.</summary>
    public void Begin()
    {
        Sample(biased: false);
        Keep(serial.Improve(serial.Forward(order, start, end), start, end));
    }

    /// <summary>Until the bound is reached or so many schedules are made.</summary>
    public void Run(int bound, long schedules, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        var size = (int)Math.Clamp(schedules / 500, FewestMembers, MostMembers);
        var reported = 0L;
        while (!Over())
        {
            var (left, right) = (new Member[size], new Member[size]);
            var best = int.MaxValue;
            for (var k = 0; k < size && !Over(); k++)
            {
                Sample(biased: true);
                var finish = serial.Forward(order, start, end);
                serial.SortDown(end, order);
                right[k] = Right(finish, serial.Backward(order, finish, start, end));
                serial.Sort(start, [], order);
                left[k] = Left(Keep(serial.Forward(order, start, end)));
                best = Math.Min(best, left[k].End);
            }
            var entered = 1;
            for (var idle = 0; idle < patience && entered > 0 && !Over(); idle++)
            {
                (var before, entered) = (best, 0);
                for (var k = 0; k < size && !Over(); k++) best = Math.Min(best, site.Plain ? Breed(left, right, k, true, ref entered) : Breed(left, left, k, false, ref entered));
                for (var k = 0; k < size && !Over(); k++) best = Math.Min(best, site.Plain ? Breed(right, left, k, false, ref entered) : int.MaxValue);
                if (best < before) idle = -1;
                if (Made - reported < schedules / 100) continue;
                reported = Made;
                progress?.Report(new("improve", Made, schedules, site.EndDay(Best), site.EndDay(bound)));
            }
        }

        bool Over()
        {
            if (stop.IsCancellationRequested) Complete = false;
            return !Complete || Best <= bound || Made >= schedules;
        }
    }

    /// <summary>The better of the two children of a member and another good one takes the place of its like in <paramref name="others"/>; its end.</summary>
    int Breed(Member[] parents, Member[] others, int k, bool backward, ref int entered)
    {
        int a = rng.Next(parents.Length), b = rng.Next(parents.Length);
        var partner = parents[a].End <= parents[b].End ? a : b;
        if (partner == k) partner = (partner + 1) % parents.Length;
        var first = Child(parents[k], parents[partner], backward);
        var second = Child(parents[partner], parents[k], backward);
        var child = first.End <= second.End ? first : second;
        if (Takes(others, k, child))
        {
            others[k] = child;
            entered++;
        }
        return child.End;
    }

    /// <summary>No twins: with them j60 ends half as far again from the best known. And the last of the best stays.</summary>
    bool Takes(Member[] others, int k, Member child)
    {
        var (best, holders) = (int.MaxValue, 0);
        foreach (var other in others)
        {
            if (other.End == child.End && other.Key.AsSpan().SequenceEqual(child.Key)) return false;
            if (other.End < best) (best, holders) = (other.End, 1);
            else if (other.End == best) holders++;
        }
        return child.End <= others[k].End || others[k].End > best || holders > 1;
    }

    Member Child(Member father, Member mother, bool backward)
    {
        Cross(father, mother, backward);
        if (!backward)
        {
            var finish = serial.Forward(order, start, end);
            if (site.Plain) return Left(Keep(finish));
            finish = Keep(serial.Improve(finish, start, end));
            return new([.. start], finish);
        }
        var begun = serial.Backward(order, 0, start, end);
        var child = Right(0, begun);
        for (var i = 0; i < start.Length; i++) (start[i], end[i]) = (start[i] - begun, end[i] - begun);
        // Pushed to the right nothing waits for its release.
        for (var i = 0; i < start.Length; i++)
            if (start[i] < site.Release[i]) return child;
        Keep(child.End);
        return child;
    }

    /// <summary>What the father has in a span of days stays as it is; what he has before and after it follows the order of the mother.</summary>
    void Cross(Member father, Member mother, bool backward)
    {
        var span = father.End;
        var kept = span * LeastKept / 100 + rng.Next(span * (MostKept - LeastKept) / 100 + 1);
        var from = rng.Next(span - kept + 1);
        for (var i = 0; i < key.Length; i++)
        {
            var day = father.Key[i];
            (group[i], key[i]) = day < from ? ((byte)0, mother.Key[i]) : day < from + kept ? ((byte)1, day) : ((byte)2, mother.Key[i]);
        }
        serial.Sort(key, group, order, backward);
        if (order.Length < 2 || rng.Next(100) >= Mutated) return;
        for (var n = 0; n < 3; n++)
        {
            var at = rng.Next(order.Length - 1);
            var (one, next) = (order[at], order[at + 1]);
            if (!(backward ? site.After(next) : site.Before(next)).Contains(one)) (order[at], order[at + 1]) = (next, one);
        }
    }

    Member Left(int finish) => site.Plain ? new([.. end.Select(e => finish - e)], finish) : new([.. start], finish);

    Member Right(int finish, int begun) => new([.. start.Select(s => s - begun)], finish - begun);

    int Keep(int finish)
    {
        if (finish >= Best) return finish;
        Best = finish;
        start.CopyTo(BestStart, 0);
        end.CopyTo(BestEnd, 0);
        return finish;
    }

    /// <summary>An order by latest starts: the earliest of them each time, or drawn with a chance that grows with the regret of waiting (Kolisch 1996).</summary>
    void Sample(bool biased)
    {
        var waiting = new int[site.Tasks];
        List<int> open = [];
        for (var i = 0; i < site.Tasks; i++)
            if ((waiting[i] = site.Before(i).Length) == 0) open.Add(i);
        for (var n = 0; n < site.Tasks; n++)
        {
            var pick = 0;
            if (biased)
            {
                var (worst, total) = (0, 0);
                foreach (var i in open) worst = Math.Max(worst, latest[i]);
                foreach (var i in open) total += worst - latest[i] + 1;
                for (var left = rng.Next(total); (left -= worst - latest[open[pick]] + 1) >= 0;) pick++;
            }
            else
                for (var k = 1; k < open.Count; k++)
                    if (latest[open[k]] < latest[open[pick]]) pick = k;
            var task = open[pick];
            open[pick] = open[^1];
            open.RemoveAt(open.Count - 1);
            order[n] = task;
            foreach (var s in site.After(task))
                if (--waiting[s] == 0) open.Add(s);
        }
    }

    /// <summary>Latest start of each task, were the horizon the end and every day worked.</summary>
    static int[] Latest(Site site)
    {
        var latest = new int[site.Tasks];
        for (var i = site.Tasks - 1; i >= 0; i--)
        {
            latest[i] = site.Horizon;
            foreach (var s in site.After(i)) latest[i] = Math.Min(latest[i], latest[s]);
            latest[i] -= site.Duration[i];
        }
        return latest;
    }
}
