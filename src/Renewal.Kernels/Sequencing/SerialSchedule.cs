using System.Numerics;

namespace Renewal.Kernels.Sequencing;

/// <summary>
/// Serial schedule generation (Kelley 1963): tasks in a given order, each at the first day on which its predecessors are done and its people and machines are
/// free on every day it is worked. Forward from day 0, or backward from an end, which is the same on mirrored days.
/// <para>
/// The free amounts of a day lie side by side in 16-bit lanes, four to a word, the top bit of each lane set: one subtraction and one mask tell whether a task
/// fits on a day. A task is tried from its last day backward, so that one full day moves it past itself and no day is looked at twice.
/// </para>
/// Costs O(tasks · days looked at). Not thread-safe: one for each thread.
/// </summary>
sealed class SerialSchedule
{
    /// <summary>Lanes a word has, and the largest amount that a lane holds.</summary>
    const int Lanes = 4;
    public const int MostUnits = short.MaxValue;
    const ulong Guard = 0x8000_8000_8000_8000;

    readonly Site site;
    readonly int words;
    readonly ulong[] need; // need[word · tasks + task]
    readonly ulong[] full;
    readonly ulong[] free; // free[word · horizon + day]
    readonly int[] count;
    readonly int[] sorted;

    public SerialSchedule(Site site)
    {
        this.site = site;
        words = (site.Resources + Lanes - 1) / Lanes;
        need = new ulong[words * site.Tasks];
        full = new ulong[words];
        for (var r = 0; r < site.Resources; r++)
        {
            var (word, shift) = (r / Lanes, r % Lanes * 16);
            full[word] |= (ulong)site.Capacity[r] << shift;
            for (var i = 0; i < site.Tasks; i++) need[word * site.Tasks + i] |= (ulong)site.Need[i][r] << shift;
        }
        free = new ulong[words * site.Horizon];
        count = new int[3 * site.Horizon + 4];
        sorted = new int[site.Tasks];
    }

    /// <summary>Schedules made since the start: what a run counts.</summary>
    public long Made { get; private set; }

    /// <summary>Fills <paramref name="start"/> and <paramref name="end"/> (first day after) from an order that names every task after its predecessors; the last end.</summary>
    public int Forward(ReadOnlySpan<int> order, int[] start, int[] end)
    {
        Made++;
        Clear(0);
        var last = 0;
        foreach (var i in order)
        {
            var from = site.Release[i];
            foreach (var p in site.Before(i)) from = Math.Max(from, end[p]);
            (start[i], end[i]) = Place(i, from, site.Days(i));
            last = Math.Max(last, end[i]);
        }
        return last;
    }

    /// <summary>
    /// As late as can be before <paramref name="finish"/>, from an order that names every task after its successors. In place of an order by descending ends of a
    /// schedule that finishes then, no task comes out earlier (Valls, Ballestín and Quintanilla 2005), so that releases hold too. The first start.
    /// </summary>
    public int Backward(ReadOnlySpan<int> order, int finish, int[] start, int[] end)
    {
        Made++;
        // With days off the mirror stands at the horizon, so that a mirrored calendar is made once; without, at the finish, where the profile begins at 0.
        var mirror = site.Plain ? finish : site.Horizon;
        var origin = mirror - finish;
        Clear(origin);
        var first = finish;
        foreach (var i in order)
        {
            var from = origin;
            foreach (var s in site.After(i)) from = Math.Max(from, mirror - start[s]);
            var (a, b) = Place(i, from, site.MirroredDays(i));
            (start[i], end[i]) = (mirror - b, mirror - a);
            first = Math.Min(first, start[i]);
        }
        return first;
    }

    /// <summary>
    /// Tasks by ascending key, those of equal key by their own number, which follows precedence. <paramref name="group"/> (0, 1, 2), if given, goes before the key.
    /// </summary>
    public void Sort(ReadOnlySpan<int> key, ReadOnlySpan<byte> group, int[] order, bool backward = false)
    {
        var width = site.Horizon + 1;
        var groups = group.IsEmpty ? 1 : 3;
        var counts = count.AsSpan(0, groups * width + 1);
        counts.Clear();
        for (var i = 0; i < order.Length; i++) counts[Slot(key, group, i, width) + 1]++;
        for (var k = 1; k < counts.Length; k++) counts[k] += counts[k - 1];
        if (backward)
            for (var i = order.Length - 1; i >= 0; i--) order[counts[Slot(key, group, i, width)]++] = i;
        else
            for (var i = 0; i < order.Length; i++) order[counts[Slot(key, group, i, width)]++] = i;

        static int Slot(ReadOnlySpan<int> key, ReadOnlySpan<byte> group, int i, int width) => group.IsEmpty ? key[i] : group[i] * width + key[i];
    }

    /// <summary>Backward from the finish in order of descending ends, then forward in order of ascending starts: never longer. The last end.</summary>
    public int Improve(int finish, int[] start, int[] end)
    {
        SortDown(end, sorted);
        Backward(sorted, finish, start, end);
        Sort(start, [], sorted);
        return Forward(sorted, start, end);
    }

    /// <summary>By descending key; of equal keys the later number first.</summary>
    public void SortDown(ReadOnlySpan<int> key, int[] order)
    {
        Sort(key, [], order);
        Array.Reverse(order);
    }

    void Clear(int from)
    {
        for (var w = 0; w < words; w++) free.AsSpan(w * site.Horizon + from, site.Horizon - from).Fill(full[w] | Guard);
    }

    (int Start, int End) Place(int task, int from, Workdays days)
    {
        var length = site.Duration[task];
        if (length == 0) return (from, from);
        var t = days.NumberFrom(from);
        if (site.Needy[task])
        {
            for (var seen = t; ;)
            {
                var day = t + length - 1;
                while (day >= seen && Fits(task, days.Day(day))) day--;
                if (day < seen) break;
                (seen, t) = (t + length, day + 1);
            }
            for (var w = 0; w < words; w++)
            {
                var (amount, at) = (need[w * site.Tasks + task], w * site.Horizon);
                if (amount != 0)
                    for (var k = t; k < t + length; k++) free[at + days.Day(k)] -= amount;
            }
        }
        return (days.Day(t), days.Day(t + length - 1) + 1);
    }

    bool Fits(int task, int day)
    {
        for (var w = 0; w < words; w++)
            if ((free[w * site.Horizon + day] - need[w * site.Tasks + task] & Guard) != Guard) return false;
        return true;
    }
}

/// <summary>The days a task is worked on, numbered: without a calendar the n-th working day is day n.</summary>
readonly struct Workdays(int[]? day, int[]? numberFrom)
{
    /// <summary>Day of the n-th working day.</summary>
    public int Day(int n) => day is null ? n : day[n];

    /// <summary>Number of the first working day on or after a day.</summary>
    public int NumberFrom(int on) => numberFrom is null ? on : numberFrom[on];
}
