using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>The way of a paper (office-rules: cases 2). Only a sealed scan closes a step.</summary>
public enum PaperState
{
    Draft,
    Checked,
    Countersigned,
    Issued,
    Numbered,
    Sealed,
    /// <summary>Sent back or drawn again; kept.</summary>
    Void,
}

/// <summary>
/// One paper of a step's list, in one round. Papers of our own walk draft → check → countersign → issue → number → seal; papers of another house, and
/// photos, come in as the sealed scan. Two dates: the one on the paper, and the entry.
/// </summary>
public sealed class StepPaper
{
    StepPaper() { }

    public StepPaper(StepRecord record, string code, string title, string seal, Actor actor, DateTimeOffset at)
    {
        (Id, Record, Project, Community, Step) = (Guid.CreateVersion7(), record.Id, record.Project, record.Community, record.Step);
        (Code, Title, Seal, EnteredAt, DraftedBy, DraftedOrganisation, Issuer) =
            (code, title, seal, at, actor.Id, actor.Organisation!.Value, actor.OrganisationName);
    }

    public Guid Id { get; private set; }
    public StepId Record { get; private set; }
    public ProjectId Project { get; private set; }
    public CommunityId? Community { get; private set; }
    public string Step { get; private set; } = "";

    /// <summary>Code of the paper in the template: p1, p2, …; <c>x</c> for a paper beyond the list.</summary>
    public string Code { get; private set; } = "";
    public string Title { get; private set; } = "";

    /// <summary>Whose stamp or signature; empty when none is needed.</summary>
    public string Seal { get; private set; } = "";
    public PaperState State { get; private set; }

    /// <summary>落款日期.</summary>
    public DateOnly? PaperOn { get; private set; }
    public DateTimeOffset EnteredAt { get; private set; }

    /// <summary>Entered more than five working days after the date on it.</summary>
    public bool LateEntry { get; private set; }

    /// <summary>发文单位.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>文号.</summary>
    public string? Number { get; private set; }

    /// <summary>organisation|year|number of a paper that we numbered ourselves: unique.</summary>
    public string? NumberKey { get; private set; }

    /// <summary>Evidence file: the sealed scan, or the photo.</summary>
    public FileId? File { get; private set; }
    public Guid DraftedBy { get; private set; }
    public Guid DraftedOrganisation { get; private set; }
    public Guid? CheckedBy { get; private set; }
    public Guid? CountersignedOrganisation { get; private set; }
    public int Version { get; private set; }

    public bool Sealed => State == PaperState.Sealed;

    /// <summary>It comes from outside, or needs no way of its own: the sealed scan (or the photo) itself.</summary>
    public void ComeIn(string issuer, string? number, DateOnly on, FileId? file, bool late)
    {
        if (file is null) throw new RuleBroken("paper.no_scan", $"请上传《{Title}》的盖章扫描件，草稿不能作为办结依据。") { Field = "File" };
        (Issuer, Number, PaperOn, File, LateEntry, State) = (issuer, number, on, file, late, PaperState.Sealed);
    }

    public void Check(Actor actor)
    {
        Require(PaperState.Draft, "核稿");
        if (actor.Id == DraftedBy) throw new RuleBroken("paper.same_person", "拟稿人不能核自己的稿，请由同事核稿。", 403);
        (State, CheckedBy) = (PaperState.Checked, actor.Id);
    }

    public void Countersign(Actor actor)
    {
        Require(PaperState.Checked, "会签");
        if (actor.Organisation == DraftedOrganisation) throw new RuleBroken("paper.same_organisation", "会签须由其他单位办理，拟稿单位不能自行会签。", 403);
        (State, CountersignedOrganisation) = (PaperState.Countersigned, actor.Organisation);
    }

    public void Issue(Actor actor)
    {
        Require(PaperState.Countersigned, "签发");
        if (actor.Id == DraftedBy) throw new RuleBroken("paper.same_person", "拟稿人不能签发自己的文件。", 403);
        State = PaperState.Issued;
    }

    public void Give(string number, DateOnly on, bool late)
    {
        Require(PaperState.Issued, "编号");
        (State, Number, PaperOn, LateEntry) = (PaperState.Numbered, number, on, late);
        NumberKey = $"{DraftedOrganisation:N}|{on.Year}|{number}";
    }

    public void PutSeal(FileId? file)
    {
        Require(PaperState.Numbered, "用印");
        if (file is null) throw new RuleBroken("paper.no_scan", $"请上传《{Title}》的盖章扫描件。") { Field = "File" };
        (State, File) = (PaperState.Sealed, file);
    }

    /// <summary>Back to the drafter: a new draft follows, this one is kept.</summary>
    public void DrawBack()
    {
        if (State == PaperState.Void) throw new RuleBroken("paper.state", "这份文件已作废。", 409);
        (State, NumberKey) = (PaperState.Void, null);
    }

    void Require(PaperState state, string act)
    {
        if (State != state)
            throw new RuleBroken("paper.order", $"《{Title}》目前{PaperWords.Zh(State)}，须先{PaperWords.Act(State)}，不能{act}。", 409);
    }
}

public static class PaperWords
{
    public static string Zh(PaperState state) => state switch
    {
        PaperState.Draft => "已拟稿",
        PaperState.Checked => "已核稿",
        PaperState.Countersigned => "已会签",
        PaperState.Issued => "已签发",
        PaperState.Numbered => "已编号",
        PaperState.Sealed => "已用印",
        _ => "已作废",
    };

    /// <summary>What comes next for a paper in this state.</summary>
    public static string Act(PaperState state) => state switch
    {
        PaperState.Draft => "核稿",
        PaperState.Checked => "会签",
        PaperState.Countersigned => "签发",
        PaperState.Issued => "编号",
        PaperState.Numbered => "用印",
        PaperState.Void => "重新拟稿",
        _ => "归档",
    };
}
