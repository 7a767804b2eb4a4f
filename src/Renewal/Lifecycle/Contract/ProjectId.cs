using Renewal.Foundation;

namespace Renewal.Lifecycle.Contract;

/// <summary>One renovation of one community, or of a package of communities and streets.</summary>
public readonly record struct ProjectId(Guid Value) : IId<ProjectId>
{
    public static ProjectId New() => new(Guid.CreateVersion7());
    public static ProjectId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}
