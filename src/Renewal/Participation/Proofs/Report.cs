namespace Renewal.Participation.Proofs;

/// <summary>One thing that was checked.</summary>
/// <param name="Id">stable name, for programs</param>
/// <param name="Zh">what holds, or exactly what does not</param>
/// <param name="Wrong">each fault by itself, the first hundred</param>
public sealed record Check(string Id, bool Passed, string Zh, IReadOnlyList<string> Wrong);

/// <summary>Everything that was checked; a thing not checked is never reported as good.</summary>
public sealed class Report
{
    readonly List<Check> checks = [];

    public bool Passed => checks.Count > 0 && checks.TrueForAll(c => c.Passed);
    public IReadOnlyList<Check> Checks => checks;

    /// <summary>Runs one check: no fault, it holds. What cannot be read is a fault of it.</summary>
    internal bool Add(string id, string zh, Func<IEnumerable<string>> faults)
    {
        List<string> found = [];
        try { found.AddRange(faults().Take(100)); }
        catch (FormatException e) { found.Add(e.Message); }
        checks.Add(new(id, found.Count == 0, zh, found));
        return found.Count == 0;
    }
}
