namespace Renewal.Kernels.Planning;

/// <summary>
/// Whether the sources can pay: an exact maximum flow source → tap → (county, year, class) in whole fen, kept up to date as needs come and go.
/// A need that grows is met by shortest augmenting paths (Edmonds and Karp 1972) from where the last flow stands; one that shrinks gives its flow back.
/// A failed <see cref="Add"/> leaves the flow as a valid one. O(arcs) for each path. Not thread-safe.
/// </summary>
sealed class MoneyFlow
{
    readonly long[] sourceFree, tapFree, tapUse, flow;
    readonly int[] tapSource, arcTap, arcNeed, needFrom, tapFrom, tapArc, sourceFrom, sourceTap;
    // A search walks backwards from the need: nodes are needs, then taps, then sources.
    readonly int[] seen, parent, via, queue;
    readonly int needs, taps;
    int round;

    public MoneyFlow(Programme p)
    {
        (needs, taps) = (p.Demands, p.Taps);
        (sourceFree, tapFree, tapUse, tapSource) = ([.. p.SourceAmount], [.. p.TapLimit], new long[taps], p.TapSource);
        List<int> arcs = [], ends = [];
        needFrom = new int[needs + 1];
        for (var k = 0; k < p.Counties; k++)
            for (var y = 0; y < p.Years; y++)
                for (var e = 0; e < p.Classes; e++)
                {
                    for (var t = 0; t < taps; t++)
                        if (p.Pays(t, k, y, e)) { arcs.Add(t); ends.Add(p.Demand(k, y, e)); }
                    needFrom[p.Demand(k, y, e) + 1] = arcs.Count;
                }
        (arcTap, arcNeed, flow) = ([.. arcs], [.. ends], new long[arcs.Count]);
        (tapFrom, tapArc) = Group(arcTap, taps);
        (sourceFrom, sourceTap) = Group(tapSource, p.SourceAmount.Length);
        var nodes = needs + taps + p.SourceAmount.Length;
        (seen, parent, via, queue) = (new int[nodes], new int[nodes], new int[nodes], new int[nodes]);
    }

    static (int[] From, int[] Items) Group(int[] keys, int groups)
    {
        var from = new int[groups + 1];
        foreach (var k in keys) from[k + 1]++;
        for (var g = 0; g < groups; g++) from[g + 1] += from[g];
        int[] at = [.. from], items = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++) items[at[keys[i]]++] = i;
        return (from, items);
    }

    public int Arcs => flow.Length;
    public int ArcTap(int arc) => arcTap[arc];
    public int ArcNeed(int arc) => arcNeed[arc];
    public long Flow(int arc) => flow[arc];
    public bool Reached(int need) => needFrom[need + 1] > needFrom[need];
    public ReadOnlySpan<int> TapsOf(int need) => arcTap.AsSpan(needFrom[need], needFrom[need + 1] - needFrom[need]);

    /// <summary>Meets <paramref name="amount"/> more of a need.</summary>
    /// <returns>false if the sources cannot; the need is then as before</returns>
    public bool Add(int need, long amount)
    {
        var left = amount;
        for (var a = needFrom[need]; a < needFrom[need + 1] && left > 0; a++)
        {
            var t = arcTap[a];
            if (Math.Min(Math.Min(tapFree[t], sourceFree[tapSource[t]]), left) is > 0 and var push) { Take(a, push); left -= push; }
        }
        while (left > 0)
        {
            var push = Augment(need, left);
            if (push == 0)
            {
                Remove(need, amount - left);
                return false;
            }
            left -= push;
        }
        return true;
    }

    /// <summary>Gives back <paramref name="amount"/> of a need that is met.</summary>
    public void Remove(int need, long amount)
    {
        for (var a = needFrom[need]; a < needFrom[need + 1] && amount > 0; a++)
            if (Math.Min(flow[a], amount) is > 0 and var back) { Take(a, -back); amount -= back; }
        if (amount != 0) throw new InvalidOperationException("more given back than was met");
    }

    void Take(int arc, long amount)
    {
        var t = arcTap[arc];
        flow[arc] += amount;
        tapUse[t] += amount;
        if (tapFree[t] != Programme.None) tapFree[t] -= amount;
        if (sourceFree[tapSource[t]] != Programme.None) sourceFree[tapSource[t]] -= amount;
    }

    long Augment(int need, long want)
    {
        round++;
        int head = 0, tail = 0, end = -1;
        Visit(need, -1, -1);
        while (head < tail && end < 0)
        {
            var node = queue[head++];
            if (node < needs)
            {
                for (var a = needFrom[node]; a < needFrom[node + 1]; a++) Visit(needs + arcTap[a], node, a);
            }
            else if (node < needs + taps)
            {
                var t = node - needs;
                if (tapFree[t] > 0)
                {
                    Visit(needs + taps + tapSource[t], node, -1);
                    if (sourceFree[tapSource[t]] > 0) end = needs + taps + tapSource[t];
                }
                // Money of this tap that serves another need, should that need find some elsewhere.
                for (var k = tapFrom[t]; k < tapFrom[t + 1] && tapUse[t] > 0; k++)
                    if (flow[tapArc[k]] > 0) Visit(arcNeed[tapArc[k]], node, tapArc[k]);
            }
            else
            {
                var s = node - needs - taps;
                for (var k = sourceFrom[s]; k < sourceFrom[s + 1]; k++)
                    if (tapUse[sourceTap[k]] > 0) Visit(needs + sourceTap[k], node, -1);
            }
        }
        if (end < 0) return 0;
        var push = Math.Min(want, sourceFree[end - needs - taps]);
        for (var v = end; v != need; v = parent[v])
        {
            var u = parent[v];
            if (u >= needs && u < needs + taps) push = Math.Min(push, v < needs ? flow[via[v]] : tapFree[u - needs]);
            else if (u >= needs + taps) push = Math.Min(push, tapUse[v - needs]);
        }
        if (sourceFree[end - needs - taps] != Programme.None) sourceFree[end - needs - taps] -= push;
        for (var v = end; v != need; v = parent[v])
        {
            var u = parent[v];
            if (u < needs) flow[via[v]] += push;
            else if (u < needs + taps)
            {
                if (v < needs) flow[via[v]] -= push;
                else Draw(u - needs, push);
            }
            else Draw(v - needs, -push);
        }
        return push;

        void Visit(int node, int from, int arc)
        {
            if (seen[node] == round) return;
            (seen[node], parent[node], via[node]) = (round, from, arc);
            queue[tail++] = node;
        }
        void Draw(int t, long amount)
        {
            tapUse[t] += amount;
            if (tapFree[t] != Programme.None) tapFree[t] -= amount;
        }
    }
}
