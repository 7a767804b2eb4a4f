using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Renewal.Foundation;

namespace Renewal.Storage.Jobs;

/// <summary>How far a child is: one line of JSON on its standard output.</summary>
public sealed record ChildProgress(string Phase, long Done, long Total, string? Message = null);

/// <summary>
/// Runs a verb of this program in a process of its own, so that its memory and its crashes stay out of the web host (decision 0086). Input and output are files
/// named in the verb; standard output is progress; a refusal is exit code 1 with its words on standard error, as every verb of ours does it.
/// The child lives no longer than its parent: its standard input closes when the parent dies, and a verb run with <see cref="LiveWithParent"/> ends then.
/// </summary>
public sealed class ChildProcess(IOptions<JobsOptions> options, ILogger<ChildProcess> logger)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The program and its first arguments; tests put another in its place.</summary>
    internal (string File, string[] Arguments) Program { get; init; } = Ours();

    /// <param name="arguments">verb and its arguments</param>
    /// <param name="stop">kills the child and all it started</param>
    /// <exception cref="RuleBroken">the child refused, crashed, was killed or took more memory than it may; in the user's words</exception>
    public async Task Run(IReadOnlyList<string> arguments, Action<ChildProgress> report, CancellationToken stop)
    {
        // Killed once may be the machine's fault: what a child does, it does from its input file, and can do again.
        try { await Once(arguments, report, stop); }
        catch (RuleBroken broken) when (broken.Code == Crashed) { await Once(arguments, report, stop); }
    }

    const string Crashed = "job.crashed";

    async Task Once(IReadOnlyList<string> arguments, Action<ChildProgress> report, CancellationToken stop)
    {
        var limit = (long)options.Value.ChildMegabytes << 20;
        var start = new ProcessStartInfo(Program.File, [.. Program.Arguments, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("x", CultureInfo.InvariantCulture);
        using var child = System.Diagnostics.Process.Start(start)!;
        var tooLarge = false;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var errors = new StringBuilder();
        var reading = Task.WhenAll(Lines(child.StandardOutput, line => Progress(line, report)), Lines(child.StandardError, line =>
        {
            if (errors.Length < 4000) errors.AppendLine(line);
        }));
        try
        {
            DieFirst(child);
            var ended = child.WaitForExitAsync(over.Token);
            // Native solvers take memory that the runtime's own limit does not see.
            while (await Task.WhenAny(ended, Task.Delay(200, over.Token)) != ended)
            {
                stop.ThrowIfCancellationRequested();
                child.Refresh();
                if (child.HasExited || child.WorkingSet64 <= limit) continue;
                tooLarge = true;
                child.Kill(entireProcessTree: true);
            }
            await ended;
            await reading;
        }
        finally
        {
            // Cancelled, or reporting failed: nothing of the child may be left behind.
            if (!child.HasExited) child.Kill(entireProcessTree: true);
            await over.CancelAsync();
        }
        if (child.ExitCode == 0) return;
        var words = errors.ToString().Trim();
        logger.LogWarning("child {Arguments} ended with {Code}: {Errors}", string.Join(' ', arguments), child.ExitCode, words);
        if (tooLarge) throw new RuleBroken("job.memory", $"计算占用的内存超过上限 {options.Value.ChildMegabytes:#,##0} MB，已停止。请缩小范围，或请管理员调高上限（Jobs:ChildMegabytes）。");
        if (child.ExitCode == 1 && words.Length > 0) throw new RuleBroken("job.refused", words);
        throw new RuleBroken(Crashed, $"计算进程意外中止（代码 {child.ExitCode}），任务没有完成。请重试；若再次发生，请联系管理员。");
    }

    void Progress(string line, Action<ChildProgress> report)
    {
        try
        {
            if (line.StartsWith('{') && JsonSerializer.Deserialize<ChildProgress>(line, Json) is { Phase: not null } progress) report(progress);
        }
        catch (JsonException) { logger.LogDebug("not a line of progress: {Line}", line); }
    }

    static async Task Lines(StreamReader from, Action<string> take)
    {
        while (await from.ReadLineAsync() is { } line) take(line);
    }

    /// <summary>When the whole machine runs out of memory, Linux is to end the child and not the web host.</summary>
    static void DieFirst(System.Diagnostics.Process child)
    {
        if (!OperatingSystem.IsLinux()) return;
        try { File.WriteAllText($"/proc/{child.Id}/oom_score_adj", "1000"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* it has ended already, or the machine does not allow it */ }
    }

    static (string, string[]) Ours()
    {
        var here = Environment.ProcessPath;
        var name = Path.GetFileNameWithoutExtension(here);
        if (name == "Renewal") return (here!, []);
        return (name == "dotnet" ? here! : "dotnet", [Path.Combine(AppContext.BaseDirectory, "Renewal.dll")]);
    }

    /// <summary>One line of progress, as the parent reads it.</summary>
    public static void Write(ChildProgress progress)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(progress, Json));
        Console.Out.Flush();
    }

    /// <summary>A token that is cancelled when the parent is gone.</summary>
    public static CancellationTokenSource LiveWithParent(CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var input = Console.OpenStandardInput();
        _ = Task.Run(async () =>
        {
            var one = new byte[1];
            while (await input.ReadAsync(one) > 0) { }
            await source.CancelAsync();
        }, CancellationToken.None);
        return source;
    }
}
