using System.Text;
using System.Text.RegularExpressions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Renewal.Web.Hosting;

/// <summary>Structured logs without personal data: no query strings, no bodies, and what looks like a phone or ID number is masked wherever it turns up.</summary>
static partial class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var level = Enum.TryParse<LogLevel>(configuration["Logging:LogLevel:Default"], out var wanted) ? wanted : LogLevel.Information;
        var json = !builder.Environment.IsDevelopment();
        builder.Services.AddSerilog(log =>
        {
            log.MinimumLevel.Is((LogEventLevel)Math.Min((int)level, 5));
            // The framework's own request lines carry the query string; ours (below) do not.
            log.MinimumLevel.Override("Microsoft", LogEventLevel.Warning).MinimumLevel.Override("System", LogEventLevel.Warning)
                .MinimumLevel.Override("Quartz", LogEventLevel.Warning).MinimumLevel.Override("Microsoft.Hosting.Lifetime", (LogEventLevel)Math.Min((int)level, 5));
            log.Enrich.FromLogContext();
            log.WriteTo.Console(new Masked(json ? new CompactJsonFormatter() : new MessageTemplateTextFormatter("{Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}")));
            if (configuration["Web:LogFile"] is { Length: > 0 } file)
                log.WriteTo.File(new Masked(new CompactJsonFormatter()), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31);
        }, preserveStaticLogger: true);
    }

    /// <summary>One line a request: method, route, status, milliseconds, number. The route's pattern, not the path, which may hold what somebody typed.</summary>
    public static void UseRequestLog(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Renewal.Requests");
        app.Use(async (http, next) =>
        {
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            await next(http);
            var route = ((http.GetEndpoint() ?? http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Endpoint) as RouteEndpoint)?.RoutePattern.RawText;
            if (route is null && http.Response.StatusCode < 500) return;
            logger.Log(http.Response.StatusCode >= 500 ? LogLevel.Error : LogLevel.Information, "{Method} {Route} {Status} {Milliseconds} ms {Number}",
                http.Request.Method, route ?? "-", http.Response.StatusCode, (long)System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds, Problems.Number(http));
        });
    }

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var endpoint = builder.Configuration["Web:Telemetry"] ?? builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(endpoint)) return;
        builder.Services.AddOpenTelemetry()
            // Query strings are redacted by the instrumentation itself; the path is the route's pattern.
            .WithTracing(t => t.AddSource("Renewal").AddAspNetCoreInstrumentation(o => o.Filter = http => !http.Request.Path.StartsWithSegments("/healthz"))
                .AddOtlpExporter(o => o.Endpoint = new Uri(endpoint)))
            .WithMetrics(m => m.AddMeter("Renewal", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.EntityFrameworkCore", "Npgsql", "System.Runtime")
                .AddAspNetCoreInstrumentation().AddOtlpExporter(o => o.Endpoint = new Uri(endpoint)));
    }

    /// <summary>Masks the finished line: no property, exception or message gets around it.</summary>
    sealed class Masked(ITextFormatter inner) : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output)
        {
            var line = new StringWriter(new StringBuilder(256));
            inner.Format(logEvent, line);
            output.Write(Mask(line.ToString()));
        }
    }

    /// <summary>Mobile phone numbers, resident ID numbers of 18 and 15 places, and what stands behind a question mark in an address.</summary>
    internal static string Mask(string line) => Phone().Replace(Identity().Replace(Query().Replace(line, "$1?[…]"), "**************[id]"), "*******[phone]");

    [GeneratedRegex(@"(?<![0-9A-Za-z])[1-9]\d{5}(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}[\dXx]|\d{2}(?:0[1-9]|1[0-2])\d{5})(?![0-9A-Za-z])")]
    private static partial Regex Identity();

    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:(?:\+|%2B|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")]
    private static partial Regex Phone();

    [GeneratedRegex(@"(/[\w\-./%]*)\?[^\s""\\]+")]
    private static partial Regex Query();
}
