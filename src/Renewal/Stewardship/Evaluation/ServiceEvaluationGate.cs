using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Stewardship.Evaluation;

/// <summary>S3.09: a score from sheets and desk figures; a change of fee or share passes a consent first (T8.2.6).</summary>
sealed class ServiceEvaluationGate(IGuideline guideline) : FormGate(guideline, "S3.09",
[
    new("sheets", "收回评分表", FigureKind.Count, "份"),
    new("score", "得分", FigureKind.Count, "分", Hint: "满分 100"),
    new("posted_on", "结果公告日", FigureKind.Date),
    new("change", "拟调整收费或分成", FigureKind.YesNo),
    new("change_consented", "调整已经征得同意", FigureKind.YesNo, Required: false),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var checks = new Checks("S3.09")
            .That(f.Count("sheets") > 0 && f.Count("score") is >= 0 and <= 100, "有评分表，得分在 0 至 100 之间", $"{f.Count("score")} 分 / {f.Count("sheets")} 份")
            .That(f.Date("posted_on") <= q.Day, "结果已公告", $"{f.Date("posted_on"):yyyy-MM-dd}");
        if (f.YesNo("change") == true) checks.That(f.YesNo("change_consented") == true, "调整收费或分成须先征得同意", on: "T8.2.6");
        return Task.FromResult(checks.Verdict("考评已完成并公告。"));
    }
}
