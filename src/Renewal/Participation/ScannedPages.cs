using SkiaSharp;
using UglyToad.PdfPig;
using ZXing;
using ZXing.Common;

namespace Renewal.Participation;

/// <summary>
/// Pages of a scanned stack with the square code that stands on each. Pictures are pages; a PDF is taken apart into the pictures that its scanner put in.
/// A page is looked at small first, which is enough for the code of a sheet (28 mm), and in full only where that finds nothing.
/// </summary>
static class ScannedPages
{
    /// <summary>Pixels of the long side: an A4 page at about 130 dots per inch, five to a module of the code.</summary>
    const int Small = 1500;

    /// <param name="Name">of the file, with the page's number in a PDF</param>
    /// <param name="Picture">JPEG or PNG; null where a PDF's page is no scan, or packed in a way that cannot be read</param>
    /// <param name="Code">what the code says; null where none is found</param>
    /// <param name="Blank">no code and nothing printed: the empty back of a sheet</param>
    public sealed record Page(string Name, byte[]? Picture, string? Code = null, bool Blank = false);

    /// <summary>Pages in their order; bytes that are neither picture nor PDF are one page without a picture.</summary>
    public static IEnumerable<Page> Read(string name, byte[] content) => content.AsSpan().StartsWith("%PDF-"u8) ? ReadPdf(name, content) : [Look(name, content)];

    static IEnumerable<Page> ReadPdf(string name, byte[] content)
    {
        PdfDocument pdf;
        // A broken file is one page for the hand, not the end of the stack.
        try { pdf = PdfDocument.Open(content); } catch (Exception e) when (e is not OutOfMemoryException) { return [new(name, null)]; }
        using (pdf) return [.. Enumerable.Range(1, pdf.NumberOfPages).Select(n => Look($"{Path.GetFileNameWithoutExtension(name)}-{n}", Largest(pdf, n)))];
    }

    static byte[]? Largest(PdfDocument pdf, int page)
    {
        try
        {
            var image = pdf.GetPage(page).GetImages().MaxBy(i => i.WidthInSamples * (long)i.HeightInSamples);
            return image is null ? null : image.RawBytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? image.RawBytes.ToArray() : image.TryGetPng(out var png) ? png : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException) { return null; }
    }

    static Page Look(string name, byte[]? picture)
    {
        using var codec = picture is null ? null : SKCodec.Create(new SKMemoryStream(picture));
        if (codec is null) return new(name, null);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        // A picture that says it is huge must not fill the memory.
        if (width < 40 || height < 40 || (long)width * height > 120_000_000) return new(name, null);
        using var small = Gray(codec, Small);
        var code = small is null ? null : Code(small, false) ?? Code(small, true);
        if (code is null && Math.Max(width, height) > Small)
        {
            using var again = SKCodec.Create(new SKMemoryStream(picture));
            using var full = Gray(again, int.MaxValue);
            code = full is null ? null : Code(full, true);
        }
        return new(name, picture, code, code is null && small is not null && IsBlank(small));
    }

    /// <summary>The page in grey with a long side of at most so many pixels; null where it is broken.</summary>
    static SKBitmap? Gray(SKCodec codec, int side)
    {
        var whole = codec.Info;
        var scale = Math.Min(1, (float)side / Math.Max(whole.Width, whole.Height));
        // A JPEG gives a half or a quarter of itself for a fraction of the work.
        var size = codec.GetScaledDimensions(scale);
        if (Math.Max(size.Width, size.Height) < Math.Min(side, Math.Max(whole.Width, whole.Height)) * 9 / 10) size = codec.GetScaledDimensions(Math.Min(1, scale * 2));
        using var read = SKBitmap.Decode(codec, new SKImageInfo(size.Width, size.Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        if (read is null) return null;
        var left = Math.Min(1, (float)side / Math.Max(size.Width, size.Height));
        using var fitted = left < 1 ? read.Resize(new SKImageInfo((int)(size.Width * left), (int)(size.Height * left)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Nearest)) : null;
        return (fitted ?? read).Copy(SKColorType.Gray8);
    }

    static string? Code(SKBitmap page, bool hard)
    {
        var reader = new BarcodeReaderGeneric { Options = new DecodingOptions { TryHarder = hard, PossibleFormats = [BarcodeFormat.QR_CODE] } };
        return reader.Decode(new RGBLuminanceSource(Rows(page), page.Width, page.Height, RGBLuminanceSource.BitmapFormat.Gray8))?.Text;
    }

    /// <summary>Fewer than one pixel in five hundred is dark: dust and the scanner's edge, no print.</summary>
    static bool IsBlank(SKBitmap page)
    {
        var dark = 0;
        foreach (var value in Rows(page)) if (value < 140) dark++;
        return dark < page.Width * (long)page.Height / 500;
    }

    static byte[] Rows(SKBitmap page)
    {
        var pixels = page.GetPixelSpan();
        var rows = new byte[page.Width * page.Height];
        for (var y = 0; y < page.Height; y++) pixels.Slice(y * page.RowBytes, page.Width).CopyTo(rows.AsSpan(y * page.Width));
        return rows;
    }
}
