using Microsoft.Extensions.Localization;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Renewal.Web;
using Renewal.Web.Kit;

namespace Renewal.Guideline;

/// <summary>Words of the guideline's own for pages and documents, in Chinese and English.</summary>
static class RuleWords
{
    public static bool English => Languages.English;

    public static string Word(this ClauseClass value) => English ? value.ToString() : value.Zh();

    public static string Zh(this ClauseClass value) => value switch
    {
        ClauseClass.Basic => "基础类",
        ClauseClass.Improve => "完善类",
        ClauseClass.Upgrade => "提升类",
        _ => "工作机制",
    };

    public static Tone Tone(this ClauseClass value) => value switch
    {
        ClauseClass.Basic => Web.Kit.Tone.Blue,
        ClauseClass.Improve => Web.Kit.Tone.Green,
        ClauseClass.Upgrade => Web.Kit.Tone.Amber,
        _ => Web.Kit.Tone.Grey,
    };

    public static string Word(this Duty value) => English ? value.ToString() : value.Zh();

    public static string Zh(this Duty value) => value switch { Duty.Must => "应当", Duty.Conditional => "视条件", Duty.May => "鼓励", _ => "禁止" };

    public static string Word(this Served value) => (value, English) switch
    {
        (Served.Done, false) => "已实现",
        (Served.Partly, false) => "部分实现",
        (_, false) => "未实现",
        (Served.Done, _) => "done",
        (Served.Partly, _) => "partly",
        _ => "not yet",
    };

    public static Tone Tone(this Served value) => value switch { Served.Done => Web.Kit.Tone.Green, Served.Partly => Web.Kit.Tone.Amber, _ => Web.Kit.Tone.Grey };

    public static string Word(this Stage value) => (value, English) switch
    {
        (Stage.Preparation, false) => "前期准备",
        (Stage.Delivery, false) => "中期改造",
        (Stage.Stewardship, false) => "后期管理",
        (_, false) => "附加步骤",
        _ => value.ToString(),
    };

    public static Tone Tone(this Stage value) => value switch
    {
        Stage.Preparation => Web.Kit.Tone.Blue,
        Stage.Delivery => Web.Kit.Tone.Amber,
        Stage.Stewardship => Web.Kit.Tone.Green,
        _ => Web.Kit.Tone.Grey,
    };

    /// <summary>How sure the figure is: read in the law, in the guideline, practised, remembered, guessed.</summary>
    public static string Confidence(string code) => code switch
    {
        "law" => "法律法规",
        "text" => "指引原文",
        "office" => "办理惯例，可调整",
        "memory" => "待核对原文",
        _ => "示范默认值",
    };

    public static Tone ConfidenceTone(string code) => code switch
    {
        "law" or "text" => Web.Kit.Tone.Green,
        "office" => Web.Kit.Tone.Blue,
        _ => Web.Kit.Tone.Amber,
    };

    /// <summary>The line as the law words it: at least includes it, more than does not (Civil Code 1259).</summary>
    public static string Line(this Parameter p, IStringLocalizer words)
    {
        if (!English) return p.InWords;
        var value = p.IsShare || p.Unit is "日期" ? p.ValueZh : p.Unit is "年份" ? $"{p.Numerator}" : p.Unit is "年" ? $"{p.Numerator} years" : words[p.ValueZh].Value;
        return (p.Comparison, p.Unit) switch
        {
            (Comparison.AtLeast, "日期") => $"from {value}",
            (Comparison.AtMost, "日期" or "年份") => $"by {value}",
            (Comparison.AtLeast, _) => $"at least {value}",
            (Comparison.MoreThan, _) => $"more than {value}",
            (Comparison.AtMost, _) => $"at most {value}",
            (Comparison.LessThan, _) => $"less than {value}",
            _ => $"exactly {value}",
        };
    }

    public static string Zh(this CityMay value) => value switch { CityMay.Tighten => "各市可从严", CityMay.Free => "各市可另定", _ => "不可调整" };

    public static string Zh(this GateKind value) => value switch { GateKind.Full => "系统按自有数据判定", GateKind.Form => "按填报数据和盖章材料判定", _ => "按材料和双方确认判定" };

    public static string Zh(this WorkPlace value) => value switch
    {
        WorkPlace.Building => "楼栋",
        WorkPlace.Stairwell => "单元",
        WorkPlace.Unit => "户内",
        WorkPlace.Outdoor => "小区室外",
        _ => "街巷",
    };

    public static string Scope(string code) => code switch
    {
        "community" => "小区",
        "package" => "项目包",
        "lot" => "标段",
        "building" => "楼栋",
        "spot" => "点位",
        "unit" => "专有部分",
        "asset" => "资产",
        _ => "街巷路段",
    };

    public static string ClassSource(string code) => code switch { "N" => "国家清单（国办发〔2020〕23 号）", "S" => "指引", _ => "推断，可由各市调整" };

    /// <summary>What the first letters of a clause id stand for.</summary>
    public static readonly IReadOnlyList<(string Part, string Zh, string En)> Parts =
    [
        ("O", "总体要求", "Overall"), ("S1", "前期准备", "Preparation"), ("S2", "中期改造", "Delivery"), ("S3", "后期管理", "Stewardship"),
        ("M1", "项目生成机制", "Project generation"), ("M2", "统筹实施机制", "Delivery mechanism"), ("M3", "资金筹措机制", "Funding"),
        ("M4", "市场参与机制", "Market"), ("M5", "基层治理机制", "Governance"), ("T1", "房屋综合改造", "Buildings"),
        ("T2", "基础设施改造", "Infrastructure"), ("T3", "公共设施提升", "Public facilities"), ("T4", "完整社区建设", "Complete community"),
        ("T5", "街巷整治", "Streets"), ("T6", "审批与质量", "Approvals and quality"), ("T7", "资产运营", "Assets"), ("T8", "长效管理", "Management"),
    ];

    public static string PartOf(string clause) => clause[0] == 'O' ? "O" : clause[..2];

    public static string City(string? code) => code is null ? "全省" : Cities.GetValueOrDefault(code, code);

    static readonly Dictionary<string, string> Cities = new()
    {
        ["21"] = "全省", ["2101"] = "沈阳市", ["2102"] = "大连市", ["2103"] = "鞍山市", ["2104"] = "抚顺市", ["2105"] = "本溪市", ["2106"] = "丹东市", ["2107"] = "锦州市",
        ["2108"] = "营口市", ["2109"] = "阜新市", ["2110"] = "辽阳市", ["2111"] = "盘锦市", ["2112"] = "铁岭市", ["2113"] = "朝阳市", ["2114"] = "葫芦岛市",
    };

    public static IEnumerable<(string Code, string Zh)> AllCities => Cities.Where(c => c.Key.Length == 4).Select(c => (c.Key, c.Value));
}
