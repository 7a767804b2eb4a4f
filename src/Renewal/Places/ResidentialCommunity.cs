using Renewal.Foundation;

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
    public string Division { get; private set; } = "";
    public string Name { get; private set; } = "";
    public int Version { get; private set; }
}
