using Renewal.Kernels.Spatial;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood.Network;

/// <summary>
/// Our own street table, for places that no map has: one row for each straight piece.
/// <list type="bullet">
/// <item>起点经度 from_longitude, 起点纬度 from_latitude, 终点经度 to_longitude, 终点纬度 to_latitude: pieces meet where these are the same to a millionth of a degree (0.1 m)</item>
/// <item>类型 kind: 道路 street (also when empty), 桥 bridge, 地道 tunnel, 门 gate and 道口 crossing, which pass a barrier; 河 river, 铁路 rail, 围墙 wall, which are barriers</item>
/// <item>长度 length, in metres, optional: as walked, where that is more than the ends are apart, as on stairs and bends</item>
/// </list>
/// </summary>
static class StreetTable
{
    public static Streets Read(FileInfo file, CoordinateSystem crs)
    {
        var table = new PlainTable(file);
        int lon1 = table.Needed("起点经度", "from_longitude"), lat1 = table.Needed("起点纬度", "from_latitude"), lon2 = table.Needed("终点经度", "to_longitude"),
            lat2 = table.Needed("终点纬度", "to_latitude"), kind = table.Column("类型", "kind"), length = table.Column("长度", "length", "长度(米)", "长度（米）");
        var list = new StreetList<(long, long)>();
        for (var row = 0; row < table.Count; row++)
        {
            GeoPoint a = table.Point(row, lon1, lat1, crs), b = table.Point(row, lon2, lat2, crs);
            switch (table.Text(row, kind).ToLowerInvariant())
            {
                case "河" or "河流" or "river" or "铁路" or "rail" or "围墙" or "墙" or "wall":
                    list.Barrier(a.Longitude, a.Latitude, b.Longitude, b.Latitude);
                    break;
                case "" or "道路" or "street":
                    Add(over: false);
                    break;
                case "桥" or "bridge" or "地道" or "隧道" or "tunnel" or "门" or "gate" or "道口" or "crossing":
                    Add(over: true);
                    break;
                case var other: throw table.Wrong(row, $"不认识类型「{other}」");
            }
            void Add(bool over)
            {
                var metres = table.Number(row, length) ?? 0;
                if (metres < 0 || metres > 1_000_000 || table.Text(row, length).Length > 0 && metres < 0.001m) throw table.Wrong(row, $"长度 {metres} 米不对");
                // Less than straight cannot be; a metre and a hundredth are left for rounded coordinates.
                var straight = Earth.Millimetres(a.Longitude, a.Latitude, b.Longitude, b.Latitude);
                if (metres > 0 && metres * 1010 + 1000 < straight) throw table.Wrong(row, $"长度 {metres} 米比两端直线距离 {straight / 1000m:0.0} 米还短");
                list.Street(list.Node(Key(a), a.Longitude, a.Latitude), list.Node(Key(b), b.Longitude, b.Latitude), (int)Math.Round(metres * 1000), over);
            }
        }
        return list.Streets();
    }

    /// <summary>Two ends within the same millionth of a degree are one node.</summary>
    public static (long, long) Key(GeoPoint p) => ((long)Math.Round(p.Longitude * 1e6), (long)Math.Round(p.Latitude * 1e6));
}
