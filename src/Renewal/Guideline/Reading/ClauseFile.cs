using Renewal.Guideline.Contract;

namespace Renewal.Guideline.Reading;

static class ClauseFile
{
    static readonly Dictionary<string, ClauseClass> Classes = new()
    {
        ["basic"] = ClauseClass.Basic, ["improve"] = ClauseClass.Improve, ["upgrade"] = ClauseClass.Upgrade, ["process"] = ClauseClass.Process,
    };

    static readonly Dictionary<string, Duty> Duties = new()
    {
        ["must"] = Duty.Must, ["conditional"] = Duty.Conditional, ["may"] = Duty.May, ["forbid"] = Duty.Forbid,
    };

    public static IReadOnlyList<Clause> Read(string path, Faults faults)
    {
        if (DataMap.Load(path, faults) is not { } file) return [];
        List<Clause> clauses = [];
        HashSet<string> seen = [];
        foreach (var row in file.Maps("rows"))
        {
            var clause = new Clause(row.Filled("id"), row.Filled("en"), row.Filled("zh"), row.OneOf("cat", Classes), row.OneOf("duty", Duties),
                row.Filled("check"), row.Text("thr"))
            { CheckZh = row.TextOr("check_zh") ?? "" };
            if (!seen.Add(clause.Id)) row.Fault($"clause {clause.Id} stands twice");
            row.Done();
            clauses.Add(clause);
        }
        file.Done();
        return clauses;
    }
}
