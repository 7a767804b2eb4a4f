using Renewal.Guideline.Contract;

namespace Renewal.Web.Process;

/// <summary>Where a step stands in its stage's band.</summary>
/// <param name="Column">from 0, in the order in which steps can be walked</param>
/// <param name="Row">from 0</param>
/// <param name="Alone">no other step of its stage must come before or after it: it may be done at any time in its stage</param>
public sealed record Place(StepTemplate Step, int Column, int Row, bool Alone);

/// <summary>An arrow within a stage.</summary>
/// <param name="Finish">needed before the later step may be closed, not before it may be opened</param>
public sealed record Arrow(Place From, Place To, bool Finish);

/// <summary>A way back within a stage.</summary>
public sealed record Return(Place From, Place To, string WhenZh);

/// <summary>One stage as a picture.</summary>
/// <param name="Columns">width in columns</param>
/// <param name="Rows">height in rows</param>
public sealed record StageLayout(Stage Stage, IReadOnlyList<Place> Places, IReadOnlyList<Arrow> Arrows, IReadOnlyList<Return> Returns, int Columns, int Rows);

/// <summary>
/// Lays the steps of a template out as the graph they are: a layered drawing after Sugiyama, with columns by the longest path over the conditions of
/// start and finish, rows greedy in the order of the template, and arrows that follow from others left out. Steps × conditions in cost; pure.
/// </summary>
public static class ProcessLayout
{
    public static IReadOnlyList<StageLayout> Of(ProcessTemplate template) =>
        [.. template.Steps.Where(s => s.Stage != Stage.Annex).GroupBy(s => s.Stage).OrderBy(g => g.Key).Select(g => Lay(g.Key, [.. g]))];

    sealed record Edge(string From, string To, bool Finish, int Weight);

    static StageLayout Lay(Stage stage, IReadOnlyList<StepTemplate> steps)
    {
        var here = steps.ToDictionary(s => s.Id);
        var edges = Edges(steps, here);
        var column = Columns(steps, edges);
        // A finish condition whose columns are equal says only "not closed before": it is drawn, but orders nothing.
        var drawn = Reduced(edges, column);
        var rows = Rows(steps, drawn, column, out var places);
        var byId = places.ToDictionary(p => p.Step.Id);
        return new(stage, places,
            [.. drawn.Select(e => new Arrow(byId[e.From], byId[e.To], e.Finish))],
            [.. steps.SelectMany(s => s.Back.Where(b => b.To != s.Id && here.ContainsKey(b.To)).Select(b => new Return(byId[s.Id], byId[b.To], b.WhenZh)))
                .DistinctBy(r => (r.From.Step.Id, r.To.Step.Id))],
            places.Max(p => p.Column) + 1, rows);
    }

    static List<Edge> Edges(IReadOnlyList<StepTemplate> steps, Dictionary<string, StepTemplate> here)
    {
        List<Edge> edges = [];
        foreach (var step in steps)
        {
            foreach (var c in step.Start.Concat(step.PerSpot).Where(c => c.Kind != ConditionKind.Named && c.Step != step.Id && here.ContainsKey(c.Step)))
                edges.Add(new(c.Step, step.Id, false, 1));
            // "Finish when the other has begun" ties two that run side by side (S2.10 and S2.12) and would close a circle.
            foreach (var c in step.Finish.Where(c => c.Kind is ConditionKind.Finished or ConditionKind.Milestone && c.Step != step.Id && here.ContainsKey(c.Step)))
                if (!edges.Exists(e => e.From == c.Step && e.To == step.Id))
                    edges.Add(new(c.Step, step.Id, true, step.Parallel.Contains(c.Step) ? 0 : 1));
        }
        return edges;
    }

    static Dictionary<string, int> Columns(IReadOnlyList<StepTemplate> steps, List<Edge> edges)
    {
        var column = steps.ToDictionary(s => s.Id, _ => 0);
        // A city's template may hold a circle; as many rounds as steps are enough for any without one, and end those with one.
        for (var round = 0; round < steps.Count; round++)
        {
            var moved = false;
            foreach (var e in edges.Where(e => column[e.To] < Math.Min(column[e.From] + e.Weight, steps.Count - 1)))
            {
                column[e.To] = Math.Min(column[e.From] + e.Weight, steps.Count - 1);
                moved = true;
            }
            if (!moved) break;
        }
        return column;
    }

    /// <summary>Leaves out arrows that a longer way says already, and those against the order (a circle in a city's template).</summary>
    static List<Edge> Reduced(List<Edge> edges, Dictionary<string, int> column)
    {
        var forward = edges.Where(e => column[e.From] < column[e.To]).ToList();
        bool Longer(string from, string to, bool first) => forward.Where(e => e.From == from && column[e.To] <= column[to])
            .Any(e => e.To == to ? !first : Longer(e.To, to, false));
        return forward.Where(e => !Longer(e.From, e.To, true)).DistinctBy(e => (e.From, e.To)).ToList();
    }

    static int Rows(IReadOnlyList<StepTemplate> steps, List<Edge> drawn, Dictionary<string, int> column, out List<Place> places)
    {
        places = [];
        HashSet<(int Column, int Row)> taken = [];
        Dictionary<string, int> row = [];
        var alone = steps.Where(s => !drawn.Exists(e => e.From == s.Id || e.To == s.Id)).Select(s => s.Id).ToHashSet();
        foreach (var step in steps.Where(s => !alone.Contains(s.Id)).OrderBy(s => column[s.Id]).ThenBy(s => Reach(s.Id)).ToList())
        {
            var at = column[step.Id];
            // An arrow runs along its own row as far as the column before its end, so those cells stay free.
            var end = Math.Max(at, Reach(step.Id) - 1);
            var wish = drawn.Where(e => e.To == step.Id).Select(e => row[e.From]).DefaultIfEmpty(0).Min();
            var best = Enumerable.Range(0, steps.Count).OrderBy(r => Math.Abs(r - wish)).ThenBy(r => r)
                .First(r => Enumerable.Range(at, end - at + 1).All(c => !taken.Contains((c, r))));
            for (var c = at; c <= end; c++) taken.Add((c, best));
            row[step.Id] = best;
            places.Add(new(step, at, best, false));
        }
        var height = places.Count == 0 ? 1 : places.Max(p => p.Row) + 1;
        if (alone.Count > 0)
        {
            // What may be done at any time fills the room to the right, row by row.
            var first = places.Count == 0 ? 0 : places.Max(p => p.Column) + 1;
            var across = Math.Max(1, (alone.Count + Math.Max(2, height) - 1) / Math.Max(2, height));
            var i = 0;
            foreach (var step in steps.Where(s => alone.Contains(s.Id)))
            {
                places.Add(new(step, first + i % across, i / across, true));
                i++;
            }
            height = Math.Max(height, (i + across - 1) / across);
        }
        return height;

        int Reach(string id) => drawn.Where(e => e.From == id).Select(e => column[e.To]).DefaultIfEmpty(column[id] + 1).Max();
    }
}
