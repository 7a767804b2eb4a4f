using System.IO.Compression;
using System.Text;
using Renewal.Foundation;

namespace Renewal.Storage.Files;

/// <summary>What a piece of evidence may be. Decided by the first bytes, never by the name: a renamed program stays a program.</summary>
public enum FileKind
{
    Pdf,
    Jpeg,
    Png,
    Webp,
    Heic,
    Docx,
    Xlsx,
    /// <summary>GB/T 33190 fixed-layout document, which offices receive with an electronic seal.</summary>
    Ofd,
    /// <summary>Drawings of the design unit.</summary>
    Dwg,
    Mp4,
}

public static class FileKinds
{
    /// <summary>Bytes that <see cref="Sniff"/> wants to see.</summary>
    internal const int Head = 64;

    /// <summary>Value of <c>accept</c> in a form.</summary>
    public const string Accept = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.docx,.xlsx,.ofd,.dwg,.mp4";

    /// <summary>As people say it.</summary>
    public const string Zh = "PDF、图片（JPG、PNG、WEBP、HEIC）、Word（.docx）、Excel（.xlsx）、OFD、DWG 图纸、MP4 视频";

    public static string Extension(this FileKind kind) => kind switch { FileKind.Jpeg => ".jpg", _ => "." + kind.ToString().ToLowerInvariant() };

    public static string ContentType(this FileKind kind) => kind switch
    {
        FileKind.Pdf => "application/pdf",
        FileKind.Jpeg => "image/jpeg",
        FileKind.Png => "image/png",
        FileKind.Webp => "image/webp",
        FileKind.Heic => "image/heic",
        FileKind.Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileKind.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileKind.Ofd => "application/ofd",
        FileKind.Dwg => "image/vnd.dwg",
        _ => "video/mp4",
    };

    /// <summary>Pictures that a browser may show in place; everything else is only handed out as a download.</summary>
    public static bool ShowsInPlace(this FileKind kind) => kind is FileKind.Jpeg or FileKind.Png or FileKind.Webp;

    /// <summary>Kind by the first bytes; a zip is told apart later, by <see cref="InsideZip"/>.</summary>
    /// <exception cref="RuleBroken">files.type: not one of the kinds that evidence may be</exception>
    internal static FileKind? Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8)) return FileKind.Pdf;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return FileKind.Jpeg;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return FileKind.Png;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return FileKind.Webp;
        if (head.StartsWith("AC10"u8) && head.Length > 6 && char.IsAsciiDigit((char)head[4]) && char.IsAsciiDigit((char)head[5])) return FileKind.Dwg;
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8))
            return Encoding.ASCII.GetString(head[8..12]) switch
            {
                "heic" or "heix" or "hevc" or "mif1" or "msf1" => FileKind.Heic,
                "isom" or "iso2" or "iso4" or "iso5" or "iso6" or "mp41" or "mp42" or "avc1" or "M4V " or "3gp4" or "3gp5" => FileKind.Mp4,
                _ => throw Refused(),
            };
        if (head.StartsWith("PK\u0003\u0004"u8)) return null;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new RuleBroken("files.type", "这是旧版 Office 文件（.doc/.xls），可能带有宏。请另存为 .docx、.xlsx 或 PDF 后再上传。", 415);
        throw Refused();
    }

    /// <summary>Reads the directory of a zip, not its contents: a bomb is never unpacked.</summary>
    /// <exception cref="RuleBroken">files.type</exception>
    internal static FileKind InsideZip(Stream content)
    {
        try
        {
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > 10_000) throw Refused();
            var names = zip.Entries.Select(e => e.FullName).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
                throw new RuleBroken("files.type", "这个 Office 文件带有宏，不能作为佐证材料。请另存为不带宏的文件或 PDF 后再上传。", 415);
            if (names.Contains("OFD.xml")) return FileKind.Ofd;
            if (names.Contains("[Content_Types].xml") && names.Contains("word/document.xml")) return FileKind.Docx;
            if (names.Contains("[Content_Types].xml") && names.Contains("xl/workbook.xml")) return FileKind.Xlsx;
        }
        catch (InvalidDataException) { }
        throw Refused();
    }

    static RuleBroken Refused() => new("files.type", $"无法识别的文件，或这种文件不能作为佐证材料。可以上传：{Zh}。改文件名没有用，系统按内容判断。", 415);
}
