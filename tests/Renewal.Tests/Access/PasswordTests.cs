using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class PasswordTests
{
    static readonly CommonPasswords Common = new();

    [Fact]
    public void The_list_of_common_passwords_has_more_than_a_thousand_of_twelve_and_more()
    {
        Assert.True(Common.Count >= 1000);
        Assert.True(Common.Contains("woaini1314520") || Common.Contains("woaini123456"));
    }

    [Theory]
    [InlineData("lianhua-cha-47", true)] // no capitals, no rule for symbols
    [InlineData("correct horse tea", true)]
    [InlineData("浑河边的三棵老槐树和一只猫", true)]
    [InlineData("kqzmtfwnpvrb", true)] // exactly 12
    [InlineData("kqzmtfwnpvr", false)] // 11
    [InlineData("P@ssword1234", false)] // common, whatever the case
    [InlineData("WOAINI123456", false)]
    [InlineData("１２３４５６１２３４５６", false)] // full-width digits are digits
    [InlineData("abcabcabcabc", false)]
    [InlineData("xyzw-xyzw-xyzw-", false)]
    [InlineData("345678901234", false)]
    [InlineData("ponmlkjihgfe", false)]
    [InlineData("aabbaabbabab", false)] // too few different signs
    [InlineData("wang.jianguo-2026", false)] // the login name inside
    [InlineData("我在工人村街道办事处上班呢", false)] // the organisation inside
    public void Length_counts_and_what_everybody_uses_is_refused(string password, bool good) =>
        Assert.Equal(good, PasswordRules.Refuse(password, "wang.jianguo", ["工人村街道办事处"], Common) is null);

    [Fact]
    public async Task A_weak_password_is_refused_when_an_account_is_opened()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<OpenAccount>().Run("li.min", "李敏", null, "2101", "short"));
        Assert.Equal("access.password", broken.Code);
    }

    [Theory]
    [InlineData("13812345678")]
    [InlineData("210102198001011234")]
    [InlineData("ab")]
    [InlineData("with space")]
    [InlineData("李敏")]
    public void A_login_name_is_no_phone_or_id_number(string login) =>
        Assert.Equal("access.login", Assert.Throws<RuleBroken>(() => new User(login, "2101", DateTimeOffset.UnixEpoch)).Code);

    [Fact]
    public async Task A_login_name_is_given_once_whatever_its_case()
    {
        await using var world = await World.Start();
        await using (var scene = world.As()) await scene.Get<OpenAccount>().Run("li.min", "李敏", null, "2101");
        await using var again = world.As();
        Assert.Equal("access.login_taken", (await Assert.ThrowsAsync<RuleBroken>(() => again.Get<OpenAccount>().Run("ＬＩ.Min", "李敏", null, "2101"))).Code);
    }

    [Fact]
    public async Task With_a_one_time_password_one_goes_nowhere_before_changing_it()
    {
        await using var world = await World.Start();
        string password;
        await using (var scene = world.As())
        {
            var office = await scene.Get<RegisterOrganisation>().Run(Roles.CountyOffice, "铁西区改造办", "210106", null);
            (var user, password) = await scene.Get<OpenAccount>().Run("zhao.liu", "赵柳", null, "210106");
            await scene.Get<GivePost>().Run(user, office, Roles.CountyOffice, Seat.A);
        }
        using var browser = await world.Browser();
        var page = await browser.Submit(await browser.Get("/sign-in"), "sign-in", ("login", "zhao.liu"), ("password", password));
        page = await browser.Get("/account");
        Assert.Equal("/account/password", page.Path);
        page = await browser.Submit(page, "password", ("current", password), ("password", "zhao.liu-123456"), ("again", "zhao.liu-123456"));
        Assert.True(page.Says("登录名"), page.Text);
        page = await browser.Submit(page, "password", ("current", password), ("password", "hunhe-laohuaishu-3"), ("again", "hunhe-laohuaishu-3"));
        Assert.StartsWith("/account?done=password", page.Path, StringComparison.Ordinal);
        Assert.Equal("/account", (await browser.Get("/account")).Path);
    }
}
