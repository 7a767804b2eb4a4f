using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Renewal.Foundation;

namespace Renewal.Storage.Files;

/// <summary>Settings of the section <c>Files</c>.</summary>
public sealed class FilesOptions
{
    /// <summary>Largest paper or picture in MB.</summary>
    [Range(1, 2000)] public int LargestMegabytes { get; set; } = 100;

    /// <summary>Largest video in MB.</summary>
    [Range(1, 20000)] public int LargestVideoMegabytes { get; set; } = 500;

    /// <summary>Largest file in MB that a form without JavaScript sends with its other fields.</summary>
    [Range(1, 200)] public int LargestInFormMegabytes { get; set; } = 20;
}

/// <summary>
/// Evidence files. The bytes are on the disk, synced with their directories, before the row that names them is committed, so that no committed paper
/// can lack its file after a power cut. Store before you open the run that refers to it: an upload must not hold a transaction open.
/// </summary>
public interface IEvidence
{
    /// <summary>Takes a file in for a community within reach; recorded as a process of its own, or as part of the run around it.</summary>
    /// <param name="content">read once, to its end, never held in memory</param>
    /// <param name="name">name as uploaded; only for people</param>
    /// <param name="personal">carries personal data: see <see cref="FileRow.Personal"/></param>
    /// <exception cref="RuleBroken">files.type (415), files.too_large (413), files.empty, files.place (404: not in reach)</exception>
    Task<FileId> Store(Stream content, string name, CommunityId community, bool personal = false, CancellationToken stop = default);

    /// <summary>As above, for a paper of a division.</summary>
    Task<FileId> Store(Stream content, string name, string division, bool personal = false, CancellationToken stop = default);

    /// <summary>The file if it is in reach of whoever asks; else null.</summary>
    Task<FileRow?> Find(FileId id, CancellationToken stop = default);

    /// <summary>Several at once, those in reach, for lists of papers.</summary>
    Task<IReadOnlyList<FileRow>> Find(IReadOnlyCollection<FileId> ids, CancellationToken stop = default);

    /// <summary>The bytes of a file that was found.</summary>
    /// <exception cref="RuleBroken">files.lost: the row is there and the bytes are not</exception>
    Stream Open(FileRow file);
}

sealed class Evidence(RenewalDb db, ProcessLog log, Caller caller, IOptions<StorageOptions> storage, IOptions<FilesOptions> options) : IEvidence
{
    static readonly Process Upload = new("files.store", "上传附件");

    public async Task<FileId> Store(Stream content, string name, CommunityId community, bool personal, CancellationToken stop)
    {
        var reach = caller.Reach;
        // The reach filter guards what is read; what is written must ask for itself.
        var division = await db.Set<CommunityReach>().Where(c => c.Id == community).Select(c => c.Division).FirstOrDefaultAsync(stop);
        if (division is null || !(reach.Covers(division) || reach.Communities.Contains(community)))
            throw new RuleBroken("files.place", "没有找到要附材料的小区，或不在您的管辖范围内。", 404);
        return await Take(content, name, community, "", personal, stop);
    }

    public async Task<FileId> Store(Stream content, string name, string division, bool personal, CancellationToken stop)
    {
        if (!caller.Reach.Covers(division)) throw new RuleBroken("files.place", "要附材料的区划不在您的管辖范围内。", 404);
        return await Take(content, name, new CommunityId(Guid.Empty), division, personal, stop);
    }

    public async Task<FileRow?> Find(FileId id, CancellationToken stop) => (await Find([id], stop)).SingleOrDefault();

    public async Task<IReadOnlyList<FileRow>> Find(IReadOnlyCollection<FileId> ids, CancellationToken stop)
    {
        var (me, office) = (caller.Actor.Id, caller.Reach.All || caller.Reach.OfOffice);
        return await db.Set<FileRow>().AsNoTracking().Where(f => ids.Contains(f.Id) && (office || !f.Personal || f.By == me)).OrderBy(f => f.Id).ToListAsync(stop);
    }

    public Stream Open(FileRow file)
    {
        try { return new FileStream(FileShelf.Path(storage.Value, file.Hash), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RuleBroken("files.lost", "附件的内容已丢失，请联系管理员核查（renewal files verify）。", 500);
        }
    }

    async Task<FileId> Take(Stream content, string name, CommunityId community, string division, bool personal, CancellationToken stop)
    {
        var (hash, bytes, kind) = await FileShelf.Keep(storage.Value, options.Value, content, stop);
        var file = FileId.New();
        await log.Run(Upload, run =>
        {
            run.Db.Add(new FileRow
            {
                Id = file, Community = community, Division = division, Hash = hash, Bytes = bytes, Kind = kind, Name = Clean(name, kind), Personal = personal,
                At = run.At, By = run.Actor.Id,
            });
            run.Fact(new FileStored(file, division.Length == 0 ? community : null, hash, bytes, kind));
            return Task.CompletedTask;
        }, stop: stop);
        return file;
    }

    /// <summary>The last part of the path, without control characters and what file systems dislike, with the ending of its true kind.</summary>
    internal static string Clean(string name, FileKind kind)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        // Bidirectional marks would let "gpj.exe" read as "exe.jpg".
        var kept = string.Concat(last.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format
            && "<>:\"|?*".IndexOf(c) < 0)).Trim().TrimEnd('.');
        var stem = System.IO.Path.GetFileNameWithoutExtension(kept);
        if (stem.Length == 0) stem = "附件";
        if (stem.Length > 150) stem = stem[..150];
        var ending = System.IO.Path.GetExtension(kept).ToLowerInvariant();
        return stem + (kind == FileKind.Jpeg && ending == ".jpeg" ? ending : kind.Extension());
    }
}

/// <summary>The shelf: <c>&lt;Folder&gt;/files/ab/cd/abcd…</c>, one file per content.</summary>
public static class FileShelf
{
    public static string Root(StorageOptions storage) => System.IO.Path.Combine(storage.Folder, "files");

    public static string Path(StorageOptions storage, string hash) => System.IO.Path.Combine(Root(storage), hash[..2], hash[2..4], hash);

    /// <summary>Streams the content to the shelf and makes it durable. What is refused leaves nothing behind.</summary>
    internal static async Task<(string Hash, long Bytes, FileKind Kind)> Keep(StorageOptions storage, FilesOptions options, Stream content, CancellationToken stop)
    {
        var root = Root(storage);
        var arriving = System.IO.Path.Combine(root, "arriving");
        Directory.CreateDirectory(arriving);
        var temporary = System.IO.Path.Combine(arriving, Guid.CreateVersion7().ToString("N"));
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            long bytes = 0;
            FileKind kind;
            string hash;
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous))
            {
                using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var head = await content.ReadAtLeastAsync(buffer.AsMemory(0, 1 << 16), FileKinds.Head, throwOnEndOfStream: false, stop);
                if (head == 0) throw new RuleBroken("files.empty", "文件是空的，请重新选择。");
                var sniffed = FileKinds.Sniff(buffer.AsSpan(0, head));
                var limit = (sniffed == FileKind.Mp4 ? options.LargestVideoMegabytes : options.LargestMegabytes) * 1048576L;
                for (var read = head; read > 0; read = await content.ReadAsync(buffer.AsMemory(0, 1 << 16), stop))
                {
                    bytes += read;
                    if (bytes > limit)
                        throw new RuleBroken("files.too_large", $"文件超过 {limit >> 20} MB 的上限。请压缩或分成几个文件后再上传。", 413);
                    digest.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), stop);
                }
                file.Position = 0;
                kind = sniffed ?? FileKinds.InsideZip(file);
                hash = Convert.ToHexStringLower(digest.GetHashAndReset());
                file.Flush(flushToDisk: true);
            }
            var final = Path(storage, hash);
            var folder = System.IO.Path.GetDirectoryName(final)!;
            Directory.CreateDirectory(folder);
            // The same content may be arriving twice at once: either copy is as good, and a damaged one is replaced by the good one that just came in.
            File.Move(temporary, final, overwrite: true);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(final, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            for (var d = folder; d.Length >= root.Length; d = System.IO.Path.GetDirectoryName(d)!) Disk.Sync(d);
            return (hash, bytes, kind);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            File.Delete(temporary);
        }
    }

    /// <summary>What the rows name and the shelf cannot show: missing files, and files whose content is not what it was.</summary>
    public static async Task<FileFindings> Verify(RenewalDb db, StorageOptions storage, CancellationToken stop)
    {
        List<string> missing = [], damaged = [];
        var all = 0;
        foreach (var file in await db.Set<FileRow>().Select(f => new { f.Hash, f.Bytes }).Distinct().ToListAsync(stop))
        {
            all++;
            var path = Path(storage, file.Hash);
            if (!File.Exists(path)) missing.Add(file.Hash);
            else
            {
                await using var stream = File.OpenRead(path);
                if (stream.Length != file.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop)) != file.Hash) damaged.Add(file.Hash);
            }
        }
        return new(all, missing, damaged);
    }
}

/// <param name="Contents">different contents that rows name</param>
/// <param name="Missing">SHA-256 of what is gone</param>
/// <param name="Damaged">SHA-256 of what was changed on the disk</param>
public sealed record FileFindings(int Contents, IReadOnlyList<string> Missing, IReadOnlyList<string> Damaged)
{
    public bool Clean => Missing.Count == 0 && Damaged.Count == 0;
}
