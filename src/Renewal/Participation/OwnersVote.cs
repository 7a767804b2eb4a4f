using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Participation;

/// <summary>
/// The counted result of one ballot line over a scope (community, building or stairwell). Areas in 0.01 m². Owners are counted as the Supreme Court's
/// interpretation (法释 2020 revision) arts. 8–9 says: one unit one owner, one buyer's several units once, the developer's unsold units once.
/// </summary>
public readonly record struct OwnersVote(Area TotalArea, long TotalOwners, Area PartArea, long PartOwners, Area YesArea, long YesOwners)
{
    /// <exception cref="RuleBroken">vote.empty_roll, vote.inconsistent</exception>
    public void Validate()
    {
        if (TotalArea.Hundredths <= 0 || TotalOwners <= 0) throw new RuleBroken("vote.empty_roll", "产权人面积册为空，无法得出表决结论。");
        if (PartArea.CompareTo(TotalArea) > 0 || PartOwners > TotalOwners || YesArea.CompareTo(PartArea) > 0 || YesOwners > PartOwners
            || YesArea.Hundredths < 0 || YesOwners < 0)
            throw new RuleBroken("vote.inconsistent", "数据前后矛盾：同意不能多于参与，参与不能多于全部。请核对汇总表。");
    }
}

/// <summary>The parameters of the second consultation, as they stand for the city on the day.</summary>
public sealed record VoteLines(Parameter GuidelineArea, Parameter GuidelineOwners, Parameter ParticipationArea, Parameter ParticipationOwners,
    Parameter SpecialArea, Parameter SpecialOwners, Parameter OrdinaryArea, Parameter OrdinaryOwners)
{
    public static async Task<VoteLines> For(IGuideline guideline, string division, DateOnly day, ProcessTemplate? template, CancellationToken stop)
    {
        Task<Parameter> Get(string id) => template is null ? guideline.Parameter(id, division, day, stop) : guideline.Parameter(id, division, day, template, stop);
        return new(await Get("consultation.second.area"), await Get("consultation.second.owners"),
            await Get("code278.participation.area"), await Get("code278.participation.owners"),
            await Get("code278.special.area"), await Get("code278.special.owners"),
            await Get("code278.ordinary.area"), await Get("code278.ordinary.owners"));
    }
}

/// <summary>
/// Second consultation (S2.03): more than two-thirds of all area <em>and</em> of all owners. The guideline says 超过 and 以上 at once; strict is the
/// default because it satisfies both, a city may switch. Independent of Civil Code 278: neither implies the other, so both are computed and printed.
/// </summary>
public static class DoubleTwoThirds
{
    /// <exception cref="RuleBroken">vote.empty_roll, vote.inconsistent</exception>
    public static Verdict Judge(OwnersVote vote, VoteLines lines)
    {
        vote.Validate();
        var area = Pair.Area(vote.YesArea, vote.TotalArea, lines.GuidelineArea, "S2.03", "同意面积");
        var owners = Pair.Owners(vote.YesOwners, vote.TotalOwners, lines.GuidelineOwners, "S2.03", "同意人数");
        var passed = area.Passed && owners.Passed;
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, "S2.03", passed
            ? "同意的面积和人数均达到双三分之二。"
            : $"双三分之二未同时达到：{string.Join("；", ((Verdict[])[area, owners]).Where(v => !v.Passed).Select(v => v.ReasonZh))}。修改方案后可重新表决。")
        {
            Figure = $"面积 {new Share(vote.YesArea.Hundredths, vote.TotalArea.Hundredths).Percent()}，人数 {new Share(vote.YesOwners, vote.TotalOwners).Percent()}",
            Line = $"面积、人数均{lines.GuidelineArea.InWords}",
            Distance = passed ? null : string.Join("，", ((Verdict[])[area, owners]).Where(v => !v.Passed).Select(v => v.Distance)),
            Basis = lines.GuidelineArea.Basis, Threshold = new(lines.GuidelineArea.Numerator, lines.GuidelineArea.Denominator),
            // The bar shows the half that is further from its line.
            Measured = new Share(vote.YesArea.Hundredths, vote.TotalArea.Hundredths) is var byArea && new Share(vote.YesOwners, vote.TotalOwners) is var byHead
                && byArea.CompareTo(byHead) <= 0 ? byArea : byHead,
            Flag = Exact(vote.YesArea.Hundredths, vote.TotalArea.Hundredths, lines.GuidelineArea) || Exact(vote.YesOwners, vote.TotalOwners, lines.GuidelineOwners)
                ? "恰好等于三分之二：「超过」与「以上」两种理解结论不同，请法制人员审核。" : null,
            Beside = [area, owners],
        };
    }

    static bool Exact(long part, long whole, Parameter line) => new Share(part, whole).CompareTo(new Share(line.Numerator, line.Denominator)) == 0;
}

/// <summary>
/// Civil Code art. 278: two-thirds of area and of owners take part; of those taking part, three quarters agree for items 6–8 (raise the fund, rebuild or
/// alter, change use or operate common parts), more than half for all else.
/// </summary>
public static class CivilCode278
{
    /// <summary>Items 6, 7 and 8 need three quarters.</summary>
    public static bool IsSpecial(int item) => item is 6 or 7 or 8;

    /// <param name="item">item of art. 278, 1–9; government-paid repair of common parts is 9</param>
    /// <exception cref="RuleBroken">vote.item, vote.empty_roll, vote.inconsistent</exception>
    public static Verdict Judge(OwnersVote vote, int item, VoteLines lines)
    {
        if (item is < 1 or > 9) throw new RuleBroken("vote.item", "表决事项须归入民法典第二百七十八条第（一）至（九）项之一。");
        vote.Validate();
        List<Verdict> tests =
        [
            Pair.Area(vote.PartArea, vote.TotalArea, lines.ParticipationArea, "S2.03", "参与面积"),
            Pair.Owners(vote.PartOwners, vote.TotalOwners, lines.ParticipationOwners, "S2.03", "参与人数"),
        ];
        var (area, owners) = IsSpecial(item) ? (lines.SpecialArea, lines.SpecialOwners) : (lines.OrdinaryArea, lines.OrdinaryOwners);
        if (vote.PartArea.Hundredths > 0) tests.Add(Pair.Area(vote.YesArea, vote.PartArea, area, "S2.03", "同意面积"));
        if (vote.PartOwners > 0) tests.Add(Pair.Owners(vote.YesOwners, vote.PartOwners, owners, "S2.03", "同意人数"));
        var passed = tests.TrueForAll(t => t.Passed) && tests.Count == 4;
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, "S2.03", passed
            ? $"符合民法典第二百七十八条第（{Numerals[item]}）项的表决要求。"
            : $"不符合民法典第二百七十八条第（{Numerals[item]}）项：{string.Join("；", tests.Where(t => !t.Passed).Select(t => t.ReasonZh))}。")
        {
            Figure = $"参与 {new Share(vote.PartOwners, vote.TotalOwners).Percent()} 人、{new Share(vote.PartArea.Hundredths, vote.TotalArea.Hundredths).Percent()} 面积",
            Line = IsSpecial(item) ? "三分之二以上参与，参与者四分之三以上同意" : "三分之二以上参与，参与者过半数同意",
            Basis = "民法典第二百七十八条",
            Beside = tests,
        };
    }

    static readonly string[] Numerals = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
}

/// <summary>One half of a pair: by area or by head.</summary>
static class Pair
{
    public static Verdict Area(Area part, Area whole, Parameter line, string clause, string zh)
    {
        var needed = new Area(line.Needed(whole.Hundredths));
        var passed = line.Holds(part.Hundredths, whole.Hundredths);
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, clause, line.Finding(zh, part.Hundredths, whole.Hundredths, n => $"{new Area(n)} m²"))
        {
            Figure = $"{part} / {whole} m²（{new Share(part.Hundredths, whole.Hundredths).Percent()}）",
            Line = $"{line.InWords}，即 {needed} m²",
            Distance = passed ? null : $"还差 {needed - part} m²",
            Basis = line.Basis,
        };
    }

    public static Verdict Owners(long part, long whole, Parameter line, string clause, string zh)
    {
        var needed = line.Needed(whole);
        var passed = line.Holds(part, whole);
        return new Verdict(passed ? VerdictState.Passed : VerdictState.Failed, clause, line.Finding(zh, part, whole, n => $"{n:N0} 人"))
        {
            Figure = $"{part:N0} / {whole:N0} 人（{new Share(part, whole).Percent()}）",
            Line = $"{line.InWords}，即 {needed:N0} 人",
            Distance = passed ? null : $"还差 {needed - part:N0} 人",
            Basis = line.Basis,
        };
    }
}
