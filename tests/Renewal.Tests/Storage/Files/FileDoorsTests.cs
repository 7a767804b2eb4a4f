using System.Net;
using System.Net.Http.Headers;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Files;
using Xunit;

namespace Renewal.Tests.Storage.Files;

public sealed class FileDoorsTests
{
    static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 200).Select(i => (byte)i)];

    [Theory, Stores]
    public async Task A_file_is_handed_out_to_who_reaches_it_as_a_download_in_parts_or_not_at_all_when_unchanged(Store store)
    {
        await using var world = await World.Start(store);
        FileId id;
        await using (var scene = world.As()) id = await scene.Get<IEvidence>().Store(new MemoryStream(Png), "现场 照片.png", "210106001");
        var path = $"/files/{id}";
        using var here = await (await world.Staff(Roles.CountyOffice, "210106")).SignIn();

        var answer = await here.Http.GetAsync(path);
        Assert.Equal(Png, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("现场 照片.png", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Contains("nosniff", answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Contains("sandbox", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Null((await here.Http.GetAsync(path + "?view=1")).Content.Headers.ContentDisposition);

        var part = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(8, 11) } };
        answer = await here.Http.SendAsync(part);
        Assert.Equal((HttpStatusCode.PartialContent, 4), (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).Length));
        var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await here.Http.SendAsync(again)).StatusCode);

        using var elsewhere = await (await world.Staff(Roles.CountyOffice, "210102")).SignIn();
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.Http.GetAsync(path)).StatusCode);
        using var nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = here.Site };
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_browser_uploads_nothing_without_the_token_of_a_page()
    {
        await using var world = await World.Start();
        using var here = await (await world.Staff(Roles.CountyOffice, "210106")).SignIn();
        var answer = await here.Http.PostAsync("/api/v1/files?name=a.png&division=210106", new ByteArrayContent(Png));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("form.expired", await answer.Content.ReadAsStringAsync());
    }
}
