using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class PostTests
{
    static async Task<string> Refused(Func<Task> act) => (await Assert.ThrowsAsync<RuleBroken>(act)).Code;

    static async Task<Guid> NewUser(World world, string login, string division = "2101")
    {
        await using var scene = world.As();
        return (await scene.Get<OpenAccount>().Run(login, "孙七", null, division)).User;
    }

    [Theory, Stores]
    public async Task A_privileged_post_takes_two_administrators(Store store)
    {
        await using var world = await World.Start(store);
        var accounts = await world.Staff(Roles.AdminAccounts, "2101");
        var security = await world.Staff(Roles.AdminSecurity, "2101", organisation: accounts.Organisation);
        var user = await NewUser(world, "new.auditor");
        Guid post;
        await using (var scene = accounts.Scene()) post = await scene.Get<GivePost>().Run(user, accounts.Organisation, Roles.Auditor, Seat.A);
        await using (var scene = world.As()) Assert.Null(await scene.Get<PostBook>().Load(user, post));
        // The one who proposed cannot approve, nor may anybody of another duty.
        await using (var scene = accounts.Scene()) Assert.Equal("access.forbidden", await Refused(() => scene.Get<DecidePost>().Run(post, true, "同意")));
        await using (var scene = world.As()) Assert.Equal("access.forbidden", await Refused(() => scene.Get<DecidePost>().Run(post, true, "同意")));
        await using (var scene = security.Scene())
        {
            await scene.Get<DecidePost>().Run(post, true, "同意");
            Assert.Equal("access.post.not_open", await Refused(() => scene.Get<DecidePost>().Run(post, true, "再次")));
        }
        await using (var scene = world.As()) Assert.NotNull(await scene.Get<PostBook>().Load(user, post));
    }

    [Fact]
    public void Nobody_approves_what_they_proposed_or_receive()
    {
        var (proposer, receiver) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var office = new Organisation(Roles.CityOffice, "沈阳市改造办", "2101", null);
        Post Proposed() => new(receiver, office, Roles.Auditor, Seat.A, new(2026, 3, 2), null, proposer, PostState.Proposed);
        Assert.Equal("access.post.same_person", Assert.Throws<RuleBroken>(() => Proposed().Decide(proposer, true)).Code);
        Assert.Equal("access.post.same_person", Assert.Throws<RuleBroken>(() => Proposed().Decide(receiver, true)).Code);
    }

    [Fact]
    public async Task Who_keeps_the_product_holds_nothing_else()
    {
        await using var world = await World.Start();
        var accounts = await world.Staff(Roles.AdminAccounts, "2101");
        var clerk = await world.Staff(Roles.CityOffice, "2101");
        await using var scene = accounts.Scene();
        foreach (var role in Roles.Privileged.Split(','))
            Assert.Equal("access.post.separation", await Refused(() => scene.Get<GivePost>().Run(clerk.User, clerk.Organisation, role, Seat.Member)));
        Assert.Equal("access.post.separation", await Refused(() => scene.Get<GivePost>().Run(accounts.User, clerk.Organisation, Roles.CityOffice, Seat.Member)));
    }

    [Fact]
    public async Task Administrators_act_in_their_division_only_and_business_roles_do_not_administer()
    {
        await using var world = await World.Start();
        var dalian = await world.Staff(Roles.AdminAccounts, "2102");
        var shenyang = await world.Staff(Roles.CityOffice, "2101");
        await using (var scene = dalian.Scene())
        {
            Assert.Equal("access.out_of_division", await Refused(() => scene.Get<RegisterOrganisation>().Run(Roles.Street, "外市街道", "210106001", null)));
            Assert.Equal("access.out_of_division", await Refused(() => scene.Get<ResetPassword>().Run(shenyang.User, false, "越权")));
            Assert.Equal("access.out_of_division", await Refused(() => scene.Get<GivePost>().Run(shenyang.User, dalian.Organisation, Roles.CityOffice, Seat.A)));
        }
        await using (var scene = shenyang.Scene())
        {
            Assert.Equal("access.forbidden", await Refused(() => scene.Get<OpenAccount>().Run("some.body", "某人", null)));
            Assert.Equal("access.forbidden", await Refused(() => scene.Get<GivePost>().Run(shenyang.User, shenyang.Organisation, Roles.CityOffice, Seat.B)));
        }
    }

    [Fact]
    public async Task One_administrator_cannot_take_anothers_place_by_resetting_the_password()
    {
        await using var world = await World.Start();
        var accounts = await world.Staff(Roles.AdminAccounts, "2101");
        var security = await world.Staff(Roles.AdminSecurity, "2101", organisation: accounts.Organisation);
        await using var scene = accounts.Scene();
        Assert.Equal("access.privileged", await Refused(() => scene.Get<ResetPassword>().Run(security.User, true, "忘记密码")));
    }

    [Theory, Stores]
    public async Task A_duty_has_one_A_and_one_B_officer_and_any_number_under_them(Store store)
    {
        await using var world = await World.Start(store);
        var a = await world.Staff(Roles.Street, "210106001");
        await world.Staff(Roles.Street, "210106001", organisation: a.Organisation, seat: Seat.B);
        await world.Staff(Roles.Street, "210106001", organisation: a.Organisation, seat: Seat.Member);
        await world.Staff(Roles.Street, "210106001", organisation: a.Organisation, seat: Seat.Member);
        var fifth = await NewUser(world, "fifth.wheel");
        foreach (var seat in new[] { Seat.A, Seat.B })
            await using (var scene = world.As())
                Assert.Equal("access.post.seat", await Refused(() => scene.Get<GivePost>().Run(fifth, a.Organisation, Roles.Street, seat)));
        await using var check = world.As();
        Assert.Equal([Seat.A, Seat.B, Seat.Member, Seat.Member], (await check.Get<IPosts>().Holders(a.Organisation, Roles.Street)).Select(h => h.Seat));
    }

    sealed class Heard : IHear<PostHandedOver>
    {
        public List<PostHandedOver> Facts { get; } = [];

        public Task Hear(PostHandedOver fact, ProcessRun run)
        {
            Facts.Add(fact);
            return Task.CompletedTask;
        }
    }

    sealed class TwoTasks : IHandoverItems
    {
        public Task<IReadOnlyList<string>> Of(Guid post, Guid user, CancellationToken stop = default) => Task.FromResult<IReadOnlyList<string>>(["首轮征求意见：确认汇总", "联合审查：出具意见"]);
    }

    [Fact]
    public async Task At_a_handover_the_seat_passes_on_with_the_list_and_other_rooms_hear_it_in_the_same_transaction()
    {
        var heard = new Heard();
        await using var world = await World.Start(services: s => s.AddSingleton<IHear<PostHandedOver>>(heard).AddSingleton<IHandoverItems>(new TwoTasks()));
        var admin = await world.Staff(Roles.AdminAccounts, "210106");
        var a = await world.Staff(Roles.Street, "210106001");
        var b = await world.Staff(Roles.Street, "210106001", organisation: a.Organisation, seat: Seat.B);
        using var working = await a.SignIn();
        Guid to;
        await using (var scene = admin.Scene()) to = await scene.Get<HandOverPost>().Run(a.Post, b.User, "工作调动", "公章一枚\n钥匙两把\n");
        // B moves up: the old chair is left, the A seat taken.
        Assert.Contains(heard.Facts, f => f.FromPost == a.Post && f.ToPost == to && f.ToUser == b.User && f.Items >= 4);
        Assert.Contains(heard.Facts, f => f.FromPost == b.Post && f.ToPost == to);
        await using var check = world.As();
        var holder = Assert.Single(await check.Get<IPosts>().Holders(a.Organisation));
        Assert.Equal((to, b.User, Seat.A), (holder.Post, holder.User, holder.Seat));
        Assert.Contains("公章一枚", (await check.Db.Set<Handover>().SingleAsync()).Items, StringComparison.Ordinal);
        Assert.NotEqual("/account", (await working.Get("/account")).Path);
    }

    [Fact]
    public async Task On_leave_the_other_officer_stands_in_and_both_are_never_away()
    {
        await using var world = await World.Start();
        var a = await world.Staff(Roles.Street, "210106001");
        var b = await world.Staff(Roles.Street, "210106001", organisation: a.Organisation, seat: Seat.B);
        var (from, to) = (new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 6));
        await using (var scene = a.Scene()) await scene.Get<EnterLeave>().Run(a.Post, b.Post, from, to, "出差");
        await using (var scene = b.Scene()) Assert.Equal("access.leave.both_away", await Refused(() => scene.Get<EnterLeave>().Run(b.Post, a.Post, to, to, "休假")));
        await using (var scene = world.As()) Assert.Equal([b.Post, a.Post], (await scene.Get<IPosts>().Holders(a.Organisation)).Select(h => h.Post));
        world.Clock.Advance(TimeSpan.FromDays(5));
        await using (var scene = world.As()) Assert.Equal([a.Post, b.Post], (await scene.Get<IPosts>().Holders(a.Organisation)).Select(h => h.Post));
    }

    [Fact]
    public async Task A_firm_reaches_what_it_is_assigned_to_and_loses_it_at_the_end()
    {
        await using var world = await World.Start();
        var (mine, other) = (CommunityId.New(), CommunityId.New());
        var firm = await world.Staff(Roles.Contractor, "2101", [mine]);
        Assert.Equal([mine], firm.Reach.Communities);
        Assert.False(firm.Reach.Covers("210106"));
        await using (var scene = world.As())
        {
            await scene.Get<IStaffing>().AssignCommunity(firm.Organisation, other, "中标通知书");
            await scene.Get<IStaffing>().AssignCommunity(firm.Organisation, other, "重复");
            await scene.Get<IStaffing>().EndAssignment(firm.Organisation, mine, "竣工移交");
        }
        await using var check = world.As();
        Assert.Equal([other], (await check.Get<PostBook>().Load(firm.User, firm.Post))!.Reach.Communities);
        Assert.Equal(firm.Organisation, Assert.Single(await check.Get<IPosts>().AssignedTo(other)).Id);
    }

    [Fact]
    public async Task A_resident_without_a_known_unit_reaches_none_rather_than_all()
    {
        await using var world = await World.Start();
        var resident = await world.Staff(Roles.Residents, "210106001002", [CommunityId.New()]);
        Assert.True(resident.Reach.OwnUnitsOnly);
        Assert.Equal("王**", resident.Actor.Name);
    }

    [Fact]
    public async Task The_office_that_answers_for_a_place_is_the_nearest_above_it()
    {
        await using var world = await World.Start();
        var city = await world.Staff(Roles.Housing, "2101");
        var county = await world.Staff(Roles.Housing, "210106");
        await world.Staff(Roles.Housing, "210107");
        await using var scene = world.As();
        Assert.Equal([county.Organisation, city.Organisation], (await scene.Get<IPosts>().OrganisationsFor(Roles.Housing, "210106001002")).Select(o => o.Id));
    }

    [Fact]
    public void Roles_are_those_of_the_process_template()
    {
        var yaml = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Guideline", "Data", "process.yaml"));
        var listed = yaml.SkipWhile(l => l != "roles:").Skip(1).TakeWhile(l => l.StartsWith("- {code: ", StringComparison.Ordinal))
            .ToDictionary(l => l["- {code: ".Length..l.IndexOf(',')], l => l[(l.IndexOf("zh: \"", StringComparison.Ordinal) + 5)..l.IndexOf("\", en", StringComparison.Ordinal)]);
        Assert.Equal(listed.Keys.Order(StringComparer.Ordinal), Roles.Process.Split(',').Order(StringComparer.Ordinal));
        foreach (var (code, zh) in listed) Assert.Equal(zh, Roles.Zh(code));
    }

    [Fact]
    public async Task The_command_line_makes_two_administrators_and_refuses_weak_passwords_and_a_second_time()
    {
        await using var world = await World.Start();
        (string, string, string?)[] people = [("admin.accounts", Roles.AdminAccounts, "hunhe-laohuaishu-3"), ("admin.security", Roles.AdminSecurity, null)];
        await using (var scene = world.As())
            Assert.Equal("access.password", await Refused(() => AdminCommand.FirstAdministrators(scene.Services, "省厅", "21", [("admin.accounts", Roles.AdminAccounts, "password1234")])));
        await using (var scene = world.As()) Assert.Equal(2, (await AdminCommand.FirstAdministrators(scene.Services, "省厅", "21", people)).Count);
        await using (var scene = world.As()) Assert.Equal("access.admins_exist", await Refused(() => AdminCommand.FirstAdministrators(scene.Services, "省厅", "21", people)));
        using var browser = await world.Browser();
        var page = await browser.Submit(await browser.Get("/sign-in?next=/admin/users"), "sign-in", ("login", "admin.accounts"), ("password", "hunhe-laohuaishu-3"));
        Assert.Equal("/admin/users", page.Path);
        Assert.True(page.Says("admin.security"));
    }
}
