using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Tests.Access;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>The last form of the voter, as browsers, robots and thieves send it.</summary>
[Clause("S1.06")]
public sealed class BallotPostTests
{
    static async Task<(Browser, Page)> AtTheReview(Village village, ConsultationId id, string number)
    {
        var browser = await village.World.Browser();
        var session = village.World.App.Services.GetRequiredService<VoterTokens>().Session(new(id, await village.Seat(id, number), Factor.Phone));
        browser.Cookies.Add(browser.Site, new Cookie("renewal.voter", session));
        return (browser, await browser.Submit(await browser.Get("/v/ballot"), "choose", ("line-1", "yes"), ("line-2", "no"), ("line-3", "abstain")));
    }

    static Task<List<Ballot>> Ballots(Village village) => village.Read(db => db.Set<Ballot>().OrderBy(b => b.Index).ToListAsync());

    [Fact]
    public async Task A_ballot_sent_off_goes_into_the_box_once_and_the_next_page_is_its_receipt()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var (browser, review) = await AtTheReview(village, id, "1-1-102");
        using var _ = browser;
        var receipt = await browser.Submit(review, "cast");
        Assert.Equal("/v/ballot", receipt.Path);
        Assert.True(receipt.Says("回执：第 1 张"), receipt.Text);
        Assert.True((await browser.Submit(review, "cast")).Says("回执：第 1 张"));
        var ballot = Assert.Single(await Ballots(village));
        Assert.Equal("1=yes;2=no;3=abstain", village.World.App.Services.GetRequiredService<BallotBox>().ChoicesOf(ballot));
    }

    [Fact]
    public async Task What_is_refused_is_told_by_the_page_and_stands_in_no_box()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first", votingDays: 1);
        var (browser, review) = await AtTheReview(village, id, "1-1-101");
        using var _ = browser;
        string Value(string name) => review.Document.QuerySelector($"input[name='{name}']")!.GetAttribute("value")!;
        Task<HttpResponseMessage> Post(string token, string line, string value) => browser.Http.PostAsync("/v/ballot", new FormUrlEncodedContent(
            [new("_handler", "cast"), new("__RequestVerificationToken", token), new("ballot", Value("ballot")), new(line, value)]));

        Assert.Equal(HttpStatusCode.BadRequest, (await Post("", "line-1", "yes")).StatusCode);
        var wrong = await Page.Read(await Post(Value("__RequestVerificationToken"), "line-1", "maybe"));
        Assert.True(wrong.Says("第 1 项的答案无法识别"), wrong.Text);
        village.World.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Found, (await Post(Value("__RequestVerificationToken"), "line-1", "yes")).StatusCode);
        Assert.True((await browser.Get("/v/ballot")).Says("请先核对身份"));

        var closes = await village.Read(db => db.Set<BallotBoxRow>().Where(b => b.Consultation == id).Select(b => b.ClosesAt).SingleAsync());
        village.World.Clock.SetUtcNow(closes.AddMinutes(-1));
        var (late, sheet) = await AtTheReview(village, id, "1-1-102");
        using var __ = late;
        village.World.Clock.SetUtcNow(closes);
        var closed = await late.Submit(sheet, "cast");
        Assert.True(closed.Says("截止"), closed.Text);
        Assert.Empty(await Ballots(village));
    }
}
