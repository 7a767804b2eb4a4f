using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace Renewal.Web;

/// <summary>
/// Names the words of the chrome for <c>IStringLocalizer&lt;Words&gt;</c>. The key is the Chinese text itself, so that a page reads as it shows and
/// Chinese needs no file; English stands in Words.en.resx (ADR 0060). Words of the domain come from data, not from here.
/// </summary>
public sealed class Words;

/// <summary>Which language: <c>?culture=en</c> for one request, a cookie for good, Chinese otherwise; the browser's own wish is not asked.</summary>
public static class Languages
{
    public static readonly IReadOnlyList<string> All = ["zh-CN", "en"];

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
