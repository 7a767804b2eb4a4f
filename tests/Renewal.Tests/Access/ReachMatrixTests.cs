using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;
using Renewal.Storage.Files;
using Renewal.Storage.Outbox;
using Xunit;

namespace Renewal.Tests.Access;

/// <summary>
/// Every GET endpoint and page × every role × a post of the own county, the city above it, the county beside it and another city: no name and no id of
/// a community out of reach ever comes back, whatever is asked for. Endpoints are taken from the running product, so a new one is in the matrix by
/// itself; a new route parameter needs a value in <see cref="Values"/>, or this test fails and says so.
/// </summary>
public sealed class ReachMatrixTests(ITestOutputHelper output)
{
    sealed record RegisteredForMatrix(CommunityId Id, string Name) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => $"登记小区「{Name}」";
    }

    /// <summary>One community with something of every kind hanging on it.</summary>
    sealed record Seeded(CommunityId Community, string Division, string Name, Guid File, Guid User, Guid Post, Guid Project, Guid Step, Guid Task, Guid Batch, Guid Message,
        long Position)
    {
        /// <summary>What gives the place away where it stands in an answer, unless the caller asked for just that.</summary>
        public IReadOnlyList<Guid> Ids => [Community.Value, Project, Step, Task, Batch, Message, File];
    }

    static readonly (string Division, string Name)[] Places =
        [("210106001001", "甲字院云杉里"), ("210107001001", "乙字院红松巷"), ("210201001001", "丙字院白桦坊"), ("210106", "丁字院黄榆庄")];

    static readonly string[] Counties = ["210106", "2101", "210107", "2102"];

    /// <summary>
    /// Values of route parameters by the beginning of the route and the name of the parameter; the longest beginning wins. Each value belongs to the
    /// seeded place, which the caller cannot reach.
    /// </summary>
    static readonly (string Route, string Parameter, Func<Seeded, string> Value)[] Values =
    [
        ("/", "community", s => s.Community.ToString()),
        ("/communities", "id", s => s.Community.ToString()),
        ("/api/v1/communities", "id", s => s.Community.ToString()),
        ("/", "division", s => s.Division[..6]),
        ("/files", "id", s => s.File.ToString()),
        ("/admin/users", "id", s => s.User.ToString()),
        ("/admin/posts", "id", s => s.Post.ToString()),
        ("/reveal", "kind", _ => "user"),
        ("/reveal", "id", s => s.User.ToString()),
        ("/", "position", s => s.Position.ToString(CultureInfo.InvariantCulture)),
        ("/", "step", _ => "S1.02"),
        ("/", "project", s => s.Project.ToString()),
        ("/projects", "id", s => s.Project.ToString()),
        ("/api/v1/projects", "id", s => s.Project.ToString()),
        ("/steps", "id", s => s.Step.ToString()),
        ("/api/v1/steps", "id", s => s.Step.ToString()),
        ("/tasks", "id", s => s.Task.ToString()),
        ("/inbox", "id", s => s.Message.ToString()),
        ("/intake", "id", s => s.Batch.ToString()),
        ("/intake", "format", _ => "xlsx"),
        // What is the same for everybody.
        ("/", "number", _ => "1"),
        ("/", "code", _ => "S1.06"),
        ("/guideline", "id", _ => "S1.06"),
    ];

    /// <summary>Query strings that an endpoint cannot answer without, or by which a page can be asked about a place.</summary>
    static readonly Dictionary<string, Func<Seeded, string>> Queries = new()
    {
        ["/api/v1/map/communities"] = _ => "?west=110&south=30&east=130&north=50&zoom=18",
        ["/projects/new"] = s => $"?q={Uri.EscapeDataString(s.Name[..2])}&community={s.Community}",
        ["/projects/{Id:guid}"] = s => $"?community={s.Community}",
        ["/todo"] = _ => "?desk=supervise",
    };

    /// <summary>Routes that the brief of the product names: were one renamed, the matrix would quietly stop asking it.</summary>
    static readonly string[] MustBeAsked = ["/todo", "/projects", "/projects/{Id:guid}", "/projects/new", "/projects/export.xlsx", "/steps/{Id:guid}", "/communities", "/communities/{Id:guid}",
        "/communities/export.xlsx", "/intake/{id:guid}", "/intake/{id:guid}/report.{format}", "/inbox", "/files/{id:guid}", "/audit", "/map", "/api/v1/communities/{id:guid}", "/api/v1/tasks/"];

    [Fact]
    public async Task Every_route_parameter_has_a_value_here()
    {
        await using var world = await World.Start();
        await world.Listen();
        var missing = Asked(world).SelectMany(e => e.RoutePattern.Parameters.Where(p => Provider(e, p.Name) is null).Select(p => $"{AuthorisationTests.Pattern(e)}: {p.Name}")).ToList();
        Assert.True(missing.Count == 0, "give these a value in ReachMatrixTests.Values:\n" + string.Join('\n', missing));
    }

    [Fact]
    public async Task Nothing_out_of_reach_ever_comes_back()
    {
        await using var world = await World.Start();
        await world.Listen();
        var seeds = new List<Seeded>();
        foreach (var (division, name) in Places) seeds.Add(await Seed(world, division, name));
        var endpoints = Asked(world).Where(e => e.RoutePattern.Parameters.All(p => Provider(e, p.Name) is not null)).ToList();
        Assert.Empty(MustBeAsked.Except(endpoints.Select(AuthorisationTests.Pattern)));

        var callers = new List<Staff>();
        foreach (var county in Counties)
            foreach (var role in Roles.All)
                callers.Add(await world.Staff(role, county, Roles.In(Roles.Assigned + "," + Roles.Residents, role)
                    ? seeds.Where(s => s.Division.StartsWith(county, StringComparison.Ordinal)).Take(1).Select(s => s.Community) : null));

        var (leaks, faults) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var (asked, seen, refused) = (0, 0, 0);
        await Parallel.ForEachAsync(callers.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, stop) =>
        {
            var (turn, caller) = one;
            using var browser = await caller.SignIn();
            var mine = seeds.Where(s => caller.Reach.Covers(s.Division) || caller.Reach.Communities.Contains(s.Community)).ToList();
            var theirs = seeds.Except(mine).ToList();
            foreach (var (n, endpoint) in endpoints.Index())
                // One place out of reach for each route with a parameter, another for the next caller: over all callers every place is asked for.
                foreach (var target in endpoint.RoutePattern.Parameters.Count == 0 && !Queries.ContainsKey(AuthorisationTests.Pattern(endpoint)) ? [seeds[0]] : theirs.Count == 0 ? [] : new[] { theirs[(n + turn) % theirs.Count] })
                {
                    var path = Fill(endpoint, target);
                    using var response = await browser.Http.GetAsync(path, stop);
                    // Chinese stands in pages as numeric entities, in JSON as escapes.
                    var body = Plain(await response.Content.ReadAsByteArrayAsync(stop));
                    Interlocked.Increment(ref asked);
                    if ((int)response.StatusCode >= 500) faults.Add($"{(int)response.StatusCode} {path} as {caller.Actor.Role} of {caller.Actor.Division}");
                    if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound) Interlocked.Increment(ref refused);
                    if (mine.Any(m => body.Contains(m.Name, StringComparison.Ordinal))) Interlocked.Increment(ref seen);
                    foreach (var other in theirs)
                    {
                        // The page may repeat the address it was asked for, never the name behind it.
                        var named = body.Contains(other.Name, StringComparison.Ordinal);
                        var known = other.Ids.Any(id => !path.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase)
                            && (body.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase) || body.Contains(id.ToString("N"), StringComparison.OrdinalIgnoreCase)));
                        if (named || known) leaks.Add($"{path} tells {caller.Actor.Role} of {caller.Actor.Division} about {other.Name} ({other.Division})");
                    }
                }
        });
        output.WriteLine($"{endpoints.Count} endpoints × {callers.Count} posts: {asked} answers, {refused} refused, {seen} with something in reach, {leaks.Count} leaks");
        Assert.True(faults.IsEmpty, "faults:\n" + string.Join('\n', faults.Distinct().Order(StringComparer.Ordinal).Take(40)));
        Assert.True(leaks.IsEmpty, "leaks:\n" + string.Join('\n', leaks.Distinct().Order(StringComparer.Ordinal).Take(40)));
        // A matrix in which nobody sees anything proves nothing.
        Assert.True(seen > 0 || !endpoints.Any(e => AuthorisationTests.Pattern(e).StartsWith("/communities", StringComparison.Ordinal)), "nobody saw even what is in reach");
    }

    static async Task<Seeded> Seed(World world, string division, string name)
    {
        var id = CommunityId.New();
        Guid file;
        await using (var scene = world.As())
        {
            await scene.Get<ProcessLog>().Run(new Process("test.register", "登记小区"), run =>
            {
                run.Db.Add(new ResidentialCommunity(id, division, name));
                run.Fact(new RegisteredForMatrix(id, name));
                return Task.CompletedTask;
            });
            await using var paper = new MemoryStream(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"));
            file = (await scene.Get<IEvidence>().Store(paper, name + ".pdf", id)).Value;
        }
        var clerk = await world.Staff(Roles.Street, division.Length >= 9 ? division[..9] : division);

        // A project with one step open and its tasks, by the use cases and the product's own gates.
        ProjectId project;
        StepId step;
        Guid task;
        await using (var scene = world.As(Post(Roles.CountyOffice, division), Reach.Everything))
            project = await scene.Get<OpenProject>().Run(new([id], world.Clock.Today()));
        await using (var scene = world.As(Post(Roles.Committee, division), Reach.Everything))
        {
            step = await scene.Get<OpenStep>().Run(new(project, "S1.02", world.Clock.Today()));
            task = await scene.Db.StepTasks.Where(t => t.Project == project && t.Record == step).Select(t => t.Id).FirstAsync();
        }

        // A batch of the intake that is checked and not confirmed, whose rows and whose file name say the name.
        Guid batch;
        await using (var scene = world.As(Post(Roles.CountyOffice, division[..6]), Reach.Everything))
        {
            var intakes = scene.Get<Intakes>();
            var sheet = new MemoryStream(Encoding.UTF8.GetBytes($"小区名称,区县,户数\n{name}东院,{division[..6]},12\n{name}西院,{division[..6]},很多户\n"));
            var uploaded = await intakes.Upload(sheet, new UploadRequest("communities", name + ".csv", division[..6], CoordinateSystem.Wgs84));
            await intakes.Check(uploaded);
            batch = uploaded.Value;
        }

        var message = Guid.CreateVersion7();
        long position;
        await using (var scene = world.As())
        {
            await scene.Get<ProcessLog>().Run(new Process("test.message", "收件"), run =>
            {
                run.Db.Add(new InboxRow { Id = message, User = clerk.User, Title = $"{name}：S1.02 还剩 2 个工作日", Body = name, Link = $"/projects/{project}", At = run.At });
                run.Fact(new ToldForMatrix(id));
                return Task.CompletedTask;
            });
            position = await scene.Db.Set<FactRow>().Where(f => f.Community == id.Value).Select(f => f.Position).FirstAsync();
        }
        return new Seeded(id, division, name, file, clerk.User, clerk.Post, project.Value, step.Value, task, batch, message, position);
    }

    sealed record ToldForMatrix(CommunityId Id) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => "收件";
    }

    static Actor Post(string role, string division) => new(Guid.CreateVersion7(), role, Guid.CreateVersion7(), $"{division}{role}", role, division);

    /// <summary>What answers to GET and is not meant for everybody: public pages show what is public, by their own tests.</summary>
    static IEnumerable<RouteEndpoint> Asked(World world) => AuthorisationTests.Endpoints(world)
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
        .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is not null);

    static Func<Seeded, string>? Provider(RouteEndpoint endpoint, string parameter) => Values
        .Where(v => string.Equals(v.Parameter, parameter, StringComparison.OrdinalIgnoreCase)
            && (v.Route == "/" || AuthorisationTests.Pattern(endpoint).StartsWith(v.Route + "/", StringComparison.OrdinalIgnoreCase)))
        .OrderByDescending(v => v.Route.Length).Select(v => v.Value).FirstOrDefault();

    static string Fill(RouteEndpoint endpoint, Seeded target)
    {
        var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Provider(endpoint, parameter.Name)!(target),
            _ => "",
        }))));
        return (path.Length == 0 ? "/" : path) + (Queries.GetValueOrDefault(AuthorisationTests.Pattern(endpoint))?.Invoke(target) ?? "");
    }

    static string Plain(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        // Spreadsheets are zip files: their sheets are read, too.
        if (body is [(byte)'P', (byte)'K', ..])
        {
            using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(body));
            text = string.Join('\n', zip.Entries.Select(e =>
            {
                using var reader = new StreamReader(e.Open());
                return reader.ReadToEnd();
            }));
        }
        return WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(text, @"\\u([0-9a-fA-F]{4})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString()));
    }
}
