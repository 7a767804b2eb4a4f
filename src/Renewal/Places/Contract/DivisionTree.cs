using System.Collections.Frozen;

namespace Renewal.Places.Contract;

/// <summary>Level of a division; its code has this many digits.</summary>
public enum DivisionLevel { Province = 2, City = 4, County = 6, Street = 9, Committee = 12 }

/// <summary>One division as it was in force from and to a day (both included; null = open).</summary>
public sealed record Division(string Code, DivisionLevel Level, string Name, DateOnly? From = null, DateOnly? To = null)
{
    public string? Parent => Level switch
    {
        DivisionLevel.Committee => Code[..9],
        DivisionLevel.Street => Code[..6],
        DivisionLevel.County => Code[..4],
        DivisionLevel.City => Code[..2],
        _ => null,
    };

    public bool InForce(DateOnly day) => (From is null || From <= day) && (To is null || To >= day);

    public static DivisionLevel LevelOf(string code) => code.Length is 2 or 4 or 6 or 9 or 12
        ? (DivisionLevel)code.Length
        : throw new ArgumentException($"not a division code: {code}", nameof(code));
}

/// <summary>The divisions in force on one day, as a tree. Immutable; safe to share.</summary>
public sealed class DivisionTree
{
    readonly FrozenDictionary<string, Division> byCode;
    readonly FrozenDictionary<string, Division[]> children;

    public DivisionTree(IEnumerable<Division> divisions)
    {
        var all = divisions.OrderBy(d => d.Code, StringComparer.Ordinal).ToArray();
        All = all;
        byCode = all.ToFrozenDictionary(d => d.Code, StringComparer.Ordinal);
        children = all.Where(d => d.Parent is not null).GroupBy(d => d.Parent!, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>All, in the order of codes.</summary>
    public IReadOnlyList<Division> All { get; }

    public Division? Find(string code) => byCode.GetValueOrDefault(code);
    public IReadOnlyList<Division> Children(string code) => children.GetValueOrDefault(code) ?? [];

    /// <summary>The name of one division; the code itself where it is not known.</summary>
    public string Name(string code) => Find(code)?.Name ?? code;

    /// <summary>
    /// Names from the city down, as people write an address: 沈阳市铁西区工人村街道. A code of an abolished division is named by its nearest living parent
    /// with the code behind it.
    /// </summary>
    public string Path(string code)
    {
        List<string> names = [];
        foreach (var length in (int[])[4, 6, 9, 12])
            if (length <= code.Length && Find(code[..length]) is { } division) names.Add(division.Name);
        if (names.Count == 0) return Name(code);
        return string.Concat(names) + (Find(code) is null ? $"（{code}）" : "");
    }

    /// <summary>The division one level up that is in this tree, or null.</summary>
    public Division? Parent(string code)
    {
        foreach (var length in (int[])[9, 6, 4, 2])
            if (length < code.Length && Find(code[..length]) is { } parent) return parent;
        return null;
    }
}
