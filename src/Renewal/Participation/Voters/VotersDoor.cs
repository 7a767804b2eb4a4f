using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>What anybody may know of a consultation: what hangs on the board.</summary>
/// <param name="Turnout">who has answered, never what; null before the box is open</param>
/// <param name="Result">by line; empty until it is counted</param>
public sealed record PublicConsultation(Consultation Consultation, string Community, IReadOnlyList<BallotLine> Lines, Turnout? Turnout, (int Line, int Missing) Needed,
    IReadOnlyList<(BallotLine Line, LineCount Count, Verdict? Verdict)> Result, IReadOnlyList<string> Amendments, int Objections, DateTimeOffset AsOf);

/// <summary>What a proved voter sees of their own seat.</summary>
/// <param name="Last">the voter's last online ballot and what it says, never what owner or tenant said beside; null where there is none</param>
/// <param name="Disputed">another way says something else: come in person before objections close</param>
public sealed record OwnSeat(Consultation Consultation, Seat Seat, IReadOnlyList<BallotLine> Lines, bool Open, (BallotReceipt Receipt, IReadOnlyDictionary<int, string> Answers)? Last, bool Disputed,
    IReadOnlyList<(int Number, string Text, string? Reply)> Objections);

/// <summary>
/// The residents' door. Nobody there has an account or a reach: what is public, and what belongs to the seat that was proved, is read as the system in a
/// scope of its own, and only that leaves it.
/// </summary>
public sealed class VotersDoor(IServiceScopeFactory scopes, VoterTokens tokens, CastOnline cast)
{
    async Task<T> Within<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        return await work(scope.ServiceProvider);
    }

    public Task<string> Letter(string? code, CancellationToken stop = default) => Within(s => s.GetRequiredService<Voters>().Letter(code, stop));
    public Task SendCode(string? letter, string? phone, CancellationToken stop = default) => Within(async s => { await s.GetRequiredService<Voters>().SendCode(letter, phone, stop); return true; });
    public Task<string> Prove(string? letter, string? code, CancellationToken stop = default) => Within(s => s.GetRequiredService<Voters>().Prove(letter, code, stop));
    public Voter? Who(string? session) => tokens.Read(session);
    public Task<BallotReceipt> Cast(Voter voter, Guid ballot, IReadOnlyDictionary<int, string> answers, CancellationToken stop = default) => cast.Run(voter, ballot, answers, stop);
    public Task<int> Object(Voter voter, string text, CancellationToken stop = default) => Within(s => s.GetRequiredService<RaiseObjection>().Run(voter.Consultation, voter.Seat, text, stop));

    /// <summary>Null before it is announced: a draft is nobody's business yet.</summary>
    public Task<PublicConsultation?> Notice(ConsultationId id, CancellationToken stop = default) => Within(async s =>
    {
        var (db, reading) = (s.GetRequiredService<RenewalDb>(), s.GetRequiredService<ConsultationReading>());
        if (await reading.Find(id, stop) is not { NoticeOn: not null } c) return null;
        var lines = await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == id).OrderBy(l => l.Order).ToListAsync(stop);
        var turnout = c.State == ConsultationState.Displayed ? null : ConsultationReading.TurnoutOf(await reading.Seats(c, stop));
        var amendments = await db.Set<RollAmendment>().AsNoTracking().Where(a => a.Consultation == id && a.AfterFreeze && a.State == AmendmentState.Agreed).OrderBy(a => a.At).ToListAsync(stop);
        return new PublicConsultation(c, (await s.GetRequiredService<IPlaces>().Community(c.Community, stop))?.Name ?? "", lines, turnout, turnout is null ? default : await reading.Needed(c, turnout, stop),
            await reading.Result(c, stop), [.. amendments.Select(a => $"{a.Zh}：{a.Reason}")],
            await db.Set<Objection>().CountAsync(o => o.Consultation == id, stop), s.GetRequiredService<TimeProvider>().Instant());
    });

    /// <summary>The roll as it hangs: numbers and areas, no names.</summary>
    public Task<IReadOnlyList<(string Building, string Number, Area Area, bool Estimated)>> Roll(ConsultationId id, CancellationToken stop = default) => Within<IReadOnlyList<(string, string, Area, bool)>>(async s =>
        [.. (await s.GetRequiredService<RenewalDb>().Set<Seat>().AsNoTracking().Where(x => x.Consultation == id && !x.Struck).OrderBy(x => x.Place).ToListAsync(stop))
            .Select(x => (x.Building, x.Number, x.Area, x.AreaSource is AreaSource.SameRiser or AreaSource.Design))]);

    /// <summary>The public bundle.</summary>
    /// <exception cref="RuleBroken">consultation.unknown (404), consultation.not_counted (409)</exception>
    public Task<(string Title, byte[] Zip)> Bundle(ConsultationId id, CancellationToken stop = default) => Within(async s =>
    {
        if (await s.GetRequiredService<ConsultationReading>().Find(id, stop) is not { NoticeOn: not null } c) throw ConsultationDesk.Unknown();
        return (c.Title, await s.GetRequiredService<Bundles>().Of(c, stop: stop));
    });

    /// <summary>The receipt of the voter's last online ballot; null where there is none.</summary>
    public async Task<Proofs.Receipt?> Receipt(Voter voter, CancellationToken stop = default) =>
        (await Own(voter, stop))?.Last is { } last ? await Within(s => s.GetRequiredService<Bundles>().ReceiptOf(last.Receipt, stop)) : null;

    public Task<OwnSeat?> Own(Voter voter, CancellationToken stop = default) => Within(async s =>
    {
        var (db, box, personal) = (s.GetRequiredService<RenewalDb>(), s.GetRequiredService<BallotBox>(), s.GetRequiredService<PersonalData>());
        var c = await db.Set<Consultation>().AsNoTracking().SingleOrDefaultAsync(x => x.Id == voter.Consultation, stop);
        var seat = await db.Set<Seat>().AsNoTracking().SingleOrDefaultAsync(x => x.Id == voter.Seat && x.Consultation == voter.Consultation, stop);
        if (c is null || seat is null) return null;
        var row = await db.Set<BallotBoxRow>().AsNoTracking().SingleOrDefaultAsync(b => b.Consultation == c.Id, stop);
        var lines = (await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == c.Id).OrderBy(l => l.Order).ToListAsync(stop)).FindAll(l => l.Asks(seat.Building, seat.Stairwell));
        var last = await db.Set<Ballot>().AsNoTracking().Where(b => b.Seat == seat.Id && b.Channel == voter.Way).OrderByDescending(b => b.Ordinal).FirstOrDefaultAsync(stop);
        var objections = await db.Set<Objection>().AsNoTracking().Where(o => o.Seat == seat.Id).OrderBy(o => o.Number).ToListAsync(stop);
        return new OwnSeat(c, seat, lines, row?.IsOpen(s.GetRequiredService<TimeProvider>().Instant()) == true && c.State == ConsultationState.Frozen,
            last is null ? null : (new BallotReceipt(c.Id, last.Id, last.Seat, last.Place, last.Ordinal, last.Index, last.Channel, last.At, last.Leaf(), true), Choices.Read(box.ChoicesOf(last))),
            await db.Set<Dispute>().AnyAsync(d => d.Seat == seat.Id && d.SettledAt == null, stop),
            [.. objections.Select(o => (o.Number, personal.Reveal(Objection.TextColumn, o.Id, o.Text)!, o.State == ObjectionState.Raised ? null : $"{(o.State == ObjectionState.Upheld ? "成立" : "不成立")}：{o.Reply}"))]);
    });
}

/// <summary>The cookie that carries a proved seat: session-long, out of reach of scripts, sent to no other site.</summary>
static class VoterCookie
{
    static string Name(HttpContext http) => http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment() ? "renewal.voter" : "__Host-renewal.voter";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name(http)];

    public static void Write(HttpContext http, string session) => http.Response.Cookies.Append(Name(http), session, new CookieOptions
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true, Secure = !http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment() || http.Request.IsHttps,
    });

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), new CookieOptions { Path = "/" });
}
