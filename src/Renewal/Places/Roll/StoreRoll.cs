using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places.Roll;

/// <summary>A roll was taken in, or taken in anew. Counts only: nobody's name stands in the record.</summary>
public sealed record RollStored(CommunityId Id, BatchId Batch, int Buildings, int Units, int Homes, int Owners, int NewUnits, int ChangedUnits, int Withdrawn) : IFact
{
    public string Subject => $"community/{Id}";
    public CommunityId? Community => Id;
    public string Zh => $"导入房屋住户底册：{Buildings} 栋、{Units} 套、{Homes} 户、{Owners} 条产权；新增 {NewUnits} 套，更新 {ChangedUnits} 套"
        + (Withdrawn > 0 ? $"，撤下产权 {Withdrawn} 条" : "");
}

/// <summary>Stores a checked draft: all of it or nothing, known rows updated, new ones in bulk, personal data sealed on the way.</summary>
public sealed class StoreRoll(ProcessLog log, PersonalData personal)
{
    static readonly Process process = new("places.store-roll", "导入房屋住户底册");

    /// <exception cref="RuleBroken">places.community_unknown (404): not there or out of reach</exception>
    public Task<RollEffect> Run(CommunityId community, BatchId batch, RollDraft draft, CancellationToken stop = default) => log.Run(process, async run =>
    {
        if (!await run.Db.Communities.AnyAsync(c => c.Id == community, stop))
            throw new RuleBroken("places.community_unknown", "没有这个小区，或不在您的管辖范围内。", 404);
        var effect = await Store(run, personal, community, batch, batch.Value, draft, stop);
        return effect;
    }, stop: stop);

    internal static async Task<RollEffect> Store(ProcessRun run, PersonalData personal, CommunityId community, BatchId batch, Guid bulk, RollDraft draft,
        CancellationToken stop)
    {
        var stock = await RollStock.Of(run.Db, community, stop);
        var merge = new RollMerge(community, stock, personal, run.Today, batch, new RollRows());
        merge.Lay(draft);
        run.Db.RemoveRange(merge.Gone);
        await merge.New.Insert(run, bulk, stop);
        run.Fact(Fact(community, batch, merge.Effect));
        return merge.Effect;
    }

    internal static RollStored Fact(CommunityId community, BatchId batch, RollEffect e) =>
        new(community, batch, e.Buildings, e.Units, e.Homes, e.Owners, e.NewUnits, e.ChangedUnits, e.Withdrawn);
}
