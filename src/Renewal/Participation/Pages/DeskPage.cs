using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;
using Renewal.Web.Kit;

namespace Renewal.Participation.Pages;

/// <summary>What the pages of one consultation share: the consultation within reach, what one may do there, a paper that comes with a form.</summary>
public abstract class DeskPage : FormPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] protected ConsultationReading Reading { get; set; } = null!;
    [Inject] protected RenewalDb Db { get; set; } = null!;
    [Inject] protected Caller Caller { get; set; } = null!;
    [Inject] protected IEvidence Evidence { get; set; } = null!;

    /// <summary>Null where there is none within reach.</summary>
    protected Consultation? C { get; private set; }
    protected IReadOnlyList<BallotLine> Lines { get; private set; } = [];

    protected bool Enters => C!.KindOf.Enters.Contains(Caller.Actor.Role);
    protected bool Confirms => C!.KindOf.Confirms.Contains(Caller.Actor.Role);
    protected bool In(params ConsultationState[] states) => states.Contains(C!.State);

    /// <returns>whether there is one; else the answer is 404</returns>
    protected async Task<bool> Load()
    {
        C = await Reading.Find(new ConsultationId(Id));
        if (C is null) NotFound();
        else Lines = await Db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == C.Id).OrderBy(l => l.Order).ToListAsync();
        return C is not null;
    }

    /// <summary>Does it and comes back to this page with the word that it is done.</summary>
    protected Task Act(Func<Task> act, string done) => Try(act, $"{Http.Request.Path}?done={Uri.EscapeDataString(done)}");

    /// <summary>Keeps the paper that came with the form.</summary>
    /// <exception cref="RuleBroken">paper.missing, with the field; files.*</exception>
    protected async Task<FileId> Paper(string field, string zh)
    {
        var file = PostedFile(field) ?? throw new RuleBroken("paper.missing", $"请上传{zh}。") { Field = field };
        await using var content = file.OpenReadStream();
        return await Evidence.Store(content, file.FileName, C!.Community, personal: true);
    }
}
