using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood;

/// <summary>
/// A table of the command line: CSV (a heading row, comma, UTF-8 or GBK), or JSON (a list of objects, one a row, with plain values). Columns are known by their
/// Chinese or English names; others are left alone.
/// </summary>
sealed class PlainTable
{
    readonly string name;
    readonly bool json;
    readonly string[] headings;
    readonly List<string[]> rows = [];

    /// <exception cref="RuleBroken">neighbourhood.table: no such file, no heading, no list of objects, or more than 100 MB</exception>
    public PlainTable(FileInfo file)
    {
        name = file.Name;
        if (!file.Exists) throw new RuleBroken("neighbourhood.table", $"没有这个文件：{file.FullName}", 404);
        if (file.Length > 100 << 20) throw new RuleBroken("neighbourhood.table", $"{name} 超过 100 MB。");
        json = file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase);
        if (json)
        {
            headings = Objects(File.ReadAllBytes(file.FullName));
            return;
        }
        using var csv = new CsvReader(new StringReader(Text(File.ReadAllBytes(file.FullName))), new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null, BadDataFound = null });
        if (!csv.Read() || !csv.ReadHeader()) throw new RuleBroken("neighbourhood.table", $"{name} 是空的。");
        headings = [.. csv.HeaderRecord!.Select(h => h.Trim().ToUpperInvariant())];
        while (csv.Read()) rows.Add([.. csv.Parser.Record!]);
    }

    /// <summary>Rows of a list of objects, which need not all have the same members.</summary>
    /// <returns>the names of all members, in capitals</returns>
    string[] Objects(byte[] bytes)
    {
        JsonDocument read;
        try { read = JsonDocument.Parse(Text(bytes)); }
        catch (JsonException broken) { throw new RuleBroken("neighbourhood.table", $"{name} 不是 JSON：第 {broken.LineNumber + 1} 行。"); }
        using (read)
        {
            if (read.RootElement.ValueKind != JsonValueKind.Array || read.RootElement.GetArrayLength() == 0) throw new RuleBroken("neighbourhood.table", $"{name} 应是对象的列表 [{{…}}, …]。");
            Dictionary<string, int> columns = [];
            foreach (var item in read.RootElement.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object) throw Wrong(rows.Count, "应是对象 {…}");
                List<string> row = [];
                foreach (var member in item.EnumerateObject())
                {
                    var heading = member.Name.Trim().ToUpperInvariant();
                    if (!columns.TryGetValue(heading, out var at)) columns[heading] = at = columns.Count;
                    while (row.Count <= at) row.Add("");
                    row[at] = member.Value.ValueKind switch
                    {
                        JsonValueKind.String => member.Value.GetString()!,
                        JsonValueKind.Null => "",
                        JsonValueKind.Object or JsonValueKind.Array => throw Wrong(rows.Count, $"「{member.Name}」应是数、文字或真假"),
                        _ => member.Value.GetRawText(),
                    };
                }
                rows.Add([.. row]);
            }
            return [.. columns.Keys];
        }
    }

    public int Count => rows.Count;

    /// <summary>Where a column stands, by any of its names; −1 if it is not there.</summary>
    public int Column(params string[] names) => Array.FindIndex(headings, h => names.Any(n => n.Equals(h, StringComparison.OrdinalIgnoreCase)));

    public int Needed(params string[] names) => Column(names) is >= 0 and var at ? at : throw new RuleBroken("neighbourhood.table", $"{name} 缺少「{names[0]}」列（{string.Join("、", names.Skip(1))}）。");

    public string Text(int row, int column) => column >= 0 && column < rows[row].Length ? rows[row][column].Trim() : "";

    public decimal? Number(int row, int column) => Text(row, column) is not { Length: > 0 } text ? null
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(row, $"「{text}」不是数");

    /// <summary>A point, brought into WGS84.</summary>
    public GeoPoint Point(int row, int longitude, int latitude, CoordinateSystem crs)
    {
        if (Number(row, longitude) is not { } lon || Number(row, latitude) is not { } lat) throw Wrong(row, "没有坐标");
        if (Math.Abs(lon) > 180 || Math.Abs(lat) >= 90) throw Wrong(row, $"坐标（{lon}，{lat}）不在地球上；第一个应是经度");
        return Crs.ToWgs84(new((double)lon, (double)lat), crs);
    }

    /// <summary>Names the row as a spreadsheet program shows it, the heading being row 1; in a list of objects, its place from 1.</summary>
    public RuleBroken Wrong(int row, string zh) => new("neighbourhood.row", json ? $"{name} 第 {row + 1} 项：{zh}。" : $"{name} 第 {row + 2} 行：{zh}。");

    static string Text(byte[] bytes)
    {
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF'); }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding("GBK").GetString(bytes);
        }
    }
}
