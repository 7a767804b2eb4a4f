using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Renewal.Storage.Files;

namespace Renewal.Web.Hosting;

/// <summary>How the product stands on the network: what it believes of proxies, what it lets browsers do, how much it takes in, what it logs.</summary>
static class Hosting
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebOptions>().BindConfiguration("Web").ValidateDataAnnotations().ValidateOnStart();
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) builder.WebHost.UseUrls("http://localhost:5080");
        builder.AddLogs();
        builder.AddTelemetry();

        services.AddDataProtection().SetApplicationName("renewal");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, WebKeys.Setup>();

        services.AddHsts(o => (o.MaxAge, o.IncludeSubDomains) = (TimeSpan.FromDays(365), true));
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<WebOptions>>((forwarded, web) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            foreach (var proxy in web.Value.Proxies)
                if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
                else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        });
        services.AddOptions<FormOptions>().Configure<IOptions<FilesOptions>>((form, files) =>
        {
            // Three files of the largest size and the fields beside them.
            form.MultipartBodyLengthLimit = files.Value.LargestInFormMegabytes * 1048576L * 3;
            form.ValueLengthLimit = 1 << 20;
        });
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
            // The real limit is each endpoint's: see BodySize.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        services.AddResponseCompression(o =>
        {
            // Pages carry secrets beside what a visitor typed (BREACH): only what holds none is compressed over https. Assets are compressed at build.
            o.EnableForHttps = false;
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/geo+json", "application/problem+json", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = Problems.Complete);
        services.AddOpenApiDocument();
    }

    /// <summary>The outer rings of the pipeline, up to routing. Access and antiforgery come after.</summary>
    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseForwardedHeaders();
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseRequestLog();
        app.UseErrorPages();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // Refusals are answers, not faults: the log keeps to faults.
            SuppressDiagnosticsCallback = c => c.Exception is Foundation.RuleBroken or BadHttpRequestException or Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException,
            ExceptionHandler = _ => Task.CompletedTask,
        });
        app.UseRouting();
        app.UseBodySize();
        return app;
    }

    /// <summary>After antiforgery: an expired form is told in plain words instead of a bare 400.</summary>
    public static WebApplication UseExpiredForms(this WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            if (http.Features.Get<Microsoft.AspNetCore.Antiforgery.IAntiforgeryValidationFeature>() is { IsValid: false }
                && http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Antiforgery.IAntiforgeryMetadata>() is { RequiresValidation: true })
                throw new Foundation.RuleBroken("form.expired", "页面停留太久或已在别处登录，表单已失效，没有保存。请返回上一页，刷新后重新提交。", 400);
            await next(http);
        });
        return app;
    }

    public static WebApplication MapHosting(this WebApplication app)
    {
        app.MapHealth();
        // Where others send people: the cookie handler's access-denied address is /error/403.
        app.MapGet("/error/{status:int:range(400,599)}", (int status) => Results.StatusCode(status)).AllowAnonymous().ExcludeFromDescription();
        app.MapOpenApiDocument();
        return app;
    }
}
