using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Preparation.Programme;

/// <summary>S1.10: the tier is set and the plan paper issued. That S1.06 passed and funds are planned stands in the start conditions of the step.</summary>
sealed class AnnualPlanGate(IGuideline guideline) : FormGate(guideline, "S1.10",
[
    new("tier", "计划批次", FigureKind.Choice, Choices: [("implement", "实施一批"), ("prepare", "谋划一批"), ("reserve", "储备一批")]),
    new("year", "计划年度", FigureKind.Count, "年"),
    new("consulted", "首轮征询所用方案版本号", FigureKind.Count),
    new("applied", "申报所用方案版本号", FigureKind.Count),
    new("on_lists", "申报当日列入棚改或重建清单", FigureKind.YesNo),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return Task.FromResult(new Checks("S1.10")
            .That(f.Text("tier") == "implement", "列入「实施一批」方可进入中期改造", f.Text("tier") switch { "implement" => "实施一批", "prepare" => "谋划一批", _ => "储备一批" }, on: "M1.2a")
            .That(f.Count("year") is >= 2019 and <= 2100, "计划年度已填写", $"{f.Count("year")} 年")
            .That(f.Count("applied") == f.Count("consulted"), "申报版本与征询通过的版本一致", $"申报第 {f.Count("applied")} 版，征询第 {f.Count("consulted")} 版")
            .That(f.YesNo("on_lists") == false, "申报当日未列入棚改、重建清单", on: "M1.1e")
            .Verdict("已列入年度计划。"));
    }
}
