namespace Renewal.Web.Kit;

/// <summary>One line of a timeline.</summary>
/// <param name="At">instant; shown in China's time</param>
/// <param name="Title">what happened</param>
/// <param name="Who">who did it, in which post</param>
/// <param name="Text">opinion or reason in the actor's words</param>
public sealed record TimelineItem(DateTimeOffset At, string Title, string? Who = null, string? Text = null, Tone Tone = Tone.Blue, string? Href = null);

/// <summary>One tab: a link to a page or a query of its own.</summary>
public sealed record Tab(string Text, string Href, bool Current, int? Count = null);
