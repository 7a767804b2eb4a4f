using Renewal.Guideline.Contract;

namespace Renewal.Guideline.Reading;

/// <summary>
/// The graph of what waits for what: each step has a start and a finish, each milestone a point between. Loops back are no conditions and stay out;
/// what is left must have no circle, or two steps would wait for each other for ever.
/// </summary>
public static class ConditionGraph
{
    /// <summary>Each point with the points it waits for: <c>S1.06</c> (finished), <c>S1.06:start</c>, <c>S1.06@roll</c>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Waits(IReadOnlyList<StepTemplate> steps)
    {
        Dictionary<string, IReadOnlyList<string>> waits = [];
        foreach (var step in steps)
        {
            waits[$"{step.Id}:start"] = [.. Points(step.Start)];
            waits[step.Id] = [$"{step.Id}:start", .. Points(step.Finish)];
            foreach (var milestone in step.Milestones) waits[$"{step.Id}@{milestone.Code}"] = [$"{step.Id}:start"];
        }
        return waits;
    }

    /// <summary>Each circle once, as <c>S2.04 → S2.06 → S2.04</c>; empty when there is none. Depth-first search, O(points + conditions).</summary>
    public static IReadOnlyList<string> Cycles(IReadOnlyList<StepTemplate> steps)
    {
        var waits = Waits(steps);
        List<string> circles = [];
        HashSet<string> done = [];
        List<string> path = [];

        void Visit(string point)
        {
            if (path.IndexOf(point) is var at and >= 0)
            {
                circles.Add(string.Join(" → ", path[at..].Append(point)));
                return;
            }
            if (!done.Add(point)) return;
            path.Add(point);
            foreach (var next in waits.GetValueOrDefault(point, [])) Visit(next);
            path.RemoveAt(path.Count - 1);
        }

        foreach (var point in waits.Keys) Visit(point);
        return circles;
    }

    static IEnumerable<string> Points(IEnumerable<Condition> conditions) => conditions.Where(c => c.Kind != ConditionKind.Named).Select(c => c.Kind switch
    {
        ConditionKind.Started => $"{c.Step}:start",
        ConditionKind.Milestone => $"{c.Step}@{c.Name}",
        _ => c.Step,
    });
}
