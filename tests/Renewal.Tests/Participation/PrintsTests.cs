using System.Net;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Participation;
using Renewal.Participation.Contract;
using UglyToad.PdfPig;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>Papers for the doors as staff download them: whose they are, what stands on them, and that the codes on them open the vote.</summary>
public sealed class PrintsTests
{
    [Fact]
    [Clause("S1.06")]
    public async Task Letters_sheets_slips_and_lists_are_searchable_pages_one_a_seat()
    {
        await using var village = await Village.Start([.. Village.Flats(14), .. Village.Flats(3, building: "2")]);
        var id = await village.Open("first", lines: [new("works"), new("management"), new("cost"), new("model")]);
        using var desk = await (await village.World.Staff(Roles.Committee, Village.Division)).SignIn();
        var page = await desk.Get($"/consultations/{id}/prints");

        var letters = await Post(desk, page, $"/consultations/{id}/letters.pdf");
        Assert.Equal(17, letters.Length);
        Assert.Contains("1-1-101", letters[0]);
        // What was printed is a code: it opens the first door, and only its own.
        var code = System.Text.RegularExpressions.Regex.Match(letters[0], "(?:[0-9A-Z]{4} ){5}[0-9A-Z]{2}").Value;
        await using (var scene = village.World.As()) Assert.NotEmpty(await scene.Get<Voters>().Letter(code));
        // A second click makes nothing new: the codes that were sent stay good.
        var again = await desk.Http.PostAsync($"/consultations/{id}/letters.pdf", Token(page));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.True(await village.Read(db => db.Set<Renewal.Storage.ProcessRow>().AnyAsync(p => p.Code == "participation.print-letters")), "printing codes stands in the record");

        Assert.Equal(HttpStatusCode.Conflict, (await desk.Http.GetAsync($"/consultations/{id}/sheets.pdf")).StatusCode);
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var sheets = Pages(await desk.Http.GetByteArrayAsync($"/consultations/{id}/sheets.pdf"));
        var serials = await village.Serials(id, ["1-1-101", "2-1-103"]);
        Assert.Contains(serials["1-1-101"], sheets[0]);
        Assert.Contains(serials["2-1-103"], sheets[^1]);
        // A question with options is asked with its options, not with yes and no.
        Assert.Contains("专业物业", sheets[0]);
        Assert.Contains(serials["1-1-101"], string.Concat(Pages(await desk.Http.GetByteArrayAsync($"/consultations/{id}/sheets.pdf?numbers=1-1-101"))));

        await village.Online(id, "1-1-101", "1=yes;2=yes;3=yes;4=professional");
        Assert.Equal(16, Pages(await desk.Http.GetByteArrayAsync($"/consultations/{id}/slips.pdf")).Length);
        var lists = Pages(await desk.Http.GetByteArrayAsync($"/consultations/{id}/lists.pdf"));
        Assert.Equal(3, lists.Length);
        Assert.DoesNotContain("1-1-101", lists[0]);

        using var anybody = await village.World.Browser();
        Assert.Contains("1-1-102", string.Concat(Pages(await anybody.Http.GetByteArrayAsync($"/c/{id}/roll.pdf"))));
        Assert.Contains("参与", string.Concat(Pages(await anybody.Http.GetByteArrayAsync($"/c/{id}/poster.pdf?paper=A3"))));
    }

    [Fact]
    public async Task Codes_are_printed_for_those_of_the_place_only_and_never_by_a_link()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        using var other = await (await village.World.Staff(Roles.Committee, "210106001003")).SignIn();
        var form = await other.Get("/consultations/new");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.PostAsync($"/consultations/{id}/letters.pdf", Token(form))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/consultations/{id}/sheets.pdf")).StatusCode);
        using var auditor = await (await village.World.Staff(Roles.Auditor, "2101")).SignIn();
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.Http.GetAsync($"/consultations/{id}/sheets.pdf")).StatusCode);
        using var own = await (await village.World.Staff(Roles.Committee, Village.Division)).SignIn();
        Assert.False((await own.Http.GetAsync($"/consultations/{id}/letters.pdf")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await own.Http.PostAsync($"/consultations/{id}/letters.pdf", new FormUrlEncodedContent([]))).StatusCode);
        Assert.Equal(0, await village.Read(db => db.Set<Renewal.Participation.Seat>().CountAsync(s => s.CodeIndex != null)));
    }

    static FormUrlEncodedContent Token(Page page) => new([new("__RequestVerificationToken", page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), new("numbers", "")]);

    static async Task<string[]> Post(Browser browser, Page page, string path)
    {
        var answer = await browser.Http.PostAsync(path, Token(page));
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return Pages(await answer.Content.ReadAsByteArrayAsync());
    }

    static string[] Pages(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(p => p.Text)];
    }
}
