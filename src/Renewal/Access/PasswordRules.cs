using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Length instead of composition (NIST SP 800-63B 5.1.1.2): at least 12 signs, not common, not the own login or organisation name, no pattern that
/// only looks long. No rule asks for capitals or symbols: such rules make <c>Shenyang@2026</c>.
/// </summary>
sealed class PasswordRules(RenewalDb db, CommonPasswords common) : IPasswordValidator<User>
{
    public const int Shortest = 12, Longest = 128;

    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var organisations = db.Organisations;
        var names = await db.Posts.Where(p => p.User == user.Id).Join(organisations, p => p.Organisation, o => o.Id, (_, o) => o.Name).ToListAsync();
        return Refuse(password ?? "", user.Login, names, common) is { } why
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = why })
            : IdentityResult.Success;
    }

    /// <summary>What is wrong with a password, in words for the user; null when it is good.</summary>
    public static string? Refuse(string password, string login, IEnumerable<string> organisations, CommonPasswords common)
    {
        var text = password.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (password.EnumerateRunes().Count() < Shortest) return "密码至少 12 位。可以用几个互不相关的词连起来，不要求大小写或符号。";
        if (password.Length > Longest) return "密码不能超过 128 位。";
        if (common.Contains(text)) return "这是常见密码，容易被猜到，请换一个。";
        if (login.Length >= 3 && text.Contains(login, StringComparison.Ordinal)) return "密码中不能含有登录名。";
        if (organisations.Any(o => o.Length >= 2 && text.Contains(o.ToLowerInvariant(), StringComparison.Ordinal))) return "密码中不能含有单位名称。";
        if (text.EnumerateRunes().Distinct().Count() < 5 || IsRepeated(text) || IsRun(text)) return "密码是重复或连续的字符，容易被猜到，请换一个。";
        return null;
    }

    // abcabcabcabc: a unit of up to half the length over and over.
    static bool IsRepeated(string text)
    {
        for (var unit = 1; unit <= text.Length / 2; unit++)
            if (Enumerable.Range(unit, text.Length - unit).All(i => text[i] == text[i - unit])) return true;
        return false;
    }

    // 123456789012, zyxwvutsrqpo: each sign follows its neighbour up or down (9 → 0 counts).
    static bool IsRun(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => (a, b) switch { ('9', '0') => 1, ('0', '9') => -1, _ => b - a }).ToList();
        return steps.All(s => s == 1) || steps.All(s => s == -1);
    }
}

/// <summary>The list of common passwords, read once from beside the program.</summary>
sealed class CommonPasswords
{
    readonly Lazy<HashSet<string>> list = new(() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Access", "Data", "common-passwords.txt"))
        .Where(l => l.Length > 0 && l[0] != '#').ToHashSet(StringComparer.Ordinal));

    public int Count => list.Value.Count;
    public bool Contains(string lower) => list.Value.Contains(lower);
}
