using System.Globalization;

namespace Renewal.Foundation;

/// <summary>An amount of money in whole fen (0.01 yuan, CNY). Never a floating-point number.</summary>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    public static readonly Money Zero = new(0);
    public static Money Yuan(decimal yuan) => new(checked((long)decimal.Round(yuan * 100m, 0, MidpointRounding.ToEven)));

    public decimal InYuan => Fen / 100m;
    public static Money operator +(Money a, Money b) => new(checked(a.Fen + b.Fen));
    public static Money operator -(Money a, Money b) => new(checked(a.Fen - b.Fen));
    public static bool operator <(Money a, Money b) => a.Fen < b.Fen;
    public static bool operator >(Money a, Money b) => a.Fen > b.Fen;
    public static bool operator <=(Money a, Money b) => a.Fen <= b.Fen;
    public static bool operator >=(Money a, Money b) => a.Fen >= b.Fen;
    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan with thousands separators, as in <c>12,345.60</c>.</summary>
    public override string ToString() => InYuan.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
