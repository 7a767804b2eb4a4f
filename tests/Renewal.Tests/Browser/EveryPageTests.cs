using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>
/// Every page that needs no parameter, found in the endpoints of the application, so that a new page is looked at without anybody listing it.
/// </summary>
public sealed class EveryPageTests
{
    /// <summary>Address, type, and a role that may open it; null for pages open to all.</summary>
    sealed record Open(string Path, Type Page, string? Role);

    static IReadOnlyList<Open> Pages(World world) =>
    [
        .. world.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && e.RoutePattern.Parameters.Count == 0)
            .Select(e => new Open("/" + e.RoutePattern.RawText!.Trim('/'), e.Metadata.GetMetadata<ComponentTypeMetadata>()!.Type, RoleFor(e)))
            .DistinctBy(p => p.Path).OrderBy(p => p.Path, StringComparer.Ordinal),
    ];

    // The city's renovation office where the page lets it in; else the first role it names.
    static string? RoleFor(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return null;
        var roles = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Where(a => a.Roles is not null).Select(a => a.Roles!.Split(',').Select(r => r.Trim()).ToHashSet()).ToList();
        if (roles.Count == 0) return Roles.CityOffice;
        var all = roles.Aggregate((a, b) => [.. a.Intersect(b)]);
        return all.Contains(Roles.CityOffice) ? Roles.CityOffice : all.Order(StringComparer.Ordinal).First();
    }

    static async Task SignIn(IBrowserContext window, Staff staff)
    {
        var page = await window.NewPageAsync();
        await page.GotoAsync("/sign-in?next=/account");
        await page.FillAsync("#login", staff.Login);
        await page.FillAsync("#password", staff.Password);
        await page.ClickAsync("main button.primary");
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(1440, "zh-CN")]
    [InlineData(768, "zh-CN")]
    [InlineData(390, "zh-CN")]
    [InlineData(1440, "en")]
    [InlineData(390, "en")]
    public async Task Every_page_fits_is_accessible_and_complains_of_nothing(int width, string culture)
    {
        await Chromium.Start();
        await using var world = await World.Start();
        var site = await world.Listen();
        List<string> wrong = [];
        foreach (var role in Pages(world).GroupBy(p => p.Role))
        {
            await using var window = await Chromium.Window(site, width);
            if (role.Key is not null) await SignIn(window, await world.Staff(role.Key, "2101"));
            if (culture != "zh-CN")
                await window.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c=zh-CN|uic={culture}"), Url = site.ToString() }]);
            foreach (var open in role)
            {
                var page = await window.NewPageAsync();
                var complaints = new Complaints(page);
                var answer = await page.GotoAsync(open.Path, new() { WaitUntil = WaitUntilState.Load });
                try
                {
                    Assert.True(answer!.Status < 400, $"{open.Path} as {role.Key}: {answer.Status}");
                    Assert.StartsWith(culture, await page.GetAttributeAsync("html", "lang"));
                    Assert.Equal(1, await page.Locator("h1").CountAsync());
                    await page.Picture($"{open.Page.Name}-{culture}");
                    await page.ShouldFitItsWidth();
                    // Words and colours do not change between phone and tablet.
                    if (width != 768) await page.ShouldBeAccessible();
                    Assert.Empty(complaints.Said);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    wrong.Add($"{open.Path} ({role.Key ?? "anybody"}, {width}, {culture}): {e.Message}");
                }
                await page.CloseAsync();
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task Pages_for_everybody_work_without_JavaScript()
    {
        await Chromium.Start();
        await using var world = await World.Start();
        await using var window = await Chromium.Window(await world.Listen(), 390, scripts: false);
        foreach (var open in Pages(world).Where(p => p.Role is null))
        {
            var page = await window.NewPageAsync();
            var answer = await page.GotoAsync(open.Path);
            Assert.True(answer!.Status < 400, $"{open.Path}: {answer.Status}");
            Assert.True((await page.InnerTextAsync("main")).Trim().Length > 10, $"{open.Path} says nothing without JavaScript");
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task The_keyboard_reaches_the_text_past_the_menu_and_the_main_act()
    {
        await Chromium.Start();
        await using var world = await World.Start();
        await using var window = await Chromium.Window(await world.Listen());
        var page = await window.NewPageAsync();
        await page.GotoAsync("/kit");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip", await page.EvaluateAsync<string>("() => document.activeElement.className"));
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("() => !!document.activeElement.closest('#main')"), "the skip link does not lead into the text");
        for (var i = 0; i < 12 && await page.EvaluateAsync<bool>("() => !document.activeElement.matches('.btn.primary')"); i++) await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.matches('.btn.primary')"), "the main act is not within a dozen steps");
    }

    [Fact]
    public async Task Elder_mode_is_a_link_and_holds_on_the_next_page()
    {
        await Chromium.Start();
        await using var world = await World.Start();
        await using var window = await Chromium.Window(await world.Listen(), 390, scripts: false);
        var page = await window.NewPageAsync();
        await page.GotoAsync("/");
        var small = await page.EvaluateAsync<double>("() => parseFloat(getComputedStyle(document.body).fontSize)");
        Assert.True(small >= 18, $"{small}px is too small for residents");
        await page.ClickAsync("text=长辈版");
        await page.GotoAsync("/");
        Assert.True(await page.EvaluateAsync<double>("() => parseFloat(getComputedStyle(document.body).fontSize)") >= 24);
        await page.ShouldFitItsWidth();
        await page.ClickAsync("text=退出长辈版");
        Assert.Equal(small, await page.EvaluateAsync<double>("() => parseFloat(getComputedStyle(document.body).fontSize)"));
    }
}
