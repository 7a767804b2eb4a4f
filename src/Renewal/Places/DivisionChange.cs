using Renewal.Places.Contract;

namespace Renewal.Places;

/// <summary>
/// What has changed in the division tree since the shipped list (ADR 0050): a new code, another name, or the last day of an abolished one. The shipped
/// list is data of the version; only changes are rows.
/// </summary>
public sealed class DivisionChange
{
    DivisionChange() { }

    public DivisionChange(Guid id, Division division, string basis) =>
        (Id, Code, Level, Name, From, To, Basis) = (id, division.Code, division.Level, division.Name, division.From, division.To, basis);

    public Guid Id { get; private set; }
    public string Code { get; private set; } = "";
    public DivisionLevel Level { get; private set; }
    public string Name { get; private set; } = "";
    public DateOnly? From { get; private set; }
    public DateOnly? To { get; private set; }

    /// <summary>The paper it rests on.</summary>
    public string Basis { get; private set; } = "";
    public int Version { get; private set; }
}
