using System.Globalization;
using Renewal.Guideline.Contract;

namespace Renewal.Guideline.Reading;

static class ParameterFile
{
    public static readonly IReadOnlyDictionary<string, Comparison> Comparisons = new Dictionary<string, Comparison>
    {
        ["at-least"] = Comparison.AtLeast, ["more-than"] = Comparison.MoreThan, ["at-most"] = Comparison.AtMost, ["less-than"] = Comparison.LessThan,
        ["equal"] = Comparison.Equal,
    };

    static readonly Dictionary<string, CityMay> May = new() { ["none"] = CityMay.None, ["tighten"] = CityMay.Tighten, ["free"] = CityMay.Free };

    static readonly Dictionary<string, string> Confidences =
        new() { ["law"] = "law", ["text"] = "text", ["office"] = "office", ["memory"] = "memory", ["guess"] = "guess" };

    public static IReadOnlyList<Parameter> Read(string path, IReadOnlySet<string> clauses, Faults faults)
    {
        if (DataMap.Load(path, faults) is not { } file) return [];
        List<(Parameter Parameter, DataMap Row)> rows = [];
        foreach (var row in file.Maps("rows"))
        {
            var (numerator, denominator) = Value(row);
            var parameter = new Parameter(row.Filled("id"), row.Filled("zh"), row.OneOf("cmp", Comparisons), numerator, denominator, row.Text("of"),
                row.Text("unit"), row.Texts("clauses"), row.Filled("basis"), row.OneOf("confidence", Confidences), row.Day("from"), row.DayOr("to"),
                row.TextOr("city"))
            { CityMay = row.OneOf("may", May), Reading = row.TextOr("reading") };
            if (parameter.To < parameter.From) row.Fault($"parameter {parameter.Id}: \"to\" lies before \"from\"");
            if (parameter.Clauses.Count == 0) row.Fault($"parameter {parameter.Id} names no clause");
            foreach (var clause in parameter.Clauses)
                if (!clauses.Contains(clause)) row.Fault($"parameter {parameter.Id}: there is no clause {clause}");
            if (parameter.City is { } city && (city.Length != 4 || !city.All(char.IsAsciiDigit)))
                row.Fault($"parameter {parameter.Id}: \"city\" must be a 4-digit division code");
            row.Done();
            rows.Add((parameter, row));
        }
        file.Done();

        var ids = rows.Select(r => r.Parameter.Id).ToHashSet();
        foreach (var (parameter, row) in rows)
            if (parameter.Reading is { } reading && !ids.Contains(reading)) row.Fault($"parameter {parameter.Id}: there is no parameter {reading} to read by");
        foreach (var same in rows.GroupBy(r => (r.Parameter.Id, r.Parameter.City)))
        {
            var inOrder = same.OrderBy(r => r.Parameter.From).ToList();
            for (var i = 1; i < inOrder.Count; i++)
                if (inOrder[i - 1].Parameter is var earlier && (earlier.To is null || earlier.To >= inOrder[i].Parameter.From))
                    inOrder[i].Row.Fault($"parameter {earlier.Id}{(earlier.City is null ? "" : " of " + earlier.City)} is in force twice from {inOrder[i].Parameter.From:yyyy-MM-dd}");
        }
        return [.. rows.Select(r => r.Parameter)];
    }

    static (long, long) Value(DataMap row)
    {
        var text = row.Text("value");
        var parts = text.Split('/');
        if (parts.Length > 2 || !parts.All(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            row.Fault($"\"value\" must be a whole number or a share as 4/5, not \"{text}\"");
            return (0, 1);
        }
        // People write yuan and square metres; the house counts in fen and 0.01 m².
        if (parts.Length == 1 && row.Text("unit") is ("元" or "m²")) return (checked(long.Parse(text, CultureInfo.InvariantCulture) * 100), 1);
        var denominator = parts.Length == 2 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        if (denominator <= 0)
        {
            row.Fault("the denominator of \"value\" must be greater than 0");
            denominator = 1;
        }
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), denominator);
    }
}
