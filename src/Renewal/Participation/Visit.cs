using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
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
    /// <summary>Met, and the paper ballot of this seat left with them.</summary>
    PaperLeft,
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
        return visits.All(v => v.Outcome is not (VisitOutcome.Met or VisitOutcome.Refused or VisitOutcome.PaperLeft)) && doors.Count >= needed
            && doors.Select(v => v.Hour).Distinct().Count() == 3 && doors.Exists(v => v.SlipLeft) && visits.Any(v => v.Outcome == VisitOutcome.Phoned);
    }
}

/// <summary>
/// Takes the visits of a walk in, as one list: also hours later, when the phone is back in the network. A list sent twice counts once, and one wrong line
/// does not hold up the others.
/// </summary>
public sealed class RecordVisits(ConsultationDesk desk, IGuideline guideline, PersonalData personal)
{
    static readonly Process Visiting = new("participation.visits", "登记入户");

    public const int Most = 500;

    /// <param name="Id">made on the phone</param>
    /// <param name="Number">the seat</param>
    /// <param name="Companion">the second visitor; two go to a door, one may telephone</param>
    /// <param name="Serial">of the paper ballot that was left; only with <see cref="VisitOutcome.PaperLeft"/></param>
    /// <param name="Phone">telephone that was given at the door, to be called back by another organisation; null: none</param>
    public sealed record Call(Guid Id, string Number, VisitOutcome Outcome, DateTimeOffset At, string Companion = "", bool SlipLeft = false, string? Serial = null, string? Phone = null,
        PhoneHolder Holder = PhoneHolder.Owner);

    /// <param name="Refused">why the line was not taken: visit.companion, visit.time, visit.serial, visit.phone, seat.unknown (404); null when it is in, now or since an earlier sending</param>
    public sealed record Taken(Guid Id, RuleBroken? Refused = null);

    /// <exception cref="RuleBroken">visit.count, consultation.state (409), duty.role (403): nothing was taken</exception>
    public Task<IReadOnlyList<Taken>> Run(ConsultationId id, IReadOnlyList<Call> calls, CancellationToken stop = default) => desk.On<IReadOnlyList<Taken>>(Visiting, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters.Concat(c.KindOf.Confirms), "登记入户");
        c.Require(ConsultationState.Displayed, ConsultationState.Frozen, ConsultationState.Preliminary);
        if (calls.Count is 0 or > Most) throw new RuleBroken("visit.count", $"一次登记 1 至 {Most} 条。");
        var db = run.Db;
        var ids = calls.Select(v => v.Id).ToList();
        var known = (await db.Set<Visit>().Where(v => ids.Contains(v.Id)).Select(v => v.Id).ToListAsync(stop)).ToHashSet();
        var numbers = calls.Select(v => v.Number.Trim()).Distinct().ToList();
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == id && numbers.Contains(s.Number)).ToDictionaryAsync(s => s.Number, stop);
        var serials = calls.Select(v => Serial(v)).ToList();
        var sheets = await db.Set<PaperSheet>().AsNoTracking().Where(s => s.Consultation == id && serials.Contains(s.Serial)).ToDictionaryAsync(s => s.Serial, stop);
        var calendar = await guideline.WorkingDays(stop);
        var visitors = (int)(await desk.Line(c, "consultation.first.visitors", run.Today, stop)).Needed();
        var units = seats.Values.Select(s => s.Unit).ToList();
        var given = (await db.Set<GivenPhone>().Where(p => units.Contains(p.Unit)).Select(p => new { p.Unit, p.PhoneIndex }).ToListAsync(stop)).Select(p => (p.Unit, Convert.ToHexString(p.PhoneIndex))).ToHashSet();
        List<Taken> taken = [];
        var added = 0;
        foreach (var call in calls)
        {
            var refused = known.Contains(call.Id) ? null : Wrong(call);
            taken.Add(new(call.Id, refused));
            if (refused is not null || !known.Add(call.Id)) continue;
            var (seat, at) = (seats[call.Number.Trim()], call.At.ToUniversalTime());
            db.Add(new Visit(call.Id, c, seat, call.Outcome, Visit.HourOf(at, calendar), new DateTimeOffset(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero), run.Actor.Id, call.Companion.Trim(), call.SlipLeft, run.At));
            if (call.Outcome == VisitOutcome.PaperLeft) run.Fact(new SeatMoved(id, c.Community, seat.Number, $"交付纸质票 {Serial(call)}"));
            if (GivenPhone.Digits(call.Phone) is { } digits && personal.Index(GivenPhone.PhoneColumn, digits) is var index && given.Add((seat.Unit, Convert.ToHexString(index))))
            {
                db.Add(new GivenPhone(call.Id, c, seat, call.Holder, run.Actor, run.At) { Phone = personal.Seal(GivenPhone.PhoneColumn, call.Id, digits), PhoneIndex = index });
                run.Fact(new SeatMoved(id, c.Community, seat.Number, "入户留下电话，待另一单位回拨核实"));
            }
            added++;
        }
        if (added > 0) run.Fact(new SheetsMoved(id, c.Community, added, "登记入户"));
        return taken;

        RuleBroken? Wrong(Call call)
        {
            if (!seats.TryGetValue(call.Number.Trim(), out var seat)) return new("seat.unknown", $"名册上没有「{call.Number}」。", 404);
            if (call.At > run.At.AddMinutes(5) || call.At.InChina() < c.NoticeOn) return new("visit.time", $"{seat.Number}：入户时间不在公告以后、现在以前，请检查手机时钟。");
            if (call.Outcome != VisitOutcome.Phoned && visitors > 1 && string.IsNullOrWhiteSpace(call.Companion)) return new("visit.companion", $"{seat.Number}：入户须两人同行，请填写同行人。");
            if (call.Companion.Trim().Length > 60) return new("visit.companion", $"{seat.Number}：同行人至多 60 个字。");
            if (!string.IsNullOrWhiteSpace(call.Phone) && (GivenPhone.Digits(call.Phone) is null || call.Outcome is VisitOutcome.NotHome or VisitOutcome.Vacant or VisitOutcome.Refused || !Enum.IsDefined(call.Holder)))
                return new("visit.phone", $"{seat.Number}：电话须是见到本人时留的 7 至 15 位号码。");
            if (call.Outcome != VisitOutcome.PaperLeft) return null;
            if (!sheets.TryGetValue(Serial(call), out var sheet) || sheet.Seat != seat.Id) return new("visit.serial", $"{seat.Number}：票号「{Serial(call)}」不是这一户的票。");
            return sheet.State == SheetState.Printed ? null : new("visit.serial", $"{seat.Number}：票 {sheet.Serial} {SheetWords.Zh(sheet.State)}。", 409);
        }

        static string Serial(Call call) => (call.Serial ?? "").Trim().ToUpperInvariant();
    }, stop);
}
