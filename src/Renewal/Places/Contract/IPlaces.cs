using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Places.Contract;

/// <summary>What other rooms read of a community: no personal data.</summary>
public sealed record CommunityCard
{
    public required CommunityId Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Division code: county (6), street (9) or committee (12 digits).</summary>
    public required string Division { get; init; }
    public string Code { get; init; } = "";
    public string Address { get; init; } = "";
    public int? BuiltYear { get; init; }
    public DateOnly? BuiltOn { get; init; }
    public OwnershipType Ownership { get; init; }
    public CommunityState State { get; init; }

    /// <summary>As reported; the roll, once taken in, says better (<see cref="IPlaces.Counts(CommunityId, CancellationToken)"/>).</summary>
    public int? Buildings { get; init; }
    public int? Households { get; init; }
    public Area? FloorArea { get; init; }

    /// <summary>WGS84 degrees; both or neither.</summary>
    public double? Longitude { get; init; }
    public double? Latitude { get; init; }
    public bool InShantyPlan { get; init; }
    public bool InRebuildList { get; init; }
    public bool Heritage { get; init; }
    public string PropertyCompany { get; init; } = "";

    /// <summary>For optimistic concurrency and the ETag.</summary>
    public int Version { get; init; }

    public Built? Built => BuiltYear is { } year ? new Built(year, BuiltOn) : null;
}

/// <summary>The roll in figures.</summary>
/// <param name="Buildings">buildings on the roll</param>
/// <param name="Units">exclusive units of any use</param>
/// <param name="Homes">homes: the denominator of round 1</param>
/// <param name="Owners">rows of owners; persons in the sense of the vote are counted by Participation</param>
/// <param name="Area">sum of exclusive areas known</param>
/// <param name="UnitsWithoutArea">units whose area nobody knows yet</param>
public sealed record CommunityCounts(int Buildings, int Units, int Homes, int Owners, Area Area, int UnitsWithoutArea)
{
    public static readonly CommunityCounts None = new(0, 0, 0, 0, Area.Zero, 0);

    /// <summary>Whether a roll has been taken in at all.</summary>
    public bool HasRoll => Units > 0;
}

/// <summary>The one reading door of this room, and the word by which the corridor marks where a community stands. Reach narrows every answer.</summary>
public interface IPlaces
{
    /// <summary>Cards as a query that other rooms may filter, order and join; each property is a column.</summary>
    IQueryable<CommunityCard> Cards { get; }

    Task<CommunityCard?> Community(CommunityId id, CancellationToken stop = default);

    /// <summary>Cards by id; those out of reach are absent.</summary>
    Task<IReadOnlyDictionary<CommunityId, CommunityCard>> Communities(IReadOnlyCollection<CommunityId> ids, CancellationToken stop = default);

    Task<CommunityCounts> Counts(CommunityId id, CancellationToken stop = default);
    Task<IReadOnlyDictionary<CommunityId, CommunityCounts>> Counts(IReadOnlyCollection<CommunityId> ids, CancellationToken stop = default);

    /// <summary>Marks where a community stands; joins the caller's run.</summary>
    Task Mark(CommunityId id, CommunityState state, CancellationToken stop = default);

    /// <summary>The division tree in force today.</summary>
    Task<DivisionTree> Divisions(CancellationToken stop = default);
}

/// <summary>Communities came in or changed by one confirmed upload.</summary>
public sealed record CommunitiesStored(BatchId Batch, string Division, string File, int New, int Changed, int Unchanged) : IFact
{
    public string Subject => $"batch/{Batch}";
    public string Zh => $"导入小区台账「{File}」：新增 {New} 个，更新 {Changed} 个，未变 {Unchanged} 个";
}

/// <summary>A community was entered or corrected by hand.</summary>
public sealed record CommunityEdited(CommunityId Id, string Name, IReadOnlyList<string> Columns) : IFact
{
    public string Subject => $"community/{Id}";
    public CommunityId? Community => Id;
    public string Zh => Columns.Count == 0 ? $"登记小区「{Name}」" : $"更正小区「{Name}」：{string.Join('、', Columns)}";
}

/// <summary>A community moved to another state of the ledger.</summary>
public sealed record CommunityMarked(CommunityId Id, string Name, CommunityState State) : IFact
{
    public string Subject => $"community/{Id}";
    public CommunityId? Community => Id;
    public string Zh => $"「{Name}」转入{State.Zh()}";
}
