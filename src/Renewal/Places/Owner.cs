using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places;

/// <summary>
/// An owner (业主) on the roll of one community. One owner may hold many units, one unit many owners (<see cref="Ownership"/>). Name, ID number and
/// phone are sealed by Access and found by keyed HMAC.
/// </summary>
public sealed class Owner
{
    Owner() { }

    public Owner(OwnerId id, CommunityId community, UnitId unit, OwnerKind kind) => (Id, Community, Unit, Kind) = (id, community, unit.Value, kind);

    public OwnerId Id { get; private set; }
    public CommunityId Community { get; private set; }

    /// <summary>The first of the owner's units on the roll: a resident reaches the owner through it.</summary>
    public Guid Unit { get; private set; }
    public OwnerKind Kind { get; internal set; }
    public byte[]? Name { get; internal set; }
    public byte[]? NameIndex { get; internal set; }

    /// <summary>ID number of a person, unified social credit code of an organisation.</summary>
    public byte[]? IdNumber { get; internal set; }
    public byte[]? IdNumberIndex { get; internal set; }
    public byte[]? Phone { get; internal set; }
    public byte[]? PhoneIndex { get; internal set; }
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }
}

/// <summary>Who owns what share of a unit. Co-owners are one person in a vote (法释 2020, art. 9).</summary>
public sealed class Ownership
{
    Ownership() { }

    public Ownership(Guid id, CommunityId community, UnitId unit, OwnerId owner, int part, int whole) =>
        (Id, Community, Unit, Owner, Part, Whole) = (id, community, unit.Value, owner, part, whole);

    public Guid Id { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Unit { get; private set; }
    public OwnerId Owner { get; private set; }

    /// <summary>Share as part of whole, 1 of 1 for a sole owner; joint ownership (共同共有) is written 0 of 1.</summary>
    public int Part { get; internal set; }
    public int Whole { get; internal set; }
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }
}
