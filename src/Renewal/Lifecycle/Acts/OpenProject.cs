using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>立项建档: a project for a community, or for a package of communities; it keeps the template in force on its date.</summary>
public sealed class OpenProject(RenewalDb db, ProcessLog log, IPlaces places, IGuideline guideline, Dossiers dossiers, StepDesk desk)
{
    static readonly Process Opening = new("lifecycle.open-project", "立项建档");

    /// <param name="Communities">one, or several for a package</param>
    /// <param name="Name">null: the community's name</param>
    /// <param name="Number">编号; null: county, year and a running number</param>
    /// <param name="OpenedOn">date on the paper</param>
    public sealed record Request(IReadOnlyList<CommunityId> Communities, DateOnly OpenedOn, string? Name = null, string? Number = null, string? Opinion = null);

    /// <exception cref="RuleBroken">project.no_community, community.unknown (404), project.running (409), project.number (409), duty.role (403)</exception>
    public Task<ProjectId> Run(Request request, CancellationToken stop = default) => log.Run(Opening, async run =>
    {
        Duty.Require(run.Actor, ["county_office", "city_office"], "立项建档");
        if (request.Communities.Count == 0) throw new RuleBroken("project.no_community", "请至少选择一个小区。") { Field = "Communities" };
        if (request.OpenedOn > run.Today) throw new RuleBroken("paper.future", "立项日期不能晚于今天。") { Field = "OpenedOn" };
        var cards = await places.Communities([.. request.Communities.Distinct()], stop);
        List<CommunityCard> found = [.. request.Communities.Distinct().Select(id => cards.GetValueOrDefault(id)
            ?? throw new RuleBroken("community.unknown", "没有这个小区，或不在您的管辖范围内。", 404))];
        foreach (var card in found)
            if (card.InShantyPlan || card.InRebuildList)
                throw new RuleBroken("project.excluded", $"「{card.Name}」已列入棚改或重建计划，不能立项改造（M1.1）。");

        var division = Common([.. found.Select(c => c.Division)]);
        var template = await guideline.TemplateFor(division, request.OpenedOn, stop);
        var name = string.IsNullOrWhiteSpace(request.Name) ? found.Count == 1 ? found[0].Name : $"{found[0].Name}等 {found.Count} 个小区" : request.Name.Trim();
        var number = string.IsNullOrWhiteSpace(request.Number) ? await NextNumber(division, request.OpenedOn.Year, stop) : request.Number.Trim();
        var id = ProjectId.New();
        run.Db.Add(new RenovationProject(id, number, name, division, template.Version, request.OpenedOn, run.At));
        foreach (var card in found) run.Db.Add(new ProjectCommunity(id, card.Id, card.Name, card.Division, request.OpenedOn));
        // Until the office draws lots there is one, over all communities.
        var lot = new Lot(LotId.New(), id, "一标段");
        run.Db.Add(lot);
        foreach (var card in found) run.Db.Add(new LotCommunity(lot.Id, id, card.Id));
        try { await run.Db.SaveChangesAsync(stop); }
        catch (DbUpdateException e) when (e.BrokenUnique() is { } key)
        {
            throw key.Contains("umber", StringComparison.Ordinal)
                ? new RuleBroken("project.number", $"编号 {number} 已被使用。", 409) { Field = "Number" }
                : new RuleBroken("project.running", "所选小区中有正在进行的改造项目，一个小区同时只能有一个。", 409) { Field = "Communities" };
        }
        var dossier = await dossiers.Take(id, stop);
        StepDesk.Note(run, dossier, null, ActKind.OpenProject, $"立项建档，编号 {number}", request.Opinion, request.OpenedOn, found[0].Id);
        run.Fact(new ProjectOpened(id, number, name, found[0].Id, found.Count, template.Version, request.OpenedOn));
        foreach (var member in dossier.Members) await desk.Mark(dossier, member, stop);
        await desk.Settle(run, dossier, stop);
        return id;
    }, request.Opinion, stop);

    async Task<string> NextNumber(string division, int year, CancellationToken stop)
    {
        var prefix = $"{(division.Length >= 6 ? division[..6] : division)}-{year}-";
        using var _ = dossiers.Wide();
        var last = await db.Projects.Where(p => p.Number.StartsWith(prefix)).Select(p => p.Number).OrderByDescending(n => n).FirstOrDefaultAsync(stop);
        var next = last is not null && int.TryParse(last[prefix.Length..], out var n) ? n + 1 : 1;
        return $"{prefix}{next:00000}";
    }

    /// <summary>The smallest division that holds all of them; codes have 2, 4, 6, 9 or 12 digits.</summary>
    public static string Common(IReadOnlyList<string> divisions)
    {
        var length = divisions.Min(d => d.Length);
        while (length > 0 && divisions.Any(d => !d.AsSpan(0, length).SequenceEqual(divisions[0].AsSpan(0, length)))) length--;
        var whole = new[] { 12, 9, 6, 4, 2 }.FirstOrDefault(l => l <= length);
        return whole == 0 ? throw new RuleBroken("project.divisions", "所选小区不在同一个省内。") : divisions[0][..whole];
    }
}
