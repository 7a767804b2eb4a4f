using System.Text.Json;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using OsmSharp.Tags;
using Renewal.Foundation;
using Renewal.Kernels.Spatial;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood.Network;

/// <summary>
/// Streets and barriers from GeoJSON lines. Lines meet where they share a vertex (to a millionth of a degree), not where they merely cross. Properties are read as
/// OpenStreetMap's tags: <c>barrier</c>, <c>waterway</c> and <c>railway</c> make a barrier, <c>bridge</c> and <c>tunnel</c> pass one, <c>foot=no</c> is not walked;
/// a line without a <c>highway</c> is a street.
/// </summary>
static class GeoJsonStreets
{
    static readonly JsonSerializerOptions options = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <exception cref="RuleBroken">network.geojson: no feature collection, or a feature that is no line, named by its number</exception>
    public static Streets Read(Stream json, CoordinateSystem crs)
    {
        FeatureCollection features;
        try { features = JsonSerializer.Deserialize<FeatureCollection>(json, options) ?? throw new RuleBroken("network.geojson", "GeoJSON 是空的。"); }
        catch (Exception broken) when (broken is JsonException or NetTopologySuite.IO.ParseException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new RuleBroken("network.geojson", $"读不懂这个 GeoJSON：应是线要素的 FeatureCollection（{broken.Message}）。");
        }
        var list = new StreetList<(long, long)>();
        for (var i = 0; i < features.Count; i++)
        {
            var tags = new TagsCollection((features[i].Attributes?.GetNames() ?? []).Select(n => new Tag(n, features[i].Attributes[n]?.ToString() ?? "")).Where(t => t.Value.Length > 0));
            var bars = OsmStreets.Bars(tags);
            if (!bars)
            {
                if (!tags.ContainsKey("highway")) tags.Add("highway", "path");
                if (!OsmStreets.Walked(tags)) continue;
            }
            var over = OsmStreets.Over(tags);
            foreach (var line in Lines(features[i].Geometry, i))
            {
                GeoPoint[] points = [.. line.Coordinates.Select(c => Point(c, i, crs))];
                for (var p = 1; p < points.Length; p++)
                {
                    var (a, b) = (points[p - 1], points[p]);
                    if (bars) list.Barrier(a.Longitude, a.Latitude, b.Longitude, b.Latitude);
                    else list.Street(list.Node(StreetTable.Key(a), a.Longitude, a.Latitude), list.Node(StreetTable.Key(b), b.Longitude, b.Latitude), 0, over);
                }
            }
        }
        return list.Streets();
    }

    static IEnumerable<LineString> Lines(Geometry? geometry, int feature) => geometry switch
    {
        LineString line => [line],
        MultiLineString lines => lines.Geometries.Cast<LineString>(),
        _ => throw Wrong(feature, "不是线"),
    };

    static GeoPoint Point(Coordinate c, int feature, CoordinateSystem crs) => Math.Abs(c.X) <= 180 && Math.Abs(c.Y) < 90 ? Crs.ToWgs84(new(c.X, c.Y), crs) : throw Wrong(feature, $"坐标（{c.X}，{c.Y}）不是经纬度");

    static RuleBroken Wrong(int feature, string zh) => new("network.geojson", $"GeoJSON 第 {feature + 1} 个要素：{zh}。");
}
