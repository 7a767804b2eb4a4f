using System.CommandLine;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Renewal.Foundation;

namespace Renewal.Storage.Files;

/// <summary>The doors of the evidence shelf: download, streamed upload, and the verb that checks it.</summary>
static class FilesPart
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddOptions<FilesOptions>().BindConfiguration("Files").ValidateDataAnnotations().ValidateOnStart();
        return services.AddScoped<IEvidence, Evidence>();
    }

    public static WebApplication MapFiles(this WebApplication app)
    {
        app.MapGet("/files/{id:guid}", Download).RequireAuthorization().ExcludeFromDescription();
        var limit = app.Services.GetRequiredService<IOptions<FilesOptions>>().Value.LargestVideoMegabytes * 1048576L;
        app.MapPost("/api/v1/files", Upload).RequireAuthorization().WithMetadata(new RequestSizeLimitAttribute(limit + 1024))
            .Accepts<Stream>("application/octet-stream").WithTags("files").WithName("uploadFile")
            .WithSummary("Store a piece of evidence: the body is the file itself");
        return app;
    }

    /// <summary>Hands a file out: as a download by default; pictures in place with <c>?view=1</c>. Ranges and If-None-Match are answered after the reach test.</summary>
    static async Task<IResult> Download(Guid id, IEvidence evidence, HttpContext http, string? view = null, CancellationToken stop = default)
    {
        if (await evidence.Find(new FileId(id), stop) is not { } file) return Results.NotFound();
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.XContentTypeOptions = "nosniff";
        // Should a browser ever render it, it is in a box of its own.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var inPlace = view is not null && file.Kind.ShowsInPlace();
        return Results.Stream(evidence.Open(file), file.Kind.ContentType(), inPlace ? null : file.Name, file.At,
            new EntityTagHeaderValue($"\"{file.Hash}\""), enableRangeProcessing: true);
    }

    public sealed record Stored(Guid Id, string Name, string Kind, long Bytes, string Sha256);

    static async Task<IResult> Upload(HttpContext http, IEvidence evidence, IAntiforgery antiforgery, string name, Guid? community = null, string? division = null,
        bool personal = false, CancellationToken stop = default)
    {
        // A cookie is sent by the browser on its own, a token is not.
        if (!http.Request.Headers.ContainsKey(HeaderNames.Authorization)) await antiforgery.ValidateRequestAsync(http);
        if (community is null == division is null) throw new RuleBroken("files.place", "请说明材料属于哪个小区（community）或哪个区划（division），二者取一。");
        var id = community is { } c ? await evidence.Store(http.Request.Body, name, new CommunityId(c), personal, stop)
            : await evidence.Store(http.Request.Body, name, division!, personal, stop);
        var file = (await evidence.Find(id, stop))!;
        return Results.Created($"/files/{id}", new Stored(id.Value, file.Name, file.Kind.ToString(), file.Bytes, file.Hash));
    }

    public static Command Command()
    {
        var verify = new Command("verify", "核查附件：缺失与被改动 check evidence files: missing and changed ones");
        verify.SetAction((_, stop) => Web.CommandHost.Run(async services =>
        {
            var found = await FileShelf.Verify(services.GetRequiredService<RenewalDb>(), services.GetRequiredService<IOptions<StorageOptions>>().Value, stop);
            foreach (var hash in found.Missing) Console.WriteLine($"缺失 missing  {hash}");
            foreach (var hash in found.Damaged) Console.WriteLine($"被改 changed  {hash}");
            Console.WriteLine($"{found.Contents} 个附件，缺失 {found.Missing.Count}，被改 {found.Damaged.Count}");
            return found.Clean ? 0 : 1;
        }));
        return new Command("files", "附件 evidence files") { verify };
    }
}
