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
using Renewal.Participation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;
using Renewal.Storage.Files;
using Renewal.Storage.Outbox;
using Xunit;

namespace Renewal.Tests.Access;

/// <summary>
/// Every endpoint and page × every role × a post of the own county, the city above it, the county beside it and another city: no name and no id of
/// a community out of reach ever comes back, whatever is asked for, and no act on one is taken (ActMatrixTests.cs). Endpoints are taken from the running
/// product, so a new one is in the matrix by itself; a new route parameter needs a value in <see cref="Values"/>, or this test fails and says so.
/// </summary>
public sealed partial class ReachMatrixTests(ITestOutputHelper output)
{
    sealed record RegisteredForMatrix(CommunityId Id, string Name) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => $"登记小区「{Name}」";
    }

    /// <summary>One community with something of every kind hanging on it.</summary>
    /// <param name="Packed">its project is a package that reaches over counties: whoever reaches one member reaches the project, never the other members</param>
    sealed record Seeded(CommunityId Community, string Division, string Name, bool Packed, Guid File, Guid User, Guid Post, Guid Project, Guid Step, Guid Task, Guid Batch,
        Guid Message, long Position, Guid Building, Guid Owner, Guid Household, Guid Consultation)
    {
        /// <summary>What gives the place away where it stands in an answer, unless the caller asked for just that.</summary>
        public IReadOnlyList<Guid> Ids => [Community.Value, Step, Task, Batch, Message, File, Building, Owner, Household, Consultation, .. Packed ? (Guid[])[] : [Project]];

        /// <summary>Stands in opinions, reasons and titles of the community's papers, and nowhere else.</summary>
        public string Opinion => $"{Name[..3]}居民议事意见";
    }

    static readonly (string Division, string Name, bool Packed)[] Places =
    [
        ("210106001001", "甲字院云杉里", false), ("210107001001", "乙字院红松巷", false), ("210201001001", "丙字院白桦坊", false), ("210106", "丁字院黄榆庄", false),
        ("210106001001", "戊字院青杨台", true), ("210107001001", "己字院紫椴胡同", true), ("210201001001", "庚字院水曲柳园", true),
    ];

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
        ("/consultations", "id", s => s.Consultation.ToString()),
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
        var seeds = await Seed(world);
        var endpoints = Asked(world).Where(e => e.RoutePattern.Parameters.All(p => Provider(e, p.Name) is not null)).ToList();
        Assert.Empty(MustBeAsked.Except(endpoints.Select(AuthorisationTests.Pattern)));

        var callers = new List<Staff>();
        foreach (var county in Counties)
            foreach (var role in Roles.All)
                callers.Add(await world.Staff(role, county, Roles.In(Roles.Assigned + "," + Roles.Residents, role)
                    ? Assignment(seeds, county) : null));

        var seen = await Ask(callers, endpoints, seeds, default);
        output.WriteLine($"{endpoints.Count} endpoints × {callers.Count} posts: {seen.Asked} answers, {seen.Refused} refused, {seen.InReach} with something in reach, {seen.Leaks.Count} leaks");
        Assert.True(seen.Faults.IsEmpty, "faults:\n" + string.Join('\n', seen.Faults.Distinct().Order(StringComparer.Ordinal).Take(40)));
        Assert.True(seen.Leaks.IsEmpty, "leaks:\n" + string.Join('\n', seen.Leaks.Distinct().Order(StringComparer.Ordinal).Take(40)));
        // A matrix in which nobody sees anything proves nothing.
        Assert.True(seen.InReach > 0, "nobody saw even what is in reach");
    }

    /// <summary>
    /// Filters that may go without anything coming back, and what stands in the way. An entity named here that does leak fails the test as well, and so does a
    /// filtered entity that is neither caught nor named.
    /// </summary>
    static readonly Dictionary<Type, string> HeldBySomethingElse = new()
    {
        [typeof(Building)] = UnderItsCommunity, [typeof(Stairwell)] = UnderItsCommunity, [typeof(Unit)] = UnderItsCommunity, [typeof(Home)] = UnderItsCommunity,
        [typeof(Ownership)] = UnderItsCommunity,
        [typeof(Lot)] = InTheDossier, [typeof(LotCommunity)] = InTheDossier, [typeof(StepFigures)] = InTheDossier, [typeof(StepMilestone)] = InTheDossier,
        [typeof(StepPaper)] = InTheDossier,
        [typeof(BallotLine)] = UnderItsConsultation, [typeof(Renewal.Participation.Seat)] = UnderItsConsultation, [typeof(RollAmendment)] = UnderItsConsultation,
        [typeof(BallotBoxRow)] = UnderItsConsultation, [typeof(Ballot)] = UnderItsConsultation, [typeof(PaperSheet)] = UnderItsConsultation, [typeof(Dispute)] = UnderItsConsultation,
        [typeof(SeatEvent)] = UnderItsConsultation, [typeof(Objection)] = UnderItsConsultation, [typeof(AuditCall)] = UnderItsConsultation, [typeof(Visit)] = UnderItsConsultation,
        [typeof(IdentityCheck)] = UnderItsConsultation, [typeof(OwnerTelling)] = UnderItsConsultation, [typeof(LoosePage)] = UnderItsConsultation, [typeof(GivenPhone)] = UnderItsConsultation,
    };

    const string UnderItsCommunity = "pages read it only under a community that was found in reach, elsewhere it is only counted";
    const string UnderItsConsultation = "read only under a consultation that was found in reach";
    const string InTheDossier = "read only as part of a project that was found in reach, and shown only under a step that was";

    /// <summary>
    /// The matrix is tried itself: the reach filter of one entity after the other is taken out of the model, and the matrix must see it. One planted leak at a
    /// time, on the same store.
    /// </summary>
    [Fact]
    public async Task A_leak_planted_in_any_entity_is_seen()
    {
        await using var world = await World.Start(services: PlantedLeak.Allow);
        await world.Listen();
        var seeds = await Seed(world);
        var endpoints = Asked(world).Where(e => e.RoutePattern.Parameters.All(p => Provider(e, p.Name) is not null)).ToList();
        List<Staff> callers =
        [
            await world.Staff(Roles.CountyOffice, "210106"), await world.Staff(Roles.Committee, "210106001001"),
            await world.Staff(Roles.Contractor, "210106", Assignment(seeds, "210106")),
        ];
        await using var scene = world.As();
        var filtered = scene.Db.Model.GetEntityTypes().Where(e => e.FindDeclaredQueryFilter(Reach.Filter) is not null).Select(e => e.ClrType).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        List<string> wrong = [];
        foreach (var entity in filtered)
        {
            PlantedLeak.In = entity;
            using var enough = new CancellationTokenSource();
            var seen = await Ask(callers, endpoints, seeds, enough.Token, enough);
            output.WriteLine($"{entity.Name}: {seen.Leaks.FirstOrDefault() ?? "nothing comes back"} ({seen.Asked} answers)");
            if (seen.Leaks.IsEmpty == HeldBySomethingElse.ContainsKey(entity)) continue;
            wrong.Add(seen.Leaks.IsEmpty ? $"{entity.Name} without its filter goes unseen: the matrix is blind to it, or something else holds; find out which"
                : $"{entity.Name} is named as held by something else, and leaks: {seen.Leaks.First()}");
        }
        PlantedLeak.In = null;
        Assert.Empty(HeldBySomethingElse.Keys.Except(filtered));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    static IEnumerable<CommunityId> Assignment(List<Seeded> seeds, string division) =>
        seeds.Where(s => s.Division.StartsWith(division, StringComparison.Ordinal)).GroupBy(s => s.Packed).Select(g => g.First().Community);

    sealed class Answers
    {
        public ConcurrentBag<string> Leaks { get; } = [];
        public ConcurrentBag<string> Faults { get; } = [];
        public int Asked, InReach, Refused;
    }

    /// <param name="first">cancelled at the first leak, where one is enough</param>
    static async Task<Answers> Ask(List<Staff> callers, List<RouteEndpoint> endpoints, List<Seeded> seeds, CancellationToken until, CancellationTokenSource? first = null)
    {
        var answers = new Answers();
        await Parallel.ForEachAsync(callers.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, stop) =>
        {
            var (turn, caller) = one;
            using var browser = await caller.SignIn();
            var mine = seeds.Where(s => caller.Reach.Covers(s.Division) || caller.Reach.Communities.Contains(s.Community)).ToList();
            var theirs = seeds.Except(mine).ToList();
            // A package in reach by one member is where the others could show.
            var shared = theirs.Exists(s => s.Packed) ? mine.Find(s => s.Packed) : null;
            List<string> paths = [];
            foreach (var (n, endpoint) in endpoints.Index())
                if (endpoint.RoutePattern.Parameters.Count == 0 && !Queries.ContainsKey(AuthorisationTests.Pattern(endpoint))) paths.Add(Fill(endpoint, seeds[0]));
                // One place out of reach for each route with a parameter, another for the next caller: over all callers every place is asked for.
                else paths.AddRange(new[] { theirs.Count == 0 ? null : theirs[(n + turn) % theirs.Count], shared }.OfType<Seeded>().Select(s => Fill(endpoint, s)));
            foreach (var other in theirs.Take(2)) paths.AddRange([$"/reveal/owner/{other.Owner}", $"/reveal/household/{other.Household}"]);
            paths.AddRange(theirs.Where(s => s.Packed).Select(s => $"/steps/{s.Step}"));
            foreach (var path in paths)
            {
                if (until.IsCancellationRequested) return;
                using var response = await browser.Http.GetAsync(path, stop);
                // Chinese stands in pages as numeric entities, in JSON as escapes.
                var body = Plain(await response.Content.ReadAsByteArrayAsync(stop));
                Interlocked.Increment(ref answers.Asked);
                if ((int)response.StatusCode >= 500) answers.Faults.Add($"{(int)response.StatusCode} {path} as {caller.Actor.Role} of {caller.Actor.Division}");
                if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound) Interlocked.Increment(ref answers.Refused);
                if (mine.Any(m => body.Contains(m.Name, StringComparison.Ordinal))) Interlocked.Increment(ref answers.InReach);
                foreach (var other in theirs)
                {
                    // The page may repeat the address it was asked for, never the name behind it. Only where a package is judged is a partner named that it
                    // waits for (ADR 0078), and nothing else is told of it.
                    var partner = other.Packed && shared is not null && (path.Contains(shared.Project.ToString(), StringComparison.Ordinal) || path.Contains(shared.Step.ToString(), StringComparison.Ordinal));
                    var named = body.Contains(other.Opinion, StringComparison.Ordinal) || !partner && body.Contains(other.Name, StringComparison.Ordinal);
                    // A file and a person on the roll carry no name of the place: there the answer itself is the leak.
                    var given = response.IsSuccessStatusCode && new[] { other.File, other.Owner, other.Household }.Any(id => path.EndsWith(id.ToString(), StringComparison.Ordinal));
                    var known = other.Ids.Any(id => !path.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase)
                        && (body.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase) || body.Contains(id.ToString("N"), StringComparison.OrdinalIgnoreCase)));
                    if (!named && !known && !given) continue;
                    answers.Leaks.Add($"{path} tells {caller.Actor.Role} of {caller.Actor.Division} about {other.Name} ({other.Division})");
                    if (first is not null) await first.CancelAsync();
                }
            }
        });
        return answers;
    }

    static async Task<List<Seeded>> Seed(World world)
    {
        List<Seeded> seeds = [];
        foreach (var (division, name, packed) in Places) seeds.Add(await Seed(world, division, name, packed));
        foreach (var alone in seeds.Where(s => !s.Packed).ToList()) seeds[seeds.IndexOf(alone)] = await Walk(world, [alone], alone);
        List<Seeded> package = [.. seeds.Where(s => s.Packed)];
        foreach (var member in package) seeds[seeds.IndexOf(member)] = await Walk(world, package, member);
        return seeds;
    }

    /// <summary>A project (of its own, or the package's) with a step open on the community, its tasks, figures, a paper and a question to a second house.</summary>
    static async Task<Seeded> Walk(World world, IReadOnlyList<Seeded> members, Seeded of)
    {
        ProjectId project;
        await using (var scene = world.As(Post(Roles.CountyOffice, of.Division), Reach.Everything))
            project = await scene.Db.ProjectCommunities.Where(m => m.Community == of.Community).Select(m => (ProjectId?)m.Project).SingleOrDefaultAsync()
                ?? await scene.Get<OpenProject>().Run(new([.. members.Select(m => m.Community)], world.Clock.Today(), members.Count > 1 ? "林木片区改造包" : null));
        await using (var scene = world.As(Post(Roles.Committee, of.Division), Reach.Everything))
        {
            var step = await scene.Get<OpenStep>().Run(new(project, "S1.02", world.Clock.Today(), of.Community));
            await scene.Get<AttachPaper>().Run(new(step, "x", new FileId(of.File), world.Clock.Today(), Title: of.Opinion, Opinion: of.Opinion));
            await scene.Get<GrantException>().Run(new(project, "S1.02", "in_place", of.Opinion, new Paper("代管决议", world.Clock.Today(), new FileId(of.File)), of.Community));
            var task = await scene.Db.StepTasks.Where(t => t.Project == project && t.Record == step).Select(t => t.Id).FirstAsync();
            return of with { Project = project.Value, Step = step.Value, Task = task };
        }
    }

    static async Task<Seeded> Seed(World world, string division, string name, bool packed)
    {
        var id = CommunityId.New();
        var (building, stairwell, unit, home) = (BuildingId.New(), StairwellId.New(), UnitId.New(), HomeId.New());
        var (household, owner) = (HouseholdId.New(), OwnerId.New());
        Guid file;
        await using (var scene = world.As())
        {
            await scene.Get<ProcessLog>().Run(new Process("test.register", "登记小区"), run =>
            {
                run.Db.Add(new ResidentialCommunity(id, division, name));
                run.Db.AddRange(new Building(building, id, name), new Stairwell(stairwell, id, building, name), new Unit(unit, id, building, stairwell, name + "-1-101"),
                    new Home(home, id, unit, name + "-1-101"), new Household(household, id, unit, home), new Owner(owner, id, unit, OwnerKind.Person),
                    new Ownership(Guid.CreateVersion7(), id, unit, owner, 1, 1));
                run.Fact(new RegisteredForMatrix(id, name));
                return Task.CompletedTask;
            });
            await using var paper = new MemoryStream(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"));
            file = (await scene.Get<IEvidence>().Store(paper, name + ".pdf", id)).Value;
        }
        var clerk = await world.Staff(Roles.Street, division.Length >= 9 ? division[..9] : division);

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

        // A consultation whose roll hangs: its title and its seat say the name.
        Guid consultation;
        await using (var scene = world.As(Post(Roles.Committee, division), Reach.Everything))
        {
            var drafted = await scene.Get<DraftConsultation>().Run(new(id, "first", [], name, name, Title: $"{name}首轮征求意见"));
            await scene.Get<AnnounceConsultation>().Run(new(drafted, world.Clock.Today().AddDays(8), world.Clock.Today().AddDays(20)));
            consultation = drafted.Value;
        }

        var message = Guid.CreateVersion7();
        long position;
        await using (var scene = world.As())
        {
            await scene.Get<ProcessLog>().Run(new Process("test.message", "收件"), run =>
            {
                run.Db.Add(new InboxRow { Id = message, User = clerk.User, Title = $"{name}：S1.02 还剩 2 个工作日", Body = name, Link = $"/communities/{id}", At = run.At });
                run.Fact(new ToldForMatrix(id));
                return Task.CompletedTask;
            });
            position = await scene.Db.Set<FactRow>().Where(f => f.Community == id.Value).Select(f => f.Position).FirstAsync();
        }
        return new Seeded(id, division, name, packed, file, clerk.User, clerk.Post, default, default, default, batch, message, position, building.Value, owner.Value, household.Value, consultation);
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
