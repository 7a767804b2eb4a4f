using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>Whose telephone it is, as its holder says at the door.</summary>
public enum PhoneHolder { Owner, Household, Tenant }

/// <summary>
/// A telephone that was given at the door. A telephone of the roll opens a vote, so this one opens none until another organisation has called it back; then it
/// is a second factor of the unit and is told what the unit is told, in this and later consultations of the community.
/// </summary>
public sealed class GivenPhone
{
    GivenPhone() { }

    internal GivenPhone(Guid id, Consultation c, Seat seat, PhoneHolder holder, Actor by, DateTimeOffset at) =>
        (Id, Consultation, Community, Unit, Number, Holder, By, ByOrganisation, At) = (id, c.Id, c.Community, seat.Unit, seat.Number, holder, by.Id, by.Organisation, at);

    /// <summary>That of the visit.</summary>
    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Unit { get; private set; }
    public string Number { get; private set; } = "";
    public PhoneHolder Holder { get; private set; }
    /// <summary>Sealed digits.</summary>
    public byte[] Phone { get; internal set; } = [];
    public byte[] PhoneIndex { get; internal set; } = [];
    public Guid By { get; private set; }
    public Guid? ByOrganisation { get; private set; }
    public DateTimeOffset At { get; private set; }
    public bool Confirmed { get; internal set; }
    public Guid? DecidedBy { get; internal set; }
    public DateTimeOffset? DecidedAt { get; internal set; }
    public int Version { get; private set; }

    internal const string PhoneColumn = "participation_given_phones.Phone";

    /// <summary>Digits of a telephone, 7 to 15; null where it is none.</summary>
    public static string? Digits(string? typed) => new string([.. (typed ?? "").Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsAsciiDigit)]) is { Length: >= 7 and <= 15 } digits ? digits : null;
}

/// <summary>Another organisation has called a given telephone back: it is theirs, or it is not.</summary>
public sealed class DecidePhone(ConsultationDesk desk)
{
    static readonly Process Deciding = new("participation.decide-phone", "核实入户留的电话");

    /// <exception cref="RuleBroken">phone.unknown (404), sides.same (403), duty.role (403)</exception>
    public Task Run(ConsultationId id, Guid phone, bool confirm, CancellationToken stop = default) => desk.On(Deciding, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters.Concat(c.KindOf.Confirms), "核实电话");
        var found = await run.Db.Set<GivenPhone>().SingleOrDefaultAsync(p => p.Id == phone && p.Community == c.Community && p.DecidedAt == null, stop)
            ?? throw new RuleBroken("phone.unknown", "没有待核实的这个电话。", 404);
        ConsultationDesk.RequireOther(run.Actor, found.By, found.ByOrganisation);
        (found.Confirmed, found.DecidedBy, found.DecidedAt) = (confirm, run.Actor.Id, run.At);
        run.Fact(new SeatMoved(id, c.Community, found.Number, confirm ? "入户留的电话已回拨核实" : "入户留的电话核实不符"));
    }, stop);
}

/// <summary>Telephones of a unit as consultations know them: those of the roll and those that were given and called back.</summary>
public sealed class UnitPhones(RenewalDb db, IRoll roll, PersonalData personal)
{
    /// <summary>In clear: for the sender of messages alone.</summary>
    public async Task<IReadOnlyList<string>> Of(Guid unit, Speaker whom, CancellationToken stop = default)
    {
        var given = await db.Set<GivenPhone>().AsNoTracking().Where(p => p.Unit == unit && p.Confirmed && (whom == Speaker.Household || p.Holder == PhoneHolder.Owner)).OrderBy(p => p.At).ToListAsync(stop);
        return [.. (await roll.PhonesOf(new UnitId(unit), whom, stop)).Concat(given.Select(p => personal.Reveal(GivenPhone.PhoneColumn, p.Id, p.Phone)!)).Distinct()];
    }

    /// <summary>Both are asked whatever the first says, so that the time taken tells nothing. In owners' votes only an owner's given telephone speaks.</summary>
    public async Task<PhoneOf> Whose(Guid unit, string digits, Speaker speaker, CancellationToken stop = default)
    {
        var index = personal.Index(GivenPhone.PhoneColumn, digits);
        var rolls = await roll.WhosePhone(new UnitId(unit), digits, speaker, stop);
        var given = await db.Set<GivenPhone>().Where(p => p.Unit == unit && p.PhoneIndex == index && p.Confirmed).Select(p => p.Holder).ToListAsync(stop);
        if (rolls != PhoneOf.Nobody) return rolls;
        return given.Exists(h => h == PhoneHolder.Owner || speaker == Speaker.Household && h == PhoneHolder.Household) ? PhoneOf.Own
            : speaker == Speaker.Household && given.Count > 0 ? PhoneOf.Tenant : PhoneOf.Nobody;
    }
}

/// <summary>Shows a given telephone in clear to who has to call it back, under a recorded purpose.</summary>
sealed class RevealGivenPhone(RenewalDb db, PersonalData personal) : IRevealable
{
    public string Kind => "given-phone";
    public string Zh => "入户留的电话";
    public string Roles => ConsultationDesk.Workers;

    public async Task<Revealed?> Find(Guid id, CancellationToken stop = default) =>
        await db.Set<GivenPhone>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stop) is { } given
            ? new Revealed($"{given.Number} 入户留的电话", given.Community, [("联系电话", personal.Reveal(GivenPhone.PhoneColumn, id, given.Phone)!)]) : null;
}

static class HolderWords
{
    public static string Zh(this PhoneHolder holder) => holder switch { PhoneHolder.Owner => "业主", PhoneHolder.Tenant => "租户", _ => "业主家属或公房承租人" };
}
