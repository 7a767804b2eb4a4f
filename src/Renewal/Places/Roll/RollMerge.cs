using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places.Roll;

/// <summary>New rows of one or many communities, ready for a bulk insert: personal data is sealed already.</summary>
public sealed class RollRows
{
    public List<Building> Buildings { get; } = [];
    public List<Stairwell> Stairwells { get; } = [];
    public List<Unit> Units { get; } = [];
    public List<Home> Homes { get; } = [];
    public List<Household> Households { get; } = [];
    public List<Owner> Owners { get; } = [];
    public List<Ownership> Ownerships { get; } = [];

    public int Count => Buildings.Count + Stairwells.Count + Units.Count + Homes.Count + Households.Count + Owners.Count + Ownerships.Count;

    public void Append(RollRows more)
    {
        Buildings.AddRange(more.Buildings);
        Stairwells.AddRange(more.Stairwells);
        Units.AddRange(more.Units);
        Homes.AddRange(more.Homes);
        Households.AddRange(more.Households);
        Owners.AddRange(more.Owners);
        Ownerships.AddRange(more.Ownerships);
    }

    /// <summary>One bulk insert per table, under one batch id.</summary>
    public async Task Insert(ProcessRun run, Guid batch, CancellationToken stop)
    {
        if (Buildings.Count > 0) await run.Bulk(Buildings, batch, stop);
        if (Stairwells.Count > 0) await run.Bulk(Stairwells, batch, stop);
        if (Units.Count > 0) await run.Bulk(Units, batch, stop);
        if (Homes.Count > 0) await run.Bulk(Homes, batch, stop);
        if (Households.Count > 0) await run.Bulk(Households, batch, stop);
        if (Owners.Count > 0) await run.Bulk(Owners, batch, stop);
        if (Ownerships.Count > 0) await run.Bulk(Ownerships, batch, stop);
    }
}

/// <summary>The stored roll of one community, tracked, so that what a file says anew becomes an update. Empty for a first intake.</summary>
public sealed class RollStock
{
    public static readonly RollStock Empty = new();

    public Dictionary<string, Building> Buildings { get; private init; } = [];
    public Dictionary<(BuildingId, string), Stairwell> Stairwells { get; private init; } = [];
    public Dictionary<string, Unit> Units { get; private init; } = [];
    public ILookup<Guid, Home> Homes { get; private init; } = Array.Empty<Home>().ToLookup(h => h.Unit);
    public ILookup<HomeId, Household> Households { get; private init; } = Array.Empty<Household>().ToLookup(h => h.Home);
    public Dictionary<OwnerId, Owner> Owners { get; private init; } = [];
    public ILookup<Guid, Ownership> Ownerships { get; private init; } = Array.Empty<Ownership>().ToLookup(o => o.Unit);

    /// <summary>Through the caller's reach.</summary>
    /// <param name="tracked">false for a trial, whose changes must never be saved</param>
    public static async Task<RollStock> Of(RenewalDb db, CommunityId community, CancellationToken stop, bool tracked = true)
    {
        IQueryable<T> Rows<T>(IQueryable<T> set) where T : class => tracked ? set : set.AsNoTracking();
        var buildings = await Rows(db.Buildings).Where(b => b.Community == community).ToListAsync(stop);
        if (buildings.Count == 0) return Empty;
        return new()
        {
            Buildings = buildings.ToDictionary(b => b.Number),
            Stairwells = await Rows(db.Stairwells).Where(s => s.Community == community).ToDictionaryAsync(s => (s.Building, s.Number), stop),
            Units = await Rows(db.Units).Where(u => u.Community == community).ToDictionaryAsync(u => u.Number, stop),
            Homes = (await Rows(db.Homes).Where(h => h.Community == community).OrderBy(h => h.Number).ToListAsync(stop)).ToLookup(h => h.Unit),
            Households = (await Rows(db.Households).Where(h => h.Community == community && h.To == null).ToListAsync(stop)).ToLookup(h => h.Home),
            Owners = await Rows(db.Owners).Where(o => o.Community == community).ToDictionaryAsync(o => o.Id, stop),
            Ownerships = (await Rows(db.Ownerships).Where(o => o.Community == community).ToListAsync(stop)).ToLookup(o => o.Unit),
        };
    }
}

/// <summary>What a file did, or would do, to the roll of one community.</summary>
public sealed record RollEffect
{
    public int Buildings { get; set; }
    public int Units { get; set; }
    public int Homes { get; set; }
    public int Owners { get; set; }
    public int NewBuildings { get; set; }
    public int NewUnits { get; set; }
    public int NewHomes { get; set; }
    public int NewOwners { get; set; }
    public int ChangedUnits { get; set; }

    /// <summary>Ownerships that the file no longer lists for a unit it lists.</summary>
    public int Withdrawn { get; set; }

    /// <summary>Units of the store that the file does not mention: left as they are.</summary>
    public int Unmentioned { get; set; }

    /// <summary>Which stored records the file met, in words: at most 200 lines are kept.</summary>
    public List<string> Merged { get; } = [];
}

/// <summary>
/// Lays a draft over the stored roll of its community: matches by building, stairwell and door; what is new goes to <see cref="New"/>, what is known is
/// updated in place. A blank cell never takes away what is known. Without a stock it touches no database and may run beside others.
/// </summary>
public sealed class RollMerge(CommunityId community, RollStock stock, PersonalData personal, DateOnly today, BatchId batch, RollRows rows)
{
    const string OwnerName = "places_owners.Name", OwnerId = "places_owners.IdNumber", OwnerPhone = "places_owners.Phone",
        HouseholdName = "places_households.Name", HouseholdPhone = "places_households.Phone";

    readonly Dictionary<string, Owner> owners = new(StringComparer.Ordinal);
    readonly Dictionary<string, Owner> stored = [];
    readonly Dictionary<string, Building> buildings = new(StringComparer.Ordinal);
    readonly Dictionary<(BuildingId, string), Stairwell> stairwells = [];
    readonly HashSet<OwnerId> taken = [];

    /// <summary>Rows to insert.</summary>
    public RollRows New => rows;
    public RollEffect Effect { get; } = new();

    /// <summary>Ownerships and owners to take out.</summary>
    public HashSet<object> Gone { get; } = [];

    public void Lay(RollDraft draft)
    {
        foreach (var owner in stock.Owners.Values)
        {
            if (owner.IdNumberIndex is { } id) stored.TryAdd("i" + Convert.ToBase64String(id), owner);
            if (owner.Kind == OwnerKind.Organisation && owner.NameIndex is { } name) stored.TryAdd("o" + Convert.ToBase64String(name), owner);
        }
        foreach (var building in draft.Buildings.Values) Lay(building);
        foreach (var unit in draft.Units.Values) Lay(unit);
        foreach (var (number, homes) in draft.Elsewhere)
            if (stock.Units.TryGetValue(number, out var unit)) Lay(unit, null, homes);
        Effect.Unmentioned = stock.Units.Keys.Count(n => !draft.Units.ContainsKey(n));
        // Who owns nothing here any more has no place on this roll.
        if (Effect.Withdrawn == 0) return;
        var kept = stock.Ownerships.SelectMany(g => g).Where(o => !Gone.Contains(o)).Select(o => o.Owner).ToHashSet();
        foreach (var owner in stock.Owners.Values)
            if (!taken.Contains(owner.Id) && !kept.Contains(owner.Id)) Gone.Add(owner);
    }

    void Lay(DraftBuilding from)
    {
        Effect.Buildings++;
        if (!stock.Buildings.TryGetValue(from.Number, out var building))
        {
            building = new Building(BuildingId.New(), community, from.Number) { Batch = batch };
            rows.Buildings.Add(building);
            Effect.NewBuildings++;
        }
        buildings.Add(from.Number, building);
        if (from.Address.Length > 0) building.Address = from.Address;
        if (from.BuiltYear is { } year) building.BuiltYear = year;
        if (from.Structure.Length > 0) building.Structure = from.Structure;
        if (from.Floors is { } floors) building.Floors = floors;
        if (from.FloorArea is { } area) building.FloorArea = area;
        if (from.Lifts is { } lifts) building.Lifts = lifts;
        foreach (var number in from.Stairwells) Stairwell(building, number);
    }

    Stairwell Stairwell(Building building, string number)
    {
        if (stairwells.TryGetValue((building.Id, number), out var stairwell)) return stairwell;
        if (!stock.Stairwells.TryGetValue((building.Id, number), out stairwell))
            rows.Stairwells.Add(stairwell = new Stairwell(StairwellId.New(), community, building.Id, number) { Batch = batch });
        stairwells.Add((building.Id, number), stairwell);
        return stairwell;
    }

    void Lay(DraftUnit from)
    {
        Effect.Units++;
        if (!buildings.TryGetValue(from.Building, out var building))
        {
            Lay(new DraftBuilding(from.Row, from.Building));
            building = buildings[from.Building];
        }
        var stairwell = from.Stairwell.Length == 0 ? null : Stairwell(building, from.Stairwell);
        var known = stock.Units.TryGetValue(from.Number, out var unit);
        if (!known)
        {
            unit = new Unit(UnitId.New(), community, building.Id, stairwell?.Id, from.Number) { Batch = batch, Use = from.Use, Side = from.Side };
            rows.Units.Add(unit);
            Effect.NewUnits++;
        }
        var before = known ? (unit!.ExclusiveArea, unit.Title, unit.Use, unit.Side, unit.RegisterNumber, unit.Floor, unit.AreaSource) : default;
        unit!.Door = from.Door;
        if (from.Floor is { } floor) unit.Floor = floor;
        // An area borrowed from the riser gives way to a stored one of a better source.
        if (from.Area is { } area && (unit.ExclusiveArea is null || from.AreaSource <= unit.AreaSource)) (unit.ExclusiveArea, unit.AreaSource) = (area, from.AreaSource);
        if (from.Title != TitleKind.Unknown) unit.Title = from.Title;
        (unit.Use, unit.Side) = (from.Use, from.Side);
        if (from.RegisterNumber.Length > 0) unit.RegisterNumber = from.RegisterNumber;
        if (known)
        {
            if (before != (unit.ExclusiveArea, unit.Title, unit.Use, unit.Side, unit.RegisterNumber, unit.Floor, unit.AreaSource))
            {
                Effect.ChangedUnits++;
                unit.Batch = batch;
                Merged($"{unit.Number}：房屋信息更新");
            }
            else Merged($"{unit.Number}：已在底册，未变");
        }
        Own(unit, from);
        Lay(unit, from, from.HomeSeats());
    }

    void Merged(string line)
    {
        if (Effect.Merged.Count < 200) Effect.Merged.Add(line);
    }

    void Own(Unit unit, DraftUnit from)
    {
        Effect.Owners += from.Owners.Count;
        if (from.Owners.Count == 0) return;
        var held = stock.Ownerships[unit.Id].ToList();
        foreach (var draft in from.Owners)
        {
            var owner = Owner(unit, draft, held);
            taken.Add(owner.Id);
            var ownership = held.Find(o => o.Owner == owner.Id);
            if (ownership is null)
                rows.Ownerships.Add(new Ownership(Guid.CreateVersion7(), community, unit.Key, owner.Id, draft.Part, draft.Whole) { Batch = batch });
            else
            {
                held.Remove(ownership);
                (ownership.Part, ownership.Whole) = (draft.Part, draft.Whole);
            }
        }
        foreach (var gone in held)
        {
            Gone.Add(gone);
            Effect.Withdrawn++;
            Merged($"{unit.Number}：原业主本次未列，撤下");
        }
    }

    Owner Owner(Unit unit, DraftOwner draft, List<Ownership> held)
    {
        // Persons without an ID number are one and the same only within a unit: two 王伟 of one community are two people until somebody shows otherwise.
        var key = draft.IdNumber.Length > 0 ? "i" + draft.IdNumber : draft.Kind == OwnerKind.Organisation ? "o" + draft.Name : "u" + unit.Number + "\n" + draft.Name;
        if (owners.TryGetValue(key, out var owner)) return owner;
        var nameIndex = personal.Index(OwnerName, draft.Name);
        var idIndex = draft.IdNumber.Length > 0 ? personal.Index(OwnerId, draft.IdNumber) : null;
        if (stock.Owners.Count > 0)
        {
            if (idIndex is not null) stored.TryGetValue("i" + Convert.ToBase64String(idIndex), out owner);
            else if (draft.Kind == OwnerKind.Organisation) stored.TryGetValue("o" + Convert.ToBase64String(nameIndex), out owner);
            owner ??= held.Select(o => stock.Owners.GetValueOrDefault(o.Owner))
                .FirstOrDefault(o => o?.NameIndex is { } n && n.AsSpan().SequenceEqual(nameIndex) && (idIndex is null || o.IdNumberIndex is null));
        }
        if (owner is null)
        {
            owner = new Owner(Contract.OwnerId.New(), community, unit.Key, draft.Kind) { Batch = batch };
            rows.Owners.Add(owner);
            Effect.NewOwners++;
        }
        owners.Add(key, owner);
        owner.Kind = draft.Kind;
        if (!Same(owner.NameIndex, nameIndex)) (owner.Name, owner.NameIndex) = (personal.Seal(OwnerName, owner.Id.Value, draft.Name), nameIndex);
        if (idIndex is not null && !Same(owner.IdNumberIndex, idIndex))
            (owner.IdNumber, owner.IdNumberIndex) = (personal.Seal(OwnerId, owner.Id.Value, draft.IdNumber), idIndex);
        if (draft.Phone.Length > 0 && personal.Index(OwnerPhone, draft.Phone) is var phone && !Same(owner.PhoneIndex, phone))
            (owner.Phone, owner.PhoneIndex) = (personal.Seal(OwnerPhone, owner.Id.Value, draft.Phone), phone);
        return owner;
    }

    static bool Same(byte[]? a, byte[] b) => a is not null && a.AsSpan().SequenceEqual(b);

    void Lay(Unit unit, DraftUnit? from, IEnumerable<DraftHome> seats)
    {
        var homes = stock.Homes[unit.Id].ToList();
        foreach (var seat in seats)
        {
            Effect.Homes++;
            var number = unit.Number + seat.Suffix;
            var home = homes.Find(h => h.Number == number);
            // A flat that held one home and now holds two: the one known becomes the first.
            if (home is null && homes.Count == 1 && seat.Suffix.Length > 0 && homes[0].Number == unit.Number) (home = homes[0]).Number = number;
            if (home is null)
            {
                home = new Home(HomeId.New(), community, unit.Key, number) { Batch = batch };
                rows.Homes.Add(home);
                Effect.NewHomes++;
            }
            Live(unit, home, seat, from);
        }
    }

    void Live(Unit unit, Home home, DraftHome seat, DraftUnit? from)
    {
        var (name, phone) = (seat.Name, seat.Phone);
        // 业主自住 without a name: the owner answers for the household.
        if (name.Length == 0 && seat.Tenure == Tenure.OwnerOccupier && from?.Owners.Find(o => o.Kind == OwnerKind.Person) is { } owner)
            (name, phone) = (owner.Name, phone.Length > 0 ? phone : owner.Phone);
        var household = stock.Households[home.Id].FirstOrDefault();
        if (household is not null && name.Length > 0 && personal.Reveal(HouseholdName, household.Id.Value, household.Name) is { } before && before != name)
        {
            household.To = today;
            Merged($"{home.Number}：住户已更换，原住户记到 {today:yyyy-MM-dd}");
            household = null;
        }
        else if (household is not null && seat.Tenure == Tenure.Vacant)
        {
            household.To = today;
            return;
        }
        if (household is null)
        {
            if (seat.Tenure == Tenure.Vacant || name.Length == 0 && seat.Tenure == Tenure.Unknown && seat.Members is null) return;
            household = new Household(HouseholdId.New(), community, unit.Key, home.Id) { Batch = batch };
            rows.Households.Add(household);
        }
        if (seat.Tenure != Tenure.Unknown) household.Tenure = seat.Tenure;
        if (seat.Members is { } members) household.Members = members;
        if (name.Length > 0 && household.Name is null) household.Name = personal.Seal(HouseholdName, household.Id.Value, name);
        if (phone.Length > 0 && personal.Index(HouseholdPhone, phone) is var index && !Same(household.PhoneIndex, index))
            (household.Phone, household.PhoneIndex) = (personal.Seal(HouseholdPhone, household.Id.Value, phone), index);
    }
}
