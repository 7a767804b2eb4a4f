using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Roll;
using Renewal.Storage;
using Renewal.Web.Kit;

namespace Renewal.Places;

/// <summary>The roll template of a community, prefilled with the buildings that are known.</summary>
static class RollTemplateFile
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/communities/{id:guid}/roll-template.xlsx", Get).RequireAuthorization(p => p.RequireRole(AmendCommunity.Writers.Split(','))).ExcludeFromDescription();

    static async Task<Results<FileContentHttpResult, NotFound>> Get(Guid id, RenewalDb db, Divisions divisions, TimeProvider clock, CancellationToken stop)
    {
        var community = new CommunityId(id);
        if (await db.Communities.AsNoTracking().SingleOrDefaultAsync(c => c.Id == community, stop) is not { } found) return TypedResults.NotFound();
        var stairwells = (await db.Stairwells.AsNoTracking().Where(s => s.Community == community).ToListAsync(stop)).ToLookup(s => s.Building, s => s.Number);
        var known = (await db.Buildings.AsNoTracking().Where(b => b.Community == community).ToListAsync(stop)).OrderBy(b => b.Number, ByNumber.Instance)
            .Select(b => new KnownBuilding(b.Number, b.Address, b.BuiltYear, b.Structure, b.Floors, b.FloorArea?.InSquareMetres, [.. stairwells[b.Id].Order(ByNumber.Instance)], b.Lifts));
        using var stream = new MemoryStream();
        RollTemplate.Write(stream, found.Name, (await divisions.Tree(stop)).Path(found.Division), [.. known], clock.Today());
        return TypedResults.File(stream.ToArray(), LedgerExport.XlsxType, $"{found.Name}-房屋住户底册.xlsx");
    }
}
