using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>划分标段: which communities are tendered, built and accepted together. Redrawn only while no step of a lot is opened.</summary>
public sealed class DrawLots(StepDesk desk)
{
    static readonly Process Drawing = new("lifecycle.draw-lots", "划分标段");

    public sealed record Drawn(string Name, IReadOnlyList<CommunityId> Communities);
    public sealed record Request(ProjectId Project, IReadOnlyList<Drawn> Lots, string? Opinion = null);

    /// <exception cref="RuleBroken">lot.opened (409), lot.community, lot.name</exception>
    public Task<IReadOnlyList<LotId>> Run(Request request, CancellationToken stop = default) => desk.On(Drawing, request.Project, request.Opinion, (run, dossier) =>
    {
        Duty.Require(run.Actor, ["implementer", "county_office"], "划分标段");
        dossier.Project.RequireRunning();
        if (dossier.Records.Exists(r => r.Lot is not null && r.Opened))
            throw new RuleBroken("lot.opened", "已有标段的步骤开启，不能重新划分；剩余工程另立标段请走退回程序。", 409);
        var covered = request.Lots.SelectMany(l => l.Communities).ToHashSet();
        if (dossier.MembersIn.Any(m => !covered.Contains(m.Community)))
            throw new RuleBroken("lot.community", $"还有小区没有划入标段：{string.Join('、', dossier.MembersIn.Where(m => !covered.Contains(m.Community)).Select(m => m.Name))}。");
        foreach (var old in dossier.Lots.Where(l => !l.Void)) old.Replace();
        List<LotId> ids = [];
        foreach (var drawn in request.Lots)
        {
            if (string.IsNullOrWhiteSpace(drawn.Name) || request.Lots.Count(l => l.Name == drawn.Name) > 1)
                throw new RuleBroken("lot.name", "每个标段须有各自的名称。") { Field = "Name" };
            if (drawn.Communities.Count == 0) throw new RuleBroken("lot.community", $"标段「{drawn.Name}」没有小区。");
            var lot = new Lot(LotId.New(), dossier.Project.Id, drawn.Name.Trim());
            run.Db.Add(lot);
            dossier.Lots.Add(lot);
            foreach (var community in drawn.Communities.Distinct())
            {
                var touch = new LotCommunity(lot.Id, dossier.Project.Id, dossier.Member(community).Community);
                run.Db.Add(touch);
                dossier.Touches.Add(touch);
            }
            StepDesk.Note(run, dossier, null, ActKind.Lot, $"划定标段「{lot.Name}」", request.Opinion);
            run.Fact(new LotNamed(dossier.Project.Id, lot.Id, lot.Name, drawn.Communities.Count));
            ids.Add(lot.Id);
        }
        return Task.FromResult<IReadOnlyList<LotId>>(ids);
    }, stop);
}
