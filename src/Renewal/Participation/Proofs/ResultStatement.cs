using System.Globalization;
using System.Text;

namespace Renewal.Participation.Proofs;

/// <summary>Seats, area in 0.01 m², and persons.</summary>
public readonly record struct Votes(int Seats, long Area, int Owners)
{
    internal string Cells => string.Create(CultureInfo.InvariantCulture, $"{Seats}|{Area}|{Owners}");
}

/// <summary>What one ballot line came to. Yes, no, abstaining, disputed seats and seats with an option make up those that take part.</summary>
/// <param name="Options">code → who chose it, in the order of the rules</param>
public sealed record LineTotals(RuleLine Line, Votes Total, Votes Part, Votes Yes, int No, int Abstain, int Disputed, IReadOnlyList<(string Code, Votes Votes)> Options)
{
    /// <summary>Its rows in the statement.</summary>
    public string Text() => string.Create(CultureInfo.InvariantCulture,
        $"line={Line.Order}|{Line.Kind}|{Line.Item}|{Line.Scope}|{Total.Cells}|{Part.Cells}|{Yes.Cells}|{No}|{Abstain}|{Disputed}\n")
        + string.Concat(Options.Select(o => string.Create(CultureInfo.InvariantCulture, $"option={Line.Order}|{o.Code}|{o.Votes.Cells}\n")));
}

public enum ResultState { Preliminary, Final }

/// <summary>The sealed result; signed. The rows of its lines are kept as text: they are compared letter for letter with what a recount comes to.</summary>
/// <param name="Roll">hex SHA-256 of the frozen roll's text</param>
/// <param name="Rules">hex SHA-256 of rules.json</param>
/// <param name="Rows">all rows of lines and options, each ended by a line feed</param>
public sealed record ResultStatement(Guid Consultation, ResultState State, string Roll, long Size, string Root, DateTimeOffset At, string Rules, string Rows)
{
    const string Header = "renewal result v1";

    public static ResultStatement Of(Guid consultation, ResultState state, string roll, long size, string root, DateTimeOffset at, string rules, IEnumerable<LineTotals> lines) =>
        new(consultation, state, roll, size, root, at, rules, string.Concat(lines.Select(l => l.Text())));

    public string Text() => new StringBuilder().Append(CultureInfo.InvariantCulture,
        $"{Header}\nconsultation={Consultation}\nstate={(State == ResultState.Final ? "final" : "preliminary")}\nroll={Roll}\nsize={Size}\nroot={Root}\nat={Canonical.At(At)}\nrules={Rules}\n")
        .Append(Rows).ToString();

    /// <exception cref="FormatException">not the canonical text of a statement</exception>
    public static ResultStatement Parse(string text) => Canonical.Read(() =>
    {
        var lines = Canonical.Lines(text, Header, 8);
        var statement = new ResultStatement(Guid.Parse(Canonical.Field(lines[1], "consultation")),
            Canonical.Field(lines[2], "state") switch { "final" => ResultState.Final, "preliminary" => ResultState.Preliminary, var s => throw new FormatException($"状态「{s}」不认识") },
            Canonical.Field(lines[3], "roll"), Canonical.Whole(Canonical.Field(lines[4], "size")), Canonical.Field(lines[5], "root"), Canonical.ParseAt(Canonical.Field(lines[6], "at")),
            Canonical.Field(lines[7], "rules"), string.Concat(lines.Skip(8).Select(l => l + "\n")));
        foreach (var hash in (string[])[statement.Roll, statement.Root, statement.Rules]) Canonical.Hash32(hash);
        return Canonical.Same(statement, statement.Text(), text);
    });
}
