using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Lifecycle;
using Renewal.Participation;
using Renewal.Places;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Access;

// The other half of the matrix: acts. Each is tried on places out of reach, by the web service with a token and by the form of the page with its token.
public sealed partial class ReachMatrixTests
{
    /// <summary>What takes POST, PATCH, PUT or DELETE over the web service or a plain form, and names a place in its address or its body.</summary>
    static List<RouteEndpoint> Acts(World world) => [.. AuthorisationTests.Endpoints(world)
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(m => m is "POST" or "PATCH" or "PUT" or "DELETE") == true && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
        .Where(e => AuthorisationTests.Pattern(e).StartsWith("/api/", StringComparison.Ordinal) || e.RoutePattern.Parameters.Count > 0)
        .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is null)];

    /// <summary>A body of the type the act takes: every id in it is one of the place, every text a text, every list has one member.</summary>
    static object? Body(Type type, string name, Seeded of, DateOnly today)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return name is "Step" or "To" ? "S1.02" : name == "Number" ? "1-1-101" : name == "Outcome" ? "Met" : "测试用文字";
        if (type == typeof(Guid)) return name is "File" ? of.File : name is "Consultation" ? of.Consultation : name is "Tasks" ? of.Task : name is "Id" ? Guid.CreateVersion7() : of.Community.Value;
        if (type == typeof(DateOnly)) return today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(DateTimeOffset)) return today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) + "T04:00:00Z";
        if (type == typeof(bool)) return true;
        if (type.IsEnum) return null;
        if (type.IsPrimitive || type == typeof(decimal)) return 1;
        if (type.IsGenericType && type.GetGenericArguments() is [var k, var v] && k == typeof(string)) return new Dictionary<string, object?> { ["households"] = Body(v, "value", of, today) };
        if (type.IsGenericType && type.GetGenericArguments() is [var member]) return new[] { Body(member, name, of, today) };
        return type.GetProperties().Where(p => p.Name != "EqualityContract").ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), p => Body(p.PropertyType, p.Name, of, today));
    }

    static HttpRequestMessage Act(RouteEndpoint act, Seeded of, DateOnly today, string antiforgery)
    {
        var path = string.Concat(act.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            // What stands below the place (a consent, a take, a paper) need not exist: the place above it is asked for first.
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Provider(act, parameter.Name)?.Invoke(of) ?? Guid.CreateVersion7().ToString(),
            _ => "",
        }))));
        var method = act.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.First(m => m is "POST" or "PATCH" or "PUT" or "DELETE");
        var request = new HttpRequestMessage(new(method), path);
        var takes = act.Metadata.GetMetadata<IAcceptsMetadata>();
        if (takes?.ContentTypes.Contains("application/json") == true) request.Content = JsonContent.Create(Body(takes.RequestType!, "", of, today));
        else request.Content = new FormUrlEncodedContent([new("purpose", "复核抽查"), new("numbers", ""), new("__RequestVerificationToken", antiforgery)]);
        request.Headers.Add("RequestVerificationToken", antiforgery);
        request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
        return request;
    }

    /// <summary>Every page that names a place in its address, with each form that stands on it; the names are read from its source.</summary>
    static List<(RouteEndpoint Page, string Form)> Forms(World world) => [.. AuthorisationTests.Endpoints(world)
        .Where(e => e.RoutePattern.Parameters.Count > 0 && e.RoutePattern.Parameters.All(p => Provider(e, p.Name) is not null) && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
        .Select(e => (Page: e, Of: e.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>()?.Type.Name)).Where(e => e.Of is not null)
        .SelectMany(e => FormNames(e.Of!).Select(form => (e.Page, form)))];

    static IEnumerable<string> FormNames(string page) => Directory.EnumerateFiles(Path.Combine(Architecture.Source.Root, "src", "Renewal"), page + ".razor", SearchOption.AllDirectories)
        .SelectMany(f => FormName().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct();

    [GeneratedRegex("@formname=\"([a-z-]+)\"")]
    private static partial Regex FormName();

    static async Task<Dictionary<Guid, int>> Facts(World world, IEnumerable<Seeded> seeds)
    {
        var ids = seeds.Select(s => (Guid?)s.Community.Value).ToList();
        await using var scene = world.As();
        return await scene.Db.Set<FactRow>().Where(f => ids.Contains(f.Community)).GroupBy(f => f.Community!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
    }

    [Fact]
    public async Task No_act_reaches_beyond_the_reach_of_its_post()
    {
        await using var world = await World.Start();
        await world.Listen();
        var (wrong, before, after, passed) = await TryActs(world, Counties);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.Equal(before, after);
        // The roles let enough of them through for the reach to be what refuses.
        Assert.True(passed > 200, $"{passed} came past the role");
    }

    [Theory]
    [InlineData(typeof(RenovationProject))]
    [InlineData(typeof(Consultation))]
    [InlineData(typeof(ResidentialCommunity))]
    public async Task An_act_beyond_reach_is_seen_where_a_filter_is_missing(Type entity)
    {
        await using var world = await World.Start(services: PlantedLeak.Allow);
        await world.Listen();
        try
        {
            var (wrong, before, after, _) = await TryActs(world, Counties[..1], () => PlantedLeak.In = entity);
            Assert.True(wrong.Count > 0 || !before.SequenceEqual(after), $"{entity.Name} without its filter goes unseen");
        }
        finally { PlantedLeak.In = null; }
    }

    /// <returns>acts that were not refused; facts of the places before and after; how many came past the role</returns>
    async Task<(IReadOnlyList<string> Wrong, Dictionary<Guid, int> Before, Dictionary<Guid, int> After, int Passed)> TryActs(World world, string[] counties, Action? plant = null)
    {
        var seeds = await Seed(world);
        var acts = Acts(world);
        Assert.True(acts.Count > 25, $"only {acts.Count} acts were found");
        var forms = Forms(world);
        Assert.True(forms.Count > 30, $"only {forms.Count} forms were found");
        var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime);
        ConcurrentBag<string> wrong = [];
        ConcurrentDictionary<HttpStatusCode, int> answers = [];
        List<Staff> callers = [];
        foreach (var county in counties)
            foreach (var role in Roles.All)
                callers.Add(await world.Staff(role, county, Roles.In(Roles.Assigned + "," + Roles.Residents, role) ? Assignment(seeds, county) : null));
        var passed = 0;
        var before = await Facts(world, seeds);
        plant?.Invoke();
        await Parallel.ForEachAsync(callers.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, stop) =>
        {
            var (turn, caller) = one;
            var theirs = seeds.Where(s => !caller.Reach.Covers(s.Division) && !caller.Reach.Communities.Contains(s.Community)).ToList();
            // A package in reach by one member is a project in reach.
            if (seeds.Any(s => s.Packed && !theirs.Contains(s))) theirs.RemoveAll(s => s.Packed);
            // Who keeps accounts reaches no community, and all accounts of the division.
            if (Roles.In(Roles.Administrators, caller.Actor.Role)) theirs.RemoveAll(s => s.Division.StartsWith(caller.Actor.Division, StringComparison.Ordinal));
            if (theirs.Count == 0) return;
            using var http = new HttpClient { BaseAddress = await world.Listen() };
            // Posts that get no token act by their session.
            if (await Token(caller) is { } token) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var browser = await caller.SignIn();
            var antiforgery = (await browser.Get("/account")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            List<HttpRequestMessage> requests = [];
            foreach (var (n, act) in acts.Index()) requests.Add(Act(act, theirs[(n + turn) % theirs.Count], today, antiforgery));
            foreach (var (n, (page, form)) in forms.Index())
                requests.Add(new(HttpMethod.Post, Fill(page, theirs[(n + turn) % theirs.Count])) { Content = new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", antiforgery)]) });
            foreach (var request in requests)
            {
                using var sent = request;
                using var response = await (request.RequestUri!.OriginalString.StartsWith("/api/", StringComparison.Ordinal) && http.DefaultRequestHeaders.Authorization is not null ? http : browser.Http).SendAsync(request, stop);
                answers.AddOrUpdate(response.StatusCode, 1, (_, k) => k + 1);
                if (response.StatusCode != HttpStatusCode.Forbidden) Interlocked.Increment(ref passed);
                var told = await response.Content.ReadAsStringAsync(stop);
                // A list of visits is answered line by line, and says of each why not.
                var refused = (int)response.StatusCode is >= 400 and < 500 || told.Contains("不在您的管辖范围内", StringComparison.Ordinal) || told is "[]" or "0";
                if (!refused) wrong.Add($"{(int)response.StatusCode} {request.Method} {request.RequestUri} as {caller.Actor.Role} of {caller.Actor.Division}: {told[..Math.Min(200, told.Length)]}");
            }
        });
        output.WriteLine($"{acts.Count} acts × {callers.Count} posts: {string.Join("，", answers.OrderBy(a => a.Key).Select(a => $"{(int)a.Key}: {a.Value}"))}");
        return ([.. wrong.Distinct().Order(StringComparer.Ordinal)], before, await Facts(world, seeds), passed);

        async Task<string?> Token(Staff caller)
        {
            await using var scene = caller.Scene();
            return Roles.In(Roles.Privileged, caller.Actor.Role) ? null : await scene.Get<IssueToken>().Run(caller.Post, "矩阵", 1);
        }
    }
}
