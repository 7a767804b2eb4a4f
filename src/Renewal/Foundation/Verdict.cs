namespace Renewal.Foundation;

/// <summary>Where a gate stands.</summary>
public enum VerdictState
{
    /// <summary>The line is met.</summary>
    Passed,
    /// <summary>The figures are there and fall short.</summary>
    Failed,
    /// <summary>Figures or papers are still missing.</summary>
    Open,
}

/// <summary>
/// The answer of a gate, which explains itself: the figure, the line it must pass, how far it is, the clause it rests on, and what would change it.
/// </summary>
/// <param name="State">where the gate stands</param>
/// <param name="Clause">id of the guideline clause, as in <c>S1.06</c></param>
/// <param name="ReasonZh">one sentence in plain Chinese</param>
public sealed record Verdict(VerdictState State, string Clause, string ReasonZh)
{
    /// <summary>The figure as people say it: <c>903 / 1,286 户（70.21%）</c>.</summary>
    public string? Figure { get; init; }

    /// <summary>The same figure in whole numbers, for the bar of the picture; null where it is no share.</summary>
    public Share? Measured { get; init; }

    /// <summary>The line in whole numbers, marked on that bar.</summary>
    public Share? Threshold { get; init; }

    /// <summary>The line: <c>不少于 80%（1,029 户）</c>.</summary>
    public string? Line { get; init; }

    /// <summary>How far: <c>还差 126 户</c>.</summary>
    public string? Distance { get; init; }

    /// <summary>Law, paper or city rule, and the version it was judged by.</summary>
    public string? Basis { get; init; }

    /// <summary>Where the evidence is, as a path of this site.</summary>
    public string? Link { get; init; }

    /// <summary>Exactly on the line, or two readings disagree: a person of law should look.</summary>
    public string? Flag { get; init; }

    /// <summary>Tests that stand beside the main one (Civil Code 278, or the other reading), each with its own figures.</summary>
    public IReadOnlyList<Verdict> Beside { get; init; } = [];

    /// <summary>What those who decide should have before them and what decides nothing itself; null for none.</summary>
    public FactSheet? Facts { get; init; }

    public bool Passed => State == VerdictState.Passed;
}

/// <summary>Facts beside a gate, kept with its verdict: what residents asked for, option by option, and what became of it.</summary>
/// <param name="Zh">heading</param>
/// <param name="Source">where the facts come from, or that there are none</param>
/// <param name="Lines">most weight first</param>
public sealed record FactSheet(string Zh, string Source, IReadOnlyList<FactLine> Lines)
{
    /// <summary>What must not be overlooked, in a sentence.</summary>
    public string? Flag { get; init; }

    /// <summary>Where the facts are, as a path of this site.</summary>
    public string? Link { get; init; }
}

/// <param name="Zh">what it is about</param>
/// <param name="Figure">the figure as people say it</param>
/// <param name="Measured">the same in whole numbers</param>
/// <param name="Met">whether it was taken up; null while nobody has said</param>
/// <param name="Word">the same in words</param>
public sealed record FactLine(string Zh, string Figure, Share Measured, bool? Met, string Word);
