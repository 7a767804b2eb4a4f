using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places.Roll;

/// <summary>How offices write what stands on a roll, and how it is read. Pure; null means it cannot be read, never a guess.</summary>
public static partial class RollWords
{
    static readonly Dictionary<string, TitleKind> titles = Table<TitleKind>(PlaceWords.Zh,
        ("登记", TitleKind.Registered), ("房产证", TitleKind.Registered), ("不动产权证", TitleKind.Registered), ("合同", TitleKind.Contract),
        ("购房合同", TitleKind.Contract), ("分房单", TitleKind.Contract), ("单位证明", TitleKind.WorkUnitCertificate), ("法院判决", TitleKind.CourtOrHeirs),
        ("继承", TitleKind.CourtOrHeirs), ("未知", TitleKind.Unknown));

    static readonly Dictionary<string, AreaSource> sources = Table<AreaSource>(PlaceWords.Zh,
        ("登记", AreaSource.Register), ("实测", AreaSource.Measured), ("合同", AreaSource.Contract), ("设计", AreaSource.Design));

    static readonly Dictionary<string, UnitUse> uses = Table<UnitUse>(PlaceWords.Zh, ("住房", UnitUse.Home), ("商铺", UnitUse.Shop), ("门市", UnitUse.Shop),
        ("网点", UnitUse.Shop), ("车位", UnitUse.Garage), ("仓房", UnitUse.Storage));

    static readonly Dictionary<string, OwnerSide> sides = Table<OwnerSide>(PlaceWords.Zh, ("私产", OwnerSide.Private), ("未售", OwnerSide.DeveloperUnsold),
        ("公产", OwnerSide.PublicHousing), ("直管公房", OwnerSide.PublicHousing), ("自管公房", OwnerSide.PublicHousing));

    static readonly Dictionary<string, Tenure> tenures = Table<Tenure>(PlaceWords.Zh, ("自住", Tenure.OwnerOccupier), ("承租公房", Tenure.PublicTenant),
        ("出租", Tenure.PrivateTenant), ("租户", Tenure.PrivateTenant), ("空房", Tenure.Vacant), ("未知", Tenure.Unknown));

    static readonly Dictionary<string, OwnerKind> kinds = Table<OwnerKind>(PlaceWords.Zh, ("自然人", OwnerKind.Person), ("法人", OwnerKind.Organisation));

    public static TitleKind? Title(string text) => titles.TryGetValue(text, out var v) ? v : null;
    public static AreaSource? Source(string text) => sources.TryGetValue(text, out var v) ? v : null;
    public static UnitUse? Use(string text) => uses.TryGetValue(text, out var v) ? v : null;
    public static OwnerSide? Side(string text) => sides.TryGetValue(text, out var v) ? v : null;
    public static Tenure? Lives(string text) => tenures.TryGetValue(text, out var v) ? v : null;
    public static OwnerKind? Kind(string text) => kinds.TryGetValue(text, out var v) ? v : null;

    /// <summary>Labels of an enumeration as the drop-downs offer them.</summary>
    public static IEnumerable<string> Labels<T>(Func<T, string> zh) where T : struct, Enum => Enum.GetValues<T>().Select(zh);

    static Dictionary<string, T> Table<T>(Func<T, string> zh, params (string, T)[] also) where T : struct, Enum
    {
        var table = Enum.GetValues<T>().ToDictionary(zh, v => v, StringComparer.Ordinal);
        foreach (var (word, value) in also) table.TryAdd(word, value);
        return table;
    }

    /// <summary>Full-width signs become plain, white space at the ends goes, and so does the mark that keeps text text in a spreadsheet.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        foreach (var c in text)
            // Unified ideographs are their own normal form; asking for it costs more than all else that is read of a row.
            if (c > 127 && c is not (>= '\u4e00' and <= '\u9fff') || char.IsWhiteSpace(c) || c == '\'')
                return text.Normalize(NormalizationForm.FormKC).Trim().TrimStart('\'');
        return text;
    }

    /// <summary>3号楼, 3栋, 3# → 3; 甲2号楼 → 甲2.</summary>
    public static string Building(string text) => Strip(text, "号楼", "栋", "幢", "#楼", "号", "楼", "#", "座");

    /// <summary>2单元, 2门 → 2.</summary>
    public static string Stairwell(string text) => Strip(text, "单元", "门栋", "门");

    /// <summary>501室 → 501.</summary>
    public static string Door(string text) => Strip(text, "室", "号");

    static string Strip(string text, params ReadOnlySpan<string> ends)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        foreach (var end in ends)
            if (plain.Length > end.Length && plain.EndsWith(end, StringComparison.Ordinal)) return plain[..^end.Length];
        return plain;
    }

    /// <summary>Building-stairwell-door as people say it; without the middle where there is no stairwell.</summary>
    public static string UnitNumber(string building, string stairwell, string door) => stairwell.Length == 0 ? $"{building}-{door}" : $"{building}-{stairwell}-{door}";

    /// <summary>Storey that a door number names: 501 → 5, 1203 → 12; null for others.</summary>
    public static int? FloorOf(string door) =>
        door.Length is 3 or 4 && int.TryParse(door, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n / 100 > 0 ? n / 100 : null;

    /// <summary>Place of a flat on its landing: 501 and 401 are both 01, one above the other; null where the number does not tell.</summary>
    public static int? RiserOf(string door) => FloorOf(door) is not null ? int.Parse(door, CultureInfo.InvariantCulture) % 100 : null;

    /// <summary>
    /// Area in m² with up to two places, thousands commas and a unit behind allowed. Null when it is no such number; three places are no area of the
    /// register and are refused rather than rounded.
    /// </summary>
    public static Area? Area(string text)
    {
        foreach (var unit in (string[])["平方米", "平米", "㎡", "M2", "m2", "平"])
            if (text.EndsWith(unit, StringComparison.Ordinal)) { text = text[..^unit.Length]; break; }
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var m2)
            && m2 is > 0 and < 10_000_000 && decimal.Round(m2, 2) == m2 ? Foundation.Area.SquareMetres(m2) : null;
    }

    /// <summary>
    /// Share of a co-owner: 1/2, 50%, 0.5, 全部; 共同共有 (joint ownership without shares, Civil Code 299) is 0 of 1. Null when it is none of these.
    /// </summary>
    public static (int Part, int Whole)? Share(string text)
    {
        switch (text)
        {
            case "全部" or "单独所有" or "1" or "100%": return (1, 1);
            case "共同共有" or "共同": return (0, 1);
        }
        if (Fraction().Match(text) is { Success: true } f)
        {
            var (part, whole) = (int.Parse(f.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(f.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            return part > 0 && part <= whole ? Lowest(part, whole) : null;
        }
        var percent = text.EndsWith('%');
        if (!decimal.TryParse(percent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)) return null;
        // Four places are enough for any share a deed gives as a decimal.
        var tenThousandths = percent ? share * 100 : share * 10_000;
        return tenThousandths is > 0 and <= 10_000 && decimal.Truncate(tenThousandths) == tenThousandths ? Lowest((int)tenThousandths, 10_000) : null;
    }

    static (int, int) Lowest(int part, int whole)
    {
        var (a, b) = (part, whole);
        while (b != 0) (a, b) = (b, a % b);
        return (part / a, whole / a);
    }

    /// <summary>A mobile number, or a landline with its area code; spaces and dashes are dropped.</summary>
    public static string? Phone(string text)
    {
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (digits.StartsWith("+86", StringComparison.Ordinal)) digits = digits[3..];
        return Mobile().IsMatch(digits) || Landline().IsMatch(digits) ? digits : null;
    }

    /// <summary>A number that a spreadsheet program has already destroyed: 2.10102E+17.</summary>
    public static bool LostDigits(string text) => Scientific().IsMatch(text);

    /// <summary>1、2、3 or 1-3 or "3个" (a count) as stairwell numbers; null when it is none of these.</summary>
    public static IReadOnlyList<string>? Stairwells(string text)
    {
        if (text.Length == 0) return [];
        if (Count().Match(text) is { Success: true } count) return [.. Enumerable.Range(1, int.Parse(count.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Select(Plain)];
        if (Range().Match(text) is { Success: true } range)
        {
            var (first, last) = (int.Parse(range.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(range.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            return first <= last && last - first < 100 ? [.. Enumerable.Range(first, last - first + 1).Select(Plain)] : null;
        }
        var numbers = text.Split(['、', ',', ';', '/', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Stairwell).ToArray();
        return numbers.All(n => n.Length is > 0 and <= 10) ? numbers : null;
    }

    static string Plain(int n) => n.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,6})\s*/\s*(\d{1,6})$")] private static partial Regex Fraction();
    [GeneratedRegex(@"^1[3-9]\d{9}$")] private static partial Regex Mobile();
    [GeneratedRegex(@"^0\d{2,3}\d{7,8}$")] private static partial Regex Landline();
    [GeneratedRegex(@"^\d(\.\d+)?[eE]\+\d+$")] private static partial Regex Scientific();
    [GeneratedRegex(@"^(\d{1,2})\s*个(单元|门)?$")] private static partial Regex Count();
    [GeneratedRegex(@"^(\d{1,2})\s*[-~至—]\s*(\d{1,2})(单元|门)?$")] private static partial Regex Range();
}
