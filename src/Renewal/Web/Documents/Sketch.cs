using SkiaSharp;

namespace Renewal.Web.Documents;

/// <summary>
/// A picture that people pass on in a chat group or pin to a wall, drawn once in units of a 1,080 wide board and given out as PNG or as a PDF page.
/// </summary>
public sealed class Sketch : IDisposable
{
    public const float Width = 1080;

    /// <summary>The colours of the product; each text colour has 4.5 : 1 against white.</summary>
    public static readonly SKColor Blue = new(0x0b, 0x4f, 0xb8), Ink = new(0x14, 0x23, 0x3c), Grey = new(0x52, 0x60, 0x75), Line = new(0xe3, 0xe8, 0xf0), Paper = new(0xf2, 0xf5, 0xfa),
        Green = new(0x1a, 0x7f, 0x45), Amber = new(0xb4, 0x53, 0x09), White = SKColors.White;

    readonly SKCanvas canvas;
    readonly SKPaint paint = new() { IsAntialias = true };

    Sketch(SKCanvas canvas, float height) => (this.canvas, Height) = (canvas, height);

    public float Height { get; }

    /// <param name="height">pixels; the picture is 1,080 wide</param>
    public static byte[] Png(int height, Action<Sketch> draw)
    {
        using var bitmap = new SKBitmap((int)Width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        using (var sketch = new Sketch(canvas, height))
        {
            canvas.Clear(Paper);
            draw(sketch);
        }
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <param name="width">of the paper in millimetres: 210 for A4, 297 for A3</param>
    /// <param name="height">of the paper in millimetres</param>
    public static byte[] Pdf(string title, float width, float height, Action<Sketch> draw)
    {
        using var memory = new MemoryStream();
        using (var pdf = SKDocument.CreatePdf(memory, new SKDocumentPdfMetadata { Title = title.Plain(), Creator = Product.Name }))
        {
            var canvas = pdf.BeginPage(Galley.Points(width), Galley.Points(height));
            canvas.Scale(Galley.Points(width) / Width);
            using (var sketch = new Sketch(canvas, height / width * Width)) draw(sketch);
            pdf.EndPage();
            pdf.Close();
        }
        return memory.ToArray();
    }

    /// <summary>One line, made smaller where it is wider than <paramref name="room"/>.</summary>
    /// <param name="x">left end, middle or right end, as <paramref name="align"/> says</param>
    public void Text(string text, float x, float baseline, float size, SKColor colour, float room, bool bold = false, Align align = Align.Left)
    {
        var face = bold ? Typeface.Hei : Typeface.Song;
        var glyphs = face.Set(text.Plain());
        var ems = glyphs.Sum(g => g.Advance);
        if (ems * size > room) size = room / ems;
        paint.Color = colour;
        using var font = face.Font(size);
        face.Draw(canvas, glyphs, align switch { Align.Right => x - ems * size, Align.Centre => x - ems * size / 2, _ => x }, baseline, font, paint);
    }

    /// <summary>Lines one below the other; what does not fit into <paramref name="most"/> lines is cut with an ellipsis.</summary>
    /// <returns>baseline of the last line</returns>
    public float Lines(string text, float x, float baseline, float size, SKColor colour, float room, int most, bool bold = false)
    {
        var glyphs = (bold ? Typeface.Hei : Typeface.Song).Set(text.Plain());
        var lines = LineBreaks.Of(glyphs, room / size, 0);
        for (var i = 0; i < Math.Min(most, lines.Count); i++)
        {
            var words = string.Concat(glyphs[lines[i].From..lines[i].To].Select(g => g.Character.ToString()));
            Text(i + 1 == most && lines.Count > most ? words + "…" : words, x, baseline + i * size * 1.35f, size, colour, room, bold);
        }
        return baseline + (Math.Min(most, lines.Count) - 1) * size * 1.35f;
    }

    public void Fill(float x, float y, float width, float height, SKColor colour, float round = 0)
    {
        paint.Color = colour;
        canvas.DrawRoundRect(x, y, width, height, round, round, paint);
    }

    /// <summary>The band at the head in the product's blue.</summary>
    public void Band(float height)
    {
        using var shader = SKShader.CreateLinearGradient(new(0, 0), new(Width, height), [new(0x08, 0x3a, 0x8c), new(0x1a, 0x66, 0xdd)], SKShaderTileMode.Clamp);
        using var blue = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, Width, height, blue);
    }

    /// <summary>A share as a bar, with a mark at the line it has to pass.</summary>
    /// <param name="part">0 ≤ part ≤ whole</param>
    /// <param name="line">null where there is none</param>
    public void Bar(float x, float y, float width, float height, long part, long whole, SKColor colour, (long Part, long Whole)? line = null)
    {
        Fill(x, y, width, height, Line, height / 2);
        if (part > 0 && whole > 0) Fill(x, y, Math.Max(height, (float)(width * ((double)part / whole))), height, colour, height / 2);
        if (line is { Whole: > 0 } mark) Fill(x + (float)(width * ((double)mark.Part / mark.Whole)) - 2, y - 8, 4, height + 16, Ink, 2);
    }

    /// <summary>A square code on white; posters get scratched, so a quarter of it may be lost.</summary>
    public void Code(string content, float x, float y, float side)
    {
        Fill(x, y, side, side, White);
        using var code = new SquareCode(content, outdoors: true);
        code.Draw(canvas, x, y, side);
    }

    public void Dispose() => paint.Dispose();
}
