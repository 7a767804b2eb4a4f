using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;
using Renewal.Web.Contract;

namespace Renewal.Web;

/// <summary>
/// Names the words of the chrome for <c>IStringLocalizer&lt;Words&gt;</c>. The key is the Chinese text itself, so that a page reads as it shows and
/// Chinese needs no file; English stands in Words.en.resx (ADR 0060). Words of the domain come from data, not from here.
/// </summary>
public sealed class Words;

/// <summary>
/// Looks a word up in Words.en.resx, then among the words that rooms keep with their data. A sentence that was put together in Chinese before it is shown (a verdict,
/// a task, a line of the record) is known by its pattern: <c>还剩 {0} 个工作日</c>; what stands in its places is looked up in turn. What nobody has translated
/// shows in Chinese (ADR 0104). Thread-safe.
/// </summary>
sealed partial class WordsLocalizer(IStringLocalizerFactory factory, IEnumerable<DomainWords> rooms) : IStringLocalizer<Words>
{
    // Longer texts are somebody's own: sentences of the product are shorter.
    const int MostKept = 10_000, Longest = 400;

    readonly IStringLocalizer file = factory.Create(typeof(Words));
    readonly ConcurrentDictionary<string, string> sentences = new(StringComparer.Ordinal);
    readonly Lazy<Dictionary<string, string>> domain = new(() =>
    {
        Dictionary<string, string> words = [];
        foreach (var (zh, en) in rooms.SelectMany(r => r.Pairs).Where(p => p.Zh != "" && p.En != "")) words.TryAdd(zh, en);
        return words;
    });
    IReadOnlyList<Pattern>? patterns;

    public LocalizedString this[string name]
    {
        get
        {
            var word = file[name];
            return word.ResourceNotFound && Languages.English && English(name) is { } en ? new(name, en) : word;
        }
    }

    public LocalizedString this[string name, params object[] arguments] => file[name, arguments];

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => file.GetAllStrings(includeParentCultures);

    string? English(string zh)
    {
        if (domain.Value.TryGetValue(zh, out var en)) return en;
        if (zh.Length > Longest || !Languages.Chinese(zh)) return null;
        if (DateOnly.TryParseExact(zh, "yyyy年M月d日", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (DateOnly.TryParseExact("2000年" + zh, "yyyy年M月d日", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)) return day.ToString("d MMM", CultureInfo.InvariantCulture);
        if (sentences.TryGetValue(zh, out en)) return en == "" ? null : en;
        patterns ??= [.. file.GetAllStrings(includeParentCultures: false).Where(w => Place().IsMatch(w.Name)).Select(w => new Pattern(w.Name, w.Value)).Where(p => p.Fixed > 0).OrderByDescending(p => p.Fixed)];
        en = patterns.Select(p => p.Read(zh, part => this[part])).FirstOrDefault(found => found is not null);
        if (sentences.Count < MostKept) sentences.TryAdd(zh, en ?? "");
        return en;
    }

    [GeneratedRegex(@"\{(\d)(?::[^}]*)?\}")]
    private static partial Regex Place();

    /// <summary>A sentence with places; of those that fit, the one that says most itself is taken.</summary>
    sealed class Pattern
    {
        readonly string en, longest;
        readonly int[] places;
        readonly Lazy<Regex> shape;

        public Pattern(string zh, string en)
        {
            this.en = en;
            var parts = Place().Split(zh);
            // Split gives text and the number of the place in turn.
            string[] texts = [.. parts.Where((_, i) => i % 2 == 0)];
            places = [.. parts.Where((_, i) => i % 2 == 1).Select(n => n[0] - '0')];
            Fixed = texts.Sum(t => t.Count(c => Languages.Chinese(c)) * 4 + t.Count(c => c is '：' or '；' or '、' or '，' or '「' or '（'));
            longest = texts.MaxBy(t => t.Length)!;
            shape = new(() => new Regex($"^{string.Join("(.*?)", texts.Select(Regex.Escape))}$", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
        }

        /// <summary>What there is to know it by outside of the places: Chinese characters, and marks at a fourth.</summary>
        public int Fixed { get; }

        public string? Read(string zh, Func<string, string> word)
        {
            if (!zh.Contains(longest, StringComparison.Ordinal) || shape.Value.Match(zh) is not { Success: true } match) return null;
            var values = new object[places.Max() + 1];
            for (var i = 0; i < places.Length; i++) values[places[i]] = word(match.Groups[i + 1].Value.Trim());
            return string.Format(CultureInfo.InvariantCulture, en, values);
        }
    }
}

/// <summary>Which language: <c>?culture=en</c> for one request, a cookie for good, Chinese otherwise; the browser's own wish is not asked.</summary>
public static class Languages
{
    public static readonly IReadOnlyList<string> All = ["zh-CN", "en"];

    /// <summary>Whether this request is answered in English.</summary>
    public static bool English => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>
    /// The <c>lang</c> of an element that shows data as it was entered (a name, an address, an opinion): Chinese text of an English page says so to
    /// screen readers, hyphenation and fonts; null elsewhere, which leaves the attribute out.
    /// </summary>
    public static string? Of(string? text) => English && text is not null && Chinese(text) ? "zh-CN" : null;

    /// <summary>Whether a text holds a Chinese character.</summary>
    public static bool Chinese(string text) => text.Any(Chinese);

    public static bool Chinese(char c) => c is >= '\u4e00' and <= '\u9fff';

    internal static RequestLocalizationOptions Options()
    {
        // Figures and dates are written alike in both languages; only words change.
        var options = new RequestLocalizationOptions { ApplyCurrentCultureToResponseHeaders = true }
            .SetDefaultCulture("zh-CN").AddSupportedCultures("zh-CN").AddSupportedUICultures([.. All]);
        options.RequestCultureProviders = [new QueryStringRequestCultureProvider { Options = options }, new CookieRequestCultureProvider { Options = options }];
        return options;
    }

    internal static IResult Choose(HttpContext http, string to, string? back)
    {
        if (All.Contains(to))
            http.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(CultureInfo.GetCultureInfo("zh-CN"), CultureInfo.GetCultureInfo(to))), Kept(http));
        return Results.LocalRedirect(Local(back));
    }

    /// <summary>A cookie that keeps a wish about looks and nothing about a person.</summary>
    internal static CookieOptions Kept(HttpContext http) =>
        new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true, Path = "/" };

    /// <summary>A path of this site, whatever was asked for.</summary>
    internal static string Local(string? back) =>
        back is ['/', ..] && !(back is ['/', '/' or '\\', ..]) && !back.Any(char.IsControl) ? back : "/";
}
