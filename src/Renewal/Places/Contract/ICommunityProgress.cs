using Renewal.Foundation;

namespace Renewal.Places.Contract;

/// <summary>A step in words, for pages that tell people where their community stands.</summary>
/// <param name="On">day it was finished; null while it is not, or where it is not known</param>
public sealed record ProgressStep(string Id, string Zh, DateOnly? On = null);

/// <summary>Where the renovation of a community stands, in words that anybody may read: no opinion, no leaning, nobody's name.</summary>
/// <param name="Link">path of the project's page for staff</param>
/// <param name="Stage">1 preparation, 2 delivery, 3 stewardship</param>
/// <param name="Done">steps finished</param>
/// <param name="Total">steps in all</param>
/// <param name="Finished">steps finished, in their order</param>
/// <param name="Doing">steps being worked on</param>
/// <param name="Next">steps that may be opened next</param>
/// <param name="Due">earliest day by which something of <paramref name="Doing"/> is to be done</param>
/// <param name="Lamp">green, amber, red or grey; never without <paramref name="LampZh"/></param>
public sealed record CommunityProgress(string Link, string Number, string Name, string StateZh, bool Running, int Stage, string StageZh, int Done, int Total,
    IReadOnlyList<ProgressStep> Finished, IReadOnlyList<ProgressStep> Doing, IReadOnlyList<ProgressStep> Next, DateOnly? Due, string Lamp, string LampZh, DateOnly OpenedOn)
{
    /// <summary>Results of consultations that have closed, as totals: <c>第一次征求意见：1,286 户中 1,041 户同意（80.94%），通过</c>. Running ones are not told.</summary>
    public IReadOnlyList<string> Results { get; init; } = [];
}

/// <summary>
/// Asked by this room's pages, answered by the corridor, which knows this room and not the other way round: it registers one with the container. Where
/// none is registered, a community simply has no project yet.
/// </summary>
public interface ICommunityProgress
{
    /// <summary>Communities without a project, or out of reach, are absent.</summary>
    Task<IReadOnlyDictionary<CommunityId, CommunityProgress>> Of(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default);
}
