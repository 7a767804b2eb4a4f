using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>What the ledger of communities is asked for; each part comes from the address and may be absent.</summary>
/// <param name="Text">part of the name, an alias, the address or the office's number</param>
/// <param name="Division">division code with all below it</param>
/// <param name="Finished"><c>by</c> the line of M1.1c, <c>after</c> it, or <c>unknown</c></param>
/// <param name="Eligible"><c>yes</c>, <c>ask</c> (year or day unknown), <c>later</c> (built after the line), <c>no</c> (shanty-town or rebuild list)</param>
/// <param name="Gap">what is missing: <c>year</c>, <c>point</c>, <c>households</c>, <c>roll</c>, or <c>any</c></param>
public sealed record CommunityFilter(string? Text, string? Division, int? YearFrom, int? YearTo, string? Finished, CommunityState? State, bool? Point, string? Eligible,
    string? Gap, IReadOnlyList<CommunityId>? Only = null);

/// <summary>One row of the ledger.</summary>
public sealed record CommunityRow(CommunityId Id, string Code, string Name, string Division, string Address, int? BuiltYear, DateOnly? BuiltOn, int? Buildings,
    int? Households, Area? FloorArea, CommunityState State, bool HasPoint, bool InShantyPlan, bool InRebuildList, bool Heritage, int? FeeFrom, int? FeeTo,
    string PropertyCompany, OwnershipType Ownership, bool HasRoll)
{
    /// <summary>The property fee as people say it: 1.50～2.40.</summary>
    public string Fee => FeeFrom is not { } from ? "" : FeeTo is { } to && to != from ? $"{Yuan(from)}～{Yuan(to)}" : Yuan(from);

    static string Yuan(int fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The first look at M1.1, as a word; the verdict of the step is the project's.</summary>
    public string FirstLook(DateOnly line) => InShantyPlan || InRebuildList ? "不予改造"
        : BuiltYear is not { } year ? "年份不明" : new Built(year, BuiltOn).By(line) switch { true => "符合", false => "靠后", _ => "待查日期" };

    /// <summary>What is missing of the first survey.</summary>
    public IEnumerable<string> Gaps()
    {
        if (BuiltYear is null) yield return "年份";
        if (!HasPoint) yield return "点位";
        if (Households is null or 0) yield return "户数";
        if (!HasRoll) yield return "底册";
    }
}

/// <param name="Households">reported households, summed</param>
/// <param name="ByLine">finished by the line of M1.1c</param>
public sealed record CommunitySums(int Communities, long Households, int ByLine, int WithoutYear, int WithoutPoint, int Preparing, int Delivering, int Stewarding)
{
    public static readonly CommunitySums None = new(0, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>The ledger of communities (小区台账): filters, order, page and sums, all in SQL and within the caller's reach.</summary>
public sealed class CommunityLedger(RenewalDb db, IGuideline guideline, TimeProvider clock)
{
    DateOnly? line;

    /// <summary>The day by which a community of first concern was finished (M1.1c), of the province: a city may differ in the verdict of its projects.</summary>
    public async Task<DateOnly> Line(CancellationToken stop = default) => line ??= DateOnly.ParseExact(
        (await guideline.Parameter("eligibility.built-by", "21", clock.Today(), stop)).Numerator.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture);

    public async Task<IQueryable<ResidentialCommunity>> Query(CommunityFilter filter, CancellationToken stop = default)
    {
        var by = await Line(stop);
        // A year alone decides only where the line is the last day of its year (Built.By).
        var (before, unsure) = by is { Month: 12, Day: 31 } ? (by.Year, (int?)null) : (by.Year - 1, by.Year);
        var query = db.Communities.AsNoTracking();
        if (filter.Only is { } only) query = query.Where(c => only.Contains(c.Id));
        if (filter.Text is { Length: > 0 } text)
        {
            var like = $"%{text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
            query = query.Where(c => EF.Functions.Like(c.Name, like, "\\") || EF.Functions.Like(c.Aliases, like, "\\") || EF.Functions.Like(c.Address, like, "\\")
                || EF.Functions.Like(c.Code, like, "\\"));
        }
        if (filter.Division is { Length: > 0 and <= 12 } division && division.All(char.IsAsciiDigit))
        {
            var high = division + new string('9', 13 - division.Length);
            query = query.Where(c => string.Compare(c.Division, division) >= 0 && string.Compare(c.Division, high) <= 0);
        }
        if (filter.YearFrom is { } from) query = query.Where(c => c.BuiltYear >= from);
        if (filter.YearTo is { } to) query = query.Where(c => c.BuiltYear <= to);
        if (filter.State is { } state) query = query.Where(c => c.State == state);
        if (filter.Point is { } point) query = query.Where(c => (c.Longitude != null) == point);
        query = filter.Finished switch
        {
            "by" => query.Where(c => c.BuiltOn != null ? c.BuiltOn <= by : c.BuiltYear <= before),
            "after" => query.Where(c => c.BuiltOn != null ? c.BuiltOn > by : c.BuiltYear > by.Year),
            "unknown" => query.Where(c => c.BuiltYear == null || c.BuiltOn == null && c.BuiltYear == unsure),
            _ => query,
        };
        query = filter.Eligible switch
        {
            "yes" => query.Where(c => !c.InShantyPlan && !c.InRebuildList && (c.BuiltOn != null ? c.BuiltOn <= by : c.BuiltYear <= before)),
            "later" => query.Where(c => !c.InShantyPlan && !c.InRebuildList && (c.BuiltOn != null ? c.BuiltOn > by : c.BuiltYear > by.Year)),
            "ask" => query.Where(c => !c.InShantyPlan && !c.InRebuildList && (c.BuiltYear == null || c.BuiltOn == null && c.BuiltYear == unsure)),
            "no" => query.Where(c => c.InShantyPlan || c.InRebuildList),
            _ => query,
        };
        var buildings = db.Buildings;
        return filter.Gap switch
        {
            "year" => query.Where(c => c.BuiltYear == null),
            "point" => query.Where(c => c.Longitude == null),
            "households" => query.Where(c => c.Households == null || c.Households == 0),
            "roll" => query.Where(c => !buildings.Any(b => b.Community == c.Id)),
            "any" => query.Where(c => c.BuiltYear == null || c.Longitude == null || c.Households == null || c.Households == 0 || !buildings.Any(b => b.Community == c.Id)),
            _ => query,
        };
    }

    /// <param name="sort">key of a column; the name for any other</param>
    public static IQueryable<ResidentialCommunity> Order(IQueryable<ResidentialCommunity> query, string sort, bool descending)
    {
        IOrderedQueryable<ResidentialCommunity> By<T>(System.Linq.Expressions.Expression<Func<ResidentialCommunity, T>> key) =>
            descending ? query.OrderByDescending(key) : query.OrderBy(key);
        return (sort switch
        {
            "code" => By(c => c.Code),
            "division" => By(c => c.Division).ThenBy(c => c.Name),
            "year" => By(c => c.BuiltYear),
            "buildings" => By(c => c.Buildings),
            "households" => By(c => c.Households),
            "area" => By(c => c.FloorArea),
            "state" => By(c => c.State),
            "fee" => By(c => c.FeeFrom),
            "company" => By(c => c.PropertyCompany),
            _ => By(c => c.Name),
        }).ThenBy(c => c.Id);
    }

    public IQueryable<CommunityRow> Rows(IQueryable<ResidentialCommunity> query)
    {
        var buildings = db.Buildings;
        return query.Select(c => new CommunityRow(c.Id, c.Code, c.Name, c.Division, c.Address, c.BuiltYear, c.BuiltOn, c.Buildings, c.Households, c.FloorArea, c.State,
            c.Longitude != null, c.InShantyPlan, c.InRebuildList, c.Heritage, c.FeeFrom, c.FeeTo, c.PropertyCompany, c.Ownership, buildings.Any(b => b.Community == c.Id)));
    }

    public async Task<CommunitySums> Sums(IQueryable<ResidentialCommunity> query, CancellationToken stop = default)
    {
        var by = await Line(stop);
        var before = by is { Month: 12, Day: 31 } ? by.Year : by.Year - 1;
        return await query.GroupBy(_ => 1).Select(g => new CommunitySums(g.Count(), g.Sum(c => (long?)c.Households) ?? 0,
            g.Count(c => c.BuiltOn != null ? c.BuiltOn <= by : c.BuiltYear <= before), g.Count(c => c.BuiltYear == null), g.Count(c => c.Longitude == null),
            g.Count(c => c.State == CommunityState.Preparing), g.Count(c => c.State == CommunityState.Delivering), g.Count(c => c.State == CommunityState.Stewarding)))
            .SingleOrDefaultAsync(stop) ?? CommunitySums.None;
    }

    /// <summary>Ids as they stand in an address: 22 signs each, joined by dots, so that 200 of them fit.</summary>
    public static string Short(IEnumerable<CommunityId> ids) =>
        string.Join('.', ids.Select(id => System.Buffers.Text.Base64Url.EncodeToString(id.Value.ToByteArray(bigEndian: true))));

    /// <summary>What cannot be read is left out.</summary>
    public static IReadOnlyList<CommunityId> Long(string text)
    {
        List<CommunityId> ids = [];
        foreach (var part in text.Split('.', StringSplitOptions.RemoveEmptyEntries).Take(500))
            if (part.Length == 22 && System.Buffers.Text.Base64Url.IsValid(part)) ids.Add(new(new Guid(System.Buffers.Text.Base64Url.DecodeFromChars(part), bigEndian: true)));
        return ids;
    }
}
