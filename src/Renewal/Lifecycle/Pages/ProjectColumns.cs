using System.Globalization;
using Renewal.Access.Contract;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Web.Kit;

namespace Renewal.Lifecycle.Pages;

/// <summary>Columns of the project ledger, on the page and in the export, and the export itself.</summary>
static class ProjectColumns
{
    public static IReadOnlyList<LedgerColumn<ProjectRow>> All(DivisionTree tree, IReadOnlyList<StepTemplate> steps)
    {
        var names = steps.ToDictionary(s => s.Id, s => $"{s.Id} {s.Zh}");
        string Steps(IReadOnlyList<string> ids) => string.Join('、', ids.Select(i => names.GetValueOrDefault(i, i)));
        return
        [
            new("name", "小区", p => p.CommunityName) { Always = true, Wide = true },
            new("number", "项目编号", p => p.Standing.Number),
            new("project", "项目名称", p => p.Standing.Name) { Extra = true, Sortable = false },
            new("division", "所在", p => tree.Path(p.Division)) { Sortable = false },
            new("stage", "阶段", p => p.Standing.State switch { ProjectState.Closed => "已办结", ProjectState.Withdrawn => "已调出", _ => StageWords.Zh(p.Standing.Stage) }),
            new("open", "正在办理", p => Steps(p.Standing.Open)) { Sortable = false, Wide = true },
            new("next", "可以开启", p => Steps(p.Standing.Next)) { Sortable = false, Extra = true },
            new("done", "已办结步骤", p => $"{p.Standing.Done} / {p.Standing.Total}") { Number = true },
            new("due", "时限", p => p.Standing.Due is { } due ? $"{due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}（{p.Standing.Lamp.Zh}）" : p.Standing.Lamp.Zh),
            new("opened", "立项日期", p => p.Standing.OpenedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) { Extra = true },
        ];
    }

    public static ProjectQuery Query(LedgerQuery q, int page, int size) => new(q["q"], null,
        Enum.TryParse<ProjectState>(q["state"], out var state) ? state : null, q.Number("stage") is { } stage and >= 1 and <= 3 ? (Stage)stage : null, q["step"],
        Enum.TryParse<LampColour>(q["lamp"], out var lamp) ? lamp : null, (q.Descending ? "-" : "") + q.Sort, page, size);

    /// <summary>What is filtered, as XLSX; cells that begin with = + - @ stay text.</summary>
    public static void Map(WebApplication app) =>
        app.MapGet("/projects/export.xlsx", async (HttpRequest http, ProjectReading reading, IPlaces places, IGuideline guideline, CancellationToken stop) =>
        {
            var query = LedgerQuery.From(http.Path + http.QueryString);
            var columns = All(await places.Divisions(stop), (await guideline.Templates(stop))[0].Steps);
            var chosen = query.Columns.Count == 0 ? columns.Where(c => !c.Extra) : columns.Where(c => c.Always || query.Columns.Contains(c.Key));
            return Results.Stream(await LedgerExport.Xlsx("项目台账", [.. chosen], Rows(reading, query, stop), stop), LedgerExport.XlsxType, "项目台账.xlsx");
        }).RequireAuthorization(p => p.RequireRole($"{Roles.Process},{Roles.Auditor}".Split(','))).ExcludeFromDescription();

    static async IAsyncEnumerable<ProjectRow> Rows(ProjectReading reading, LedgerQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (var page = 1; ; page++)
        {
            var (rows, total) = await reading.List(Query(query, page, 500), stop);
            foreach (var row in rows) yield return row;
            if (page * 500 >= total) yield break;
        }
    }
}
