using SkiaSharp;

namespace Renewal.Web.Documents;

/// <summary>What stands on a page, at its place in points.</summary>
abstract record Mark
{
    public abstract void Paint(SKCanvas canvas, Pen pen);
}

/// <param name="Left">left end of the baseline at height <paramref name="Base"/></param>
/// <param name="Spread">points added between characters</param>
sealed record TextMark(Typeface Face, float Size, ReadOnlyMemory<Glyph> Glyphs, float Left, float Base, float Spread) : Mark
{
    public override void Paint(SKCanvas canvas, Pen pen) => Face.Draw(canvas, Glyphs.Span, Left, Base, pen.Font(Face, Size), pen.Ink, Spread);
}

sealed record RuleMark(float X, float Y, float ToX, float ToY) : Mark
{
    public override void Paint(SKCanvas canvas, Pen pen) => canvas.DrawLine(X, Y, ToX, ToY, pen.Rule);
}

sealed record CodeMark(string Content, float X, float Y, float Side) : Mark
{
    public override void Paint(SKCanvas canvas, Pen pen)
    {
        using var code = new SquareCode(Content);
        code.Draw(canvas, X, Y, Side);
    }
}

/// <summary>Fonts and colours of one run of the writer, made once for all its pages.</summary>
sealed class Pen : IDisposable
{
    readonly Dictionary<(Typeface, float), SKFont> fonts = [];

    public SKPaint Ink { get; } = new() { Color = SKColors.Black, IsAntialias = true };
    public SKPaint Rule { get; } = new() { Color = SKColors.Black, StrokeWidth = 0.5f, IsStroke = true, IsAntialias = true };

    public SKFont Font(Typeface face, float size) => fonts.TryGetValue((face, size), out var font) ? font : fonts[(face, size)] = face.Font(size);

    public void Dispose()
    {
        foreach (var font in fonts.Values) font.Dispose();
        Ink.Dispose();
        Rule.Dispose();
    }
}
