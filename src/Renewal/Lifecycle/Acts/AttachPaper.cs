using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Lifecycle;

/// <summary>
/// Puts a paper on the list of a step: a draft of our own, which then walks its way, or the sealed scan of a paper that another house issued (or a photo,
/// which needs no stamp).
/// </summary>
public sealed class AttachPaper(StepDesk desk)
{
    static readonly Process Attaching = new("lifecycle.attach-paper", "归入文件");

    /// <param name="Code">code of the paper in the template (p1, p2, …), or <c>x</c> for one beyond the list</param>
    /// <param name="File">the sealed scan or photo; null for a draft</param>
    /// <param name="PaperOn">date on the paper; null for a draft</param>
    /// <param name="Issuer">发文单位; null: own organisation</param>
    /// <param name="Number">文号 of the issuing house, if it has one</param>
    /// <param name="Title">title of a paper beyond the list</param>
    public sealed record Request(StepId Step, string Code, FileId? File = null, DateOnly? PaperOn = null, string? Issuer = null, string? Number = null,
        string? Title = null, string? Opinion = null, int? Version = null);

    /// <returns>id of the paper</returns>
    /// <exception cref="RuleBroken">paper.* , duty.role (403), step.state (409)</exception>
    public Task<Guid> Run(Request request, CancellationToken stop = default) =>
        desk.On(Attaching, request.Step, request.Version, request.Opinion, async (run, dossier, record, step) =>
        {
            Duty.Require(run.Actor, step.Enters.Append(step.Lead).Concat(step.With).Concat(step.Confirms), $"归入 {step.Id} 的文件");
            if (record.State is StepState.NotStarted or StepState.Finished)
                throw new RuleBroken("step.state", $"{step.Id} 目前{StepWords.Zh(record.State)}，不能归入文件。", 409);
            var template = step.Papers.FirstOrDefault(p => p.Code == request.Code);
            if (template is null && request.Code != "x") throw new RuleBroken("paper.unknown", $"{step.Id} 的文件清单里没有 {request.Code}。", 404) { Field = "Code" };
            var title = template?.Zh ?? request.Title?.Trim();
            if (string.IsNullOrEmpty(title)) throw new RuleBroken("paper.title", "请填写文件名称。") { Field = "Title" };
            var paper = new StepPaper(record, request.Code, title, template?.Seal ?? "", run.Actor, run.At);
            if (request.File is { } file)
            {
                await desk.RequireFile(file, stop);
                var on = request.PaperOn ?? throw new RuleBroken("paper.no_date", $"请填写《{title}》的落款日期。") { Field = "PaperOn" };
                if (on > run.Today) throw new RuleBroken("paper.future", "落款日期不能晚于今天。") { Field = "PaperOn" };
                paper.ComeIn(string.IsNullOrWhiteSpace(request.Issuer) ? run.Actor.OrganisationName : request.Issuer.Trim(),
                    string.IsNullOrWhiteSpace(request.Number) ? null : request.Number.Trim(), on, file,
                    StepLimit.Late(on, run.Today, dossier.Template.Clock, dossier.Calendar));
            }
            run.Db.Add(paper);
            dossier.Papers.Add(paper);
            StepDesk.Note(run, dossier, record, ActKind.Paper, paper.Sealed ? $"归入《{title}》{(template?.Seal == "" ? "" : "盖章件")}" : $"起草《{title}》", request.Opinion,
                paper.PaperOn);
            run.Fact(new PaperMoved(record.Project, record.Id, step.Id, request.Code, title, record.Community, paper.State.ToString(),
                PaperWords.Zh(paper.State), paper.Number));
            return paper.Id;
        }, stop);
}
