using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Renewal.Demonstration;
using Renewal.Foundation;
using Renewal.Tests.Access;
using Renewal.Web;
using Xunit;

namespace Renewal.Tests.Web;

/// <summary>Pages of a small demonstration in English: whatever is not data somebody entered is English, and Chinese says that it is (ADR 0104).</summary>
public sealed partial class EnglishPagesTests
{
    // Names, addresses, titles and opinions as they were entered; everything else is the product's own word.
    static readonly string[] Entered =
    [
        "access_organisations.Name", "access_assignments.Ground", "files_files.Name", "lifecycle_acts.Opinion", "lifecycle_acts.ActorName", "lifecycle_lots.Name", "lifecycle_papers.Title",
        "lifecycle_papers.Issuer", "lifecycle_projects.Name", "places_communities.Name", "places_communities.Address", "places_buildings.Address", "participation_consultations.Title",
        "participation_consultations.Contact", "participation_consultations.Explained", "places_intake_batches.File", "record_processes.ActorName",
    ];

    [Fact]
    public async Task Pages_in_English_show_Chinese_only_where_it_was_entered_or_says_so()
    {
        await using var world = await World.Start(now: new DateTimeOffset(2026, 11, 20, 9, 0, 0, Clock.China));
        await using (var fill = new DemoFill(["--environment=Development", $"--Storage:Folder={world.Folder}", $"--Storage:Keys={world.Folder}/keys", "--Access:HashRounds=1000"], world.Clock))
        {
            await fill.Ground(3);
            await fill.Projects();
        }
        var site = await world.Listen();
        var names = await Names(world);
        Dictionary<string, string> left = [];
        var seen = 0;
        foreach (var login in (string?[])["county", "committee", "implementer", "auditor", "accounts", null])
        {
            using var browser = new Browser(site);
            if (login is not null)
                Assert.DoesNotContain("/sign-in", (await browser.Submit(await browser.Get("/sign-in"), "sign-in", ("login", login), ("password", DemoFill.Password))).Path, StringComparison.Ordinal);
            await browser.Get("/culture?to=en&back=/");
            Queue<string> queue = new(["/", "/guideline", "/guideline/parameters", "/guideline/calendar", "/guideline/work-items", "/guideline/templates", "/v", "/p"]);
            HashSet<string> asked = [];
            Dictionary<string, int> alike = [];
            while (queue.TryDequeue(out var path))
            {
                var kind = Ids().Replace(path.Split('?')[0], "*");
                if (!asked.Add(path) || Skipped().IsMatch(path) || (alike[kind] = alike.GetValueOrDefault(kind) + 1) > (Varied().IsMatch(path) ? 60 : 2)) continue;
                using var answer = await browser.Http.GetAsync(path);
                if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
                var page = await Page.Read(answer);
                seen++;
                if (page.Document.DocumentElement.GetAttribute("lang") is not "en" and var lang) left.TryAdd($"{kind} is in {lang}", path);
                foreach (var text in Chinese(page.Document, names)) left.TryAdd($"{kind}: {text}", $"{path} ({login})");
                foreach (var link in page.Document.QuerySelectorAll("a[href^='/']")) queue.Enqueue(link.GetAttribute("href")!.Split('#')[0]);
            }
        }
        Assert.True(seen > 200, $"only {seen} pages were seen");
        Assert.True(left.Count == 0, string.Join("\n", left.Select(l => $"{l.Key}  {l.Value}")));
    }

    static async Task<IReadOnlyList<string>> Names(World world)
    {
        await using var scene = world.As();
        HashSet<string> names = [.. (await scene.Get<Renewal.Places.Divisions>().Tree()).All.Select(d => d.Name)];
        await using var db = new SqliteConnection(scene.Db.Database.GetConnectionString());
        await db.OpenAsync();
        foreach (var column in Entered)
        {
            await using var ask = db.CreateCommand();
            ask.CommandText = $"SELECT DISTINCT \"{column.Split('.')[1]}\" FROM \"{column.Split('.')[0]}\"";
            await using var rows = await ask.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                if (!await rows.IsDBNullAsync(0) && Languages.Chinese(rows.GetString(0))) names.Add(rows.GetString(0));
        }
        return [.. names.OrderByDescending(n => n.Length)];
    }

    static IEnumerable<string> Chinese(IDocument page, IReadOnlyList<string> names)
    {
        var texts = page.Descendants<IText>().Where(t => t.ParentElement is not null and not { LocalName: "script" or "style" or "textarea" }).Select(t => (Element: t.ParentElement!, Text: t.Data))
            .Concat(page.All.SelectMany(e => ((string[])["title", "placeholder", "aria-label", "alt"]).Select(a => (Element: e, Text: e.GetAttribute(a) ?? ""))));
        foreach (var (element, said) in texts.Where(t => Languages.Chinese(t.Text)))
        {
            if (element.Closest("[lang]")?.GetAttribute("lang") != "en") continue;
            // Masked names (王**) are data too.
            var text = names.Where(said.Contains).Aggregate(Masked().Replace(said, ""), (rest, name) => rest.Replace(name, "", StringComparison.Ordinal));
            if (Languages.Chinese(text)) yield return string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)(?:[A-Z][A-Z]?\\d[\\w.]*|\\d+)(?=$|/)")]
    private static partial Regex Ids();

    // Each step, clause and consultation says other things.
    [GeneratedRegex("^/(steps|guideline|consultations|c)/")]
    private static partial Regex Varied();

    // Other ways of the same page, files, and the samples of the components, which are kept in one language.
    [GeneratedRegex("^/(kit|culture|elder|sign-out|scalar|openapi|api)|export|\\.\\w+$|[?&](sort|page|size)=")]
    private static partial Regex Skipped();

    [GeneratedRegex("\\p{IsCJKUnifiedIdeographs}\\*+")]
    private static partial Regex Masked();
}
