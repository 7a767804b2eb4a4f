using Renewal.Foundation;

namespace Renewal.Participation.Contract;

/// <summary>What may be wished for in a needs survey, and what was.</summary>
public interface INeeds
{
    /// <summary>Works that residents are asked about, code and label, as printed.</summary>
    IReadOnlyList<(string Code, string Zh)> Options { get; }

    /// <summary>The latest counted survey of each community, as far as there is one within reach.</summary>
    Task<IReadOnlyDictionary<CommunityId, Needs>> Of(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default);
}

/// <summary>The wishes of a community as counted (S1.05): households, each of which may wish for several works.</summary>
/// <param name="On">day of the count</param>
/// <param name="Roll">all households asked, the silent ones among them</param>
/// <param name="Answered">households that answered; ≤ <paramref name="Roll"/></param>
/// <param name="Wishes">every option, the most wished for first</param>
public sealed record Needs(ConsultationId Consultation, string Title, DateOnly On, int Roll, int Answered, IReadOnlyList<Wish> Wishes);

/// <param name="Households">that wish for it</param>
public sealed record Wish(string Code, string Zh, int Households);
