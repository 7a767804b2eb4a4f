namespace Renewal.Kernels.Spatial;

/// <summary>An upright box, in degrees or any other plane unit; borders belong to it.</summary>
public readonly record struct Box(double West, double South, double East, double North)
{
    public bool Meets(in Box other) => West <= other.East && other.West <= East && South <= other.North && other.South <= North;

    public static Box Around(double x1, double y1, double x2, double y2) => new(Math.Min(x1, x2), Math.Min(y1, y2), Math.Max(x1, x2), Math.Max(y1, y2));

    public Box With(in Box other) => new(Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));
}

/// <summary>
/// Boxes sorted along Hilbert's curve and packed level by level, sixteen to a node (Kamel and Faloutsos 1993): no pointers, built once in O(n log n), a search
/// reads O(log n + found) nodes. Immutable, so any number of threads may search it.
/// </summary>
public sealed class PackedRTree
{
    const int Fan = 16;

    readonly int[] items;
    /// <summary>Boxes of all levels, items first; where each level starts stands in <see cref="levels"/>.</summary>
    readonly Box[] boxes;
    readonly int[] levels;

    public PackedRTree(ReadOnlySpan<Box> of)
    {
        items = Order(of);
        List<int> starts = [0];
        for (int count = of.Length, at = 0; count > 1;)
        {
            at += count;
            starts.Add(at);
            count = (count + Fan - 1) / Fan;
        }
        levels = [.. starts];
        boxes = new Box[of.Length == 0 ? 0 : levels[^1] + 1];
        for (var i = 0; i < items.Length; i++) boxes[i] = of[items[i]];
        for (var level = 1; level < levels.Length; level++)
        {
            int from = levels[level - 1], to = levels[level];
            for (var i = from; i < to; i += Fan)
            {
                var box = boxes[i];
                for (var j = i + 1; j < Math.Min(i + Fan, to); j++) box = box.With(boxes[j]);
                boxes[to + (i - from) / Fan] = box;
            }
        }
    }

    public int Count => items.Length;

    /// <summary>Numbers of the items whose box meets the given one are put into <paramref name="found"/>, which is emptied first, in the order of the curve.</summary>
    public void Search(in Box box, List<int> found)
    {
        found.Clear();
        if (boxes.Length > 0) Search(box, found, levels.Length - 1, boxes.Length - 1);
    }

    void Search(in Box box, List<int> found, int level, int at)
    {
        if (!boxes[at].Meets(box)) return;
        if (level == 0)
        {
            found.Add(items[at]);
            return;
        }
        int first = levels[level - 1] + (at - levels[level]) * Fan, end = Math.Min(first + Fan, levels[level]);
        for (var i = first; i < end; i++) Search(box, found, level - 1, i);
    }

    static int[] Order(ReadOnlySpan<Box> of)
    {
        var order = new int[of.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (of.Length == 0) return order;
        var all = of[0];
        foreach (var box in of) all = all.With(box);
        var keys = new uint[of.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = Hilbert.Key((of[i].West + of[i].East) / 2, (of[i].South + of[i].North) / 2, all);
        Array.Sort(keys, order);
        return order;
    }
}

/// <summary>Place on Hilbert's curve of order 16 over a box (Skilling 2004): what is near in the plane is mostly near in memory.</summary>
public static class Hilbert
{
    public static uint Key(double x, double y, in Box all) => Key(Cell(x, all.West, all.East), Cell(y, all.South, all.North));

    static uint Cell(double value, double from, double to) => to > from ? (uint)Math.Clamp((value - from) / (to - from) * 65535, 0, 65535) : 0;

    /// <summary>Both coordinates 0 … 65,535.</summary>
    public static uint Key(uint x, uint y)
    {
        uint key = 0;
        for (var side = 1u << 15; side > 0; side >>= 1)
        {
            uint right = (x & side) != 0 ? 1u : 0, up = (y & side) != 0 ? 1u : 0;
            key += side * side * ((3 * right) ^ up);
            if (up != 0) continue;
            if (right != 0) (x, y) = (65535 - x, 65535 - y);
            (x, y) = (y, x);
        }
        return key;
    }
}
