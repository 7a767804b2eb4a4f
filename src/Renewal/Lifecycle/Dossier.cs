using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;

namespace Renewal.Lifecycle;

/// <summary>
/// All of one project in memory (案卷): the rooms' engine asks nothing else, so that rules are pure and run the same for one project and for ten thousand.
/// </summary>
public class Dossier(RenovationProject project, ProcessTemplate template, WorkingDays calendar, DateOnly today)
{
    public RenovationProject Project { get; } = project;
    public ProcessTemplate Template { get; } = template;
    public WorkingDays Calendar { get; } = calendar;
    public DateOnly Today { get; } = today;
    public List<ProjectCommunity> Members { get; } = [];
    public List<Lot> Lots { get; } = [];
    public List<LotCommunity> Touches { get; } = [];
    public List<StepRecord> Records { get; } = [];
    public List<StepMilestone> Milestones { get; } = [];
    public List<StepFigures> Figures { get; } = [];
    public List<StepPaper> Papers { get; } = [];
    public List<Consent> Consents { get; } = [];
    public List<StepTask> Tasks { get; } = [];

    /// <summary>Answers to named conditions, put in by the gate desk before the graph is asked; absent means that two organisations must agree on it.</summary>
    public Dictionary<(string Step, string Name, string ScopeKey), Verdict> Named { get; } = [];

    public IEnumerable<ProjectCommunity> MembersIn => Members.Where(m => m.In);
    public IEnumerable<StepTemplate> AllSteps => Template.Steps.Concat(Template.Annex);

    public ProjectCommunity Member(CommunityId community) =>
        Members.Find(m => m.Community == community) ?? throw new RuleBroken("project.no_member", "该小区不在本项目内。", 404);

    /// <summary>Lots that still have a community.</summary>
    public IEnumerable<Lot> LiveLots => Lots.Where(l => !l.Void && CommunitiesOf(l.Id).Any());

    /// <summary>Communities of a lot that have not left.</summary>
    public IEnumerable<ProjectCommunity> CommunitiesOf(LotId lot) => Touches.Where(t => t.Lot == lot).Select(t => Member(t.Community)).Where(m => m.In);

    public IEnumerable<Lot> LotsOf(CommunityId community) => LiveLots.Where(l => Touches.Exists(t => t.Lot == l.Id && t.Community == community));

    /// <summary>The level a step is kept on. Units and buildings are counted within the community's record; spots and assets have records of their own beside it.</summary>
    public static ScopeKind KeptOn(StepTemplate step) => step.Scopes.Count == 0 ? ScopeKind.Community : step.Scopes[0] switch
    {
        "package" => ScopeKind.Package,
        "lot" => ScopeKind.Lot,
        _ => ScopeKind.Community,
    };

    /// <summary>Spots or assets of a step; null for steps without.</summary>
    public static ScopeKind? Items(StepTemplate step) => step.Scopes.Contains("spot") ? ScopeKind.Spot : step.Scopes.Contains("asset") ? ScopeKind.Asset : null;

    /// <summary>The scopes a step must be walked on.</summary>
    public IEnumerable<StepScope> ScopesOf(StepTemplate step) => KeptOn(step) switch
    {
        ScopeKind.Package => [StepScope.Package(Project.Name)],
        ScopeKind.Lot => LiveLots.Select(StepScope.Of),
        _ => MembersIn.Select(StepScope.Of),
    };

    /// <summary>Scopes of a step that concern one community.</summary>
    public IEnumerable<StepScope> ScopesOf(StepTemplate step, CommunityId community) => KeptOn(step) switch
    {
        ScopeKind.Package => [StepScope.Package(Project.Name)],
        ScopeKind.Lot => LotsOf(community).Select(StepScope.Of),
        _ => [StepScope.Of(Member(community))],
    };

    /// <summary>Communities a scope concerns that have not left.</summary>
    public IEnumerable<ProjectCommunity> CommunitiesOf(StepScope scope) => scope.Kind switch
    {
        ScopeKind.Package => MembersIn,
        ScopeKind.Lot => CommunitiesOf(scope.Lot!.Value),
        _ => [Member(scope.Community!.Value)],
    };

    /// <summary>
    /// Scopes of another step that a scope needs: a community needs every lot touching it, a lot every community still in it, a package all of them
    /// (steps.yaml, crossing scopes).
    /// </summary>
    public IReadOnlyList<StepScope> Needed(StepTemplate other, StepScope asking) => KeptOn(other) switch
    {
        ScopeKind.Package => [StepScope.Package(Project.Name)],
        ScopeKind.Lot when asking.Kind == ScopeKind.Lot => [asking],
        ScopeKind.Lot when asking.Kind == ScopeKind.Package => [.. LiveLots.Select(StepScope.Of)],
        ScopeKind.Lot => [.. LotsOf(asking.Community!.Value).Select(StepScope.Of)],
        // A spot asks for the same spot where the other step has it too.
        _ when asking.Kind is ScopeKind.Spot or ScopeKind.Asset && Items(other) == asking.Kind && Current(other.Id, asking.Key) is not null => [asking],
        _ => [.. CommunitiesOf(asking).Select(StepScope.Of)],
    };

    public StepScope ScopeOf(StepRecord record) => new(record.Scope, record.ScopeKey, record.Community, record.Lot, record.ScopeName);

    public StepRecord? Current(string step, string scopeKey) => Records.Find(r => r.Current && r.Step == step && r.ScopeKey == scopeKey);

    public IEnumerable<StepRecord> Rounds(string step, string scopeKey) => Records.Where(r => r.Step == step && r.ScopeKey == scopeKey);

    /// <summary>Spots or assets of a register, current rounds.</summary>
    public IEnumerable<StepRecord> ItemsOf(string step, CommunityId community) =>
        Records.Where(r => r.Current && r.Step == step && r.Community == community && r.Scope is (ScopeKind.Spot or ScopeKind.Asset));

    public StepMilestone? Milestone(StepId record, string code) => Milestones.Find(m => m.Record == record && m.Code == code);

    public IEnumerable<StepPaper> PapersOf(StepId record) => Papers.Where(p => p.Record == record && p.State != PaperState.Void);

    /// <summary>Codes of the sealed papers of a record; a register has those of all its spots that every one of them has.</summary>
    public IReadOnlySet<string> SealedPapers(StepRecord record)
    {
        HashSet<string> own = [.. SealedCodes(record.Id)];
        if (record.Scope == ScopeKind.Community && Template.Has(record.Step) && Items(Template.Step(record.Step)) is not null
            && ItemsOf(record.Step, record.Community!.Value).ToList() is { Count: > 0 } items)
        {
            HashSet<string>? common = null;
            foreach (var item in items)
            {
                if (common is null) common = [.. SealedCodes(item.Id)]; else common.IntersectWith(SealedCodes(item.Id));
            }
            own.UnionWith(common!);
        }
        return own;
    }

    /// <summary>Codes of the sealed papers of this record alone.</summary>
    private protected virtual IReadOnlySet<string> SealedCodes(StepId record) => PapersOf(record).Where(p => p.Sealed).Select(p => p.Code).ToHashSet();

    /// <summary>Required papers of a record that are not sealed yet.</summary>
    public IReadOnlyList<PaperTemplate> MissingPapers(StepTemplate step, StepRecord record)
    {
        if (record.Exception is ExceptionKinds.Equivalent) return [];
        var there = SealedPapers(record);
        return [.. step.Papers.Where(p => p.Required && !there.Contains(p.Code))];
    }

    /// <summary>Confirmed figures of a record, the later take winning.</summary>
    public virtual Figures Confirmed(StepRecord record) =>
        Merge(Figures.Where(f => f.Record == record.Id && f.State == FiguresState.Confirmed).OrderBy(f => f.Take).Select(f => f.Read()));

    private protected static Figures Merge(IEnumerable<IReadOnlyDictionary<string, string>> takes)
    {
        Dictionary<string, string>? values = null;
        foreach (var take in takes)
            foreach (var (code, value) in take) (values ??= [])[code] = value;
        return values is null ? Contract.Figures.None : new Figures(values);
    }

    /// <summary>A gate is about to ask for the figures of another step; a file that does not hold them yet takes note.</summary>
    internal virtual void AskFor(string step) { }

    /// <summary>The date a named event happened on, by the papers; null until then. Notation of the template's events.</summary>
    /// <param name="on"><c>S1.04</c> finished, <c>S1.06@roll</c> milestone, <c>paper:S1.10/p4</c> date on a sealed paper (<c>*</c>: of the asking record), <c>open</c></param>
    public DateOnly? EventOn(string on, StepRecord asking)
    {
        if (on == "open") return Project.OpenedOn;
        if (on.StartsWith("paper:", StringComparison.Ordinal))
        {
            var slash = on.IndexOf('/');
            var (step, code) = (on[6..slash], on[(slash + 1)..]);
            IEnumerable<StepRecord?> records = step == "*" || step == asking.Step ? [asking] : RecordsNeeded(step, asking);
            return Last(records.Select(r => r is null ? null : PapersOf(r.Id).Where(p => p.Code == code && p.Sealed).Max(p => p.PaperOn)));
        }
        if (on.Split('@') is [var of, var milestone]) return Last(RecordsNeeded(of, asking).Select(r => r is null ? null : Milestone(r.Id, milestone)?.ReachedOn));
        return Last(RecordsNeeded(on, asking).Select(r => r?.FinishedOn));
    }

    IEnumerable<StepRecord?> RecordsNeeded(string step, StepRecord asking) =>
        Template.Has(step) ? Needed(Template.Step(step), ScopeOf(asking)).Select(s => Current(step, s.Key)) : [];

    /// <summary>The last of several dates, and null unless all are there: acceptance is that of the last lot.</summary>
    static DateOnly? Last(IEnumerable<DateOnly?> dates)
    {
        DateOnly? last = null;
        foreach (var date in dates)
        {
            if (date is null) return null;
            if (last is null || date > last) last = date;
        }
        return last;
    }
}

/// <summary>Kinds of exception, as the template names them.</summary>
public static class ExceptionKinds
{
    public const string InPlace = "in_place";
    public const string NotApplicable = "not_applicable";
    public const string Equivalent = "equivalent";
    public const string Early = "early";
    public const string Partial = "partial";
    public const string Emergency = "emergency";
    public const string Withdrawn = "withdrawn";
}
