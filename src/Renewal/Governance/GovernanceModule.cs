using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Governance;

/// <summary>Party branches, owners' committees, deliberation. For now: who carries the owners' side, and who watches the works.</summary>
public static class GovernanceModule
{
    public static IServiceCollection AddGovernance(this IServiceCollection services) => services
        .AddScoped<IGate, OwnersSideGate>()
        .AddScoped<IGate, PublicityGate>()
        .AddScoped<IGate, ResidentSupervisorsGate>();
}

/// <summary>S1.02: exactly one carrier in force: a filed owners' committee, or custody by the community with dates.</summary>
sealed class OwnersSideGate(IGuideline guideline) : FormGate(guideline, "S1.02",
[
    new("carrier", "业主一方由谁承担", FigureKind.Choice, Choices: [("committee", "业主委员会（已备案）"), ("custody", "社区居委会代管")]),
    new("from", "任期或代管起", FigureKind.Date),
    new("to", "任期或代管止", FigureKind.Date),
    new("elected_on", "选举日", FigureKind.Date, Required: false, Hint: "业委会填写"),
    new("filed_on", "备案日", FigureKind.Date, Required: false, Hint: "业委会填写；选举后 30 日内"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var checks = new Checks("S1.02").That(f.Date("from") <= q.Day && q.Day <= f.Date("to"), "任期或代管期须在有效期内", $"{f.Date("from"):yyyy-MM-dd} 至 {f.Date("to"):yyyy-MM-dd}");
        if (f.Text("carrier") == "committee")
        {
            var (elected, filed) = (f.Date("elected_on"), f.Date("filed_on"));
            if (filed is not { } late || elected is not { } early) checks.That(false, "业委会须填写选举日和备案日");
            else checks.That(late >= early, "备案在选举之后").Holds(await Line(q, "committee.filing.days", stop), late.DayNumber - early.DayNumber, "业委会选举后按期备案", $"{late.DayNumber - early.DayNumber} 日");
        }
        return checks.Verdict(f.Text("carrier") == "committee" ? "业主委员会已备案，在任期内。" : "由社区居委会代管，在代管期内。");
    }
}

/// <summary>S2.10, T6.6b: supervisors from all three sources, every remark answered.</summary>
sealed class ResidentSupervisorsGate(IGuideline guideline) : FormGate(guideline, "S2.10",
[
    new("community", "社区推荐的监督员", FigureKind.Count, "人"),
    new("party", "党员监督员", FigureKind.Count, "人"),
    new("volunteers", "志愿者监督员", FigureKind.Count, "人"),
    new("remarks", "巡查意见", FigureKind.Count, "条"),
    new("answered", "已答复", FigureKind.Count, "条"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var kinds = new[] { "community", "party", "volunteers" }.Count(k => f.Count(k) >= 1);
        return new Checks("S2.10")
            .Holds(await Line(q, "supervisors.kinds", stop), kinds, "社区推荐、党员、志愿者三类监督员每类至少 1 人",
                $"社区 {f.Count("community")} 人，党员 {f.Count("party")} 人，志愿者 {f.Count("volunteers")} 人")
            .That(f.Count("answered") >= f.Count("remarks"), "巡查意见条条有答复", $"{f.Count("answered")} / {f.Count("remarks")} 条", on: "T6.6")
            .Verdict("三类监督员到位，意见均已答复。");
    }
}

/// <summary>S1.03: every stairwell posted, at least one meeting on a weekend or in the evening.</summary>
sealed class PublicityGate(IGuideline guideline) : FormGate(guideline, "S1.03",
[
    new("stairwells", "单元总数", FigureKind.Count, "个"),
    new("posted", "已张贴的单元", FigureKind.Count, "个"),
    new("meetings", "周末或晚间居民会", FigureKind.Count, "次"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return new Checks("S1.03")
            .That(f.Count("stairwells") > 0 && f.Count("posted") >= f.Count("stairwells"), "每个单元都已张贴", $"{f.Count("posted")} / {f.Count("stairwells")} 个")
            .Holds(await Line(q, "publicity.events", stop), f.Count("meetings")!.Value, "周末或晚间开过居民会", $"{f.Count("meetings")} 次")
            .Verdict("宣传动员已到每个单元。");
    }
}
