namespace Renewal.Web.Kit;

/// <summary>Ids for the page from words: letters and digits of any script, the rest as hyphens.</summary>
public static class Slug
{
    public static string Of(string text) => "s-" + string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
}
