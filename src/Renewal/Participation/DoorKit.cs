using System.ComponentModel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// The door kit: what a visitor's phone takes along on a walk without a network. Every door of a community within reach once, with all consultations that ask it
/// now, so that one visit is one conversation. Numbers, and whether they have answered; no name, no telephone of the roll, never a choice. A telephone that is
/// given at the door goes back with the visit.
/// </summary>
public sealed class DoorKit(RenewalDb db, ConsultationReading reading, IPlaces places, Caller caller, TimeProvider clock)
{
    /// <param name="Doors">seats that have not answered yet, over all its consultations</param>
    public sealed record Place(Guid Community, string Name, IReadOnlyList<string> Consultations, int Doors);

    /// <param name="Until">end of the ballot; null before the box is laid</param>
    public sealed record Asked(Guid Consultation, string Title, DateTimeOffset? Until);

    /// <param name="Calls">visits and telephone tries so far</param>
    public sealed record Ask(Guid Consultation, bool Answered, int Calls, bool NotReached);

    /// <param name="Number">3-2-501</param>
    public sealed record Door(string Number, string Building, string Stairwell, int? Floor, IReadOnlyList<Ask> Asks);

    /// <param name="At">when it was taken along</param>
    public sealed record Kit(Guid Community, string Name, DateTimeOffset At, IReadOnlyList<Asked> Consultations, IReadOnlyList<Door> Doors);

    /// <summary>Communities with consultations that the caller's role visits for.</summary>
    public async Task<IReadOnlyList<Place>> Places(CancellationToken stop = default)
    {
        var mine = await Running(null, stop);
        var ids = mine.ConvertAll(c => c.Id);
        var left = await db.Set<Seat>().Where(s => ids.Contains(s.Consultation) && s.Asked && !s.Struck && !db.Set<Ballot>().Any(b => b.Seat == s.Id))
            .GroupBy(s => s.Community).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        var names = await places.Communities([.. mine.Select(c => c.Community).Distinct()], stop);
        return [.. mine.GroupBy(c => c.Community).Where(g => names.ContainsKey(g.Key)).Select(g => new Place(g.Key.Value, names[g.Key].Name, [.. g.Select(c => c.Title)], left.GetValueOrDefault(g.Key)))
            .OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    /// <returns>null where nothing is asked now, or out of reach</returns>
    public async Task<Kit?> Of(CommunityId community, CancellationToken stop = default)
    {
        if (await places.Community(community, stop) is not { } card || await Running(community, stop) is not { Count: > 0 } running) return null;
        List<(Seat Seat, Ask Ask)> seats = [];
        foreach (var c in running)
            seats.AddRange((await reading.Seats(c, stop)).Select(s => (s.Seat, new Ask(c.Id.Value, s.TakesPart, s.Visits.Count, s.NotReached))));
        var until = await db.Set<BallotBoxRow>().AsNoTracking().Where(b => b.Community == community).ToDictionaryAsync(b => b.Consultation, b => b.ClosesAt, stop);
        return new(community.Value, card.Name, clock.Instant(), [.. running.Select(c => new Asked(c.Id.Value, c.Title, until.TryGetValue(c.Id, out var at) ? at : null))],
            [.. seats.GroupBy(s => (s.Seat.Number, s.Seat.Building, s.Seat.Stairwell, s.Seat.Floor), s => s.Ask).Select(g => new Door(g.Key.Number, g.Key.Building, g.Key.Stairwell, g.Key.Floor, [.. g]))]);
    }

    async Task<List<Consultation>> Running(CommunityId? community, CancellationToken stop)
    {
        var role = caller.Actor.Role;
        var running = db.Set<Consultation>().AsNoTracking().Where(c => c.State == ConsultationState.Displayed || c.State == ConsultationState.Frozen);
        if (community is { } one) running = running.Where(c => c.Community == one);
        return (await running.OrderBy(c => c.MadeAt).ToListAsync(stop)).FindAll(c => c.KindOf.Enters.Contains(role) || c.KindOf.Confirms.Contains(role));
    }
}

/// <summary>The kit over HTTP. The page itself (wwwroot/doors) is a shell without data, so that it may lie in the phone's cache.</summary>
static class DoorApi
{
    /// <param name="Who">the person and post: what another one recorded on the same phone is not sent in this one's name</param>
    /// <param name="Token">against forgery, for the header of the same name</param>
    public sealed record Here(Guid Who, string Name, string Token, IReadOnlyList<DoorKit.Place> Communities);

    public sealed record VisitIn([property: Description("made on the phone")] Guid Id, Guid Consultation, string Number, [property: Description("Met, NotHome, Refused, Vacant, Phoned, PaperLeft")] string Outcome,
        DateTimeOffset At, string? Companion, bool SlipLeft, string? Serial,
        [property: Description("given at the door, to be called back by another organisation")] string? Phone = null, [property: Description("Owner, Household, Tenant")] string? Holder = null);
    public sealed record WalkIn(IReadOnlyList<VisitIn> Visits);
    /// <param name="Refused">why it was not taken, in Chinese; null when it is in</param>
    public sealed record VisitOut(Guid Id, string? Refused);

    public static void Map(WebApplication app)
    {
        var doors = app.MapGroup("/api/v1/doors").WithTags("入户 Doors").RequireAuthorization(p => p.RequireRole(ConsultationDesk.Workers.Split(',')));
        doors.MapGet("", async (HttpContext http, DoorKit kit, Caller caller, IAntiforgery antiforgery, CancellationToken stop) =>
            new Here(caller.Actor.Id, caller.Actor.Name, antiforgery.GetAndStoreTokens(http).RequestToken!, await kit.Places(stop))).WithSummary("可以入户的小区 communities whose doors may be visited");
        doors.MapGet("{community:guid}", async Task<IResult> (Guid community, DoorKit kit, CancellationToken stop) =>
            await kit.Of(new(community), stop) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound()).WithSummary("一个小区的门户 doors of a community and who has answered");
        doors.MapPost("visits", Take).WithSummary("上传入户登记 visits of a walk; sent again they count once");
    }

    static async Task<IReadOnlyList<VisitOut>> Take(WalkIn walk, HttpContext http, RecordVisits recording, IAntiforgery antiforgery, CancellationToken stop)
    {
        // A cookie is sent by the browser on its own, a token is not.
        if (!http.Request.Headers.ContainsKey(HeaderNames.Authorization) && !await antiforgery.IsRequestValidAsync(http))
            throw new RuleBroken("form.expired", "登录状态已变化，没有保存。请重新上传。", 400);
        List<VisitOut> answers = [];
        foreach (var group in walk.Visits.GroupBy(v => v.Consultation))
        {
            try
            {
                answers.AddRange((await recording.Run(new(group.Key), [.. group.Select(Call)], stop)).Select(t => new VisitOut(t.Id, t.Refused?.Message)));
            }
            catch (RuleBroken broken) { answers.AddRange(group.Select(v => new VisitOut(v.Id, broken.Message))); }
        }
        return answers;

        static RecordVisits.Call Call(VisitIn v) => new(v.Id, v.Number, Enum.TryParse<VisitOutcome>(v.Outcome, out var outcome) && Enum.IsDefined(outcome) ? outcome
            : throw new RuleBroken("visit.outcome", "不认识的入户情况，请更新手机上的入户工具。"), v.At, v.Companion ?? "", v.SlipLeft, v.Serial, v.Phone,
            Enum.TryParse<PhoneHolder>(v.Holder, out var holder) ? holder : PhoneHolder.Owner);
    }
}
