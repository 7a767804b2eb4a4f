using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// Posts the notice and hangs the roll: from today on. The window is said now and fixed at the freeze; the first ballot comes after the roll has hung its
/// days (office-rules, Consultations 1) and, where owners vote, after 15 days of notice (物业管理条例 art. 14). A notice cannot be back-dated.
/// </summary>
public sealed class AnnounceConsultation(ConsultationDesk desk, IRoll places)
{
    static readonly Process Announcing = new("participation.announce", "发布征询公告并公示名册");

    /// <param name="Opens">first day of voting</param>
    /// <param name="Closes">last day of voting, to 24:00</param>
    /// <param name="ExtensionDays">added once if too few take part at the close; 0 for never</param>
    /// <param name="SampleSize">seats drawn of the roll; null for all; only for surveys</param>
    /// <param name="SampleSeed">published before the draw, as the numbers of a public lottery</param>
    public sealed record Request(ConsultationId Id, DateOnly Opens, DateOnly Closes, int ExtensionDays = 0, int? SampleSize = null, string? SampleSeed = null, int? Version = null);

    /// <exception cref="RuleBroken">consultation.*, roll.*, duty.role (403), stale (412)</exception>
    public Task<int> Run(Request request, CancellationToken stop = default) => desk.On(Announcing, request.Id, request.Version, null, async (run, c) =>
    {
        var kind = c.KindOf;
        ConsultationDesk.Require(run.Actor, ConsultationDesk.Callers.Split(',').Concat(kind.Enters), "发布公告");
        c.Require(ConsultationState.Draft);
        var rollDays = await desk.Days(c, kind.RollDays, run.Today, stop);
        var noticeDays = await desk.Days(c, kind.NoticeDays, run.Today, stop);
        var first = run.Today.AddDays(Math.Max(rollDays > 0 ? rollDays + 1 : 0, noticeDays));
        if (request.Opens < first)
            throw new RuleBroken("consultation.too_early", $"{(noticeDays > 0 ? $"公告须满 {noticeDays} 日" : "")}{(noticeDays > 0 && rollDays > 0 ? "、" : "")}{(rollDays > 0 ? $"名册须公示 {rollDays} 日" : "")}，最早 {first:yyyy-MM-dd} 开始。") { Field = "Opens" };
        if (request.Closes < request.Opens) throw new RuleBroken("consultation.window", "截止日不能早于开始日。") { Field = "Closes" };
        if (request.ExtensionDays is < 0 or > 60) throw new RuleBroken("consultation.extension", "延长天数应为 0 至 60 日。") { Field = "ExtensionDays" };
        if (request.SampleSize is not null && !kind.Sample) throw new RuleBroken("consultation.sample", $"{kind.Zh}须征询全部席位，不能抽样。") { Field = "SampleSize" };

        (c.NoticeOn, c.RollFrom, c.RollTo) = (run.Today, run.Today, run.Today.AddDays(rollDays));
        (c.OpensAt, c.ClosesAt, c.ExtensionDays) = (request.Opens.StartInChina().ToUniversalTime(), request.Closes.AddDays(1).StartInChina().ToUniversalTime(), request.ExtensionDays);
        c.ObjectionDays = await desk.Days(c, kind.ResultDays, run.Today, stop);
        c.State = ConsultationState.Displayed;

        var options = new SeatOptions((await desk.Line(c, "consultation.coowners.merge", run.Today, stop)).Numerator == 1,
            (await desk.Line(c, "consultation.titleholder.once", run.Today, stop)).Numerator == 1, (await desk.Line(c, SeatOptions.HolderVotes, run.Today, stop)).Numerator == 1);
        var drafts = SeatRoll.Draw(kind.Seats, await places.Of(c.Community, stop), options, u => c.Circle switch
        {
            Circle.Building => u.BuildingId.Value == c.CircleOf,
            Circle.Stairwell => u.StairwellId?.Value == c.CircleOf,
            _ => true,
        });
        var persons = SeatRoll.Persons(drafts);
        List<Seat> seats = [.. drafts.Select((d, i) => new Seat(Guid.CreateVersion7(), c.Id, c.Community, d, i + 1, persons[i]))];
        if (request.SampleSize is { } size)
        {
            if (string.IsNullOrWhiteSpace(request.SampleSeed)) throw new RuleBroken("consultation.seed", "抽样须事先公布种子（例如当期公开摇号的号码）。") { Field = "SampleSeed" };
            if (size < 1 || size > seats.Count) throw new RuleBroken("consultation.sample", $"抽样数应在 1 至 {seats.Count} 之间。") { Field = "SampleSize" };
            c.SampleSeed = request.SampleSeed.Trim();
            foreach (var seat in Sampling.Draw(c.SampleSeed, seats, s => s.Place.ToString(System.Globalization.CultureInfo.InvariantCulture)).Skip(size)) seat.Asked = false;
        }
        (c.Seats, c.Owners, c.RollArea) = (seats.Count, persons.Max(), new Area(seats.Sum(s => s.Area.Hundredths)));
        await run.Bulk(seats, stop: stop);
        run.Fact(new ConsultationAnnounced(c.Id, c.Community, c.Title, c.Seats, c.RollFrom.Value, c.RollTo.Value));
        return c.Seats;
    }, stop);
}
