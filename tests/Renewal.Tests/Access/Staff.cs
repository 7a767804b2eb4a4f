using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests;

/// <summary>A person in a post, made through the use cases, who can act in a scope and sign in over HTTP.</summary>
public sealed class Staff
{
    internal const string GoodPassword = "mudanjiang-lianhua-47";

    public required World World { get; init; }
    public required Guid User { get; init; }
    public required Guid Post { get; init; }
    public required Guid Organisation { get; init; }
    public required string Login { get; init; }
    public string Password { get; set; } = GoodPassword;
    public required Actor Actor { get; init; }
    public required Reach Reach { get; init; }

    /// <summary>A scope in which this person acts, with the reach the post has now.</summary>
    public Scene Scene() => World.As(Actor, Reach);

    /// <summary>The same as a bare scope, for those who take one.</summary>
    public Microsoft.Extensions.DependencyInjection.AsyncServiceScope Scope()
    {
        var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(World.App.Services);
        ((Caller)scope.ServiceProvider.GetService(typeof(Caller))!).Is(Actor, Reach);
        return scope;
    }

    /// <summary>A browser in which this person has really signed in: password page, cookies, antiforgery.</summary>
    public async Task<Browser> SignIn()
    {
        var browser = await World.Browser();
        var page = await browser.Submit(await browser.Get("/sign-in?next=/account"), "sign-in", ("login", Login), ("password", Password));
        Assert.True(page.Path.StartsWith("/account", StringComparison.Ordinal), $"{Login} did not get in: {page.Path} {page.Text}");
        return browser;
    }
}

public static class Staffs
{
    static int count;

    /// <summary>An organisation of that kind in the division, a user, and an A post; privileged roles sit in an office of the division.</summary>
    /// <param name="role">code of <see cref="Roles"/></param>
    /// <param name="division">2, 4, 6, 9 or 12 digits</param>
    /// <param name="communities">what the organisation is assigned to, for roles that reach by assignment</param>
    /// <param name="units">own units, for residents</param>
    /// <param name="organisation">an existing organisation instead of a new one</param>
    public static async Task<Staff> Staff(this World world, string role, string division, IEnumerable<CommunityId>? communities = null, IEnumerable<Guid>? units = null,
        Guid? organisation = null, Seat seat = Seat.A)
    {
        var n = Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture);
        Guid user, post, office;
        var login = $"{role.Replace('_', '-')[..Math.Min(role.Length, 12)]}.{n}";
        await using (var scene = world.As())
        {
            var kind = Roles.In(Roles.Privileged, role) ? Roles.CityOffice : role;
            office = organisation ?? await scene.Get<RegisterOrganisation>().Run(kind, $"{division}{Roles.Zh(kind)}{n}", division, null);
            (user, _) = await scene.Get<OpenAccount>().Run(login, "王建国", "13812345678", division, Renewal.Tests.Staff.GoodPassword);
            post = await scene.Get<GivePost>().Run(user, office, role, seat, units: units);
            foreach (var community in communities ?? []) await scene.Get<AssignOrganisation>().Run(office, community, "测试合同");
        }
        await using var check = world.As();
        var standing = await check.Get<PostBook>().Load(user, post) ?? throw new InvalidOperationException("the post is not in force");
        return new Staff { World = world, User = user, Post = post, Organisation = office, Login = login, Actor = standing.Actor, Reach = standing.Reach };
    }
}
