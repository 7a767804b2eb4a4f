using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>What is to be corrected; null leaves a value as it is. Areas in m², WGS84 degrees.</summary>
public sealed record CommunityPatch
{
    public string? Name { get; init; }

    /// <summary>A division below the community's county; to another county it does not move by correction.</summary>
    public string? Division { get; init; }
    public string? Code { get; init; }
    public string? Aliases { get; init; }
    public string? Address { get; init; }
    public int? BuiltYear { get; init; }
    public DateOnly? BuiltOn { get; init; }
    public OwnershipType? Ownership { get; init; }
    public int? Buildings { get; init; }
    public int? Households { get; init; }
    public decimal? FloorArea { get; init; }
    public double? Longitude { get; init; }
    public double? Latitude { get; init; }
    public bool? InShantyPlan { get; init; }
    public bool? InRebuildList { get; init; }
    public bool? Heritage { get; init; }
    public string? PropertyCompany { get; init; }
}

/// <summary>Corrects a community by hand. The record keeps old and new of every column.</summary>
public sealed class EditCommunity(ProcessLog log, Divisions divisions)
{
    /// <summary>Who keeps the register.</summary>
    public const string Editors = Roles.Street + "," + Roles.CountyOffice + "," + Roles.CityOffice;

    static readonly Process editing = new("places.edit-community", "更正小区资料");

    /// <param name="id">which community</param>
    /// <param name="version">version that was seen</param>
    /// <param name="patch">what changes</param>
    /// <param name="stop">cancels</param>
    /// <exception cref="RuleBroken">places.community_unknown (404), places.* (422), stale (412)</exception>
    public Task Run(CommunityId id, int version, CommunityPatch patch, CancellationToken stop = default) => log.Run(editing, async run =>
    {
        var c = await run.Db.Communities.SingleOrDefaultAsync(x => x.Id == id, stop)
            ?? throw new RuleBroken("places.community_unknown", "没有这个小区，或不在您的管辖范围内。", 404);
        run.Expect(c, version);
        if (patch.Name is { } name)
            c.Name = name.Trim() is { Length: > 0 and <= 100 } fits ? fits : throw new RuleBroken("places.name", "小区名称应为 1 至 100 个字。") { Field = "name" };
        if (patch.Division is { } division)
        {
            var tree = await divisions.Tree(stop);
            if (tree.Find(division) is null || division.Length < 6) throw new RuleBroken("places.division", "没有这个区划代码。") { Field = "division" };
            if (division[..6] != c.Division[..Math.Min(6, c.Division.Length)])
                throw new RuleBroken("places.other_county", "小区不能用更正的办法移到另一个区县。") { Field = "division" };
            c.Division = division;
        }
        if (patch.BuiltYear is { } year && (year < 1600 || year > run.Today.Year)) throw new RuleBroken("places.year", "建成年份不合理。") { Field = "builtYear" };
        if (patch.Buildings < 0 || patch.Households < 0 || patch.FloorArea < 0) throw new RuleBroken("places.negative", "数量不能是负数。");
        c.Code = patch.Code ?? c.Code;
        c.Aliases = patch.Aliases ?? c.Aliases;
        c.Address = patch.Address ?? c.Address;
        if (patch.BuiltOn is { } day) (c.BuiltOn, c.BuiltYear) = (day, day.Year);
        else if (patch.BuiltYear is { } built && built != c.BuiltYear) (c.BuiltYear, c.BuiltOn) = (built, null);
        c.Ownership = patch.Ownership ?? c.Ownership;
        c.Buildings = patch.Buildings ?? c.Buildings;
        c.Households = patch.Households ?? c.Households;
        if (patch.FloorArea is { } m2) c.FloorArea = Area.SquareMetres(m2);
        if (patch.Longitude is not null != patch.Latitude is not null) throw new RuleBroken("places.point", "经度、纬度要一起给。") { Field = "longitude" };
        if (patch is { Longitude: { } x, Latitude: { } y })
            c.Locate(Crs.InChina(new(x, y)) ? (x, y) : throw new RuleBroken("places.point", "坐标不在中国境内。") { Field = "longitude" }, "人工标注");
        c.InShantyPlan = patch.InShantyPlan ?? c.InShantyPlan;
        c.InRebuildList = patch.InRebuildList ?? c.InRebuildList;
        c.Heritage = patch.Heritage ?? c.Heritage;
        c.PropertyCompany = patch.PropertyCompany ?? c.PropertyCompany;
        var columns = run.Db.Entry(c).Properties.Where(p => p.IsModified && p.Metadata.Name != "Version").Select(p => p.Metadata.Name).ToArray();
        run.Fact(new CommunityEdited(id, c.Name, columns.Length == 0 ? ["无"] : columns));
    }, stop: stop);
}
