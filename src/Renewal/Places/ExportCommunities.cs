using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Web.Kit;

namespace Renewal.Places;

/// <summary>Columns of the ledger as page, print and export show them.</summary>
public static class CommunityColumns
{
    public static IReadOnlyList<LedgerColumn<CommunityRow>> All(DivisionTree tree, DateOnly line) =>
    [
        new("name", "小区名称", c => c.Name) { Always = true },
        new("code", "编码", c => c.Code) { Extra = true },
        new("city", "市", c => Part(tree, c, 4)) { Sortable = false, Extra = true },
        new("county", "区县", c => Part(tree, c, 6)) { Sortable = false },
        new("division", "街道社区", c => string.Concat(Part(tree, c, 9), Part(tree, c, 12))),
        new("address", "地址", c => c.Address) { Sortable = false, Extra = true },
        new("year", "建成年份", c => c.BuiltYear is { } year ? new Built(year, c.BuiltOn).ToString().Replace(" 年", "", StringComparison.Ordinal) : "") { Number = true },
        new("buildings", "楼栋", c => c.Buildings?.ToString("0")) { Number = true },
        new("households", "户数", c => c.Households?.ToString("#,##0")) { Number = true },
        new("area", "建筑面积(m²)", c => c.FloorArea?.ToString()) { Number = true, Extra = true },
        new("state", "状态", c => c.State.Zh()),
        new("look", "准入初判", c => c.FirstLook(line)) { Sortable = false },
        new("ownership", "房屋性质", c => c.Ownership.Zh()) { Sortable = false, Extra = true },
        new("fee", "物业费(元/m²·月)", c => c.Fee) { Number = true, Extra = true },
        new("company", "物业企业", c => c.PropertyCompany) { Extra = true },
        new("gaps", "摸底缺项", c => string.Join('、', c.Gaps())) { Sortable = false },
    ];

    static string Part(DivisionTree tree, CommunityRow row, int length) => row.Division.Length < length ? "" : tree.Find(row.Division[..length])?.Name ?? "";

    /// <summary>Columns chosen in the address, or the usual ones and the code.</summary>
    public static IReadOnlyList<LedgerColumn<CommunityRow>> Chosen(IReadOnlyList<LedgerColumn<CommunityRow>> all, IReadOnlyList<string> keys) =>
        keys.Count == 0 || keys.Contains("default") ? all : [.. all.Where(c => c.Always || keys.Contains(c.Key))];
}

/// <summary>The state of the ledger's address as a filter.</summary>
public static class CommunityAddress
{
    extension(LedgerQuery query)
    {
        public CommunityFilter Communities => new(query["q"], query["division"], query.Number("from"), query.Number("to"), query["built"],
            Enum.TryParse<CommunityState>(query["state"], out var state) ? state : null, query["point"] switch { "yes" => true, "no" => false, _ => null },
            query["eligible"], query["gap"], query["ids"] is { } ids ? CommunityLedger.Long(ids) : null);
    }
}

/// <summary>Export of what is filtered, or of chosen rows: XLSX and CSV, with the columns that are shown.</summary>
public static class ExportCommunities
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/communities/export.xlsx", Xlsx).RequireAuthorization(p => p.RequireRole(Readers)).ExcludeFromDescription();
        app.MapGet("/communities/export.csv", Csv).RequireAuthorization(p => p.RequireRole(Readers)).ExcludeFromDescription();
    }

    /// <summary>Who has the ledger: everybody who takes part but residents, each within reach, and the auditor.</summary>
    public const string LedgerReaders = Roles.Staff + "," + Roles.Assigned + "," + Roles.Auditor;
    static readonly string[] Readers = LedgerReaders.Split(',');

    static async Task<FileStreamHttpResult> Xlsx(HttpContext http, CommunityLedger ledger, Divisions divisions, TimeProvider clock, CancellationToken stop)
    {
        var (columns, rows) = await Rows(http, ledger, divisions, stop);
        var file = await LedgerExport.Xlsx("小区台账", columns, rows, stop);
        return TypedResults.Stream(file, LedgerExport.XlsxType, $"小区台账-{clock.Today():yyyyMMdd}.xlsx");
    }

    static async Task<PushStreamHttpResult> Csv(HttpContext http, CommunityLedger ledger, Divisions divisions, TimeProvider clock, CancellationToken stop)
    {
        var (columns, rows) = await Rows(http, ledger, divisions, stop);
        return TypedResults.Stream(stream => LedgerExport.Csv(stream, columns, rows, stop), "text/csv; charset=utf-8", $"小区台账-{clock.Today():yyyyMMdd}.csv");
    }

    static async Task<(IReadOnlyList<LedgerColumn<CommunityRow>>, IAsyncEnumerable<CommunityRow>)> Rows(HttpContext http, CommunityLedger ledger, Divisions divisions,
        CancellationToken stop)
    {
        var query = LedgerQuery.From(http.Request.Path + http.Request.QueryString, "division");
        var columns = CommunityColumns.Chosen(CommunityColumns.All(await divisions.Tree(stop), await ledger.Line(stop)), query.Columns);
        var ordered = CommunityLedger.Order(await ledger.Query(query.Communities, stop), query.Sort, query.Descending);
        return (columns, ledger.Rows(ordered).AsAsyncEnumerable());
    }
}
