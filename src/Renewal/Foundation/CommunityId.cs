namespace Renewal.Foundation;

/// <summary>Ids are typed wrappers of a version-7 GUID, made before the row is inserted.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }
    static abstract TSelf From(Guid value);
}

/// <summary>
/// The residential community (小区) a row belongs to. It is the key of the spine: reach is decided by it, and every room hands it on.
/// </summary>
public readonly record struct CommunityId(Guid Value) : IId<CommunityId>
{
    public static CommunityId New() => new(Guid.CreateVersion7());
    public static CommunityId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}
