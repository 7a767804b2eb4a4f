using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Web.Contract;
using Renewal.Web.Hosting;
using Xunit;

namespace Renewal.Tests.Web;

public sealed class HostingTests
{
    static async Task<(World, HttpClient)> Site(string[]? settings = null, Action<WebApplication>? map = null, Store store = Store.Sqlite)
    {
        var world = await World.Start(store, settings: settings ?? []);
        map?.Invoke(world.App);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        return (world, new HttpClient(handler) { BaseAddress = await world.Listen() });
    }

    static void Throwing(WebApplication app)
    {
        foreach (var prefix in (string[])["/api/v1", ""])
        {
            app.MapGet(prefix + "/test/refused", string () => throw new RuleBroken("test.no", "人数不对，请核对。") { Field = "count" }).AllowAnonymous();
            app.MapGet(prefix + "/test/fault", string () => throw new InvalidOperationException("password=hunter2")).AllowAnonymous();
            app.MapPost(prefix + "/test/fault", string () => throw new InvalidOperationException("password=hunter2")).AllowAnonymous().DisableAntiforgery();
            app.MapGet(prefix + "/test/stale", string () => throw new DbUpdateConcurrencyException("row")).AllowAnonymous();
            app.MapGet(prefix + "/test/absent", () => Results.NotFound()).AllowAnonymous();
            app.MapPut(prefix + "/test/versioned", (HttpContext http) => Etag.Expected(http)).AllowAnonymous().DisableAntiforgery();
        }
        app.MapGet("/api/v1/test/list", ([AsParameters] PageQuery page) => page.Checked().Size).AllowAnonymous();
    }

    [Fact]
    public async Task The_interface_answers_problem_details_with_a_stable_code_and_tells_nothing_of_a_fault()
    {
        var (world, http) = await Site(map: Throwing);
        await using var opened = world;
        async Task<(HttpStatusCode, string, string)> Ask(string path)
        {
            var answer = await http.GetAsync("/api/v1/test/" + path);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            var text = await answer.Content.ReadAsStringAsync();
            var problem = JsonDocument.Parse(text).RootElement;
            Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
            return (answer.StatusCode, problem.GetProperty("code").GetString()!, text);
        }
        var (status, code, text) = await Ask("refused");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "test.no"), (status, code));
        Assert.Equal("count", JsonDocument.Parse(text).RootElement.GetProperty("field").GetString());
        (status, code, text) = await Ask("fault");
        Assert.Equal((HttpStatusCode.InternalServerError, "fault"), (status, code));
        Assert.DoesNotContain("hunter2", text);
        (status, code, _) = await Ask("stale");
        Assert.Equal((HttpStatusCode.PreconditionFailed, "stale"), (status, code));
        (status, code, _) = await Ask("absent");
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (status, code));
        (status, code, _) = await Ask("nowhere");
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (status, code));
        (status, code, _) = await Ask("list?size=201");
        Assert.Equal((HttpStatusCode.BadRequest, "page.range"), (status, code));
        (status, code, _) = await Ask("list?size=abc");
        Assert.Equal((HttpStatusCode.BadRequest, "request.malformed"), (status, code));
        Assert.Equal("200", await http.GetStringAsync("/api/v1/test/list?size=200"));
    }

    [Fact]
    public async Task People_see_a_page_in_plain_Chinese_with_the_right_status()
    {
        var (world, http) = await Site(map: Throwing);
        await using var opened = world;
        async Task Sees(HttpResponseMessage answer, HttpStatusCode status, string words, string? not = null)
        {
            var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains(words, text);
            if (not is not null) Assert.DoesNotContain(not, text);
        }
        await Sees(await http.GetAsync("/test/refused"), HttpStatusCode.UnprocessableEntity, "人数不对，请核对。");
        await Sees(await http.GetAsync("/test/fault"), HttpStatusCode.InternalServerError, "编号", not: "hunter2");
        await Sees(await http.PostAsync("/test/fault", null), HttpStatusCode.InternalServerError, "编号", not: "hunter2");
        await Sees(await http.GetAsync("/test/absent"), HttpStatusCode.NotFound, "没有找到");
        await Sees(await http.GetAsync("/nowhere"), HttpStatusCode.NotFound, "没有找到");
        await Sees(await http.GetAsync("/error/403"), HttpStatusCode.Forbidden, "没有办理这件事的权限");
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"v3\"", 200)]
    [InlineData("v3", 400)]
    [InlineData("\"v-3\"", 400)]
    [InlineData("W/\"v3\"", 400)]
    [InlineData("*", 400)]
    public async Task A_write_names_the_version_it_has_seen(string? given, int status)
    {
        var (world, http) = await Site(map: Throwing);
        await using var opened = world;
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/test/versioned");
        if (given is not null) request.Headers.TryAddWithoutValidation("If-Match", given);
        Assert.Equal(status, (int)(await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers_and_no_page_is_kept_by_the_browser()
    {
        var (world, http) = await Site(map: Throwing);
        await using var opened = world;
        foreach (var path in (string[])["/error/403", "/nowhere", "/test/fault", "/api/v1/test/refused", "/readyz"])
        {
            var answer = await http.GetAsync(path);
            string Header(string name) => string.Join(",", answer.Headers.TryGetValues(name, out var values) ? values : []);
            Assert.Contains("script-src 'self';", Header("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", Header("Content-Security-Policy"));
            Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"));
            Assert.Equal("nosniff", Header("X-Content-Type-Options"));
            Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
            Assert.NotEmpty(Header("Referrer-Policy"));
            Assert.NotEmpty(Header("Permissions-Policy"));
            Assert.Empty(Header("Server"));
            if (answer.Content.Headers.ContentType?.MediaType == "text/html") Assert.Equal("no-store", Header("Cache-Control").Split(',')[^1].Trim());
        }
    }

    [Fact]
    public async Task Strict_transport_is_asked_for_over_https_behind_a_believed_proxy_only()
    {
        var (world, http) = await Site(["--environment=Production", "--AllowedHosts=*"]);
        await using var opened = world;
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-Host", "renewal.example.cn");
        Assert.True((await http.GetAsync("/error/404")).Headers.Contains("Strict-Transport-Security"));
    }

    [Theory, Stores]
    public async Task A_node_says_whether_it_lives_and_whether_it_can_work(Store store)
    {
        var (world, http) = await Site(store: store);
        await using var opened = world;
        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
        var ready = await http.GetFromJsonAsync<JsonElement>("/readyz");
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal(["disk", "record", "store"], ready.GetProperty("checks").EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task A_full_disk_makes_the_node_unready_but_not_dead()
    {
        var (world, http) = await Site(["--Web:LeastFreeMegabytes=1000000"]);
        await using var opened = world;
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz")).StatusCode);
        var answer = await http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("\"disk\":\"bad\"", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_in_words_before_it_is_read()
    {
        var (world, http) = await Site(["--Files:LargestInFormMegabytes=1"], Throwing);
        await using var opened = world;
        var answer = await http.PostAsync("/test/fault", new ByteArrayContent(new byte[(3 << 20) + 1]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("3 MB", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.InternalServerError, (await http.PostAsync("/test/fault", new ByteArrayContent(new byte[3 << 20]))).StatusCode);
    }

    [Fact]
    public async Task The_log_holds_no_phone_and_no_id_number_of_a_failing_request()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("renewal-log-").FullName, "log.json");
        var (world, http) = await Site([$"--Web:LogFile={file}", "--Logging:LogLevel:Default=Information"], app =>
        {
            Throwing(app);
            app.MapPost("/api/v1/test/owner/{phone}", async (string phone, HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                throw new InvalidOperationException($"no owner with {phone} and {form["id"]} at {request.Path}{request.QueryString}");
            }).AllowAnonymous().DisableAntiforgery();
        });
        await using (world)
        {
            var answer = await http.PostAsync("/api/v1/test/owner/13898765432?id=210106198203040516&name=%E5%BC%A0%E4%B8%89", new FormUrlEncodedContent(
                new Dictionary<string, string> { ["id"] = "21010619820304051X" }));
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            await http.GetAsync("/test/fault?phone=%2B8613898765432&q=138-9876-5432");
        }
        var log = string.Concat(Directory.GetFiles(Path.GetDirectoryName(file)!).Select(File.ReadAllText));
        Assert.Contains("no owner with", log);
        Assert.Contains("/api/v1/test/owner/{phone}", log);
        foreach (var secret in (string[])["13898765432", "9876-5432", "210106198203040516", "21010619820304051X", "%E5%BC%A0%E4%B8%89"]) Assert.DoesNotContain(secret, log);
    }

    [Theory]
    [InlineData("01a208ff-509e-7514-b813-4aebb3e672b5 13 ms", "01a208ff-509e-7514-b813-4aebb3e672b5 13 ms")]
    [InlineData("tel 13812345678.", "tel *******[phone].")]
    [InlineData("division 210106001002 batch 20260302", "division 210106001002 batch 20260302")]
    [InlineData("id 210106820304051", "id **************[id]")]
    [InlineData("why? because", "why? because")]
    public void Only_what_looks_like_personal_data_is_masked(string line, string shown) => Assert.Equal(shown, Logs.Mask(line));

    [Theory, Stores]
    public async Task Keys_of_cookies_lie_in_the_database_wrapped_and_survive_a_restart(Store store)
    {
        var world = await World.Start(store);
        var secret = world.App.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("入场券");
        await using (var scene = world.As())
        {
            var xml = (await scene.Db.Set<WebKeyRow>().ToListAsync()).Single().Xml;
            Assert.Contains("wrapped", xml);
            Assert.DoesNotContain("masterKey", xml);
        }
        await using var again = await world.Restart();
        Assert.Equal("入场券", again.App.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret));
    }

    [Fact]
    public async Task The_interface_describes_itself_in_OpenAPI_3_1()
    {
        var (world, http) = await Site();
        await using var opened = world;
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        Assert.Contains(document.GetProperty("paths").EnumerateObject(), p => p.Name == "/api/v1/files");
        Assert.All(document.GetProperty("paths").EnumerateObject(), p => Assert.StartsWith("/api/v1/", p.Name));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/scalar/")).StatusCode);
    }

    [Theory]
    [InlineData("--Storage:Provider=oracle")]
    [InlineData("--Web:Proxies:0=nonsense")]
    [InlineData("--Web:LeastFreeMegabytes=0")]
    [InlineData("--Files:LargestMegabytes=0")]
    public async Task A_wrong_setting_stops_the_start_with_a_word(string setting)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var world = await World.Start(settings: setting);
            await world.Listen();
        });
        Assert.Contains(setting.Split(':')[1].Split('=')[0], error.ToString());
    }
}
