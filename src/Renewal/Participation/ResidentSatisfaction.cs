using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Participation;

/// <summary>
/// Satisfaction survey. The guideline contradicts itself: S2.13 says 超过 80%, T6.8 says 80% 以上. So the strict line closes the step, the inclusive one
/// frees from the duty to rectify, and both are printed. Valid answers ≥ max(50, 30% of homes), else ten friends would pass the gate.
/// </summary>
public static class ResidentSatisfaction
{
    /// <param name="satisfied">answers "satisfied" or better</param>
    /// <param name="valid">valid answers</param>
    /// <param name="homes">homes of the community, for the least number of valid answers</param>
    /// <exception cref="RuleBroken">survey.no_answers, survey.inconsistent</exception>
    public static Verdict Judge(long satisfied, long valid, long homes, SatisfactionLines lines)
    {
        if (valid <= 0) throw new RuleBroken("survey.no_answers", "没有有效问卷，无法得出满意度。");
        if (satisfied < 0 || satisfied > valid) throw new RuleBroken("survey.inconsistent", "满意份数不能多于有效份数，请核对。");
        var closes = Line(satisfied, valid, lines.Strict, "S2.13", "可以办结满意度测评", "测评不能办结");
        var frees = Line(satisfied, valid, lines.Inclusive, "T6.8", "不需整改", "须收集意见、整改后重新测评");
        var least = Math.Max(lines.ValidMin.Needed(), lines.ValidShare.Needed(homes));
        var fits = lines.ValidMin.Holds(valid) && lines.ValidShare.Holds(valid, Math.Max(1, homes));
        var enough = new Verdict(fits ? VerdictState.Passed : VerdictState.Failed, "S2.13",
            fits ? "有效问卷数量足够" : "有效问卷数量不足，结论不成立")
        {
            Figure = $"{valid:N0} 份", Line = $"不少于 {least:N0} 份（{lines.ValidMin.Numerator} 份与户数 {new Share(lines.ValidShare.Numerator, lines.ValidShare.Denominator).Percent()} 取其大）",
            Distance = fits ? null : $"还差 {least - valid:N0} 份", Basis = lines.ValidMin.Basis,
        };
        var passed = closes.Passed && enough.Passed;
        return closes with
        {
            State = passed ? VerdictState.Passed : VerdictState.Failed,
            ReasonZh = string.Join("；", ((Verdict[])[closes, enough, frees]).Where(v => passed || !v.Passed).Select(v => v.ReasonZh)) + "。",
            Flag = closes.Passed != frees.Passed ? "恰好 80%：中期改造第 13 步要求「超过」，任务六规定「以上」免于整改，两种结论同时有效。" : null,
            Beside = [frees, enough],
        };
    }

    static Verdict Line(long satisfied, long valid, Parameter line, string clause, string yes, string no)
    {
        var passed = line.Holds(satisfied, valid);
        var needed = line.Needed(valid);
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, clause,
            $"{line.Finding("满意", satisfied, valid, n => $"{n:N0} 份")}，{(passed ? yes : no)}")
        {
            Figure = $"{satisfied:N0} / {valid:N0} 份（{new Share(satisfied, valid).Percent()}）",
            Line = $"{line.InWords}，即 {needed:N0} 份",
            Distance = passed ? null : $"还差 {needed - satisfied:N0} 份",
            Basis = line.Basis, Measured = new(satisfied, valid), Threshold = new(line.Numerator, line.Denominator),
        };
    }
}

/// <summary>The lines of the satisfaction survey for a city on a day.</summary>
public sealed record SatisfactionLines(Parameter Strict, Parameter Inclusive, Parameter ValidMin, Parameter ValidShare)
{
    public static async Task<SatisfactionLines> For(IGuideline guideline, string division, DateOnly day, ProcessTemplate? template, CancellationToken stop)
    {
        Task<Parameter> Get(string id) => template is null ? guideline.Parameter(id, division, day, stop) : guideline.Parameter(id, division, day, template, stop);
        return new(await Get("satisfaction.strict"), await Get("satisfaction.inclusive"), await Get("satisfaction.valid.min"), await Get("satisfaction.valid.share"));
    }
}
