using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// An authenticated ballot. The client makes its id, so that a double click, a retry or two windows get one receipt; until the close the voter may vote
/// anew, and the last one counts.
/// </summary>
public sealed class CastOnline(IServiceScopeFactory scopes, BallotBox box, IMemoryCache cache)
{
    /// <summary>What each seat is asked: fixed when the roll is frozen, so it may be remembered. A seat that came by an amendment is looked up anew.</summary>
    sealed record Asked(IReadOnlyList<BallotLine> Lines, IReadOnlyDictionary<Guid, (string Building, string Stairwell)> Seats);

    /// <param name="ballot">version-7 or any random id made by the client</param>
    /// <param name="answers">line order → value</param>
    /// <exception cref="RuleBroken">ballot.*</exception>
    public async Task<BallotReceipt> Run(Voter voter, Guid ballot, IReadOnlyDictionary<int, string> answers, CancellationToken stop = default)
    {
        if (ballot == Guid.Empty) throw new RuleBroken("ballot.id", "页面已过期，请刷新后重新填写。");
        if (cache.Get<Asked>(voter.Consultation) is not { } asked || !asked.Seats.ContainsKey(voter.Seat)) asked = await Look(voter.Consultation, stop);
        if (!asked.Seats.TryGetValue(voter.Seat, out var at)) throw new RuleBroken("ballot.seat", "名册上没有这个席位。", 404);
        return await box.Cast(voter.Consultation, box.Prepare(ballot, voter.Seat, voter.Way, Choices.Write(asked.Lines, answers, at.Building, at.Stairwell)), stop);
    }

    async Task<Asked> Look(ConsultationId id, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        var asked = new Asked(await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == id).ToListAsync(stop),
            await db.Set<Seat>().Where(s => s.Consultation == id).ToDictionaryAsync(s => s.Id, s => (s.Building, s.Stairwell), stop));
        if (asked.Seats.Count > 0) cache.Set(id, asked, new MemoryCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(10) });
        return asked;
    }
}

/// <summary>
/// Identity shown at the committee's counter or at the door (office-rules, Consultations 7): one officer says so, another of a different organisation
/// confirms, then the voter's page opens on the voter's own or the counter's device.
/// </summary>
public sealed class ShowIdentity(ConsultationDesk desk, VoterTokens tokens)
{
    static readonly Process Showing = new("participation.show-identity", "现场核验身份");

    /// <param name="tenant">who showed it rents the home: only where households answer</param>
    /// <returns>the session token of the voter once the second officer has confirmed the same; empty after the first</returns>
    /// <exception cref="RuleBroken">seat.unknown (404), voter.tenant (409), consultation.state (409), duty.role (403)</exception>
    public async Task<string> Witness(ConsultationId id, string number, bool tenant = false, CancellationToken stop = default)
    {
        var shown = await desk.On<Guid?>(Showing, id, null, null, async (run, c) =>
        {
            ConsultationDesk.Require(run.Actor, c.KindOf.Enters.Concat(c.KindOf.Confirms), "现场核验身份");
            c.Require(ConsultationState.Frozen);
            if (tenant && c.KindOf.Seats != SeatKind.Household) throw new RuleBroken("voter.tenant", "业主表决由业主本人或书面委托的人投票，承租人不能投票。", 409);
            var seat = await desk.Seat(id, number, stop);
            var db = run.Db;
            var since = run.At.AddMinutes(-10);
            var first = await db.Set<IdentityCheck>().Where(i => i.Seat == seat.Id && i.Tenant == tenant && i.At > since && i.SecondBy == null).OrderByDescending(i => i.At).FirstOrDefaultAsync(stop);
            if (first is null || first.By == run.Actor.Id || first.ByOrganisation == run.Actor.Organisation)
            {
                db.Add(new IdentityCheck { Id = Guid.CreateVersion7(), Consultation = id, Community = c.Community, Seat = seat.Id, Unit = seat.Unit, By = run.Actor.Id, ByOrganisation = run.Actor.Organisation, At = run.At, Tenant = tenant });
                run.Fact(new SeatMoved(id, c.Community, seat.Number, tenant ? "现场核验承租人身份，待第二人确认" : "现场核验身份，待第二人确认"));
                return null;
            }
            first.SecondBy = run.Actor.Id;
            run.Fact(new SeatMoved(id, c.Community, seat.Number, tenant ? "现场核验承租人身份，两人确认" : "现场核验身份，两人确认"));
            return seat.Id;
        }, stop);
        // Sealed after the run: a fresh key of the seal is a write of its own.
        return shown is { } seat ? tokens.Session(new(id, seat, Factor.IdentityShown, tenant)) : "";
    }
}

/// <summary>Two officers of different organisations saw the identity paper of a voter.</summary>
public sealed class IdentityCheck
{
    public Guid Id { get; init; }
    public ConsultationId Consultation { get; init; }
    public CommunityId Community { get; init; }
    public Guid Seat { get; init; }
    public Guid Unit { get; init; }
    public Guid By { get; init; }
    public Guid? ByOrganisation { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? SecondBy { get; set; }
    public bool Tenant { get; init; }
    public int Version { get; init; }
}
