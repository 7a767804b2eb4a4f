using System.Net;
using Microsoft.EntityFrameworkCore;
using Renewal.Access;
using Renewal.Access.Contract;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class RevealTests
{
    [Theory, Stores]
    public async Task Personal_data_is_shown_once_for_a_purpose_and_the_record_holds_who_and_why_but_no_data(Store store)
    {
        await using var world = await World.Start(store);
        var admin = await world.Staff(Roles.AdminAccounts, "2101");
        var clerk = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await admin.SignIn();
        var page = await browser.Get($"/admin/users/{clerk.User}");
        Assert.False(page.Says("王建国"));
        Assert.False(page.Says("13812345678"));
        Assert.True(page.Says("王**"));
        Assert.True(page.Says("138****5678"));

        page = await browser.Get($"/reveal/user/{clerk.User}");
        page = await browser.Submit(page, "reveal", ("purpose", ""), ("text", "核对"));
        Assert.False(page.Says("13812345678"));
        page = await browser.Submit(page, "reveal", ("purpose", "identity"), ("text", "窗口核验本人身份"));
        Assert.True(page.Says("王建国"));
        Assert.True(page.Says("13812345678"));

        await using var scene = world.As();
        var fact = await scene.Db.Facts.SingleAsync(f => f.Kind == nameof(PersonalDataRevealed));
        Assert.DoesNotContain("王建国", fact.Payload + fact.Zh + fact.Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("13812345678", fact.Payload + fact.Zh + fact.Changes, StringComparison.Ordinal);
        var process = await scene.Db.Processes.SingleAsync(p => p.Id == fact.Process);
        Assert.Equal((admin.User, "窗口核验本人身份"), (process.ActorId, process.Reason));
    }

    [Fact]
    public async Task Who_has_no_such_duty_or_no_such_reach_reveals_nothing()
    {
        await using var world = await World.Start();
        var clerk = await world.Staff(Roles.CountyOffice, "210106");
        using var browser = await clerk.SignIn();
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get($"/reveal/user/{clerk.User}")).Status);
        var dalian = await world.Staff(Roles.AdminAccounts, "2102");
        using var other = await dalian.SignIn();
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"/reveal/user/{clerk.User}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"/reveal/nothing/{clerk.User}")).Status);
    }

    [Fact]
    public async Task No_record_row_holds_a_clear_name_phone_or_secret_of_a_user()
    {
        await using var world = await World.Start();
        var clerk = await world.Staff(Roles.Residents, "210106001002");
        using var browser = await clerk.SignIn();
        await using var scene = world.As();
        foreach (var fact in await scene.Db.Facts.ToListAsync())
            foreach (var secret in new[] { "王建国", "13812345678", clerk.Password })
                Assert.DoesNotContain(secret, fact.Payload + fact.Zh + fact.Changes, StringComparison.Ordinal);
        var user = await scene.Db.Set<User>().SingleAsync(u => u.Id == clerk.User);
        var hash = System.Text.Encoding.ASCII.GetString(user.Password);
        Assert.DoesNotContain(await scene.Db.Facts.ToListAsync(), f => f.Changes.Contains(hash, StringComparison.Ordinal));
    }
}
