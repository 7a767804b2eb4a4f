namespace Renewal.Access.Contract;

/// <summary>The signed-in post of this request or circuit, for the header; who acts and what is in reach stands in Storage's <c>Caller</c>.</summary>
public sealed class Session
{
    public Guid? Post { get; internal set; }

    /// <summary>Whether the person can switch between posts (<c>/account/post</c>).</summary>
    public bool SeveralPosts { get; internal set; }

    /// <summary>What must be done before anything else: <c>password</c> or <c>totp</c>; null when nothing.</summary>
    public string? Must { get; internal set; }
}
