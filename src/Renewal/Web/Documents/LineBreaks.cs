using System.Text;

namespace Renewal.Web.Documents;

/// <summary>A line of a paragraph: glyphs <see cref="From"/>…<see cref="To"/> (exclusive), and their width in ems.</summary>
readonly record struct Line(int From, int To, float Width);

/// <summary>
/// Breaks Chinese text mixed with numbers and Latin words. Between two Chinese characters a line may end anywhere, but closing marks never begin one and
/// opening marks never end one (GB/T 15834, 5.1.10); a number, a word, a code stays whole unless it alone is wider than the line. Linear; pure.
/// </summary>
static class LineBreaks
{
    const string NeverFirst = "，。、；：？！）》」』”’】〕〉…—·%‰℃%,.;:?!)]}～㎡²";
    const string NeverLast = "（《「『“‘【〔〈([{￥№";

    /// <param name="width">of the line in ems, &gt; 0</param>
    /// <param name="indent">of the first line, in ems</param>
    /// <returns>at least one line; a line feed ends one</returns>
    public static List<Line> Of(ReadOnlySpan<Glyph> text, float width, float indent)
    {
        List<Line> lines = [];
        var (start, breakAt, room) = (0, 0, width - indent);
        var (used, atBreak) = (0f, 0f);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i].Character.Value == '\n')
            {
                lines.Add(Trim(text, start, i, used));
                (start, breakAt, used, room) = (i + 1, i + 1, 0, width);
                continue;
            }
            if (i > start && MayBreak(text[i - 1].Character, text[i].Character)) (breakAt, atBreak) = (i, used);
            used += text[i].Advance;
            // A hair of tolerance: a column that was made as wide as its text must hold it.
            while (used > room + 0.001f && text[i].Character.Value != ' ' && i > start)
            {
                if (breakAt <= start) (breakAt, atBreak) = (i, used - text[i].Advance);
                lines.Add(Trim(text, start, breakAt, atBreak));
                (start, used, room) = (breakAt, used - atBreak, width);
            }
        }
        return lines;
    }

    /// <summary>White space at the end of a line takes no room.</summary>
    static Line Trim(ReadOnlySpan<Glyph> text, int from, int to, float width)
    {
        while (to > from && text[to - 1].Character.Value == ' ') width -= text[--to].Advance;
        return new(from, to, width);
    }

    static bool MayBreak(Rune before, Rune after)
    {
        if (after.Value == ' ' || In(NeverFirst, after) || In(NeverLast, before)) return false;
        return before.Value == ' ' || !Narrow(before) || !Narrow(after);
    }

    /// <summary>Parts of numbers, words, codes and addresses.</summary>
    static bool Narrow(Rune rune) => rune.Value is > ' ' and < 0x250;

    static bool In(string set, Rune rune) => rune.IsBmp && set.Contains((char)rune.Value, StringComparison.Ordinal);
}
