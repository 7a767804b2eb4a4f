using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Storage;

namespace Renewal.Guideline;

/// <summary>What setting a parameter, publishing a template and uploading a calendar have in common.</summary>
static class SettingRules
{
    /// <summary>The city whose rules the actor may set: its own for a city office, any or the province's (null) for the province and the system.</summary>
    public static string? CityFor(Actor actor, string? asked)
    {
        if (asked is { Length: not 4 } || asked is not null && !asked.All(char.IsAsciiDigit))
            throw new RuleBroken("city.code", "城市代码应为四位数字，如 2101。") { Field = "city" };
        return actor.Role switch
        {
            Roles.Province or "system" => asked,
            Roles.CityOffice when actor.Division.Length >= 4 && (asked is null || asked == actor.Division[..4]) => actor.Division[..4],
            Roles.CityOffice => throw new RuleBroken("guideline.other_city", "只能设定本市的参数、模板和日历。", 403),
            _ => throw new RuleBroken("guideline.not_yours", "参数、模板和日历由市改造办或省住建厅设定。", 403),
        };
    }

    public static string Basis(string basis)
    {
        basis = basis.Trim();
        if (basis.Length < 4) throw new RuleBroken("guideline.no_basis", "请填写依据文件的名称和文号。") { Field = "basis" };
        return basis.Length <= 200 ? basis : throw new RuleBroken("guideline.long_basis", "依据不超过 200 字。") { Field = "basis" };
    }

    /// <summary>No rule reaches back: what was judged yesterday was judged by yesterday's line.</summary>
    public static void NotRetroactive(DateOnly from, DateOnly today)
    {
        if (from < today) throw new RuleBroken("guideline.retroactive", $"生效日期不能早于今天（{today:yyyy-MM-dd}），规则不溯及既往。") { Field = "from" };
    }

    /// <summary>Whether a city may put <paramref name="own"/> in the place of the province's line.</summary>
    /// <exception cref="RuleBroken">parameter.fixed, parameter.looser</exception>
    public static void MayReplace(Parameter province, Parameter own)
    {
        if (province.CityMay == CityMay.None) throw new RuleBroken("parameter.fixed", $"「{province.Zh}」由{province.Basis}规定，不能调整。") { Field = "parameter" };
        if (province.CityMay != CityMay.Tighten) return;
        if (own.Comparison == province.Comparison && own.Numerator * (Int128)province.Denominator == province.Numerator * (Int128)own.Denominator) return;
        if (!own.IsTighterThan(province))
            throw new RuleBroken("parameter.looser", $"「{province.Zh}」规定为{province.InWords}，各市只能从严，不能放宽到{own.InWords}。") { Field = "value" };
    }

    /// <summary>A figure as people write it, in the unit of the parameter: <c>85%</c>, <c>5/6</c>, <c>20</c>, <c>2001-06-30</c>, <c>600,000</c>.</summary>
    /// <exception cref="RuleBroken">parameter.value</exception>
    public static (long Numerator, long Denominator) Figure(string text, Parameter parameter)
    {
        text = text.Trim().Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal).Replace('％', '%');
        var invariant = CultureInfo.InvariantCulture;
        if (parameter.Unit == "日期" && DateOnly.TryParseExact(text, "yyyy-MM-dd", invariant, DateTimeStyles.None, out var day))
            return (day.Year * 10000 + day.Month * 100 + day.Day, 1);
        if (parameter.IsShare && text.EndsWith('%') && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, invariant, out var percent)
            && percent <= 1000 && percent * 100 == Math.Truncate(percent * 100)) return Reduce((long)(percent * 100), 10000);
        if (parameter.IsShare && text.Split('/') is [var n, var d] && long.TryParse(n, NumberStyles.None, invariant, out var part)
            && long.TryParse(d, NumberStyles.None, invariant, out var whole) && whole > 0) return (part, whole);
        if (!parameter.IsShare && parameter.Unit is "元" or "m²" && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, invariant, out var amount)
            && amount < 1_000_000_000_000m && amount * 100 == Math.Truncate(amount * 100)) return ((long)(amount * 100), 1);
        if (!parameter.IsShare && parameter.Unit is not ("日期" or "元" or "m²") && long.TryParse(text, NumberStyles.None, invariant, out var plain) && plain <= int.MaxValue)
            return (plain, 1);
        throw new RuleBroken("parameter.value", parameter.IsShare ? "请填写比例，如 85% 或 5/6。" : $"请填写数值，如 {parameter.ValueZh}。") { Field = "value" };
    }

    static (long, long) Reduce(long numerator, long denominator)
    {
        var (a, b) = (numerator, denominator);
        while (b != 0) (a, b) = (b, a % b);
        return a == 0 ? (0, 1) : (numerator / a, denominator / a);
    }

    /// <summary>Tells every node that its copy is old.</summary>
    public static async Task Renew(ProcessRun run)
    {
        var editions = run.Db.GuidelineEditions;
        var edition = await editions.SingleOrDefaultAsync(e => e.Id == Edition.Only);
        if (edition is null) run.Db.Add(edition = new Edition());
        edition.Stamp = Guid.CreateVersion7();
    }
}
