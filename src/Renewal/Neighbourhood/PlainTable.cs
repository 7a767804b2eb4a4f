using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Neighbourhood;

/// <summary>A CSV of the command line: a heading row, comma, UTF-8 or GBK. Columns are known by their Chinese or English names; others are left alone.</summary>
sealed class PlainTable
{
    readonly string name;
    readonly string[] headings;
    readonly List<string[]> rows = [];

    /// <exception cref="RuleBroken">neighbourhood.table: no such file, no heading, or more than 100 MB</exception>
    public PlainTable(FileInfo file)
    {
        name = file.Name;
        if (!file.Exists) throw new RuleBroken("neighbourhood.table", $"没有这个文件：{file.FullName}", 404);
        if (file.Length > 100 << 20) throw new RuleBroken("neighbourhood.table", $"{name} 超过 100 MB。");
        using var csv = new CsvReader(new StringReader(Text(File.ReadAllBytes(file.FullName))), new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null, BadDataFound = null });
        if (!csv.Read() || !csv.ReadHeader()) throw new RuleBroken("neighbourhood.table", $"{name} 是空的。");
        headings = [.. csv.HeaderRecord!.Select(h => h.Trim().ToUpperInvariant())];
        while (csv.Read()) rows.Add([.. csv.Parser.Record!]);
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

    /// <summary>Names the row as a spreadsheet program shows it, the heading being row 1.</summary>
    public RuleBroken Wrong(int row, string zh) => new("neighbourhood.row", $"{name} 第 {row + 2} 行：{zh}。");

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
