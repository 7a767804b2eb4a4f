using System.Text;
using AngleSharp.Dom;
using Renewal.Access;
using Renewal.Access.Contract;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class TotpTests
{
    static readonly byte[] RfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, SHA-1 rows.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(RfcSecret, Totp.Step(DateTimeOffset.FromUnixTimeSeconds(seconds)), 8));

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base32_of_RFC_4648(string text, string expected) => Assert.Equal(expected, Totp.Base32(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_code_is_good_one_step_early_or_late_and_only_once()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000_015);
        var step = Totp.Step(now);
        foreach (var (ahead, good) in new[] { (-2, false), (-1, true), (0, true), (1, true), (2, false) })
            Assert.Equal(good, Totp.Verify(RfcSecret, Totp.Code(RfcSecret, step + ahead), now, 0) is not null);
        Assert.Null(Totp.Verify(RfcSecret, Totp.Code(RfcSecret, step), now, step));
        Assert.NotNull(Totp.Verify(RfcSecret, " " + Totp.Code(RfcSecret, step).Insert(3, " "), now, 0));
        Assert.Null(Totp.Verify(RfcSecret, null, now, 0));
        Assert.Null(Totp.Verify(RfcSecret, "", now, 0));
    }

    static byte[] FromPage(Page page)
    {
        var text = page.Document.QuerySelector("#code-hint")!.TextContent.Split('：')[1].Replace(" ", "", StringComparison.Ordinal).Trim();
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [Fact]
    public async Task A_second_factor_is_enrolled_asked_for_and_replaced_by_a_recovery_code_once()
    {
        await using var world = await World.Start();
        var person = await world.Staff(Roles.Housing, "210106");
        using var browser = await person.SignIn();
        var page = await browser.Get("/account/totp");
        Assert.NotNull(page.Document.QuerySelector(".qr svg"));
        var secret = FromPage(page);
        // A wrong code keeps the picture: the phone has scanned it.
        page = await browser.Submit(page, "totp-on", ("code", "000000"));
        Assert.Equal(secret, FromPage(page));
        page = await browser.Submit(page, "totp-on", ("code", Totp.Code(secret, Totp.Step(world.Clock.GetUtcNow()))));
        var recovery = page.Document.QuerySelectorAll(".recovery code").Select(c => c.TextContent).ToList();
        Assert.Equal(8, recovery.Count);
        Assert.Equal("/account", (await browser.Get("/account")).Path);

        async Task<Page> Enter(string code)
        {
            using var other = await world.Browser();
            var asked = await other.Submit(await other.Get("/sign-in?next=/account"), "sign-in", ("login", person.Login), ("password", person.Password));
            Assert.True(asked.Says("动态口令"));
            return await other.Submit(asked, "sign-in-code", ("code", code));
        }
        // The code of enrolment is used up.
        Assert.True((await Enter(Totp.Code(secret, Totp.Step(world.Clock.GetUtcNow())))).Says("不正确或已用过"));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("/account", (await Enter(Totp.Code(secret, Totp.Step(world.Clock.GetUtcNow())))).Path);
        Assert.Equal("/account", (await Enter(recovery[0])).Path);
        Assert.True((await Enter(recovery[0])).Says("不正确"));
    }

    [Fact]
    public async Task Administrators_must_enrol_where_the_installation_asks_for_it()
    {
        await using var world = await World.Start(settings: "--Access:RequireTotp=true");
        var admin = await world.Staff(Roles.AdminAccounts, "2101");
        using var browser = await admin.SignIn();
        Assert.Equal("/account/totp", (await browser.Get("/admin/users")).Path);
        var clerk = await world.Staff(Roles.CityOffice, "2101");
        using var other = await clerk.SignIn();
        Assert.Equal("/account", (await other.Get("/account")).Path);
    }
}
