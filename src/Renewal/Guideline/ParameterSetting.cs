using Renewal.Guideline.Contract;

namespace Renewal.Guideline;

/// <summary>A line that a city or the province has set by its own paper. Rows are never rewritten; the next one ends the one before.</summary>
public sealed class ParameterSetting
{
    ParameterSetting() { }

    public ParameterSetting(string parameter, string? city, Comparison comparison, long numerator, long denominator, string basis, DateOnly from,
        string setBy, DateTimeOffset at)
    {
        (Id, Parameter, City, Comparison, Numerator, Denominator) = (Guid.CreateVersion7(at), parameter, city ?? Province, comparison, numerator, denominator);
        (Basis, From, SetBy, At) = (basis, from, setBy, at);
    }

    /// <summary>Stands where no city does: null would escape the unique key.</summary>
    public const string Province = "21";

    public Guid Id { get; private set; }
    public string Parameter { get; private set; } = "";

    /// <summary>4-digit code of the city, or <see cref="Province"/>.</summary>
    public string City { get; private set; } = "";
    public Comparison Comparison { get; private set; }
    public long Numerator { get; private set; }
    public long Denominator { get; private set; }

    /// <summary>The paper it rests on, with its number.</summary>
    public string Basis { get; private set; } = "";
    public DateOnly From { get; private set; }

    /// <summary>Last day in force; null while nothing has followed.</summary>
    public DateOnly? To { get; private set; }
    public string SetBy { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public int Version { get; private set; }

    /// <summary>The day before the next one begins.</summary>
    public void EndBefore(DateOnly next) => To = next.AddDays(-1);

    /// <summary>As a parameter: words, unit and clauses are those of the row it sets.</summary>
    public Parameter On(Parameter row) => row with
    {
        Comparison = Comparison,
        Numerator = Numerator,
        Denominator = Denominator,
        Basis = Basis,
        Confidence = "office",
        From = From,
        To = To,
        City = City == Province ? null : City,
    };
}
