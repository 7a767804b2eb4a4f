using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Renewal.Storage;

namespace Renewal.Guideline;

/// <summary>What cities and the province have set, as read at one stamp. Never changes.</summary>
sealed record Overlay(Guid Stamp, IReadOnlyList<Parameter> Parameters, ILookup<string, Parameter> ById, IReadOnlyList<ProcessTemplate> Templates,
    IReadOnlyList<CalendarYear> Calendar, WorkingDays WorkingDays);

/// <summary>
/// The last overlay that was read, for all scopes of the process. It is keyed by a stamp that each change renews: a scope that sees a new stamp reads
/// anew, one that works in a transaction not yet committed never hands its view to others, for its stamp is its own.
/// </summary>
sealed class OverlayCache
{
    public Overlay? Latest { get; set; }
}

/// <summary>The reading door: the product's data with what cities and the province have set laid over it.</summary>
sealed class GuidelineDoor(GuidelineData data, OverlayCache cache, RenewalDb db, TimeProvider clock) : IGuideline
{
    /// <summary>How long a scope trusts the stamp it has seen: circuits live for hours, requests for less than this.</summary>
    static readonly TimeSpan Trust = TimeSpan.FromSeconds(2);

    Overlay? seen;
    long seenAt;

    public IReadOnlyList<Clause> Clauses => data.Clauses;
    public IReadOnlyList<WorkItem> WorkItems => data.WorkItems;
    public Clause Clause(string id) => data.ClauseById.TryGetValue(id, out var clause) ? clause : throw new RuleBroken("clause.unknown", $"没有条款 {id}。", 404);

    public async Task<IReadOnlyList<ProcessTemplate>> Templates(CancellationToken stop = default) => (await Overlay(stop)).Templates;

    public async Task<ProcessTemplate> TemplateFor(string division, DateOnly day, CancellationToken stop = default)
    {
        var city = CityOf(division);
        var templates = (await Overlay(stop)).Templates;
        return templates.Where(t => t.City == city && city is not null && t.ValidFrom <= day).MaxBy(t => (t.ValidFrom, t.Version.Length, t.Version))
            ?? templates.Where(t => t.City is null && t.ValidFrom <= day).MaxBy(t => t.ValidFrom)
            // Works that began before the first version walk by the first version.
            ?? templates.Where(t => t.City is null).MinBy(t => t.ValidFrom)!;
    }

    public async Task<ProcessTemplate> Template(string version, CancellationToken stop = default) =>
        (await Overlay(stop)).Templates.FirstOrDefault(t => t.Version == version)
        ?? throw new RuleBroken("template.unknown", $"没有流程模板 {version}，请联系系统管理员。", 404);

    public async Task<Parameter> Parameter(string id, string division, DateOnly day, CancellationToken stop = default) =>
        Find((await Overlay(stop)).ById, id, division, day) ?? throw new RuleBroken("parameter.unknown", $"{day:yyyy-MM-dd} 没有生效的参数 {id}。", 404);

    public async Task<IReadOnlyList<Parameter>> Parameters(CancellationToken stop = default) => (await Overlay(stop)).Parameters;

    public async Task<WorkingDays> WorkingDays(CancellationToken stop = default) => (await Overlay(stop)).WorkingDays;

    public async Task<IReadOnlyList<CalendarYear>> Calendar(CancellationToken stop = default) => (await Overlay(stop)).Calendar;

    /// <summary>After a change in this scope: look at the stamp again.</summary>
    public void Forget() => seen = null;

    static Parameter? Find(ILookup<string, Parameter> byId, string id, string division, DateOnly day)
    {
        var city = CityOf(division);
        // The city's before the province's; among rows of one level the last in the list, which is the one set here, before the one that came with the product.
        Parameter? found = null;
        foreach (var p in byId[id])
            if (p.InForce(day) && (p.City is null ? found?.City is null : p.City == city)) found = p;
        return found?.Reading is { } reading && Find(byId, reading, division, day) is { } by ? found with { Comparison = by.Comparison } : found;
    }

    static string? CityOf(string division) => division.Length >= 4 ? division[..4] : null;

    async Task<Overlay> Overlay(CancellationToken stop)
    {
        if (seen is { } recent && clock.GetElapsedTime(seenAt) < Trust) return recent;
        var editions = db.GuidelineEditions;
        var stamp = await editions.Where(e => e.Id == Edition.Only).Select(e => e.Stamp).FirstOrDefaultAsync(stop);
        seenAt = clock.GetTimestamp();
        if (cache.Latest is { } latest && latest.Stamp == stamp) return seen = latest;
        return cache.Latest = seen = await Read(stamp, stop);
    }

    async Task<Overlay> Read(Guid stamp, CancellationToken stop)
    {
        var settings = await db.ParameterSettings.AsNoTracking().OrderBy(s => s.From).ToListAsync(stop);
        var rows = data.Parameters.ToLookup(p => p.Id);
        List<Parameter> parameters = [.. data.Parameters];
        foreach (var setting in settings)
            // Words and clauses as they stand in the row in force when the setting begins; a parameter that a later product no longer has is left out.
            if ((rows[setting.Parameter].LastOrDefault(p => p.InForce(setting.From)) ?? rows[setting.Parameter].LastOrDefault()) is { } row)
                parameters.Add(setting.On(row));

        List<ProcessTemplate> templates = [.. data.Provinces.Select(p => p.Template).OrderBy(t => t.ValidFrom)];
        foreach (var city in await db.CityTemplates.AsNoTracking().OrderBy(t => t.City).ThenBy(t => t.Number).ToListAsync(stop))
            if (data.Provinces.FirstOrDefault(p => p.Template.Version == city.BasedOn) is { } province) templates.Add(city.On(province));

        var uploaded = await db.UploadedCalendars.AsNoTracking().ToListAsync(stop);
        var years = data.Calendar.Where(y => uploaded.All(u => u.Year != y.Year)).Concat(uploaded.Select(u => u.Read())).OrderBy(y => y.Year).ToList();
        return new Overlay(stamp, parameters, parameters.ToLookup(p => p.Id), templates, years, years.ToWorkingDays());
    }
}
