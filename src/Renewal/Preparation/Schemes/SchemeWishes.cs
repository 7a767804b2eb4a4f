using Renewal.Guideline.Contract;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Participation.Contract;

namespace Renewal.Preparation.Schemes;

/// <summary>
/// What residents asked for beside what the scheme takes up (S1.05, S2.02: 意见采纳表). It holds up no gate: not every wish can be paid for, but whoever
/// approves the scheme sees which were left out.
/// </summary>
static class SchemeWishes
{
    public const string Code = "wishes";

    public static FigureField Field(INeeds needs, string hint) => new(Code, "方案列入的居民需求", FigureKind.Many, Required: false, Hint: hint, Choices: needs.Options);

    /// <param name="needs">null where no survey has been counted</param>
    /// <param name="taken">codes that the scheme takes up; empty while nobody has said</param>
    public static FactSheet Beside(Needs? needs, IReadOnlyList<string> taken)
    {
        const string heading = "居民需求与方案对照";
        if (needs is null) return new(heading, "还没有已计票的居民需求调查。", []);
        var asked = needs.Wishes.Where(w => w.Households > 0 || taken.Contains(w.Code)).ToList();
        var most = asked.Select(w => w.Households).DefaultIfEmpty().Max();
        // What half of those who answered wish for, and what most of them do in any case.
        var left = taken.Count == 0 ? [] : asked.Where(w => !taken.Contains(w.Code) && (2L * w.Households >= needs.Answered || w.Households == most)).ToList();
        return new(heading, $"「{needs.Title}」{needs.On:yyyy-MM-dd}计票：全部 {needs.Roll:N0} 户，{needs.Answered:N0} 户答复。" + (taken.Count == 0 ? "方案还没有说明列入哪些。" : ""),
            [.. asked.Select(w => new FactLine(w.Zh, $"{w.Households:N0} 户希望，占答复户 {Percent(w, needs.Answered)}、全部户 {Percent(w, needs.Roll)}", new(w.Households, needs.Roll),
                taken.Count == 0 ? null : taken.Contains(w.Code), taken.Count == 0 ? "未说明" : taken.Contains(w.Code) ? "已列入方案" : "未列入方案"))])
        {
            Flag = left.Count == 0 ? null : $"希望的户多而方案没有列入：{string.Join('、', left.Select(w => $"{w.Zh}（{w.Households:N0} 户，占答复户 {Percent(w, needs.Answered)}）"))}。请在方案中说明理由。",
            Link = $"/consultations/{needs.Consultation}",
        };
    }

    static string Percent(Wish wish, int of) => new Share(wish.Households, of).Percent();
}

/// <summary>A gate of a scheme, with the residents' wishes beside it.</summary>
abstract class SchemeGate(IGuideline guideline, INeeds needs, string step, IReadOnlyList<FigureField> form, string hint) : FormGate(guideline, step, [.. form, SchemeWishes.Field(needs, hint)])
{
    IReadOnlyDictionary<CommunityId, Needs> ahead = new Dictionary<CommunityId, Needs>();
    readonly HashSet<CommunityId> read = [];

    public override async Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default)
    {
        ahead = await needs.Of(communities, stop);
        read.UnionWith(communities);
    }

    protected override async Task<FactSheet?> Facts(GateQuestion question, CancellationToken stop)
    {
        var known = read.Contains(question.Community) ? ahead : await needs.Of([question.Community], stop);
        return SchemeWishes.Beside(known.GetValueOrDefault(question.Community), await Taken(question, stop));
    }

    /// <summary>Codes of the wishes that the scheme takes up, as two organisations agreed; empty while they have not.</summary>
    protected virtual Task<IReadOnlyList<string>> Taken(GateQuestion question, CancellationToken stop) => Task.FromResult(question.Figures.Many(SchemeWishes.Code));
}
