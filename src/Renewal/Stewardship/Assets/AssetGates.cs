using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Stewardship.Assets;

/// <summary>S3.06: consent of the right circle before the first nail.</summary>
sealed class FacilityGate(IGuideline guideline) : FormGate(guideline, "S3.06",
[
    new("consent_on", "权利人同意或表决通过日", FigureKind.Date),
    new("works_on", "动工日", FigureKind.Date),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => Task.FromResult(new Checks("S3.06")
        .That(q.Figures.Date("consent_on") <= q.Figures.Date("works_on"), "先取得同意、后动工", $"同意 {q.Figures.Date("consent_on"):yyyy-MM-dd}", $"动工 {q.Figures.Date("works_on"):yyyy-MM-dd}", on: "T4.6")
        .That(q.SealedPapers.Contains("p2"), "须有权利人同意文件", q.SealedPapers.Contains("p2") ? "已有" : "缺")
        .Verdict("存量设施增设手续齐全。"));
}

/// <summary>S3.07: common parts need the pair of Civil Code 278(8), others their owner's paper; shares make 100%.</summary>
sealed class LicenceGate(IGuideline guideline) : FormGate(guideline, "S3.07",
[
    new("common", "是否共用部位", FigureKind.YesNo),
    new("consent_on", "表决或同意日", FigureKind.Date),
    new("owner_share", "业主分成", FigureKind.Count, "%"),
    new("operator_share", "运营方分成", FigureKind.Count, "%"),
    new("other_share", "其他分成", FigureKind.Count, "%"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var sum = f.Count("owner_share")!.Value + f.Count("operator_share")!.Value + f.Count("other_share")!.Value;
        return new Checks("S3.07")
            .That(f.Date("consent_on") <= q.Day && q.SealedPapers.Contains("p2"), f.YesNo("common") == true ? "共用部位须经业主表决（民法典第二百七十八条第（八）项）" : "须有产权人同意文件")
            .Holds(await Line(q, "licence.shares", stop), sum, "分成合计为全部收益", $"{sum}%", 100)
            .Verdict("授权经营手续齐全，分成明确。");
    }
}
