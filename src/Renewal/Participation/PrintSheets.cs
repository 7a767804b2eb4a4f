using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>Makes the serial-numbered sheets of a consultation, or of some seats again; a sheet that was replaced is worthless.</summary>
public sealed class PrintSheets(ConsultationDesk desk)
{
    static readonly Process Printing = new("participation.print-sheets", "印制纸质票");

    /// <param name="numbers">seats to print for; null: every asked seat that has no sheet yet</param>
    /// <returns>how many were made</returns>
    /// <exception cref="RuleBroken">consultation.state (409), seat.unknown (404), duty.role (403)</exception>
    public Task<int> Run(ConsultationId id, IReadOnlyCollection<string>? numbers = null, CancellationToken stop = default) => desk.On(Printing, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, ConsultationDesk.Callers.Split(',').Concat(c.KindOf.Enters), "印制纸质票");
        c.Require(ConsultationState.Frozen);
        var db = run.Db;
        var seats = await db.Set<Seat>().Where(s => s.Consultation == id && s.Asked && !s.Struck).OrderBy(s => s.Place).ToListAsync(stop);
        var sheets = (await db.Set<PaperSheet>().Where(s => s.Consultation == id).ToListAsync(stop)).ToLookup(s => s.Seat);
        if (numbers is not null)
        {
            if (numbers.FirstOrDefault(n => seats.TrueForAll(s => s.Number != n)) is { } stray) throw new RuleBroken("seat.unknown", $"名册上没有「{stray}」。", 404);
            seats = seats.FindAll(s => numbers.Contains(s.Number));
        }
        else seats = seats.FindAll(s => !sheets[s.Id].Any());
        if (seats.Count == 0) return 0;
        foreach (var old in seats.SelectMany(s => sheets[s.Id]).Where(s => s.State == SheetState.Printed)) old.State = SheetState.Replaced;
        await run.Bulk(seats.Select(s => new PaperSheet(Guid.CreateVersion7(), c, s, sheets[s.Id].Select(x => x.Issue).DefaultIfEmpty().Max() + 1, Channel.Paper, run.At)), stop: stop);
        run.Fact(new SheetsMoved(id, c.Community, seats.Count, "印制纸质票"));
        return seats.Count;
    }, stop);
}
