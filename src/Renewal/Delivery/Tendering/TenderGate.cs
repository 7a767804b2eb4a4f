using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery.Tendering;

/// <summary>S2.07: must-tender test on the sum of the package (no splitting), legal periods kept, price ≤ control price ≤ confirmed funds.</summary>
sealed class TenderGate(IGuideline guideline) : FormGate(guideline, "S2.07",
[
    new("package_works", "项目包施工总额", FigureKind.Money, "元", Hint: "按整个项目包合计，不得拆分"),
    new("method", "采购方式", FigureKind.Choice, Choices: [("tender", "公开招标"), ("comparison", "比选（限额以下）"), ("direct", "直接发包（经核准）")]),
    new("bidders", "投标人", FigureKind.Count, "家"),
    new("bid_days", "招标文件发出至截标", FigureKind.Count, "日"),
    new("notice_days", "中标候选人公示", FigureKind.Count, "日"),
    new("award_on", "中标通知书日期", FigureKind.Date),
    new("contract_on", "合同签订日", FigureKind.Date),
    new("price", "合同价", FigureKind.Money, "元"),
    new("control", "最高投标限价（控制价）", FigureKind.Money, "元"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var works = await Line(q, "tender.works", stop);
        var must = works.Holds(f.Count("package_works")!.Value);
        var funds = (await q.FiguresOf("S1.09", stop)).Money("confirmed");
        var checks = new Checks("S2.07").That(!must || f.Text("method") == "tender", "采购方式与规模相符", $"{f.Money("package_works")} 元",
            must ? $"{works.InWords}，必须招标" : "限额以下", basis: works.Basis);
        if (f.Text("method") == "tender")
            checks.Holds(await Line(q, "tender.bidders", stop), f.Count("bidders")!.Value, "投标人足数", $"{f.Count("bidders")} 家")
                .Holds(await Line(q, "tender.bid.days", stop), f.Count("bid_days")!.Value, "招标文件发出至截标足够天数", $"{f.Count("bid_days")} 日")
                .Holds(await Line(q, "tender.candidates.days", stop), f.Count("notice_days")!.Value, "中标候选人公示足够天数", $"{f.Count("notice_days")} 日");
        var wait = f.Date("contract_on")!.Value.DayNumber - f.Date("award_on")!.Value.DayNumber;
        checks.That(wait >= 0, "合同在中标之后签订").Holds(await Line(q, "tender.contract.days", stop), wait, "中标后按期签订合同", $"{wait} 日")
            .Holds(await Line(q, "tender.price", stop), f.Count("price")!.Value, "合同价不高于控制价", $"{f.Money("price")} / {f.Money("control")} 元", f.Count("control")!.Value)
            .That(funds is { } have && f.Money("control") <= have, "控制价不高于到位资金", $"{f.Money("control")} 元", $"{funds?.ToString() ?? "未确认"} 元", on: "S1.09");
        return checks.Verdict("招标程序与价格符合规定。");
    }
}
