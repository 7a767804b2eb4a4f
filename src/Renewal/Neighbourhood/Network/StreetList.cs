using Renewal.Kernels.Spatial;

namespace Renewal.Neighbourhood.Network;

/// <summary>Collects streets and barriers while a file is read. Nodes are told apart by a key: an id of the map, or their coordinates.</summary>
sealed class StreetList<TKey> where TKey : notnull
{
    readonly Dictionary<TKey, int> numbers = [];
    readonly List<double> longitude = [], latitude = [];
    readonly List<int> from = [], to = [], length = [];
    readonly List<bool> passes = [];
    readonly List<BarrierLine> barriers = [];

    /// <summary>The node of a key, made if there is none yet.</summary>
    public int Node(TKey key, double lon, double lat)
    {
        if (numbers.TryGetValue(key, out var number)) return number;
        return numbers[key] = Node(lon, lat);
    }

    /// <summary>A node that nothing else ends on.</summary>
    public int Node(double lon, double lat)
    {
        longitude.Add(lon);
        latitude.Add(lat);
        return longitude.Count - 1;
    }

    /// <param name="millimetres">0: as far as the ends are apart</param>
    /// <param name="over">it passes over or under barriers</param>
    public void Street(int a, int b, int millimetres, bool over)
    {
        from.Add(a);
        to.Add(b);
        length.Add(millimetres);
        passes.Add(over);
    }

    public void Barrier(double lon1, double lat1, double lon2, double lat2) => barriers.Add(new(lon1, lat1, lon2, lat2));

    public Streets Streets() => new([.. longitude], [.. latitude], [.. from], [.. to]) { Length = [.. length], Passes = [.. passes], Barriers = barriers };
}
