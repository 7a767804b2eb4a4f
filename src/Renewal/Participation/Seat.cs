using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;

namespace Renewal.Participation;

/// <summary>
/// One seat of the frozen roll: a home, or an exclusive unit with its area and the person it counts to. Vacant homes and silent owners keep theirs: the
/// denominator is everybody in the register.
/// </summary>
public sealed class Seat
{
    Seat() { }

    public Seat(Guid id, ConsultationId consultation, CommunityId community, SeatDraft draft, int place, int owner)
    {
        (Id, Consultation, Community, Place, Owner) = (id, consultation, community, place, owner);
        (Unit, Home, Number, Building, Stairwell, Floor) = (draft.Unit, draft.Home, draft.Number, draft.Building, draft.Stairwell, draft.Floor);
        (Area, AreaSource, Vacant, Organisation) = (draft.Area, draft.AreaSource, draft.Vacant, draft.Organisation);
    }

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }

    /// <summary>1-based place in the roll.</summary>
    public int Place { get; internal set; }
    public Guid Unit { get; private set; }
    public Guid? Home { get; private set; }
    public string Number { get; private set; } = "";
    public string Building { get; private set; } = "";
    public string Stairwell { get; private set; } = "";
    public int? Floor { get; private set; }
    /// <summary>Exclusive area; zero for homes, which are not weighed.</summary>
    public Area Area { get; internal set; }
    public AreaSource AreaSource { get; internal set; }
    /// <summary>Seats with the same number are one person in the count (法释 2020, art. 9).</summary>
    public int Owner { get; internal set; }
    public bool Vacant { get; private set; }
    /// <summary>An organisation's seat: sealed ballot and authorisation (office-rules, Consultations 6).</summary>
    public bool Organisation { get; private set; }
    /// <summary>Asked; false for seats outside a drawn sample.</summary>
    public bool Asked { get; internal set; } = true;
    /// <summary>Taken off the roll by an amendment after the freeze; keeps its place.</summary>
    public bool Struck { get; internal set; }

    /// <summary>Keyed HMAC of the letter code; null before letters are printed. A new letter makes the old code worthless.</summary>
    public byte[]? CodeIndex { get; internal set; }
    public DateTimeOffset? LetterAt { get; internal set; }
    public Guid? Batch { get; internal set; }
    public int Version { get; private set; }
}

/// <summary>A seat before it has a place. <paramref name="Counts"/> says whom it counts to: equal keys are one person.</summary>
public sealed record SeatDraft(Guid Unit, Guid? Home, string Number, string Building, string Stairwell, int? Floor, Area Area, AreaSource AreaSource, string Counts, bool Vacant,
    bool Organisation);

/// <summary>What a city may switch (rulebook §3, open legal points).</summary>
/// <param name="CoOwnersMerge">units with the very same set of co-owners are one person</param>
/// <param name="TitleHolderOnce">a title holder of many public flats counts once, its area in full</param>
/// <param name="TitleHolderVotes">in owners' votes the title holder votes for its public flats; else each is voted for by its tenant and counts by itself</param>
public sealed record SeatOptions(bool CoOwnersMerge = true, bool TitleHolderOnce = true, bool TitleHolderVotes = true)
{
    /// <summary>Parameter behind <see cref="TitleHolderVotes"/>: also decides whose phone opens such a vote.</summary>
    public const string HolderVotes = "consultation.titleholder.votes";
}

/// <summary>
/// Draws up the seats of a roll. Pure. Persons are counted by the Supreme Court's interpretation (法释 2020 revision) arts. 8–9: one unit one owner, one
/// buyer's several units once, the developer's unsold or undelivered units once together, co-owners one; area as the register, else as measured, else as
/// the contract says; where nobody knows it, that of the same flat on the same riser (office-rules, Consultations 2), and it is marked.
/// </summary>
public static class SeatRoll
{
    /// <exception cref="RuleBroken">roll.empty; roll.no_area: names the units whose area nobody knows and no riser tells</exception>
    public static IReadOnlyList<SeatDraft> Draw(SeatKind kind, CommunityRoll roll, SeatOptions options, Func<RollUnit, bool>? within = null)
    {
        within ??= _ => true;
        var units = roll.Units.Where(u => u.Use != UnitUse.Public && within(u)).ToList();
        var byId = units.ToDictionary(u => u.Unit);
        List<SeatDraft> seats;
        if (kind == SeatKind.Household)
            seats = [.. roll.Homes.Where(h => byId.ContainsKey(h.Unit)).Select(h => (Home: h, Unit: byId[h.Unit])).Where(x => x.Unit.Use == UnitUse.Home)
                .Select(x => new SeatDraft(x.Unit.Unit.Value, x.Home.Home.Value, x.Home.Number, x.Unit.Building, x.Unit.Stairwell, x.Unit.Floor, Area.Zero, AreaSource.Unknown,
                    x.Home.Home.ToString(), x.Home.Vacant, false))];
        else
        {
            var risers = units.Where(u => u.Area is not null && u.StairwellId is not null).ToLookup(Riser, u => u.Area!.Value);
            var unknown = units.Where(u => u.Area is null && Told(u) is null).Select(u => u.Number).ToList();
            if (unknown.Count > 0)
                throw new RuleBroken("roll.no_area", $"还有 {unknown.Count} 套没有面积，同列也无从参照：{string.Join('、', unknown.Take(20))}{(unknown.Count > 20 ? "……" : "")}。请先在底册中补登面积。");
            seats = [.. units.Select(u => new SeatDraft(u.Unit.Value, null, u.Number, u.Building, u.Stairwell, u.Floor, u.Area ?? Told(u)!.Value,
                u.Area is null ? AreaSource.SameRiser : u.AreaSource, Counts(u, options), false, u.Organisation && (options.TitleHolderVotes || u.Side != OwnerSide.PublicHousing)))];

            // The same riser tells an area only where all its known flats agree.
            Area? Told(RollUnit u) => u.StairwellId is not null && risers[Riser(u)].Distinct().Take(2).ToList() is [var one] ? one : null;
        }
        return seats.Count > 0 ? seats : throw new RuleBroken("roll.empty", kind == SeatKind.Household ? "底册里没有住户，请先导入房屋住户底册。" : "底册里没有专有部分，请先导入房屋住户底册。");
    }

    static (StairwellId?, string) Riser(RollUnit u) => (u.StairwellId, u.Door.Length > 2 ? u.Door[^2..] : u.Door);

    static string Counts(RollUnit u, SeatOptions options) => u switch
    {
        { Side: OwnerSide.DeveloperUnsold } => "developer" + (u.Owners.Count == 1 ? u.Owners[0].ToString() : ""),
        { Side: OwnerSide.PublicHousing } when !options.TitleHolderOnce || !options.TitleHolderVotes => u.Unit.ToString(),
        { Owners.Count: 1 } => u.Owners[0].ToString(),
        { Owners.Count: > 1 } when options.CoOwnersMerge => string.Join('+', u.Owners),
        _ => u.Unit.ToString(),
    };

    /// <summary>Numbers persons in the order of their first seat: 1, 2, 3, …</summary>
    public static IReadOnlyList<int> Persons(IEnumerable<SeatDraft> seats)
    {
        Dictionary<string, int> known = [];
        return [.. seats.Select(s => known.TryGetValue(s.Counts, out var n) ? n : known[s.Counts] = known.Count + 1)];
    }

    /// <summary>The canonical text of a roll (docs/verification.md): what is hashed, published and put into the bundles. No names.</summary>
    public static string Text(ConsultationId consultation, SeatKind kind, IEnumerable<Seat> seats)
    {
        var text = new StringBuilder($"renewal roll v1\nconsultation={consultation}\nseats={kind}\n");
        foreach (var s in seats.OrderBy(s => s.Place))
            text.Append(CultureInfo.InvariantCulture, $"{s.Place}\t{s.Number}\t{s.Building}\t{s.Stairwell}\t{s.Area.Hundredths}\t{s.Owner}\n");
        return text.ToString();
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
