using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>退出项目包: a community that failed a gate leaves by a paper and a second organisation; the rest walk on (office-rules: cases 3).</summary>
public sealed class LeavePackage(StepDesk desk)
{
    static readonly Process Leaving = new("lifecycle.ask-leave", "提请小区退出项目包");

    public sealed record Request(ProjectId Project, CommunityId Community, string Reason, Paper Paper);

    /// <returns>id of the consent that is awaited</returns>
    /// <exception cref="RuleBroken">package.last, paper.*, opinion.missing, duty.role (403)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) => desk.On(Leaving, request.Project, request.Reason, async (run, dossier) =>
    {
        dossier.Project.RequireRunning();
        Duty.Require(run.Actor, ConsentRules.Asks(ConsentKind.Leave, null), "提请小区退出项目包");
        var reason = Duty.RequireOpinion(request.Reason, "退出的理由");
        var member = dossier.Member(request.Community);
        if (!member.In) throw new RuleBroken("project.left", $"「{member.Name}」已经退出。", 409);
        if (dossier.MembersIn.Count() == 1) throw new RuleBroken("package.last", "项目内只有这一个小区，请走「调出计划」。");
        request.Paper.Require(run.Today);
        await desk.RequireFile(request.Paper.File, stop);
        if (dossier.Consents.Exists(c => c.Kind == ConsentKind.Leave && c.Community == member.Community && c.State == ConsentState.Asked))
            throw new RuleBroken("consent.waiting", "该小区的退出正等待另一单位答复。", 409);
        var consent = new Consent(dossier.Project.Id, null, member.Community, ConsentKind.Leave, "", reason, request.Paper, run.Actor, run.At);
        Consents.Ask(run, dossier, null, consent, ActKind.Leave, reason);
        return consent.Id;
    }, stop);

    internal static async Task Leave(ProcessRun run, Dossier dossier, StepDesk desk, Consent consent, string? opinion, CancellationToken stop)
    {
        if (dossier.MembersIn.Count() == 1) throw new RuleBroken("package.last", "项目内只剩这一个小区，请走「调出计划」。");
        var member = dossier.Member(consent.Community!.Value);
        member.Leave(consent.PaperOn);
        await desk.Mark(dossier, member, stop);
        StepDesk.Note(run, dossier, null, ActKind.Leave, $"「{member.Name}」退出项目包", opinion, consent.PaperOn, member.Community);
        run.Fact(new CommunityLeft(dossier.Project.Id, member.Community, member.Name, consent.PaperOn));
    }
}
