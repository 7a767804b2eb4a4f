using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

sealed class RollDoor(RenewalDb db, PersonalData personal, TimeProvider clock) : IRoll
{
    public async Task<CommunityRoll> Of(CommunityId community, CancellationToken stop = default)
    {
        var today = clock.Today();
        var buildings = await db.Buildings.Where(b => b.Community == community).ToDictionaryAsync(b => b.Id, b => b.Number, stop);
        var stairwells = await db.Stairwells.Where(s => s.Community == community).ToDictionaryAsync(s => s.Id, s => s.Number, stop);
        var kinds = await db.Owners.Where(o => o.Community == community).Select(o => new { o.Id, o.Kind }).ToDictionaryAsync(o => o.Id, o => o.Kind, stop);
        var owners = (await db.Ownerships.Where(o => o.Community == community).Select(o => new { o.Unit, o.Owner }).ToListAsync(stop)).ToLookup(o => o.Unit, o => o.Owner);
        var units = await db.Units.AsNoTracking().Where(u => u.Community == community).ToListAsync(stop);
        var homes = await db.Homes.AsNoTracking().Where(h => h.Community == community).ToListAsync(stop);
        var lived = (await db.Households.Where(h => h.Community == community && (h.To == null || h.To >= today) && h.Tenure != Tenure.Vacant).Select(h => h.Home).ToListAsync(stop)).ToHashSet();
        return new(
            [.. units.Select(u => new RollUnit(u.Key, u.Building, buildings.GetValueOrDefault(u.Building, ""), u.Stairwell,
                u.Stairwell is { } s ? stairwells.GetValueOrDefault(s, "") : "", u.Number, u.Door, u.Floor, u.ExclusiveArea, u.AreaSource, u.Side, u.Use,
                [.. owners[u.Id].Order(ById)], owners[u.Id].Any(o => kinds.GetValueOrDefault(o) == OwnerKind.Organisation))).OrderBy(u => u.Number, ByNumber)],
            [.. homes.Select(h => new RollHome(h.Id, new UnitId(h.Unit), h.Number, !lived.Contains(h.Id))).OrderBy(h => h.Number, ByNumber)]);
    }

    public async Task<IReadOnlyList<string>> PhonesOf(UnitId unit, Speaker whom, CancellationToken stop = default)
    {
        var (key, today) = (unit.Value, clock.Today());
        var ids = await db.Ownerships.Where(o => o.Unit == key).Select(o => o.Owner).ToListAsync(stop);
        var owners = await db.Owners.AsNoTracking().Where(o => ids.Contains(o.Id) && o.Phone != null).OrderBy(o => o.Id).ToListAsync(stop);
        var households = await db.Households.AsNoTracking().Where(h => h.Unit == key && h.Phone != null && (h.To == null || h.To >= today) && (whom == Speaker.Household || h.Tenure == Tenure.OwnerOccupier)).OrderBy(h => h.Id).ToListAsync(stop);
        return [.. owners.Select(o => personal.Reveal("places_owners.Phone", o.Id.Value, o.Phone)!)
            .Concat(households.Select(h => personal.Reveal("places_households.Phone", h.Id.Value, h.Phone)!)).Distinct()];
    }

    public async Task<PhoneOf> WhosePhone(UnitId unit, string phone, Speaker speaker, CancellationToken stop = default)
    {
        var (key, today) = (unit.Value, clock.Today());
        var (owner, household) = (personal.Index("places_owners.Phone", phone), personal.Index("places_households.Phone", phone));
        var holderIsSilent = speaker != Speaker.Owner && await db.Units.AnyAsync(u => u.Id == key && u.Side == OwnerSide.PublicHousing, stop);
        var (anybody, living) = (speaker == Speaker.Household, holderIsSilent ? Tenure.PublicTenant : Tenure.OwnerOccupier);
        // Both are asked whatever the first says, so that the time taken tells nothing.
        var owns = await db.Owners.CountAsync(o => o.PhoneIndex == owner && db.Set<Ownership>().Any(s => s.Owner == o.Id && s.Unit == key), stop);
        var lives = await db.Households.Where(h => h.Unit == key && h.PhoneIndex == household && (h.To == null || h.To >= today)
            && (anybody || h.Tenure == living)).Select(h => h.Tenure).ToListAsync(stop);
        return owns > 0 && !holderIsSilent || lives.Exists(t => t != Tenure.PrivateTenant) ? PhoneOf.Own : lives.Count > 0 ? PhoneOf.Tenant : PhoneOf.Nobody;
    }

    static readonly Comparer<OwnerId> ById = Comparer<OwnerId>.Create((a, b) => a.Value.CompareTo(b.Value));

    /// <summary>3-2-501 before 10-1-101: numbers inside a label count as numbers.</summary>
    static readonly StringComparer ByNumber = StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering);
}
