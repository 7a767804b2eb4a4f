using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Stewardship.PropertyService;

/// <summary>S1.08: a unit with a valid credit code and a letter of intent, or the fallback letter of the state company (T8.2.4).</summary>
sealed class ManagementUnitGate(IGuideline guideline) : FormGate(guideline, "S1.08",
[
    new("kind", "选定结果", FigureKind.Choice, Choices: [("enterprise", "物业服务企业"), ("fallback", "国有物业兜底"), ("self_managed", "居民自治管理")]),
    new("credit_code", "物业单位统一社会信用代码", FigureKind.CreditCode, Required: false),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var kind = q.Figures.Text("kind");
        var checks = new Checks("S1.08");
        if (kind != "self_managed") checks.That(q.Figures.Text("credit_code") is { Length: 18 }, "物业单位统一社会信用代码校验通过", q.Figures.Text("credit_code"));
        if (kind == "enterprise") checks.That(q.SealedPapers.Contains("p3"), "须有双方盖章的服务意向书", q.SealedPapers.Contains("p3") ? "已有" : "缺");
        if (kind == "fallback") checks.That(q.SealedPapers.Contains("p4"), "须有兜底服务函", q.SealedPapers.Contains("p4") ? "已有" : "缺", on: "T8.2.4");
        if (kind == "self_managed") checks.That(true, "居民自治管理，不选聘企业");
        return Task.FromResult(checks.Verdict("物业单位已确定。"));
    }
}

/// <summary>S3.01@contract: written service contract in force (T8.2.3).</summary>
sealed class ContractGate(IGuideline guideline) : FormGate(guideline, "S3.01", Fields, "contract")
{
    internal static readonly IReadOnlyList<FigureField> Fields =
    [
        new("contract_on", "物业服务合同签订日", FigureKind.Date),
        new("contract_to", "合同期止", FigureKind.Date),
        new("price", "合同约定的物业费（每平方米每月）", FigureKind.Money, "元"),
    ];

    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => Task.FromResult(new Checks("S3.01")
        .That(q.Figures.Date("contract_on") <= q.Day && q.Day <= q.Figures.Date("contract_to"), "物业服务合同在有效期内",
            $"{q.Figures.Date("contract_on"):yyyy-MM-dd} 至 {q.Figures.Date("contract_to"):yyyy-MM-dd}", on: "T8.2.3")
        .That(q.SealedPapers.Contains("p1"), "须有双方盖章的书面合同", q.SealedPapers.Contains("p1") ? "已有" : "缺", on: "T8.2.3")
        .Verdict("物业服务合同已签订。"));
}

/// <summary>S3.01: contract in force and the takeover list complete; no wait for S2.13.</summary>
sealed class MovingInGate(IGuideline guideline) : FormGate(guideline, "S3.01",
[
    new("items", "承接查验项", FigureKind.Count, "项"),
    new("accepted", "已查验移交", FigureKind.Count, "项"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => new Checks("S3.01")
        .And(await new ContractGate(Guideline).Judge(q, stop))
        .That(q.Figures.Count("items") > 0 && q.Figures.Count("accepted") >= q.Figures.Count("items"), "承接查验清单全部移交", $"{q.Figures.Count("accepted")} / {q.Figures.Count("items")} 项")
        .Verdict("物业已进驻，移交完整。");
}

/// <summary>S3.03: the tariff on the board equals the tariff in the contract, posted without an end.</summary>
sealed class TariffGate(IGuideline guideline) : FormGate(guideline, "S3.03",
[
    new("board_price", "公示的物业费（每平方米每月）", FigureKind.Money, "元"),
    new("posted_on", "公示日", FigureKind.Date),
    new("no_end", "长期公示，不设截止日", FigureKind.YesNo),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var contract = (await q.FiguresOf("S3.01", stop)).Money("price");
        if (contract is null) return new Verdict(VerdictState.Open, "S3.03", "物业服务合同的收费标准尚未确认。");
        return new Checks("S3.03")
            .That(q.Figures.Money("board_price") == contract, "公示收费与合同一致", $"{q.Figures.Money("board_price")} 元", $"{contract} 元")
            .That(q.Figures.Date("posted_on") <= q.Day, "已经公示", $"{q.Figures.Date("posted_on"):yyyy-MM-dd}")
            .That(q.Figures.YesNo("no_end") == true, "长期公示")
            .Verdict("服务与收费标准已公示。");
    }
}
