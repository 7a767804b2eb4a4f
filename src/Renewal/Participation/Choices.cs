using System.Globalization;
using System.Text;
using Renewal.Foundation;

namespace Renewal.Participation;

/// <summary>
/// What a ballot says, in canonical text: <c>1=yes;2=abstain;3=professional;4=lift+roof</c>, by line order; several options joined by + in the order of the
/// alphabet. Every line that asks the seat is answered; leaving a line open on paper is an abstention on it.
/// </summary>
public static class Choices
{
    public const string Yes = "yes", No = "no", Abstain = "abstain";

    /// <param name="answers">line order → value; a line not named is an abstention</param>
    /// <exception cref="RuleBroken">ballot.choice: no such line or option</exception>
    public static string Write(IEnumerable<BallotLine> lines, IReadOnlyDictionary<int, string> answers, string building, string stairwell)
    {
        var text = new StringBuilder();
        var asked = lines.Where(l => l.Asks(building, stairwell)).OrderBy(l => l.Order).ToList();
        if (answers.Keys.FirstOrDefault(o => asked.TrueForAll(l => l.Order != o)) is > 0 and var stray)
            throw new RuleBroken("ballot.choice", $"第 {stray} 项不在本席位的表决票上。");
        foreach (var line in asked)
        {
            if (text.Length > 0) text.Append(';');
            text.Append(CultureInfo.InvariantCulture, $"{line.Order}={Value(line, answers.GetValueOrDefault(line.Order, ""))}");
        }
        return text.ToString();
    }

    /// <summary>One answer from the fields of a form, of which there are several where several options may be chosen.</summary>
    public static string Joined(IEnumerable<string?> fields) => string.Join('+', fields.Where(v => !string.IsNullOrEmpty(v)));

    static string Value(BallotLine line, string value)
    {
        var question = line.QuestionOf;
        if (value is "" or Abstain) return Abstain;
        if (question.Form == QuestionForm.YesNo) return value is Yes or No ? value : throw Wrong();
        var codes = value.Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Order(StringComparer.Ordinal).ToList();
        if (codes.Count == 0 || question.Form == QuestionForm.Choice && codes.Count > 1 || codes.Exists(c => question.Options.All(o => o.Code != c))) throw Wrong();
        return string.Join('+', codes);

        RuleBroken Wrong() => new("ballot.choice", $"第 {line.Order} 项的答案无法识别，请重新选择。") { Field = $"line{line.Order}" };
    }

    /// <summary>Line order → value.</summary>
    public static IReadOnlyDictionary<int, string> Read(string text)
    {
        Dictionary<int, string> read = [];
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            read[int.Parse(part.AsSpan(0, at), CultureInfo.InvariantCulture)] = part[(at + 1)..];
        }
        return read;
    }

    public static string Zh(BallotLine line, string value) => value switch
    {
        Yes => "同意",
        No => "不同意",
        Abstain => "弃权",
        _ => string.Join('、', value.Split('+').Select(c => line.QuestionOf.Options.FirstOrDefault(o => o.Code == c)?.Zh ?? c)),
    };
}
