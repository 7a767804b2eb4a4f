using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace Renewal.Web.Documents;

/// <summary>One character set: its glyph (0 where the face lacks it, drawn as a box) and how far it advances in ems.</summary>
readonly record struct Glyph(Rune Character, ushort Id, float Advance);

/// <summary>
/// The two faces that the product carries, so that a document looks the same on every machine: Song for text, Hei for headings and figures.
/// Safe for many threads.
/// </summary>
public sealed class Typeface
{
    public static readonly Typeface Song = new("song.otf"), Hei = new("hei.otf");

    readonly Lazy<SKTypeface> face;
    readonly ConcurrentDictionary<int, Glyph> glyphs = new();

    Typeface(string file) => face = new(() => SKTypeface.FromFile(Path.Combine(AppContext.BaseDirectory, "Web", "Documents", "Data", file))
        ?? throw new InvalidOperationException($"The face {file} is missing beside the program."));

    /// <summary>Font for drawing; the caller disposes of it.</summary>
    /// <param name="size">points, or pixels of a picture</param>
    internal SKFont Font(float size) => new(face.Value, size) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true, Edging = SKFontEdging.Antialias };

    internal Glyph[] Set(string text)
    {
        var set = new Glyph[text.Length];
        var n = 0;
        foreach (var rune in text.EnumerateRunes()) set[n++] = glyphs.GetOrAdd(rune.Value, Measure, rune);
        return n == set.Length ? set : set[..n];
    }

    Glyph Measure(int code, Rune rune)
    {
        const float Em = 1000;
        using var font = Font(Em);
        ushort[] id = [font.GetGlyph(code)];
        return new(rune, id[0], font.GetGlyphWidths(id)[0] / Em);
    }

    /// <summary>Width of a text in the unit of <paramref name="size"/>.</summary>
    public float Width(string text, float size) => Set(text).Sum(g => g.Advance) * size;

    /// <summary>
    /// Draws glyphs where they are told to, each tied to the character it came from. Plain DrawText would leave the reader of a PDF to guess the character
    /// from the glyph, and search and copy fail on the guess.
    /// </summary>
    /// <param name="x">left end of the baseline</param>
    /// <param name="spread">added between characters, to fill the line</param>
    internal void Draw(SKCanvas canvas, ReadOnlySpan<Glyph> glyphs, float x, float y, SKFont font, SKPaint paint, float spread = 0)
    {
        if (glyphs.IsEmpty) return;
        var bytes = 0;
        foreach (var g in glyphs) bytes += g.Character.Utf8SequenceLength;
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocateRawPositionedTextRun(font, glyphs.Length, bytes);
        var (at, from) = (0f, 0);
        for (var i = 0; i < glyphs.Length; i++)
        {
            run.Glyphs[i] = glyphs[i].Id;
            run.Positions[i] = new(at, 0);
            run.Clusters[i] = (uint)from;
            from += glyphs[i].Character.EncodeToUtf8(run.Text[from..]);
            at += glyphs[i].Advance * font.Size + spread;
        }
        using var blob = builder.Build();
        canvas.DrawText(blob, x, y, paint);
    }
}
