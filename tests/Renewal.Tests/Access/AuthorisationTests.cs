using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access.Contract;
using Renewal.Web;
using Xunit;

namespace Renewal.Tests.Access;

/// <summary>Nothing is open by forgetting: whoever adds an endpoint or a page says who may use it.</summary>
public sealed class AuthorisationTests
{
    // What the framework maps itself: the hub of circuits, whose components check, its scripts, and static files in Development.
    static readonly string[] OfTheFramework = ["/_blazor", "/_framework", "/{**path:file}"];

    [Fact]
    public async Task Every_endpoint_declares_who_may_use_it()
    {
        await using var world = await World.Start();
        await world.Listen();
        var silent = Endpoints(world)
            .Where(e => !Array.Exists(OfTheFramework, f => Pattern(e).StartsWith(f, StringComparison.Ordinal)))
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<AuthorizationPolicy>() is null)
            .Select(e => e.DisplayName).ToList();
        Assert.True(silent.Count == 0, "say RequireAuthorization or AllowAnonymous:\n" + string.Join('\n', silent));
    }

    [Fact]
    public void Every_page_declares_who_may_open_it()
    {
        var silent = typeof(App).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any())
            .Where(t => !t.GetCustomAttributes().Any(a => a is IAuthorizeData or IAllowAnonymous)).Select(t => t.FullName).ToList();
        Assert.True(silent.Count == 0, "say [Authorize] or [AllowAnonymous]:\n" + string.Join('\n', silent));
    }

    [Fact]
    public void Every_role_named_on_a_page_exists()
    {
        var strange = typeof(App).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<AuthorizeAttribute>().Select(a => (t, a)))
            .SelectMany(p => (p.a.Roles ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(r => (p.t.Name, Role: r)))
            .Where(p => !Roles.All.Contains(p.Role)).ToList();
        Assert.Empty(strange);
    }

    internal static IEnumerable<RouteEndpoint> Endpoints(World world) =>
        ((IEndpointRouteBuilder)world.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    internal static string Pattern(RouteEndpoint endpoint) => "/" + (endpoint.RoutePattern.RawText ?? "").TrimStart('/');
}
