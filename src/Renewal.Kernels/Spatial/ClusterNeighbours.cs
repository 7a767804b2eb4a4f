namespace Renewal.Kernels.Spatial;

/// <summary>Which communities are neighbours: near enough, and no river, railway or wall between their points. Exact in whole metres; O(n × points nearby), and for
/// each pair the barriers of the cells it passes. Thread-safe.</summary>
public static class ClusterNeighbours
{
    /// <param name="metres">between the points, at most</param>
    /// <param name="barriers">lines of points; touching one is crossing it</param>
    public static (int One, int Other)[] Find(int[] x, int[] y, int metres, IReadOnlyList<(int X, int Y)[]> barriers)
    {
        if (x.Length != y.Length) throw new BadInput("小区 communities", -1, "各列行数不一致");
        if (metres < 1) throw new BadInput("限制 limits", -1, "相邻距离须为正");
        var cells = new Dictionary<(int, int), List<int>>();
        (int, int) Cell(int px, int py) => ((int)Math.Floor((double)px / metres), (int)Math.Floor((double)py / metres));
        for (var i = 0; i < x.Length; i++) At(cells, Cell(x[i], y[i])).Add(i);
        var walls = new Dictionary<(int, int), List<(int X1, int Y1, int X2, int Y2)>>();
        foreach (var line in barriers)
            for (var k = 1; k < line.Length; k++)
            {
                var (from, to) = (line[k - 1], line[k]);
                var (low, high) = (Cell(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y)), Cell(Math.Max(from.X, to.X), Math.Max(from.Y, to.Y)));
                for (var cx = low.Item1; cx <= high.Item1; cx++)
                    for (var cy = low.Item2; cy <= high.Item2; cy++) At(walls, (cx, cy)).Add((from.X, from.Y, to.X, to.Y));
            }

        var pairs = new List<(int, int)>();
        for (var i = 0; i < x.Length; i++)
        {
            var (cx, cy) = Cell(x[i], y[i]);
            for (var dx = -1; dx <= 1; dx++)
                for (var dy = -1; dy <= 1; dy++)
                    if (cells.TryGetValue((cx + dx, cy + dy), out var near))
                        foreach (var j in near)
                        {
                            long ax = x[j] - x[i], ay = y[j] - y[i];
                            if (j > i && (ax * ax) + (ay * ay) <= (long)metres * metres && !Walled(i, j)) pairs.Add((i, j));
                        }
        }
        pairs.Sort();
        return [.. pairs];

        bool Walled(int i, int j)
        {
            var (low, high) = (Cell(Math.Min(x[i], x[j]), Math.Min(y[i], y[j])), Cell(Math.Max(x[i], x[j]), Math.Max(y[i], y[j])));
            for (var cx = low.Item1; cx <= high.Item1; cx++)
                for (var cy = low.Item2; cy <= high.Item2; cy++)
                    if (walls.TryGetValue((cx, cy), out var here) && here.Any(w => Cross(x[i], y[i], x[j], y[j], w.X1, w.Y1, w.X2, w.Y2))) return true;
            return false;
        }
    }

    static List<T> At<T>(Dictionary<(int, int), List<T>> cells, (int, int) cell)
    {
        if (!cells.TryGetValue(cell, out var list)) cells[cell] = list = [];
        return list;
    }

    static bool Cross(int ax, int ay, int bx, int by, int cx, int cy, int dx, int dy)
    {
        if (Math.Max(ax, bx) < Math.Min(cx, dx) || Math.Max(cx, dx) < Math.Min(ax, bx) || Math.Max(ay, by) < Math.Min(cy, dy) || Math.Max(cy, dy) < Math.Min(ay, by)) return false;
        static int Side(long ax, long ay, long bx, long by, long px, long py) => Math.Sign(((bx - ax) * (py - ay)) - ((by - ay) * (px - ax)));
        return Side(ax, ay, bx, by, cx, cy) * Side(ax, ay, bx, by, dx, dy) <= 0 && Side(cx, cy, dx, dy, ax, ay) * Side(cx, cy, dx, dy, bx, by) <= 0;
    }
}
