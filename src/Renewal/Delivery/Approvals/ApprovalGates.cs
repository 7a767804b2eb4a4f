using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Delivery.Approvals;

/// <summary>S2.04: within 10% of the scheme, equal to the funding scheme, classes add up.</summary>
sealed class FeasibilityGate(IGuideline guideline) : FormGate(guideline, "S2.04",
[
    new("total", "可研总投资", FigureKind.Money, "元"),
    new("basic", "其中基础类", FigureKind.Money, "元"),
    new("improve", "其中完善类", FigureKind.Money, "元"),
    new("upgrade", "其中提升类", FigureKind.Money, "元"),
    new("funding", "筹资方案总额", FigureKind.Money, "元"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var scheme = (await q.FiguresOf("S2.02", stop)).Money("total") ?? (await q.FiguresOf("S1.05", stop)).Money("estimate");
        if (scheme is not { Fen: > 0 } planned) return new Verdict(VerdictState.Open, "S2.04", "方案的概算还没有确认。");
        var total = f.Money("total")!.Value;
        var line = await Line(q, "feasibility.deviation", stop);
        var deviation = Math.Abs(total.Fen - planned.Fen);
        return new Checks("S2.04")
            .Holds(line, deviation, "可研总投资与方案概算相差在限度内", $"{total} 元，相差 {new Share(deviation, planned.Fen).Percent()}", planned.Fen)
            .That(f.Count("basic") + f.Count("improve") + f.Count("upgrade") == total.Fen, "三类内容之和等于总投资")
            .That(f.Money("funding") == total, "与筹资方案一致", $"{f.Money("funding")} 元", $"{total} 元")
            .Verdict("可研与方案、筹资相符。");
    }
}

/// <summary>How a department answered; there is no value for silence.</summary>
public enum DepartmentAnswer { Agree, Conditional, Object, NotConcerned }

/// <summary>One department's letter in the joint review.</summary>
/// <param name="Department">name</param>
/// <param name="Answer">null: no letter yet, which is never consent</param>
/// <param name="On">date on the letter</param>
public sealed record DepartmentOpinion(string Department, DepartmentAnswer? Answer, DateOnly? On);

/// <summary>
/// T6.1: each invited department answers within two working days after the day the review passed; the opening day does not count, the limit ends 24:00
/// of its last day (Civil Code 201, 203; Administrative Licensing Law 82). Silence is never consent: it goes red and up a level.
/// </summary>
public static class OpinionClock
{
    /// <param name="opinions">one of each invited department</param>
    /// <param name="passed">day on which the review meeting passed the scheme</param>
    /// <param name="today">day it is judged</param>
    /// <param name="days">review.opinion.days: at most 2</param>
    /// <param name="calendar">published working days</param>
    /// <exception cref="RuleBroken">calendar.unpublished</exception>
    public static Verdict Judge(IReadOnlyList<DepartmentOpinion> opinions, DateOnly passed, DateOnly today, Parameter days, WorkingDays calendar)
    {
        var due = calendar.Add(passed, (int)days.Numerator);
        var checks = new Checks("T6.1");
        foreach (var opinion in opinions)
        {
            if (opinion is not { Answer: { } answer, On: { } on })
            {
                checks.And(new Verdict(today > due ? VerdictState.Failed : VerdictState.Open, "T6.1",
                    today > due ? $"{opinion.Department}逾期未答复（沉默不视为同意）" : $"{opinion.Department}尚未答复")
                { Figure = "未答复", Line = $"{due:yyyy-MM-dd} 前", Basis = days.Basis });
                continue;
            }
            // The limit reads "at most two": counting goes through the parameter, so that a city's tighter limit or another operator is obeyed.
            var inTime = on >= passed && days.Holds(calendar.Between(passed, on));
            checks.That(inTime, $"{opinion.Department}{(inTime ? "按时" : "未按时")}答复", $"{on:yyyy-MM-dd}", $"{due:yyyy-MM-dd} 前", basis: days.Basis);
            if (answer == DepartmentAnswer.Object) checks.That(false, $"{opinion.Department}不同意，方案须修改后由其复审");
        }
        return checks.Verdict($"{opinions.Count} 个部门均按时答复，无反对意见。");
    }
}

/// <summary>S2.06: every invited department has answered in time, nobody objects, conditions have an owner, the confirmation follows the last letter.</summary>
sealed class JointReviewGate(IGuideline guideline) : FormGate(guideline, "S2.06", Fields())
{
    static readonly (string Code, string Zh)[] Departments =
        [("approval", "发改或审批局"), ("planning", "自然资源局"), ("housing", "住建局"), ("fire", "消防审验部门"), ("urban_mgmt", "城管执法局"), ("utility", "专营单位"), ("finance", "财政局")];

    static List<FigureField> Fields()
    {
        List<FigureField> fields = [new("passed_on", "联审会通过日", FigureKind.Date)];
        foreach (var (code, zh) in Departments)
        {
            fields.Add(new(code, zh + "意见", FigureKind.Choice, Required: false, Hint: "留空表示尚未答复",
                Choices: [("Agree", "同意"), ("Conditional", "附条件同意"), ("Object", "不同意"), ("NotConcerned", "不涉及"), ("NotInvited", "未邀请")]));
            fields.Add(new(code + "_on", zh + "意见日期", FigureKind.Date, Required: false));
        }
        fields.Add(new("conditions_loose", "没有责任人或期限的附加条件", FigureKind.Count, "条"));
        fields.Add(new("confirmed_on", "确认文件日期", FigureKind.Date, Required: false));
        return fields;
    }

    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var opinions = Departments.Where(d => f.Text(d.Code) != "NotInvited")
            .Select(d => new DepartmentOpinion(d.Zh, Enum.TryParse<DepartmentAnswer>(f.Text(d.Code), out var answer) ? answer : null, f.Date(d.Code + "_on"))).ToList();
        if (opinions.Count == 0) return new Verdict(VerdictState.Failed, "S2.06", "至少邀请一个部门参加联合审查。");
        var clock = OpinionClock.Judge(opinions, f.Date("passed_on")!.Value, q.Day, await Line(q, "review.opinion.days", stop),
            await Guideline.WorkingDays(stop));
        var confirmed = f.Date("confirmed_on");
        return new Checks("S2.06")
            .And(clock)
            .That(f.Count("conditions_loose") == 0, "附加条件都有责任人和期限", $"{f.Count("conditions_loose")} 条未落实", "0 条")
            .And(confirmed is { } day
                ? new Verdict(opinions.TrueForAll(o => o.On <= day) ? VerdictState.Passed : VerdictState.Failed, "S2.06", "确认文件在最后一份意见之后出具") { Figure = $"{day:yyyy-MM-dd}" }
                : new Verdict(VerdictState.Open, "S2.06", "确认文件尚未出具"))
            .Verdict("联合审查通过，确认文件已出具。");
    }
}

/// <summary>S2.08: exempt by the city's line, or three papers; a hazard or a change of structure needs the appraisal and the reviewed special plan (T6.4).</summary>
sealed class PermitGate(IGuideline guideline) : FormGate(guideline, "S2.08",
[
    new("invest", "标段投资", FigureKind.Money, "元"),
    new("area", "建筑面积", FigureKind.Area, "m²"),
    new("hazard", "存在安全隐患或结构变动", FigureKind.YesNo),
    new("special_plan_reviewed", "专项施工方案已审核", FigureKind.YesNo, Required: false),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var (invest, area, lines) = (await Line(q, "permit.exempt.invest", stop), await Line(q, "permit.exempt.area", stop), await Line(q, "permit.exempt.lines", stop));
        var exempt = PermitRoute.IsExempt(f.Money("invest")!.Value, f.Area("area")!.Value, invest, area, lines);
        var checks = new Checks("S2.08");
        if (exempt) checks.That(q.SealedPapers.Contains("p6"), "符合免办条件，须有免办核对单", $"{f.Money("invest")} 元，{f.Area("area")} m²", basis: invest.Basis);
        else checks.That(q.SealedPapers.Contains("p2"), "三件要件（确认文件、合同、中标通知书）齐全", q.SealedPapers.Contains("p2") ? "已有" : "缺", on: "T6.3");
        if (f.YesNo("hazard") == true)
            checks.That(f.YesNo("special_plan_reviewed") == true && q.SealedPapers.Contains("p5"), "有隐患或结构变动：专项方案须经审核", on: "T6.4");
        return checks.Verdict(exempt ? "限额以下，免办施工许可。" : "施工许可要件齐全。");
    }
}

/// <summary>Which procedures fall away.</summary>
public static class PermitRoute
{
    /// <summary>
    /// Nationally exempt is investment at or below the line <em>or</em> area at or below it; Shenyang asks for a permit only above either, so both must
    /// be at or below (MOHURD letter 2020-11-11). Lines are in fen and 0.01 m².
    /// </summary>
    /// <param name="lines">permit.exempt.lines: how many of the two lines must hold</param>
    public static bool IsExempt(Money invest, Area area, Parameter investLine, Parameter areaLine, Parameter lines) =>
        lines.Holds((investLine.Holds(invest.Fen) ? 1 : 0) + (areaLine.Holds(area.Hundredths) ? 1 : 0));
}
