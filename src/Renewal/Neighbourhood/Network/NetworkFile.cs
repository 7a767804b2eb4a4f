using Renewal.Foundation;
using Renewal.Kernels.Spatial;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood.Network;

/// <summary>A network from a file of any kind that is known: .pbf (always WGS84), .geojson or .json, .csv (<see cref="StreetTable"/>).</summary>
static class NetworkFile
{
    /// <param name="leastNodes">parts other than the largest are kept from this many nodes on</param>
    /// <exception cref="RuleBroken">network.*: no such file, or what is wrong in it</exception>
    /// <exception cref="Kernels.BadInput">no street is left</exception>
    public static WalkNetwork Read(FileInfo file, CoordinateSystem crs, int leastNodes, CancellationToken stop)
    {
        if (!file.Exists) throw new RuleBroken("network.file", $"没有这个文件：{file.FullName}", 404);
        using var content = file.OpenRead();
        return new(file.Extension.ToLowerInvariant() switch
        {
            ".pbf" => OsmStreets.Read(content, stop),
            ".geojson" or ".json" => GeoJsonStreets.Read(content, crs),
            ".csv" => StreetTable.Read(file, crs),
            _ => throw new RuleBroken("network.file", $"不认识「{file.Extension}」：路网可用 .osm.pbf、.geojson 或 .csv。"),
        }, leastNodes);
    }
}
