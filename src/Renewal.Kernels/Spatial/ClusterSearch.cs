using System.Numerics;
using System.Runtime.InteropServices;

namespace Renewal.Kernels.Spatial;

/// <summary>
/// The search for <see cref="Clusters"/>: growth of the whole, then one window after the other taken apart and put together anew, then windows packed exactly from the
/// pool. A window costs what its few dozen communities cost, whatever the size of the whole. Not thread-safe.
/// </summary>
sealed class ClusterSearch
{
    /// <summary>Groups kept for each community of the input, on average.</summary>
    const int PoolShare = 30;

    /// <summary>A window of no more communities is put together from all its groups, not from those met.</summary>
    const int Whole = 10;

    readonly ClusterField field;
    readonly ClusterInput input;
    readonly ClusterOptions options;
    readonly IProgress<KernelProgress>? progress;
    readonly CancellationToken stop;
    readonly Rng rng;
    readonly ClusterGroup?[] of;
    readonly ulong[] name;
    readonly Dictionary<ulong, ClusterGroup> pool = [];
    readonly List<ClusterGroup>[] byFirst;
    long cost;

    // The window at work: communities, and the draft each is in (−1: none).
    readonly List<int> window = [];
    readonly int[] inWindow, draft, seen;
    readonly Queue<int> queue = new();
    int stamp;

    public long Iterations { get; private set; }
    public IEnumerable<ClusterGroup> Groups => of.OfType<ClusterGroup>().Distinct();
    public IReadOnlyCollection<ClusterGroup> Pool => pool.Values;

    public ClusterSearch(ClusterField field, ClusterOptions options, IProgress<KernelProgress>? progress, CancellationToken stop)
    {
        (this.field, this.options, this.progress, this.stop) = (field, options, progress, stop);
        input = field.Input;
        var n = input.People.Length;
        rng = new Rng(options.Seed);
        (of, name, byFirst) = (new ClusterGroup?[n], new ulong[n], new List<ClusterGroup>[n]);
        for (var i = 0; i < n; i++) (name[i], byFirst[i]) = (rng.Bits(), []);
        (inWindow, draft, seen) = (new int[n], new int[n], new int[n]);
        cost = input.People.Sum(p => (long)p * input.Uncovered);
    }

    public void Run()
    {
        var n = input.People.Length;
        int[] possible = [.. Enumerable.Range(0, n).Where(i => field.Possible[i])];
        if (possible.Length == 0) return;
        // From one side to the other, part by part, so that no window is the whole map.
        foreach (var i in possible.OrderBy(i => (input.X[i] / (4L * input.Reach + 1), input.Y[i], i)))
        {
            if (stop.IsCancellationRequested) return;
            if (of[i] is not null || Open(i, 1, 400) == 0) continue;
            Adopt(Regrow(noise: 0), slack: 0);
        }

        var rounds = options.Iterations ?? Math.Max(2_000, possible.Length * 10);
        for (var k = 0; k < rounds && !stop.IsCancellationRequested; k++)
        {
            var at = possible[rng.Next(possible.Length)];
            // Where someone is uncovered there is most to gain.
            for (var tries = 0; tries < 8 && of[at] is not null && k % 3 == 0; tries++) at = possible[rng.Next(possible.Length)];
            Open(at, 2 + rng.Next(4), 120);
            var slack = 0.03 * (1 - (double)k / rounds) * rng.Unit();
            Adopt(Regrow(noise: rng.Unit()), slack);
            Iterations++;
            if (k % Math.Max(1, rounds / 100) == 0) progress?.Report(new("improve", k, rounds, cost, null));
        }

        var packs = rounds / 10;
        for (var k = 0; k < packs && !stop.IsCancellationRequested; k++)
        {
            Open(possible[rng.Next(possible.Length)], 4 + rng.Next(8), 128);
            Adopt(Pack(), slack: 0);
            Iterations++;
            if (k % Math.Max(1, packs / 50) == 0) progress?.Report(new("pack", k, packs, cost, null));
        }
    }

    /// <summary>Opens a window around a community: so many groups by nearness on foot, and the uncovered among them. The count of communities in it.</summary>
    int Open(int from, int groups, int most)
    {
        stamp++;
        window.Clear();
        queue.Clear();
        Take(from);
        while (queue.TryDequeue(out var i) && window.Count < most)
            foreach (var j in field.NextOf(i))
            {
                if (inWindow[j] == stamp || !field.Possible[j] || window.Count + (of[j]?.Members.Length ?? 1) > most || of[j] is not null && groups == 0) continue;
                Take(j);
            }
        queue.Clear();
        return window.Count;

        void Take(int i)
        {
            if (of[i] is { } group)
            {
                groups--;
                foreach (var member in group.Members) Add(member);
            }
            else Add(i);
        }

        void Add(int i)
        {
            inWindow[i] = stamp;
            window.Add(i);
            queue.Enqueue(i);
        }
    }

    /// <summary>Puts these groups in place of what the window held, if that costs less, or not much more.</summary>
    /// <param name="slack">share of the present cost of the window by which it may get worse</param>
    void Adopt(List<ClusterGroup> groups, double slack)
    {
        long before = 0, after = 0;
        foreach (var i in window)
        {
            if (of[i] is null) before += (long)input.People[i] * input.Uncovered;
            else if (of[i]!.Members[0] == i) before += of[i]!.Cost;
            after += (long)input.People[i] * input.Uncovered;
        }
        foreach (var group in groups) after += group.Cost - (group.People * input.Uncovered);
        if (after > before + (long)(slack * before)) return;
        cost += after - before;
        foreach (var i in window) of[i] = null;
        foreach (var group in groups)
        {
            Keep(group, always: true);
            foreach (var i in group.Members) of[i] = group;
        }
    }

    void Keep(ClusterGroup group, bool always = false)
    {
        if (!always && pool.Count >= PoolShare * input.People.Length) return;
        ulong key = 0;
        foreach (var i in group.Members) key ^= name[i];
        if (pool.TryAdd(key, group)) byFirst[group.Members[0]].Add(group);
    }

    /// <summary>New groups for the window: grown from seeds by nearness, the left-over joined where it fits, then mended by moves.</summary>
    List<ClusterGroup> Regrow(double noise)
    {
        foreach (var i in window) draft[i] = -1;
        var drafts = new List<List<int>>();
        var dead = new HashSet<int>();
        var order = window.ToArray();
        if (noise > 0) rng.Shuffle(order.AsSpan());
        // Half of the time from the rim, so that no island is left behind.
        if (noise > 0 && rng.Next(2) == 0)
        {
            var from = order[0];
            Array.Sort([.. order.Select(i => -input.Metres(from, i))], order);
        }
        foreach (var seed in order)
        {
            if (draft[seed] >= 0 || dead.Contains(seed)) continue;
            var grown = Grow(seed, drafts.Count, noise, dead);
            if (field.Group(CollectionsMarshal.AsSpan(grown)) is null)
            {
                foreach (var i in grown)
                {
                    draft[i] = -1;
                    dead.Add(i);
                }
                continue;
            }
            drafts.Add(grown);
        }
        var groups = drafts.Select(d => field.Group(CollectionsMarshal.AsSpan(d))!).ToList();
        Mend(drafts, groups, order);
        foreach (var group in groups) Keep(group);
        return groups;
    }

    List<int> Grow(int seed, int number, double noise, HashSet<int> dead)
    {
        List<int> grown = [seed];
        draft[seed] = number;
        long people = input.People[seed], x = (long)input.X[seed] * Math.Max(1, people), y = (long)input.Y[seed] * Math.Max(1, people), mass = Math.Max(1, people);
        var skew = rng.Unit();
        var have = field.Share([seed]);
        var enough = input.Least + (long)(noise * skew * skew * (input.Most - input.Least));
        // Around its middle, which keeps it round, or around the seed, which may be the only member that reaches all others.
        var fromSeed = noise > 0 && rng.Next(2) == 0;
        while (people < enough)
        {
            var (chosen, nearest) = (-1, double.MaxValue);
            var (cx, cy) = fromSeed ? (input.X[seed], input.Y[seed]) : ((double)x / mass, (double)y / mass);
            foreach (var i in grown)
                foreach (var j in field.NextOf(i))
                {
                    if (inWindow[j] != stamp || draft[j] >= 0 || dead.Contains(j) || people + input.People[j] > input.Most) continue;
                    var far = Math.Sqrt(((input.X[j] - cx) * (input.X[j] - cx)) + ((input.Y[j] - cy) * (input.Y[j] - cy)));
                    if (far > input.Reach) continue;
                    if (noise > 0) far *= 1 + (4 * noise * noise * rng.Unit());
                    // A facility the others lack saves each of them a way.
                    if (input.Facilities is { } facilities) far -= 2 * noise * rng.Unit() * input.Lacking(~(facilities[j] & ~have), 1);
                    if (far < nearest) (chosen, nearest) = (j, far);
                }
            if (chosen < 0) break;
            draft[chosen] = number;
            grown.Add(chosen);
            people += input.People[chosen];
            have |= field.Share([chosen]);
            var w = Math.Max(1, input.People[chosen]);
            (x, y, mass) = (x + ((long)input.X[chosen] * w), y + ((long)input.Y[chosen] * w), mass + w);
        }
        return grown;
    }

    /// <summary>Moves single communities between neighbouring drafts, and the uncovered into them, while that costs less and both stay connected.</summary>
    void Mend(List<List<int>> drafts, List<ClusterGroup> groups, int[] order)
    {
        var without = new List<int>();
        var with = new List<int>();
        for (var (round, moved) = (0, true); moved && round < 6 && !stop.IsCancellationRequested; round++)
        {
            moved = false;
            foreach (var i in order)
            {
                var from = draft[i];
                ClusterGroup? rest = null;
                if (from >= 0)
                {
                    if (groups[from].People - input.People[i] < input.Least || !ConnectedWithout(drafts[from], i)) continue;
                    without.Clear();
                    foreach (var j in drafts[from])
                        if (j != i) without.Add(j);
                    rest = field.Group(CollectionsMarshal.AsSpan(without));
                    if (rest is null) continue;
                }
                var (target, best, joined) = (-1, 0L, (ClusterGroup?)null);
                var freed = from >= 0 ? groups[from].Cost - rest!.Cost : (long)input.People[i] * input.Uncovered;
                foreach (var j in field.NextOf(i))
                {
                    if (inWindow[j] != stamp || draft[j] is var to && (to < 0 || to == from || to == target) || groups[to].People + input.People[i] > input.Most) continue;
                    with.Clear();
                    with.AddRange(drafts[to]);
                    with.Add(i);
                    if (field.Group(CollectionsMarshal.AsSpan(with)) is not { } bigger) continue;
                    if (freed - (bigger.Cost - groups[to].Cost) is var gain && gain > best) (target, best, joined) = (to, gain, bigger);
                }
                if (target < 0) continue;
                if (from >= 0)
                {
                    drafts[from].Remove(i);
                    groups[from] = rest!;
                }
                drafts[target].Add(i);
                groups[target] = joined!;
                draft[i] = target;
                moved = true;
            }
        }
    }

    int walk;

    /// <summary>Whether the draft stays in one piece without i: only the neighbours of i within it have to find each other.</summary>
    bool ConnectedWithout(List<int> members, int i)
    {
        if (members.Count <= 2) return members.Count == 2;
        walk++;
        var (first, missing) = (-1, 0);
        foreach (var j in field.NextOf(i))
            if (inWindow[j] == stamp && draft[j] == draft[i])
            {
                if (first < 0) first = j;
                else missing++;
            }
        if (missing == 0) return true;
        seen[i] = seen[first] = walk;
        queue.Clear();
        queue.Enqueue(first);
        while (queue.TryDequeue(out var j))
            foreach (var k in field.NextOf(j))
            {
                if (seen[k] == walk || inWindow[k] != stamp || draft[k] != draft[i]) continue;
                seen[k] = walk;
                if (field.NextOf(i).BinarySearch(k) >= 0 && --missing == 0) return true;
                queue.Enqueue(k);
            }
        return false;
    }

    readonly struct Column(ClusterGroup group, UInt128 mask, long profit)
    {
        public readonly ClusterGroup Group = group;
        public readonly UInt128 Mask = mask;
        public readonly long Profit = profit;
    }

    /// <summary>The best selection for the window from the pool, by branch and bound over its communities: what each could bring at best bounds the rest.</summary>
    List<ClusterGroup> Pack()
    {
        if (window.Count <= Whole) return PackWhole();
        // One bit for each community of the window; a single group of more is left as it is.
        if (window.Count > 128) return [.. window.Select(i => of[i]).OfType<ClusterGroup>().Distinct()];
        window.Sort();
        var place = new Dictionary<int, int>();
        for (var k = 0; k < window.Count; k++) place[window[k]] = k;
        // Columns by their first community, the most profitable first.
        var columns = new Column[window.Count][];
        var share = new double[window.Count + 1];
        List<Column> list = [];
        for (var k = 0; k < window.Count; k++)
        {
            list.Clear();
            foreach (var group in byFirst[window[k]])
            {
                UInt128 mask = 0;
                var inside = true;
                foreach (var i in group.Members)
                {
                    if (inWindow[i] != stamp)
                    {
                        inside = false;
                        break;
                    }
                    mask |= UInt128.One << place[i];
                }
                var profit = (group.People * input.Uncovered) - group.Cost;
                if (inside && profit > 0) list.Add(new(group, mask, profit));
            }
            foreach (var column in list)
                foreach (var i in column.Group.Members) share[place[i]] = Math.Max(share[place[i]], (double)column.Profit * input.People[i] / column.Group.People);
            columns[k] = [.. list.OrderByDescending(c => (double)c.Profit / c.Group.People).ThenBy(c => c.Group.Centre).Take(40)];
        }
        long best = 0;
        List<ClusterGroup> chosen = [];
        // What is there already is the one to beat.
        foreach (var i in window)
            if (of[i] is { } group && group.Members[0] == i)
            {
                best += (group.People * input.Uncovered) - group.Cost;
                chosen.Add(group);
            }
        var stack = new List<ClusterGroup>();
        var nodes = 0;
        Branch(0, 0, 0, share.Sum());
        return chosen;

        void Branch(int k, UInt128 used, long profit, double rest)
        {
            if (profit > best)
            {
                best = profit;
                chosen = [.. stack];
            }
            while (k < window.Count && (used >> k & 1) == 1) k++;
            if (k == window.Count || profit + rest <= best + 0.5 || ++nodes > 3_000) return;
            foreach (var column in columns[k])
            {
                if ((column.Mask & used) != 0) continue;
                var left = rest;
                foreach (var i in column.Group.Members) left -= share[place[i]];
                stack.Add(column.Group);
                Branch(k + 1, used | column.Mask, profit + column.Profit, left);
                stack.RemoveAt(stack.Count - 1);
            }
            Branch(k + 1, used, profit, rest - share[k]);
        }
    }

    /// <summary>The best selection for a small window from all its connected groups: by the group of the first community that is left, over all sets of communities.</summary>
    List<ClusterGroup> PackWhole()
    {
        var n = window.Count;
        var next = new int[n];
        for (var a = 0; a < n; a++)
            for (var b = 0; b < n; b++)
                if (field.NextOf(window[a]).BinarySearch(window[b]) >= 0) next[a] |= 1 << b;
        var groups = new ClusterGroup?[1 << n];
        var profit = new long[1 << n];
        var taken = new int[1 << n];
        for (var set = 1; set < 1 << n; set++)
        {
            var (reached, added) = (0, set & -set);
            while (added != 0)
            {
                reached |= added;
                var around = 0;
                for (var rest = added; rest != 0; rest &= rest - 1) around |= next[BitOperations.TrailingZeroCount(rest)];
                added = around & set & ~reached;
            }
            if (reached == set) groups[set] = field.Group([.. window.Where((_, k) => (set >> k & 1) == 1)]);
            var first = set & -set;
            profit[set] = profit[set ^ first];
            for (var part = set; part > 0; part = (part - 1) & set)
                if ((part & first) != 0 && groups[part] is { } group && (group.People * input.Uncovered) - group.Cost + profit[set ^ part] is var p && p > profit[set]) (profit[set], taken[set]) = (p, part);
        }
        var chosen = new List<ClusterGroup>();
        for (var set = (1 << n) - 1; set > 0;)
        {
            if (taken[set] != 0) chosen.Add(groups[taken[set]]!);
            set ^= taken[set] != 0 ? taken[set] : set & -set;
        }
        return chosen;
    }
}
