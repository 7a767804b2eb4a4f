using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Participation.Contract;

namespace Renewal.Preparation.Schemes;

/// <summary>S1.05: every basic defect has an item or a reason (M1.5a); nothing on private parts without that owner's consent (T7.1.3).</summary>
sealed class DraftSchemeGate(IGuideline guideline, INeeds needs) : SchemeGate(guideline, needs, "S1.05",
[
    new("defects", "摸底发现的基础类缺陷", FigureKind.Count, "项"),
    new("covered", "已列入改造内容", FigureKind.Count, "项"),
    new("reasoned", "不改并说明理由", FigureKind.Count, "项"),
    new("own_items", "涉及自用部位的内容", FigureKind.Count, "项"),
    new("own_consents", "其中已取得产权人同意", FigureKind.Count, "项"),
    new("estimate", "投资估算", FigureKind.Money, "元"),
], "对照居民需求调查逐项勾选；没有调查的不填")
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var uncovered = Math.Max(0, f.Count("defects")!.Value - f.Count("covered")!.Value - f.Count("reasoned")!.Value);
        return new Checks("S1.05")
            .Holds(await Line(q, "scheme.uncovered-basic", stop), uncovered, "基础类缺陷应改尽改，不改的有理由", $"遗漏 {uncovered} 项")
            .That(f.Count("own_consents") >= f.Count("own_items"), "涉及自用部位的内容都有产权人同意", $"{f.Count("own_consents")} / {f.Count("own_items")} 项", on: "T7.1.3")
            .That(f.Count("estimate") > 0, "估算须大于零", $"{f.Money("estimate")} 元")
            .Verdict("初步方案覆盖全部基础类缺陷。");
    }
}

/// <summary>S2.02: a version later than the one consulted on, basics covered, the appraisal where T6.4 bites, a reserve for unknowns.</summary>
sealed class RefinedSchemeGate(IGuideline guideline, INeeds needs) : SchemeGate(guideline, needs, "S2.02",
[
    new("version", "深化方案版本号", FigureKind.Count),
    new("consulted", "首轮征询所用版本号", FigureKind.Count),
    new("uncovered", "未列入且无理由的基础类缺陷", FigureKind.Count, "项"),
    new("appraisal_needed", "存在须鉴定的情形（隐患或结构变动）", FigureKind.YesNo),
    new("total", "概算或预算总额", FigureKind.Money, "元"),
    new("reserve", "其中不明事项预留", FigureKind.Money, "元"),
], "与初步方案相同的不填")
{
    protected override async Task<IReadOnlyList<string>> Taken(GateQuestion question, CancellationToken stop) =>
        await base.Taken(question, stop) is { Count: > 0 } anew ? anew : (await question.FiguresOf("S1.05", stop)).Many(SchemeWishes.Code);

    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var checks = new Checks("S2.02")
            .That(f.Count("version") > f.Count("consulted"), "深化方案版本高于首轮征询版本", $"第 {f.Count("version")} 版 / 征询第 {f.Count("consulted")} 版")
            .Holds(await Line(q, "scheme.uncovered-basic", stop), f.Count("uncovered")!.Value, "没有遗漏的基础类缺陷", $"{f.Count("uncovered")} 项")
            .That(f.Count("total") > 0 && f.Count("reserve") >= 0, "概算与预留已列明", $"{f.Money("total")} 元，预留 {f.Money("reserve")} 元");
        if (f.YesNo("appraisal_needed") == true)
            checks.That(q.SealedPapers.Contains("p6"), "须有盖章的鉴定报告", q.SealedPapers.Contains("p6") ? "已有" : "缺", on: "T6.4");
        return checks.Verdict("深化方案完整，可以提交次轮表决。");
    }
}
