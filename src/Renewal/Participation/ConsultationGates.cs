using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Participation;

/// <summary>S1.06: 80% of all households, and the sheet asked works, management and the residents' share (M1.4c).</summary>
sealed class FirstConsultationGate(IGuideline guideline) : FormGate(guideline, "S1.06",
[
    new("total", "全部户数", FigureKind.Count, "户", Hint: "冻结户册的总户数，空置户也计入"),
    new("yes", "同意户数", FigureKind.Count, "户"),
    new("no", "不同意户数", FigureKind.Count, "户"),
    new("abstain", "弃权户数", FigureKind.Count, "户"),
    new("asked_works", "意见表征询了改造内容", FigureKind.YesNo),
    new("asked_management", "意见表征询了物业管理", FigureKind.YesNo),
    new("asked_cost", "意见表征询了居民出资", FigureKind.YesNo),
    new("notice_from", "结果公示起", FigureKind.Date),
    new("notice_to", "结果公示止", FigureKind.Date),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var (total, yes) = (f.Count("total")!.Value, f.Count("yes")!.Value);
        if (yes + f.Count("no")!.Value + f.Count("abstain")!.Value > total)
            throw new RuleBroken("consultation.more_answers_than_all", "同意、不同意与弃权之和超出了全部户数，请核对汇总表。");
        var consent = HouseholdConsent.Judge(yes, total, await Line(q, "consultation.first.share", stop));
        var subjects = new[] { "asked_works", "asked_management", "asked_cost" }.Count(s => f.YesNo(s) == true);
        var asked = new Checks("M1.4c").Holds(await Line(q, "consultation.first.subjects", stop), subjects, "意见表征询了改造内容、物业管理、居民出资三件事", $"{subjects} 项")
            .Verdict("首次征询的三件事都已征询");
        var notice = Notices.Displayed("结果公示", "S1.06", f.Date("notice_from")!.Value, f.Date("notice_to")!.Value, await Line(q, "consultation.first.result.days", stop), q.Day);
        return consent.With(asked, notice);
    }
}

/// <summary>S1.06@roll and S2.03@roll: the roll hangs 7 days before it is frozen; nobody answers before.</summary>
sealed class FirstRollGate(IGuideline guideline) : RollGate(guideline, "S1.06");
sealed class SecondRollGate(IGuideline guideline) : RollGate(guideline, "S2.03");

abstract class RollGate(IGuideline guideline, string step) : FormGate(guideline, step,
[
    new("roll_from", "名册公示起", FigureKind.Date),
    new("roll_to", "名册公示止", FigureKind.Date),
], "roll")
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop) =>
        Notices.Displayed("名册公示", Step, q.Figures.Date("roll_from")!.Value, q.Figures.Date("roll_to")!.Value, await Line(q, "consultation.first.roll.days", stop), q.Day);
}

/// <summary>S1.07: one of the three models, from a closed poll.</summary>
sealed class ManagementModelGate(IGuideline guideline) : FormGate(guideline, "S1.07",
[
    new("model", "选定的管理模式", FigureKind.Choice, Choices: [("professional", "专业物业"), ("guaranteed", "兜底（保障）物业"), ("self_managed", "居民自治管理")]),
    new("poll_closed_on", "征询截止日", FigureKind.Date),
    new("poll_yes", "选择该模式的户数", FigureKind.Count, "户"),
    new("poll_part", "参与征询的户数", FigureKind.Count, "户"),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return Task.FromResult(new Checks("S1.07")
            .That(f.Date("poll_closed_on") <= q.Day, "征询须已截止", $"{f.Date("poll_closed_on"):yyyy-MM-dd}", $"不晚于 {q.Day:yyyy-MM-dd}", on: "T8.2.2")
            .That(f.Count("poll_yes") * 2 > f.Count("poll_part"), "所选模式须获参与户过半数选择", $"{f.Count("poll_yes"):N0} / {f.Count("poll_part"):N0} 户", "超过半数")
            .Verdict("物业管理模式已由征询选定。"));
    }
}

/// <summary>S2.03: double two-thirds of all area and all owners, with the Civil Code 278 pair of the ballot line beside it; the line needs both.</summary>
sealed class SecondConsultationGate(IGuideline guideline) : FormGate(guideline, "S2.03",
[
    new("total_area", "全部专有面积", FigureKind.Area, "m²", Hint: "产权人面积册合计"),
    new("total_owners", "全部产权人数", FigureKind.Count, "人", Hint: "一套一人；同一买受人多套计一人；开发单位未售部分合计一人"),
    new("part_area", "参与表决面积", FigureKind.Area, "m²"),
    new("part_owners", "参与表决人数", FigureKind.Count, "人"),
    new("yes_area", "同意面积", FigureKind.Area, "m²"),
    new("yes_owners", "同意人数", FigureKind.Count, "人"),
    new("item", "表决事项", FigureKind.Choice, Hint: "归入民法典第二百七十八条的哪一项",
        Choices: [("9", "（九）政府出资的改造与修缮等其他事项"), ("5", "（五）使用维修资金"), ("6", "（六）筹集维修资金"), ("7", "（七）改建、重建（含加装电梯）"), ("8", "（八）改变共有部分用途或经营")]),
    new("notice_on", "表决公告张贴日", FigureKind.Date),
    new("voting_from", "表决开始日", FigureKind.Date),
    new("result_from", "结果公示起", FigureKind.Date),
    new("result_to", "结果公示止", FigureKind.Date),
    new("objections_open", "未处理的异议", FigureKind.Count, "件"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var lines = await VoteLines.For(Guideline, q.Division, q.Day, q.Template, stop);
        var vote = new OwnersVote(f.Area("total_area")!.Value, f.Count("total_owners")!.Value, f.Area("part_area")!.Value, f.Count("part_owners")!.Value,
            f.Area("yes_area")!.Value, f.Count("yes_owners")!.Value);
        var guidelineTest = DoubleTwoThirds.Judge(vote, lines);
        var code = CivilCode278.Judge(vote, int.Parse(f.Text("item")!, System.Globalization.CultureInfo.InvariantCulture), lines);
        var days = f.Date("voting_from")!.Value.DayNumber - f.Date("notice_on")!.Value.DayNumber;
        var procedure = new Checks("S2.03")
            .Holds(await Line(q, "consultation.second.notice.days", stop), days, "表决前公告足够天数", $"{days} 日")
            .And(Notices.Displayed("结果公示", "S2.03", f.Date("result_from")!.Value, f.Date("result_to")!.Value, await Line(q, "consultation.second.result.days", stop), q.Day))
            .That(f.Count("objections_open") == 0, "异议须全部处理完毕", $"{f.Count("objections_open")} 件未处理", "0 件")
            .Verdict("公告、公示与异议处理符合规定");
        return guidelineTest.With(code, procedure);
    }
}

/// <summary>S2.13 strict closes, T6.8 inclusive frees from rectification.</summary>
sealed class SatisfactionGate(IGuideline guideline) : FormGate(guideline, "S2.13",
[
    new("homes", "小区总户数", FigureKind.Count, "户"),
    new("valid", "有效问卷", FigureKind.Count, "份"),
    new("satisfied", "满意及以上", FigureKind.Count, "份"),
    new("asked_on", "测评日期", FigureKind.Date),
    new("posted_on", "结果公告日", FigureKind.Date),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var verdict = ResidentSatisfaction.Judge(f.Count("satisfied")!.Value, f.Count("valid")!.Value, f.Count("homes")!.Value,
            await SatisfactionLines.For(Guideline, q.Division, q.Day, q.Template, stop));
        return verdict.With(new Checks("S2.13").That(f.Date("posted_on") <= q.Day, "结果须已公告", $"{f.Date("posted_on"):yyyy-MM-dd}").Verdict("结果已公告"));
    }
}

/// <summary>S3.02: covenant and rules adopted by the ordinary pair of Civil Code 278, on this text.</summary>
sealed class CovenantGate(IGuideline guideline) : FormGate(guideline, "S3.02",
[
    new("total_area", "全部专有面积", FigureKind.Area, "m²"),
    new("total_owners", "全部产权人数", FigureKind.Count, "人"),
    new("part_area", "参与表决面积", FigureKind.Area, "m²"),
    new("part_owners", "参与表决人数", FigureKind.Count, "人"),
    new("yes_area", "同意面积", FigureKind.Area, "m²"),
    new("yes_owners", "同意人数", FigureKind.Count, "人"),
    new("text_hash", "表决文本的校验值", FigureKind.Text, Hint: "规约与议事规则文本文件的 SHA-256，前 16 位即可"),
])
{
    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        var vote = new OwnersVote(f.Area("total_area")!.Value, f.Count("total_owners")!.Value, f.Area("part_area")!.Value, f.Count("part_owners")!.Value,
            f.Area("yes_area")!.Value, f.Count("yes_owners")!.Value);
        return CivilCode278.Judge(vote, 1, await VoteLines.For(Guideline, q.Division, q.Day, q.Template, stop)) with { Clause = "S3.02" };
    }
}

/// <summary>S3.04: a poll exists, the fire lane stays open at every gate, and there is a way in besides the face (T3.5.1, 法释〔2021〕15 号第十条).</summary>
sealed class EnclosureGate(IGuideline guideline) : FormGate(guideline, "S3.04",
[
    new("poll_closed_on", "封闭管理征询截止日", FigureKind.Date),
    new("gates", "出入口", FigureKind.Count, "处"),
    new("gates_fire_open", "消防通道畅通的出入口", FigureKind.Count, "处"),
    new("second_way", "设有人脸识别以外的进出方式", FigureKind.YesNo),
])
{
    protected override Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return Task.FromResult(new Checks("S3.04")
            .That(f.Date("poll_closed_on") <= q.Day, "封闭前须征询居民意见", $"{f.Date("poll_closed_on"):yyyy-MM-dd}", on: "T3.5.1")
            .That(f.Count("gates") > 0 && f.Count("gates_fire_open") == f.Count("gates"), "每个出入口消防通道畅通", $"{f.Count("gates_fire_open")} / {f.Count("gates")} 处")
            .That(f.YesNo("second_way") == true, "须有人脸识别以外的进出方式", basis: "法释〔2021〕15 号第十条")
            .Verdict("封闭管理经过征询，通道畅通。"));
    }
}

/// <summary>Notices on the board.</summary>
static class Notices
{
    /// <summary>A notice of at least so many calendar days, over on the day it is judged; the first day does not count (Civil Code 201).</summary>
    public static Verdict Displayed(string zh, string clause, DateOnly from, DateOnly to, Parameter days, DateOnly today)
    {
        var shown = to.DayNumber - from.DayNumber;
        var (enough, over) = (days.Holds(shown), to < today);
        return new Verdict(enough && over ? VerdictState.Passed : enough ? VerdictState.Open : VerdictState.Failed, clause,
            !enough ? $"{zh}天数不足" : over ? $"{zh}已满" : $"{zh}尚未届满")
        {
            Figure = $"{from:yyyy-MM-dd} 至 {to:yyyy-MM-dd}（{shown} 日）", Line = days.InWords, Basis = days.Basis,
            Distance = enough ? null : $"还差 {days.Needed() - shown} 日",
        };
    }

    /// <summary>The main verdict, which passes only if those beside it pass too; each keeps its own figures.</summary>
    public static Verdict With(this Verdict main, params Verdict[] beside)
    {
        var missing = beside.Where(v => !v.Passed).ToList();
        return main with
        {
            State = !main.Passed || missing.Count == 0 ? main.State : missing.Exists(v => v.State == VerdictState.Failed) ? VerdictState.Failed : VerdictState.Open,
            ReasonZh = missing.Count == 0 ? main.ReasonZh : main.ReasonZh.TrimEnd('。') + "；但" + string.Join("；", missing.Select(v => v.ReasonZh.TrimEnd('。'))) + "。",
            Beside = [.. main.Beside, .. beside],
        };
    }
}
