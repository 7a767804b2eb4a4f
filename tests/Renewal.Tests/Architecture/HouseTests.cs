using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Microsoft.EntityFrameworkCore;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Architecture;

/// <summary>The rules of docs/architecture: who may know whom, and what must stand in every mapping and on every page.</summary>
public sealed partial class HouseTests
{
    /// <summary>Room → rooms it may know, through their Contract. Foundation, Storage and the kernels are open to all, and so is the kit of Web.</summary>
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Foundation"] = [],
        ["Storage"] = [],
        ["Guideline"] = ["Access"],
        ["Access"] = [],
        ["Places"] = ["Access", "Guideline"],
        ["Lifecycle"] = ["Access", "Guideline", "Places"],
        ["Participation"] = ["Access", "Guideline", "Places", "Lifecycle"],
        ["Preparation"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation", "Stewardship"],
        ["Delivery"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation", "Preparation", "Stewardship"],
        ["Stewardship"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation", "Preparation", "Delivery"],
        ["Governance"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation"],
        ["Utilities"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation", "Preparation", "Delivery"],
        ["Oversight"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation", "Preparation", "Delivery", "Stewardship", "Governance"],
        ["Demonstration"] = ["Access", "Guideline", "Places", "Lifecycle", "Participation", "Preparation", "Delivery", "Stewardship", "Governance", "Oversight"],
        ["Web"] = ["Access", "Guideline"],
    };

    static readonly string[] Open = ["Foundation", "Storage", "Kernels"];

    /// <summary>Where the rooms are put together by name: these know every room's module, and every room's verbs run through the last.</summary>
    static readonly string[] Composition = ["Renewal.Web.Serving", "Renewal.Web.CommandHost", "Renewal.Web.WebModule"];

    static readonly ArchUnitNET.Domain.Architecture House = new ArchLoader().LoadAssemblies(typeof(RenewalDb).Assembly).Build();

    static string? Room(string name) => name.StartsWith("Renewal.", StringComparison.Ordinal) && name.Split('.', '+', '/') is { Length: > 2 } parts ? parts[1] : null;

    static bool IsContract(string name) => name.Contains(".Contract.", StringComparison.Ordinal);

    static bool IsComposition(string name) => Composition.Any(c => name == c || name.StartsWith(c + "+", StringComparison.Ordinal) || name.StartsWith(c + "/", StringComparison.Ordinal)
        || name.StartsWith(c + "<", StringComparison.Ordinal));

    static bool IsKit(string name) => name.StartsWith("Renewal.Web.Kit.", StringComparison.Ordinal) || name.StartsWith("Renewal.Web.Process.", StringComparison.Ordinal)
        || name.StartsWith("Renewal.Web.Words", StringComparison.Ordinal)
        || LayoutName().IsMatch(name);

    static string? Broken(string from, string to)
    {
        if (Room(from) is not { } here || Room(to) is not { } there || here == there || Open.Contains(there)) return null;
        // The pages of the record lie with the record, and look like all others.
        var page = from.StartsWith("Renewal.Storage.Pages.", StringComparison.Ordinal);
        if (IsComposition(from) || IsComposition(to) || (here != "Storage" || page) && IsKit(to)) return null;
        if (there == "Web" && here != "Storage" && IsContract(to)) return null;
        if (!Allowed.TryGetValue(here, out var rooms) || !rooms.Contains(there)) return $"{here} may not know {there}: {from} → {to}";
        // The demonstration calls the use cases themselves: that it can do nothing else is its point.
        return IsContract(to) || here == "Demonstration" ? null : $"{there} is entered only through its Contract: {from} → {to}";
    }

    [Fact]
    public void A_room_knows_only_the_rooms_on_its_list_and_enters_them_through_their_contract()
    {
        var broken = House.Types.SelectMany(t => t.Dependencies.Select(d => Broken(t.FullName, d.Target.FullName))).OfType<string>().Distinct().Order().ToArray();
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Theory]
    [InlineData("Renewal.Lifecycle.X", "Renewal.Participation.Contract.Y", false)]
    [InlineData("Renewal.Lifecycle.X", "Renewal.Places.Owner", false)]
    [InlineData("Renewal.Lifecycle.X", "Renewal.Places.Contract.IPlaces", true)]
    [InlineData("Renewal.Storage.X", "Renewal.Access.Contract.Roles", false)]
    [InlineData("Renewal.Storage.X", "Renewal.Web.Kit.Badge", false)]
    [InlineData("Renewal.Places.X", "Renewal.Web.Kit.Badge", true)]
    [InlineData("Renewal.Preparation.X", "Renewal.Delivery.Contract.Y", false)]
    [InlineData("Renewal.Attic.X", "Renewal.Places.Contract.Y", false)]
    public void The_list_itself_refuses_what_it_should(string from, string to, bool allowed) => Assert.Equal(allowed, Broken(from, to) is null);

    [Fact]
    public void Every_folder_is_a_room_on_the_list()
    {
        var folders = Source.Files.Where(f => f.StartsWith("src/Renewal/", StringComparison.Ordinal) && (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)))
            .Select(f => f.Split('/')).Where(p => p.Length > 3).Select(p => p[2]).Distinct();
        Assert.Empty(folders.Except(Allowed.Keys));
    }

    [Fact]
    public void Contracts_and_entities_know_neither_the_web_nor_the_database()
    {
        using var db = new SqliteRenewalDb(new DbContextOptionsBuilder<SqliteRenewalDb>().UseSqlite("Data Source=:memory:").Options);
        var entities = db.Model.GetEntityTypes().Select(e => e.ClrType.FullName!).ToHashSet();
        var broken = House.Types
            .Where(t => entities.Contains(t.FullName) || IsContract(t.FullName) && Room(t.FullName) != "Web")
            .SelectMany(t => t.Dependencies.Select(d => (From: t.FullName, To: d.Target.FullName)))
            .Where(d => d.To.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || d.To.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal))
            .Select(d => $"{d.From} → {d.To}").Distinct().Order().ToArray();
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Kernels_know_arrays_and_solvers_and_nothing_of_the_product()
    {
        string[] wanted = ["System", "netstandard", "Google.OrTools", "NetTopologySuite"];
        var known = System.Reflection.Assembly.Load("Renewal.Kernels").GetReferencedAssemblies().Select(a => a.Name!);
        Assert.All(known, name => Assert.True(wanted.Any(w => name == w || name.StartsWith(w + ".", StringComparison.Ordinal)), name));
    }

    [Fact]
    public void Every_entity_says_who_reaches_it()
    {
        using var db = new SqliteRenewalDb(new DbContextOptionsBuilder<SqliteRenewalDb>().UseSqlite("Data Source=:memory:").Options);
        var silent = db.Model.GetEntityTypes().Where(e => !e.IsOwned() && e.FindAnnotation("Renewal:ReachedByAll") is null && e.FindDeclaredQueryFilter(Reach.Filter) is null);
        Assert.Empty(silent.Select(e => e.Name));
    }

    [Fact]
    public void Every_table_carries_the_prefix_of_a_room()
    {
        using var db = new SqliteRenewalDb(new DbContextOptionsBuilder<SqliteRenewalDb>().UseSqlite("Data Source=:memory:").Options);
        var tables = db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct();
        Assert.All(tables, t => Assert.Matches(TableName(), t));
    }

    [Fact]
    public void Pages_write_only_through_a_use_case()
    {
        var broken = Source.Files.Where(f => f.EndsWith(".razor", StringComparison.Ordinal) && Writes().IsMatch(Source.Read(f)));
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        var pages = Source.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".razor", StringComparison.Ordinal)).Where(f => Page().IsMatch(Source.Read(f))).ToArray();
        Assert.NotEmpty(pages);
        Assert.All(pages, f => Assert.True(Says().IsMatch(Source.Read(f)), f));
    }

    [Fact]
    public void The_one_clock_and_the_one_filter_are_kept_by_the_compiler()
    {
        var banned = Source.Read("BannedSymbols.txt");
        foreach (var symbol in (string[])["System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTimeOffset.UtcNow", "System.Guid.NewGuid", "IgnoreQueryFilters"])
            Assert.Contains(symbol, banned);
        Assert.Contains("BannedSymbols.txt", Source.Read("Directory.Build.props"));
        Assert.Contains("<TreatWarningsAsErrors>true", Source.Read("Directory.Build.props"));
        // RS0030 is the analyzer that keeps them. Only Access may look past reach, and says so where it does.
        var looking = Source.Files.Where(f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".editorconfig", StringComparison.Ordinal)
            || f.EndsWith(".csproj", StringComparison.Ordinal)) && !f.StartsWith("src/Renewal/Access/", StringComparison.Ordinal) && !f.StartsWith("tests/Renewal.Tests/Architecture/", StringComparison.Ordinal)
            && Source.Read(f).Contains("RS0030", StringComparison.Ordinal));
        Assert.Empty(looking);
    }

    [Fact]
    public void No_file_carries_a_path_of_the_machine_it_was_written_on()
    {
        string[] text = [".cs", ".razor", ".md", ".json", ".yaml", ".yml", ".sh", ".csproj", ".props", ".js", ".mjs", ".ts", ".css", ".txt", ".slnx", "run", "renewal"];
        var broken = Source.Files.Where(f => !f.StartsWith("tests/Renewal.Tests/Architecture/", StringComparison.Ordinal)
            && text.Any(t => f.EndsWith(t, StringComparison.Ordinal)) && MachinePath().IsMatch(Source.Read(f)));
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        foreach (var project in Source.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)))
            Assert.Contains(Path.GetDirectoryName(project)!.Replace('\\', '/') + "/packages.lock.json", Source.Files);
    }

    [GeneratedRegex(@"^Renewal\.Web\.(Elder|Product|DemoMark|\w*Layout|Logo|Foot|Languages)($|[+/<])")]
    private static partial Regex LayoutName();

    [GeneratedRegex("^[a-z]+_[a-z0-9_]+$")]
    private static partial Regex TableName();

    [GeneratedRegex(@"SaveChanges|ProcessLog|ExecuteUpdate|ExecuteDelete|\.Add\(new \w+Row")]
    private static partial Regex Writes();

    [GeneratedRegex("""^@page "/""", RegexOptions.Multiline)]
    private static partial Regex Page();

    [GeneratedRegex(@"@attribute \[(Authorize|AllowAnonymous)")]
    private static partial Regex Says();

    [GeneratedRegex(@"(?<![\w.)/])/(work|root|home/\w+|Users/\w+)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
