using QRCoder;
using SkiaSharp;

namespace Renewal.Web.Documents;

/// <summary>A QR code, as a drawing in a PDF or picture and as a PNG in a word processor's file. Level M: a letter is read once, in the hand.</summary>
sealed class SquareCode : IDisposable
{
    readonly QRCodeData data;

    public SquareCode(string content, bool outdoors = false) =>
        data = QRCodeGenerator.GenerateQrCode(content, outdoors ? QRCodeGenerator.ECCLevel.Q : QRCodeGenerator.ECCLevel.M, forceUtf8: true);

    /// <summary>Draws it with its quiet zone of four modules into a square.</summary>
    public void Draw(SKCanvas canvas, float x, float y, float side)
    {
        var (n, step) = (data.ModuleMatrix.Count, side / data.ModuleMatrix.Count);
        using var path = new SKPathBuilder();
        for (var row = 0; row < n; row++)
            for (var from = 0; from < n; from++)
            {
                if (!data.ModuleMatrix[row][from]) continue;
                var to = from;
                while (to < n && data.ModuleMatrix[row][to]) to++;
                path.AddRect(SKRect.Create(x + from * step, y + row * step, (to - from) * step, step));
                from = to;
            }
        // Without smoothing: neighbouring rows would show a hairline between them.
        using var black = new SKPaint { Color = SKColors.Black, IsAntialias = false };
        using var shape = path.Detach();
        canvas.DrawPath(shape, black);
    }

    public byte[] Png()
    {
        using var png = new PngByteQRCode(data);
        return png.GetGraphic(10);
    }

    public void Dispose() => data.Dispose();
}
