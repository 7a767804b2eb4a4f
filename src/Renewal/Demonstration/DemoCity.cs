using System.Globalization;
using System.Text;
using Renewal.Foundation;

namespace Renewal.Demonstration;

/// <summary>A community of the demonstration before it is taken in.</summary>
/// <param name="Until">how many of the 32 steps its project shall have walked; null: no project yet</param>
public sealed record DemoCommunity(string Name, string Division, string Address, int Year, int Buildings, long Homes, Area Area, double Longitude, double Latitude, int? Until)
{
    /// <summary>Figures of its papers, all from its own size.</summary>
    public DemoFigures Figures(Random random) => new(Homes, Homes, Area, new Money(Homes * 2_042_000L / 1000 * 1000), random.Next(81, 95), random.Next(76, 88), random.Next(83, 97));
}

/// <summary>
/// The made-up list of communities: names, sizes and places are drawn by a seed; the divisions are the real ones of 铁西区, Shenyang. Nothing here is a
/// real community's data.
/// </summary>
public static class DemoCity
{
    public const string County = "210106";

    /// <summary>Streets of the old core and the committees that show up with people of their own.</summary>
    public static readonly IReadOnlyList<(string Street, string[] Committees, double Longitude, double Latitude)> Streets =
    [
        ("210106003", ["210106003006", "210106003007", "210106003008"], 123.345, 41.797),
        ("210106007", [], 123.352, 41.806),
        ("210106013", [], 123.366, 41.803),
        ("210106015", [], 123.372, 41.791),
        ("210106019", [], 123.384, 41.803),
        ("210106020", [], 123.378, 41.812),
        ("210106021", [], 123.331, 41.804),
        ("210106024", [], 123.357, 41.785),
    ];

    static readonly string[] First = ["光明", "向阳", "前进", "和平", "新华", "建设", "爱工", "保工", "兴工", "启工", "卫工", "南华", "北城", "铁工", "勋望", "齐贤", "云峰", "景星", "励工", "肇工", "应昌", "艳欣", "沈辽", "重工", "熊家", "腾飞", "凌空", "永善", "工建", "劳动"];
    static readonly string[] Last = ["里", "一社区", "二小区", "南里", "北里", "新村", "家属院", "大院", "小区", "花园", "东区", "西区"];

    /// <param name="count">how many communities</param>
    /// <param name="seed">the same seed gives the same city</param>
    /// <param name="committees">committee codes of the county, from the division tree</param>
    public static IReadOnlyList<DemoCommunity> Communities(int count, int seed, IReadOnlyList<string> committees)
    {
        var random = new Random(seed);
        var byStreet = Streets.Select(s => committees.Where(c => c.StartsWith(s.Street, StringComparison.Ordinal)).Take(8).ToArray()).ToArray();
        HashSet<string> names = [];
        List<DemoCommunity> all = [];
        while (all.Count < count)
        {
            var n = all.Count;
            var street = n == 0 ? 0 : random.Next(Streets.Count);
            var committee = n == 0 || byStreet[street].Length == 0 ? "210106003006" : byStreet[street][random.Next(byStreet[street].Length)];
            var name = n == 0 ? "工人新村示范小区" : First[random.Next(First.Length)] + (random.Next(3) == 0 ? random.Next(2, 30).ToString(CultureInfo.InvariantCulture) + "号院" : Last[random.Next(Last.Length)]);
            if (!names.Add(name)) continue;
            // Courtyards of a few buildings, each with three stairwells of 20 flats: small enough that all of their consultations are really held.
            var buildings = n == 0 ? 20 : random.Next(1, 7);
            var homes = n == 0 ? 1_200 : buildings * 60L;
            var area = n == 0 ? new Area(homes * 6_000) : new Area(homes * random.Next(5_200, 7_400));
            var year = random.Next(100) < 84 ? random.Next(1958, 2001) : random.Next(2001, 2006);
            all.Add(new(name, committee, $"{First[random.Next(First.Length)]}街 {random.Next(1, 120)} 号", year, buildings, homes, area,
                Streets[street].Longitude + (random.NextDouble() - .5) * .012, Streets[street].Latitude + (random.NextDouble() - .5) * .009, Until(n, random)));
        }
        return all;
    }

    // The first dozen show every stage; of the rest two thirds are only in the register, as in a real county.
    static int? Until(int n, Random random) => n switch
    {
        0 => 5,
        < 12 => n switch { 1 => 32, 2 => 27, 3 => 22, 4 => 19, 5 => 16, 6 => 13, 7 => 11, 8 => 9, 9 => 7, 10 => 3, _ => 0 },
        _ => random.Next(100) switch { < 66 => null, < 84 => random.Next(0, 7), < 92 => random.Next(7, 12), < 97 => random.Next(12, 21), _ => random.Next(21, 32) },
    };

    /// <summary>The list as an office would send it.</summary>
    public static byte[] Csv(IReadOnlyList<DemoCommunity> communities, Func<string, string> path)
    {
        var text = new StringBuilder("市,区县,街道,社区,小区名称,建成年代,楼栋总数,房屋总数,建筑面积,经度,纬度,坐标系,地址\n");
        foreach (var c in communities)
            text.Append(CultureInfo.InvariantCulture, $"沈阳市,铁西区,{path(c.Division[..9])},{path(c.Division)},{c.Name},{c.Year}年建成,{c.Buildings}栋,{c.Homes}户,{c.Area.InSquareMetres},{c.Longitude:0.000000},{c.Latitude:0.000000},WGS84,{c.Address}\n");
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
