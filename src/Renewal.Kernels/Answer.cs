namespace Renewal.Kernels;

/// <summary>Whether a smaller or a larger value is the better one.</summary>
public enum Sense { Minimise, Maximise }

/// <summary>
/// What stands beside every answer of a kernel, so that it can be checked and repeated: its value, a proven bound on every possible answer, and how it was made.
/// </summary>
/// <param name="Value">objective of the answer, a whole number in the kernel's unit</param>
/// <param name="Bound">proven: no feasible answer is better than this; equals <paramref name="Value"/> when the answer is optimal</param>
/// <param name="BoundBy">how the bound was proven, as in <c>LP relaxation</c>, <c>Lagrangian dual</c>, <c>exhausted search</c></param>
/// <param name="Seed">seed of the run; the same input, seed and iterations give the same answer on every machine</param>
/// <param name="Iterations">iterations done; a run stops on iterations, never on seconds</param>
/// <param name="InputHash">hex SHA-256 of the input arrays (<see cref="Kernels.InputHash"/>)</param>
/// <param name="Complete">false if it was cancelled: the best so far, with a bound that still holds</param>
public sealed record Proof(Sense Sense, long Value, long Bound, string BoundBy, int Seed, long Iterations, string InputHash, bool Complete)
{
    /// <summary>|value − bound| ÷ max(1, |bound|): 0 means proven optimal.</summary>
    public double Gap => Math.Abs((double)Value - Bound) / Math.Max(1, Math.Abs((double)Bound));
    public bool Optimal => Value == Bound;
}

/// <summary>How far a run is; reported often enough to draw a bar, at most some hundred times a run.</summary>
/// <param name="Phase">short stable code, as in <c>prices</c>, <c>improve</c>, <c>bound</c></param>
/// <param name="Best">objective of the best answer so far, null before there is one</param>
/// <param name="Bound">best proven bound so far, null before there is one</param>
public readonly record struct KernelProgress(string Phase, long Iteration, long Iterations, long? Best, long? Bound);

/// <summary>Input that no answer can be given for: names the table and the row to mend, in the user's words.</summary>
/// <param name="table">the input array, as in <c>communities</c></param>
/// <param name="row">0-based row, or −1 for the table as a whole</param>
/// <param name="zh">what is wrong, for people</param>
public sealed class BadInput(string table, int row, string zh) : Exception(row < 0 ? $"{table}：{zh}" : $"{table} 第 {row + 1} 行：{zh}")
{
    public string Table { get; } = table;
    public int Row { get; } = row;
}

/// <summary>No answer satisfies all limits.</summary>
/// <param name="conflict">limits that cannot hold together, a smallest such set: drop any one and the rest can</param>
public sealed class Infeasible(IReadOnlyList<string> conflict) : Exception($"无可行方案，相互冲突的限制：{string.Join("；", conflict)}")
{
    public IReadOnlyList<string> Conflict { get; } = conflict;
}
