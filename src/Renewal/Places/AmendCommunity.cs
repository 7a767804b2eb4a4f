using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>What is typed about a community. Text as typed; <see cref="Read"/> tells what is wrong with which field.</summary>
public class CommunityForm
{
    public string? Name { get; set; }
    public string? Division { get; set; }
    public string? Code { get; set; }
    public string? Aliases { get; set; }
    public string? Address { get; set; }
    /// <summary>2000, or 2000-12-31 where the papers give the day.</summary>
    public string? BuiltYear { get; set; }
    public OwnershipType Ownership { get; set; }
    public string? BuildingType { get; set; }
    public string? Buildings { get; set; }
    public string? Households { get; set; }
    /// <summary>m², up to two places.</summary>
    public string? FloorArea { get; set; }
    /// <summary>Yuan per m² and month.</summary>
    public string? FeeFrom { get; set; }
    public string? FeeTo { get; set; }
    public string? PropertyCompany { get; set; }
    public string? Developer { get; set; }
    /// <summary>Degrees, WGS84 or CGCS2000.</summary>
    public string? Longitude { get; set; }
    public string? Latitude { get; set; }
    public bool InShantyPlan { get; set; }
    public bool InRebuildList { get; set; }
    public bool Heritage { get; set; }

    /// <summary>What is on the row, as it would be typed.</summary>
    public static T Of<T>(ResidentialCommunity c) where T : CommunityForm, new() => new()
    {
        Name = c.Name, Division = c.Division, Code = c.Code, Aliases = c.Aliases, Address = c.Address,
        BuiltYear = c.BuiltOn is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : c.BuiltYear?.ToString(CultureInfo.InvariantCulture),
        Ownership = c.Ownership, BuildingType = c.BuildingType, Buildings = Plain(c.Buildings), Households = Plain(c.Households),
        FloorArea = c.FloorArea?.InSquareMetres.ToString("0.00", CultureInfo.InvariantCulture), FeeFrom = Yuan(c.FeeFrom), FeeTo = Yuan(c.FeeTo),
        PropertyCompany = c.PropertyCompany, Developer = c.Developer, Longitude = Degrees(c.Longitude), Latitude = Degrees(c.Latitude),
        InShantyPlan = c.InShantyPlan, InRebuildList = c.InRebuildList, Heritage = c.Heritage,
    };

    static string? Plain(int? n) => n?.ToString(CultureInfo.InvariantCulture);
    static string? Yuan(int? fen) => fen is { } f ? (f / 100m).ToString("0.00", CultureInfo.InvariantCulture) : null;
    static string? Degrees(double? d) => d?.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Puts what was typed onto the row.</summary>
    /// <returns>names of the columns that changed, for people</returns>
    /// <exception cref="RuleBroken">places.form: the field is named</exception>
    internal IReadOnlyList<string> Read(ResidentialCommunity c, DivisionTree tree, DateOnly today)
    {
        List<string> changed = [];
        void Put<T>(string zh, T before, T after, Action<T> set)
        {
            if (EqualityComparer<T>.Default.Equals(before, after)) return;
            set(after);
            changed.Add(zh);
        }
        Put("名称", c.Name, Text(nameof(Name), Name, 100, required: true), v => c.Name = v);
        var division = (Division ?? "").Trim();
        if (division.Length < 6 || tree.Find(division) is null) throw Wrong(nameof(Division), "请选择区县、街道或社区。");
        Put("区划", c.Division, division, v => c.Division = v);
        Put("编码", c.Code, Text(nameof(Code), Code, 40), v => c.Code = v);
        Put("别名", c.Aliases, Text(nameof(Aliases), Aliases, 400), v => c.Aliases = v);
        Put("地址", c.Address, Text(nameof(Address), Address, 300), v => c.Address = v);
        var (year, day) = Built(today);
        Put("建成年份", (c.BuiltYear, c.BuiltOn), (year, day), v => (c.BuiltYear, c.BuiltOn) = v);
        Put("房屋性质", c.Ownership, Ownership, v => c.Ownership = v);
        Put("建筑类型", c.BuildingType, Text(nameof(BuildingType), BuildingType, 60), v => c.BuildingType = v);
        Put("楼栋数", c.Buildings, Whole(nameof(Buildings), Buildings, 1, 1000), v => c.Buildings = v);
        Put("户数", c.Households, Whole(nameof(Households), Households, 0, 100_000), v => c.Households = v);
        Put("建筑面积", c.FloorArea, Square(), v => c.FloorArea = v);
        var (from, to) = (Fen(nameof(FeeFrom), FeeFrom), Fen(nameof(FeeTo), FeeTo));
        if (to < from) throw Wrong(nameof(FeeTo), "物业费上限低于下限。");
        Put("物业费", (c.FeeFrom, c.FeeTo), (from ?? to, to ?? from), v => (c.FeeFrom, c.FeeTo) = v);
        Put("物业企业", c.PropertyCompany, Text(nameof(PropertyCompany), PropertyCompany, 200), v => c.PropertyCompany = v);
        Put("开发企业", c.Developer, Text(nameof(Developer), Developer, 200), v => c.Developer = v);
        // Compared as shown: a stored point has more places than the form.
        if ((Roll.RollWords.Clean(Longitude), Roll.RollWords.Clean(Latitude)) != (Degrees(c.Longitude) ?? "", Degrees(c.Latitude) ?? ""))
        {
            var point = Point();
            c.Locate(point, point is null ? "" : "manual");
            changed.Add("点位");
        }
        Put("棚改计划", c.InShantyPlan, InShantyPlan, v => c.InShantyPlan = v);
        Put("拆除重建名单", c.InRebuildList, InRebuildList, v => c.InRebuildList = v);
        Put("历史建筑", c.Heritage, Heritage, v => c.Heritage = v);
        return changed;
    }

    static RuleBroken Wrong(string field, string zh) => new("places.form", zh) { Field = field };

    static string Text(string field, string? text, int longest, bool required = false)
    {
        var trimmed = (text ?? "").Trim();
        if (required && trimmed.Length == 0) throw Wrong(field, "请填写小区名称。");
        return trimmed.Length <= longest ? trimmed : throw Wrong(field, $"最多 {longest} 个字。");
    }

    static int? Whole(string field, string? text, int low, int high)
    {
        var plain = Roll.RollWords.Clean(text).Replace(",", "", StringComparison.Ordinal);
        if (plain.Length == 0) return null;
        return int.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= low && n <= high ? n : throw Wrong(field, $"请填 {low} 至 {high:#,##0} 的整数。");
    }

    (int?, DateOnly?) Built(DateOnly today)
    {
        var text = Roll.RollWords.Clean(BuiltYear).TrimEnd('年');
        if (text.Length == 0) return (null, null);
        if (DateOnly.TryParseExact(text, ["yyyy-M-d", "yyyy.M.d", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 1900 && day <= today)
            return (day.Year, day);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 1900 && year <= today.Year ? (year, null)
            : throw Wrong(nameof(BuiltYear), "请填四位年份，或 2000-12-31 这样的竣工日期，不晚于今天。");
    }

    Area? Square()
    {
        var text = Roll.RollWords.Clean(FloorArea);
        return text.Length == 0 ? null : Roll.RollWords.Area(text) ?? throw Wrong(nameof(FloorArea), "请填平方米数，最多两位小数。");
    }

    static int? Fen(string field, string? text)
    {
        var plain = Roll.RollWords.Clean(text);
        if (plain.Length == 0) return null;
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan) && yuan is >= 0 and <= 100 && decimal.Round(yuan, 2) == yuan
            ? (int)(yuan * 100) : throw Wrong(field, "请填每平方米每月多少元，最多两位小数。");
    }

    (double, double)? Point()
    {
        var (x, y) = (Roll.RollWords.Clean(Longitude), Roll.RollWords.Clean(Latitude));
        if (x.Length == 0 && y.Length == 0) return null;
        // Liaoning with a margin: a swapped pair or another country is a slip of the hand.
        return double.TryParse(x, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var lon) && double.TryParse(y, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var lat)
            && lon is > 118 and < 126.5 && lat is > 38 and < 44 ? (lon, lat) : throw Wrong(nameof(Longitude), "经纬度应在辽宁省内（经度 118 至 126.5，纬度 38 至 44），坐标系为 CGCS2000 或 WGS84。");
    }
}

/// <summary>Enters a community by hand, or corrects one with a reason.</summary>
public sealed class AmendCommunity(ProcessLog log, Caller caller, Divisions divisions)
{
    static readonly Process entering = new("places.enter-community", "登记小区"), amending = new("places.amend-community", "更正小区信息");

    /// <summary>Who may write the register.</summary>
    public const string Writers = Roles.Ground + "," + Roles.Offices;

    /// <summary>Communities that may be the same one: equal or contained names in the same county.</summary>
    public async Task<IReadOnlyList<CommunityCard>> Like(string name, string division, IPlaces places, CancellationToken stop = default)
    {
        var key = Key(name);
        if (key.Length < 2 || division.Length < 6) return [];
        var (low, high) = (division[..6], division[..6] + "9999999");
        var near = await places.Cards.Where(c => string.Compare(c.Division, low) >= 0 && string.Compare(c.Division, high) <= 0).ToListAsync(stop);
        return [.. near.Where(c => Key(c.Name) is var other && other.Length > 1 && (other == key || other.Contains(key, StringComparison.Ordinal) || key.Contains(other, StringComparison.Ordinal)))
            .OrderBy(c => Key(c.Name) == key ? 0 : 1).ThenBy(c => c.Name, StringComparer.Ordinal).Take(10)];
    }

    // 工人新村小区 and 工人新村 are one name.
    static string Key(string name)
    {
        var key = Roll.RollWords.Clean(name).Replace(" ", "", StringComparison.Ordinal);
        foreach (var end in (string[])["住宅小区", "家属院", "小区", "社区"])
            if (key.Length > end.Length + 1 && key.EndsWith(end, StringComparison.Ordinal)) return key[..^end.Length];
        return key;
    }

    /// <exception cref="RuleBroken">places.form, places.reach (403)</exception>
    public async Task<CommunityId> Enter(CommunityForm form, CancellationToken stop = default)
    {
        var tree = await divisions.Tree(stop);
        return await log.Run(entering, run =>
        {
            Permit(run.Actor);
            var community = new ResidentialCommunity(CommunityId.New(), "", "");
            form.Read(community, tree, run.Today);
            Reached(community.Division);
            run.Db.Add(community);
            run.Fact(new CommunityEdited(community.Id, community.Name, []));
            return Task.FromResult(community.Id);
        }, stop: stop);
    }

    /// <param name="version">version of the row that the one who writes has seen</param>
    /// <param name="reason">why; needed</param>
    /// <exception cref="RuleBroken">places.form, places.reason, stale (412), places.reach (403), places.community_unknown (404)</exception>
    public async Task Amend(CommunityId id, int version, CommunityForm form, string? reason, CancellationToken stop = default)
    {
        if ((reason ?? "").Trim() is not { Length: >= 4 and <= 300 } why) throw new RuleBroken("places.reason", "请写明更正理由（不少于 4 个字）。") { Field = "Reason" };
        var tree = await divisions.Tree(stop);
        await log.Run(amending, async run =>
        {
            Permit(run.Actor);
            var community = await run.Db.Communities.SingleOrDefaultAsync(c => c.Id == id, stop)
                ?? throw new RuleBroken("places.community_unknown", "没有这个小区，或不在您的管辖范围内。", 404);
            run.Expect(community, version);
            var changed = form.Read(community, tree, run.Today);
            Reached(community.Division);
            if (changed.Count == 0) throw new RuleBroken("places.unchanged", "没有改动。");
            run.Fact(new CommunityEdited(id, community.Name, changed));
        }, why, stop);
    }

    static void Permit(Actor actor)
    {
        if (actor != Actor.System && !Roles.In(Writers, actor.Role)) throw new RuleBroken("places.role", "本岗位不登记小区信息，请联系社区、街道或改造办。", 403);
    }

    void Reached(string division)
    {
        if (!caller.Reach.Covers(division)) throw new RuleBroken("places.reach", "只能登记本辖区的小区。", 403) { Field = nameof(CommunityForm.Division) };
    }
}
