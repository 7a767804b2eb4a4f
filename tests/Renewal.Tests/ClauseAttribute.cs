namespace Renewal.Tests;

/// <summary>Names the clause of the guideline a test holds: <c>[Clause("S1.06")]</c>. docs/guideline.md is generated from these.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ClauseAttribute(params string[] ids) : Attribute
{
    public IReadOnlyList<string> Ids { get; } = ids;
}
