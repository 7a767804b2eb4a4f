using Renewal.Access.Contract;
using Renewal.Places.Contract;

namespace Renewal.Places.Intake;

/// <summary>Downloads of the intake wizard; its acts are forms of the pages.</summary>
static class IntakeEndpoints
{
    /// <summary>Who takes registers in: the ground and the offices.</summary>
    public const string Takers = Roles.Committee + "," + Roles.Street + "," + Roles.CountyOffice + "," + Roles.CityOffice;

    public static void Map(WebApplication app) =>
        app.MapGet("/intake/{id:guid}/report.{format}", Download).RequireAuthorization(p => p.RequireRole(Takers.Split(','))).ExcludeFromDescription();

    static async Task<IResult> Download(Guid id, string format, Intakes intakes, CancellationToken stop)
    {
        var batch = await intakes.Find(new BatchId(id), stop);
        if (batch is null || await intakes.Report(batch.Id, stop) is not { } report) return Results.NotFound();
        var name = $"核对报告-{Path.GetFileNameWithoutExtension(batch.File)}.{format}";
        return format switch
        {
            "csv" => Results.Stream(output => { using var made = new MemoryStream(); ReportFile.Csv(report, made); made.Position = 0; return made.CopyToAsync(output, stop); },
                "text/csv; charset=utf-8", name),
            "xlsx" => Results.Stream(output => Xlsx(intakes.Source(batch), report, output, stop),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name),
            _ => Results.NotFound(),
        };
    }

    static async Task Xlsx(IntakeSource source, CheckReport report, Stream output, CancellationToken stop)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(path)) ReportFile.Xlsx(source, report, file);
            await using var made = File.OpenRead(path);
            await made.CopyToAsync(output, stop);
        }
        finally { File.Delete(path); }
    }
}
