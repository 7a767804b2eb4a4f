using System.Text;

namespace Renewal.Web.Documents;

/// <summary>
/// What an office sends, posts or hands out, said once: <see cref="PdfWriter"/> prints it for people, <see cref="DocxWriter"/> gives it to clerks who still have to
/// change a word. It begins on a page of its own.
/// </summary>
/// <param name="Title">in the middle of the first page; empty for none; a line feed shows where to break it if it is too long for one line</param>
/// <param name="Layout">margins and sizes</param>
public sealed record OfficeDocument(string Title, Layout Layout)
{
    /// <summary>发文字号, as in 沈铁西改办发〔2026〕12号.</summary>
    public string? Number { get; init; }

    /// <summary>主送: who is spoken to, without the colon.</summary>
    public string? Addressee { get; init; }

    public IReadOnlyList<Block> Body { get; init; } = [];

    /// <summary>Names of the attachments, numbered in this order.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    public Signature? Signature { get; init; }

    /// <summary>Stands on every page beside its number: what the sheet belongs to when the pages get mixed up.</summary>
    public string? Foot { get; init; }

    /// <summary>The title in one line if it fits, else broken where it says.</summary>
    internal string SetTitle()
    {
        var one = Title.Replace("\n", "", StringComparison.Ordinal);
        return Typeface.Song.Width(one.Plain(), Layout.Title) <= Galley.Points(Layout.Width - Layout.Left - Layout.Right) ? one : Title;
    }
}

/// <summary>Who signs, and the date of the paper (成文日期).</summary>
public sealed record Signature(string Issuer, DateOnly Date);

/// <summary>
/// Margins in millimetres, sizes and line pitch in points. A4 unless <see cref="Width"/> and <see cref="Height"/> say otherwise.
/// </summary>
public sealed record Layout(float Top, float Bottom, float Left, float Right, float Title, float Body, float Pitch)
{
    public float Width { get; init; } = 210;
    public float Height { get; init; } = 297;

    /// <summary>GB/T 9704-2012: type area 156 × 225 mm, title 二号, body 三号, 22 lines to the page, page number — n — on the outer side.</summary>
    public static readonly Layout Official = new(37, 35, 28, 26, 22, 16, 28) { OuterPageNumber = true };

    /// <summary>Sheets that are filled in, handed out or pinned up: more on a page than in an official document.</summary>
    public static readonly Layout Sheet = new(18, 18, 20, 20, 20, 12, 20);

    /// <summary>Page number as the standard has it, instead of 第 n 页 共 m 页 in the middle.</summary>
    public bool OuterPageNumber { get; init; }

    /// <summary>White above the signature, in points.</summary>
    internal float SignatureGap => (OuterPageNumber ? 2 : 1) * Pitch;
}

public enum Align { Left, Centre, Right, Justify }

/// <summary>A piece of the body, from top to bottom.</summary>
public abstract record Block;

/// <summary>黑体 heading of the first level, as in 一、征询事项.</summary>
public sealed record Heading(string Text) : Block;

/// <param name="Text">a line feed begins a new line</param>
public sealed record Paragraph(string Text) : Block
{
    public Align Align { get; init; } = Align.Justify;

    /// <summary>The first line begins two characters in.</summary>
    public bool Indent { get; init; } = true;

    /// <summary>Points; null for the size of the body.</summary>
    public float? Size { get; init; }

    public bool Bold { get; init; }
}

/// <summary>A ruled table; its head is repeated on every page, and a row stays together where it can.</summary>
public sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Block
{
    /// <summary>Points of the text; null for three quarters of the body.</summary>
    public float? Size { get; init; }

    /// <summary>Least height of a row in millimetres: room to write by hand.</summary>
    public float RowHeight { get; init; }
}

/// <param name="Head">heading; a table all of whose headings are empty has no head</param>
/// <param name="Weight">share of the width against the other columns</param>
public sealed record Column(string Head, float Weight, Align Align = Align.Left)
{
    /// <summary>Points, where this column is larger than the table (the circles of a ballot).</summary>
    public float? Size { get; init; }

    public bool Bold { get; init; }
}

/// <summary>A square code with words beside it.</summary>
/// <param name="Content">what the code says</param>
/// <param name="Side">millimetres, quiet zone included</param>
public sealed record CodeBlock(string Content, float Side, IReadOnlyList<Paragraph> Beside) : Block;

/// <summary>White space, in points.</summary>
public sealed record Gap(float Height) : Block;

/// <summary>How texts from outside come into a document.</summary>
static class PlainText
{
    /// <summary>
    /// Control characters and broken surrogates out (a word processor refuses a file with either); tabs become spaces, line feeds stay. What the
    /// face cannot draw stays as well and shows as a box.
    /// </summary>
    public static string Plain(this string text)
    {
        var clean = true;
        foreach (var c in text)
            if (c < ' ' && c != '\n' || c is >= '\u007f' and < '\u00a0' || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\ufffe' or '\uffff') { clean = false; break; }
        if (clean) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            if (rune.Value == '\n' || !Rune.IsControl(rune) && rune.Value is not (0xfffe or 0xffff)) plain.Append(rune.ToString());
            else if (rune.Value == '\t') plain.Append(' ');
        return plain.ToString();
    }
}
