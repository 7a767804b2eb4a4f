using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Preparation.Eligibility;

/// <summary>What eligibility is judged on; null is "not answered yet".</summary>
/// <param name="Urban">in the city or a county seat</param>
/// <param name="CompletedOn">completion; the last day of the year where only the year is known</param>
/// <param name="Neglected">fallen out of repair or management</param>
/// <param name="MunicipalGaps">municipal services incomplete</param>
/// <param name="ServiceGaps">community services incomplete</param>
/// <param name="StrongWish">residents wish it strongly</param>
/// <param name="ShantyPlan">on the list of shanty-town clearance</param>
/// <param name="Rebuild">on the list of demolition and rebuilding</param>
public sealed record EligibilityFacts(bool? Urban, DateOnly? CompletedOn, bool? Neglected, bool? MunicipalGaps, bool? ServiceGaps, bool? StrongWish,
    bool? ShantyPlan, bool? Rebuild);

/// <summary>
/// Whether a community is an old community in the sense of the guideline (M1.1). Built later than the line is lower priority, not unlawful (M1.1c);
/// shanty-town and rebuild lists are a hard stop (M1.1e).
/// </summary>
public static class OldCommunity
{
    /// <param name="facts">what is known</param>
    /// <param name="builtBy">eligibility.built-by as yyyymmdd: at most 20001231</param>
    public static Verdict Judge(EligibilityFacts facts, Parameter builtBy)
    {
        List<Verdict> tests = [Test(facts.ShantyPlan is { } s ? !s : null, "M1.1e", "未列入棚户区改造计划"), Test(facts.Rebuild is { } r ? !r : null, "M1.1e", "未列入拆除重建计划"),
            Test(facts.Urban, "M1.1a", "位于城市或县城（城关镇）"), Test(facts.CompletedOn is null ? null : true, "M1.1a", "建成年代已查明"),
            Test(Any(facts.Neglected, facts.MunicipalGaps, facts.ServiceGaps), "M1.1a", "失养失修、市政配套或社区服务设施有缺项"), Test(facts.StrongWish, "M1.1a", "居民改造意愿强烈")];
        var excluded = facts.ShantyPlan == true || facts.Rebuild == true;
        var state = excluded || tests.Exists(t => t.State == VerdictState.Failed) ? VerdictState.Failed
            : tests.Exists(t => t.State == VerdictState.Open) ? VerdictState.Open : VerdictState.Passed;
        var early = facts.CompletedOn is { } day && builtBy.Holds(day.Year * 10000 + day.Month * 100 + day.Day);
        return new Verdict(state, "M1.1a", state switch
        {
            _ when excluded => $"列入{(facts.ShantyPlan == true ? "棚户区改造" : "拆除重建")}计划，不属于老旧小区改造范围，不得立项。",
            VerdictState.Failed => "不符合老旧小区认定条件：" + string.Join("；", tests.Where(t => t.State == VerdictState.Failed).Select(t => "不满足「" + t.ReasonZh + "」")) + "。",
            VerdictState.Open => "认定条件尚未查全：" + string.Join("；", tests.Where(t => t.State == VerdictState.Open).Select(t => t.ReasonZh)) + "。",
            _ => early ? "符合老旧小区认定条件，属 2000 年底前建成的改造重点。" : "符合老旧小区认定条件；2000 年后建成，可以改造，次序靠后。",
        })
        {
            Figure = $"{tests.Count(t => t.Passed)} / {tests.Count} 项符合{(facts.CompletedOn is { } c ? $"，{c.Year} 年建成" : "")}",
            Line = "六项全部符合；2000-12-31 前建成者优先", Basis = builtBy.Basis, Beside = tests,
            Distance = state == VerdictState.Passed ? null : $"还差 {tests.Count(t => !t.Passed)} 项",
        };
    }

    static bool? Any(params bool?[] answers) => answers.Contains(true) ? true : answers.Contains(null) ? null : false;

    static Verdict Test(bool? holds, string clause, string zh) =>
        new(holds switch { true => VerdictState.Passed, false => VerdictState.Failed, null => VerdictState.Open }, clause, zh);
}
