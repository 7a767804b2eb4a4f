using AngleSharp.Dom;
using Renewal.Tests.Access;
using Renewal.Tests.InBrowser;
using Renewal.Web.Pages;
using Xunit;

namespace Renewal.Tests.Web;

/// <summary>An English page shows Chinese only where its elements say so by <c>lang</c>: names, addresses and opinions are data.</summary>
public sealed class EnglishPagesTests
{
    static readonly string[] Read = ["title", "aria-label", "placeholder", "alt", "data-label"];

    static bool Han(string? text) => text is not null && text.Any(c => c is >= '\u4e00' and <= '\u9fff');

    static bool SaysSo(IElement element) => element.Closest("[lang]")?.GetAttribute("lang")!.StartsWith("zh", StringComparison.Ordinal) == true;

    /// <summary>Texts and attributes that people read or hear.</summary>
    internal static IEnumerable<string> ChineseOf(IDocument page) =>
        page.All.Where(e => e.LocalName is not ("script" or "style") && !SaysSo(e)).SelectMany(e => e.ChildNodes.OfType<IText>().Select(t => t.Data.Trim())
            .Concat(Read.Select(e.GetAttribute))).Where(Han).Select(t => t!).Distinct();

    [Fact]
    public async Task Pages_without_a_parameter_are_English_when_asked()
    {
        await using var world = await World.Start();
        List<string> wrong = [];
        foreach (var role in EveryPageTests.Pages(world).Where(p => p.Page != typeof(KitGallery)).GroupBy(p => p.Role))
        {
            using var browser = role.Key is null ? await world.Browser() : await (await world.Staff(role.Key, "2101")).SignIn();
            foreach (var open in role)
            {
                var page = await browser.Get(open.Path + "?culture=en");
                if (page.Document.DocumentElement.GetAttribute("lang") != "en") wrong.Add($"{open.Path}: answered in another language at {page.Path}");
                else wrong.AddRange(ChineseOf(page.Document).Select(t => $"{open.Path}: {t}"));
            }
        }
        Assert.Equal([], wrong);
    }
}
