using Microsoft.AspNetCore.Components.Endpoints;

namespace Renewal.Web;

/// <summary>
/// 长辈版 of residents' pages: larger, more contrast, fewer things. A wish kept in a cookie, set by a plain link, so that it needs no JavaScript.
/// </summary>
public static class Elder
{
    const string Cookie = "elder";

    public static bool On(HttpContext? http) => http?.Request.Cookies[Cookie] == "1";

    /// <summary>Class of the html element: residents' pages have their own type size; staff pages stay dense whatever the cookie says.</summary>
    internal static string? ClassOf(HttpContext? http)
    {
        var page = http?.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;
        var layout = page?.GetCustomAttributes(typeof(Microsoft.AspNetCore.Components.LayoutAttribute), true)
            .OfType<Microsoft.AspNetCore.Components.LayoutAttribute>().FirstOrDefault()?.LayoutType;
        return layout != typeof(PublicLayout) ? null : On(http) ? "public elder" : "public";
    }

    internal static IResult Choose(HttpContext http, int on, string? back)
    {
        if (on == 1) http.Response.Cookies.Append(Cookie, "1", Languages.Kept(http));
        else http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });
        return Results.LocalRedirect(Languages.Local(back));
    }
}
