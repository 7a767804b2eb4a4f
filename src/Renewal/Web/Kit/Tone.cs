namespace Renewal.Web.Kit;

/// <summary>What a colour means here. Colour never stands alone: words or a shape say the same.</summary>
public enum Tone
{
    /// <summary>Neutral statement, and no class at all.</summary>
    None,
    /// <summary>Going on, preparation.</summary>
    Blue,
    /// <summary>Done, in time.</summary>
    Green,
    /// <summary>Due soon, delivery.</summary>
    Amber,
    /// <summary>Overdue, failed; otherwise only party work.</summary>
    Red,
    /// <summary>Not begun, not applicable.</summary>
    Grey,
}

public static class Tones
{
    /// <summary>The class that sets the tone's colours.</summary>
    public static string Css(this Tone tone) => tone == Tone.None ? "" : "tone-" + tone.ToString().ToLowerInvariant();
}
