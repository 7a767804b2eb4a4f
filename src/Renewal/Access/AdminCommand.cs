using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Web;
using Spectre.Console;

namespace Renewal.Access;

/// <summary>
/// <c>renewal admin …</c>: what only the operator of the machine does. The first two administrators come from here, because nobody is there yet to
/// propose and to approve; every run is in the record like any other.
/// </summary>
static class AdminCommand
{
    public static Command Command() => new("admin", "管理员：建立、重置、轮换密钥 administrators: create, reset, rotate keys") { Create(), Reset(), Rotate(), Reseal() };

    static Command Create()
    {
        var accounts = new Option<string>("--accounts") { Description = "账号管理员的登录名 login name of the account administrator", DefaultValueFactory = _ => "admin.accounts" };
        var security = new Option<string>("--security") { Description = "安全管理员的登录名 login name of the security administrator", DefaultValueFactory = _ => "admin.security" };
        var organisation = new Option<string>("--organisation") { Description = "所属单位 organisation of both", DefaultValueFactory = _ => "辽宁省住房和城乡建设厅" };
        var division = new Option<string>("--division") { Description = "管理区划代码：省 21、市 4 位、区县 6 位 division code they administer", DefaultValueFactory = _ => "21" };
        var generate = new Option<bool>("--generate") { Description = "不询问，生成一次性密码 do not ask: make one-time passwords" };
        var command = new Command("create", "建立首任账号管理员和安全管理员（须两人） create the first account administrator and security administrator (two persons)")
            { accounts, security, organisation, division, generate };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            await Schema.Prepare(services, stop);
            var ask = !parsed.GetValue(generate) && !Console.IsInputRedirected;
            var people = (IReadOnlyList<(string, string, string?)>)
                [.. new[] { (parsed.GetValue(accounts)!, Roles.AdminAccounts), (parsed.GetValue(security)!, Roles.AdminSecurity) }
                    .Select(p => (p.Item1, p.Item2, ask ? AskPassword(p.Item1, services.GetRequiredService<CommonPasswords>()) : null))];
            foreach (var (login, password) in await FirstAdministrators(services, parsed.GetValue(organisation)!, parsed.GetValue(division)!, people))
                Console.WriteLine(ask ? $"已建立 created: {login}" : $"已建立 created: {login}    一次性密码 one-time password: {password}");
            Console.WriteLine("请在网页登录，登录后立即修改一次性密码并启用动态口令。 Sign in, change the one-time password and enrol the second factor at once.");
            return 0;
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }

    /// <summary>Makes both in one process: both exist or neither.</summary>
    /// <param name="people">login, role, password (null: one-time)</param>
    /// <exception cref="RuleBroken">access.admins_exist; access.password for a weak one</exception>
    internal static Task<IReadOnlyList<(string Login, string Password)>> FirstAdministrators(IServiceProvider services, string organisation, string division,
        IReadOnlyList<(string Login, string Role, string? Password)> people) =>
        services.GetRequiredService<ProcessLog>().Run<IReadOnlyList<(string, string)>>(new Process("access.first-administrators", "建立首任管理员"), async run =>
        {
            var posts = run.Db.Posts;
            if (await posts.AnyAsync(p => p.Role == Roles.AdminAccounts && p.State == PostState.Active && p.Division == division))
                throw new RuleBroken("access.admins_exist", "该区划已有账号管理员，请由其在网页上办理。 This division already has an account administrator.", 409);
            var office = await run.Db.Organisations.FirstOrDefaultAsync(o => o.Name == organisation && o.Division == division);
            var id = office?.Id ?? await services.GetRequiredService<RegisterOrganisation>()
                .Run(division.Length == 2 ? Roles.Province : division.Length == 4 ? Roles.CityOffice : Roles.CountyOffice, organisation, division, null);
            List<(string, string)> made = [];
            foreach (var (login, role, password) in people)
            {
                var (user, given) = await services.GetRequiredService<OpenAccount>().Run(login, Roles.Zh(role), null, division, password);
                await services.GetRequiredService<GivePost>().Run(user, id, role, Seat.A);
                made.Add((login, given));
            }
            return made;
        });

    static Command Reset()
    {
        var login = new Argument<string>("login") { Description = "登录名 login name" };
        var factor = new Option<bool>("--second-factor") { Description = "同时解除动态口令 also remove the second factor" };
        var reason = new Option<string>("--reason") { Description = "原因，写入审计记录 reason, kept in the record", Required = true };
        var command = new Command("reset", "重置一个账号的密码（含管理员） reset the password of an account (administrators too)") { login, factor, reason };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            await Schema.Prepare(services, stop);
            var name = User.Normal(parsed.GetValue(login));
            var user = await services.GetRequiredService<RenewalDb>().Users.SingleOrDefaultAsync(u => u.Login == name, stop)
                ?? throw new RuleBroken("access.user.unknown", "账号不存在。 No such account.", 404);
            Console.WriteLine($"一次性密码 one-time password: {await services.GetRequiredService<ResetPassword>().Run(user.Id, parsed.GetValue(factor), parsed.GetValue(reason)!)}");
            return 0;
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }

    static Command Rotate()
    {
        var command = new Command("rotate-key", "启用新的字段密钥，旧数据仍可解开 begin a new field key; older values still open");
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            await Schema.Prepare(services, stop);
            await services.GetRequiredService<ProcessLog>().Run(new Process("access.rotate-key", "轮换字段密钥"), run =>
            {
                run.Fact(new FieldKeyRotated(services.GetRequiredService<FieldKeys>().Rotate()));
                return Task.CompletedTask;
            }, stop: stop);
            Console.WriteLine($"新密钥编号 new key: {services.GetRequiredService<FieldKeys>().Current}。请重启网站并备份密钥文件夹，再运行 admin reseal。 Restart the site, back the key folder up, then run admin reseal.");
            return 0;
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }

    static Command Reseal()
    {
        var command = new Command("reseal", "以现行字段密钥重新加密个人信息，可中断后继续 seal personal data anew under today's field key; may be stopped and run again");
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            await Schema.Prepare(services, stop);
            var answer = await AnsiConsole.Progress().HideCompleted(false).StartAsync(context =>
            {
                Dictionary<string, ProgressTask> tasks = [];
                return services.GetRequiredService<ResealPersonalData>().Run((table, done, all) =>
                {
                    if (!tasks.TryGetValue(table, out var task)) tasks[table] = task = context.AddTask(table, maxValue: all);
                    task.Value = done;
                }, stop);
            });
            Console.WriteLine($"重新加密 {answer.Rows:N0} 行 rows sealed anew。");
            if (answer.Unopened == 0) return 0;
            await Console.Error.WriteLineAsync($"{answer.Unopened:N0} 行无法解开（被改动，或缺少密钥），未改；请运行 audit verify。 rows do not open and were left as they are: run audit verify.");
            return 1;
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }

    /// <summary>Asks twice without echo until the password is good.</summary>
    static string AskPassword(string login, CommonPasswords common)
    {
        while (true)
        {
            var first = AnsiConsole.Prompt(new TextPrompt<string>($"{login} 的密码 password (≥ {PasswordRules.Shortest}):").Secret());
            if (PasswordRules.Refuse(first, login, [], common) is { } why)
            {
                Console.Error.WriteLine(why);
                continue;
            }
            if (first == AnsiConsole.Prompt(new TextPrompt<string>("再输一次 again:").Secret())) return first;
            Console.Error.WriteLine("两次输入不一致。 The two differ.");
        }
    }
}
