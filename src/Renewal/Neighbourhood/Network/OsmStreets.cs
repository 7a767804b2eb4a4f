using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;
using Renewal.Foundation;
using Renewal.Kernels.Spatial;

namespace Renewal.Neighbourhood.Network;

/// <summary>
/// Streets for walkers from an OpenStreetMap extract (.osm.pbf). Two passes: ways, then the nodes they need. Ends that the extract cuts off are left out.
/// </summary>
static class OsmStreets
{
    static readonly HashSet<string> walked =
    [
        "footway", "pedestrian", "path", "steps", "living_street", "residential", "service", "track", "unclassified", "road", "corridor", "cycleway", "bridleway", "crossing",
        "tertiary", "tertiary_link", "secondary", "secondary_link", "primary", "primary_link", "trunk", "trunk_link",
    ];

    static readonly HashSet<string> walls = ["wall", "fence", "city_wall", "retaining_wall", "hedge", "guard_rail"], rails = ["rail", "light_rail", "narrow_gauge", "subway"],
        waters = ["river", "canal", "riverbank", "dock"];

    /// <exception cref="RuleBroken">network.osm: the file is no extract</exception>
    public static Streets Read(Stream pbf, CancellationToken stop = default)
    {
        try { return ReadAll(pbf, stop); }
        catch (Exception broken) when (broken is not (OperationCanceledException or RuleBroken))
        {
            throw new RuleBroken("network.osm", $"读不懂这个文件：它应是 OpenStreetMap 的 .osm.pbf 文件（{broken.Message}）。");
        }
    }

    static Streets ReadAll(Stream pbf, CancellationToken stop)
    {
        List<(long[] Nodes, bool Over)> streets = [];
        List<long[]> barriers = [];
        Dictionary<long, (double Lon, double Lat)> needed = [];
        HashSet<long> closed = [];
        foreach (var item in new PBFOsmStreamSource(pbf))
        {
            stop.ThrowIfCancellationRequested();
            if (item is Node { Id: { } id, Tags: { } tags } && Closed(tags)) closed.Add(id);
            if (item is not Way { Nodes.Length: > 1, Tags: { } of } way) continue;
            if (Walked(of)) streets.Add((way.Nodes, Over(of)));
            else if (Bars(of)) barriers.Add(way.Nodes);
            else continue;
            foreach (var node in way.Nodes) needed[node] = (double.NaN, double.NaN);
        }
        pbf.Position = 0;
        foreach (var item in new PBFOsmStreamSource(pbf))
        {
            stop.ThrowIfCancellationRequested();
            if (item is Way) break; // nodes come first
            if (item is Node { Id: { } id, Longitude: { } lon, Latitude: { } lat } && needed.ContainsKey(id)) needed[id] = (lon, lat);
        }

        var list = new StreetList<long>();
        foreach (var (nodes, over) in streets)
        {
            var before = -1;
            foreach (var node in nodes)
            {
                var (lon, lat) = needed[node];
                // Whoever comes to a closed gate stands before it: every street that ends there gets a node of its own.
                var now = double.IsNaN(lon) ? -1 : closed.Contains(node) ? list.Node(lon, lat) : list.Node(node, lon, lat);
                if (before >= 0 && now >= 0) list.Street(before, now, 0, over);
                before = now >= 0 && closed.Contains(node) ? list.Node(lon, lat) : now;
            }
        }
        foreach (var nodes in barriers)
            foreach (var (a, b) in nodes.Zip(nodes.Skip(1)).Select(n => (needed[n.First], needed[n.Second])))
                if (!double.IsNaN(a.Lon) && !double.IsNaN(b.Lon)) list.Barrier(a.Lon, a.Lat, b.Lon, b.Lat);
        return list.Streets();
    }

    /// <summary>What the map says of walkers goes before what it says of everybody. Private ways are walked: most are inside the compounds whose residents are asked about.</summary>
    public static bool Walked(TagsCollectionBase tags) => Of(tags, "highway") is { } kind && kind is not ("construction" or "proposed" or "raceway" or "abandoned" or "platform") && Of(tags, "foot") switch
    {
        "yes" or "designated" or "permissive" or "official" or "destination" => true,
        "no" or "use_sidepath" => false,
        _ => walked.Contains(kind) && Of(tags, "access") is not "no" && Of(tags, "motorroad") is not "yes",
    };

    /// <summary>River, rail, wall, motorway, on the ground: what passes below or above is none.</summary>
    public static bool Bars(TagsCollectionBase tags) => !Over(tags)
        && (Of(tags, "barrier") is { } wall && walls.Contains(wall) || Of(tags, "railway") is { } rail && rails.Contains(rail) || Of(tags, "waterway") is { } water && waters.Contains(water)
            || Of(tags, "natural") is "water" or "coastline" || Of(tags, "highway") is "motorway" or "motorway_link");

    public static bool Over(TagsCollectionBase tags) => Of(tags, "bridge") is not (null or "no") || Of(tags, "tunnel") is not (null or "no") || Of(tags, "layer") is not (null or "0")
        || Of(tags, "covered") is "yes" || Of(tags, "ford") is "yes";

    /// <summary>A gate that walkers may not pass.</summary>
    static bool Closed(TagsCollectionBase tags) => Of(tags, "barrier") is not null && (Of(tags, "foot") is "no" || Of(tags, "foot") is null && Of(tags, "access") is "no" || Of(tags, "locked") is "yes");

    static string? Of(TagsCollectionBase tags, string key) => tags.TryGetValue(key, out var value) ? value : null;
}
