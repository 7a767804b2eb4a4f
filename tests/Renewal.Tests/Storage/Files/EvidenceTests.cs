using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Files;
using Xunit;

namespace Renewal.Tests.Storage.Files;

public sealed class EvidenceTests
{
    static readonly byte[] Pdf = [.. "%PDF-1.7\n"u8, .. new byte[5000]];
    static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]];
    const string Here = "210106001002";

    static byte[] Zip(params string[] names)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, true))
            foreach (var name in names) zip.CreateEntry(name).Open().Dispose();
        return memory.ToArray();
    }

    static async Task<FileId> Store(World world, byte[] content, string name, string division = Here, Actor? actor = null, bool personal = false)
    {
        await using var scene = world.As(actor);
        return await scene.Get<IEvidence>().Store(new MemoryStream(content), name, division, personal);
    }

    static FileInfo[] OnShelf(World world) =>
        Directory.Exists(world.Folder + "/files") ? new DirectoryInfo(world.Folder + "/files").GetFiles("*", SearchOption.AllDirectories) : [];

    [Theory, Stores]
    public async Task A_file_lies_under_its_hash_and_comes_back_byte_for_byte(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Store(world, Pdf, "方案公示.pdf");
        await using var scene = world.As();
        var file = (await scene.Get<IEvidence>().Find(id))!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Pdf)), file.Hash);
        Assert.Equal(("方案公示.pdf", FileKind.Pdf, (long)Pdf.Length), (file.Name, file.Kind, file.Bytes));
        using var memory = new MemoryStream();
        await using (var bytes = scene.Get<IEvidence>().Open(file)) await bytes.CopyToAsync(memory);
        Assert.Equal(Pdf, memory.ToArray());
        Assert.Contains("FileStored", await scene.Db.Facts.Select(f => f.Kind).ToListAsync());
    }

    [Fact]
    public async Task The_same_content_is_kept_once()
    {
        await using var world = await World.Start();
        var first = await Store(world, Pdf, "a.pdf");
        var second = await Store(world, Pdf, "b.pdf");
        Assert.NotEqual(first, second);
        Assert.Single(OnShelf(world));
    }

    public static TheoryData<string, byte[]> Unwanted => new()
    {
        { "照片.jpg", [.. "MZ"u8, .. new byte[100]] },
        { "程序.pdf", [0x7F, .. "ELF"u8, .. new byte[100]] },
        { "页面.png", Encoding.UTF8.GetBytes("<!DOCTYPE html><script>alert(1)</script>") },
        { "图.png", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>") },
        { "旧.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[100]] },
        { "宏.docx", Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin") },
        { "程序包.docx", Zip("META-INF/MANIFEST.MF", "A.class") },
        { "坏.docx", [.. "PK\u0003\u0004"u8, .. new byte[200]] },
        { "脚本.pdf", "#!/bin/sh\nrm -rf /\n"u8.ToArray() },
        { "短.jpg", [0xFF] },
    };

    [Theory, MemberData(nameof(Unwanted))]
    public async Task What_is_not_evidence_is_refused_by_its_content_and_leaves_nothing(string name, byte[] content)
    {
        await using var world = await World.Start();
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => Store(world, content, name));
        Assert.Equal(("files.type", 415), (broken.Code, broken.Status));
        Assert.Empty(OnShelf(world));
        await using var scene = world.As();
        Assert.Empty(await scene.Db.Set<FileRow>().ToListAsync());
    }

    [Fact]
    public async Task Every_kind_of_evidence_is_recognised()
    {
        await using var world = await World.Start();
        (byte[], FileKind)[] wanted =
        [
            (Pdf, FileKind.Pdf), (Png, FileKind.Png), ([0xFF, 0xD8, 0xFF, 0xE0, .. new byte[80]], FileKind.Jpeg), ([.. "RIFF\0\0\0\0WEBPVP8 "u8], FileKind.Webp),
            ([0, 0, 0, 24, .. "ftypheic"u8, .. new byte[80]], FileKind.Heic), ([0, 0, 0, 24, .. "ftypisom"u8, .. new byte[80]], FileKind.Mp4),
            ([.. "AC1027"u8, .. new byte[80]], FileKind.Dwg), (Zip("OFD.xml", "Doc_0/Document.xml"), FileKind.Ofd),
            (Zip("[Content_Types].xml", "word/document.xml"), FileKind.Docx), (Zip("[Content_Types].xml", "xl/workbook.xml"), FileKind.Xlsx),
        ];
        foreach (var (content, kind) in wanted)
        {
            var id = await Store(world, content, "文件");
            await using var scene = world.As();
            Assert.Equal(kind, (await scene.Get<IEvidence>().Find(id))!.Kind);
        }
    }

    [Fact]
    public async Task Exactly_the_limit_is_taken_and_one_byte_more_is_refused()
    {
        await using var world = await World.Start(settings: "--Files:LargestMegabytes=1");
        await Store(world, [.. Pdf, .. new byte[(1 << 20) - Pdf.Length]], "满.pdf");
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => Store(world, [.. Pdf, .. new byte[(1 << 20) - Pdf.Length + 1]], "超.pdf"));
        Assert.Equal(("files.too_large", 413), (broken.Code, broken.Status));
        Assert.Single(OnShelf(world));
    }

    [Theory, Stores]
    public async Task A_file_is_reached_like_the_division_it_belongs_to(Store store)
    {
        await using var world = await World.Start(store);
        var id = await Store(world, Pdf, "a.pdf");
        async Task<bool> Found(Reach reach)
        {
            await using var scene = world.As(reach: reach);
            return await scene.Get<IEvidence>().Find(id) is not null;
        }
        Assert.True(await Found(Reach.Division("210106")));
        Assert.True(await Found(Reach.Division(Here)));
        Assert.False(await Found(Reach.Division("210107")));
        Assert.False(await Found(Reach.Division("2102")));
        Assert.False(await Found(Reach.Nothing));
        await using var other = world.As(reach: Reach.Division("210107"));
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => other.Get<IEvidence>().Store(new MemoryStream(Pdf), "b.pdf", Here));
        Assert.Equal(404, broken.Status);
    }

    [Fact]
    public async Task A_file_that_was_changed_or_lost_on_the_disk_is_found()
    {
        await using var world = await World.Start();
        await Store(world, Pdf, "a.pdf");
        await Store(world, Png, "b.png");
        await using var scene = world.As();
        var storage = scene.Get<IOptions<StorageOptions>>().Value;
        Assert.True((await FileShelf.Verify(scene.Db, storage, default)).Clean);
        var pdf = FileShelf.Path(storage, Convert.ToHexStringLower(SHA256.HashData(Pdf)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(pdf, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var file = File.OpenWrite(pdf)) { file.Position = 100; file.WriteByte(1); }
        File.Delete(FileShelf.Path(storage, Convert.ToHexStringLower(SHA256.HashData(Png))));
        var found = await FileShelf.Verify(scene.Db, storage, default);
        Assert.Equal((2, 1, 1), (found.Contents, found.Missing.Count, found.Damaged.Count));
    }

    [Theory]
    [InlineData(@"C:\文件\照片.JPEG", FileKind.Jpeg, "照片.jpeg")]
    [InlineData("../../etc/passwd", FileKind.Pdf, "passwd.pdf")]
    [InlineData("图\u202Egpj.exe", FileKind.Png, "图gpj.png")]
    [InlineData("\"><script>.pdf", FileKind.Pdf, "script.pdf")]
    [InlineData("", FileKind.Pdf, "附件.pdf")]
    public async Task A_name_is_only_a_label(string given, FileKind kind, string kept)
    {
        await using var world = await World.Start();
        var id = await Store(world, kind switch { FileKind.Png => Png, FileKind.Jpeg => [0xFF, 0xD8, 0xFF, .. new byte[80]], _ => Pdf }, given);
        await using var scene = world.As();
        Assert.Equal(kept, (await scene.Get<IEvidence>().Find(id))!.Name);
    }
}
