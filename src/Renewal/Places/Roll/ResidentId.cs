using System.Globalization;

namespace Renewal.Places.Roll;

/// <summary>Number of a resident identity card (公民身份号码), GB 11643-1999: 6 digits of place, 8 of birth, 3 of order, a check sign.</summary>
public static class ResidentId
{
    const string Signs = "10X98765432";

    /// <summary>Whether length, day of birth and check sign hold (weights 2^(17−i) mod 11).</summary>
    public static bool IsValid(string? number)
    {
        if (number is not { Length: 18 }) return false;
        var (sum, weight) = (0, 1);
        for (var i = 16; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(number[i])) return false;
            weight = weight * 2 % 11;
            sum += (number[i] - '0') * weight;
        }
        return number[17] == Signs[sum % 11]
            && DateOnly.TryParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }
}
