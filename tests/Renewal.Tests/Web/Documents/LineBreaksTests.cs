using System.Text;
using CsCheck;
using Renewal.Web.Documents;
using Xunit;

namespace Renewal.Tests.Web.Documents;

public sealed class LineBreaksTests
{
    static string[] Lines(string text, float width, float indent = 0)
    {
        var glyphs = Typeface.Song.Set(text);
        return [.. LineBreaks.Of(glyphs, width, indent).Select(l => string.Concat(glyphs[l.From..l.To].Select(g => g.Character.ToString())))];
    }

    [Theory]
    [InlineData("同意的面积，须过三分之二。", 5, "同意的面|积，须过三|分之二。")]
    [InlineData("见《民法典》第二百七十八条", 4, "见《民法|典》第二|百七十八|条")]
    [InlineData("合计 66,783.97 平方米", 7, "合计 66,783.97|平方米")]
    [InlineData("甲\n乙\n", 4, "甲|乙|")]
    [InlineData("", 4, "")]
    public void Marks_and_numbers_stay_where_they_belong(string text, float width, string lines) => Assert.Equal(lines, string.Join('|', Lines(text, width)));

    [Fact]
    public void A_word_wider_than_the_line_is_cut() => Assert.All(Lines("https://jiugai.example/c/0123456789abcdef0123456789abcdef", 6), l => Assert.InRange(Typeface.Song.Width(l, 1), 0.1f, 6.01f));

    [Fact]
    public void Nothing_is_lost_and_no_line_is_too_wide() =>
        Gen.Select(Gen.Char["老用面，。（）《》12.%ab —\n "].Array[0, 80].Select(a => new string(a)), Gen.Float[1.5f, 20]).Sample((text, width) =>
        {
            var lines = Lines(text, width, width > 4 ? 2 : 0);
            Assert.Equal(Bare(text), Bare(string.Concat(lines)));
            Assert.All(lines, l => Assert.True(Typeface.Song.Width(l, 1) <= width + 0.01f, $"{l} is wider than {width}"));
        }, iter: 3000);

    static string Bare(string text) => text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
