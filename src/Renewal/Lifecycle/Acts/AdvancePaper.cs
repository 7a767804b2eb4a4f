using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>The way of a paper of our own: 核稿 → 会签 → 签发 → 编号 → 用印. Each by its own hand; a paper can be drawn back until the step is closed.</summary>
public sealed class AdvancePaper(StepDesk desk)
{
    static readonly Process Advancing = new("lifecycle.advance-paper", "文件流转");

    /// <param name="To">the state it is to reach; <see cref="PaperState.Void"/> draws it back, with an opinion</param>
    /// <param name="Number">文号, for <see cref="PaperState.Numbered"/></param>
    /// <param name="PaperOn">date on the paper, for <see cref="PaperState.Numbered"/></param>
    /// <param name="File">the sealed scan, for <see cref="PaperState.Sealed"/></param>
    public sealed record Request(StepId Step, Guid Paper, PaperState To, string? Opinion = null, string? Number = null, DateOnly? PaperOn = null,
        FileId? File = null, int? Version = null);

    /// <exception cref="RuleBroken">paper.order (409), paper.number_used (409), paper.same_person, paper.same_organisation, duty.role (403)</exception>
    public Task Run(Request request, CancellationToken stop = default) =>
        desk.On(Advancing, request.Step, request.Version, request.Opinion, async (run, dossier, record, step) =>
        {
            var paper = dossier.Papers.Find(p => p.Id == request.Paper && p.Record == record.Id) ?? throw new RuleBroken("paper.unknown", "没有这份文件。", 404);
            if (record.Finished) throw new RuleBroken("step.state", $"{step.Id} 已办结，文件不能再变动。", 409);
            string[] house = [.. step.Enters.Append(step.Lead).Concat(step.Confirms)];
            Duty.Require(run.Actor, request.To switch
            {
                PaperState.Countersigned => house.Concat(step.With),
                PaperState.Issued => step.Confirms.Append(step.Lead),
                _ => house,
            }, $"《{paper.Title}》{PaperWords.Zh(request.To)[1..]}");
            switch (request.To)
            {
                case PaperState.Checked: paper.Check(run.Actor); break;
                case PaperState.Countersigned: paper.Countersign(run.Actor); break;
                case PaperState.Issued: paper.Issue(run.Actor); break;
                case PaperState.Numbered:
                    if (string.IsNullOrWhiteSpace(request.Number)) throw new RuleBroken("paper.no_number", "请填写文号。") { Field = "Number" };
                    var on = request.PaperOn ?? throw new RuleBroken("paper.no_date", "请填写落款日期。") { Field = "PaperOn" };
                    if (on > run.Today) throw new RuleBroken("paper.future", "落款日期不能晚于今天。") { Field = "PaperOn" };
                    paper.Give(request.Number.Trim(), on, StepLimit.Late(on, run.Today, dossier.Template.Clock, dossier.Calendar));
                    try { await run.Db.SaveChangesAsync(stop); }
                    catch (DbUpdateException e) when (e.BrokenUnique() is not null)
                    {
                        throw new RuleBroken("paper.number_used", $"文号 {request.Number.Trim()} 本单位本年度已用过。", 409) { Field = "Number" };
                    }
                    break;
                case PaperState.Sealed:
                    await desk.RequireFile(request.File, stop);
                    paper.PutSeal(request.File);
                    break;
                case PaperState.Void:
                    Duty.RequireOpinion(request.Opinion, "退稿意见");
                    paper.DrawBack();
                    break;
                default: throw new RuleBroken("paper.order", "文件不能回到拟稿，请退稿后重新起草。", 409);
            }
            StepDesk.Note(run, dossier, record, ActKind.Paper, $"《{paper.Title}》{PaperWords.Zh(paper.State)}", request.Opinion,
                request.To == PaperState.Numbered ? request.PaperOn : null);
            run.Fact(new PaperMoved(record.Project, record.Id, step.Id, paper.Code, paper.Title, record.Community, paper.State.ToString(),
                PaperWords.Zh(paper.State), paper.Number));
            return true;
        }, stop);
}
