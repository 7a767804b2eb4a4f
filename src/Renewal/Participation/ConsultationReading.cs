using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>A seat as staff see it: whether it has answered and how its door was found; never what it says.</summary>
public sealed record SeatLine(Seat Seat, bool TakesPart, Channel? Channel, bool Disputed, IReadOnlyList<Visit> Visits, bool NotReached);

/// <summary>Turnout: by channel and by building.</summary>
public sealed record Turnout(int Asked, int TakingPart, Area Area, Area AreaTakingPart, int Owners, int OwnersTakingPart, IReadOnlyDictionary<Channel, int> ByChannel,
    IReadOnlyList<(string Building, int Asked, int TakingPart)> ByBuilding);

/// <summary>Reads for pages and notices. Before the result is counted nothing here tells a leaning: only who has answered.</summary>
public sealed class ConsultationReading(RenewalDb db, Recount recount, ResultRules rules, IGuideline guideline, TimeProvider clock)
{
    public Task<Consultation?> Find(ConsultationId id, CancellationToken stop = default) => db.Set<Consultation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, stop);

    /// <summary>Who has answered, seat by seat.</summary>
    public async Task<IReadOnlyList<SeatLine>> Seats(Consultation c, CancellationToken stop = default)
    {
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == c.Id && s.Asked && !s.Struck).OrderBy(s => s.Place).ToListAsync(stop);
        var channels = (await db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == c.Id).Select(b => new { b.Seat, b.Channel, b.Id }).ToListAsync(stop)).ToLookup(b => b.Seat);
        var voided = (await db.Set<SeatEvent>().Where(e => e.Consultation == c.Id && e.Kind == SeatEventKind.Void && e.Agreed && e.LiftedAt == null).Select(e => e.Ballot).ToListAsync(stop)).ToHashSet();
        var disputed = (await db.Set<Dispute>().Where(d => d.Consultation == c.Id && d.SettledAt == null).Select(d => d.Seat).ToListAsync(stop)).ToHashSet();
        var visits = (await db.Set<Visit>().AsNoTracking().Where(v => v.Consultation == c.Id).OrderBy(v => v.At).ToListAsync(stop)).ToLookup(v => v.Seat);
        var tries = (int)(await guideline.Parameter("consultation.first.visits", c.Division, clock.Today(), stop)).Needed();
        return [.. seats.Select(s =>
        {
            var valid = channels[s.Id].Where(b => !voided.Contains(b.Id)).ToList();
            List<Visit> calls = [.. visits[s.Id]];
            return new SeatLine(s, valid.Count > 0, valid.OrderBy(b => b.Channel.IsTenants()).ThenBy(b => b.Channel is not (Channel.Online or Channel.TenantOnline)).FirstOrDefault()?.Channel, disputed.Contains(s.Id), calls, valid.Count == 0 && Visit.NotReached(calls, tries));
        })];
    }

    public static Turnout TurnoutOf(IReadOnlyList<SeatLine> seats) => new(seats.Count, seats.Count(s => s.TakesPart), new Area(seats.Sum(s => s.Seat.Area.Hundredths)),
        new Area(seats.Where(s => s.TakesPart).Sum(s => s.Seat.Area.Hundredths)), seats.Select(s => s.Seat.Owner).Distinct().Count(), seats.Where(s => s.TakesPart).Select(s => s.Seat.Owner).Distinct().Count(),
        seats.Where(s => s.TakesPart).GroupBy(s => s.Channel!.Value).ToDictionary(g => g.Key, g => g.Count()),
        [.. seats.GroupBy(s => s.Seat.Building).Select(g => (g.Key, g.Count(), g.Count(s => s.TakesPart)))]);

    /// <summary>How many seats must take part for the result to be able to pass, and how many are still needed.</summary>
    public async Task<(int Line, int Missing)> Needed(Consultation c, Turnout turnout, CancellationToken stop = default)
    {
        if (c.NoticeOn is null) return (0, 0);
        var line = await rules.SeatsToTakePart(c, turnout.Asked, stop);
        return (line, Math.Max(0, line - turnout.TakingPart));
    }

    /// <summary>Each line with what it came to; only once it is counted.</summary>
    public async Task<IReadOnlyList<(BallotLine Line, LineCount Count, Verdict? Verdict)>> Result(Consultation c, CancellationToken stop = default)
    {
        if (!c.Counted) return [];
        var lines = await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == c.Id).OrderBy(l => l.Order).ToListAsync(stop);
        var counts = c.State == ConsultationState.Final ? [.. Results.Read(c).Select(r => r.Count)] : (await recount.Run(c, stop)).Lines;
        List<(BallotLine, LineCount, Verdict?)> result = [];
        foreach (var line in lines)
        {
            var count = counts.First(x => x.Order == line.Order);
            result.Add((line, count, await rules.Judge(c, count, null, stop)));
        }
        return result;
    }

    /// <summary>What the day asks for next, in words; empty at the end.</summary>
    public string Next(Consultation c)
    {
        var today = clock.Today();
        return c.State switch
        {
            ConsultationState.Draft => "发布公告，公示名册",
            ConsultationState.Displayed when c.RollTo > c.RollFrom && today <= c.RollTo => $"名册公示到 {c.RollTo:M月d日}",
            ConsultationState.Displayed => "冻结名册",
            ConsultationState.Frozen when clock.GetUtcNow() < c.OpensAt => $"{c.OpensAt!.Value.ToOffset(Clock.China):M月d日}开始收票",
            ConsultationState.Frozen when clock.GetUtcNow() < c.ClosesAt => $"收票到 {c.ClosesAt!.Value.ToOffset(Clock.China).AddMinutes(-1):M月d日}",
            ConsultationState.Frozen => "截止计票",
            ConsultationState.Preliminary when c.ObjectionDays > 0 && today <= c.ObjectionsTo => $"初步结果公示到 {c.ObjectionsTo:M月d日}",
            ConsultationState.Preliminary => "公布最终结果",
            _ => "",
        };
    }
}
