using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Renewal.Participation.Proofs;

/// <summary>How a seat took part, without what it said.</summary>
/// <param name="Channel">of the ballot that counts; null when all of its ballots are void</param>
public sealed record SeatParticipation(int Seat, Channel? Channel);

/// <summary>Nonce and text that open a leaf.</summary>
/// <param name="Index">0-based place in the log</param>
/// <param name="Nonce">hex of 32 bytes</param>
/// <param name="Opening">text</param>
public sealed record LeafOpening(long Index, string Nonce, string Opening);

public enum BallotEventKind
{
    /// <summary>A co-owner says no to what was cast for the seat.</summary>
    Objection,
    /// <summary>The owner settled the seat in person or on video; the ballot of the ordinal is the settlement.</summary>
    Settlement,
    /// <summary>A sheet that says nothing that can be counted; ordinal 0 if it never went into the box.</summary>
    Spoiled,
    /// <summary>Found forged or withdrawn on paper.</summary>
    Voided,
}

/// <summary>What changed how a seat counts.</summary>
/// <param name="Ordinal">of the ballot concerned; 0 if none</param>
public sealed record BallotEvent(BallotEventKind Kind, int Seat, int Ordinal, DateTimeOffset At, string Reason);

/// <summary>What only the recount bundle holds.</summary>
public sealed record RecountPart(IReadOnlyList<LeafOpening> Openings, IReadOnlyList<BallotEvent> Events);

/// <summary>
/// Everything by which anybody checks a consultation, as a zip (docs/verification.md, ADR 0092). The public one holds no choice; the recount one holds all
/// and goes to the auditor and to objectors under a recorded purpose. The same contents give the same bytes.
/// </summary>
/// <param name="Roll">text of the frozen roll</param>
/// <param name="Leaves">texts of the leaves in the order of the log</param>
/// <param name="Heads">every head that was ever signed, oldest first; the last is that of the whole log</param>
/// <param name="Rules">rules.json as it was hashed</param>
public sealed record ConsultationBundle(Guid Consultation, string Title, string Roll, IReadOnlyList<RollCorrection> Corrections, IReadOnlyList<string> Leaves,
    IReadOnlyList<SignedText> Heads, SignedText Statement, IReadOnlyList<SeatParticipation> Participation, string Rules, string PublicKeyPem, RecountPart? Recount)
{
    const string Format = "renewal bundle v1";
    const long Largest = 512 << 20;

    sealed record Manifest(string Format, string Kind, Guid Consultation, string Title, SortedDictionary<string, string> Files);

    /// <summary>Writes the zip.</summary>
    /// <param name="sign">signature (base64) over a text, by the office's key: the manifest is signed, so that nobody can swap a file and nobody deny having given it</param>
    public void Write(Stream zip, Func<string, string> sign)
    {
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal)
        {
            ["roll.txt"] = Canonical.Bytes(Roll), ["leaves.txt"] = Canonical.Bytes(string.Concat(Leaves)), ["rules.json"] = Canonical.Bytes(Rules),
            ["key.pem"] = Canonical.Bytes(PublicKeyPem), ["statement.json"] = Json(Statement), ["head.json"] = Json(Heads[^1]), ["heads.json"] = Json(Heads),
            ["amendments.json"] = Json(Corrections), ["participation.csv"] = Csv(),
        };
        if (Recount is not null) (files["openings.json"], files["events.json"]) = (Json(Recount.Openings), Json(Recount.Events));
        var manifest = Json(new Manifest(Format, Recount is null ? "public" : "recount", Consultation, Title,
            new(files.ToDictionary(f => f.Key, f => Canonical.Hash(f.Value)), StringComparer.Ordinal)));
        using var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, bytes) in (IEnumerable<KeyValuePair<string, byte[]>>)
            [new("manifest.json", manifest), new("manifest.sig", Canonical.Bytes(sign(Canonical.Text(manifest)))), .. files])
        {
            var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
            entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            content.Write(bytes);
        }

        static byte[] Json<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Canonical.Json), (byte)'\n'];
    }

    // With a byte order mark: office programs take a list without one for another character set.
    byte[] Csv() => [.. Encoding.UTF8.Preamble, .. Canonical.Bytes(ParticipationList.Write(Participation, CountedRoll()))];

    /// <summary>The roll that is counted by.</summary>
    internal ProofRoll CountedRoll() => ProofRoll.Parse(Roll).Corrected(Corrections);

    /// <summary>Reads a zip, whose manifest must be signed and name every file with its hash.</summary>
    /// <param name="key">null to trust the key in the zip, which then proves only that all is of one hand</param>
    /// <param name="report">gets the checks of manifest and files</param>
    /// <exception cref="FormatException">not a bundle, or a file cannot be read: the rest cannot be checked</exception>
    internal static ConsultationBundle Read(Stream zip, ref OfficeKey? key, Report report)
    {
        var files = Unpack(zip);
        byte[] File(string name) => files.GetValueOrDefault(name) ?? throw new FormatException($"缺少文件 {name}");
        T Of<T>(string name) => Canonical.Read(() => JsonSerializer.Deserialize<T>(File(name), Canonical.Json) ?? throw new FormatException($"{name} 是空的"));

        var pem = Canonical.Text(File("key.pem"));
        var own = new OfficeKey(pem);
        var given = key ??= own;
        var manifest = Of<Manifest>("manifest.json");
        if (manifest.Format != Format) throw new FormatException($"不是「{Format}」");
        report.Add("bundle.key", $"包内公钥指纹 {own.Id}", () => given.Id == own.Id ? [] : [$"给定公钥的指纹是 {given.Id}"]);
        report.Add("bundle.manifest", "清单由该公钥签署", () =>
            given.Wrong(new(Canonical.Text(files["manifest.json"]), Canonical.Text(File("manifest.sig")), own.Id)) is { } wrong ? [wrong] : []);
        report.Add("bundle.files", "各文件与清单所列哈希一致，不多不少", () =>
            manifest.Files.Where(f => !files.TryGetValue(f.Key, out var bytes) || Canonical.Hash(bytes) != f.Value).Select(f => $"{f.Key} 缺失或被改动过")
                .Concat(files.Keys.Except(manifest.Files.Keys).Where(f => f is not ("manifest.json" or "manifest.sig")).Select(f => $"{f} 不在清单上")));

        var heads = Of<List<SignedText>>("heads.json");
        var recount = manifest.Kind switch
        {
            "public" => null,
            "recount" => new RecountPart(Of<List<LeafOpening>>("openings.json"), Of<List<BallotEvent>>("events.json")),
            var other => throw new FormatException($"包的种类「{other}」不认识"),
        };
        report.Add("bundle.head", "最终日志声明就是声明中的最后一份", () => heads.Count > 0 && heads[^1] == Of<SignedText>("head.json") ? [] : ["head.json 不是 heads.json 的最后一份"]);
        var csv = File("participation.csv");
        if (!csv.AsSpan().StartsWith(Encoding.UTF8.Preamble)) throw new FormatException("participation.csv 没有 BOM");
        var bundle = new ConsultationBundle(manifest.Consultation, manifest.Title, Canonical.Text(File("roll.txt")), Of<List<RollCorrection>>("amendments.json"), Leaf(Canonical.Text(File("leaves.txt"))), heads,
            Of<SignedText>("statement.json"), ParticipationList.Read(Canonical.Text(csv.AsSpan(3))), Canonical.Text(File("rules.json")), pem, recount);
        report.Add("bundle.participation", "参与名单的房号、楼栋、单元与名册一致", () => bundle.Participation.Select(p => p.Seat).Except(bundle.CountedRoll().Seats.Select(s => s.Place)).ToList() is { Count: > 0 } stray
            ? stray.Select(s => $"参与名单中的席位 {s} 不在名册上") : csv.AsSpan().SequenceEqual(bundle.Csv()) ? [] : ["参与名单的内容与名册对不上，或不是规范写法"]);
        return bundle;
    }

    static List<string> Leaf(string text)
    {
        var lines = text.Split('\n');
        if (lines[^1] != "" || (lines.Length - 1) % BallotLeaf.Lines != 0) throw new FormatException("leaves.txt 的行数不是整张票据");
        return [.. lines.SkipLast(1).Chunk(BallotLeaf.Lines).Select(l => string.Join('\n', l) + "\n")];
    }

    static Dictionary<string, byte[]> Unpack(Stream zip)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
            var left = Largest;
            foreach (var entry in archive.Entries)
            {
                // What comes from outside may claim any size: read no more than a bundle ever needs.
                if ((left -= entry.Length) < 0 || files.Count > 20) throw new FormatException($"{entry.FullName}：文件过多或过大");
                using var content = entry.Open();
                var bytes = new byte[entry.Length];
                content.ReadExactly(bytes);
                if (content.ReadByte() >= 0 || !files.TryAdd(entry.FullName, bytes)) throw new FormatException($"{entry.FullName}：长度不实或重复");
            }
            return files;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException) { throw new FormatException("不是完好的 zip 文件", e); }
    }
}
