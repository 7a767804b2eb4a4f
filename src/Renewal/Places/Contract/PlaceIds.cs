using Renewal.Foundation;

namespace Renewal.Places.Contract;

/// <summary>A building (楼栋) of a community.</summary>
public readonly record struct BuildingId(Guid Value) : IId<BuildingId>
{
    public static BuildingId New() => new(Guid.CreateVersion7());
    public static BuildingId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A stairwell (单元) of a building.</summary>
public readonly record struct StairwellId(Guid Value) : IId<StairwellId>
{
    public static StairwellId New() => new(Guid.CreateVersion7());
    public static StairwellId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>
/// An exclusive unit (专有部分): a flat, shop, garage with its own area and title; the seat of round 2. Rows that hang on a unit keep its plain
/// <see cref="Guid"/>, because reach is narrowed by it (<c>ReachedByUnit</c>); between rooms it travels typed.
/// </summary>
public readonly record struct UnitId(Guid Value) : IId<UnitId>
{
    public static UnitId New() => new(Guid.CreateVersion7());
    public static UnitId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A home (户): the seat of round 1. One flat may hold two (合厨).</summary>
public readonly record struct HomeId(Guid Value) : IId<HomeId>
{
    public static HomeId New() => new(Guid.CreateVersion7());
    public static HomeId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A household (居民户) that lives in a home.</summary>
public readonly record struct HouseholdId(Guid Value) : IId<HouseholdId>
{
    public static HouseholdId New() => new(Guid.CreateVersion7());
    public static HouseholdId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>An owner (业主) on the roll of one community: a person or an organisation.</summary>
public readonly record struct OwnerId(Guid Value) : IId<OwnerId>
{
    public static OwnerId New() => new(Guid.CreateVersion7());
    public static OwnerId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>One upload of a spreadsheet and what became of it.</summary>
public readonly record struct BatchId(Guid Value) : IId<BatchId>
{
    public static BatchId New() => new(Guid.CreateVersion7());
    public static BatchId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}
