using System.Text.Json;

namespace Renewal.Participation.Proofs;

/// <summary>A ballot line as rules.json describes it.</summary>
/// <param name="Kind">code of the question</param>
/// <param name="Item">item of Civil Code 278, 0 where none applies</param>
/// <param name="Scope"><c>all</c>, <c>building:3</c> or <c>stairwell:3:2</c></param>
/// <param name="Options">codes in the order printed; empty for yes and no</param>
/// <param name="Many">several options may be chosen</param>
public sealed record RuleLine(int Order, string Kind, int Item, string Scope, IReadOnlyList<string> Options, bool Many)
{
    /// <summary>Whether the seat decides on this line.</summary>
    public bool Asks(RollSeat seat) => Scope == "all" || Scope == "building:" + seat.Building || Scope == "stairwell:" + seat.Building + ":" + seat.Stairwell;

    /// <summary>Whether a ballot may say this on the line.</summary>
    public bool Allows(string value) => value == "abstain" || (Options.Count == 0 ? value is "yes" or "no"
        : value.Split('+') is var codes && codes.All(Options.Contains) && (Many || codes.Length == 1) && codes.Zip(codes.Skip(1)).All(p => string.CompareOrdinal(p.First, p.Second) < 0));
}

/// <summary>The rules fixed when the roll was frozen. Only what a recount needs is read; the hash binds all of it.</summary>
/// <param name="Asked">places that were drawn to be asked; null when the whole roll is</param>
public sealed record ProofRules(Guid Consultation, IReadOnlyList<RuleLine> Lines, IReadOnlySet<int>? Asked)
{
    /// <exception cref="FormatException">not rules</exception>
    public static ProofRules Parse(string json) => Canonical.Read(() =>
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            var root = document.RootElement;
            List<RuleLine> lines = [];
            foreach (var l in root.GetProperty("lines").EnumerateArray())
            {
                var (building, stairwell) = (l.GetProperty("building").GetString(), l.GetProperty("stairwell").GetString());
                var scope = l.GetProperty("circle").GetString() switch
                {
                    nameof(Circle.Community) => "all",
                    nameof(Circle.Building) => "building:" + building,
                    nameof(Circle.Stairwell) => $"stairwell:{building}:{stairwell}",
                    var other => throw new FormatException($"表决范围「{other}」不认识"),
                };
                lines.Add(new(l.GetProperty("order").GetInt32(), l.GetProperty("question").GetString()!, l.GetProperty("item").GetInt32(), scope,
                    [.. l.GetProperty("options").EnumerateArray().Select(o => o.GetProperty("code").GetString()!)], l.GetProperty("form").GetString() == nameof(QuestionForm.Many)));
            }
            return new ProofRules(root.GetProperty("consultation").GetGuid(), lines,
                root.TryGetProperty("asked", out var asked) ? asked.EnumerateArray().Select(a => a.GetInt32()).ToHashSet() : null);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException) { throw new FormatException("rules.json 缺少必要的内容", e); }
    });
}
