using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery.Tendering;

/// <summary>S2.07: must-tender test on the sum of the package (no splitting), legal periods kept, price ≤ control price ≤ confirmed funds.</summary>
sealed class TenderGate(IGuideline guideline) : FormGate("S2.07",
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
        var works = await guideline.Parameter("tender.works", q.Division, q.Day, stop);
        var must = works.Holds(f.Count("package_works")!.Value);
        var funds = (await q.FiguresOf("S1.09", stop)).Money("confirmed");
        var checks = new Checks("S2.07").That(!must || f.Text("method") == "tender", "采购方式与规模相符", $"{f.Money("package_works")} 元",
            must ? $"{new Money(works.Numerator)} 元以上必须招标" : "限额以下", basis: works.Basis);
        if (f.Text("method") == "tender")
            checks.That(f.Count("bidders") >= 3, "投标人不少于 3 家", $"{f.Count("bidders")} 家", "3 家", basis: "招标投标法第二十八条")
                .That(f.Count("bid_days") >= 20, "招标文件发出至截标不少于 20 日", $"{f.Count("bid_days")} 日", "20 日", basis: "招标投标法第二十四条")
                .That(f.Count("notice_days") >= 3, "候选人公示不少于 3 日", $"{f.Count("notice_days")} 日", "3 日", basis: "招标投标法实施条例第五十四条");
        var wait = f.Date("contract_on")!.Value.DayNumber - f.Date("award_on")!.Value.DayNumber;
        checks.That(wait is >= 0 and <= 30, "中标后 30 日内签订合同", $"{wait} 日", "30 日内", basis: "招标投标法第四十六条")
            .That(f.Count("price") <= f.Count("control"), "合同价不高于控制价", $"{f.Money("price")} 元", $"{f.Money("control")} 元")
            .That(funds is { } have && f.Money("control") <= have, "控制价不高于到位资金", $"{f.Money("control")} 元", $"{funds?.ToString() ?? "未确认"} 元", on: "S1.09");
        return checks.Verdict("招标程序与价格符合规定。");
    }
}
