using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>
/// A real Chromium over the real site. One process for all tests of the run; each test opens contexts of its own. Without Chromium the tests are
/// skipped, visibly; with CI=true that is a failure.
/// </summary>
public static class Chromium
{
    static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--font-render-hinting=none"];

    static readonly SemaphoreSlim Starting = new(1, 1);
    static IBrowser? browser;

    /// <summary>The program, or null where there is none.</summary>
    public static string? Program { get; } =
        new[] { Environment.GetEnvironmentVariable("RENEWAL_TEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(path => path is not null && File.Exists(path));

    public static async Task<IBrowser> Start()
    {
        if (Program is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "no Chromium, and CI=true");
            Assert.Skip("no Chromium: run ./test.sh");
        }
        await Starting.WaitAsync();
        try
        {
            return browser ??= await (await Playwright.CreateAsync()).Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Flags, Headless = true });
        }
        finally { Starting.Release(); }
    }

    /// <summary>A window of its own: cookies, size, language, with or without JavaScript.</summary>
    public static async Task<IBrowserContext> Window(Uri site, int width = 1440, bool scripts = true, string locale = "zh-CN")
    {
        var context = await (await Start()).NewContextAsync(new()
        {
            BaseURL = site.ToString(), ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 }, JavaScriptEnabled = scripts, Locale = locale,
            TimezoneId = "Asia/Shanghai", ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(45_000);
        return context;
    }
}

/// <summary>What a page did wrong while it was open: errors of scripts, and what the content policy stopped.</summary>
public sealed class Complaints
{
    readonly List<string> said = [];

    public Complaints(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error") said.Add(message.Text);
        };
        page.PageError += (_, error) => said.Add(error);
    }

    public IReadOnlyList<string> Said => said;
}

public static class Looking
{
    static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Browser", "axe.min.js"));

    /// <summary>No violation of WCAG 2.2 A and AA that axe-core can find.</summary>
    public static async Task ShouldBeAccessible(this IPage page)
    {
        var found = await page.AccessibilityProblems();
        Assert.True(found.Count == 0, $"{page.Url}\n{string.Join('\n', found)}");
    }

    /// <summary>One line per violation, with the elements concerned.</summary>
    public static async Task<IReadOnlyList<string>> AccessibilityProblems(this IPage page)
    {
        // Evaluated by the debugger, not put into the page: the content policy stays as it is.
        await page.EvaluateAsync(Axe + ";undefined");
        var json = await page.EvaluateAsync<JsonElement>("""
            async () => {
              const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });
              return result.violations.map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 140) + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`);
            }
            """);
        return [.. json.EnumerateArray().Select(v => v.GetString()!)];
    }

    /// <summary>Nothing sticks out to the side: a phone must not be scrolled across.</summary>
    public static async Task ShouldFitItsWidth(this IPage page)
    {
        var over = await page.EvaluateAsync<string>("""
            () => {
              const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
              if (wide <= 0) return '';
              const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3);
              return `${wide}px: ` + out.map(e => e.outerHTML.slice(0, 120)).join(' | ');
            }
            """);
        Assert.True(over == "", $"{page.Url} at {page.ViewportSize!.Width}px sticks out {over}");
    }

    /// <summary>Keeps a picture to look at, where RENEWAL_SCREENSHOTS names a folder.</summary>
    public static async Task Picture(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("RENEWAL_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{page.ViewportSize!.Width}.png"), FullPage = true, Timeout = 90_000 });
    }
}
