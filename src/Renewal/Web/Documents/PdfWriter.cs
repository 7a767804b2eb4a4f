using SkiaSharp;

namespace Renewal.Web.Documents;

/// <summary>
/// Prints documents as one searchable PDF: each begins on a new page and counts its own pages; the faces are embedded once, with the glyphs that are used.
/// Documents are laid out one after another as they come, so that a thousand letters take no more memory than one.
/// </summary>
public static class PdfWriter
{
    /// <param name="title">of the file, shown by viewers</param>
    /// <exception cref="ArgumentException">no document at all: a PDF has a page at least</exception>
    public static void Write(Stream target, string title, IEnumerable<OfficeDocument> documents, CancellationToken stop = default)
    {
        using var pdf = SKDocument.CreatePdf(target, new SKDocumentPdfMetadata { Title = title.Plain(), Creator = Product.Name });
        using var pen = new Pen();
        var any = false;
        foreach (var document in documents)
        {
            stop.ThrowIfCancellationRequested();
            var (width, height) = (Galley.Points(document.Layout.Width), Galley.Points(document.Layout.Height));
            foreach (var page in Galley.Set(document))
            {
                var canvas = pdf.BeginPage(width, height);
                foreach (var mark in page) mark.Paint(canvas, pen);
                pdf.EndPage();
                any = true;
            }
        }
        if (!any) throw new ArgumentException("no document to print", nameof(documents));
        pdf.Close();
    }

    public static byte[] Bytes(string title, params IEnumerable<OfficeDocument> documents)
    {
        using var memory = new MemoryStream();
        Write(memory, title, documents);
        return memory.ToArray();
    }
}
