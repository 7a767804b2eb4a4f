using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>What needs a paper and the consent of a second organisation.</summary>
public enum ConsentKind
{
    Exception,
    Pause,
    /// <summary>A milestone, or a named condition, that no gate answers.</summary>
    Milestone,
    /// <summary>A community leaves the package.</summary>
    Leave,
    /// <summary>The project leaves the plan (调出计划).</summary>
    Withdraw,
}

public enum ConsentState { Asked, Agreed, Refused }

/// <summary>
/// One organisation asks with a reason and a paper, another agrees or refuses. Exceptions, pauses, milestones without a gate and ways out all walk
/// this way, so that nobody is ever both sides of one item.
/// </summary>
public sealed class Consent
{
    Consent() { }

    public Consent(ProjectId project, StepRecord? record, CommunityId? community, ConsentKind kind, string code, string reason, Paper paper, Actor actor, DateTimeOffset at)
    {
        (Id, Project, Record, Step, Community, Kind, Code, Reason) =
            (Guid.CreateVersion7(), project, record?.Id, record?.Step, community ?? record?.Community, kind, code, reason);
        (PaperTitle, PaperNumber, PaperOn, File, AskedAt) = (paper.Title, paper.Number, paper.On, paper.File, at);
        (AskedOrganisation, AskedBy, AskedOrganisationName, AskedRole) = (actor.Organisation!.Value, actor.Id, actor.OrganisationName, actor.Role);
    }

    public Guid Id { get; private set; }
    public ProjectId Project { get; private set; }
    public StepId? Record { get; private set; }
    public string? Step { get; private set; }
    public CommunityId? Community { get; private set; }
    public ConsentKind Kind { get; private set; }

    /// <summary>Kind of exception, reason of pause, or milestone.</summary>
    public string Code { get; private set; } = "";
    public string Reason { get; private set; } = "";
    public string PaperTitle { get; private set; } = "";
    public string? PaperNumber { get; private set; }
    public DateOnly PaperOn { get; private set; }
    public FileId File { get; private set; }
    public ConsentState State { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public Guid AskedOrganisation { get; private set; }
    public Guid AskedBy { get; private set; }
    public string AskedOrganisationName { get; private set; } = "";
    public string AskedRole { get; private set; } = "";
    public Guid? AnsweredOrganisation { get; private set; }
    public Guid? AnsweredBy { get; private set; }
    public string AnsweredOrganisationName { get; private set; } = "";
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>甩项: what is left over, until when, and who stands for it; or, of an emergency, until when papers and consultation follow.</summary>
    public string? Leftover { get; private set; }
    public DateOnly? LeftoverBy { get; private set; }
    public string? Guarantor { get; private set; }

    /// <summary>A pause ended, or an exception fell away by itself.</summary>
    public DateOnly? EndedOn { get; private set; }
    public int Version { get; private set; }

    public void Leave(string? leftover, DateOnly? by, string? guarantor) => (Leftover, LeftoverBy, Guarantor) = (leftover, by, guarantor);

    public void Answer(bool agreed, Actor actor, DateTimeOffset at)
    {
        if (State != ConsentState.Asked) throw new RuleBroken("consent.state", "该事项已经答复过，请刷新后查看。", 409);
        Sides.RequireOther(actor, AskedOrganisation, AskedBy);
        State = agreed ? ConsentState.Agreed : ConsentState.Refused;
        (AnsweredOrganisation, AnsweredBy, AnsweredOrganisationName, AnsweredAt) = (actor.Organisation, actor.Id, actor.OrganisationName, at);
    }

    public void End(DateOnly on) => EndedOn = on;
}

/// <summary>The paper behind an act: title, number if it has one, date on it, and the sealed scan.</summary>
/// <param name="File">evidence file id</param>
public sealed record Paper(string Title, DateOnly On, FileId File, string? Number = null)
{
    public void Require(DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(Title)) throw new RuleBroken("paper.missing", "请填写依据文件的名称。") { Field = "PaperTitle" };
        if (File.Value == Guid.Empty) throw new RuleBroken("paper.no_scan", "请上传依据文件的盖章扫描件。") { Field = "File" };
        if (On > today) throw new RuleBroken("paper.future", "落款日期不能晚于今天。") { Field = "PaperOn" };
    }
}

/// <summary>Two sides of one item are never one organisation and never one person (office-rules: cases 5).</summary>
public static class Sides
{
    /// <exception cref="RuleBroken">sides.same_organisation, sides.same_person, sides.no_organisation</exception>
    public static void RequireOther(Actor second, Guid? firstOrganisation, Guid? firstPerson)
    {
        var organisation = Organisation(second);
        if (organisation == firstOrganisation) throw new RuleBroken("sides.same_organisation", "录入和复核须由两个单位分别办理，本单位已是另一方。", 403);
        if (second.Id == firstPerson) throw new RuleBroken("sides.same_person", "同一人不能办理同一事项的两方，请由他人复核。", 403);
    }

    public static Guid Organisation(Actor actor) =>
        actor.Organisation ?? throw new RuleBroken("sides.no_organisation", "请以所在单位的岗位登录后办理。", 403);
}
