using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places;

/// <summary>
/// A residential community (小区), the thing that is renovated. Its division code is as exact as the office knows: county (6), street (9) or
/// committee (12 digits).
/// </summary>
public sealed class ResidentialCommunity
{
    ResidentialCommunity() { }

    public ResidentialCommunity(CommunityId id, string division, string name) => (Id, Division, Name) = (id, division, name);

    public CommunityId Id { get; private set; }
    public string Division { get; internal set; } = "";
    public string Name { get; internal set; } = "";

    /// <summary>The office's own number, or empty.</summary>
    public string Code { get; internal set; } = "";

    /// <summary>Other names it goes by, joined by 、.</summary>
    public string Aliases { get; internal set; } = "";
    public string Address { get; internal set; } = "";

    /// <summary>The part of town as people call it (板块); no division.</summary>
    public string Neighbourhood { get; internal set; } = "";
    public int? BuiltYear { get; internal set; }

    /// <summary>Full completion date where the papers give it; always in <see cref="BuiltYear"/>.</summary>
    public DateOnly? BuiltOn { get; internal set; }
    public OwnershipType Ownership { get; internal set; }

    /// <summary>As written: 板楼, 塔楼/板楼, …</summary>
    public string BuildingType { get; internal set; } = "";

    /// <summary>As reported by the office; the roll says better once it is there.</summary>
    public int? Buildings { get; internal set; }
    public int? Households { get; internal set; }
    public Area? FloorArea { get; internal set; }

    /// <summary>Property fee in fen per m² and month, lower end; equal to the upper one where a single figure is charged.</summary>
    public int? FeeFrom { get; internal set; }
    public int? FeeTo { get; internal set; }
    public string PropertyCompany { get; internal set; } = "";
    public string Developer { get; internal set; } = "";

    /// <summary>WGS84 degrees; both or neither.</summary>
    public double? Longitude { get; internal set; }
    public double? Latitude { get; internal set; }

    /// <summary>How the point was found, as the source says: surveyed, two-sources, store-approx (only near), …</summary>
    public string PointSource { get; internal set; } = "";

    /// <summary>Outline as WKB, WGS84, where it was drawn; the box below bounds it, or is the point itself.</summary>
    public byte[]? Geometry { get; internal set; }
    public double? West { get; internal set; }
    public double? South { get; internal set; }
    public double? East { get; internal set; }
    public double? North { get; internal set; }

    /// <summary>In the shanty-town plan: hard stop (M1.1e).</summary>
    public bool InShantyPlan { get; internal set; }

    /// <summary>On the demolition and rebuild list: hard stop (M1.1e).</summary>
    public bool InRebuildList { get; internal set; }

    /// <summary>Historic building or quarter: works need the heritage office.</summary>
    public bool Heritage { get; internal set; }

    public CommunityState State { get; internal set; }

    /// <summary>The upload that last wrote this row; null when entered by hand.</summary>
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }

    public Built? Built => BuiltYear is { } year ? new Built(year, BuiltOn) : null;

    /// <summary>Puts the point and the box that bounds it; null takes it away.</summary>
    internal void Locate((double Longitude, double Latitude)? point, string source)
    {
        (Longitude, Latitude, PointSource) = (point?.Longitude, point?.Latitude, source);
        if (Geometry is not null) return;
        (West, East, South, North) = (point?.Longitude, point?.Longitude, point?.Latitude, point?.Latitude);
    }
}
