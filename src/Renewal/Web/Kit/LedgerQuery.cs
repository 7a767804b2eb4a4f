using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Renewal.Web.Kit;

/// <summary>
/// The state of a ledger (filters, sort, page, columns), which lives in the address: it can be sent to a colleague, works without JavaScript and
/// survives the way back. Reserved names: <c>sort</c> (a leading minus for descending), <c>page</c>, <c>size</c>, <c>cols</c>.
/// </summary>
public sealed class LedgerQuery
{
    public static readonly IReadOnlyList<int> Sizes = [20, 50, 100, 200];
    static readonly string[] Reserved = ["sort", "page", "size", "cols"];

    readonly string path;
    readonly SortedDictionary<string, string> values;
    readonly string sort;
    readonly int size;

    LedgerQuery(string path, SortedDictionary<string, string> values, string sort, int size) =>
        (this.path, this.values, this.sort, this.size) = (path, values, sort, size);

    /// <param name="nav">of the page</param>
    /// <param name="sort">sort when the address names none</param>
    /// <param name="size">rows of a page when the address names none</param>
    public static LedgerQuery From(NavigationManager nav, string sort = "", int size = 20) => From(nav.Uri, sort, size);

    public static LedgerQuery From(string uri, string sort = "", int size = 20)
    {
        var address = new Uri(uri, UriKind.RelativeOrAbsolute);
        var whole = address.IsAbsoluteUri ? address.PathAndQuery : uri;
        var at = whole.IndexOf('?', StringComparison.Ordinal);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        // Several values of one name (check boxes) are one list.
        foreach (var (key, value) in QueryHelpers.ParseQuery(at < 0 ? "" : whole[at..]))
            if (string.Join(',', value.Where(v => !string.IsNullOrWhiteSpace(v))) is { Length: > 0 } text) values[key] = text.Trim();
        return new(at < 0 ? whole : whole[..at], values, sort, size);
    }

    /// <summary>A filter's value, trimmed; null where it is not set.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    public bool Is(string name, string value) => this[name] == value;

    /// <summary>Several values of one filter.</summary>
    public IReadOnlyList<string> All(string name) => this[name]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A whole number, or null where there is none or nonsense.</summary>
    public int? Number(string name) => int.TryParse(this[name], System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;

    /// <summary>Key of the sorted column, without its direction.</summary>
    public string Sort => Raw.TrimStart('-');
    public bool Descending => Raw.StartsWith('-');
    string Raw => this["sort"] ?? sort;

    /// <summary>From 1.</summary>
    public int Page => Math.Max(1, Number("page") ?? 1);

    /// <summary>Rows of a page: one of <see cref="Sizes"/> or the page's default.</summary>
    public int Size => Number("size") is { } n && Sizes.Contains(n) ? n : size;
    public int Skip => checked((Math.Min(Page, 1_000_000) - 1) * Size);

    /// <summary>Keys of the chosen columns; empty: the usual ones.</summary>
    public IReadOnlyList<string> Columns => Is("cols", "default") ? [] : All("cols");

    /// <summary>
    /// Remembers the chosen columns of a ledger for a year in a cookie: an address that names none shows those chosen last; <c>cols=default</c> forgets them.
    /// </summary>
    /// <param name="ledger">stable short name of the ledger</param>
    public LedgerQuery Remembering(HttpContext? http, string ledger)
    {
        if (http is null) return this;
        var cookie = "cols." + ledger;
        if (Is("cols", "default")) http.Response.Cookies.Delete(cookie, new CookieOptions { Path = "/" });
        else if (this["cols"] is { Length: <= 400 } chosen)
        {
            if (http.Request.Cookies[cookie] != chosen) http.Response.Cookies.Append(cookie, chosen, Languages.Kept(http));
        }
        else if (http.Request.Cookies[cookie] is { Length: > 0 and <= 400 } kept && kept.All(c => char.IsAsciiLetterOrDigit(c) || c is ',' or '-' or '_'))
            return new(path, new SortedDictionary<string, string>(values, StringComparer.Ordinal) { ["cols"] = kept }, sort, size);
        return this;
    }

    /// <summary>Whether any filter is set.</summary>
    public bool Filtered => values.Keys.Any(k => !Reserved.Contains(k));

    /// <summary>This address with changes; null takes a name out. A change of anything but the page goes back to the first one.</summary>
    public string With(params (string Name, object? Value)[] changes)
    {
        var next = new SortedDictionary<string, string>(values, StringComparer.Ordinal);
        if (!changes.Any(c => c.Name == "page")) next.Remove("page");
        foreach (var (name, value) in changes)
            if (Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text) next[name] = text;
            else next.Remove(name);
        if (next.GetValueOrDefault("page") == "1") next.Remove("page");
        return QueryHelpers.AddQueryString(path, next!);
    }

    /// <summary>The address of another endpoint with the same filters and sort: an export of what is filtered.</summary>
    public string To(string otherPath) =>
        QueryHelpers.AddQueryString(otherPath, values.Where(v => v.Key is not ("page" or "size")).ToDictionary(v => v.Key, v => (string?)v.Value));

    /// <summary>This page without filters; sort and columns stay.</summary>
    public string Cleared => With([.. values.Keys.Where(k => !Reserved.Contains(k)).Select(k => (k, (object?)null))]);

    /// <summary>What a form that sets <paramref name="names"/> must carry on as hidden fields.</summary>
    public IEnumerable<KeyValuePair<string, string>> Others(params string[] names) => values.Where(v => v.Key != "page" && !names.Contains(v.Key));

    public string SortBy(string key) => With(("sort", Sort == key && !Descending ? "-" + key : key));

    public string Path => path;
}
