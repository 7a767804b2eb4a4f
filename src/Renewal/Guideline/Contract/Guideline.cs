namespace Renewal.Guideline.Contract;

/// <summary>Works class of a clause.</summary>
public enum ClauseClass { Basic, Improve, Upgrade, Process }

public enum Duty { Must, Conditional, May, Forbid }

/// <summary>One of the 280 rows of the clause catalogue.</summary>
public sealed record Clause(string Id, string En, string Zh, ClauseClass Class, Duty Duty, string Check, string Threshold);

/// <summary>How a figure is compared with its line; 以上 includes the line, 超过 does not (Civil Code 1259).</summary>
public enum Comparison { AtLeast, MoreThan, AtMost, LessThan, Equal }

/// <summary>
/// A dated parameter: what the line is, in whole numbers, on what it rests, and from when to when; a city may override it.
/// </summary>
/// <param name="Id">dotted name, as in <c>consultation.first.share</c></param>
/// <param name="Numerator">the value, or the numerator where it is a share</param>
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

    /// <summary>The line in words of Civil Code 1259: 不少于 includes it, 超过 does not.</summary>
    public string LineZh => $"{Comparison switch
    {
        Comparison.AtLeast => "不少于",
        Comparison.MoreThan => "超过",
        Comparison.AtMost => "不超过",
        Comparison.LessThan => "少于",
        _ => "等于",
    }} {(Denominator == 1 ? $"{Numerator:N0}" : 100 % Denominator == 0 ? $"{100 / Denominator * Numerator}%" : $"{Denominator} 分之 {Numerator}")}";

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

    Task<IReadOnlyList<Parameter>> Parameters(CancellationToken stop = default);

    /// <summary>Working days by the published calendar, with uploaded years.</summary>
    Task<Foundation.WorkingDays> WorkingDays(CancellationToken stop = default);
}
