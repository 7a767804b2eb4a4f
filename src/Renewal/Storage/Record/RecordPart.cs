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
        services.AddHealthChecks().AddCheck<RecordHealth>("record", tags: ["ready"]);
        return services;
    }

    /// <summary>Verbs of the command line.</summary>
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
