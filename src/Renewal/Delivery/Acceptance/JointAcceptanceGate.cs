using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery.Acceptance;

/// <summary>S2.12: all parties signed, residents' panel and professionals both pass (M2.4d), nothing left open without a date, filed within 15 days.</summary>
sealed class JointAcceptanceGate(IGuideline guideline) : FormGate(guideline, "S2.12",
[
    new("parties", "应到各方", FigureKind.Count, "方", Hint: "部门、参建单位、专营单位、居民代表、物业、社区"),
    new("signed", "已签字各方", FigureKind.Count, "方"),
    new("panel_pass", "民意验收通过", FigureKind.YesNo),
    new("professional_pass", "专业验收通过", FigureKind.YesNo),
    new("overhead_orders", "未办结的架空线整改", FigureKind.Count, "处"),
    new("illegal_open", "未销号的违建", FigureKind.Count, "处"),
    new("promises_open", "未兑现且未说明的承诺", FigureKind.Count, "项"),
    new("leftovers_undated", "没有期限的甩项", FigureKind.Count, "项"),
    new("passed_on", "验收通过日", FigureKind.Date),
    new("filed_on", "备案日", FigureKind.Date, Hint: "通过后 15 日内"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var days = f.Date("filed_on")!.Value.DayNumber - f.Date("passed_on")!.Value.DayNumber;
        var passes = (f.YesNo("panel_pass") == true ? 1 : 0) + (f.YesNo("professional_pass") == true ? 1 : 0);
        return new Checks("S2.12")
            .That(f.Count("parties") > 0 && f.Count("signed") == f.Count("parties"), "各方均已签字", $"{f.Count("signed")} / {f.Count("parties")} 方", on: "T6.7")
            .Holds(await Line(q, "acceptance.results", stop), passes, "民意验收与专业验收都通过", $"民意{(f.YesNo("panel_pass") == true ? "通过" : "未通过")}，专业{(f.YesNo("professional_pass") == true ? "通过" : "未通过")}")
            .Holds(await Line(q, "overhead.open-orders", stop), f.Count("overhead_orders")!.Value, "架空线整改全部办结", $"{f.Count("overhead_orders")} 件")
            .Holds(await Line(q, "illegal.open", stop), f.Count("illegal_open")!.Value, "违建全部销号或列明在诉", $"{f.Count("illegal_open")} 处")
            .That(f.Count("promises_open") == 0, "入户承诺全部兑现或说明", $"{f.Count("promises_open")} 项", "0 项")
            .That(f.Count("leftovers_undated") == 0, "甩项都有期限", $"{f.Count("leftovers_undated")} 项", "0 项")
            .That(days >= 0, "备案在验收之后").Holds(await Line(q, "acceptance.filing.days", stop), days, "验收通过后按期备案", $"{days} 日")
            .Verdict("联合验收通过，已备案。");
    }
}
