using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage.Files;

namespace Renewal.Storage.Record;

/// <summary>Settings of the record in the section <c>Storage</c>.</summary>
public sealed class RecordOptions
{
    /// <summary>Folder of the checkpoints, outside the database; <c>Folder/checkpoints</c> if not given. Several nodes share one.</summary>
    public string? Checkpoints { get; set; }

    /// <summary>A checkpoint is written after so many sealed facts …</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 1_000_000)] public int CheckpointFacts { get; set; } = 256;

    /// <summary>… or so many seconds after the last one, if there is anything new.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 86_400)] public int CheckpointSeconds { get; set; } = 60;
}

/// <summary>What a checkpoint says: up to this place in the chain, this was the record at that time.</summary>
/// <param name="Number">1, 2, 3, … without gaps</param>
/// <param name="Epoch">0; one more after each authorised restore</param>
/// <param name="Sequence">facts chained so far</param>
/// <param name="Chain">hex of the chain value at <paramref name="Sequence"/>; 64 zeros when it is 0</param>
/// <param name="At">UTC</param>
/// <param name="Previous">hex SHA-256 of the file of the checkpoint before; 64 zeros for the first</param>
/// <param name="Reason"><c>facts</c>, <c>time</c>, <c>asked</c>, <c>restore …</c></param>
public sealed record Checkpoint(long Number, int Epoch, long Sequence, string Chain, DateTimeOffset At, string Previous, string Reason)
{
    public static readonly string Zeros = new('0', 64);
    const string Header = "renewal checkpoint v1";

    /// <summary>The signed text: eight lines, each ended by a line feed, UTF-8.</summary>
    public string Text() => string.Create(CultureInfo.InvariantCulture,
        $"{Header}\nnumber={Number}\nepoch={Epoch}\nsequence={Sequence}\nchain={Chain}\nat={At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\nprevious={Previous}\nreason={Reason}\n");

    /// <exception cref="FormatException">not the text of a checkpoint</exception>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != 9 || lines[0] != Header) throw new FormatException("not a checkpoint");
        string Of(int line, string name) => lines[line].StartsWith(name + "=", StringComparison.Ordinal) ? lines[line][(name.Length + 1)..]
            : throw new FormatException($"checkpoint without {name}");
        var culture = CultureInfo.InvariantCulture;
        var parsed = new Checkpoint(long.Parse(Of(1, "number"), culture), int.Parse(Of(2, "epoch"), culture), long.Parse(Of(3, "sequence"), culture),
            Of(4, "chain"), DateTimeOffset.Parse(Of(5, "at"), culture), Of(6, "previous"), Of(7, "reason"));
        return parsed.Text() == text ? parsed : throw new FormatException("checkpoint not in its canonical form");
    }
}

/// <summary>A checkpoint as it lies in its file.</summary>
/// <param name="Text">exactly what is signed</param>
/// <param name="Signature">base64 of the DER form of ECDSA P-256 with SHA-256 over the UTF-8 bytes of the text</param>
/// <param name="Key">hex SHA-256 of the public key's SubjectPublicKeyInfo</param>
public sealed record SignedCheckpoint(
    [property: JsonPropertyName("text")] string Text, [property: JsonPropertyName("signature")] string Signature, [property: JsonPropertyName("key")] string Key);

/// <summary>A checkpoint read back, with what is wrong with it (null: nothing).</summary>
public sealed record CheckpointRead(string Path, Checkpoint? Checkpoint, string? Wrong);

/// <summary>
/// Signed statements about the chain, kept outside the database, each naming the hash of the one before: who rewrites the whole database, or puts an
/// old copy back, still cannot make it agree with them. Format for outsiders: docs/operations.md. Safe for several processes: a lock file lies beside.
/// </summary>
public sealed class Checkpoints(IOptions<StorageOptions> storage, IOptions<RecordOptions> record, TimeProvider clock)
{
    const string PublicKey = "checkpoint-key.pem", Lock = ".lock";
    readonly Lazy<ECDsa> key = new(() => LoadKey(storage.Value));

    public string Folder { get; } = record.Value.Checkpoints ?? Path.Combine(storage.Value.Folder, "checkpoints");

    /// <summary>Public key as PEM; a copy lies beside the checkpoints.</summary>
    public string PublicKeyPem => key.Value.ExportSubjectPublicKeyInfoPem();
    public string KeyId => Convert.ToHexStringLower(SHA256.HashData(key.Value.ExportSubjectPublicKeyInfo()));

    public string PathOf(long number) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{number / 1000:D6}"),
        string.Create(CultureInfo.InvariantCulture, $"{number:D9}.json"));

    /// <summary>Number of the last checkpoint, 0 when there is none.</summary>
    public long LastNumber()
    {
        if (!Directory.Exists(Folder)) return 0;
        foreach (var folder in Directory.EnumerateDirectories(Folder).OrderDescending(StringComparer.Ordinal))
            if (Directory.EnumerateFiles(folder, "*.json").Max() is { } last
                && long.TryParse(Path.GetFileNameWithoutExtension(last), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        return 0;
    }

    /// <summary>The last checkpoint, or null; a broken one throws, for nothing may be built upon it.</summary>
    /// <exception cref="InvalidDataException">the last checkpoint is broken or not ours</exception>
    public Checkpoint? Last()
    {
        var number = LastNumber();
        if (number == 0) return null;
        var read = Read(number);
        return read.Wrong is null ? read.Checkpoint : throw new InvalidDataException($"{read.Path}: {read.Wrong}");
    }

    /// <summary>One checkpoint with its signature checked; its place in the chain of checkpoints is not.</summary>
    public CheckpointRead Read(long number)
    {
        var path = PathOf(number);
        try
        {
            var signed = Signed(number) ?? throw new FormatException("文件缺失");
            var checkpoint = Checkpoint.Parse(signed.Text);
            if (checkpoint.Number != number) return new(path, checkpoint, "编号与文件名不符");
            return new(path, checkpoint, Verify(signed.Text, signed.Signature) ? null : "签名无效");
        }
        catch (Exception e) when (e is FormatException or JsonException or IOException or OverflowException)
        {
            return new(path, null, e is FormatException ? e.Message : "文件无法读取");
        }
    }

    /// <summary>The file as it is, or null.</summary>
    public SignedCheckpoint? Signed(long number) =>
        File.Exists(PathOf(number)) ? JsonSerializer.Deserialize<SignedCheckpoint>(File.ReadAllBytes(PathOf(number))) : null;

    /// <summary>The first checkpoint of the present epoch that covers a place in the chain, or null.</summary>
    public Checkpoint? Covering(long sequence)
    {
        if (Last() is not { } last || last.Sequence < sequence) return null;
        var (low, high, best) = (1L, last.Number, last);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Read(middle) is { Wrong: null, Checkpoint: { } c } && c.Epoch == last.Epoch && c.Sequence >= sequence) (best, high) = (c, middle);
            else low = middle + 1;
        }
        return best;
    }

    /// <summary>All checkpoints in order with signature, numbering and hash chain checked.</summary>
    public IEnumerable<CheckpointRead> All()
    {
        var last = LastNumber();
        var (previous, epoch, sequence) = (Checkpoint.Zeros, 0, 0L);
        for (var number = 1L; number <= last; number++)
        {
            var read = Read(number);
            if (read is { Wrong: null, Checkpoint: { } c })
            {
                if (c.Previous != previous) read = read with { Wrong = "与前一检查点的哈希不相接" };
                else if (c.Epoch < epoch || c.Epoch == epoch && c.Sequence < sequence) read = read with { Wrong = "序号倒退" };
                (epoch, sequence) = (c.Epoch, c.Sequence);
            }
            previous = File.Exists(read.Path) ? Hash(read.Path) : Checkpoint.Zeros;
            yield return read;
        }
    }

    /// <summary>Signs and stores the next checkpoint; on disk when it returns. Null if somebody else has just written one at or past this place.</summary>
    internal Checkpoint? Write(long sequence, string chain, string reason, bool newEpoch = false)
    {
        Directory.CreateDirectory(Folder);
        using var turn = Enter();
        var last = Last();
        if (!newEpoch && last is not null && last.Sequence >= sequence) return null;
        var checkpoint = new Checkpoint((last?.Number ?? 0) + 1, (last?.Epoch ?? 0) + (newEpoch ? 1 : 0), sequence, chain, clock.Instant(),
            last is null ? Checkpoint.Zeros : Hash(PathOf(last.Number)), reason.ReplaceLineEndings(" "));
        var path = PathOf(checkpoint.Number);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Disk.Sync(Folder);
        }
        Durable(path, JsonSerializer.SerializeToUtf8Bytes(new SignedCheckpoint(checkpoint.Text(), Sign(checkpoint.Text()), KeyId), RecordJson.Options));
        var pem = Path.Combine(Folder, PublicKey);
        if (!File.Exists(pem) || File.ReadAllText(pem) != PublicKeyPem) File.WriteAllText(pem, PublicKeyPem);
        return checkpoint;
    }

    /// <summary>Signature over a text by the key of the checkpoints (backups are signed by it too).</summary>
    internal string Sign(string text) => Convert.ToBase64String(
        key.Value.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    internal bool Verify(string text, string signature)
    {
        try
        {
            return key.Value.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (FormatException) { return false; }
    }

    internal static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    FileStream Enter()
    {
        for (var tries = 0; ; tries++)
            try { return new FileStream(Path.Combine(Folder, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) when (tries < 200) { Thread.Sleep(25); }
    }

    static void Durable(string path, byte[] bytes)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: false);
        Disk.Sync(Path.GetDirectoryName(path)!);
    }

    static ECDsa LoadKey(StorageOptions options)
    {
        Directory.CreateDirectory(options.Keys);
        var path = Path.Combine(options.Keys, "checkpoint.key.pem");
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var fresh = path + "." + Environment.ProcessId;
            File.WriteAllText(fresh, made.ExportPkcs8PrivateKeyPem());
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            try { File.Move(fresh, path, overwrite: false); } catch (IOException) { File.Delete(fresh); }
        }
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }
}
