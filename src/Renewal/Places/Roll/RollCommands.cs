using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Intake;
using Renewal.Storage;
using Renewal.Web;
using Spectre.Console;

namespace Renewal.Places.Roll;

/// <summary><c>renewal intake roll</c> and <c>renewal intake households</c>: check, report, and store if told to.</summary>
static class RollCommands
{
    public static Command[] Commands() => [Roll(), Households()];

    static readonly Option<bool> yes = new("--yes", "-y") { Description = "没有错误就直接入库 store without asking if there is no error" };

    static Command Roll()
    {
        var file = new Argument<FileInfo>("file") { Description = "填好的底册模板 the template, filled in" };
        var community = new Option<string>("--community") { Description = "小区编码或标识 code or id of the community", Required = true };
        var command = new Command("roll", "导入一个小区的房屋住户底册 take in the roll of one community") { file, community, yes };
        command.SetAction((parsed, stop) => Host(async services =>
        {
            var key = parsed.GetValue(community)!;
            var id = Guid.TryParse(key, out var guid) ? new CommunityId(guid) : (CommunityId?)null;
            var found = await services.GetRequiredService<RenewalDb>().Communities.AsNoTracking().Where(c => id != null ? c.Id == id : c.Code == key).Take(2).ToListAsync(stop);
            if (found is not [var one]) throw new RuleBroken("roll.community", found.Count == 0 ? $"没有小区「{key}」。" : $"有不止一个小区的编码是「{key}」，请用标识。", 404);
            return await Take(services, parsed.GetValue(file)!, new UploadRequest("roll", "", one.Division, Community: one.Id), parsed.GetValue(yes), stop);
        }, stop));
        return command;
    }

    static Command Households()
    {
        var file = new Argument<FileInfo>("file") { Description = "户表 CSV 或 XLSX the list of households" };
        var city = new Option<string>("--city") { Description = "城市代码，如 2101 code of the city", Required = true };
        var command = new Command("households", "导入多个小区的户表 take in a list of households of many communities") { file, city, yes };
        command.SetAction((parsed, stop) => Host(services =>
            Take(services, parsed.GetValue(file)!, new UploadRequest("households", "", parsed.GetValue(city)!), parsed.GetValue(yes), stop), stop));
        return command;
    }

    static Task<int> Host(Func<IServiceProvider, Task<int>> work, CancellationToken stop) => CommandHost.Run(async services =>
    {
        await Schema.Prepare(services, stop);
        return await work(services);
    }, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.AspNetCore.StaticFiles=Error");

    static async Task<int> Take(IServiceProvider services, FileInfo file, UploadRequest request, bool store, CancellationToken stop)
    {
        if (!file.Exists) throw new RuleBroken("intake.no_file", $"没有这个文件：{file.FullName}", 404);
        var intakes = services.GetRequiredService<Intakes>();
        await using var content = file.OpenRead();
        var id = await intakes.Upload(content, request with { File = file.Name }, stop);
        var report = await Watched("核对", progress => intakes.Check(id, progress: progress, stop: stop));
        foreach (var figure in report.Figures) AnsiConsole.WriteLine(figure.Of is { } of ? $"{figure.Zh}：{figure.Value:#,##0} / {of:#,##0}" : $"{figure.Zh}：{figure.Value:#,##0}");
        AnsiConsole.WriteLine($"{report.Rows:#,##0} 行；新增 {report.New:#,##0}，更新 {report.Changed:#,##0}，未变 {report.Unchanged:#,##0}；错误 {report.Errors:#,##0}，提醒 {report.Warnings:#,##0}");
        foreach (var problem in report.Problems.OrderBy(p => p.Severity).Take(30))
            AnsiConsole.WriteLine($"  {(problem.Severity == Severity.Error ? "错误" : "提醒")} {problem.Sheet} {problem.At} {problem.Zh}");
        if (!report.Storable) return 1;
        if (!store)
        {
            AnsiConsole.WriteLine($"可以入库：renewal intake confirm {id}");
            return 0;
        }
        await Watched("入库", progress => intakes.Confirm(id, progress: progress, stop: stop));
        AnsiConsole.WriteLine("已入库。");
        return 0;
    }

    static Task<T> Watched<T>(string what, Func<Action<int>, Task<T>> work) => AnsiConsole.Status().StartAsync(what, status => work(rows => status.Status($"{what} {rows:#,##0} 行")));
}
