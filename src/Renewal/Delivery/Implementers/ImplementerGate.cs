using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery.Implementers;

/// <summary>S2.01: a real organisation, appointed on paper, by a way that is lawful for the sum.</summary>
sealed class ImplementerGate(IGuideline guideline) : FormGate(guideline, "S2.01",
[
    new("credit_code", "统一社会信用代码", FigureKind.CreditCode),
    new("method", "选定方式", FigureKind.Choice, Choices: [("appointed", "政府授权（国有单位）"), ("tender", "公开招标"), ("comparison", "比选"), ("negotiation", "单一协商")]),
    new("fee", "代建或管理费用", FigureKind.Money, "元", Hint: "无偿授权填 0"),
    new("appointed_on", "授权文件日期", FigureKind.Date),
    new("valid_to", "授权有效期止", FigureKind.Date),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var services = await Line(q, "tender.services", stop);
        // Services of one million yuan and more must be tendered, whatever the guideline allows for pilots (T7.4.5).
        var mustTender = services.Holds(f.Count("fee")!.Value);
        return new Checks("S2.01")
            .That(f.Text("credit_code") is { Length: 18 }, "统一社会信用代码校验通过", f.Text("credit_code"), on: "M2.2")
            .That(!mustTender || f.Text("method") == "tender", "选定方式与费用相符", $"{f.Money("fee")} 元", mustTender ? "必须公开招标" : "可以授权、比选或协商", basis: services.Basis)
            .That(f.Date("appointed_on") <= q.Day && q.Day <= f.Date("valid_to"), "授权在有效期内", $"{f.Date("appointed_on"):yyyy-MM-dd} 至 {f.Date("valid_to"):yyyy-MM-dd}")
            .Verdict("实施主体已依法确定。");
    }
}
