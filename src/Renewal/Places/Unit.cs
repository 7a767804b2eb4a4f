using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places;

/// <summary>An exclusive unit (专有部分) with its area and title: the seat of round 2. Its number is unique in its community.</summary>
public sealed class Unit
{
    Unit() { }

    public Unit(UnitId id, CommunityId community, BuildingId building, StairwellId? stairwell, string number) =>
        (Id, Community, Building, Stairwell, Number) = (id.Value, community, building, stairwell, number);

    /// <summary>Plain, because reach is narrowed by it; typed as <see cref="Key"/>.</summary>
    public Guid Id { get; private set; }
    public CommunityId Community { get; private set; }
    public BuildingId Building { get; private set; }

    /// <summary>Null for shops and garages that open on the street.</summary>
    public StairwellId? Stairwell { get; private set; }

    /// <summary>Building-stairwell-door, as people say it: 3-2-501.</summary>
    public string Number { get; private set; } = "";
    public int? Floor { get; internal set; }

    /// <summary>Door number: 501.</summary>
    public string Door { get; internal set; } = "";

    /// <summary>Exclusive area; null while nobody knows it.</summary>
    public Area? ExclusiveArea { get; internal set; }
    public AreaSource AreaSource { get; internal set; } = AreaSource.Unknown;
    public TitleKind Title { get; internal set; } = TitleKind.Unknown;
    public UnitUse Use { get; internal set; }
    public OwnerSide Side { get; internal set; }

    /// <summary>不动产单元号 (28 characters) where the register gave it.</summary>
    public string RegisterNumber { get; internal set; } = "";
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }

    public UnitId Key => new(Id);
}
