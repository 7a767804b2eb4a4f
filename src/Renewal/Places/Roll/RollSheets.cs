using Renewal.Places.Contract;

namespace Renewal.Places.Roll;

/// <summary>One column of the template.</summary>
/// <param name="Head">heading, exactly as it must stand in row 1</param>
/// <param name="Hint">comment at the heading: what to write, and why</param>
/// <param name="Choices">drop-down, or null</param>
/// <param name="Example">what the example rows show</param>
/// <param name="Text">kept as text, so that no digit of an ID number or phone is lost</param>
public sealed record RollColumn(string Head, double Width, string Hint, string[] Example, bool Required = false, string[]? Choices = null, bool Text = false);

/// <summary>Sheets and columns of the roll: the template writes them, the reading looks for them.</summary>
public static class RollSheets
{
    public const string Guide = "填写说明", Buildings = "楼栋", Units = "房屋与产权", Homes = "住户";

    /// <summary>First cell of a row that shows how to fill in and is not read.</summary>
    public const string ExampleMark = "例";

    static readonly RollColumn building = new("楼号", 10, "必填。写墙上的楼号，例如 3、甲2，不必写「号楼」。", ["例：3", "例：3", "例：12"], Required: true, Text: true);
    static readonly RollColumn stairwell = new("单元", 8, "有单元的必填，例如 1、2、东。临街门市、车库没有单元的留空。", ["2", "2", ""], Text: true);
    static readonly RollColumn door = new("房号", 10, "必填。例如 501。同一房屋有几个共有人就写几行，房号照抄。", ["501", "501", "门市4"], Required: true, Text: true);

    public static readonly RollColumn[] BuildingColumns =
    [
        building with { Example = ["例：3"] },
        new("地址", 28, "门牌地址。", ["工人村街 12 号"]),
        new("建成年份", 11, "四位年份。", ["1987"]),
        new("结构", 12, "按图纸或鉴定报告填写。", ["砖混"], Choices: ["砖混", "框架", "剪力墙", "预制板", "砖木", "其他"]),
        new("层数", 8, "地上层数。", ["6"]),
        new("建筑面积(m²)", 14, "整栋建筑面积，最多两位小数。", ["3520.60"]),
        new("单元", 14, "单元号用顿号隔开，例如 1、2、3；也可以写「3个」。", ["1、2、3"], Text: true),
        new("电梯数", 9, "没有填 0。", ["0"]),
    ];

    public static readonly RollColumn[] UnitColumns =
    [
        building, stairwell, door,
        new("楼层", 8, "可不填：房号 501 按 5 层计。", ["5", "5", "1"]),
        new("专有面积(m²)", 14, "以不动产登记为准，其次实测、合同；最多两位小数。不清楚的留空：系统按同列同户型采用，公示时标注，仍不明的列入缺项。",
            ["58.20", "", "36.00"]),
        new("面积来源", 12, "面积从哪里来。", ["登记面积", "", "合同面积"], Choices: [.. RollWords.Labels<AreaSource>(PlaceWords.Zh)]),
        new("权属依据", 16, "凭什么认定是他的房子。「不明」须附居委会证明、两户邻居签字并公示 7 天。", ["不动产登记", "", "合同或分房单"],
            Choices: [.. RollWords.Labels<TitleKind>(PlaceWords.Zh)]),
        new("产权性质", 12, "私有、开发商未售、公房。公房的业主一栏填产权单位，承租人填在「住户」表。", ["私有", "", "私有"],
            Choices: [.. RollWords.Labels<OwnerSide>(PlaceWords.Zh)]),
        new("用途", 10, "不填按住宅计。", ["住宅", "", "商业"], Choices: [.. RollWords.Labels<UnitUse>(PlaceWords.Zh)]),
        new("业主类型", 10, "个人或单位。", ["个人", "个人", "单位"], Choices: [.. RollWords.Labels<OwnerKind>(PlaceWords.Zh)]),
        new("业主姓名或单位名称", 22, "与产权证一致。姓名、证件号码、电话入库即加密，平时只显示遮盖后的内容。", ["张某某", "李某某", "某某商贸有限公司"], Text: true),
        new("证件号码", 24, "个人填 18 位身份证号，单位填统一社会信用代码；系统核对校验位。可暂缺。", ["", "", ""], Text: true),
        new("联系电话", 16, "手机号，或带区号的座机。可暂缺，没有电话的征求意见时当面核身。", ["", "", ""], Text: true),
        new("份额", 12, "单独所有留空。共有人写 1/2、50% 等，同一房屋合计必须为 1；夫妻等共同共有写「共同共有」。", ["1/2", "1/2", ""], Text: true),
        new("不动产单元号", 32, "28 位，不动产登记证上有；可暂缺。", ["", "", ""], Text: true),
    ];

    public static readonly RollColumn[] HomeColumns =
    [
        building with { Example = ["例：3", "例：5", "例：5"] }, stairwell with { Example = ["2", "1", "1"] }, door with { Example = ["501", "102", "102"] },
        new("户序", 8, "一套房住两户（合厨）的写甲、乙；只有一户的留空。第一次征求意见按户计票。", ["", "甲", "乙"], Choices: ["甲", "乙", "丙", "丁"]),
        new("居住情况", 14, "公房承租人选「公房承租」；空置房也列一行，户数照算。", ["业主自住", "公房承租", "公房承租"],
            Choices: [.. RollWords.Labels<Tenure>(PlaceWords.Zh)]),
        new("住户姓名", 16, "能代表这一户的人。业主自住的可留空，按业主计。", ["", "王某某", "赵某某"], Text: true),
        new("联系电话", 16, "手机号，或带区号的座机。", ["", "", ""], Text: true),
        new("人口数", 10, "常住人口。", ["3", "2", "1"]),
    ];

    public static readonly (string Name, RollColumn[] Columns)[] All = [(Buildings, BuildingColumns), (Units, UnitColumns), (Homes, HomeColumns)];
}
