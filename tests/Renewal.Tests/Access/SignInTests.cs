using System.Net;
using Microsoft.EntityFrameworkCore;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class SignInTests
{
    [Theory, Stores]
    public async Task A_post_holder_signs_in_without_JavaScript_and_acts_as_the_post(Store store)
    {
        await using var world = await World.Start(store);
        var street = await world.Staff(Roles.Street, "210106001");
        using var browser = await street.SignIn();
        var page = await browser.Get("/account");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("王建国", page.Text);
        Assert.Contains("街道办事处", page.Text);
        await using var scene = world.As();
        Assert.Contains(await scene.Db.Facts.ToListAsync(), f => f.Kind == nameof(SignedIn) && f.Subject == $"user/{street.User}");
    }
}
