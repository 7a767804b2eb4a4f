using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Lifecycle.Contract;

/// <summary>
/// A gate of a step, or of a milestone of a step. A room registers its gates with the container; Lifecycle asks and never answers itself.
/// Where the room is not built yet, the gate judges figures from a typed form with sealed papers. Nobody can tick a gate.
/// </summary>
public interface IGate
{
    /// <summary>Step id of the process template, as in <c>S1.06</c>.</summary>
    string Step { get; }

    /// <summary>Milestone code, or null for the step as a whole.</summary>
    string? Milestone => null;

    /// <summary>The figures this gate wants typed in; empty where it computes from facts of its own room.</summary>
    IReadOnlyList<FigureField> Form => [];

    Task<Verdict> Judge(GateQuestion question, CancellationToken stop = default);

    /// <summary>These communities will be asked about in this scope, which ends with it: a gate that reads facts of its own room reads them here in one go.</summary>
    Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => Task.CompletedTask;
}

/// <summary>What a gate is asked.</summary>
/// <param name="Project">the project</param>
/// <param name="Community">the community the step record belongs to; for steps kept on a package, the community asked about</param>
/// <param name="Division">division code of that community: decides whose parameters apply</param>
/// <param name="Step">step id</param>
/// <param name="Round">1, 2, 3, …; earlier rounds are kept</param>
/// <param name="Day">the day it is judged, in China</param>
/// <param name="Template">the template version the project walks by</param>
/// <param name="Figures">figures entered and confirmed by two organisations in this round</param>
/// <param name="SealedPapers">codes of the papers of this round that are sealed</param>
public sealed record GateQuestion(ProjectId Project, CommunityId Community, string Division, string Step, int Round, DateOnly Day,
    ProcessTemplate Template, Figures Figures, IReadOnlySet<string> SealedPapers)
{
    /// <summary>Confirmed figures of the latest round of another step of the same project; <see cref="Figures.None"/> when there are none.</summary>
    public required Func<string, CancellationToken, Task<Figures>> FiguresOf { get; init; }
}

/// <summary>What is typed into a field.</summary>
public enum FigureKind
{
    /// <summary>Whole number ≥ 0.</summary>
    Count,
    /// <summary>Yuan with up to two places, kept in fen.</summary>
    Money,
    /// <summary>m² with up to two places, kept in 0.01 m².</summary>
    Area,
    Date,
    YesNo,
    Choice,
    /// <summary>Any number of choices, kept as their codes in the order of the form, joined by +.</summary>
    Many,
    /// <summary>Unified social credit code, GB 32100, check character tested.</summary>
    CreditCode,
    Text,
}

/// <param name="Code">stable name of the figure, as in <c>yes</c></param>
/// <param name="Zh">label</param>
/// <param name="Unit">户, m², 元; empty if none</param>
/// <param name="Hint">what to look up, and on which paper it stands</param>
/// <param name="Choices">code → label for <see cref="FigureKind.Choice"/> and <see cref="FigureKind.Many"/></param>
public sealed record FigureField(string Code, string Zh, FigureKind Kind, string Unit = "", bool Required = true, string? Hint = null,
    IReadOnlyList<(string Code, string Zh)>? Choices = null);

/// <summary>
/// Confirmed figures in canonical text: whole numbers in invariant digits (fen, 0.01 m²), dates as yyyy-MM-dd, yes/no as 1/0.
/// </summary>
public sealed class Figures(IReadOnlyDictionary<string, string> values)
{
    public static readonly Figures None = new(new Dictionary<string, string>());

    public bool IsEmpty => values.Count == 0;
    public bool Has(string code) => values.ContainsKey(code);
    public string? Text(string code) => values.GetValueOrDefault(code);
    public long? Count(string code) => values.TryGetValue(code, out var v) ? long.Parse(v, System.Globalization.CultureInfo.InvariantCulture) : null;
    public IReadOnlyList<string> Many(string code) => Text(code)?.Split('+') ?? [];
    public Money? Money(string code) => Count(code) is { } fen ? new Money(fen) : null;
    public Area? Area(string code) => Count(code) is { } hundredths ? new Area(hundredths) : null;
    public DateOnly? Date(string code) =>
        values.TryGetValue(code, out var v) ? DateOnly.ParseExact(v, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null;
    public bool? YesNo(string code) => values.TryGetValue(code, out var v) ? v == "1" : null;
}
