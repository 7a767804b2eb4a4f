namespace Renewal.Guideline.Contract;

/// <summary>Works class of a clause.</summary>
public enum ClauseClass { Basic, Improve, Upgrade, Process }

public enum Duty { Must, Conditional, May, Forbid }

/// <summary>One of the 280 rows of the clause catalogue.</summary>
public sealed record Clause(string Id, string En, string Zh, ClauseClass Class, Duty Duty, string Check, string Threshold)
{
    /// <summary>The rule or record that serves the clause, in Chinese.</summary>
    public string CheckZh { get; init; } = "";
}

/// <summary>How a figure is compared with its line; 以上 includes the line, 超过 does not (Civil Code 1259).</summary>
public enum Comparison { AtLeast, MoreThan, AtMost, LessThan, Equal }

/// <summary>What a city may do to a parameter of the province.</summary>
public enum CityMay
{
    /// <summary>Nothing: the law or the guideline leaves no room.</summary>
    None,
    /// <summary>Draw the line closer, never wider.</summary>
    Tighten,
    /// <summary>Set its own, with its own paper.</summary>
    Free,
}

/// <summary>
/// A dated parameter: what the line is, in whole numbers, on what it rests, and from when to when; a city may override it.
/// </summary>
/// <param name="Id">dotted name, as in <c>consultation.first.share</c></param>
/// <param name="Numerator">the value, or the numerator where it is a share; plain values of 元 are in fen, of m² in 0.01 m², as everywhere in the house</param>
/// <param name="Denominator">1 for plain values</param>
/// <param name="Of">what the denominator counts, in words; empty for plain values</param>
/// <param name="Unit">%, 户, 工作日, 元, m², …</param>
/// <param name="Clauses">clauses it serves</param>
/// <param name="Basis">law, paper or default it rests on</param>
/// <param name="Confidence">law, text, office, memory, guess</param>
/// <param name="City">4-digit code of the city that overrides; null for the province</param>
public sealed record Parameter(string Id, string Zh, Comparison Comparison, long Numerator, long Denominator, string Of, string Unit,
    IReadOnlyList<string> Clauses, string Basis, string Confidence, DateOnly From, DateOnly? To, string? City)
{
    /// <summary>The least part of <paramref name="whole"/> that meets the line: 268.67 of 403 owners means 269. For upper lines, the most that does.</summary>
    public long Needed(long whole = 1)
    {
        var (quotient, rest) = Int128.DivRem((Int128)whole * Numerator, Denominator);
        return (long)(Comparison switch
        {
            Comparison.AtLeast => rest == 0 ? quotient : quotient + 1,
            Comparison.MoreThan => quotient + 1,
            Comparison.LessThan => rest == 0 ? quotient - 1 : quotient,
            _ => quotient,
        });
    }

    /// <summary>
    /// What was found of a share, as an office writes it: <c>同意户数 268 户，未超过全部户的三分之二（需 269 户以上，还差 1 户）</c>. The one place where operator
    /// and line become a sentence.
    /// </summary>
    /// <param name="what">what was counted: 同意户数</param>
    /// <param name="part">how much was found, in the smallest unit</param>
    /// <param name="whole">how much there is, in the smallest unit</param>
    /// <param name="told">an amount with its unit, as people read it</param>
    public string Finding(string what, long part, long whole, Func<long, string> told)
    {
        var (passed, needed) = (Holds(part, whole), Needed(whole));
        var verb = (Comparison, passed) switch
        {
            (Comparison.AtLeast, true) => "达到",
            (Comparison.AtLeast, false) => "未达到",
            (Comparison.MoreThan, true) or (Comparison.AtMost, false) => "超过",
            (Comparison.MoreThan, false) or (Comparison.AtMost, true) => "未超过",
            (Comparison.LessThan, true) => "不足",
            (Comparison.LessThan, false) => "不低于",
            (_, true) => "等于",
            _ => "不等于",
        };
        var rest = passed ? "" : Comparison switch
        {
            Comparison.AtLeast or Comparison.MoreThan => $"（需 {told(needed)}以上，还差 {told(needed - part)}）",
            Comparison.AtMost or Comparison.LessThan => $"（至多 {told(needed)}，超出 {told(part - needed)}）",
            _ => $"（应为 {told(needed)}）",
        };
        return $"{what} {told(part)}，{verb}{Of}的{Spoken}{rest}";
    }

    /// <summary>A share as it is said: 半数, 三分之二, 80%.</summary>
    string Spoken => (Numerator, Denominator) switch
    {
        (1, 2) => "半数",
        (1, 3) => "三分之一",
        (2, 3) => "三分之二",
        (1, 4) => "四分之一",
        (3, 4) => "四分之三",
        _ => $" {ValueZh}",
    };

    public CityMay CityMay { get; init; }

    /// <summary>Id of the parameter whose operator this one takes: one switch for several lines; null for its own.</summary>
    public string? Reading { get; init; }

    public bool InForce(DateOnly day) => From <= day && (To is null || day <= To);

    /// <summary>A share of something, not a plain value.</summary>
    public bool IsShare => Denominator != 1 || Of != "";

    /// <summary>The line as the law words it: <c>80%以上（含本数）</c>, <c>超过 2/3（不含本数）</c>, <c>2 工作日以内</c>.</summary>
    public string InWords => Comparison switch
    {
        Comparison.AtLeast => Unit == "日期" ? $"{ValueZh} 以后" : $"{ValueZh}以上（含本数）",
        Comparison.MoreThan => $"超过 {ValueZh}（不含本数）",
        Comparison.AtMost => Unit == "日期" ? $"{ValueZh} 以前（含当日）" : Unit == "年份" ? $"{ValueZh}以前（含当年）" : $"{ValueZh}以内（含本数）",
        Comparison.LessThan => $"不足 {ValueZh}（不含本数）",
        _ => $"等于 {ValueZh}",
    };

    /// <summary>The figure alone: <c>80%</c>, <c>2/3</c>, <c>2 工作日</c>, <c>4,000,000 元</c>, <c>2000-12-31</c>.</summary>
    public string ValueZh
    {
        get
        {
            var invariant = System.Globalization.CultureInfo.InvariantCulture;
            if (Unit == "日期") return $"{Numerator / 10000:0000}-{Numerator / 100 % 100:00}-{Numerator % 100:00}";
            // Halves, thirds and quarters are told as the law tells them, the rest in percent.
            if (IsShare) return Denominator is not (2 or 3 or 4) && Numerator * 100 % Denominator == 0 ? $"{(Numerator * 100 / Denominator).ToString(invariant)}%" : $"{Numerator}/{Denominator}";
            if (Unit is "元" or "m²") return $"{(Numerator / 100m).ToString("#,##0.##", invariant)} {Unit}";
            return Unit == "年份" ? $"{Numerator} 年" : $"{Numerator.ToString("#,##0", invariant)} {Unit}".TrimEnd();
        }
    }

    /// <summary>Whether everything that meets this line also meets the other, and not the other way round.</summary>
    public bool IsTighterThan(Parameter other)
    {
        var order = new Foundation.Share(Numerator, Denominator).CompareTo(new Foundation.Share(other.Numerator, other.Denominator));
        return (Comparison, other.Comparison) switch
        {
            (Comparison.MoreThan, Comparison.AtLeast) => order >= 0,
            (Comparison.AtLeast or Comparison.MoreThan, Comparison.AtLeast or Comparison.MoreThan) => order > 0,
            (Comparison.LessThan, Comparison.AtMost) => order <= 0,
            (Comparison.AtMost or Comparison.LessThan, Comparison.AtMost or Comparison.LessThan) => order < 0,
            _ => false,
        };
    }

    /// <summary>Whether part of whole (or a plain value over 1) meets the line, in whole numbers.</summary>
    public bool Holds(long part, long whole = 1)
    {
        var order = new Foundation.Share(part, whole).CompareTo(new Foundation.Share(Numerator, Denominator));
        return Comparison switch
        {
            Comparison.AtLeast => order >= 0,
            Comparison.MoreThan => order > 0,
            Comparison.AtMost => order <= 0,
            Comparison.LessThan => order < 0,
            _ => order == 0,
        };
    }
}

/// <summary>Where a work item is done.</summary>
public enum WorkPlace { Building, Stairwell, Unit, Outdoor, Street }

/// <summary>
/// A thing that is done to a community: from this catalogue schemes are put together. Class source N = the national list, S = said by the guideline,
/// G = our inference, which a city may change.
/// </summary>
/// <param name="Code">stable, as in <c>roof.waterproof</c></param>
/// <param name="Unit">unit of measure, as in m², 米, 户, 处</param>
/// <param name="OwnUse">touches a part of private use: needs the consent of that owner (T7.1.3)</param>
public sealed record WorkItem(string Code, string Zh, string En, ClauseClass Class, string ClassSource, Duty Duty, string Unit, WorkPlace Place,
    string Clause, bool OwnUse);

/// <summary>The guideline as data: the one reading door of this room.</summary>
public interface IGuideline
{
    /// <summary>All clauses in the order of the guideline.</summary>
    IReadOnlyList<Clause> Clauses { get; }
    Clause Clause(string id);

    /// <summary>The province's templates and, after them, those of the cities.</summary>
    Task<IReadOnlyList<ProcessTemplate>> Templates(CancellationToken stop = default);

    /// <summary>The template in force for a division on a day.</summary>
    Task<ProcessTemplate> TemplateFor(string division, DateOnly day, CancellationToken stop = default);

    /// <exception cref="Foundation.RuleBroken">template.unknown</exception>
    Task<ProcessTemplate> Template(string version, CancellationToken stop = default);

    /// <summary>The parameter in force for a division on a day; the city's before the province's.</summary>
    /// <exception cref="Foundation.RuleBroken">parameter.unknown: none in force on that day</exception>
    Task<Parameter> Parameter(string id, string division, DateOnly day, CancellationToken stop = default);

    /// <summary>As <see cref="Parameter(string, string, DateOnly, CancellationToken)"/>, with what the project's own template version tightens (T6.9).</summary>
    async Task<Parameter> Parameter(string id, string division, DateOnly day, ProcessTemplate template, CancellationToken stop = default) =>
        template.Apply(await Parameter(id, division, day, stop));

    /// <summary>Every row of every time and city, history kept.</summary>
    Task<IReadOnlyList<Parameter>> Parameters(CancellationToken stop = default);

    /// <summary>Work items of T1–T3 and T5.</summary>
    IReadOnlyList<WorkItem> WorkItems { get; }

    /// <summary>Working days by the published calendar, with uploaded years.</summary>
    Task<Foundation.WorkingDays> WorkingDays(CancellationToken stop = default);
}
