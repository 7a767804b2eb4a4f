using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Preparation.Eligibility;

namespace Renewal.Preparation.Survey;

/// <summary>
/// S1.04: every required field answered, or "unknown" with a reason and a way to find out, unknowns priced as provisional sum; and not excluded (M1.1).
/// What the register of communities says (year, shanty-town and rebuild lists) is taken from there, never typed again.
/// </summary>
sealed class SurveyGate(IGuideline guideline, IPlaces places) : FormGate(guideline, "S1.04",
[
    new("fields", "必查项", FigureKind.Count, "项", Hint: "楼栋、设施、管网、户与业主调查表的必查项合计"),
    new("answered", "已查明", FigureKind.Count, "项"),
    new("unknown", "暂不明且写明原因和查明办法", FigureKind.Count, "项"),
    new("unknown_priced", "其中已列暂估价", FigureKind.Count, "项"),
    new("urban", "位于城市或县城（城关镇）", FigureKind.YesNo),
    new("neglected", "失养失修", FigureKind.YesNo),
    new("municipal_gaps", "市政配套设施不完善", FigureKind.YesNo),
    new("service_gaps", "社区服务设施不健全", FigureKind.YesNo),
    new("strong_wish", "居民改造意愿强烈", FigureKind.YesNo),
])
{
    IReadOnlyDictionary<CommunityId, CommunityCard> ahead = new Dictionary<CommunityId, CommunityCard>();

    public override async Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => ahead = await places.Communities(communities, stop);

    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var community = ahead.GetValueOrDefault(q.Community) ?? await places.Community(q.Community, stop);
        var eligibility = OldCommunity.Judge(new EligibilityFacts(f.YesNo("urban"), Completed(community), f.YesNo("neglected"), f.YesNo("municipal_gaps"),
            f.YesNo("service_gaps"), f.YesNo("strong_wish"), community?.InShantyPlan, community?.InRebuildList), await Line(q, "eligibility.built-by", stop));
        var (fields, answered, unknown) = (f.Count("fields")!.Value, f.Count("answered")!.Value, f.Count("unknown")!.Value);
        return new Checks("S1.04")
            .Holds(await Line(q, "survey.mandatory", stop), answered + unknown, "必查项全部查明，或写明不明的原因和查明办法", $"{answered + unknown:N0} / {fields:N0} 项", fields)
            .That(f.Count("unknown_priced") >= unknown, "暂不明的项目都列了暂估价", $"{f.Count("unknown_priced")} / {unknown} 项")
            .And(eligibility)
            .Verdict("现状已查清，符合老旧小区认定条件。");
    }

    /// <summary>Where only the year is known the last day of that year stands for it.</summary>
    static DateOnly? Completed(CommunityCard? card) => card?.BuiltOn ?? (card?.BuiltYear is { } year ? new DateOnly(year, 12, 31) : null);
}
