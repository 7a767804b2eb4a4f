using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places.Roll;

/// <summary>The roll of one community as read from a file and not yet stored. Holds personal data in clear: lives in memory only.</summary>
public sealed class RollDraft
{
    public Dictionary<string, DraftBuilding> Buildings { get; } = new(StringComparer.Ordinal);

    /// <summary>By number (3-2-501), in the order of the file.</summary>
    public Dictionary<string, DraftUnit> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Households of units that the file itself does not list, by unit number: they need a unit already on the roll.</summary>
    public Dictionary<string, List<DraftHome>> Elsewhere { get; } = new(StringComparer.Ordinal);

    public int Owners => Units.Values.Sum(u => u.Owners.Count);
    public int Homes => Units.Values.Sum(u => u.HomeSeats().Count());
}

public sealed class DraftBuilding(int row, string number)
{
    public int Row { get; } = row;
    public string Number { get; } = number;
    public string Address { get; set; } = "";
    public int? BuiltYear { get; set; }
    public string Structure { get; set; } = "";
    public int? Floors { get; set; }
    public Area? FloorArea { get; set; }
    public int? Lifts { get; set; }
    public IReadOnlyList<string> Stairwells { get; set; } = [];
}

public sealed class DraftUnit(int row, string building, string stairwell, string door)
{
    public int Row { get; } = row;
    public string Building { get; } = building;
    /// <summary>Empty where the unit opens on the street.</summary>
    public string Stairwell { get; } = stairwell;
    public string Door { get; } = door;
    public string Number { get; } = RollWords.UnitNumber(building, stairwell, door);
    public int? Floor { get; set; }
    public Area? Area { get; set; }
    public AreaSource AreaSource { get; set; } = AreaSource.Unknown;

    /// <summary>Area of the same flat on the same riser, where its own is not known.</summary>
    internal Area? BorrowedArea { get; set; }
    public TitleKind Title { get; set; } = TitleKind.Unknown;
    public OwnerSide Side { get; set; }
    public UnitUse Use { get; set; }
    public string RegisterNumber { get; set; } = "";
    public List<DraftOwner> Owners { get; } = [];
    public List<DraftHome> Homes { get; } = [];

    /// <summary>The seats of round 1: as listed, or one for a flat about whose household nothing is said. A shop or garage has none of itself.</summary>
    public IEnumerable<DraftHome> HomeSeats() =>
        Homes.Count > 0 ? Homes : Use == UnitUse.Home ? [new DraftHome(Row, "", Tenure.Unknown)] : [];
}

/// <param name="Row">row of the file it came from, 1-based</param>
/// <param name="Part">0 of 1 is joint ownership</param>
public sealed record DraftOwner(int Row, OwnerKind Kind, string Name, string IdNumber, string Phone, int Part, int Whole);

/// <param name="Suffix">甲, 乙 where a flat holds two; else empty</param>
public sealed record DraftHome(int Row, string Suffix, Tenure Tenure)
{
    public string Name { get; init; } = "";
    public string Phone { get; init; } = "";
    public int? Members { get; init; }
}

/// <summary>One thing found in a file, at its cell. Never holds personal data in clear.</summary>
/// <param name="Sheet">name of the sheet; empty for CSV</param>
/// <param name="Row">1-based</param>
/// <param name="Column">1-based; 0 for the whole row</param>
/// <param name="Error">an error keeps the file out; a warning does not</param>
/// <param name="Code">stable kind, as in <c>roll.share_sum</c></param>
public sealed record RollProblem(string Sheet, int Row, int Column, bool Error, string Code, string Zh)
{
    public string Cell => Column == 0 ? $"第 {Row} 行" : $"{Letters(Column)}{Row}";

    static string Letters(int column) => column <= 26 ? ((char)('A' + column - 1)).ToString() : Letters((column - 1) / 26) + (char)('A' + (column - 1) % 26);
}
