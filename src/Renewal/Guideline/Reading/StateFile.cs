using Renewal.Guideline.Contract;

namespace Renewal.Guideline.Reading;

/// <summary>How far the product serves a clause today.</summary>
public enum Served { NotYet, Partly, Done }

/// <param name="Where">folder or file of src/Renewal that serves it; empty when not yet</param>
/// <param name="NoteZh">what is missing, or how it is served</param>
public sealed record ClauseState(string Clause, Served Served, string Where, string NoteZh)
{
    /// <summary>Parameters of the clause that nothing reads yet: practised defaults around it, told openly in docs/guideline.md.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}

static class StateFile
{
    static readonly Dictionary<string, Served> Words = new() { ["done"] = Served.Done, ["partly"] = Served.Partly, ["not-yet"] = Served.NotYet };

    /// <summary>Clauses that do not stand here are not yet served.</summary>
    public static IReadOnlyDictionary<string, ClauseState> Read(string path, IReadOnlySet<string> clauses, Faults faults)
    {
        Dictionary<string, ClauseState> states = [];
        if (DataMap.Load(path, faults) is not { } file) return states;
        foreach (var row in file.Maps("rows"))
        {
            var state = new ClauseState(row.Filled("clause"), row.OneOf("state", Words), row.Filled("where"), row.TextOr("note") ?? "") { Unread = row.Texts("unread") };
            if (!clauses.Contains(state.Clause)) row.Fault($"there is no clause {state.Clause}");
            if (!states.TryAdd(state.Clause, state)) row.Fault($"clause {state.Clause} stands twice");
            row.Done();
        }
        file.Done();
        return states;
    }
}
