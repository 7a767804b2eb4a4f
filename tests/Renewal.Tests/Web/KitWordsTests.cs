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
    public void Fixed_Chinese_of_a_page_stands_among_the_words()
    {
        List<string> left = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "src/Renewal"), "*.razor", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)))
        {
            // Development only: samples of the components, in one language.
            if (Path.GetFileName(file) == "KitGallery.razor") continue;
            var text = NotWords().Replace(File.ReadAllText(file), m => new string('\n', m.Value.Count(c => c == '\n')));
            left.AddRange(text.Split('\n').Index().Where(l => Han().IsMatch(l.Item)).Select(l => $"{Path.GetRelativePath(Root, file)}:{l.Index + 1}: {l.Item.Trim()}"));
        }
        Assert.Equal([], left);
    }

    [Fact]
    public void The_words_stand_in_the_order_of_their_code_points_so_that_merges_are_easy()
    {
        var names = XDocument.Load(Path.Combine(Root, "src/Renewal/Web/Words.en.resx")).Root!.Elements("data").Select(d => d.Attribute("name")!.Value).ToList();
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void A_translation_keeps_the_places_of_its_figures()
    {
        foreach (var (zh, en) in English())
            Assert.Equal(Places().Matches(zh).Select(m => m.Value).Order(), Places().Matches(en).Select(m => m.Value).Order());
    }

    [GeneratedRegex("""\bW\["([^"\\]+)"[\],]""")] private static partial Regex Asked();
    // Words, comments, an example of data in Chinese (a raw literal), and names of jobs, which are stored as they are.
    [GeneratedRegex(""""W\["(?:[^"\\]|\\.)*"|@\*.*?\*@|(?<=^|\s)//.*?$|""".*?"""|Jobs\.Start<.*?$"""", RegexOptions.Multiline | RegexOptions.Singleline)] private static partial Regex NotWords();
    [GeneratedRegex(@"[\u4e00-\u9fff]")] private static partial Regex Han();
    [GeneratedRegex(@"\{\d\}")] private static partial Regex Places();
}
