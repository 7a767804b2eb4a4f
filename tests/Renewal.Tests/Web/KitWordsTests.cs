using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Renewal.Tests.Web;

public sealed partial class KitWordsTests
{
    static readonly string Root = Find();

    static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Renewal.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    static Dictionary<string, string> English() => XDocument.Load(Path.Combine(Root, "src/Renewal/Web/Words.en.resx")).Root!.Elements("data")
        .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    [Fact]
    public void Every_word_that_a_page_asks_for_has_English()
    {
        var english = English();
        var asked = Directory.EnumerateFiles(Path.Combine(Root, "src/Renewal"), "*.razor", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(f => Asked().Matches(File.ReadAllText(f)).Select(m => (Word: m.Groups[1].Value, File: Path.GetRelativePath(Root, f)))).ToList();
        Assert.NotEmpty(asked);
        Assert.Equal([], asked.Where(a => !english.ContainsKey(a.Word)).Select(a => $"{a.File}: {a.Word}").Distinct());
    }

    [Fact]
    public void A_translation_keeps_the_places_of_its_figures()
    {
        foreach (var (zh, en) in English())
            Assert.Equal(Places().Matches(zh).Select(m => m.Value).Order(), Places().Matches(en).Select(m => m.Value).Order());
    }

    [GeneratedRegex("""\bW\["([^"\\]+)"[\],]""")] private static partial Regex Asked();
    [GeneratedRegex(@"\{\d\}")] private static partial Regex Places();
}
