using Renewal.Foundation;

namespace Renewal.Places.Contract;

/// <summary>An exclusive unit as the roll knows it, without personal data: the seat of owners' votes.</summary>
/// <param name="Stairwell">number of the stairwell; empty for shops and garages that open on the street</param>
/// <param name="Area">exclusive area; null where nobody knows it</param>
/// <param name="Owners">owners today; several are co-owners; empty where none is known</param>
/// <param name="Organisation">whether an organisation is among the owners (title holder, developer, shop company)</param>
public sealed record RollUnit(UnitId Unit, BuildingId BuildingId, string Building, StairwellId? StairwellId, string Stairwell, string Number, string Door, int? Floor, Area? Area,
    AreaSource AreaSource, OwnerSide Side, UnitUse Use, IReadOnlyList<OwnerId> Owners, bool Organisation);

/// <summary>A home as the roll knows it: the seat of households' polls.</summary>
public sealed record RollHome(HomeId Home, UnitId Unit, string Number, bool Vacant);

/// <summary>The roll of one community on a day.</summary>
public sealed record CommunityRoll(IReadOnlyList<RollUnit> Units, IReadOnlyList<RollHome> Homes);

/// <summary>Whose phone speaks for a unit.</summary>
public enum Speaker
{
    /// <summary>Who owns or lives in it; in public housing only who lives in it, the title holder has no household.</summary>
    Household,
    /// <summary>Its owner, or a household that owns what it lives in; never a tenant.</summary>
    Owner,
    /// <summary>As <see cref="Owner"/>, but in public housing the tenant in the title holder's place.</summary>
    OwnerOrPublicTenant,
}

/// <summary>On which side of a home a phone stands.</summary>
public enum PhoneOf
{
    /// <summary>Of nobody who may speak.</summary>
    Nobody,
    /// <summary>The owner's side: owners, their families, the household of public housing.</summary>
    Own,
    /// <summary>Who rents from the owner; speaks only among households, and after the owner.</summary>
    Tenant,
}

/// <summary>The roll for rooms that ask its people. Reach narrows every answer; phones leave this door only to be written to, never to be shown.</summary>
public interface IRoll
{
    /// <summary>Units and homes in the order of their numbers.</summary>
    Task<CommunityRoll> Of(CommunityId community, CancellationToken stop = default);

    /// <summary>Phones of the people of a unit: owners first, then who lives there. In clear: for the sender of messages alone.</summary>
    /// <param name="whom"><see cref="Speaker.Household"/>: all of them; <see cref="Speaker.Owner"/>: its owners and a household that owns what it lives in</param>
    Task<IReadOnlyList<string>> PhonesOf(UnitId unit, Speaker whom, CancellationToken stop = default);

    /// <summary>Whose phone it is, among those of a unit who may speak; compared by keyed digest, nothing is opened.</summary>
    Task<PhoneOf> WhosePhone(UnitId unit, string phone, Speaker speaker, CancellationToken stop = default);
}
