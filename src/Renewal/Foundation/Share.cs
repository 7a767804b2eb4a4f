namespace Renewal.Foundation;

/// <summary>
/// A ratio of two whole numbers, compared by cross-multiplication and never by division: 799 of 999 prints as 80.0% and is less than 4/5.
/// </summary>
/// <param name="Part">numerator, ≥ 0</param>
/// <param name="Whole">denominator, > 0 when compared</param>
public readonly record struct Share(long Part, long Whole)
{
    /// <summary>−1, 0 or 1 as this ratio is less than, equal to or greater than <paramref name="line"/>.</summary>
    /// <exception cref="RuleBroken">A whole of nothing has no share (zero households is an error, not a pass).</exception>
    public int CompareTo(Share line)
    {
        if (Whole <= 0 || line.Whole <= 0) throw new RuleBroken("share.no_whole", "总数为零，无法计算比例。");
        return ((Int128)Part * line.Whole).CompareTo((Int128)line.Part * Whole);
    }

    /// <summary>以上 in the sense of Civil Code art. 1259: the line itself is included.</summary>
    public bool AtLeast(Share line) => CompareTo(line) >= 0;

    /// <summary>超过 in the sense of Civil Code art. 1259: the line itself is not included.</summary>
    public bool MoreThan(Share line) => CompareTo(line) > 0;

    /// <summary>Percentage cut (not rounded) to two places, so that what falls short never prints as the line.</summary>
    public string Percent() => Whole <= 0 ? "—" : $"{(long)((Int128)Part * 10000 / Whole) / 100m:0.00}%";

    public override string ToString() => $"{Part}/{Whole}";
}
