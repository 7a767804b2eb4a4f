using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery.Construction;

/// <summary>S2.05: every spot of the scheme is clear, proven lawful, or a listed court case.</summary>
sealed class IllegalStructuresGate(IGuideline guideline) : FormGate(guideline, "S2.05",
[
    new("found", "登记的违建", FigureKind.Count, "处"),
    new("cleared", "已拆除销号", FigureKind.Count, "处"),
    new("lawful", "查明合法", FigureKind.Count, "处"),
    new("court", "在诉在议并列明", FigureKind.Count, "处"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var open = f.Count("found")!.Value - f.Count("cleared")!.Value - f.Count("lawful")!.Value - f.Count("court")!.Value;
        if (open < 0) throw new RuleBroken("illegal.inconsistent", "处置的违建多于登记的违建，请核对台账。");
        return new Checks("S2.05").Holds(await Line(q, "illegal.open", stop), open, "登记的违建全部处置", $"未处置 {open} 处").Verdict("违建台账已全部销号或列明。");
    }
}

/// <summary>S2.09@agreed: each affected utility has a window or a reasoned no; nothing is dug twice (M2.4a).</summary>
sealed class UtilitiesAgreedGate(IGuideline guideline) : FormGate(guideline, "S2.09", Fields, "agreed")
{
    internal static readonly IReadOnlyList<FigureField> Fields =
    [
        new("affected", "涉及的专营单位", FigureKind.Count, "家"),
        new("agreed", "已确认进场窗口与出资", FigureKind.Count, "家"),
        new("declined", "说明理由不进场", FigureKind.Count, "家"),
        new("repeat_digs", "重复开挖", FigureKind.Count, "处", Hint: "同一路段二次开挖，应为 0"),
    ];

    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return new Checks("S2.09")
            .That(f.Count("agreed") + f.Count("declined") == f.Count("affected"), "涉及的专营单位都已答复", $"{f.Count("agreed") + f.Count("declined")} / {f.Count("affected")} 家", on: "M1.2d")
            .Holds(await Line(q, "dig.repeat", stop), f.Count("repeat_digs")!.Value, "没有重复开挖", $"{f.Count("repeat_digs")} 处")
            .Verdict("专营单位进场安排已确认。");
    }
}

/// <summary>S2.09@clear: own works done, surface handed back, dead cables gone.</summary>
sealed class UtilitiesClearGate(IGuideline guideline) : FormGate(guideline, "S2.09",
[
    new("done", "本单位工程已完成的专营单位", FigureKind.Count, "家", Required: false),
    new("surfaces_open", "未交还的路面", FigureKind.Count, "处", Required: false),
    new("dead_cables", "未清除的废线", FigureKind.Count, "处", Required: false),
], "clear")
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        if (f.Count("done") is not { } done) return Task.FromResult(new Verdict(VerdictState.Open, "S2.09", "完成情况尚未录入。"));
        return Task.FromResult(new Checks("S2.09")
            .That(done >= f.Count("agreed"), "进场的专营单位都已完成", $"{done} / {f.Count("agreed")} 家")
            .That(f.Count("surfaces_open") == 0, "路面全部交还", $"{f.Count("surfaces_open")} 处", "0 处")
            .That(f.Count("dead_cables") == 0, "废线全部清除", $"{f.Count("dead_cables")} 处", "0 处", on: "T2.2.1b")
            .Verdict("专营单位工程已完成，现场已交还。"));
    }
}

/// <summary>S2.09 as a whole.</summary>
sealed class UtilitiesGate(IGuideline guideline) : FormGate(guideline, "S2.09", [])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => new Checks("S2.09")
        .And(await new UtilitiesAgreedGate(Guideline).Judge(q, stop)).And(await new UtilitiesClearGate(Guideline).Judge(q, stop)).Verdict("专营单位进场与交还均已完成。");
}

/// <summary>S2.11: no overdue defect, covered works photographed, changes within limit or approved.</summary>
sealed class QualityGate(IGuideline guideline) : FormGate(guideline, "S2.11",
[
    new("defects_overdue", "逾期未整改的问题", FigureKind.Count, "项"),
    new("covered_works", "隐蔽部位", FigureKind.Count, "处"),
    new("covered_photos", "有影像的隐蔽部位", FigureKind.Count, "处"),
    new("changes_unapproved", "超限且未批准的变更", FigureKind.Count, "项"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return new Checks("S2.11")
            .Holds(await Line(q, "defects.overdue", stop), f.Count("defects_overdue")!.Value, "没有逾期未整改的问题", $"{f.Count("defects_overdue")} 项")
            .That(f.Count("covered_photos") >= f.Count("covered_works"), "隐蔽部位全部留有影像", $"{f.Count("covered_photos")} / {f.Count("covered_works")} 处")
            .That(f.Count("changes_unapproved") == 0, "变更均在限度内或已批准", $"{f.Count("changes_unapproved")} 项", "0 项")
            .Verdict("质量安全监督无逾期问题。");
    }
}
