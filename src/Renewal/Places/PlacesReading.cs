using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

sealed class PlacesReading(RenewalDb db, ProcessLog log, Divisions divisions) : IPlaces
{
    static readonly Process Marking = new("places.mark-community", "小区状态变更");

    public IQueryable<CommunityCard> Cards => db.Communities.AsNoTracking().Select(c => new CommunityCard
    {
        Id = c.Id,
        Name = c.Name,
        Division = c.Division,
        Code = c.Code,
        Address = c.Address,
        BuiltYear = c.BuiltYear,
        BuiltOn = c.BuiltOn,
        Ownership = c.Ownership,
        State = c.State,
        Buildings = c.Buildings,
        Households = c.Households,
        FloorArea = c.FloorArea,
        Longitude = c.Longitude,
        Latitude = c.Latitude,
        InShantyPlan = c.InShantyPlan,
        InRebuildList = c.InRebuildList,
        Heritage = c.Heritage,
        PropertyCompany = c.PropertyCompany,
        Version = c.Version,
    });

    public Task<CommunityCard?> Community(CommunityId id, CancellationToken stop = default) => Cards.SingleOrDefaultAsync(c => c.Id == id, stop);

    public async Task<IReadOnlyDictionary<CommunityId, CommunityCard>> Communities(IReadOnlyCollection<CommunityId> ids, CancellationToken stop = default) =>
        await Cards.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, stop);

    public async Task<CommunityCounts> Counts(CommunityId id, CancellationToken stop = default) =>
        (await Counts([id], stop)).GetValueOrDefault(id) ?? CommunityCounts.None;

    public async Task<IReadOnlyDictionary<CommunityId, CommunityCounts>> Counts(IReadOnlyCollection<CommunityId> ids, CancellationToken stop = default)
    {
        var buildings = await db.Buildings.Where(b => ids.Contains(b.Community)).GroupBy(b => b.Community)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        var homes = await db.Homes.Where(h => ids.Contains(h.Community)).GroupBy(h => h.Community)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        var owners = await db.Owners.Where(o => ids.Contains(o.Community)).GroupBy(o => o.Community)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        // The sum runs on the stored hundredths: an Area cannot be added up in SQL.
        var units = await db.Units.Where(u => ids.Contains(u.Community)).GroupBy(u => u.Community)
            .Select(g => new
            {
                g.Key,
                Count = g.Count(),
                Area = g.Sum(u => (long?)(object?)u.ExclusiveArea) ?? 0,
                Without = g.Count(u => u.ExclusiveArea == null),
            }).ToDictionaryAsync(g => g.Key, stop);
        return ids.Distinct().ToDictionary(id => id, id => new CommunityCounts(
            buildings.GetValueOrDefault(id), units.GetValueOrDefault(id)?.Count ?? 0, homes.GetValueOrDefault(id), owners.GetValueOrDefault(id),
            new Area(units.GetValueOrDefault(id)?.Area ?? 0), units.GetValueOrDefault(id)?.Without ?? 0));
    }

    public Task Mark(CommunityId id, CommunityState state, CancellationToken stop = default) => log.Run(Marking, async run =>
    {
        var community = await run.Db.Communities.SingleOrDefaultAsync(c => c.Id == id, stop)
            ?? throw new RuleBroken("places.community_unknown", "没有这个小区，或不在您的管辖范围内。", 404);
        if (community.State == state) return;
        community.State = state;
        run.Fact(new CommunityMarked(id, community.Name, state));
    }, stop: stop);

    public Task<DivisionTree> Divisions(CancellationToken stop = default) => divisions.Tree(stop);
}
