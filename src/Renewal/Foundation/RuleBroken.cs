namespace Renewal.Foundation;

/// <summary>
/// A command that a rule refuses. One handler turns it into problem details or a form error.
/// </summary>
/// <param name="code">stable, dotted, machine-readable: <c>room.what</c></param>
/// <param name="zh">what is wrong and what to do, in the user's words</param>
/// <param name="status">HTTP status for the API: 422 by default, 403, 404, 409, 412 where they fit better</param>
public sealed class RuleBroken(string code, string zh, int status = 422) : Exception(zh)
{
    public string Code { get; } = code;
    public int Status { get; } = status;

    /// <summary>Form field the message belongs to, or null for the whole form.</summary>
    public string? Field { get; init; }
}
