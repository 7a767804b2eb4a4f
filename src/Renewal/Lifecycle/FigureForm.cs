using System.Globalization;
using System.Text;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>Reads typed figures into canonical text (see <see cref="Figures"/>), or says at which field what is wrong.</summary>
public static class FigureForm
{
    /// <param name="fields">fields that may be typed</param>
    /// <param name="required">codes that must be there</param>
    /// <param name="typed">as the clerk typed it: full-width digits, thousands separators, yuan and m² with two places</param>
    /// <param name="canonical">the values are canonical already (fen, 0.01 m², yyyy-MM-dd, 1/0), as the API sends them</param>
    /// <exception cref="RuleBroken">figures.field, with the field; figures.unknown; figures.missing</exception>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyList<FigureField> fields, IReadOnlySet<string> required,
        IReadOnlyDictionary<string, string> typed, bool canonical = false)
    {
        Dictionary<string, string> read = [];
        foreach (var (code, text) in typed)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var field = fields.FirstOrDefault(f => f.Code == code)
                ?? throw new RuleBroken("figures.unknown", $"本步骤没有「{code}」这一项。") { Field = code };
            read[code] = Read(field, text.Normalize(NormalizationForm.FormKC).Trim(), canonical);
        }
        var missing = fields.Where(f => f.Required && required.Contains(f.Code) && !read.ContainsKey(f.Code)).ToList();
        if (missing.Count > 0) throw new RuleBroken("figures.missing", $"请填写：{string.Join('、', missing.Select(f => f.Zh))}。") { Field = missing[0].Code };
        if (read.Count == 0) throw new RuleBroken("figures.missing", "请填写数据。");
        return read;
    }

    static string Read(FigureField field, string text, bool canonical) => field.Kind switch
    {
        FigureKind.Count => Whole(field, text).ToString(CultureInfo.InvariantCulture),
        FigureKind.Money or FigureKind.Area when canonical => Whole(field, text).ToString(CultureInfo.InvariantCulture),
        FigureKind.Money or FigureKind.Area => Hundredths(field, text).ToString(CultureInfo.InvariantCulture),
        FigureKind.Date => Date(field, text),
        FigureKind.YesNo => text switch
        {
            "1" or "是" or "true" or "on" => "1",
            "0" or "否" or "false" => "0",
            _ => throw Bad(field, "请选择是或否"),
        },
        FigureKind.Choice => field.Choices!.Any(c => c.Code == text) ? text : throw Bad(field, "请从列出的选项中选择"),
        FigureKind.Many => Many(field, text),
        FigureKind.CreditCode => CreditCode.IsValid(text.ToUpperInvariant())
            ? text.ToUpperInvariant()
            : throw Bad(field, "统一社会信用代码应为 18 位且校验位正确（GB 32100），请对照证照核对"),
        _ => text.Length <= 500 ? text : throw Bad(field, "不超过 500 字"),
    };

    /// <summary>Codes joined by +, or by the comma that a form puts between them.</summary>
    static string Many(FigureField field, string text)
    {
        var chosen = text.Split(['+', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (chosen.Except(field.Choices!.Select(c => c.Code)).Any()) throw Bad(field, "请从列出的选项中选择");
        return string.Join('+', field.Choices!.Select(c => c.Code).Intersect(chosen));
    }

    static long Whole(FigureField field, string text) =>
        long.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value : throw Bad(field, "请填不小于零的整数");

    static long Hundredths(FigureField field, string text)
    {
        if (!decimal.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value * 100m != decimal.Truncate(value * 100m) || value > 10_000_000_000_000m)
            throw Bad(field, "请填不小于零、最多两位小数的数");
        return (long)(value * 100m);
    }

    static string Date(FigureField field, string text)
    {
        foreach (var format in (string[])["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"])
            if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        throw Bad(field, "请填日期，如 2026-03-02");
    }

    static RuleBroken Bad(FigureField field, string zh) => new("figures.field", $"「{field.Zh}」{zh}。") { Field = field.Code };
}
