namespace Renewal.Access.Contract;

/// <summary>What is shown instead of personal data: enough to recognise what one already knows, too little to learn it.</summary>
public static class Mask
{
    /// <summary><c>张**</c>: the family name; two stars whatever the length, so that the length tells nothing. Compound family names show one sign.</summary>
    public static string Name(string? name) => string.IsNullOrWhiteSpace(name) ? "" : First(name.Trim()) + "**";

    /// <summary><c>2101**********1234</c>: city and last four.</summary>
    public static string IdNumber(string? id) => Middle(id, 4, 4);

    /// <summary><c>138****5678</c>.</summary>
    public static string Phone(string? phone) => Middle(phone, 3, 4);

    static string Middle(string? text, int head, int tail)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        text = text.Trim();
        // Too short to hide anything between: nothing is shown.
        return text.Length < head + tail + 3 ? new string('*', text.Length) : text[..head] + new string('*', text.Length - head - tail) + text[^tail..];
    }

    static string First(string name) => char.IsHighSurrogate(name[0]) && name.Length > 1 ? name[..2] : name[..1];
}
