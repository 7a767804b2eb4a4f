using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class SessionTests
{
    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        using var browser = await world.Browser();
        var page = await browser.Get("/sign-in");
        var form = page.Document.QuerySelector("form")!;
        var fields = form.QuerySelectorAll("input").Select(i => new KeyValuePair<string, string>(i.GetAttribute("name")!,
            i.GetAttribute("name") switch { "login" => person.Login, "password" => person.Password, _ => i.GetAttribute("value") ?? "" }));
        var response = await browser.Http.PostAsync("/sign-in", new FormUrlEncodedContent(fields));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("renewal.session=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_Development_the_cookies_are_Secure_and_bound_to_the_host()
    {
        await using var world = await World.Start(settings: "--environment=Production");
        var session = world.App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>()
            .Get(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationDefaults.AuthenticationScheme).Cookie;
        Assert.Equal("__Host-renewal.session", session.Name);
        Assert.Equal(Microsoft.AspNetCore.Http.CookieSecurePolicy.Always, session.SecurePolicy);
        var form = world.App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>>().Value.Cookie;
        Assert.Equal("__Host-renewal.form", form.Name);
        Assert.Equal(Microsoft.AspNetCore.Http.CookieSecurePolicy.Always, form.SecurePolicy);
    }

    static async Task<bool> In(Browser browser) => (await browser.Get("/account")).Path == "/account";

    [Fact]
    public async Task A_session_ends_after_twenty_idle_minutes_and_lives_on_while_one_works()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        using var browser = await person.SignIn();
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(19));
            Assert.True(await In(browser));
        }
        world.Clock.Advance(TimeSpan.FromMinutes(21));
        Assert.False(await In(browser));
    }

    [Fact]
    public async Task A_session_ends_eight_hours_after_signing_in_whatever_one_does()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        using var browser = await person.SignIn();
        for (var minutes = 15; minutes < 8 * 60; minutes += 15)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(15));
            Assert.True(await In(browser));
        }
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.False(await In(browser));
    }

    [Fact]
    public async Task A_disabled_account_an_ended_post_or_a_changed_password_ends_the_session_at_once()
    {
        await using var world = await World.Start();
        var (first, second, third) = (await world.Staff(Roles.Street, "210106001"), await world.Staff(Roles.Street, "210106002"), await world.Staff(Roles.Street, "210106003"));
        using var one = await first.SignIn();
        using var two = await second.SignIn();
        using var three = await third.SignIn();
        using var alsoThree = await third.SignIn();
        await using (var scene = world.As())
        {
            var user = await scene.Db.Set<User>().SingleAsync(u => u.Id == first.User);
            await scene.Get<DisableAccount>().Run(first.User, true, user.Version, "离职");
            var post = await scene.Db.Set<Post>().SingleAsync(p => p.Id == second.Post);
            await scene.Get<EndPost>().Run(second.Post, post.Version, "调离");
        }
        Assert.False(await In(one));
        Assert.False(await In(two));
        var page = await three.Submit(await three.Get("/account/password"), "password", ("current", third.Password), ("password", "hunhe-laohuaishu-3"), ("again", "hunhe-laohuaishu-3"));
        Assert.StartsWith("/account?done", page.Path, StringComparison.Ordinal);
        Assert.True(await In(three));
        Assert.False(await In(alsoThree));
    }

    [Fact]
    public async Task A_circuit_loses_its_caller_within_a_minute_of_the_account_going_bad()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        await using var circuit = world.App.Services.CreateAsyncScope();
        var services = circuit.ServiceProvider;
        ClaimsPrincipal principal;
        await using (var check = world.As())
        {
            var standing = (await check.Get<PostBook>().Load(person.User, person.Post))!;
            principal = check.Get<SignedInPost>().Principal(standing, false, world.Clock.GetUtcNow());
        }
        using var authentication = (RevalidatingAuthentication)services.GetRequiredService<AuthenticationStateProvider>();
        authentication.SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
        var look = services.GetServices<Microsoft.AspNetCore.Components.Server.Circuits.CircuitHandler>().OfType<CallerCircuit>().Single();
        await look.Look();
        var caller = services.GetRequiredService<Caller>();
        Assert.Equal(person.Post, services.GetRequiredService<Session>().Post);
        Assert.Equal(person.User, caller.Actor.Id);
        Assert.True(await authentication.StillGood(principal));

        await using (var scene = world.As()) await scene.Get<ResetPassword>().Run(person.User, false, "当面核实");
        Assert.False(await authentication.StillGood(principal));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await look.Look();
        Assert.Equal(Actor.Nobody, caller.Actor);
        Assert.Equal(Reach.Nothing, caller.Reach);
    }

    [Fact]
    public async Task Signing_out_is_a_post_and_ends_the_session()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        using var browser = await person.SignIn();
        var page = await browser.Get("/sign-out");
        Assert.True(await In(browser));
        await browser.Submit(page, "form[method=post]:has(input[value=sign-out])");
        Assert.False(await In(browser));
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        using var browser = await person.SignIn();
        var response = await browser.Http.PostAsync("/sign-out", new FormUrlEncodedContent([new("_handler", "sign-out")]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(await In(browser));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData(null)]
    public void After_signing_in_one_stays_on_this_site(string? next) => Assert.Equal("/", LocalPath.Of(next));

    [Fact]
    public async Task A_person_with_two_posts_chooses_and_acts_in_the_chosen_one()
    {
        await using var world = await World.Start();
        var street = await world.Staff(Roles.Street, "210106001");
        await using (var scene = world.As())
        {
            var committee = await scene.Get<RegisterOrganisation>().Run(Roles.Committee, "工人村社区居委会", "210106001002", null);
            await scene.Get<GivePost>().Run(street.User, committee, Roles.Committee, Seat.B);
        }
        using var browser = await world.Browser();
        var page = await browser.Submit(await browser.Get("/sign-in?next=/account"), "sign-in", ("login", street.Login), ("password", street.Password));
        Assert.StartsWith("/account/post", page.Path, StringComparison.Ordinal);
        var choice = page.Document.QuerySelectorAll("input[name=post]").Single(i => i.ParentElement!.TextContent.Contains("居委会", StringComparison.Ordinal)).GetAttribute("value")!;
        page = await browser.Submit(page, "post", ("post", choice));
        Assert.Equal("/account", page.Path);
        Assert.True(page.Says("210106001002"));
    }
}
