using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places;

/// <summary>A building (楼栋). Its number is unique in its community.</summary>
public sealed class Building
{
    Building() { }

    public Building(BuildingId id, CommunityId community, string number) => (Id, Community, Number) = (id, community, number);

    public BuildingId Id { get; private set; }
    public CommunityId Community { get; private set; }

    /// <summary>As on the wall, without 号楼: 3, 甲2.</summary>
    public string Number { get; private set; } = "";
    public string Address { get; internal set; } = "";
    public int? BuiltYear { get; internal set; }

    /// <summary>砖混, 框架, 预制板, … as the papers say.</summary>
    public string Structure { get; internal set; } = "";
    public int? Floors { get; internal set; }

    /// <summary>Gross floor area.</summary>
    public Area? FloorArea { get; internal set; }
    public int? Lifts { get; internal set; }
    public double? Longitude { get; internal set; }
    public double? Latitude { get; internal set; }

    /// <summary>Footprint as WKB, WGS84.</summary>
    public byte[]? Geometry { get; internal set; }
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }
}

/// <summary>A stairwell (单元). Its number is unique in its building.</summary>
public sealed class Stairwell
{
    Stairwell() { }

    public Stairwell(StairwellId id, CommunityId community, BuildingId building, string number) =>
        (Id, Community, Building, Number) = (id, community, building, number);

    public StairwellId Id { get; private set; }
    public CommunityId Community { get; private set; }
    public BuildingId Building { get; private set; }

    /// <summary>Without 单元: 1, 2, 东.</summary>
    public string Number { get; private set; } = "";
    public int? Floors { get; internal set; }
    public bool HasLift { get; internal set; }
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }
}
