using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// The counted answers to the question of wishes, in a survey of its own or on the sheet of round 1. A survey that still runs tells nothing and hides nothing:
/// the last counted one stands until it is counted too.
/// </summary>
sealed class NeedsCounted(RenewalDb db) : INeeds
{
    const string Question = "wishes";

    public IReadOnlyList<(string Code, string Zh)> Options { get; } = [.. ConsultationKinds.Question(Question).Options.Select(o => (o.Code, o.Zh))];

    public async Task<IReadOnlyDictionary<CommunityId, Needs>> Of(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default)
    {
        Dictionary<CommunityId, Needs> found = [];
        foreach (var part in communities.Chunk(2000))
        {
            var counted = await db.Set<Consultation>().AsNoTracking().Where(c => part.Contains(c.Community) && c.Circle == Circle.Community
                && (c.State == ConsultationState.Preliminary || c.State == ConsultationState.Final) && db.Set<BallotLine>().Any(l => l.Consultation == c.Id && l.Question == Question)).ToListAsync(stop);
            foreach (var c in counted.GroupBy(c => c.Community).Select(g => g.MaxBy(c => c.PreliminaryAt)!)) found[c.Community] = Read(c);
        }
        return found;
    }

    Needs Read(Consultation c)
    {
        var count = Results.Read(c).First(r => r.Count.Question == Question).Count;
        return new(c.Id, c.Title, c.PreliminaryAt!.Value.InChina(), count.Total.Seats, count.Part.Seats,
            [.. Options.Select(o => new Wish(o.Code, o.Zh, count.Options.GetValueOrDefault(o.Code).Seats)).OrderByDescending(w => w.Households)]);
    }
}
