using System.Buffers.Text;
using System.Text.Json;
using Renewal.Storage;

namespace Renewal.Participation.Proofs;

/// <summary>
/// The voter's receipt: proves, without any server, that the ballot lies in the signed log at this place. It says who took part and not how: a receipt that
/// showed the choice could be bought (ADR 0093). As a JSON file, and as a text for a QR code (docs/verification.md).
/// </summary>
/// <param name="Leaf">text of the leaf</param>
/// <param name="Index">0-based place in the log</param>
/// <param name="Path">inclusion proof, hex hashes from the leaf up</param>
public sealed record Receipt(string Leaf, long Index, IReadOnlyList<string> Path, SignedText Head)
{
    const string Format = "renewal receipt v1", Prefix = "RV1.";

    sealed record Form(string Format, string Leaf, long Index, IReadOnlyList<string> Path, SignedText Head);

    /// <exception cref="ArgumentOutOfRangeException">no such leaf</exception>
    public static Receipt Of(BallotLeaf leaf, long index, MerkleTree log, SignedText head) =>
        new(leaf.Text(), index, [.. log.Inclusion(index, TreeHead.Parse(head.Text).Size).Select(Convert.ToHexStringLower)], head);

    public string Json() => JsonSerializer.Serialize(new Form(Format, Leaf, Index, Path, Head), Canonical.Json);

    /// <summary>Reads a JSON receipt or the text of a QR code.</summary>
    /// <exception cref="FormatException">neither</exception>
    public static Receipt Read(string text) => text.Trim() is var t && t.StartsWith(Prefix, StringComparison.Ordinal) ? FromCompact(t) : FromJson(t);

    static Receipt FromJson(string json) => Canonical.Read(() => JsonSerializer.Deserialize<Form>(json, Canonical.Json) is { Format: Format } f
        ? new Receipt(f.Leaf, f.Index, f.Path, f.Head) : throw new FormatException($"不是「{Format}」"));

    /// <summary>
    /// The text of a QR code: RV1. and base64url of the bytes. Roots are not in it, they follow from the path. About 1,080 letters for a log of 2^20, of the
    /// 2,331 that a QR code holds at level M.
    /// </summary>
    /// <exception cref="FormatException">leaf, head or signature are not canonical</exception>
    public string Compact()
    {
        var (leaf, head) = (BallotLeaf.Parse(Leaf), TreeHead.Parse(Head.Text));
        var bytes = new MemoryStream();
        bytes.Write(leaf.Consultation.ToByteArray(bigEndian: true));
        Number(leaf.Seat);
        Number(leaf.Ordinal);
        bytes.WriteByte((byte)leaf.Channel);
        bytes.Write(Canonical.Hash32(leaf.Commitment));
        Number(Index);
        Number(head.Size);
        Number(head.At.ToUnixTimeMilliseconds());
        bytes.WriteByte((byte)Path.Count);
        foreach (var hash in Path) bytes.Write(Canonical.Hash32(hash));
        bytes.Write(Canonical.Hash32(Head.Key));
        bytes.Write(Convert.FromBase64String(Head.Signature));
        return Prefix + Base64Url.EncodeToString(bytes.ToArray());

        void Number(long value)
        {
            for (; value >= 0x80; value >>= 7) bytes.WriteByte((byte)(value | 0x80));
            bytes.WriteByte((byte)value);
        }
    }

    static Receipt FromCompact(string text) => Canonical.Read(() =>
    {
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length));
        var at = 0;
        var consultation = new Guid(Take(16), bigEndian: true);
        var leaf = new BallotLeaf(consultation, checked((int)Number()), checked((int)Number()), (Channel)Take(1)[0], Convert.ToHexStringLower(Take(32)));
        var (index, size, when) = (Number(), Number(), DateTimeOffset.FromUnixTimeMilliseconds(Number()));
        List<byte[]> path = [];
        for (var count = Take(1)[0]; count > 0; count--) path.Add(Take(32).ToArray());
        var (key, signature) = (Convert.ToHexStringLower(Take(32)), Convert.ToBase64String(bytes.AsSpan(at)));
        var root = MerkleProof.RootOf(Canonical.Bytes(leaf.Text()), index, size, path) ?? throw new FormatException("路径与位置不合");
        var head = new TreeHead(consultation, size, Convert.ToHexStringLower(root), when);
        var receipt = new Receipt(leaf.Text(), index, [.. path.Select(Convert.ToHexStringLower)], new(head.Text(), signature, key));
        return Canonical.Same(receipt, receipt.Compact(), text);

        ReadOnlySpan<byte> Take(int count) => bytes.AsSpan((at += count) - count, count);

        long Number()
        {
            var value = 0L;
            for (var shift = 0; shift < 63; shift += 7)
            {
                var next = Take(1)[0];
                value |= (long)(next & 0x7f) << shift;
                if (next < 0x80) return value;
            }
            throw new FormatException("数字过大");
        }
    });

    /// <summary>Checks the receipt against the office's public key, and nothing else.</summary>
    public Report Verify(OfficeKey key)
    {
        var report = new Report();
        BallotLeaf? leaf = null;
        TreeHead? head = null;
        report.Add("receipt.leaf", "选票凭据的写法规范", () =>
        {
            leaf = BallotLeaf.Parse(Leaf);
            return [];
        });
        report.Add("receipt.head", "票箱日志声明的写法规范，与选票属于同一次征询", () =>
        {
            head = TreeHead.Parse(Head.Text);
            return leaf is not null && leaf.Consultation != head.Consultation ? [$"选票属于征询 {leaf.Consultation}，声明属于征询 {head.Consultation}"] : [];
        });
        report.Add("receipt.signature", "票箱日志声明由给定公钥签署", () => key.Wrong(Head) is { } wrong ? [wrong] : []);
        report.Add("receipt.inclusion", "选票在已签署的票箱日志中", () => head is not null
            && MerkleProof.Includes(Canonical.Bytes(Leaf), Index, head.Size, [.. Path.Select(Canonical.Hash32)], Canonical.Hash32(head.Root))
                ? [] : [$"从第 {Index} 号叶子沿路径算不出已签署的根"]);
        return report;
    }
}
