namespace Renewal.Kernels.Sequencing;

/// <param name="End">no schedule is done before this day (in days of the site)</param>
/// <param name="Cut">cancelled before all was tried; the bound still holds</param>
readonly record struct LeastEnd(int End, string By, bool Cut);

/// <summary>
/// Destructive lower bound (Klein and Scholl 1999): the longest of the critical path, and the first end that cannot be refuted by windows of time that pairs
/// of tasks narrow which cannot run together, or by more work in an interval than there are hands (Baptiste, Le Pape and Nuijten 1999).
/// O(tasks² · resources) an interval of days tried, for each of about log₂(end) ends.
/// </summary>
static class ConstructionBound
{
    /// <summary>Past this many tasks work that may shift is left out: O(tasks³) would outlast the search.</summary>
    const int MostShifting = 200;

    public static LeastEnd Prove(Site site, int best, CancellationToken stop)
    {
        var early = Early(site);
        var path = 0;
        for (var i = 0; i < site.Tasks; i++) path = Math.Max(path, Done(site, i, early[i]));
        var (low, high, cut) = (path, best, false);
        // An end that is refuted refutes all sooner ones.
        while (low < high)
        {
            if (stop.IsCancellationRequested) { cut = true; break; }
            var middle = low + (high - low) / 2;
            if (Refuted(site, early, middle)) low = middle + 1;
            else high = middle;
        }
        return new(low, low == path ? "关键线路" : "时间窗与资源能量推理", cut);
    }

    /// <summary>Day on which a task is done that begins on or after a day.</summary>
    static int Done(Site site, int task, int from)
    {
        if (site.Duration[task] == 0) return from;
        var days = site.Days(task);
        return days.Day(days.NumberFrom(from) + site.Duration[task] - 1) + 1;
    }

    /// <summary>Last day on which a task can begin that must be done before a day; negative if it cannot.</summary>
    static int Begun(Site site, int task, int before)
    {
        if (site.Duration[task] == 0) return before;
        if (before <= 0) return -1;
        var days = site.Days(task);
        var first = days.NumberFrom(before) - site.Duration[task];
        return first < 0 ? -1 : days.Day(first);
    }

    static int[] Early(Site site)
    {
        var early = new int[site.Tasks];
        for (var i = 0; i < site.Tasks; i++)
        {
            early[i] = site.Release[i];
            foreach (var p in site.Before(i)) early[i] = Math.Max(early[i], Done(site, p, early[p]));
        }
        return early;
    }

    static bool Refuted(Site site, int[] atFirst, int end)
    {
        var early = (int[])atFirst.Clone();
        var late = new int[site.Tasks]; // must be done before
        Array.Fill(late, end);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < site.Tasks; i++)
                foreach (var p in site.Before(i)) Later(i, Done(site, p, early[p]));
            for (var i = site.Tasks - 1; i >= 0; i--)
                foreach (var s in site.After(i)) Sooner(i, Begun(site, s, late[s]));
            for (var i = 0; i < site.Tasks; i++)
                if (Done(site, i, early[i]) > late[i]) return true;
            foreach (var (i, j) in site.Apart)
            {
                // Of two that cannot run together one is first; where the one cannot be, the other is.
                bool first = Done(site, i, early[i]) <= Begun(site, j, late[j]), second = Done(site, j, early[j]) <= Begun(site, i, late[i]);
                if (!first && !second) return true;
                if (!second) { Later(j, Done(site, i, early[i])); Sooner(i, Begun(site, j, late[j])); }
                if (!first) { Later(i, Done(site, j, early[j])); Sooner(j, Begun(site, i, late[i])); }
            }
            void Later(int i, int day)
            {
                if (day <= early[i]) return;
                early[i] = day;
                changed = true;
            }
            void Sooner(int i, int day)
            {
                if (day >= late[i]) return;
                late[i] = day;
                changed = true;
            }
        }
        return Overfull(site, early, late);
    }

    /// <summary>Whether some resource has more work in some interval than it has units: work that cannot leave the interval however its task is shifted.</summary>
    static bool Overfull(Site site, int[] early, int[] late)
    {
        var from = early.Distinct().Order().ToArray();
        var to = late.Distinct().Order().ToArray();
        var shifting = site.Plain && site.Tasks <= MostShifting;
        for (var r = 0; r < site.Resources; r++)
        {
            var users = Enumerable.Range(0, site.Tasks).Where(i => site.Need[i][r] > 0 && site.Duration[i] > 0).OrderBy(i => late[i]).ToArray();
            if (users.Length == 0) continue;
            foreach (var a in from)
            {
                long within = 0;
                var next = 0;
                foreach (var b in to)
                {
                    if (b <= a) continue;
                    var room = (long)site.Capacity[r] * (b - a);
                    long work = 0;
                    if (shifting)
                        foreach (var i in users)
                        {
                            // Pushed wholly to the left and wholly to the right: what of it stays inside at least.
                            var days = Math.Min(Math.Min(site.Duration[i], b - a), Math.Min(early[i] + site.Duration[i] - a, b - late[i] + site.Duration[i]));
                            if (days > 0) work += (long)days * site.Need[i][r];
                        }
                    else
                    {
                        for (; next < users.Length && late[users[next]] <= b; next++)
                            if (early[users[next]] >= a) within += (long)site.Duration[users[next]] * site.Need[users[next]][r];
                        work = within;
                    }
                    if (work > room) return true;
                }
            }
        }
        return false;
    }
}
