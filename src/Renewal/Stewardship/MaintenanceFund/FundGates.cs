using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Stewardship.MaintenanceFund;

/// <summary>S3.08@opened: an account for every unit, a balance of nothing allowed.</summary>
sealed class FundOpenedGate(IGuideline guideline) : FormGate(guideline, "S3.08", Fields, "opened")
{
    internal static readonly IReadOnlyList<FigureField> Fields =
    [
        new("units", "专有单元", FigureKind.Count, "套"),
        new("accounts", "已开立分户账", FigureKind.Count, "户"),
    ];

    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => Task.FromResult(new Checks("S3.08")
        .That(q.Figures.Count("units") > 0 && q.Figures.Count("accounts") == q.Figures.Count("units"), "每套都开立了分户账", $"{q.Figures.Count("accounts"):N0} / {q.Figures.Count("units"):N0}")
        .Verdict("维修资金账户已全部开立。"));
}

/// <summary>S3.08: accounts stand and the book agrees with the bank. Units that never paid are "build up", not "below 30%".</summary>
sealed class FundGate(IGuideline guideline) : FormGate(guideline, "S3.08",
[
    new("book", "账面余额", FigureKind.Money, "元"),
    new("bank", "银行专户余额", FigureKind.Money, "元"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop) => new Checks("S3.08")
        .And(await new FundOpenedGate(Guideline).Judge(q, stop))
        .That(q.Figures.Money("book") == q.Figures.Money("bank"), "账面与银行一致", $"账面 {q.Figures.Money("book")} 元", $"银行 {q.Figures.Money("bank")} 元")
        .Verdict("维修资金账户齐全，账实相符。");
}
