using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Renewal.Foundation;
using Renewal.Participation.Contract;

namespace Renewal.Participation;

/// <summary>
/// One ballot as it went into the box. Never changed, never deleted: what is corrected comes after it. The choice is sealed field by field and bound into
/// the leaf by a commitment, so that the public log proves it is there without telling it.
/// </summary>
public sealed class Ballot
{
    Ballot() { }

    internal Ballot(Guid id, Consultation consultation, Guid seat, Guid unit, int place, int ordinal, long index, Channel channel, DateTimeOffset at)
    {
        (Id, Consultation, Community, Seat, Unit, Place, Ordinal, Index, Channel, At) = (id, consultation.Id, consultation.Community, seat, unit, place, ordinal, index, channel, at);
    }

    /// <summary>Made by the client: a retry carries the same id and gets the same receipt.</summary>
    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    /// <summary>Place of the seat in the roll.</summary>
    public int Place { get; private set; }
    /// <summary>1, 2, 3, …: which ballot of the seat. With the seat a unique key: two nodes cannot both be first.</summary>
    public int Ordinal { get; private set; }
    /// <summary>0-based place in the log. With the consultation a unique key.</summary>
    public long Index { get; private set; }
    public Channel Channel { get; private set; }
    public DateTimeOffset At { get; private set; }
    /// <summary>Sealed by Access: <see cref="Participation.Choices"/> text.</summary>
    public byte[] Choices { get; internal set; } = [];
    /// <summary>32 random bytes, sealed: without them nobody can try choices against the commitment.</summary>
    public byte[] Nonce { get; internal set; } = [];
    /// <summary>SHA-256(nonce ‖ opening).</summary>
    public byte[] Commitment { get; internal set; } = [];
    /// <summary>The group it was committed with.</summary>
    public Guid? Batch { get; internal set; }
    public int Version { get; private set; }

    /// <summary>The public leaf (docs/verification.md).</summary>
    public string Leaf() => Leaf(Consultation, Place, Ordinal, Channel, Commitment);

    internal static string Leaf(ConsultationId consultation, int place, int ordinal, Channel channel, ReadOnlySpan<byte> commitment) => string.Create(CultureInfo.InvariantCulture,
        $"renewal ballot v1\nconsultation={consultation}\nseat={place}\nordinal={ordinal}\nchannel={channel}\ncommitment={Convert.ToHexStringLower(commitment)}\n");

    /// <summary>The secret opening (docs/verification.md).</summary>
    internal static string Opening(Guid ballot, DateTimeOffset at, string choices) => string.Create(CultureInfo.InvariantCulture,
        $"renewal opening v1\nballot={ballot}\nat={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\nchoices={choices}\n");

    internal static byte[] Commit(ReadOnlySpan<byte> nonce, string opening)
    {
        Span<byte> bytes = stackalloc byte[32 + Encoding.UTF8.GetMaxByteCount(opening.Length)];
        nonce.CopyTo(bytes);
        return SHA256.HashData(bytes[..(32 + Encoding.UTF8.GetBytes(opening, bytes[32..]))]);
    }
}

/// <summary>
/// The state of the box of one consultation: its window and how far its log is. The row is locked while ballots go in, so that on any number of nodes
/// ballots come one after the other.
/// </summary>
public sealed class BallotBoxRow
{
    BallotBoxRow() { }

    internal BallotBoxRow(Consultation consultation)
    {
        (Consultation, Community, OpensAt, ClosesAt) = (consultation.Id, consultation.Community, consultation.OpensAt!.Value, consultation.ClosesAt!.Value);
        (ExtensionDays, ExtendBelow) = (consultation.ExtensionDays, consultation.ExtendBelow);
    }

    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public DateTimeOffset OpensAt { get; private set; }
    /// <summary>First instant that no longer counts.</summary>
    public DateTimeOffset ClosesAt { get; private set; }
    public int ExtensionDays { get; private set; }
    public int ExtendBelow { get; private set; }
    public bool Extended { get; private set; }
    /// <summary>Set when the result is counted: nothing goes in any more but settlements and voids.</summary>
    public bool Sealed { get; internal set; }
    public long Size { get; internal set; }
    /// <summary>Full subtrees of the log (<see cref="Storage.Merkle.Frontier"/>).</summary>
    public byte[] Frontier { get; internal set; } = [];
    /// <summary>Moves when the roll is amended, a ballot is voided or a co-owner objects: what nodes remember is then read anew.</summary>
    public int Revision { get; internal set; }
    /// <summary>Seats that take part.</summary>
    public int TakingPart { get; internal set; }
    public int Version { get; private set; }

    /// <summary>
    /// The extension fixed at the freeze: once, by so many days, if too few seats take part at the close. Decided at the first touch after the close,
    /// which gives the same answer whenever it comes, since nothing counts in between.
    /// </summary>
    internal bool ExtendIfDue(DateTimeOffset now)
    {
        if (!IsExtensionDue(now)) return false;
        (ClosesAt, Extended) = (ClosesAt.AddDays(ExtensionDays), true);
        return true;
    }

    internal bool IsExtensionDue(DateTimeOffset now) => !Extended && !Sealed && ExtensionDays > 0 && now >= ClosesAt && TakingPart < ExtendBelow;

    internal void Grow(BallotIntake intake) => (Size, Frontier, TakingPart) = (intake.Tree.Count, intake.Tree.Frontier(), TakingPart + intake.Newcomers);

    /// <summary>The row as it will be with these ballots, one version on.</summary>
    internal BallotBoxRow Grown(BallotIntake intake)
    {
        var row = (BallotBoxRow)MemberwiseClone();
        row.Grow(intake);
        row.Version++;
        return row;
    }

    /// <summary>The window is half open: the opening instant counts, the closing one does not.</summary>
    public bool IsOpen(DateTimeOffset now) => !Sealed && OpensAt <= now && now < ClosesAt;
}
