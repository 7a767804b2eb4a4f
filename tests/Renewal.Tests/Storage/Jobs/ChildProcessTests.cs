using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage.Jobs;
using Xunit;

namespace Renewal.Tests.Storage.Jobs;

/// <summary>Children that are killed, eat memory, refuse or are cancelled; shell scripts stand in for a solver.</summary>
public sealed class ChildProcessTests
{
    static ChildProcess Shell(int megabytes = 512) =>
        new(Options.Create(new JobsOptions { ChildMegabytes = megabytes }), NullLogger<ChildProcess>.Instance) { Program = ("/bin/sh", ["-c"]) };

    /// <summary>Runs a script; it says its process id as its first progress.</summary>
    static Task Run(ChildProcess child, string script, Action<ChildProgress>? report = null, CancellationToken stop = default) =>
        child.Run(["echo '{\"phase\":\"pid\",\"done\":'$$',\"total\":0}'; " + script], report ?? (_ => { }), stop);

    static bool Lives(long id) => File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    [Fact]
    public async Task A_child_reports_and_ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        List<ChildProgress> seen = [];
        await Run(Shell(), "echo noise; echo '{broken'; echo '{\"phase\":\"improve\",\"done\":3,\"total\":9,\"message\":\"好\"}'", seen.Add);
        Assert.Equal(new ChildProgress("improve", 3, 9, "好"), seen[^1]);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task A_refusal_is_passed_on_in_its_own_words()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        Assert.Equal("communities 第 3 行：户数不能为负：-1", (await Assert.ThrowsAsync<RuleBroken>(() => Run(Shell(), "echo 'communities 第 3 行：户数不能为负：-1' >&2; exit 1"))).Message);
    }

    [Fact]
    public async Task A_child_killed_once_is_run_again_and_one_killed_each_time_fails_with_words()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        var starts = 0;
        void KillFirst(ChildProgress p)
        {
            if (p.Phase == "pid" && starts++ == 0) Process.GetProcessById((int)p.Done).Kill();
        }
        await Run(Shell(), "[ -n \"$RENEWAL_X\" ] || sleep 0.5", KillFirst);
        Assert.Equal(2, starts);
        var crashed = await Assert.ThrowsAsync<RuleBroken>(() => Run(Shell(), "kill -9 $$"));
        Assert.Contains("意外中止（代码 137）", crashed.Message);
    }

    [Fact]
    public async Task A_child_that_eats_memory_is_stopped_and_says_which_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        long id = 0;
        var eaten = await Assert.ThrowsAsync<RuleBroken>(() => Run(Shell(64), "x=$(head -c 200000000 /dev/zero | tr '\\0' a); sleep 60", p => id = p.Done));
        Assert.Contains("64 MB", eaten.Message);
        Assert.False(Lives(id));
    }

    [Fact]
    public async Task Cancelling_kills_the_child_and_what_it_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        using var stop = new CancellationTokenSource();
        List<long> ids = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(Shell(), "sleep 60 & echo '{\"phase\":\"pid\",\"done\":'$!',\"total\":0}'; wait", p =>
        {
            lock (ids) { ids.Add(p.Done); if (ids.Count == 2) stop.Cancel(); }
        }, stop.Token));
        for (var i = 0; i < 100 && ids.Any(Lives); i++) await Task.Delay(20);
        Assert.DoesNotContain(ids, Lives);
    }
}
