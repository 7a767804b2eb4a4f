using Renewal.Guideline;
using Renewal.Guideline.Contract;

namespace Renewal.Tests.Guideline;

/// <summary>The guideline with one line changed, for every world that is started in this flow of control.</summary>
static class MutatedGuideline
{
    static readonly AsyncLocal<GuidelineData?> current = new();
    public static GuidelineData? Current { get => current.Value; set => current.Value = value; }
}

/// <summary>One change of one row of the parameter data.</summary>
/// <param name="Change"><c>operator</c>, <c>+</c> or <c>-</c></param>
sealed record LineMutation(string Parameter, string? City, string Change)
{
    /// <summary>The changes that make sense for a row: its operator, and its figure one step up and down.</summary>
    public static IEnumerable<LineMutation> Of(Parameter row)
    {
        // A line that is read by a switch has its operator there; the switch has no figure of its own.
        if (row.Reading is null) yield return new(row.Id, row.City, "operator");
        if (row.Id.EndsWith(".reading", StringComparison.Ordinal)) yield break;
        yield return new(row.Id, row.City, "+");
        if (row.Numerator > 0) yield return new(row.Id, row.City, "-");
    }

    /// <summary>Shares move by one hundredth, plain values by one.</summary>
    public GuidelineData On(GuidelineData data, DateOnly day) => data.With([.. data.Parameters.Select(p => p.Id == Parameter && p.City == City && p.InForce(day) ? Apply(p) : p)]);

    Parameter Apply(Parameter p) => Change == "operator"
        ? p with
        {
            Comparison = p.Comparison switch
            {
                Comparison.AtLeast => Comparison.MoreThan,
                Comparison.MoreThan => Comparison.AtLeast,
                Comparison.AtMost => Comparison.LessThan,
                Comparison.LessThan => Comparison.AtMost,
                // Nothing may be left: "at least nothing" always holds.
                _ => Comparison.AtLeast,
            },
        }
        : p.IsShare
            ? p with { Numerator = p.Numerator * 100 + (Change == "+" ? p.Denominator : -p.Denominator), Denominator = p.Denominator * 100 }
            : p with { Numerator = p.Numerator + (Change == "+" ? 1 : -1) };

    public override string ToString() => $"{Parameter}{(City is null ? "" : "@" + City)} {Change}";
}
