using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>A building with what the roll knows of it.</summary>
public sealed record BuildingSummary(BuildingId Id, string Number, string Address, int? BuiltYear, string Structure, int? Floors, Area? FloorArea, int? Lifts, int Stairwells,
    int Units, int Homes, Area Area, int WithoutArea, int TitleUnknown);

/// <summary>A unit in the picture of a building by floors.</summary>
public sealed record UnitCell(Guid Id, string Number, string Door, int? Floor, string Stairwell, Area? Area, AreaSource Source, TitleKind Title, UnitUse Use, OwnerSide Side,
    int Homes, bool Vacant);

public sealed record OwnerLine(Guid Id, OwnerKind Kind, string Name, string IdNumber, string Phone, int Part, int Whole)
{
    public string Share => Whole <= 1 ? Part == 1 ? "" : "共同共有" : $"{Part}/{Whole}";
}

public sealed record HouseholdLine(Guid Id, string Home, Tenure Tenure, string Name, string Phone, int? Members);

/// <summary>A unit with its owners and households, personal data masked.</summary>
public sealed record RollLine(Guid Unit, string Number, UnitUse Use, OwnerSide Side, Area? Area, AreaSource Source, TitleKind Title, IReadOnlyList<OwnerLine> Owners,
    IReadOnlyList<HouseholdLine> Households);

/// <summary>One thing that the first survey still lacks.</summary>
/// <param name="Tone">red keeps a step from closing, amber should be done, grey is good to have</param>
public sealed record SurveyGap(string Zh, string Why, string Tone, string? Href = null);

/// <summary>The archive of one community (一小区一档): everything it shows is read here, within the caller's reach.</summary>
public sealed class CommunityArchive(RenewalDb db, PersonalData personal)
{
    public Task<ResidentialCommunity?> Community(CommunityId id, CancellationToken stop = default) =>
        db.Communities.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, stop);

    public async Task<IReadOnlyList<BuildingSummary>> Buildings(CommunityId id, CancellationToken stop = default)
    {
        var buildings = await db.Buildings.AsNoTracking().Where(b => b.Community == id).ToListAsync(stop);
        var stairwells = await db.Stairwells.Where(s => s.Community == id).GroupBy(s => s.Building).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        var units = await db.Units.Where(u => u.Community == id).GroupBy(u => u.Building).Select(g => new
        {
            g.Key, Count = g.Count(), Area = g.Sum(u => (long?)(object?)u.ExclusiveArea) ?? 0, Without = g.Count(u => u.ExclusiveArea == null),
            Title = g.Count(u => u.Title == TitleKind.Unknown),
        }).ToDictionaryAsync(g => g.Key, stop);
        var unitRows = db.Units;
        var homes = await db.Homes.Where(h => h.Community == id).Join(unitRows, h => h.Unit, u => u.Id, (h, u) => u.Building).GroupBy(b => b)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        return [.. buildings.OrderBy(b => b.Number, ByNumber.Instance).Select(b =>
        {
            var u = units.GetValueOrDefault(b.Id);
            return new BuildingSummary(b.Id, b.Number, b.Address, b.BuiltYear, b.Structure, b.Floors, b.FloorArea, b.Lifts, stairwells.GetValueOrDefault(b.Id),
                u?.Count ?? 0, homes.GetValueOrDefault(b.Id), new Area(u?.Area ?? 0), u?.Without ?? 0, u?.Title ?? 0);
        })];
    }

    /// <summary>All units of a building, for its picture.</summary>
    public async Task<IReadOnlyList<UnitCell>> Units(BuildingId building, CancellationToken stop = default)
    {
        var stairwells = await db.Stairwells.Where(s => s.Building == building).ToDictionaryAsync(s => s.Id, s => s.Number, stop);
        var (homeRows, householdRows) = (db.Homes, db.Households);
        var units = await db.Units.Where(u => u.Building == building).Select(u => new
        {
            Unit = u, Homes = homeRows.Count(h => h.Unit == u.Id), Lived = householdRows.Any(h => h.Unit == u.Id && h.To == null),
        }).AsNoTracking().ToListAsync(stop);
        return [.. units.Select(u => new UnitCell(u.Unit.Id, u.Unit.Number, u.Unit.Door, u.Unit.Floor, u.Unit.Stairwell is { } s ? stairwells.GetValueOrDefault(s, "") : "",
            u.Unit.ExclusiveArea, u.Unit.AreaSource, u.Unit.Title, u.Unit.Use, u.Unit.Side, u.Homes, u.Homes > 0 && !u.Lived))
            .OrderBy(u => u.Stairwell, ByNumber.Instance).ThenByDescending(u => u.Floor ?? 0).ThenBy(u => u.Door, ByNumber.Instance)];
    }

    /// <summary>A page of the roll, personal data masked.</summary>
    /// <param name="building">number of a building, or null for all</param>
    /// <param name="door">part of the unit's number</param>
    public async Task<(IReadOnlyList<RollLine> Lines, int Total)> Roll(CommunityId id, BuildingId? building, string? door, int skip, int take, CancellationToken stop = default)
    {
        var query = db.Units.AsNoTracking().Where(u => u.Community == id);
        if (building is { } b) query = query.Where(u => u.Building == b);
        if (door is { Length: > 0 }) query = query.Where(u => u.Number.Contains(door));
        var total = await query.CountAsync(stop);
        var units = await query.OrderBy(u => u.Building).ThenBy(u => u.Number).Skip(skip).Take(take).ToListAsync(stop);
        var ids = units.ConvertAll(u => u.Id);
        var ownerRows = db.Owners;
        var owned = (await db.Ownerships.AsNoTracking().Where(o => ids.Contains(o.Unit)).Join(ownerRows, o => o.Owner, w => w.Id, (o, w) => new { o, w }).ToListAsync(stop)).ToLookup(x => x.o.Unit);
        var homes = await db.Homes.AsNoTracking().Where(h => ids.Contains(h.Unit)).ToDictionaryAsync(h => h.Id, h => h.Number, stop);
        var lived = (await db.Households.AsNoTracking().Where(h => ids.Contains(h.Unit) && h.To == null).ToListAsync(stop)).ToLookup(h => h.Unit);
        return ([.. units.Select(u => new RollLine(u.Id, u.Number, u.Use, u.Side, u.ExclusiveArea, u.AreaSource, u.Title,
            [.. owned[u.Id].Select(x => new OwnerLine(x.w.Id.Value, x.w.Kind, Shown(x.w), Mask.IdNumber(personal.Reveal("places_owners.IdNumber", x.w.Id.Value, x.w.IdNumber)),
                Mask.Phone(personal.Reveal("places_owners.Phone", x.w.Id.Value, x.w.Phone)), x.o.Part, x.o.Whole))],
            [.. lived[u.Id].Select(h => new HouseholdLine(h.Id.Value, homes.GetValueOrDefault(h.Home, ""), h.Tenure, Mask.Name(personal.Reveal("places_households.Name", h.Id.Value, h.Name)),
                Mask.Phone(personal.Reveal("places_households.Phone", h.Id.Value, h.Phone)), h.Members)).OrderBy(h => h.Home, StringComparer.Ordinal)]))], total);
    }

    // The name of an organisation is no personal data.
    string Shown(Owner owner) => personal.Reveal("places_owners.Name", owner.Id.Value, owner.Name) is not { } name ? "" : owner.Kind == OwnerKind.Organisation ? name : Mask.Name(name);

    /// <summary>What the first survey still lacks (摸底缺项).</summary>
    public async Task<IReadOnlyList<SurveyGap>> Gaps(ResidentialCommunity c, CancellationToken stop = default)
    {
        List<SurveyGap> gaps = [];
        var edit = $"/communities/{c.Id}/edit";
        if (c.BuiltYear is null) gaps.Add(new("建成年份不明", "准入条件按建成日期判定（M1.1c），没有年份不能立项。", "red", edit + "#BuiltYear"));
        if (c.Households is null or 0) gaps.Add(new("没有户数", "户数是第一次征求意见的分母。", "red", edit + "#Households"));
        if (c.Longitude is null) gaps.Add(new("没有点位", "一张图、步行可达和片区划分都要用。", "amber", edit + "#Longitude"));
        if (c.FloorArea is null) gaps.Add(new("没有建筑面积", "测算资金时要用。", "amber", edit + "#FloorArea"));
        if (c.Division.Length < 12) gaps.Add(new($"区划只到{(c.Division.Length == 6 ? "区县" : "街道")}", "没有落到社区，社区居委会看不到这个小区。", "amber", edit + "#Division"));
        if (c.Ownership == OwnershipType.Unknown) gaps.Add(new("房屋性质不明", "公房、国有和军产有各自的产权单位。", "grey", edit + "#Ownership"));
        if (c.PropertyCompany.Length == 0) gaps.Add(new("没有登记物业", "无物业的要列明代管单位。", "grey", edit + "#PropertyCompany"));

        var roll = await db.Units.Where(u => u.Community == c.Id).GroupBy(_ => 1).Select(g => new
        {
            Units = g.Count(), NoArea = g.Count(u => u.ExclusiveArea == null), Marked = g.Count(u => u.AreaSource == AreaSource.SameRiser || u.AreaSource == AreaSource.Design),
            NoTitle = g.Count(u => u.Title == TitleKind.Unknown),
        }).SingleOrDefaultAsync(stop);
        if (roll is null)
        {
            gaps.Add(new("没有房屋住户底册", "两次征求意见都以冻结的底册为准：下载模板，填好后导入。", "red", $"/communities/{c.Id}?tab=homes"));
            return gaps;
        }
        var page = $"/communities/{c.Id}?tab=";
        var ownerships = db.Ownerships;
        var unowned = await db.Units.CountAsync(u => u.Community == c.Id && !ownerships.Any(o => o.Unit == u.Id), stop);
        var noPhone = await db.Owners.CountAsync(o => o.Community == c.Id && o.Phone == null, stop);
        var homes = await db.Homes.CountAsync(h => h.Community == c.Id, stop);
        if (roll.NoArea > 0) gaps.Add(new($"{roll.NoArea:#,##0} 套没有专有面积", "双三分之二按面积和人数计算（S2.03）：查登记、实测、合同、同列户型或设计图纸。", "red", page + "buildings"));
        if (unowned > 0) gaps.Add(new($"{unowned:#,##0} 套没有业主", "业主表决以底册业主为准。", "red", page + "homes"));
        if (roll.NoTitle > 0) gaps.Add(new($"{roll.NoTitle:#,##0} 套权属不明", "须居委会证明、两户邻居签字并公示 7 天。", "amber", page + "buildings"));
        if (roll.Marked > 0) gaps.Add(new($"{roll.Marked:#,##0} 套面积为同列或设计面积", "公示底册时标注，等业主核对。", "grey", page + "buildings"));
        if (noPhone > 0) gaps.Add(new($"{noPhone:#,##0} 位业主没有电话", "没有电话的征求意见时当面核身。", "grey", page + "homes"));
        if (c.Households is { } reported && reported != homes)
            gaps.Add(new($"底册 {homes:#,##0} 户，台账登记 {reported:#,##0} 户", "两个数不一致，请核实后更正其一。", Math.Abs(reported - homes) * 20 > reported ? "amber" : "grey", edit + "#Households"));
        return gaps;
    }
}

/// <summary>2 before 10, and words after figures: the order in which people count doors.</summary>
public sealed class ByNumber : IComparer<string>
{
    public static readonly ByNumber Instance = new();

    public int Compare(string? a, string? b)
    {
        var (x, y) = (Leading(a), Leading(b));
        return x != y ? x.CompareTo(y) : string.CompareOrdinal(a, b);
    }

    static int Leading(string? text)
    {
        var digits = (text ?? "").TakeWhile(char.IsAsciiDigit).Take(8).ToArray();
        return digits.Length == 0 ? int.MaxValue : int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
