namespace Renewal.Access.Contract;

/// <summary>Unified social credit code (统一社会信用代码), GB 32100-2015: 17 signs of 0-9A-Z without I, O, S, V, Z and a check sign.</summary>
public static class CreditCode
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Weights are 3^i mod 31; the check sign is 31 − Σ mod 31, where 31 counts as 0.</summary>
    public static bool IsValid(string? code)
    {
        if (code is not { Length: 18 }) return false;
        var (sum, weight) = (0, 1);
        for (var i = 0; i < 17; i++)
        {
            var value = Alphabet.IndexOf(code[i]);
            if (value < 0) return false;
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        return code[17] == Alphabet[(31 - sum % 31) % 31];
    }
}
