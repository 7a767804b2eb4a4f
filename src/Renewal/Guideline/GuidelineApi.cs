using Microsoft.AspNetCore.Http.HttpResults;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;

namespace Renewal.Guideline;

/// <summary>Reading the rules over HTTP; they are public.</summary>
static class GuidelineApi
{
    public sealed record ClauseView(string Id, string Zh, string En, string Class, string Duty, string CheckZh, string Check, string Threshold, string State,
        string Where, string Note, IReadOnlyList<string> Parameters);

    public sealed record ParameterView(string Id, string Zh, string Comparison, long Numerator, long Denominator, string Line, string Of, string Unit,
        IReadOnlyList<string> Clauses, string Basis, string Confidence, DateOnly From, DateOnly? To, string? City, string CityMay);

    /// <param name="state">done, partly, not-yet</param>
    public static IEnumerable<ClauseView> Clauses(GuidelineData data, string? @class = null, string? duty = null, string? state = null) => data.Clauses
        .Select(c => View(data, c))
        .Where(c => (@class is null || c.Class == @class) && (duty is null || c.Duty == duty) && (state is null || c.State == state));

    public static Results<Ok<ClauseView>, NotFound> Clause(string id, GuidelineData data) =>
        data.ClauseById.TryGetValue(id, out var clause) ? TypedResults.Ok(View(data, clause)) : TypedResults.NotFound();

    static ClauseView View(GuidelineData data, Clause c)
    {
        var state = data.StateOf(c.Id);
        return new(c.Id, c.Zh, c.En, c.Class.ToString().ToLowerInvariant(), c.Duty.ToString().ToLowerInvariant(), c.CheckZh, c.Check, c.Threshold,
            state.Served switch { Served.Done => "done", Served.Partly => "partly", _ => "not-yet" }, state.Where, state.NoteZh,
            [.. data.Parameters.Where(p => p.Clauses.Contains(c.Id)).Select(p => p.Id).Distinct()]);
    }

    /// <param name="division">division code: its city's template</param>
    public static async Task<IReadOnlyList<StepTemplate>> Steps(IGuideline guideline, TimeProvider clock, string? division = null, CancellationToken stop = default)
    {
        var template = await guideline.TemplateFor(division ?? "21", clock.Today(), stop);
        return [.. template.Steps, .. template.Annex];
    }

    public static async Task<Results<Ok<StepTemplate>, NotFound>> Step(string id, IGuideline guideline, TimeProvider clock, string? division = null, CancellationToken stop = default)
    {
        var template = await guideline.TemplateFor(division ?? "21", clock.Today(), stop);
        return template.Has(id) ? TypedResults.Ok(template.Step(id)) : TypedResults.NotFound();
    }

    /// <param name="division">with it, only the rows in force there on the day</param>
    public static async Task<IReadOnlyList<ParameterView>> Parameters(IGuideline guideline, TimeProvider clock, string? division = null, DateOnly? day = null,
        CancellationToken stop = default)
    {
        var rows = await guideline.Parameters(stop);
        if (division is null && day is null) return [.. rows.Select(View)];
        var on = day ?? clock.Today();
        List<ParameterView> views = [];
        foreach (var id in rows.Where(p => p.InForce(on)).Select(p => p.Id).Distinct())
            if (rows.Any(p => p.Id == id && p.InForce(on) && (p.City is null || p.City == division))) views.Add(View(await guideline.Parameter(id, division ?? "21", on, stop)));
        return views;
    }

    static ParameterView View(Parameter p) => new(p.Id, p.Zh, p.Comparison.ToString(), p.Numerator, p.Denominator, p.InWords, p.Of, p.Unit, p.Clauses, p.Basis,
        p.Confidence, p.From, p.To, p.City, p.CityMay.ToString().ToLowerInvariant());
}
