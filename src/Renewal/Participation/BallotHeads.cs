using System.Text;
using System.Text.Json;
using Renewal.Participation.Contract;
using Renewal.Participation.Proofs;
using Renewal.Storage.Files;
using Renewal.Storage.Record;

namespace Renewal.Participation;

/// <summary>
/// Signed heads of ballot logs, kept outside the database beside the checkpoints of the record: one line of JSON each, on disk before it is handed out. Who
/// rewrites the box, or puts an old copy back, cannot make it agree with what voters hold.
/// </summary>
public sealed class BallotHeads(Checkpoints checkpoints)
{
    static readonly Lock turn = new();

    public string PublicKeyPem => checkpoints.PublicKeyPem;

    string PathOf(ConsultationId id) => Path.Combine(checkpoints.Folder, "ballots", $"{id}.jsonl");

    /// <summary>Signs any text of ours by the office's key.</summary>
    public SignedText Sign(string text) => new(text, checkpoints.Sign(text), checkpoints.KeyId);

    /// <summary>The signed head of so many leaves; one that was signed before is given again.</summary>
    public SignedText Sign(ConsultationId id, long size, byte[] root, DateTimeOffset at)
    {
        lock (turn)
        {
            var hex = Convert.ToHexStringLower(root);
            if (All(id) is [.., var last] && TreeHead.Parse(last.Text) is var head && head.Size == size && head.Root == hex) return last;
            var signed = Sign(new TreeHead(id.Value, size, hex, at).Text());
            var path = PathOf(id);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read))
            {
                file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(signed) + "\n"));
                file.Flush(flushToDisk: true);
            }
            Disk.Sync(Path.GetDirectoryName(path)!);
            return signed;
        }
    }

    /// <summary>Every head that was signed, oldest first. A line torn by a power cut was never handed out and is left aside.</summary>
    public IReadOnlyList<SignedText> All(ConsultationId id)
    {
        if (!File.Exists(PathOf(id))) return [];
        List<SignedText> heads = [];
        foreach (var line in File.ReadLines(PathOf(id)))
            try { if (JsonSerializer.Deserialize<SignedText>(line) is { } head) heads.Add(head); }
            catch (JsonException) { }
        return heads;
    }
}
