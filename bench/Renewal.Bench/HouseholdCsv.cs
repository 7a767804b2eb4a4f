using System.Globalization;
using System.Text;

namespace Renewal.Bench;

/// <summary>A made-up household list as a city exports it: the same file for the same number of rows. Nobody in it exists.</summary>
static class HouseholdCsv
{
    public const string City = "2101";
    public const int HomesOfCommunity = 1000;

    const string Family = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗", Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅";

    public static string Code(int community) => string.Create(CultureInfo.InvariantCulture, $"XQ{community:00000}");

    /// <summary>Seven of ten live in their own flat, two let it, one of ten is vacant; every home has one registered owner.</summary>
    public static void Write(string path, int rows)
    {
        var random = new Random(1358);
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        file.Write("小区编码,楼号,单元,房号,专有面积,业主姓名,证件号码,联系电话,居住情况,人口数\r\n");
        for (var i = 0; i < rows; i++)
        {
            var (community, home) = Math.DivRem(i, HomesOfCommunity);
            // Buildings of 3 stairwells, 6 floors, 3 doors on each.
            var (building, place) = Math.DivRem(home, 54);
            var (stairwell, rest) = Math.DivRem(place, 18);
            var (floor, door) = Math.DivRem(rest, 3);
            var lives = random.Next(10);
            file.Write(string.Create(CultureInfo.InvariantCulture,
                $"{Code(community)},{building + 1},{stairwell + 1},{(floor + 1) * 100 + door + 1},{45 + door * 13}.{random.Next(100):00},{Name(random)},{Number(i)},13{random.Next(1_000_000_000):000000000},"));
            file.Write(lives switch { < 7 => $"自住,{random.Next(1, 6)}\r\n", < 9 => $"出租,{random.Next(1, 5)}\r\n", _ => "空置,\r\n" });
        }
    }

    static string Name(Random random)
    {
        Span<char> name = [Family[random.Next(Family.Length)], Given[random.Next(Given.Length)], Given[random.Next(Given.Length)]];
        return new string(random.Next(3) == 0 ? name[..2] : name);
    }

    /// <summary>An identity number that holds by GB 11643, a different one for each row.</summary>
    static string Number(int row)
    {
        var (order, day) = Math.DivRem(row, 20_000);
        Span<char> number = stackalloc char[18];
        "210102".CopyTo(number);
        new DateOnly(1940, 1, 1).AddDays(day).TryFormat(number[6..], out _, "yyyyMMdd", CultureInfo.InvariantCulture);
        order.TryFormat(number[14..], out _, "000", CultureInfo.InvariantCulture);
        var sum = 0;
        for (int i = 16, weight = 2; i >= 0; i--, weight = weight * 2 % 11) sum += (number[i] - '0') * weight;
        number[17] = "10X98765432"[sum % 11];
        return new string(number);
    }
}
