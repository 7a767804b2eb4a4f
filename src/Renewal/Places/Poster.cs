using Microsoft.AspNetCore.Components;
using QRCoder;

namespace Renewal.Places;

/// <summary>The square code on the poster in the stairwell, as SVG.</summary>
public static class Poster
{
    /// <param name="address">absolute address of the residents' page</param>
    /// <param name="label">what it is, for those who cannot see it</param>
    public static MarkupString Code(string address, string label)
    {
        // Level Q: a poster in a stairwell gets scratched.
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.Q);
        var modules = data.ModuleMatrix;
        var path = new System.Text.StringBuilder();
        for (var y = 0; y < modules.Count; y++)
            for (var x = 0; x < modules.Count; x++)
                if (modules[y][x]) path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return new($"<svg class=\"qr\" viewBox=\"0 0 {modules.Count} {modules.Count}\" role=\"img\" aria-label=\"{System.Net.WebUtility.HtmlEncode(label)}\" shape-rendering=\"crispEdges\"><rect width=\"{modules.Count}\" height=\"{modules.Count}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>");
    }
}
