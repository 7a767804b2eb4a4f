using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places;

/// <summary>A home (户): the seat of round 1. One flat may hold two (合厨, office-rules, Cases 8). Its number is unique in its community.</summary>
public sealed class Home
{
    Home() { }

    public Home(HomeId id, CommunityId community, UnitId unit, string number) => (Id, Community, Unit, Number) = (id, community, unit.Value, number);

    public HomeId Id { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Unit { get; private set; }

    /// <summary>The unit's number, with 甲, 乙 behind it where the flat holds two.</summary>
    public string Number { get; internal set; } = "";
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }
}

/// <summary>A household (居民户) that lives, or lived, in a home. A vacant home keeps its seat and has none. Names and phones are sealed.</summary>
public sealed class Household
{
    Household() { }

    public Household(HouseholdId id, CommunityId community, UnitId unit, HomeId home) =>
        (Id, Community, Unit, Home) = (id, community, unit.Value, home);

    public HouseholdId Id { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Unit { get; private set; }
    public HomeId Home { get; private set; }
    public Tenure Tenure { get; internal set; } = Tenure.Unknown;

    /// <summary>People who live there.</summary>
    public int? Members { get; internal set; }

    /// <summary>Sealed by Access: who answers for the household.</summary>
    public byte[]? Name { get; internal set; }
    public byte[]? Phone { get; internal set; }

    /// <summary>Keyed HMAC of the phone, to find it without opening it.</summary>
    public byte[]? PhoneIndex { get; internal set; }
    public DateOnly? From { get; internal set; }

    /// <summary>Last day; null while they live there.</summary>
    public DateOnly? To { get; internal set; }
    public BatchId? Batch { get; internal set; }
    public int Version { get; private set; }
}
