using System.Globalization;
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
/// Looks a word up in Words.en.resx, then among the words that rooms keep with their data; what nobody has translated shows in Chinese. Thread-safe.
/// </summary>
sealed class WordsLocalizer(IStringLocalizerFactory factory, IEnumerable<DomainWords> rooms) : IStringLocalizer<Words>
{
    readonly IStringLocalizer file = factory.Create(typeof(Words));
    readonly Lazy<Dictionary<string, string>> domain = new(() =>
    {
        Dictionary<string, string> words = [];
        foreach (var (zh, en) in rooms.SelectMany(r => r.Pairs).Where(p => p.Zh != "" && p.En != "")) words.TryAdd(zh, en);
        return words;
    });

    public LocalizedString this[string name] =>
        file[name] is { ResourceNotFound: true } && Languages.English && domain.Value.TryGetValue(name, out var en) ? new(name, en) : file[name];

    public LocalizedString this[string name, params object[] arguments] => file[name, arguments];

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => file.GetAllStrings(includeParentCultures);
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
    public static string? Of(string? text) => English && text is not null && text.Any(c => c is >= '\u4e00' and <= '\u9fff') ? "zh-CN" : null;

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
