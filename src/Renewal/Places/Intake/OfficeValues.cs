using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places.Intake;

/// <summary>What a cell says: nothing, a value (perhaps with a remark), or something that cannot be read.</summary>
/// <param name="Value">null where the cell says nothing or cannot be read</param>
/// <param name="Error">why it cannot be read, in Chinese</param>
/// <param name="Remark">read, but a person should look</param>
public readonly record struct Cell<T>(T? Value, string? Error = null, string? Remark = null)
{
    /// <summary>The office says that it does not know.</summary>
    public bool Missing => Value is null && Error is null;
}

/// <summary>A fee in fen per m² and month; one figure is a range of nothing.</summary>
public sealed record FeeRange(int From, int To);

/// <summary>
/// Values as offices write them: "2009年建成 ", "61栋", "4710户", "暂无信息", "1.5至2.4元/平米/月", full-width digits. Pure; never throws, whatever is in the cell.
/// </summary>
public static partial class OfficeValues
{
    static readonly HashSet<string> nothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "-", "--", "—", "——", "/", "\\", "无", "暂无", "暂无信息", "暂无数据", "未知", "不详", "不明", "待查", "待定", "空", "null", "n/a", "na", "none",
        "未知年建成", "未知年", "未知类型", "无物业公司", "无物业", "无开发商", "无数据", "?",
    };

    /// <summary>Half-width, without the blanks around it, zero-width signs and byte-order marks; inner blanks become one.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var half = c switch
            {
                >= '！' and <= '～' => (char)(c - 0xFEE0),
                '\u3000' or '\u00a0' or '\t' or '\r' or '\n' => ' ',
                '\u200b' or '\u200c' or '\u200d' or '\ufeff' or '\u2060' => '\0',
                _ => c,
            };
            if (half == '\0' || char.IsControl(half) || half == ' ' && (clean.Length == 0 || clean[^1] == ' ')) continue;
            clean.Append(half);
        }
        if (clean.Length > 0 && clean[^1] == ' ') clean.Length--;
        return clean.ToString();
    }

    /// <summary>Whether the cell is one of the ways to say nothing.</summary>
    public static bool IsNothing(string? text) => nothing.Contains(Clean(text));

    /// <summary>Text of at most <paramref name="max"/> signs; brackets keep their full-width form where they were written so.</summary>
    public static Cell<string> Text(string? text, int max)
    {
        if (IsNothing(text)) return default;
        var trimmed = string.Join(' ', text!.Replace('\u3000', ' ').Replace('\u00a0', ' ')
            .Split([' ', '\t', '\r', '\n', '\u200b', '\ufeff'], StringSplitOptions.RemoveEmptyEntries));
        return trimmed.Length <= max ? new(trimmed) : new(null, $"文字过长：{trimmed.Length} 个字，最多 {max} 个字");
    }

    /// <summary>A whole number with or without its unit: 61栋, 4,710户, 1.2万户.</summary>
    /// <param name="text">the cell</param>
    /// <param name="max">largest number that is believed</param>
    public static Cell<int?> Count(string? text, int max = 10_000_000)
    {
        var clean = Clean(text);
        if (nothing.Contains(clean)) return default;
        var match = CountForm().Match(clean.Replace(" ", "", StringComparison.Ordinal));
        if (!match.Success) return new(null, $"「{Short(clean)}」不是数量，请填写整数，如 61");
        if (!decimal.TryParse(match.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var number)) return new(null, $"「{Short(clean)}」不是数量，请填写整数，如 61");
        if (match.Groups["w"].Success)
        {
            if (number > max) return new(null, $"「{Short(clean)}」数量过大");
            number *= 10_000m;
        }
        if (number != decimal.Truncate(number)) return new(null, $"「{Short(clean)}」不是整数");
        if (number < 0) return new(null, $"「{Short(clean)}」是负数");
        if (number > max) return new(null, $"「{Short(clean)}」数量过大");
        return new((int)number, null, match.Groups["about"].Success ? $"「{Short(clean)}」是约数" : null);
    }

    /// <summary>A year or a completion date: 2009年建成, 1998.0, 2000-12-31, 2000年6月, 二〇〇〇年. A decade or a span is no year.</summary>
    public static Cell<Built?> BuiltIn(string? text)
    {
        var clean = Clean(text).Replace(" ", "", StringComparison.Ordinal);
        if (nothing.Contains(clean)) return default;
        clean = ChineseDigits(clean);
        if (DecadeForm().IsMatch(clean)) return new(null, $"「{Short(clean)}」是年代，不是年份，请核实建成年份");
        if (SpanForm().IsMatch(clean)) return new(null, $"「{Short(clean)}」是一段时间，请填写最后一栋的建成年份");
        if (DayForm().Match(clean) is { Success: true } day)
        {
            var (y, m, d) = (Whole(day, "y"), Whole(day, "m"), Whole(day, "d"));
            if (m is < 1 or > 12 || d < 1 || y is < 1 or > 9999 || d > DateTime.DaysInMonth(y, m)) return new(null, $"「{Short(clean)}」不是有效的日期");
            return new(new Built(y, new DateOnly(y, m, d)));
        }
        if (YearForm().Match(clean) is { Success: true } year)
            return new(new Built(Whole(year, "y")), null, year.Groups["about"].Success ? $"「{Short(clean)}」是约数" : null);
        if (MonthForm().Match(clean) is { Success: true } month)
            return Whole(month, "m") is >= 1 and <= 12
                ? new(new Built(Whole(month, "y")), null, $"「{Short(clean)}」只取年份")
                : new(null, $"「{Short(clean)}」不是有效的日期");
        return new(null, $"「{Short(clean)}」不是年份，请填写四位年份，如 1998");
    }

    /// <summary>A property fee in yuan per m² and month: 1.5至2.4元/平米/月, 0.5元/㎡·月, 1.2-1.5, 免费.</summary>
    public static Cell<FeeRange> Fee(string? text)
    {
        var clean = Clean(text).Replace(" ", "", StringComparison.Ordinal);
        if (nothing.Contains(clean)) return default;
        if (clean is "免费" or "不收费") return new(new FeeRange(0, 0));
        var match = FeeForm().Match(clean);
        if (!match.Success) return new(null, $"「{Short(clean)}」不是物业费，请填写如 1.5 或 1.5至2.4（元/平方米·月）");
        if (Fen(match.Groups["a"].Value) is not { } from || Fen(match.Groups["b"].Success ? match.Groups["b"].Value : match.Groups["a"].Value) is not { } to)
            return new(null, $"「{Short(clean)}」金额过大");
        return from <= to ? new(new FeeRange(from, to)) : new(new FeeRange(to, from), null, $"「{Short(clean)}」上下限颠倒，已按从小到大读取");

        static int? Fen(string yuan) =>
            decimal.TryParse(yuan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1_000_000m
                ? (int)decimal.Round(value * 100m, 0, MidpointRounding.ToEven) : null;
    }

    /// <summary>An area in m²: 66783.97, 66,783.97平方米, 6.68万平方米.</summary>
    public static Cell<Area?> InArea(string? text)
    {
        var clean = Clean(text).Replace(" ", "", StringComparison.Ordinal);
        if (nothing.Contains(clean)) return default;
        var match = AreaForm().Match(clean);
        if (!match.Success || !decimal.TryParse(match.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var m2)) return new(null, $"「{Short(clean)}」不是面积，请填写平方米数，如 53.27");
        if (m2 > 1_000_000_000m) return new(null, $"「{Short(clean)}」面积过大");
        if (match.Groups["w"].Success) m2 *= 10_000m;
        var area = Area.SquareMetres(m2);
        return new(area, null, area.InSquareMetres == m2 ? null : $"「{Short(clean)}」按两位小数取 {area}");
    }

    /// <summary>Decimal degrees: 123.469339, E123.469339, 123.469339°; or degrees, minutes, seconds: 123°28′9.6″.</summary>
    public static Cell<double?> Degrees(string? text)
    {
        var clean = Clean(text).Replace(" ", "", StringComparison.Ordinal);
        if (nothing.Contains(clean)) return default;
        if (DegreesForm().Match(clean) is { Success: true } plain
            && double.TryParse(plain.Groups["n"].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var degrees)
            && Math.Abs(degrees) <= 360) return new(degrees);
        if (SexagesimalForm().Match(clean) is { Success: true } parts)
        {
            var (d, m, s) = (Number(parts, "d"), Number(parts, "m"), parts.Groups["s"].Success ? Number(parts, "s") : 0);
            if (d <= 360 && m < 60 && s < 60) return new(d + m / 60 + s / 3600);
        }
        return new(null, $"「{Short(clean)}」不是经纬度，请填写小数度，如 123.469339");
    }

    /// <summary>是/否, 有/无, √/×, 1/0.</summary>
    public static Cell<bool?> YesNo(string? text) => Clean(text).ToUpperInvariant() switch
    {
        "" => default,
        "是" or "有" or "Y" or "YES" or "TRUE" or "1" or "√" or "✓" or "对" => new(true),
        "否" or "无" or "N" or "NO" or "FALSE" or "0" or "×" or "X" or "不是" or "没有" => new(false),
        var other => nothing.Contains(other) ? default : new(null, $"「{Short(other)}」请填写「是」或「否」"),
    };

    /// <summary>产权性质 as offices write it.</summary>
    public static Cell<OwnershipType?> Ownership(string? text)
    {
        var clean = Clean(text);
        if (nothing.Contains(clean)) return default;
        OwnershipType? found = clean switch
        {
            _ when Has("军") => OwnershipType.Military,
            _ when Has("混合") => OwnershipType.Mixed,
            _ when Has("房改") => OwnershipType.HousingReform,
            _ when Has("公房") || Has("公租") || Has("直管") => OwnershipType.PublicHousing,
            _ when Has("国有") || Has("国企") || Has("央企") || Has("单位") || Has("企业") || Has("事业") => OwnershipType.StateOwned,
            _ when Has("商品") || Has("私有") || Has("私产") => OwnershipType.Commodity,
            _ => null,
        };
        return found is null ? new(null, $"「{Short(clean)}」请填写：商品房、房改房、公房、国有企事业单位、军队、混合") : new(found);

        bool Has(string word) => clean.Contains(word, StringComparison.Ordinal);
    }

    /// <summary>一九九八 and 二〇〇〇 as digits, sign by sign; 十 and above are not used for years.</summary>
    static string ChineseDigits(string text)
    {
        const string digits = "〇一二三四五六七八九";
        var found = false;
        var turned = new string([.. text.Select(c => c == '○' || c == '零' ? '0' : digits.IndexOf(c, StringComparison.Ordinal) is >= 0 and var d ? (char)('0' + d) : c)]);
        foreach (Match run in Regex.Matches(turned, "[0-9]{4}")) found |= run.Success;
        return found ? turned : text;
    }

    internal static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";
    static int Whole(Match match, string group) => int.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture);
    static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<about>约|大约|近)?(?<n>-?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12})(\.[0-9]{1,6})?)(?<w>万)?(余)?(栋|幢|座|户|套|个|楼|单元|层|部|人|家|间|处|棟)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CountForm();

    [GeneratedRegex(@"^(?<about>约|大约)?(?<y>(1[6-9]|20|21)[0-9]{2})(\.0+)?(年)?(左右)?(建成|竣工|建造|建|交付|投入使用)?(?<about>左右)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex YearForm();

    [GeneratedRegex(@"^(?<y>(1[6-9]|20|21)[0-9]{2})(年|-|/|\.)(?<m>[0-9]{1,2})(月)?(建成|竣工|建造|建|交付)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MonthForm();

    [GeneratedRegex(@"^(?<y>(1[6-9]|20|21)[0-9]{2})(年|-|/|\.)(?<m>[0-9]{1,2})(月|-|/|\.)(?<d>[0-9]{1,2})(日|号)?(T?00:00(:00)?)?(建成|竣工|建造|建|交付)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DayForm();

    [GeneratedRegex(@"^([0-9]{2,4}|世纪)+(年)?代", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DecadeForm();

    [GeneratedRegex(@"^[0-9]{4}年?(-|—|–|~|至|到)[0-9]{4}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SpanForm();

    [GeneratedRegex(@"^(?<a>[0-9]{1,9}(\.[0-9]{1,4})?)(元)?((至|-|—|–|~|到)(?<b>[0-9]{1,9}(\.[0-9]{1,4})?))?(元)?((/|每|·|\.)*(平米|平方米|平方|㎡|m²|m2|月|建筑面积))*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FeeForm();

    [GeneratedRegex(@"^(?<n>([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12})(\.[0-9]{1,6})?)(?<w>万)?(平方米|平米|㎡|m²|m2|平)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex AreaForm();

    [GeneratedRegex(@"^(东经|北纬|E|N)?(?<n>-?[0-9]{1,3}(\.[0-9]{1,15})?)(°|度|E|N)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex DegreesForm();

    [GeneratedRegex("^(东经|北纬|E|N)?(?<d>[0-9]{1,3})(°|度)(?<m>[0-9]{1,2}(\\.[0-9]{1,9})?)(′|'|分|’)((?<s>[0-9]{1,2}(\\.[0-9]{1,9})?)(″|\"|秒|”|'')?)?(E|N)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex SexagesimalForm();
}
