using System.Net;
using Microsoft.EntityFrameworkCore;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class LockoutTests
{
    const string Here = "10.0.0.1", There = "10.0.0.2";

    static async Task<string> Try(World world, string login, string password, string address)
    {
        await using var scene = world.As(Renewal.Storage.Actor.Nobody, Renewal.Storage.Reach.Nothing);
        try
        {
            await scene.Get<SignIn>().Password(login, password, address);
            return "in";
        }
        catch (RuleBroken broken) { return broken.Code; }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(7, 4)]
    [InlineData(10, 32)]
    [InlineData(11, 60)]
    [InlineData(40, 60)]
    public void The_pause_doubles_from_the_fifth_failure_up_to_an_hour(int failures, int minutes) => Assert.Equal(minutes, Lockout.Minutes(failures));

    [Theory, Stores]
    public async Task The_fifth_failure_pauses_for_a_minute_and_the_sixth_for_two(Store store)
    {
        await using var world = await World.Start(store);
        var person = await world.Staff(Roles.Street, "210106001");
        for (var i = 0; i < 5; i++) Assert.Equal("access.wrong", await Try(world, person.Login, "wrong", Here));
        Assert.Equal("access.paused", await Try(world, person.Login, person.Password, Here));
        world.Clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal("access.paused", await Try(world, person.Login, person.Password, Here));
        world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("access.wrong", await Try(world, person.Login, "wrong", Here));
        world.Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal("access.paused", await Try(world, person.Login, person.Password, Here));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("in", await Try(world, person.Login, person.Password, Here));
        // A success forgets the failures.
        for (var i = 0; i < 4; i++) Assert.Equal("access.wrong", await Try(world, person.Login, "wrong", Here));
        Assert.Equal("in", await Try(world, person.Login, person.Password, Here));
        await using var scene = world.As();
        Assert.Equal(2, await scene.Db.Facts.CountAsync(f => f.Kind == nameof(SignInPaused)));
    }

    [Fact]
    public async Task Whoever_fails_from_one_address_locks_nobody_out_at_another()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        Assert.Equal("in", await Try(world, person.Login, person.Password, There));
        for (var i = 0; i < 5; i++) await Try(world, person.Login, "wrong", Here);
        Assert.Equal("access.paused", await Try(world, person.Login, person.Password, Here));
        Assert.Equal("in", await Try(world, person.Login, person.Password, There));
    }

    [Fact]
    public async Task Guessing_from_very_many_addresses_is_braked_but_the_usual_address_stays_free()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        Assert.Equal("in", await Try(world, person.Login, person.Password, There));
        for (var i = 0; i < Lockout.BrakeFailures; i++) Assert.Equal("access.wrong", await Try(world, person.Login, "wrong", $"10.1.0.{i}"));
        Assert.Equal("access.paused", await Try(world, person.Login, person.Password, "10.9.9.9"));
        Assert.Equal("in", await Try(world, person.Login, person.Password, There));
        world.Clock.Advance(Lockout.BrakeGap);
        Assert.Equal("in", await Try(world, person.Login, person.Password, "10.9.9.9"));
    }

    [Fact]
    public async Task An_unknown_account_gets_the_same_answers_as_a_wrong_password()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        List<string> known = [], unknown = [];
        for (var i = 0; i < 7; i++)
        {
            known.Add(await Try(world, person.Login, "wrong", Here));
            unknown.Add(await Try(world, "nobody.here", "wrong", Here));
        }
        Assert.Equal(known, unknown);
        await using var scene = world.As();
        var user = await scene.Db.Set<User>().SingleAsync(u => u.Id == person.User);
        await scene.Get<DisableAccount>().Run(user.Id, true, user.Version, "离职");
        Assert.Equal("access.wrong", await Try(world, person.Login, person.Password, There));
    }

    [Fact]
    public async Task A_hundred_tries_at_once_are_counted_one_by_one()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Street, "210106001");
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Try(world, person.Login, "wrong", Here)));
        Assert.Equal(Lockout.Free, answers.Count(a => a == "access.wrong"));
        Assert.Equal(30 - Lockout.Free, answers.Count(a => a == "access.paused"));
    }

    [Theory]
    [InlineData("192.168.1.7", "192.168.1.7")]
    [InlineData("::ffff:192.168.1.7", "192.168.1.7")]
    [InlineData("2408:8207:1:2:3:4:5:6", "2408:8207:1:2::/64")]
    [InlineData("2408:8207:1:2:ffff::1", "2408:8207:1:2::/64")]
    public void Addresses_of_one_customer_count_as_one(string address, string counted) => Assert.Equal(counted, Lockout.Address(IPAddress.Parse(address)));

    [Fact]
    public async Task The_sign_in_page_takes_only_so_many_posts_a_minute_from_an_address()
    {
        await using var world = await World.Start(settings: "--Access:SignInsPerMinute=3");
        using var browser = await world.Browser();
        var page = await browser.Get("/sign-in");
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Submit(page, "sign-in", ("login", $"a{i}"), ("password", "x"))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Submit(page, "sign-in", ("login", "b"), ("password", "x"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/sign-in")).Status);
    }
}
