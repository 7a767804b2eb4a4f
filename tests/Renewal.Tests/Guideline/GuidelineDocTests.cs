using System.Globalization;
using System.Text;
using Renewal.Guideline;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Xunit;

namespace Renewal.Tests.Guideline;

/// <summary>
/// docs/guideline.md says for each clause where it is served, which tests hold it, and how far it is. It is written from the catalogue, states.yaml and
/// the <c>[Clause]</c> attributes: <c>RENEWAL_WRITE_DOCS=1 dotnet run --project tests/Renewal.Tests -- --filter-class Renewal.Tests.Guideline.GuidelineDocTests</c>.
/// </summary>
public sealed class GuidelineDocTests
{
    static readonly GuidelineData Data = GuidelineData.Load();

    [Fact]
    public void The_document_is_as_the_catalogue_the_states_and_the_tests_say()
    {
        var path = Path.Combine(Clauses.Root, "docs", "guideline.md");
        var text = Write();
        if (Environment.GetEnvironmentVariable("RENEWAL_WRITE_DOCS") == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            "docs/guideline.md is stale: run this test with RENEWAL_WRITE_DOCS=1");
    }

    [Fact]
    public void A_clause_marked_done_is_named_by_a_test() =>
        Assert.Empty(Data.States.Values.Where(s => s.Served == Served.Done && Clauses.ClassesNaming(s.Clause).Count == 0).Select(s => s.Clause));

    [Fact]
    public void A_test_names_only_clauses_that_there_are() =>
        Assert.Empty(Clauses.Tests.SelectMany(t => t.Ids.Where(id => !Data.ClauseById.ContainsKey(id)).Select(id => $"{t.Method.DeclaringType!.Name}.{t.Method.Name}: {id}")));

    [Fact]
    public void What_serves_a_clause_is_there()
    {
        var source = Path.Combine(Clauses.Root, "src", "Renewal");
        Assert.Empty(Data.States.Values.SelectMany(s => s.Where.Split(", ")).Where(w => !Path.Exists(Path.Combine(source, w))).Distinct());
    }

    [Fact]
    public void Lines_said_to_be_unread_are_lines_of_that_clause() =>
        Assert.Empty(Data.States.Values.SelectMany(s => s.Unread.Where(id => !Data.Parameters.Any(p => p.Id == id && p.Clauses.Contains(s.Clause)))
            .Select(id => $"{s.Clause}: {id}")));

    static string Write()
    {
        var text = new StringBuilder();
        var counts = Data.Clauses.GroupBy(c => Data.StateOf(c.Id).Served).ToDictionary(g => g.Key, g => g.Count());
        text.Append("""
            # The guideline, clause by clause

            Written by a test from `src/Renewal/Guideline/Data/clauses.yaml`, `states.yaml`, `parameters.yaml` and the `[Clause]` attributes of the tests; do not
            edit by hand. To renew: `RENEWAL_WRITE_DOCS=1 dotnet run --project tests/Renewal.Tests -- --filter-class Renewal.Tests.Guideline.GuidelineDocTests`.

            *done*: works, and tests named here hold it, and each of its lines turns a test red when its figure or operator is changed (ClauseMutationTests).
            *partly*: what stands under "note" is missing. *not yet*: recorded in the catalogue only. Lines in parentheses are in the data, but nothing reads them yet.


            """.ReplaceLineEndings("\n"));
        text.Append(CultureInfo.InvariantCulture, $"Clauses: {Data.Clauses.Count}. Done: {counts.GetValueOrDefault(Served.Done)}. Partly: {counts.GetValueOrDefault(Served.Partly)}. ");
        text.Append(CultureInfo.InvariantCulture, $"Not yet: {counts.GetValueOrDefault(Served.NotYet)}.\n");
        foreach (var part in Data.Clauses.GroupBy(c => RuleWords.PartOf(c.Id)))
        {
            var (_, zh, en) = RuleWords.Parts.First(p => p.Part == part.Key);
            text.Append(CultureInfo.InvariantCulture, $"\n## {part.Key} {zh} {en}\n\n| clause | what | lines | state | where | tests | note |\n|---|---|---|---|---|---|---|\n");
            foreach (var clause in part) Row(text, clause);
        }
        return text.ToString();
    }

    static void Row(StringBuilder text, Clause clause)
    {
        var state = Data.StateOf(clause.Id);
        var lines = Data.Parameters.Where(p => p.Clauses.Contains(clause.Id)).Select(p => p.Id).Distinct()
            .Select(id => state.Served != Served.NotYet && !state.Unread.Contains(id) ? $"`{id}`" : $"(`{id}`)");
        var served = state.Served switch { Served.Done => "**done**", Served.Partly => "partly", _ => "not yet" };
        text.Append(CultureInfo.InvariantCulture,
            $"| {clause.Id} | {clause.Zh} {clause.En} | {string.Join(" ", lines)} | {served} | {state.Where} | {string.Join(", ", Clauses.ClassesNaming(clause.Id))} | {state.NoteZh} |\n");
    }
}
