using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Renewal.Demonstration;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Storage.Files;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>
/// A county with one organisation per role, each at a browser window of its own, made when it is first needed. What the windows do is typed and pressed;
/// what the test needs to know (which step may be opened, who confirms it) is read from the same store behind them.
/// </summary>
sealed class Journey : IAsyncDisposable
{
    public const string City = "2101", County = "210106", StreetCode = "210106003", CommitteeCode = "210106003006";

    // The smallest picture that is one.
    static readonly byte[] Scan = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    readonly Dictionary<string, Staff> staff = [];
    readonly Dictionary<string, IPage> pages = [];
    readonly List<IBrowserContext> windows = [];
    readonly List<string> unsaid = [];
    FileId? scan;

    Journey(World world, Uri site) => (World, Site) = (world, site);

    public World World { get; }
    public Uri Site { get; }
    public CommunityId Community { get; set; }
    public ProjectId Project { get; set; }
    public DemoPolls Polls { get; set; } = null!;

    /// <summary>What verdicts should have said and did not; all of it at once, at the end.</summary>
    public IReadOnlyList<string> Unsaid => unsaid;

    public DateOnly Today => World.Clock.Today();

    public static async Task<Journey> Start()
    {
        await Chromium.Start();
        var world = await World.Start(now: new DateTimeOffset(2025, 3, 3, 9, 0, 0, Clock.China));
        return new Journey(world, await world.Listen());
    }

    // ---------- people

    public async Task<Staff> Who(string role)
    {
        if (staff.TryGetValue(role, out var known)) return known;
        var assigned = Roles.In(Roles.Assigned + "," + Roles.Residents, role);
        return staff[role] = await World.Staff(role, role switch
        {
            Roles.CityOffice => City,
            Roles.Street or Roles.PartyStreet => StreetCode,
            Roles.Committee => CommitteeCode,
            _ => County,
        }, assigned ? [Community] : null);
    }

    /// <summary>The other side of a step: a role that confirms and is not the one that enters.</summary>
    public static string Second(StepTemplate step) => step.Confirms.FirstOrDefault(r => r != step.Enters[0]) ?? step.Lead;

    public async Task<T> As<TUse, T>(string role, Func<TUse, Task<T>> act) where TUse : notnull
    {
        await using var scene = (await Who(role)).Scene();
        return await act(scene.Get<TUse>());
    }

    public Task As<TUse>(string role, Func<TUse, Task> act) where TUse : notnull => As<TUse, bool>(role, async use => { await act(use); return true; });

    // ---------- what stands behind the pages

    public async Task<ProjectPicture> Picture()
    {
        await using var scene = World.As();
        return (await scene.Get<ProjectReading>().Picture(Project))!;
    }

    public async Task<StepView> View(StepId step)
    {
        await using var scene = World.As();
        return (await scene.Get<ProjectReading>().Step(step))!;
    }

    public async Task<T> Ask<TService, T>(Func<TService, Task<T>> ask) where TService : notnull
    {
        await using var scene = World.As();
        return await ask(scene.Get<TService>());
    }

    public async Task<FileId> File() => scan ??= await As<IEvidence, FileId>(Roles.CountyOffice, use => use.Store(new MemoryStream(Scan), "盖章件.png", Community));

    // ---------- windows

    /// <summary>A new tab of the role's window.</summary>
    public async Task<IPage> Tab(string role) => await (await Page(role)).Context.NewPageAsync();

    public async Task<IPage> Page(string role) => pages.TryGetValue(role, out var page) ? page : pages[role] = await Window(await Who(role));

    /// <summary>A window in which that person has signed in.</summary>
    public async Task<IPage> Window(Staff person)
    {
        var window = await Chromium.Window(Site);
        windows.Add(window);
        var page = await window.NewPageAsync();
        await page.GotoAsync("/sign-in?next=/todo");
        await SignIn(page, person);
        return page;
    }

    static async Task SignIn(IPage page, Staff person)
    {
        await page.FillAsync("#login", person.Login);
        await page.FillAsync("#password", person.Password);
        await Press(page, page.Locator("main button.primary"));
        Assert.DoesNotContain("/sign-in", page.Url, StringComparison.Ordinal);
    }

    /// <summary>Opens an address; signs in again where the night has ended the session.</summary>
    public async Task<IPage> Open(string role, string path, IPage? tab = null)
    {
        var page = tab ?? await Page(role);
        var answer = await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        if (page.Url.Contains("/sign-in", StringComparison.Ordinal)) await SignIn(page, await Who(role));
        else Assert.True(answer!.Status < 400, $"{role} at {path}: {answer.Status}");
        return page;
    }

    /// <summary>Presses a button and waits for the page that follows.</summary>
    public static async Task Press(IPage page, ILocator button)
    {
        var there = new TaskCompletionSource();
        void Came(object? sender, IFrame frame)
        {
            if (frame == page.MainFrame) there.TrySetResult();
        }
        page.FrameNavigated += Came;
        try
        {
            await button.ClickAsync(new() { Timeout = 20_000 });
            await there.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
        }
        catch (TimeoutException e) { throw new InvalidOperationException($"nothing followed at {page.Url}: {await page.InnerTextAsync("main")}", e); }
        finally { page.FrameNavigated -= Came; }
    }

    static async Task ShouldSay(IPage page, params string[] words)
    {
        var text = await page.InnerTextAsync("main");
        foreach (var word in words) Assert.True(text.Contains(word, StringComparison.Ordinal), $"{page.Url} does not say 「{word}」:\n{text}");
    }

    /// <summary>The act was refused, in words, on the page.</summary>
    public static Task ShouldRefuse(IPage page, params string[] words) => ShouldSay(page, ["没有办成", .. words]);

    /// <summary>The act was done: the page carries the words of success and no refusal.</summary>
    public static async Task ShouldBeDone(IPage page, params string[] words)
    {
        var text = await page.InnerTextAsync("main");
        Assert.False(text.Contains("没有办成", StringComparison.Ordinal), $"{page.Url}:\n{text}");
        await ShouldSay(page, words);
    }

    static async Task Unfold(ILocator inside)
    {
        var details = inside.Locator("xpath=ancestor::details[not(@open)]");
        for (var n = await details.CountAsync(); n > 0; n--) await details.First.Locator("> summary").ClickAsync();
    }

    // ---------- acts by hand

    public async Task OpenStep(StepTemplate step)
    {
        var page = await Open(step.Enters[0], $"/projects/{Project}");
        var row = page.Locator($"tr[id='{step.Id}']");
        if (await row.Locator("input[name=event]").CountAsync() > 0) await row.Locator("input[name=event]").FillAsync(Iso(Today));
        await Press(page, row.Locator("button.primary"));
        await ShouldBeDone(page, $"已开启 {step.Id}");
    }

    public async Task Attach(StepId id, StepTemplate step, string code)
    {
        var page = await Open(step.Enters[0], $"/steps/{id}");
        var form = page.Locator($"form:has([id='a-{code}-on'])");
        await Unfold(form);
        await form.Locator("input[type=file]").SetInputFilesAsync(Png("扫描件.png"));
        await Press(page, form.Locator("button.primary"));
        await ShouldBeDone(page, "文件已归入");
    }

    /// <summary>Asks for a milestone with its gate passed, or with a paper that another organisation then agrees to.</summary>
    public async Task Reach(StepId id, StepTemplate step, MilestoneLine milestone)
    {
        var page = await Open(step.Enters[0], $"/steps/{id}");
        var form = page.Locator($"[id='m-{milestone.Code}'] form:has([id='r-{milestone.Code}-on'])");
        if (!milestone.HasGate)
        {
            await form.Locator($"[name='r-{milestone.Code}-title']").FillAsync("确认单");
            await form.Locator("input[type=file]").SetInputFilesAsync(Png("确认单.png"));
        }
        await Press(page, form.Locator("button.primary"));
        await ShouldBeDone(page, "节点已达成或已提请确认");
        if (milestone.HasGate) return;
        var other = await Open(Second(step), $"/projects/{Project}");
        await Press(other, other.Locator("#consents article").First.Locator("button.primary"));
        await ShouldBeDone(other, "已答复");
    }

    /// <summary>One side types, the other checks, or types again without seeing the first entry.</summary>
    public async Task Figures(StepId id, StepTemplate step, string? milestone, IReadOnlyList<FigureField> form, IReadOnlyDictionary<string, string> values)
    {
        var first = await Open(step.Enters[0], $"/steps/{id}");
        await Unfold(first.Locator($"[name='f-{milestone}-{values.First().Key}']"));
        await Fill(first, $"f-{milestone}-", form, values);
        await Press(first, first.Locator($"form:has([name='f-{milestone}-{values.First().Key}']) button.primary"));
        await ShouldBeDone(first, "数据已录入，等待另一单位核对");

        var second = await Open(Second(step), $"/steps/{id}");
        if (step.BlindSecondEntry)
        {
            foreach (var (code, value) in values.Where(v => v.Value.Length > 3))
                Assert.False((await second.InnerTextAsync("#figures, .panel:has(button[value=confirm])")).Contains(Typed(form, code, value), StringComparison.Ordinal)
                    && code is "yes" or "yes_owners", $"{step.Id}: the second side sees the first entry");
            await Fill(second, "f-", form, values);
        }
        await Press(second, second.Locator("button[name=act][value=confirm]"));
        await ShouldBeDone(second, "核对完毕");
    }

    static async Task Fill(IPage page, string prefix, IReadOnlyList<FigureField> form, IReadOnlyDictionary<string, string> values)
    {
        foreach (var field in form)
        {
            if (!values.TryGetValue(field.Code, out var value)) continue;
            var input = page.Locator($"[name='{prefix}{field.Code}']");
            if (field.Kind is FigureKind.YesNo or FigureKind.Choice) await input.SelectOptionAsync(value);
            else await input.FillAsync(Typed(form, field.Code, value));
        }
    }

    // As a clerk types it: yuan and square metres.
    static string Typed(IReadOnlyList<FigureField> form, string code, string canonical) => form.Single(f => f.Code == code).Kind is FigureKind.Money or FigureKind.Area
        ? (long.Parse(canonical, CultureInfo.InvariantCulture) / 100m).ToString("0.##", CultureInfo.InvariantCulture) : canonical;

    /// <summary>The page says that the gate is not passed, with its figure, its line and what is missing; a milestone offers no way to be reached.</summary>
    public async Task<IPage> ShouldFail(StepId id, StepTemplate step, string? milestone, IEnumerable<string> says)
    {
        // Where the other side has just confirmed the figures it stands on the page already.
        var page = await Page(Second(step));
        if (new Uri(page.Url).AbsolutePath != $"/steps/{id}") await Open(Second(step), $"/steps/{id}");
        var panel = page.Locator(milestone is null ? "#verdict" : $"[id='m-{milestone}']");
        var text = await panel.InnerTextAsync();
        foreach (var word in says.Prepend("未通过").Where(w => !text.Contains(w, StringComparison.Ordinal))) unsaid.Add($"{step.Id} {milestone} does not say 「{word}」:\n{text}");
        Assert.Contains("tone-red", await panel.Locator("article.verdict").First.GetAttributeAsync("class"), StringComparison.Ordinal);
        if (milestone is not null) Assert.Equal(0, await panel.GetByText("确认达成").CountAsync());
        return page;
    }

    public async Task Submit(StepId id, StepTemplate step)
    {
        var page = await Open(step.Enters[0], $"/steps/{id}");
        await page.FillAsync("#s-opinion", "材料齐全，请复核。");
        await Press(page, page.GetByRole(AriaRole.Button, new() { Name = "提交复核" }));
        await ShouldBeDone(page, "已提交，等待复核");
    }

    /// <summary>Presses 复核办结 and says what the page answers.</summary>
    public async Task<IPage> Confirm(StepId id, StepTemplate step)
    {
        var page = await Open(Second(step), $"/steps/{id}");
        await Press(page, page.GetByRole(AriaRole.Button, new() { Name = "复核办结" }));
        return page;
    }

    public async Task SendBack(StepId id, StepTemplate step)
    {
        var page = await Open(Second(step), $"/steps/{id}");
        await Unfold(page.Locator("#send-back-opinion"));
        await page.FillAsync("#send-back-opinion", "关口未通过，请核实后重新录入。");
        await Press(page, page.Locator("form:has(#send-back-opinion) button.danger"));
        await ShouldBeDone(page, "已退回");
    }

    public static FilePayload Png(string name) => new() { Name = name, MimeType = "image/png", Buffer = Scan };
    public static FilePayload Csv(string name, string text) => new() { Name = name, MimeType = "text/csv", Buffer = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(text)] };
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Keeps pictures of a page at desk and phone width, and holds both to the rules of every page.</summary>
    public static async Task Look(IPage page, string name)
    {
        foreach (var width in (int[])[390, 1440])
        {
            await page.SetViewportSizeAsync(width, width < 500 ? 844 : 900);
            await page.Picture($"journey-{name}");
            await page.ShouldFitItsWidth();
            await page.ShouldBeAccessible();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in windows) await window.CloseAsync();
        await World.DisposeAsync();
    }
}
