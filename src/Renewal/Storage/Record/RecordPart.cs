using System.CommandLine;
using Renewal.Foundation;
using Renewal.Web;
using Spectre.Console;

namespace Renewal.Storage.Record;

/// <summary>The record's part of Storage: sealer, checkpoints, verification, and its verbs.</summary>
static class RecordPart
{
    public static IServiceCollection AddRecord(this IServiceCollection services)
    {
        services.AddOptions<RecordOptions>().BindConfiguration("Storage").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<Sealer>();
        services.AddHostedService<SealerService>();
        services.AddScoped<Audit>();
        services.AddScoped<RecordReading>();
        services.AddScoped<Timeline>();
        services.AddScoped<OperationLog>();
        services.AddScoped<Backup>();
        services.AddHealthChecks().AddCheck<RecordHealth>("record", tags: ["ready"]);
        return services;
    }

    /// <summary>Who reads the record.</summary>
    internal const string Readers = "auditor,admin_security";

    public static WebApplication MapRecord(this WebApplication app)
    {
        // Hashes and counts only: the more people keep copies, the less a rewritten database helps anybody.
        var checkpoints = app.MapGroup("/api/v1/checkpoints").AllowAnonymous().WithTags("record");
        checkpoints.MapGet("", Listed).WithName("listCheckpoints").WithSummary("Signed checkpoints of the record, newest first");
        checkpoints.MapGet("latest", (Checkpoints all) => One(all, all.LastNumber())).WithName("latestCheckpoint").WithSummary("The newest signed checkpoint");
        checkpoints.MapGet("{number:long}", One).WithName("getCheckpoint").WithSummary("One checkpoint as it was signed");
        checkpoints.MapGet("key", (Checkpoints all) => Results.Text(all.PublicKeyPem, "application/x-pem-file")).WithName("checkpointKey")
            .WithSummary("Public key of the checkpoints (ECDSA P-256), PEM");

        var audit = app.MapGroup("/api/v1/record").RequireAuthorization(p => p.RequireRole(Readers.Split(','))).WithTags("record");
        audit.MapGet("facts.csv", Csv).WithName("exportRecord").WithSummary("The operation log as CSV, filtered as on the audit page");
        audit.MapGet("facts/{position:long}/proof", async (long position, OperationLog log, CancellationToken stop) =>
            await log.Prove(position, stop) is { } proof ? Results.Ok(proof) : Results.NotFound()).WithName("proveFact")
            .WithSummary("What is needed to follow one fact to the signed checkpoint that covers it");
        return app;
    }

    /// <param name="Total">checkpoints so far</param>
    public sealed record CheckpointPage(long Total, IReadOnlyList<SignedCheckpoint> Items);

    static CheckpointPage Listed(Checkpoints all, int page = 1, int size = 20)
    {
        var total = all.LastNumber();
        size = Math.Clamp(size, 1, 200);
        var first = total - (Math.Max(1, page) - 1L) * size;
        return new(total, [.. Enumerable.Range(0, size).Select(i => first - i).Where(n => n > 0).Select(n => all.Signed(n)).OfType<SignedCheckpoint>()]);
    }

    static IResult One(Checkpoints all, long number) => all.Signed(number) is { } signed ? Results.Ok(signed) : Results.NotFound();

    static IResult Csv(HttpContext http, OperationLog log)
    {
        var query = http.Request.Query;
        var filter = LogFilter.Of(name => query[name].FirstOrDefault()?.Trim());
        return Results.Stream(stream => log.Csv(filter, stream, http.RequestAborted), "text/csv; charset=utf-8", "operation-log.csv");
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [Command(), BackupCommand(), RestoreCommand(), Schema.Command(), .. PowerDrill.Commands()];

    static Command BackupCommand()
    {
        var into = new Argument<string>("folder") { Description = "备份放在哪个文件夹 folder to put the backup into", DefaultValueFactory = _ => "backups" };
        var command = new Command("backup", "备份数据库、附件和检查点（不含密钥） back up database, evidence and checkpoints (never keys)") { into };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            var path = await Told(say => services.GetRequiredService<Backup>().Make(parsed.GetRequiredValue(into), say, stop));
            Console.WriteLine($"备份完成：{path}");
            Console.WriteLine("密钥不在备份中，请另行妥善保管密钥文件夹；没有它，备份无法恢复，个人信息无法读出。");
            return 0;
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }

    static Command RestoreCommand()
    {
        var from = new Argument<string>("folder") { Description = "备份文件夹 folder of the backup" };
        var yes = new Option<bool>("--yes") { Description = "覆盖现有数据 overwrite what is there" };
        var command = new Command("restore", "核对并恢复备份，写入新一期的签名检查点 check and restore a backup, and sign a new epoch; stop the site first") { from, yes };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            var epoch = await Told(say => services.GetRequiredService<Backup>().Restore(parsed.GetRequiredValue(from), parsed.GetValue(yes), say, stop));
            Console.WriteLine($"已恢复到第 {epoch.Sequence:N0} 号事实，自此为第 {epoch.Epoch} 期（第 {epoch.Number} 号检查点）。现在核验：");
            return await Verify(services, stop);
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }

    static async Task<T> Told<T>(Func<Action<string>, Task<T>> work) => Console.IsOutputRedirected ? await work(_ => { })
        : await AnsiConsole.Status().StartAsync("准备", context => work(step => context.Status(Markup.Escape(step))));

    public static Command Command()
    {
        var verify = new Command("verify", "核验登记：检查点、事实链、每一行数据；发现问题时返回 1 verify checkpoints, the chain of facts and every live row; exit code 1 on findings")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        verify.SetAction((parsed, stop) => CommandHost.Run(services => Verify(services, stop), [.. parsed.UnmatchedTokens]));
        var checkpoint = new Command("checkpoint", "立即入链并写一个签名检查点 seal what is there and write a signed checkpoint now") { TreatUnmatchedTokensAsErrors = false };
        checkpoint.SetAction((parsed, stop) => CommandHost.Run(services => Write(services, stop), [.. parsed.UnmatchedTokens]));
        return new Command("audit", "登记的核验与检查点 verify the record, write checkpoints") { verify, checkpoint };
    }

    static async Task<int> Verify(IServiceProvider services, CancellationToken stop)
    {
        var audit = services.GetRequiredService<Audit>();
        AuditReport report = null!;
        if (Console.IsOutputRedirected) report = await audit.Verify(stop: stop);
        else
            await AnsiConsole.Progress().AutoClear(true).StartAsync(async context =>
            {
                var task = context.AddTask("核验", maxValue: 1);
                report = await audit.Verify(new Shown(task), stop);
            });
        services.GetRequiredService<RecordReading>().Keep(report);
        foreach (var finding in report.Findings) Console.WriteLine($"✗ {finding.Zh}");
        if (report.Wrong > report.Findings.Count) Console.WriteLine($"… 另有 {report.Wrong - report.Findings.Count:N0} 处，未逐一列出");
        Console.WriteLine($"事实 {report.Facts:N0} 条，已入链 {report.Sealed:N0} 条，检查点 {report.Checkpoints:N0} 个；核对数据 {report.Rows:N0} 行。");
        var open = report.Facts - report.Checkpointed;
        Console.WriteLine(open > 0 ? $"尚未被检查点覆盖：{open:N0} 条（运行 audit checkpoint 可立即覆盖）。" : "全部事实均已被检查点覆盖。");
        Console.WriteLine(report.Clean ? "核验通过，未发现改动。" : $"发现 {report.Wrong:N0} 处问题。");
        return report.Clean ? 0 : 1;
    }

    sealed class Shown(ProgressTask task) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress at)
        {
            task.Description = Markup.Escape(at.Zh);
            task.MaxValue = Math.Max(1, at.Total);
            task.Value = at.Done;
        }
    }

    static async Task<int> Write(IServiceProvider services, CancellationToken stop)
    {
        var sealer = services.GetRequiredService<Sealer>();
        var done = await sealer.Pass("asked", stop);
        if (sealer.Alarm)
            throw new RuleBroken("record.alarm", "数据库与最近的检查点不符，未写新的检查点。请先运行 audit verify 查明原因；确属授权恢复的，请用 restore 恢复。");
        var last = services.GetRequiredService<Checkpoints>().Last();
        Console.WriteLine(last is null ? "还没有任何事实，无需检查点。" : $"新入链 {done:N0} 条；第 {last.Number} 号检查点覆盖到第 {last.Sequence:N0} 号事实：{last.Chain}");
        return 0;
    }
}
