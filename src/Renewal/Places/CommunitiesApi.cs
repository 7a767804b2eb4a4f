using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>/api/v1/communities. Reach narrows every answer; a change names the version it saw (If-Match).</summary>
static class CommunitiesApi
{
    /// <param name="Page">from 1</param>
    public sealed record Slice<T>(IReadOnlyList<T> Items, int Total, int Page, int Size);

    /// <summary>A community as the API gives it. Areas in m², coordinates in WGS84 degrees.</summary>
    public sealed record Community(Guid Id, string Name, string Division, string DivisionName, string Code, string Address, int? BuiltYear, DateOnly? BuiltOn,
        string Ownership, string State, int? Buildings, int? Households, decimal? FloorArea, double? Longitude, double? Latitude, bool InShantyPlan,
        bool InRebuildList, bool Heritage, string PropertyCompany, int Version);

    public static void Map(WebApplication app)
    {
        var group = app.MapGroup("/api/v1/communities").WithTags("communities");
        group.MapGet("", List).RequireAuthorization().WithName("listCommunities")
            .WithSummary("Communities in reach, filtered and paged").Produces<Slice<Community>>();
        group.MapGet("{id:guid}", One).RequireAuthorization().WithName("getCommunity")
            .WithSummary("One community; the ETag is its version").Produces<Community>().Produces(404);
        group.MapPatch("{id:guid}", Patch).RequireAuthorization(p => p.RequireRole(EditCommunity.Editors.Split(','))).WithName("patchCommunity")
            .WithSummary("Correct a community; If-Match names the version that was read").Produces<Community>().ProducesProblem(412).ProducesProblem(428);
    }

    static async Task<Slice<Community>> List(IPlaces places, string? division = null, string? q = null, CommunityState? state = null,
        [FromQuery(Name = "built-by")] int? builtBy = null, int page = 1, int size = 50, CancellationToken stop = default)
    {
        (page, size) = (Math.Max(1, page), Math.Clamp(size, 1, 200));
        var cards = places.Cards;
        if (!string.IsNullOrWhiteSpace(division)) cards = cards.Where(c => c.Division.StartsWith(division));
        if (!string.IsNullOrWhiteSpace(q)) cards = cards.Where(c => c.Name.Contains(q) || c.Address.Contains(q));
        if (state is { } wanted) cards = cards.Where(c => c.State == wanted);
        if (builtBy is { } year) cards = cards.Where(c => c.BuiltYear <= year);
        var tree = await places.Divisions(stop);
        var total = await cards.CountAsync(stop);
        var items = await cards.OrderBy(c => c.Division).ThenBy(c => c.Name).ThenBy(c => c.Id).Skip((page - 1) * size).Take(size).ToListAsync(stop);
        return new([.. items.Select(c => Show(c, tree))], total, page, size);
    }

    static async Task<IResult> One(Guid id, IPlaces places, HttpContext http, CancellationToken stop)
    {
        if (await places.Community(new CommunityId(id), stop) is not { } card) return Results.NotFound();
        var tag = $"\"{card.Version}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        if (http.Request.Headers.IfNoneMatch == tag) return Results.StatusCode(304);
        return Results.Ok(Show(card, await places.Divisions(stop)));
    }

    static async Task<IResult> Patch(Guid id, CommunityPatch patch, EditCommunity edit, IPlaces places, HttpContext http, CancellationToken stop)
    {
        var match = http.Request.Headers.IfMatch.ToString().Trim('"', 'W', '/');
        if (!int.TryParse(match, System.Globalization.CultureInfo.InvariantCulture, out var version))
            throw new RuleBroken("if_match", "请用 If-Match 说明您看到的版本（GET 返回的 ETag）。", 428);
        await edit.Run(new CommunityId(id), version, patch, stop);
        return await One(id, places, http, stop);
    }

    static Community Show(CommunityCard c, DivisionTree tree) => new(c.Id.Value, c.Name, c.Division, tree.Path(c.Division), c.Code, c.Address, c.BuiltYear, c.BuiltOn,
        c.Ownership.ToString(), c.State.ToString(), c.Buildings, c.Households, c.FloorArea?.InSquareMetres, c.Longitude, c.Latitude, c.InShantyPlan, c.InRebuildList,
        c.Heritage, c.PropertyCompany, c.Version);
}
