using System.Text.Json;
using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

public enum FiguresState
{
    /// <summary>Typed by the first organisation; the second has not looked yet.</summary>
    Entered,
    /// <summary>Agreed by the second organisation: gates see it.</summary>
    Confirmed,
    /// <summary>The second organisation sent it back with an opinion.</summary>
    SentBack,
    /// <summary>Blind second entry differed: back to both, and after that the county takes a third look.</summary>
    Mismatch,
    /// <summary>A later take stands in its place.</summary>
    Replaced,
}

/// <summary>
/// One take of typed figures in one round of a step. Takes are never overwritten. Gates judge confirmed figures only, and those of several takes
/// together (planned money first, contract price later), the later winning.
/// </summary>
public sealed class StepFigures
{
    StepFigures() { }

    public StepFigures(StepRecord record, string? milestone, int take, IReadOnlyDictionary<string, string> values, DateOnly on, Actor actor, DateTimeOffset at)
    {
        (Id, Record, Project, Community, Milestone, Take) = (Guid.CreateVersion7(), record.Id, record.Project, record.Community, milestone, take);
        (Values, PaperOn, EnteredAt) = (JsonSerializer.Serialize(values.OrderBy(v => v.Key, StringComparer.Ordinal).ToDictionary()), on, at);
        (EnteredOrganisation, EnteredBy, EnteredOrganisationName) = (actor.Organisation!.Value, actor.Id, actor.OrganisationName);
    }

    public Guid Id { get; private set; }
    public StepId Record { get; private set; }
    public ProjectId Project { get; private set; }
    public CommunityId? Community { get; private set; }

    /// <summary>Milestone whose form was filled; null for the step's own.</summary>
    public string? Milestone { get; private set; }
    public int Take { get; private set; }
    public FiguresState State { get; private set; }

    /// <summary>Canonical figures as JSON, keys sorted.</summary>
    public string Values { get; private set; } = "";

    /// <summary>What the second organisation typed without seeing the first, as JSON.</summary>
    public string? SecondValues { get; private set; }
    public DateOnly PaperOn { get; private set; }
    public DateTimeOffset EnteredAt { get; private set; }
    public Guid EnteredOrganisation { get; private set; }
    public Guid EnteredBy { get; private set; }
    public string EnteredOrganisationName { get; private set; } = "";
    public Guid? ConfirmedOrganisation { get; private set; }
    public Guid? ConfirmedBy { get; private set; }
    public string ConfirmedOrganisationName { get; private set; } = "";
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>The county decided between two differing entries.</summary>
    public bool ThirdLook { get; private set; }
    public int Version { get; private set; }

    public IReadOnlyDictionary<string, string> Read() => Read(Values);
    public IReadOnlyDictionary<string, string>? ReadSecond() => SecondValues is null ? null : Read(SecondValues);
    internal static IReadOnlyDictionary<string, string> Read(string values) => JsonSerializer.Deserialize<Dictionary<string, string>>(values)!;

    public void Confirm(Actor actor, DateTimeOffset at)
    {
        RequireOpen();
        State = FiguresState.Confirmed;
        Second(actor, at);
    }

    public void SendBack(Actor actor, DateTimeOffset at)
    {
        RequireOpen();
        State = FiguresState.SentBack;
        Second(actor, at);
    }

    /// <summary>The blind second entry. Equal: confirmed. Else both have to look again.</summary>
    /// <returns>codes of the fields that differ</returns>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, string> second, Actor actor, DateTimeOffset at)
    {
        RequireOpen();
        SecondValues = JsonSerializer.Serialize(second.OrderBy(v => v.Key, StringComparer.Ordinal).ToDictionary());
        var first = Read();
        List<string> differ = [.. first.Keys.Union(second.Keys).Where(k => first.GetValueOrDefault(k) != second.GetValueOrDefault(k)).Order(StringComparer.Ordinal)];
        State = differ.Count == 0 ? FiguresState.Confirmed : FiguresState.Mismatch;
        Second(actor, at);
        return differ;
    }

    /// <summary>The county types the figures from the papers; it decides only where it finds what one of the two sides found.</summary>
    /// <returns>whether it did</returns>
    public bool Settle(IReadOnlyDictionary<string, string> third)
    {
        if (State != FiguresState.Mismatch) throw new RuleBroken("figures.state", "两次录入没有不一致，不需要第三方核定。", 409);
        if (!Same(third, Read()) && !Same(third, ReadSecond()!)) return false;
        Values = JsonSerializer.Serialize(third.OrderBy(v => v.Key, StringComparer.Ordinal).ToDictionary());
        (State, ThirdLook) = (FiguresState.Confirmed, true);
        return true;
    }

    public void Replace() => State = FiguresState.Replaced;

    static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(v => b.GetValueOrDefault(v.Key) == v.Value);

    void Second(Actor actor, DateTimeOffset at) =>
        (ConfirmedOrganisation, ConfirmedBy, ConfirmedOrganisationName, ConfirmedAt) = (actor.Organisation, actor.Id, actor.OrganisationName, at);

    void RequireOpen()
    {
        if (State != FiguresState.Entered) throw new RuleBroken("figures.state", "这次录入已经处理过，请刷新后查看。", 409);
    }
}
