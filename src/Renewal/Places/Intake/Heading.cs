using System.Security.Cryptography;
using System.Text;
using Renewal.Foundation;

namespace Renewal.Places.Intake;

/// <summary>The heading of a table and which of its columns mean what.</summary>
/// <param name="Row">row number from 1</param>
/// <param name="Cells">heading cells, cleaned</param>
/// <param name="Mapping">field code → column, as far as guessed</param>
public sealed record Heading(int Row, IReadOnlyList<string> Cells, IReadOnlyDictionary<string, int> Mapping)
{
    /// <summary>Offices put a title and a note above the heading: it is looked for in so many rows.</summary>
    const int Depth = 15;

    /// <summary>Same heading, same signature.</summary>
    public string Signature => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Cells))));

    /// <summary>The row among the first that most fields are recognised in.</summary>
    /// <exception cref="RuleBroken">intake.wrong_header: fewer than two fields are recognised anywhere</exception>
    public static Heading Find(TableFile table, string? sheet, IReadOnlyList<IntakeField> fields)
    {
        Heading? best = null;
        var looked = 0;
        foreach (var row in table.Rows(sheet))
        {
            if (row.IsEmpty) continue;
            if (++looked > Depth) break;
            string[] cells = [.. row.Cells.Select(OfficeValues.Clean)];
            var mapping = Guess(cells, fields);
            if (best is null || mapping.Count > best.Mapping.Count) best = new Heading(row.Number, cells, mapping);
        }
        if (best is null) throw new RuleBroken("intake.empty", "表里没有内容。");
        if (best.Mapping.Count < Math.Min(2, fields.Count))
            throw new RuleBroken("intake.wrong_header",
                $"没有认出表头。前 {Depth} 行里应有一行列名，至少包括：{string.Join('、', fields.Where(f => f.Required).Select(f => f.Zh))}。");
        return best;
    }

    /// <summary>Exact names first, then names that contain a synonym; each column is given away once.</summary>
    public static IReadOnlyDictionary<string, int> Guess(IReadOnlyList<string> cells, IReadOnlyList<IntakeField> fields)
    {
        string[] keys = [.. cells.Select(Key)];
        Dictionary<string, int> mapping = [];
        HashSet<int> taken = [];
        foreach (var exact in (bool[])[true, false])
            foreach (var field in fields)
            {
                if (mapping.ContainsKey(field.Code)) continue;
                foreach (var name in field.Synonyms.Prepend(field.Zh).Select(Key))
                {
                    var found = -1;
                    for (var i = 0; found < 0 && i < keys.Length; i++)
                        if (!taken.Contains(i) && keys[i].Length > 0 && (exact ? keys[i] == name
                            : name.Length >= 2 && keys[i].Length <= name.Length + 6 && keys[i].Contains(name, StringComparison.Ordinal))) found = i;
                    if (found < 0) continue;
                    mapping[field.Code] = found;
                    taken.Add(found);
                    break;
                }
            }
        return mapping;
    }

    /// <summary>The name without units in brackets, marks and blanks: 总户数（户） is 总户数.</summary>
    static string Key(string name)
    {
        var key = new StringBuilder();
        var depth = 0;
        foreach (var c in OfficeValues.Clean(name))
        {
            if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth = Math.Max(0, depth - 1);
            else if (depth == 0 && char.IsLetterOrDigit(c)) key.Append(char.ToUpperInvariant(c));
        }
        return key.ToString();
    }
}
