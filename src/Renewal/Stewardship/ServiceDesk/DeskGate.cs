using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Stewardship.ServiceDesk;

/// <summary>S3.05: the desk is live, every kind has a limit, the phone is answered, warranty tickets go to the contractor.</summary>
sealed class DeskGate(IGuideline guideline) : FormGate(guideline, "S3.05",
[
    new("opened_on", "受理平台启用日", FigureKind.Date),
    new("kinds", "报修投诉类别", FigureKind.Count, "类"),
    new("kinds_limited", "已定办理时限的类别", FigureKind.Count, "类"),
    new("test_calls", "抽测来电", FigureKind.Count, "次"),
    new("answered_calls", "接听", FigureKind.Count, "次"),
    new("warranty_routed", "质保期工单转施工单位", FigureKind.YesNo),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return Task.FromResult(new Checks("S3.05")
            .That(f.Date("opened_on") <= q.Day, "受理平台已启用", $"{f.Date("opened_on"):yyyy-MM-dd}")
            .That(f.Count("kinds") > 0 && f.Count("kinds_limited") == f.Count("kinds"), "每类都定了办理时限", $"{f.Count("kinds_limited")} / {f.Count("kinds")} 类")
            .That(f.Count("test_calls") > 0 && f.Count("answered_calls") == f.Count("test_calls"), "电话有人接听", $"{f.Count("answered_calls")} / {f.Count("test_calls")} 次")
            .That(f.YesNo("warranty_routed") == true, "质保期内的工单转施工单位")
            .Verdict("投诉报修平台运行正常。"));
    }
}
