using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places.Intake;

/// <summary>What one row of a list of communities says, read and in WGS84. Null: the file says nothing, and what is stored stays.</summary>
sealed class CommunityRow
{
    public int Row { get; init; }
    public string Name { get; set; } = "";

    /// <summary>As exact as the file says and the tree knows; null while it is a question.</summary>
    public string? Division { get; set; }
    public string? Code { get; set; }
    public string? Aliases { get; set; }
    public string? Address { get; set; }
    public string? Neighbourhood { get; set; }
    public Built? Built { get; set; }
    public OwnershipType? Ownership { get; set; }
    public string? BuildingType { get; set; }
    public int? Buildings { get; set; }
    public int? Households { get; set; }
    public Area? FloorArea { get; set; }
    public GeoPoint? Point { get; set; }
    public string? PointSource { get; set; }
    public FeeRange? Fee { get; set; }
    public string? Company { get; set; }
    public string? Developer { get; set; }
    public bool? Shanty { get; set; }
    public bool? Rebuild { get; set; }
    public bool? Heritage { get; set; }

    /// <summary>What storing this row would change, field by field, as people read it.</summary>
    public Dictionary<string, string[]> Differences(ResidentialCommunity c, DivisionTree tree)
    {
        Dictionary<string, string[]> differences = [];
        void Say<T>(string field, T? before, T? now, Func<T, string>? show = null)
        {
            if (now is null || EqualityComparer<T>.Default.Equals(before, now)) return;
            differences[field] = [before is null ? "" : show?.Invoke(before) ?? before.ToString() ?? "", show?.Invoke(now) ?? now.ToString() ?? ""];
        }
        // A file that knows the county only takes nothing away from a community whose street is known.
        if (Division is { } division && !c.Division.StartsWith(division, StringComparison.Ordinal)) Say("区划", c.Division, division, tree.Path);
        Say("小区名称", c.Name, Name);
        Say("小区编号", c.Code, Code);
        Say("别名", c.Aliases, Aliases);
        Say("地址", c.Address, Address);
        Say("板块", c.Neighbourhood, Neighbourhood);
        // A year does not take away the day that was known in it.
        if (Built is { } built && !(built.Day is null && built.Year == c.BuiltYear)) Say<object>("建成年代", c.Built, built);
        Say<object>("产权性质", c.Ownership, Ownership, o => ((OwnershipType)o).Zh());
        Say("建筑类型", c.BuildingType, BuildingType);
        Say<object>("楼栋总数", c.Buildings, Buildings);
        Say<object>("房屋总数", c.Households, Households);
        Say<object>("建筑面积", c.FloorArea, FloorArea);
        // Half a metre of difference is the rounding of the source.
        if (Point is { } p && !(c is { Longitude: { } lon, Latitude: { } lat } && Crs.Metres(new(lon, lat), p) < 0.5))
            Say<object>("坐标", c.Longitude is null ? null : new GeoPoint(c.Longitude.Value, c.Latitude!.Value), p,
                o => FormattableString.Invariant($"{((GeoPoint)o).Longitude:0.000000}, {((GeoPoint)o).Latitude:0.000000}"));
        Say("坐标来源", c.PointSource, PointSource);
        if (Fee is { } fee) Say("物业费", c.FeeFrom is null ? null : new FeeRange(c.FeeFrom.Value, c.FeeTo ?? c.FeeFrom.Value), fee, ShowFee);
        Say("物业公司", c.PropertyCompany, Company);
        Say("开发商", c.Developer, Developer);
        Say<object>("列入棚改", c.InShantyPlan, Shanty, YesNo);
        Say<object>("拆除重建", c.InRebuildList, Rebuild, YesNo);
        Say<object>("历史建筑", c.Heritage, Heritage, YesNo);
        return differences;

        static string YesNo(object value) => (bool)value ? "是" : "否";
    }

    public static string ShowFee(FeeRange fee) => fee.From == fee.To
        ? FormattableString.Invariant($"{fee.From / 100m:0.00} 元") : FormattableString.Invariant($"{fee.From / 100m:0.00}—{fee.To / 100m:0.00} 元");

    public void Apply(ResidentialCommunity c, BatchId batch)
    {
        if (Division is { } division && !c.Division.StartsWith(division, StringComparison.Ordinal)) c.Division = division;
        c.Name = Name;
        c.Code = Code ?? c.Code;
        c.Aliases = Aliases ?? c.Aliases;
        c.Address = Address ?? c.Address;
        c.Neighbourhood = Neighbourhood ?? c.Neighbourhood;
        if (Built is { } built && !(built.Day is null && built.Year == c.BuiltYear)) (c.BuiltYear, c.BuiltOn) = (built.Year, built.Day);
        c.Ownership = Ownership ?? c.Ownership;
        c.BuildingType = BuildingType ?? c.BuildingType;
        c.Buildings = Buildings ?? c.Buildings;
        c.Households = Households ?? c.Households;
        c.FloorArea = FloorArea ?? c.FloorArea;
        if (Point is { } p && !(c is { Longitude: { } lon, Latitude: { } lat } && Crs.Metres(new(lon, lat), p) < 0.5))
            c.Locate((p.Longitude, p.Latitude), PointSource ?? c.PointSource);
        else c.PointSource = PointSource ?? c.PointSource;
        if (Fee is { } fee) (c.FeeFrom, c.FeeTo) = (fee.From, fee.To);
        c.PropertyCompany = Company ?? c.PropertyCompany;
        c.Developer = Developer ?? c.Developer;
        c.InShantyPlan = Shanty ?? c.InShantyPlan;
        c.InRebuildList = Rebuild ?? c.InRebuildList;
        c.Heritage = Heritage ?? c.Heritage;
        c.Batch = batch;
    }
}
