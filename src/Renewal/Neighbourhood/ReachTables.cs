using Renewal.Foundation;
using Renewal.Kernels.Spatial;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood;

/// <summary>Facilities of a CSV: 类别 category, 经度 longitude, 纬度 latitude; 编号 id and 名称 name if there are any.</summary>
/// <param name="Category">number of each facility's category in <paramref name="Categories"/>, which stand as they first came</param>
sealed record FacilityTable(string[] Ids, string[] Names, Points Points, int[] Category, string[] Categories)
{
    /// <exception cref="RuleBroken">neighbourhood.*: a column is missing, or what is wrong in which row</exception>
    public static FacilityTable Read(FileInfo file, CoordinateSystem crs)
    {
        var (table, ids, names, points) = PlaceTable.Read(file, crs);
        var column = table.Needed("类别", "category", "设施类别");
        List<string> categories = [];
        var category = new int[table.Count];
        for (var row = 0; row < table.Count; row++)
        {
            if (table.Text(row, column) is not { Length: > 0 } text) throw table.Wrong(row, "没有类别");
            if ((category[row] = categories.IndexOf(text)) >= 0) continue;
            category[row] = categories.Count;
            categories.Add(text);
        }
        return new(ids, names, points, category, [.. categories]);
    }
}

/// <summary>Buildings of a CSV: 经度 longitude, 纬度 latitude; 编号 id, 名称 name and 人数 people (or 户数 households) if there are any. Without the last each counts once.</summary>
sealed record BuildingTable(string[] Ids, string[] Names, Points Points, int[]? Weights)
{
    /// <exception cref="RuleBroken">neighbourhood.*: as for facilities</exception>
    public static BuildingTable Read(FileInfo file, CoordinateSystem crs)
    {
        var (table, ids, names, points) = PlaceTable.Read(file, crs);
        var column = table.Column("人数", "人口", "people", "户数", "households");
        return new(ids, names, points, column < 0 ? null : [.. Enumerable.Range(0, table.Count).Select(row => Weight(table, row, column))]);
    }

    static int Weight(PlainTable table, int row, int column)
    {
        var number = table.Number(row, column) ?? 0;
        return number is >= 0 and <= 10_000_000 && decimal.IsInteger(number) ? (int)number : throw table.Wrong(row, $"人数「{number}」不对");
    }
}

static class PlaceTable
{
    public static (PlainTable Table, string[] Ids, string[] Names, Points Points) Read(FileInfo file, CoordinateSystem crs)
    {
        var table = new PlainTable(file);
        int lon = table.Needed("经度", "longitude", "lon"), lat = table.Needed("纬度", "latitude", "lat"), id = table.Column("编号", "id", "编码"), name = table.Column("名称", "name");
        GeoPoint[] points = [.. Enumerable.Range(0, table.Count).Select(row => table.Point(row, lon, lat, crs))];
        return (table, [.. Enumerable.Range(0, table.Count).Select(row => table.Text(row, id) is { Length: > 0 } text ? text : $"{row + 1}")],
            [.. Enumerable.Range(0, table.Count).Select(row => table.Text(row, name))], new([.. points.Select(p => p.Longitude)], [.. points.Select(p => p.Latitude)]));
    }
}
