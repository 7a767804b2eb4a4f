using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Participation;

/// <summary>
/// First consultation (S1.06, M1.4b): the share of <em>all</em> households of the register that agree, not of those that answered.
/// </summary>
public static class HouseholdConsent
{
    /// <param name="yes">households that agree, 0…total</param>
    /// <param name="total">households of the frozen roll, vacant ones with them</param>
    /// <param name="line">consultation.first.share: at least 4/5; exactly 80% passes</param>
    /// <exception cref="RuleBroken">consultation.no_households, consultation.more_yes_than_all</exception>
    public static Verdict Judge(long yes, long total, Parameter line)
    {
        if (total <= 0) throw new RuleBroken("consultation.no_households", "户册为空：没有住户，无法得出征询结论。请先核对户册。");
        if (yes < 0 || yes > total) throw new RuleBroken("consultation.more_yes_than_all", $"同意户数（{yes:N0}）超出了全部户数（{total:N0}），请核对。");
        var needed = line.Needed(total);
        var passed = line.Holds(yes, total);
        var found = line.Finding("同意户数", yes, total, n => $"{n:N0} 户");
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, "S1.06", passed
            ? $"{found}，可以纳入改造。"
            : $"{found}，暂不纳入改造；调整方案后满 30 日可再次征询。")
        {
            Figure = $"{yes:N0} / {total:N0} 户（{new Share(yes, total).Percent()}）",
            Line = $"{line.InWords}，即 {needed:N0} 户",
            Distance = passed ? $"超出 {yes - needed:N0} 户" : $"还差 {needed - yes:N0} 户",
            Basis = line.Basis, Measured = new(yes, total), Threshold = new(line.Numerator, line.Denominator),
        };
    }
}
