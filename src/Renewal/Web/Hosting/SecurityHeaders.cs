using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.AspNetCore.Http.Metadata;
using Renewal.Foundation;
using Renewal.Storage.Files;

namespace Renewal.Web.Hosting;

static class SecurityHeaders
{
    /// <summary>No inline script and no inline style anywhere: what is injected into a page does not run. blob: and data: are the map's tiles and previews.</summary>
    const string Strict = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; worker-src 'self' blob:; media-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Scalar's page sets itself up by an inline script. It shows the interface's description and nothing else.</summary>
    const string Scalar = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        // Tiles of 天地图 are pictures from its own hosts, asked for only where the office has a key.
        var policy = string.IsNullOrEmpty(app.Configuration["Map:Tianditu:Key"]) ? Strict : Strict.Replace("img-src 'self'", "img-src 'self' https://*.tianditu.gov.cn");
        app.Use((http, next) => Guard(http, next, policy));
    }

    static Task Guard(HttpContext http, RequestDelegate next, string policy)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString() is { Length: > 0 } own && own.Contains("sandbox", StringComparison.Ordinal) ? own
                : http.Request.Path.StartsWithSegments("/scalar") ? Scalar : policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()";
            // Whoever sits down at the office PC next must not page back into what was open.
            if (headers.ContentType.ToString().StartsWith("text/html", StringComparison.Ordinal) && !headers.CacheControl.ToString().Contains("public", StringComparison.Ordinal))
                headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>
    /// A body over the limit is refused by its announced length before anybody reads it: read half, it would come out as a broken antiforgery token.
    /// An endpoint that takes more says so by <see cref="RequestSizeLimitAttribute"/>.
    /// </summary>
    public static void UseBodySize(this WebApplication app)
    {
        var usual = app.Services.GetRequiredService<IOptions<FilesOptions>>().Value.LargestInFormMegabytes * 1048576L * 3;
        app.Use(async (http, next) =>
        {
            var limit = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } own ? own.MaxRequestBodySize ?? long.MaxValue : usual;
            if (http.Request.ContentLength > limit)
            {
                // A browser shows no answer while it is still sending: a body of moderate size is swallowed first.
                if (http.Request.ContentLength < 600 << 20) await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
                throw new RuleBroken("body.too_large", $"上传的内容超过 {limit >> 20} MB 的上限，没有保存。请压缩或分几次上传。", 413);
            }
            if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
                feature.MaxRequestBodySize = limit;
            await next(http);
        });
    }
}
