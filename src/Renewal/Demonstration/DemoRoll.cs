using System.Globalization;
using MiniExcelLibs;
using Renewal.Places.Roll;

namespace Renewal.Demonstration;

/// <summary>Made-up rolls in the product's own template; the first community has 20 buildings, 60 stairwells, 1,200 units.</summary>
public static class DemoRoll
{
    static readonly string[] Surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗"];
    static readonly string[] Given = ["建国", "桂兰", "秀英", "玉梅", "志强", "丽华", "春生", "国栋", "淑珍", "海燕", "永福", "凤英", "晓东", "佳琪", "子涵", "宝林"];

    /// <param name="stairwells">of each building; 20 flats a stairwell</param>
    public static byte[] Workbook(int seed, int buildingCount = 20, int stairwells = 3, string street = "工人村街", int year = 1986)
    {
        var random = new Random(seed);
        List<Dictionary<string, object?>> buildings = [], units = [], homes = [];
        for (var b = 1; b <= buildingCount; b++)
        {
            var number = b.ToString(CultureInfo.InvariantCulture);
            buildings.Add(Row(RollSheets.BuildingColumns, number, $"{street} {b * 2} 号", Text(year), "砖混", "5", (1240 * stairwells).ToString("0.00", CultureInfo.InvariantCulture), string.Join('、', Enumerable.Range(1, stairwells)), "0"));
            for (var s = 1; s <= stairwells; s++)
                for (var floor = 1; floor <= 5; floor++)
                    for (var door = 1; door <= 4; door++)
                    {
                        var home = $"{floor}0{door}";
                        var publicHousing = random.Next(100) < 7;
                        var name = publicHousing ? "沈阳重型机器厂（演示）" : Name(random);
                        var area = (48 + door * 4.35m + random.Next(3) * 1.12m).ToString("0.00", CultureInfo.InvariantCulture);
                        units.Add(Row(RollSheets.UnitColumns, number, Text(s), home, Text(floor), area, "登记面积", publicHousing ? "合同或分房单" : "不动产登记",
                            publicHousing ? "公房" : "私有", "住宅", publicHousing ? "单位" : "个人", name, "", publicHousing ? "" : Phone(random), "", ""));
                        homes.Add(Row(RollSheets.HomeColumns, number, Text(s), home, "", publicHousing ? "公房承租" : "业主自住", publicHousing ? Name(random) : "",
                            Phone(random), Text(random.Next(1, 5))));
                    }
        }
        using var stream = new MemoryStream();
        stream.SaveAs(new Dictionary<string, object> { [RollSheets.Buildings] = buildings, [RollSheets.Units] = units, [RollSheets.Homes] = homes });
        return stream.ToArray();
    }

    static Dictionary<string, object?> Row(RollColumn[] columns, params string[] cells) =>
        columns.Zip(cells).ToDictionary(c => c.First.Head, c => (object?)(c.Second.Length == 0 ? null : c.Second));

    static string Name(Random random) => Surnames[random.Next(Surnames.Length)] + Given[random.Next(Given.Length)];

    // 199 is a block the demonstration keeps to; the numbers are drawn, not anybody's.
    static string Phone(Random random) => "199" + random.Next(0, 100_000_000).ToString("00000000", CultureInfo.InvariantCulture);
    static string Text(int n) => n.ToString(CultureInfo.InvariantCulture);
}
