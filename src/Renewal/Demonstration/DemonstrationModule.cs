using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Renewal.Storage;
using Spectre.Console;

namespace Renewal.Demonstration;

/// <summary>The demonstration district: filled at the first start in Development, or by <c>renewal demo</c>. Every page says that it is one.</summary>
public static class DemonstrationModule
{
    const int Communities = 300;
    /// <summary>Projects that a first look needs; the rest follow behind the running site.</summary>
    const int First = 1;

    /// <summary>Whether to fill: in Development on an empty store, unless <c>Demo:Fill</c> says no.</summary>
    public static async Task<DemoFill?> Begin(WebApplication app, string[] settings, CancellationToken stop)
    {
        if (!app.Environment.IsDevelopment() || !app.Configuration.GetValue("Demo:Fill", true) || !await DemoFill.IsWanted(app.Services, stop)) return null;
        Console.WriteLine("正在准备演示数据（铁西区，全部为虚构）… filling the demonstration district");
        var fill = new DemoFill(settings);
        await fill.Ground(Communities, stop);
        await fill.Projects(0, First, stop: stop);
        Greet(fill);
        return fill;
    }

    /// <summary>A store that holds the demonstration says so on every page, at this start and every later one.</summary>
    public static async Task Mark(WebApplication app, CancellationToken stop)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<RenewalDb>().Processes.AnyAsync(p => p.Code == DemoFill.Filling.Code, stop)) app.Configuration["Demo:Marked"] = "true";
    }

    /// <summary>The rest, while the site is already open.</summary>
    public static async Task Finish(DemoFill fill, CancellationToken stop)
    {
        await using (fill)
            try
            {
                await fill.Projects(First, progress: (done, all) => { if (done % 20 == 0 || done == all) Console.WriteLine($"演示项目 {done} / {all}"); }, stop: stop);
            }
            catch (OperationCanceledException) { }
    }

    static void Greet(DemoFill fill)
    {
        Console.WriteLine();
        Console.WriteLine($"登录 sign in:  密码 password  {DemoFill.Password}");
        foreach (var (login, _, what) in fill.Logins.Where(l => l.Login is "county" or "city" or "province" or "street" or "committee" or "party" or "finance" or "implementer" or "designer"
            or "supervisor" or "property" or "auditor" or "accounts" or "security")) Console.WriteLine($"  {login,-12} {what}");
        Console.WriteLine($"  …另有 {fill.Logins.Count - 14} 个账号 and more: /admin/users (accounts)");
        Console.WriteLine();
    }

    public static IEnumerable<Command> Commands()
    {
        var communities = new Option<int>("--communities") { Description = "小区个数 how many communities", DefaultValueFactory = _ => Communities };
        var command = new Command("demo", "在空库中生成演示数据 fill an empty store with a demonstration district") { communities };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, stop) =>
        {
            string[] settings = ["--environment=Development", .. parsed.UnmatchedTokens];
            await using var app = Web.Serving.Build([.. settings, "--Demo:Fill=false"]);
            await Schema.Prepare(app.Services, stop);
            if (!await DemoFill.IsWanted(app.Services, stop))
            {
                await Console.Error.WriteLineAsync("库中已有数据，演示数据只能填入空库。 The store is not empty.");
                return 1;
            }
            await using var fill = new DemoFill(settings);
            await AnsiConsole.Progress().StartAsync(async progress =>
            {
                var ground = progress.AddTask("人员与小区 people and communities", maxValue: 1);
                await fill.Ground(parsed.GetValue(communities), stop);
                ground.Value = 1;
                var projects = progress.AddTask("项目 projects", maxValue: 1);
                await fill.Projects(progress: (done, all) => projects.Value = (double)done / all, stop: stop);
            });
            Greet(fill);
            return 0;
        });
        return [command];
    }
}
