using Renewal.Guideline.Contract;

namespace Renewal.Guideline.Reading;

static class WorkItemFile
{
    static readonly Dictionary<string, ClauseClass> Classes = new()
    {
        ["basic"] = ClauseClass.Basic, ["improve"] = ClauseClass.Improve, ["upgrade"] = ClauseClass.Upgrade,
    };

    static readonly Dictionary<string, Duty> Duties = new()
    {
        ["must"] = Duty.Must, ["conditional"] = Duty.Conditional, ["may"] = Duty.May, ["forbid"] = Duty.Forbid,
    };

    static readonly Dictionary<string, WorkPlace> Places = new()
    {
        ["building"] = WorkPlace.Building, ["stairwell"] = WorkPlace.Stairwell, ["unit"] = WorkPlace.Unit, ["outdoor"] = WorkPlace.Outdoor,
        ["street"] = WorkPlace.Street,
    };

    static readonly Dictionary<string, string> Sources = new() { ["N"] = "N", ["S"] = "S", ["G"] = "G" };

    public static IReadOnlyList<WorkItem> Read(string path, IReadOnlySet<string> clauses, Faults faults)
    {
        if (DataMap.Load(path, faults) is not { } file) return [];
        List<WorkItem> items = [];
        HashSet<string> seen = [];
        foreach (var row in file.Maps("rows"))
        {
            var item = new WorkItem(row.Filled("code"), row.Filled("zh"), row.Filled("en"), row.OneOf("class", Classes), row.OneOf("source", Sources),
                row.OneOf("duty", Duties), row.Filled("unit"), row.OneOf("place", Places), row.Filled("clause"), row.Flag("own_use"));
            if (!seen.Add(item.Code)) row.Fault($"work item {item.Code} stands twice");
            if (!clauses.Contains(item.Clause)) row.Fault($"work item {item.Code}: there is no clause {item.Clause}");
            row.Done();
            items.Add(item);
        }
        file.Done();
        return items;
    }
}
