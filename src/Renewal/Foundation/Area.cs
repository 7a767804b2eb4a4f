using System.Globalization;

namespace Renewal.Foundation;

/// <summary>A floor area in whole hundredths of a square metre, as the title register gives it (66,783.97 m² is 6,678,397).</summary>
public readonly record struct Area(long Hundredths) : IComparable<Area>
{
    public static readonly Area Zero = new(0);
    public static Area SquareMetres(decimal m2) => new(checked((long)decimal.Round(m2 * 100m, 0, MidpointRounding.ToEven)));

    public decimal InSquareMetres => Hundredths / 100m;
    public static Area operator +(Area a, Area b) => new(checked(a.Hundredths + b.Hundredths));
    public static Area operator -(Area a, Area b) => new(checked(a.Hundredths - b.Hundredths));
    public int CompareTo(Area other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>Square metres with two places, without the unit.</summary>
    public override string ToString() => InSquareMetres.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
