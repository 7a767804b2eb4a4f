using Renewal.Foundation;

namespace Renewal.Participation.Contract;

/// <summary>One consultation, vote or survey of one community (or a building or stairwell of it).</summary>
public readonly record struct ConsultationId(Guid Value) : IId<ConsultationId>
{
    public static ConsultationId New() => new(Guid.CreateVersion7());
    public static ConsultationId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}
