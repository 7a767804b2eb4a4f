using Renewal.Foundation;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;

namespace Renewal.Lifecycle;

/// <summary>
/// 核对: the second organisation, never the one that entered, agrees or sends back. For the two consultations it types the figures itself without seeing
/// the first entry; where they differ both look again, and after the second difference the county decides from the papers.
/// </summary>
public sealed class ConfirmFigures(StepDesk desk)
{
    static readonly Process Confirming = new("lifecycle.confirm-figures", "核对数据");

    /// <param name="Take">id of the take</param>
    /// <param name="Values">the blind second entry, or the county's third look; null elsewhere</param>
    /// <param name="SendBack">true: back to the first organisation, with an opinion</param>
    public sealed record Request(StepId Step, Guid Take, IReadOnlyDictionary<string, string>? Values = null, bool Canonical = false, bool SendBack = false,
        string? Opinion = null, int? Version = null);

    /// <param name="Confirmed">gates see the figures now</param>
    /// <param name="Differ">labels of the fields that differ in a blind entry; both sides are told which, not what the other typed</param>
    public sealed record Answer(bool Confirmed, IReadOnlyList<string> Differ);

    /// <exception cref="RuleBroken">sides.* (403), figures.*, duty.role (403), opinion.missing, stale (412)</exception>
    public Task<Answer> Run(Request request, CancellationToken stop = default) =>
        desk.On(Confirming, request.Step, request.Version, request.Opinion, (run, dossier, record, step) =>
        {
            var take = dossier.Figures.Find(f => f.Id == request.Take && f.Record == record.Id) ?? throw new RuleBroken("figures.unknown_take", "没有这次录入。", 404);
            return Task.FromResult(take.State == FiguresState.Mismatch ? Third() : Second());

            Answer Second()
            {
                Duty.Require(run.Actor, step.Confirms, $"核对 {step.Id} 的数据");
                Duty.RequireHolder(run.Actor, dossier, $"figures/{take.Id:N}");
                Sides.RequireOther(run.Actor, take.EnteredOrganisation, take.EnteredBy);
                if (request.SendBack)
                {
                    take.SendBack(run.Actor, run.At);
                    return Told(ActKind.FiguresSentBack, "退回重新录入", Duty.RequireOpinion(request.Opinion, "退回意见"), false, []);
                }
                if (!step.BlindSecondEntry)
                {
                    take.Confirm(run.Actor, run.At);
                    return Told(ActKind.FiguresConfirmed, "核对一致", request.Opinion, true, []);
                }
                var differ = take.Compare(Typed(), run.Actor, run.At);
                if (differ.Count == 0) return Told(ActKind.FiguresConfirmed, "背靠背录入一致", request.Opinion, true, []);
                var fields = desk.Gates.FormOfAll(step.Id);
                string[] labels = [.. differ.Select(code => fields.FirstOrDefault(f => f.Code == code)?.Zh ?? code)];
                return Told(ActKind.Mismatch, $"背靠背录入不一致，退回双方重新核对：{string.Join('、', labels)}", request.Opinion, false, labels);
            }

            // Third look by the county, once both have looked twice.
            Answer Third()
            {
                Duty.Require(run.Actor, ["county_office"], $"核定 {step.Id} 两次不一致的数据");
                Sides.RequireOther(run.Actor, take.EnteredOrganisation, take.EnteredBy);
                Sides.RequireOther(run.Actor, take.ConfirmedOrganisation, take.ConfirmedBy);
                if (dossier.Figures.Count(f => f.Record == record.Id && f.Milestone == take.Milestone && f.SecondValues is not null) < 2)
                    throw new RuleBroken("figures.look_again", "首次不一致由双方各自重新核对录入，再次不一致才由县区核定。", 409);
                Duty.RequireOpinion(request.Opinion, "核定意见");
                if (!take.Settle(Typed()))
                    throw new RuleBroken("figures.third_differs", "核定的数据与双方的录入都不相同，请重新查对原件，或退回双方重新录入。");
                return Told(ActKind.ThirdLook, "县区核定数据", request.Opinion, true, []);
            }

            IReadOnlyDictionary<string, string> Typed() => FigureForm.Read(desk.Gates.FormOfAll(step.Id),
                desk.Gates.Form(step.Id, take.Milestone).Where(f => f.Required).Select(f => f.Code).ToHashSet(),
                request.Values ?? throw new RuleBroken("figures.blind", "请按原件自行录入数据，系统比对后给出结果。"), request.Canonical);

            Answer Told(ActKind kind, string zh, string? opinion, bool confirmed, IReadOnlyList<string> differ)
            {
                StepDesk.Note(run, dossier, record, kind, $"第 {take.Take} 次录入：{zh}", opinion);
                run.Fact(new FiguresMoved(record.Project, record.Id, step.Id, step.Zh, record.Community, take.Take, take.State.ToString(), zh));
                return new Answer(confirmed, differ);
            }
        }, stop);
}
