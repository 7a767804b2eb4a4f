using System.Globalization;
using System.Text;

namespace Renewal.Participation.Proofs;

/// <summary>The list of who took part, by unit and channel, for the notice board and for spreadsheets. No choices. Every seat with a ballot has a row.</summary>
static class ParticipationList
{
    const string Header = "席位,房号,楼栋,单元,渠道";
    const string Void = "作废";

    public static string Write(IEnumerable<SeatParticipation> rows, ProofRoll roll)
    {
        var seats = roll.Seats.ToDictionary(s => s.Place);
        var text = new StringBuilder(Header + "\n");
        foreach (var row in rows.OrderBy(r => r.Seat)) text.Append(Line(row, seats[row.Seat])).Append('\n');
        return text.ToString();
    }

    /// <summary>The rows; that what they say of the unit is as in the roll is seen by writing them again.</summary>
    /// <exception cref="FormatException">not such a list</exception>
    public static IReadOnlyList<SeatParticipation> Read(string text) => Canonical.Read<IReadOnlyList<SeatParticipation>>(() =>
    [
        .. Canonical.Lines(text, Header, 1).Skip(1).Select(l => (Place: Canonical.Small(l[..l.IndexOf(',', StringComparison.Ordinal)]), Channel: l[(l.LastIndexOf(',') + 1)..]))
            .Select(r => new SeatParticipation(r.Place, r.Channel == Void ? null : Enum.Parse<Channel>(r.Channel))),
    ]);

    static string Line(SeatParticipation row, RollSeat seat) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Seat},{Cell(seat.Number)},{Cell(seat.Building)},{Cell(seat.Stairwell)},{row.Channel?.ToString() ?? Void}");

    static string Cell(string text) => text.AsSpan().IndexOfAny(",\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
