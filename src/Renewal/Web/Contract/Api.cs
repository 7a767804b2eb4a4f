using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Renewal.Foundation;

namespace Renewal.Web.Contract;

/// <summary>Paging of every list of the API: <c>?page=2&amp;size=50</c>. Take it as <c>[AsParameters] PageQuery page</c>.</summary>
/// <param name="Page">from 1; 1 if not given</param>
/// <param name="Size">1 to 200; 50 if not given</param>
public readonly record struct PageQuery([property: Description("page, from 1")] int? Page, [property: Description("rows per page, 1 to 200")] int? Size)
{
    public const int Most = 200;

    /// <exception cref="RuleBroken">page.range (400): a wrong page is said, not silently put right</exception>
    public (int Page, int Size) Checked()
    {
        var (page, size) = (Page ?? 1, Size ?? 50);
        if (page < 1 || size is < 1 or > Most) throw new RuleBroken("page.range", $"page 从 1 开始，size 在 1 到 {Most} 之间。", 400);
        return (page, size);
    }

    /// <summary>The asked page of an ordered query, with the count of all.</summary>
    public async Task<PageOf<T>> Of<T>(IQueryable<T> ordered, CancellationToken stop = default)
    {
        var (page, size) = Checked();
        var total = await ordered.LongCountAsync(stop);
        return new(await ordered.Skip((page - 1) * size).Take(size).ToListAsync(stop), page, size, total);
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Total">rows on all pages, of those in reach</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Page, int Size, long Total);

/// <summary>
/// Versions over HTTP: a read answers <c>ETag: "v3"</c>, a write names it in <c>If-Match</c>. A stale write is refused with 412, a write that names no
/// version with 428, so that nothing is overwritten unseen.
/// </summary>
public static class Etag
{
    public static string Of(int version) => FormattableString.Invariant($"\"v{version}\"");

    /// <summary>The answer with its ETag.</summary>
    public static IResult Ok<T>(HttpContext http, T value, int version)
    {
        http.Response.Headers.ETag = Of(version);
        return TypedResults.Ok(value);
    }

    /// <summary>The version the writer has seen: hand it to <c>run.Expect(entity, version)</c>.</summary>
    /// <exception cref="RuleBroken">etag.missing (428), etag.malformed (400)</exception>
    public static int Expected(HttpContext http)
    {
        var given = http.Request.Headers[HeaderNames.IfMatch].ToString();
        if (given.Length == 0) throw new RuleBroken("etag.missing", "请在 If-Match 请求头中带上读取时得到的 ETag，以免覆盖他人的修改。", 428);
        if (given.StartsWith("\"v", StringComparison.Ordinal) && given.EndsWith('"')
            && int.TryParse(given.AsSpan(2, given.Length - 3), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version))
            return version;
        throw new RuleBroken("etag.malformed", "If-Match 应为读取时得到的 ETag，例如 \"v3\"。", 400);
    }
}
