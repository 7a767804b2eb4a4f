using System.Text;

namespace Renewal.Places.Contract;

/// <summary>What a name was matched to: one division, or a question with what it might be.</summary>
/// <param name="Found">the one division it can be; null where it is a question</param>
/// <param name="Candidates">what it might be, for a person to choose; empty where nothing comes near</param>
/// <param name="Bears">the candidates bear the name as written; else they only come near it</param>
public sealed record DivisionMatch(Division? Found, IReadOnlyList<Division> Candidates, bool Bears = true)
{
    /// <summary>Not found because several bear the name, as against none.</summary>
    public bool Ambiguous => Found is null && Bears && Candidates.Count > 1;
}

/// <summary>
/// Matches names as offices write them ("浑南", "沈阳市浑南区", "工人村") to codes. Ambiguity is a question, never a guess: "铁西" in all of Liaoning is two
/// districts, within Shenyang it is one. Pure and thread-safe.
/// </summary>
public sealed class DivisionMatcher
{
    // Longest first: 社区居民委员会 before 居民委员会 before 社区.
    static readonly string[] suffixes =
    [
        "社区居民委员会", "社区居委会", "居民委员会", "居委会", "村民委员会", "村委会", "街道办事处", "自治县", "满族自治县", "蒙古族自治县", "民族乡",
        "满族乡", "满族镇", "新区", "街道", "社区", "区", "县", "市", "镇", "乡", "村", "省",
    ];

    /// <summary>Names that were in force before the shipped list and still stand in office files.</summary>
    static readonly (string Old, string Code)[] formerNames = [("东陵区", "210112"), ("东陵", "210112"), ("新城子区", "210113"), ("新城子", "210113"), ("辽中县", "210115")];

    readonly DivisionTree tree;
    readonly Dictionary<(DivisionLevel, string), List<Division>> exact = [], stripped = [];

    public DivisionMatcher(DivisionTree tree)
    {
        this.tree = tree;
        foreach (var division in tree.All)
        {
            Put(exact, (division.Level, division.Name), division);
            foreach (var form in Forms(division.Name)) Put(stripped, (division.Level, form), division);
        }
        foreach (var (old, code) in formerNames)
            if (tree.Find(code) is { } now) Put(exact, (now.Level, old), now);

        static void Put(Dictionary<(DivisionLevel, string), List<Division>> at, (DivisionLevel, string) key, Division division)
        {
            if (!at.TryGetValue(key, out var list)) at[key] = list = [];
            if (!list.Contains(division)) list.Add(division);
        }
    }

    /// <param name="text">name or code as written</param>
    /// <param name="level">which level is meant</param>
    /// <param name="within">code of a division it lies in, as narrow as known; <c>21</c> for the province</param>
    public DivisionMatch Match(string? text, DivisionLevel level, string within = "21")
    {
        var name = Plain(text);
        if (name.Length == 0) return new(null, []);
        if (name.All(char.IsAsciiDigit))
        {
            // Registers pad codes with zeros to twelve places.
            var code = name.Length == 12 && (int)level < 12 && name[(int)level..].All(c => c == '0') ? name[..(int)level]
                : name.Length == 6 && level == DivisionLevel.City && name.EndsWith("00", StringComparison.Ordinal) ? name[..4] : name;
            var found = code.Length == (int)level && code.StartsWith(within, StringComparison.Ordinal) ? tree.Find(code) : null;
            return new(found, []);
        }
        if (One(Within(exact, level, name, within)) is { } whole) return whole;

        // 沈阳市浑南区 and 辽宁省沈阳市浑南区: drop names of what it lies in, as far as they are written out.
        foreach (var rest in WithoutParents(name, within, level))
            if (One(Within(exact, level, rest.Name, rest.Within)) is { Found: not null } below) return below;
        if (One(Within(stripped, level, name, within)) is { } bare) return bare;
        foreach (var form in Forms(name))
            if (One(Within(stripped, level, form, within)) is { } cut && SameKind(name, cut)) return cut;
        foreach (var rest in WithoutParents(name, within, level))
            foreach (var form in Forms(rest.Name).Prepend(rest.Name))
                if (One(Within(stripped, level, form, rest.Within)) is { } below && SameKind(rest.Name, below)) return below;
        return new(null, Near(name, level, within), Bears: false);
    }

    static DivisionMatch? One(List<Division> found) => found.Count switch { 0 => null, 1 => new(found[0], found), _ => new(null, found) };

    /// <summary>铁西市 is no way to write 铁西区: where a level word was written, it must be one the found name could bear.</summary>
    static bool SameKind(string written, DivisionMatch match) => match.Candidates.All(d =>
        written[^1] is not ('区' or '县' or '市') || d.Name[^1] == written[^1]
        // 辽中县 became 辽中区: a county may turn district, never a city.
        || written[^1] == '县' && d.Name[^1] == '区');

    static List<Division> Within(Dictionary<(DivisionLevel, string), List<Division>> at, DivisionLevel level, string name, string within) =>
        at.TryGetValue((level, name), out var all) ? [.. all.Where(d => d.Code.StartsWith(within, StringComparison.Ordinal))] : [];

    IEnumerable<(string Name, string Within)> WithoutParents(string name, string within, DivisionLevel level)
    {
        foreach (var up in (DivisionLevel[])[DivisionLevel.Province, DivisionLevel.City, DivisionLevel.County, DivisionLevel.Street])
        {
            if (up >= level) yield break;
            foreach (var parent in Prefixes(name, up))
            {
                var compatible = parent.Code.StartsWith(within, StringComparison.Ordinal) || within.StartsWith(parent.Code, StringComparison.Ordinal);
                if (!compatible) continue;
                var rest = name[parent.Name.Length..];
                var inside = parent.Code.Length > within.Length ? parent.Code : within;
                yield return (rest, inside);
                foreach (var deeper in WithoutParents(rest, inside, level)) yield return deeper;
            }
        }
    }

    IEnumerable<Division> Prefixes(string name, DivisionLevel level)
    {
        for (var length = Math.Min(name.Length - 1, 14); length >= 2; length--)
            if (exact.TryGetValue((level, name[..length]), out var parents))
                foreach (var parent in parents)
                    if (parent.Name.Length == length) yield return parent;
    }

    /// <summary>What it might be, for the question: names that hold it or that it holds, else all of that level when they are few.</summary>
    Division[] Near(string name, DivisionLevel level, string within)
    {
        var all = tree.All.Where(d => d.Level == level && d.Code.StartsWith(within, StringComparison.Ordinal)).ToArray();
        var key = Forms(name).LastOrDefault() ?? name;
        var near = all.Where(d => d.Name.Contains(key, StringComparison.Ordinal)
            || Forms(d.Name).LastOrDefault() is { Length: > 1 } bare && name.Contains(bare, StringComparison.Ordinal)).Take(20).ToArray();
        return near.Length > 0 ? near : all.Length <= 40 ? all : [];
    }

    /// <summary>The name with one suffix taken off, then two (工人村社区居委会 → 工人村社区 is not asked for; 沈北新区 → 沈北). At least two signs stay.</summary>
    static IEnumerable<string> Forms(string name)
    {
        foreach (var suffix in suffixes)
            if (name.Length >= suffix.Length + 2 && name.EndsWith(suffix, StringComparison.Ordinal)) yield return name[..^suffix.Length];
    }

    static string Plain(string? text)
    {
        var plain = new StringBuilder();
        foreach (var c in (text ?? "").Normalize(NormalizationForm.FormKC))
            if (!char.IsWhiteSpace(c) && c is not ('\u200b' or '\ufeff' or '-' or '/' or '·')) plain.Append(c);
        return plain.ToString();
    }
}
