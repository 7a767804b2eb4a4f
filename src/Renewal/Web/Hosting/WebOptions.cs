using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Renewal.Web.Hosting;

/// <summary>Settings of the section <c>Web</c>; each can be overridden by the environment (<c>Web__Proxies__0=10.0.0.0/8</c>).</summary>
public sealed class WebOptions : IValidatableObject
{
    /// <summary>Addresses or networks of the reverse proxies whose X-Forwarded-* headers are believed; none if empty, and the loopback always.</summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>OTLP endpoint for traces and metrics (<c>http://collector:4317</c>); nothing is sent if not given.</summary>
    [Url] public string? Telemetry { get; set; }

    /// <summary>File for the log, one JSON object a line, a new one each day, 31 kept; console only if not given.</summary>
    public string? LogFile { get; set; }

    /// <summary>Free space in MB on the data folder's disk below which the node says it is not ready.</summary>
    [Range(1, 1_000_000)] public int LeastFreeMegabytes { get; set; } = 512;

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        foreach (var proxy in Proxies)
            if (!IPAddress.TryParse(proxy, out _) && !System.Net.IPNetwork.TryParse(proxy, out _))
                yield return new ValidationResult($"Web:Proxies: {proxy} is neither an address nor a network", [nameof(Proxies)]);
    }
}
