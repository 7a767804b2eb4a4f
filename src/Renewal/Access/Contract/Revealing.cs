using Renewal.Foundation;

namespace Renewal.Access.Contract;

/// <summary>
/// A kind of row that keeps sealed fields and may be revealed on the page <c>/reveal/{kind}/{id}</c>. A room registers one in DI; the page asks the
/// purpose, the use case records who, what kind of fields and why (never the data), and shows the clear text once.
/// </summary>
public interface IRevealable
{
    /// <summary>Part of the address: <c>owner</c>.</summary>
    string Kind { get; }

    /// <summary>What is revealed, for people: 业主身份信息.</summary>
    string Zh { get; }

    /// <summary>Comma-joined role codes that may ask.</summary>
    string Roles { get; }

    /// <summary>Reads through the caller's reach; null when the row is absent or out of reach.</summary>
    Task<Revealed?> Find(Guid id, CancellationToken stop = default);
}

/// <param name="What">what it is about without personal data: 3 号楼 2 单元 501 业主</param>
/// <param name="Community">community whose timeline shows that somebody looked</param>
/// <param name="Fields">label and clear text</param>
public sealed record Revealed(string What, CommunityId? Community, IReadOnlyList<(string Zh, string Value)> Fields);
