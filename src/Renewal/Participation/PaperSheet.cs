using System.Globalization;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage.Files;

namespace Renewal.Participation;

public enum SheetState
{
    /// <summary>Printed and handed out.</summary>
    Printed,
    /// <summary>In the box with its scan, before the close.</summary>
    Received,
    /// <summary>Typed by the first organisation.</summary>
    Keyed,
    /// <summary>The second organisation typed something else: a third decides from the paper.</summary>
    Mismatch,
    /// <summary>Both agree: it is a ballot.</summary>
    Counted,
    /// <summary>Both agree that it cannot be read: not taking part.</summary>
    Spoiled,
    /// <summary>Replaced by a newer sheet before it came back.</summary>
    Replaced,
}

/// <summary>A paper ballot: a serial-numbered sheet bound to one seat, or one line of a stairwell list. Typed by one organisation and, blind, by another.</summary>
public sealed class PaperSheet
{
    PaperSheet() { }

    internal PaperSheet(Guid id, Consultation c, Seat seat, int issue, Channel channel, DateTimeOffset at)
    {
        (Id, Consultation, Community, Seat, Unit, Place, Number) = (id, c.Id, c.Community, seat.Id, seat.Unit, seat.Place, seat.Number);
        (Issue, Channel, Serial, PrintedAt) = (issue, channel, SerialOf(c.Id, seat.Place, issue), at);
    }

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    public Guid Seat { get; private set; }
    public Guid Unit { get; private set; }
    public int Place { get; private set; }
    public string Number { get; private set; } = "";
    /// <summary>1, 2, …: a lost sheet is printed anew and the older one is worthless.</summary>
    public int Issue { get; private set; }
    /// <summary>As printed, unique: <c>7KQ2-0012-1-X</c>.</summary>
    public string Serial { get; private set; } = "";
    public Channel Channel { get; internal set; }
    public SheetState State { get; internal set; }
    public DateTimeOffset PrintedAt { get; private set; }
    public DateTimeOffset? ReceivedAt { get; internal set; }
    /// <summary>Date beside the signature.</summary>
    public DateOnly? SignedOn { get; internal set; }
    public FileId? Scan { get; internal set; }

    /// <summary>Sealed text of what each side typed; <c>spoiled</c> for a sheet that cannot be read.</summary>
    public byte[]? First { get; internal set; }
    public Guid? FirstBy { get; internal set; }
    public Guid? FirstOrganisation { get; internal set; }
    public DateTimeOffset? FirstAt { get; internal set; }
    public byte[]? Second { get; internal set; }
    public Guid? SecondBy { get; internal set; }
    public Guid? SecondOrganisation { get; internal set; }
    public DateTimeOffset? SecondAt { get; internal set; }

    /// <summary>Keyed HMAC of the proxy's ID number, and which of the seats they may vote for this is (1 to 3): together a unique key.</summary>
    public byte[]? ProxyIndex { get; internal set; }
    public int? ProxySlot { get; internal set; }
    /// <summary>Sealed names of helper and witness of an assisted ballot.</summary>
    public byte[]? Helper { get; internal set; }
    public byte[]? Witness { get; internal set; }
    /// <summary>The ballot it became.</summary>
    public Guid? Ballot { get; internal set; }
    public Guid? Batch { get; internal set; }
    public int Version { get; private set; }

    internal const string FirstColumn = "participation_sheets.First", SecondColumn = "participation_sheets.Second", ProxyColumn = "participation_sheets.Proxy",
        HelperColumn = "participation_sheets.Helper", WitnessColumn = "participation_sheets.Witness", Unreadable = "spoiled";

    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Consultation, place, issue, and a check sign that catches a wrong digit and two that changed places (odd weights modulo 31).</summary>
    public static string SerialOf(ConsultationId consultation, int place, int issue)
    {
        var bytes = consultation.Value.ToByteArray();
        var head = string.Concat(bytes[^4..].Select(b => Alphabet[b & 31]));
        var body = string.Create(CultureInfo.InvariantCulture, $"{head}-{place:0000}-{issue}");
        var sum = 0;
        for (var i = 0; i < body.Length; i++) if (Alphabet.IndexOf(body[i]) is >= 0 and var v) sum = (sum + v * (2 * i + 1)) % 31;
        return $"{body}-{Alphabet[sum]}";
    }

    /// <summary>Whether the check sign fits; says nothing about whether such a sheet was printed.</summary>
    public static bool LooksRight(string serial)
    {
        var parts = serial.Trim().ToUpperInvariant().Split('-');
        if (parts is not [{ Length: 4 }, { Length: >= 4 }, { Length: >= 1 }, { Length: 1 } check]) return false;
        var body = string.Join('-', parts[..3]);
        var sum = 0;
        for (var i = 0; i < body.Length; i++) if (Alphabet.IndexOf(body[i]) is >= 0 and var v) sum = (sum + v * (2 * i + 1)) % 31;
        return Alphabet[sum] == check[0];
    }
}
