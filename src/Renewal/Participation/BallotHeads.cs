using System.Text;
using System.Text.Json;
using Renewal.Foundation;
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

    /// <summary>
    /// The signed head of so many leaves; one that was signed before is given again. Null where a longer log was signed already: sizes and times only grow.
    /// </summary>
    public SignedText? TrySign(ConsultationId id, long size, byte[] root, DateTimeOffset at)
    {
        lock (turn)
        {
            var hex = Convert.ToHexStringLower(root);
            if (All(id) is [.., var last])
            {
                var head = TreeHead.Parse(last.Text);
                if (head.Size > size) return null;
                if (head.Size == size && head.Root == hex) return last;
                if (head.At > at) at = head.At;
            }
            var signed = Sign(new TreeHead(id.Value, size, hex, at).Text());
            var path = PathOf(id);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
            {
                // After a torn line a new one begins, or this head would be lost with it.
                var torn = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
                file.Seek(0, SeekOrigin.End);
                file.Write(Encoding.UTF8.GetBytes((torn ? "\n" : "") + JsonSerializer.Serialize(signed) + "\n"));
                file.Flush(flushToDisk: true);
            }
            Disk.Sync(Path.GetDirectoryName(path)!);
            return signed;
        }
    }

    /// <summary>The box holds fewer ballots than were signed for: an old copy was put back, or ballots were taken out.</summary>
    public static RuleBroken Shorter() => new("box.shorter", "票箱里的选票比已签署的声明少，可能恢复了旧的备份。请先查明，再办理。", 409);

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
