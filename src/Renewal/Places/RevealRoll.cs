using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>Who may ask to see people of the roll in clear: those who walk the stairs and the renovation offices.</summary>
static class RollReaders
{
    public const string Reveal = Access.Contract.Roles.Ground + "," + Access.Contract.Roles.Offices;

    /// <summary>Who sees the roll masked.</summary>
    public const string Masked = Reveal + "," + Access.Contract.Roles.Owners + "," + Access.Contract.Roles.Witness;
}

sealed class RevealOwner(RenewalDb db, PersonalData personal) : IRevealable
{
    public string Kind => "owner";
    public string Zh => "业主身份信息";
    public string Roles => RollReaders.Reveal;

    public async Task<Revealed?> Find(Guid id, CancellationToken stop = default)
    {
        var key = new Contract.OwnerId(id);
        if (await db.Owners.AsNoTracking().SingleOrDefaultAsync(o => o.Id == key, stop) is not { } owner) return null;
        var unit = await db.Units.Where(u => u.Id == owner.Unit).Select(u => u.Number).SingleOrDefaultAsync(stop);
        return new Revealed($"{unit} 业主", owner.Community,
        [
            ("姓名", personal.Reveal("places_owners.Name", id, owner.Name) ?? "未登记"), ("证件号码", personal.Reveal("places_owners.IdNumber", id, owner.IdNumber) ?? "未登记"),
            ("联系电话", personal.Reveal("places_owners.Phone", id, owner.Phone) ?? "未登记"),
        ]);
    }
}

sealed class RevealHousehold(RenewalDb db, PersonalData personal) : IRevealable
{
    public string Kind => "household";
    public string Zh => "住户联系信息";
    public string Roles => RollReaders.Reveal;

    public async Task<Revealed?> Find(Guid id, CancellationToken stop = default)
    {
        var key = new Contract.HouseholdId(id);
        if (await db.Households.AsNoTracking().SingleOrDefaultAsync(h => h.Id == key, stop) is not { } household) return null;
        var home = await db.Homes.Where(h => h.Id == household.Home).Select(h => h.Number).SingleOrDefaultAsync(stop);
        return new Revealed($"{home} 住户", household.Community,
            [("姓名", personal.Reveal("places_households.Name", id, household.Name) ?? "未登记"), ("联系电话", personal.Reveal("places_households.Phone", id, household.Phone) ?? "未登记")]);
    }
}
