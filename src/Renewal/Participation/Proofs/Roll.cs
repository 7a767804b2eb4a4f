using System.Globalization;

namespace Renewal.Participation.Proofs;

/// <summary>One seat of the public roll. No names.</summary>
/// <param name="Place">1-based, as leaves name it</param>
/// <param name="Number">home number, 3-2-501</param>
/// <param name="Area">in 0.01 m²; 0 for households</param>
/// <param name="Owner">seats with the same number are one person (法释 2020, arts. 8–9)</param>
public sealed record RollSeat(int Place, string Number, string Building, string Stairwell, long Area, int Owner)
{
    /// <summary>The line of the roll, without its line feed.</summary>
    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{Place}\t{Number}\t{Building}\t{Stairwell}\t{Area}\t{Owner}");

    /// <exception cref="FormatException">not the canonical line of a seat</exception>
    public static RollSeat Parse(string line) => Canonical.Read(() =>
    {
        var cells = line.Split('\t');
        if (cells.Length != 6) throw new FormatException($"名册行不是 6 列：「{line}」");
        var seat = new RollSeat(Canonical.Small(cells[0]), cells[1], cells[2], cells[3], Canonical.Whole(cells[4]), Canonical.Small(cells[5]));
        return Canonical.Same(seat, seat.Line(), line);
    });
}

/// <summary>A visible correction of the frozen roll: asked by one organisation for a reason, agreed by another.</summary>
/// <param name="Before">line of the seat as it was; empty for a seat put in</param>
/// <param name="After">line of the seat as it is; empty for a seat struck off, which keeps its place</param>
public sealed record RollCorrection(int Number, DateTimeOffset At, string Before, string After, string Reason, string AskedBy, string AgreedBy);

/// <summary>The denominator: everybody who is asked.</summary>
/// <param name="Seats">by place</param>
public sealed record ProofRoll(Guid Consultation, SeatKind Kind, IReadOnlyList<RollSeat> Seats)
{
    const string Header = "renewal roll v1";

    public string Text() => $"{Header}\nconsultation={Consultation}\nseats={Kind}\n{string.Concat(Seats.Select(s => s.Line() + "\n"))}";

    /// <exception cref="FormatException">not the canonical text of a frozen roll: places run 1, 2, 3, …</exception>
    public static ProofRoll Parse(string text) => Canonical.Read(() =>
    {
        var lines = Canonical.Lines(text, Header, 3);
        var roll = new ProofRoll(Guid.Parse(Canonical.Field(lines[1], "consultation")), Enum.Parse<SeatKind>(Canonical.Field(lines[2], "seats")),
            [.. lines.Skip(3).Select(RollSeat.Parse)]);
        for (var i = 0; i < roll.Seats.Count; i++)
            if (roll.Seats[i].Place != i + 1) throw new FormatException($"名册第 {i + 1} 行的序号是 {roll.Seats[i].Place}");
        return Canonical.Same(roll, roll.Text(), text);
    });

    /// <summary>The roll that is counted by: the frozen one with the corrections made in turn.</summary>
    /// <exception cref="FormatException">names the correction that does not fit</exception>
    public ProofRoll Corrected(IEnumerable<RollCorrection> corrections) => Canonical.Read(() =>
    {
        var seats = new SortedDictionary<int, RollSeat>(Seats.ToDictionary(s => s.Place));
        var next = Seats.Count + 1;
        foreach (var (c, number) in corrections.Select((c, i) => (c, i + 1)))
        {
            var (before, after) = (c.Before == "" ? null : RollSeat.Parse(c.Before), c.After == "" ? null : RollSeat.Parse(c.After));
            if (c.Number != number) throw new FormatException($"第 {number} 条更正的编号是 {c.Number}");
            if (string.IsNullOrWhiteSpace(c.Reason)) throw new FormatException($"第 {number} 条更正没有理由");
            if (string.IsNullOrWhiteSpace(c.AskedBy) || string.IsNullOrWhiteSpace(c.AgreedBy) || c.AskedBy == c.AgreedBy)
                throw new FormatException($"第 {number} 条更正没有由另一单位复核");
            if (before is null ? after?.Place != next : seats.GetValueOrDefault(before.Place) != before || after is not null && after.Place != before.Place)
                throw new FormatException($"第 {number} 条更正与当时的名册对不上");
            if (before is null) next++;
            else seats.Remove(before.Place);
            if (after is not null) seats.Add(after.Place, after);
        }
        return this with { Seats = [.. seats.Values] };
    });
}
