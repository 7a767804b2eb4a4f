using Renewal.Foundation;
using Renewal.Lifecycle.Contract;

namespace Renewal.Governance;

/// <summary>Party branches, owners' committees, deliberation. For now: who carries the owners' side, and who watches the works.</summary>
public static class GovernanceModule
{
    public static IServiceCollection AddGovernance(this IServiceCollection services) => services
        .AddScoped<IGate, OwnersSideGate>()
        .AddScoped<IGate, ResidentSupervisorsGate>();
}

/// <summary>S1.02: exactly one carrier in force: a filed owners' committee, or custody by the community with dates.</summary>
sealed class OwnersSideGate() : FormGate("S1.02",
[
    new("carrier", "业主一方由谁承担", FigureKind.Choice, Choices: [("committee", "业主委员会（已备案）"), ("custody", "社区居委会代管")]),
    new("from", "任期或代管起", FigureKind.Date),
    new("to", "任期或代管止", FigureKind.Date),
    new("elected_on", "选举日", FigureKind.Date, Required: false, Hint: "业委会填写"),
    new("filed_on", "备案日", FigureKind.Date, Required: false, Hint: "业委会填写；选举后 30 日内"),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var checks = new Checks("S1.02").That(f.Date("from") <= q.Day && q.Day <= f.Date("to"), "任期或代管期须在有效期内", $"{f.Date("from"):yyyy-MM-dd} 至 {f.Date("to"):yyyy-MM-dd}");
        if (f.Text("carrier") == "committee")
        {
            var (elected, filed) = (f.Date("elected_on"), f.Date("filed_on"));
            var days = filed is { } late && elected is { } early ? late.DayNumber - early.DayNumber : (int?)null;
            checks.That(days is >= 0 and <= 30, "业委会须在选举后 30 日内备案", days is null ? "未填选举日或备案日" : $"{days} 日", "30 日内", basis: "物业管理条例第十六条");
        }
        return Task.FromResult(checks.Verdict(f.Text("carrier") == "committee" ? "业主委员会已备案，在任期内。" : "由社区居委会代管，在代管期内。"));
    }
}

/// <summary>S2.10, T6.6b: supervisors from all three sources, every remark answered.</summary>
sealed class ResidentSupervisorsGate() : FormGate("S2.10",
[
    new("community", "社区推荐的监督员", FigureKind.Count, "人"),
    new("party", "党员监督员", FigureKind.Count, "人"),
    new("volunteers", "志愿者监督员", FigureKind.Count, "人"),
    new("remarks", "巡查意见", FigureKind.Count, "条"),
    new("answered", "已答复", FigureKind.Count, "条"),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return Task.FromResult(new Checks("S2.10")
            .That(f.Count("community") >= 1, "社区推荐的监督员至少 1 人", $"{f.Count("community")} 人", on: "T6.6b")
            .That(f.Count("party") >= 1, "党员监督员至少 1 人", $"{f.Count("party")} 人", on: "T6.6b")
            .That(f.Count("volunteers") >= 1, "志愿者监督员至少 1 人", $"{f.Count("volunteers")} 人", on: "T6.6b")
            .That(f.Count("answered") >= f.Count("remarks"), "巡查意见条条有答复", $"{f.Count("answered")} / {f.Count("remarks")} 条", on: "T6.6")
            .Verdict("三类监督员到位，意见均已答复。"));
    }
}
