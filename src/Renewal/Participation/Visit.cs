using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

public enum VisitOutcome
{
    Met,
    /// <summary>Nobody opened; a slip was left.</summary>
    NotHome,
    Refused,
    /// <summary>Empty for long: the seat stays in the denominator all the same.</summary>
    Vacant,
    /// <summary>Called by telephone.</summary>
    Phoned,
}

/// <summary>The three kinds of hour of which a home must have been tried before it counts as not reached (office-rules, Consultations 3).</summary>
public enum VisitHour { Weekday, Evening, Weekend }

/// <summary>One call at a door, or a try by telephone; never what was answered.</summary>
public sealed class Visit
{
    Visit() { }

    internal Visit(Guid id, Consultation c, Seat seat, VisitOutcome outcome, VisitHour hour, DateTimeOffset at, Guid by, string companion, bool slip, DateTimeOffset entered) =>
        (Id, Consultation, Community, Seat, Unit, Outcome, Hour, At, By, Companion, SlipLeft, EnteredAt) = (id, c.Id, c.Community, seat.Id, seat.Unit, outcome, hour, at, by, companion, slip, entered);

    /// <summary>Made on the phone of the visitor, so that a list that is sent twice counts once.</summary>
    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public VisitOutcome Outcome { get; private set; }
    public VisitHour Hour { get; private set; }
    /// <summary>When the door was knocked at.</summary>
    public DateTimeOffset At { get; private set; }
    public Guid By { get; private set; }
    /// <summary>The second visitor, as they sign.</summary>
    public string Companion { get; private set; } = "";
    public bool SlipLeft { get; private set; }
    /// <summary>When it reached the server: later than <see cref="At"/> when the phone had no network.</summary>
    public DateTimeOffset EnteredAt { get; private set; }
    public int Version { get; private set; }

    /// <summary>Weekend by the calendar of China, evening from 18:00.</summary>
    public static VisitHour HourOf(DateTimeOffset at, WorkingDays calendar)
    {
        var china = at.ToOffset(Clock.China);
        var day = DateOnly.FromDateTime(china.DateTime);
        var working = calendar.Covers(day) ? calendar.IsWorking(day) : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        return !working ? VisitHour.Weekend : china.Hour >= 18 ? VisitHour.Evening : VisitHour.Weekday;
    }

    /// <summary>Not reached: three visits at three kinds of hour and a try by telephone, in vain, with a slip left.</summary>
    public static bool NotReached(IReadOnlyCollection<Visit> visits, int needed)
    {
        var doors = visits.Where(v => v.Outcome is VisitOutcome.NotHome or VisitOutcome.Vacant).ToList();
        return visits.All(v => v.Outcome is not (VisitOutcome.Met or VisitOutcome.Refused)) && doors.Count >= needed
            && doors.Select(v => v.Hour).Distinct().Count() == 3 && doors.Exists(v => v.SlipLeft) && visits.Any(v => v.Outcome == VisitOutcome.Phoned);
    }
}

/// <summary>Takes the visits of a walk in, as one list: also hours later, when the phone is back in the network. A list sent twice counts once.</summary>
public sealed class RecordVisits(ConsultationDesk desk, IGuideline guideline)
{
    static readonly Process Visiting = new("participation.visits", "登记入户");

    /// <param name="Id">made on the phone</param>
    /// <param name="Number">the seat</param>
    /// <param name="Companion">the second visitor; two go to a door, one may telephone</param>
    public sealed record Call(Guid Id, string Number, VisitOutcome Outcome, DateTimeOffset At, string Companion = "", bool SlipLeft = false);

    /// <returns>how many were new</returns>
    /// <exception cref="RuleBroken">visit.companion, visit.future, seat.unknown (404), consultation.state (409), duty.role (403)</exception>
    public Task<int> Run(ConsultationId id, IReadOnlyList<Call> calls, CancellationToken stop = default) => desk.On(Visiting, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters.Concat(c.KindOf.Confirms), "登记入户");
        c.Require(ConsultationState.Displayed, ConsultationState.Frozen, ConsultationState.Preliminary);
        if (calls.Count is 0 or > 500) throw new RuleBroken("visit.count", "一次登记 1 至 500 条。");
        var db = run.Db;
        var ids = calls.Select(v => v.Id).ToList();
        var known = (await db.Set<Visit>().Where(v => ids.Contains(v.Id)).Select(v => v.Id).ToListAsync(stop)).ToHashSet();
        var numbers = calls.Select(v => v.Number.Trim()).Distinct().ToList();
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == id && numbers.Contains(s.Number)).ToDictionaryAsync(s => s.Number, stop);
        var calendar = await guideline.WorkingDays(stop);
        var added = 0;
        foreach (var call in calls)
        {
            if (!known.Add(call.Id)) continue;
            if (!seats.TryGetValue(call.Number.Trim(), out var seat)) throw new RuleBroken("seat.unknown", $"名册上没有「{call.Number}」。", 404);
            if (call.At > run.At.AddMinutes(5)) throw new RuleBroken("visit.future", $"{call.Number}：入户时间晚于现在，请检查手机时钟。");
            if (call.Outcome != VisitOutcome.Phoned && string.IsNullOrWhiteSpace(call.Companion)) throw new RuleBroken("visit.companion", $"{call.Number}：入户须两人同行，请填写同行人。");
            var at = call.At.ToUniversalTime();
            db.Add(new Visit(call.Id, c, seat, call.Outcome, Visit.HourOf(at, calendar), new DateTimeOffset(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero), run.Actor.Id, call.Companion.Trim(), call.SlipLeft, run.At));
            added++;
        }
        if (added > 0) run.Fact(new SheetsMoved(id, c.Community, added, "登记入户"));
        return added;
    }, stop);
}
