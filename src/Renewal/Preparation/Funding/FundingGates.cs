using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Preparation.Funding;

/// <summary>S1.09@planned: every yuan of the estimate has a source with a letter; no hidden debt (O2.3b); fiscal capacity opinion given.</summary>
sealed class FundsPlannedGate(IGuideline guideline) : FormGate(guideline, "S1.09", Sources, "planned")
{
    internal static readonly IReadOnlyList<FigureField> Sources =
    [
        new("central", "中央补助", FigureKind.Money, "元"),
        new("award", "省级以奖代补", FigureKind.Money, "元"),
        new("bond", "专项债券", FigureKind.Money, "元"),
        new("city", "市级财政", FigureKind.Money, "元"),
        new("county", "县区财政", FigureKind.Money, "元"),
        new("utilities", "专营单位出资", FigureKind.Money, "元"),
        new("title_holders", "产权单位出资", FigureKind.Money, "元"),
        new("residents", "居民出资", FigureKind.Money, "元", Hint: "本市规定可为零，但必须列出"),
        new("social", "社会资本", FigureKind.Money, "元"),
        new("hidden_debt", "违规举债、承诺回购等来源", FigureKind.Money, "元", Hint: "应为 0"),
        new("fiscal_opinion", "财政承受能力意见已出具", FigureKind.YesNo),
        new("paid_twice", "重复列支的内容", FigureKind.Count, "项", Hint: "应为 0"),
    ];

    static readonly string[] Codes = ["central", "award", "bond", "city", "county", "utilities", "title_holders", "residents", "social"];

    internal static Money Sum(Figures f) => new(Codes.Sum(c => f.Count(c) ?? 0));

    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var estimate = (await q.FiguresOf("S1.05", stop)).Money("estimate");
        if (estimate is not { } required) return new Verdict(VerdictState.Open, "S1.09", "初步方案的投资估算还没有确认。");
        var (f, sum) = (q.Figures, Sum(q.Figures));
        return new Checks("S1.09")
            .Holds(await Line(q, "funds.planned", stop), sum.Fen, "有函件落实的资金覆盖估算", $"{sum} / {required} 元", required.Fen)
            .Holds(await Line(q, "funds.hidden-debt", stop), f.Count("hidden_debt")!.Value, "不得以隐性债务作为来源", $"{f.Money("hidden_debt")} 元")
            .That(f.YesNo("fiscal_opinion") == true, "财政承受能力意见已出具", on: "O2.3b")
            .That(f.Count("paid_twice") == 0, "同一内容不得重复列支", $"{f.Count("paid_twice")} 项", "0 项", on: "M3.1f")
            .Verdict($"资金来源已落实：{sum} 元，不少于估算 {required} 元。");
    }
}

/// <summary>S1.09@confirmed: budget or transfer papers cover the price plus the reserve; needed by S2.07.</summary>
sealed class FundsConfirmedGate(IGuideline guideline) : FormGate(guideline, "S1.09",
[
    new("confirmed", "已下达或到账的资金", FigureKind.Money, "元", Required: false),
    new("price", "合同价（招标前填控制价）", FigureKind.Money, "元", Required: false),
], "confirmed")
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        if (q.Figures.Money("confirmed") is not { } confirmed || q.Figures.Money("price") is not { } price || price.Fen <= 0)
            return new Verdict(VerdictState.Open, "S1.09", "指标下达文件的金额和合同价（或控制价）尚未录入。");
        var line = await Line(q, "funds.reserve", stop);
        var passed = line.Holds(confirmed.Fen, price.Fen);
        var needed = new Money(line.Needed(price.Fen));
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, "S1.09", passed ? "到位资金足以支付合同价和预留。" : "到位资金不足以支付合同价和预留。")
        {
            Figure = $"{confirmed} 元", Line = $"不少于 {needed} 元（合同价 {price} 元的 {line.Numerator * 100 / line.Denominator}%）",
            Distance = passed ? null : $"还差 {needed - confirmed} 元", Basis = line.Basis,
        };
    }
}

/// <summary>S1.09 as a whole: planned and confirmed both hold.</summary>
sealed class FundsGate(IGuideline guideline) : FormGate(guideline, "S1.09", [])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => new Checks("S1.09")
        .And(await new FundsPlannedGate(Guideline).Judge(q, stop))
        .And(await new FundsConfirmedGate(Guideline).Judge(q, stop))
        .Verdict("资金计划与到位两次核对均通过。");
}
