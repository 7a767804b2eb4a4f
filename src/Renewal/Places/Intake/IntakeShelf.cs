using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Places.Intake;

/// <summary>
/// Keeps the uploaded tables under their hash, on disk before the row that names them is committed. Not the shelf of evidence papers: a CSV has no kind
/// that could be told by its first bytes, and these files are read by nobody but the intake.
/// </summary>
public sealed class IntakeShelf(IOptions<StorageOptions> storage)
{
    string Root => Path.Combine(storage.Value.Folder, "intake");

    public string PathOf(string hash) => Path.Combine(Root, hash[..2], hash);

    /// <returns>hex SHA-256 and length</returns>
    /// <exception cref="RuleBroken">intake.too_large, intake.empty: nothing is left behind</exception>
    public async Task<(string Hash, long Size)> Keep(Stream content, CancellationToken stop)
    {
        Directory.CreateDirectory(Root);
        var fresh = Path.Combine(Root, Guid.CreateVersion7().ToString("N") + ".part");
        try
        {
            long size = 0;
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                var buffer = new byte[1 << 16];
                for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;)
                {
                    size += read;
                    if (size > TableLimits.Default.Bytes)
                        throw new RuleBroken("intake.too_large", $"文件超过 {TableLimits.Default.Bytes >> 20} MB 的上限。请按区县拆分后分批导入。", 413);
                    digest.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), stop);
                }
                file.Flush(flushToDisk: true);
            }
            if (size == 0) throw new RuleBroken("intake.empty", "文件是空的，没有可导入的内容。");
            var hash = Convert.ToHexStringLower(digest.GetHashAndReset());
            var final = PathOf(hash);
            Directory.CreateDirectory(Path.GetDirectoryName(final)!);
            File.Move(fresh, final, overwrite: true);
            return (hash, size);
        }
        finally { File.Delete(fresh); }
    }

    /// <summary>Takes a file off the shelf.</summary>
    public void Remove(string hash) => File.Delete(PathOf(hash));

    /// <summary>Opens a kept file after making sure that it is still the one that was uploaded.</summary>
    /// <exception cref="RuleBroken">intake.file_lost: gone or changed on the disk</exception>
    public TableFile Open(IntakeBatch batch)
    {
        var path = PathOf(batch.Hash);
        if (!File.Exists(path)) throw Lost();
        using (var stream = File.OpenRead(path))
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != batch.Hash) throw Lost();
        return TableFile.Open(path);

        static RuleBroken Lost() => new("intake.file_lost", "上传的文件已不在服务器上，或被改动过。请重新上传。", 409);
    }
}
