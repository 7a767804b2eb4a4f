using System.Globalization;
using System.Security.Cryptography;

namespace Renewal.Participation.Proofs;

/// <summary>The public leaf of the log for one ballot. It holds no choice, and nothing from which one could be tried.</summary>
/// <param name="Seat">1-based place in the frozen roll</param>
/// <param name="Ordinal">1, 2, 3, …: which ballot of the seat</param>
/// <param name="Commitment">hex SHA-256(nonce of 32 bytes ‖ opening)</param>
public sealed record BallotLeaf(Guid Consultation, int Seat, int Ordinal, Channel Channel, string Commitment)
{
    const string Header = "renewal ballot v1";

    /// <summary>Lines of one leaf.</summary>
    internal const int Lines = 6;

    public string Text() => string.Create(CultureInfo.InvariantCulture,
        $"{Header}\nconsultation={Consultation}\nseat={Seat}\nordinal={Ordinal}\nchannel={Channel}\ncommitment={Commitment}\n");

    /// <exception cref="FormatException">not the canonical text of a leaf</exception>
    public static BallotLeaf Parse(string text) => Canonical.Read(() =>
    {
        var lines = Canonical.Lines(text, Header, Lines);
        var leaf = new BallotLeaf(Guid.Parse(Canonical.Field(lines[1], "consultation")), Canonical.Small(Canonical.Field(lines[2], "seat")),
            Canonical.Small(Canonical.Field(lines[3], "ordinal")), Enum.Parse<Channel>(Canonical.Field(lines[4], "channel")), Canonical.Field(lines[5], "commitment"));
        Canonical.Hash32(leaf.Commitment);
        if (leaf.Seat < 1 || leaf.Ordinal < 1 || !Enum.IsDefined(leaf.Channel)) throw new FormatException("席位、票次或渠道不对");
        return Canonical.Same(leaf, leaf.Text(), text);
    });
}

/// <summary>What a ballot says; secret. Shown to the voter and, under a recorded purpose, in the recount bundle.</summary>
/// <param name="Ballot">id made by the client</param>
/// <param name="Choices">line order → yes, no, abstain, an option's code, or several codes joined by + in the order of the alphabet</param>
public sealed record BallotOpening(Guid Ballot, DateTimeOffset At, IReadOnlyDictionary<int, string> Choices)
{
    const string Header = "renewal opening v1";

    public string Text() => string.Create(CultureInfo.InvariantCulture,
        $"{Header}\nballot={Ballot}\nat={Canonical.At(At)}\nchoices={string.Join(';', Choices.OrderBy(c => c.Key).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}={c.Value}")))}\n");

    /// <exception cref="FormatException">not the canonical text of an opening</exception>
    public static BallotOpening Parse(string text) => Canonical.Read(() =>
    {
        var lines = Canonical.Lines(text, Header, 4);
        var choices = Canonical.Field(lines[3], "choices").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('=', 2))
            .ToDictionary(c => Canonical.Small(c[0]), c => c[1]);
        var opening = new BallotOpening(Guid.Parse(Canonical.Field(lines[1], "ballot")), Canonical.ParseAt(Canonical.Field(lines[2], "at")), choices);
        return Canonical.Same(opening, opening.Text(), text);
    });

    /// <summary>Hex SHA-256(nonce ‖ opening): the commitment in the leaf.</summary>
    /// <param name="nonce">32 random bytes</param>
    public static string Commit(ReadOnlySpan<byte> nonce, string opening) => Convert.ToHexStringLower(SHA256.HashData([.. nonce, .. Canonical.Bytes(opening)]));
}

/// <summary>What the log of a consultation came to at an instant; signed.</summary>
/// <param name="Root">hex root (RFC 6962) of its first <paramref name="Size"/> leaves</param>
public sealed record TreeHead(Guid Consultation, long Size, string Root, DateTimeOffset At)
{
    const string Header = "renewal ballot log v1";

    public string Text() => string.Create(CultureInfo.InvariantCulture, $"{Header}\nconsultation={Consultation}\nsize={Size}\nroot={Root}\nat={Canonical.At(At)}\n");

    /// <exception cref="FormatException">not the canonical text of a head</exception>
    public static TreeHead Parse(string text) => Canonical.Read(() =>
    {
        var lines = Canonical.Lines(text, Header, 5);
        var head = new TreeHead(Guid.Parse(Canonical.Field(lines[1], "consultation")), Canonical.Whole(Canonical.Field(lines[2], "size")), Canonical.Field(lines[3], "root"),
            Canonical.ParseAt(Canonical.Field(lines[4], "at")));
        Canonical.Hash32(head.Root);
        return Canonical.Same(head, head.Text(), text);
    });
}
