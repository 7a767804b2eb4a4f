using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// Makes the letter codes of a consultation. They exist in clear only in what this returns: the store keeps their keyed digest. A new letter to a unit makes
/// the old code worthless, so nobody can be sent a second one unseen.
/// </summary>
public sealed class PrintLetters(ConsultationDesk desk, PersonalData personal)
{
    static readonly Process Printing = new("participation.print-letters", "印制征询函");
    internal const string CodeColumn = "participation_seats.Code";

    public sealed record Letter(string Number, string Building, string Stairwell, Area Area, string Code);

    /// <param name="numbers">seats to write to again; null: every asked seat without a letter</param>
    /// <exception cref="RuleBroken">consultation.state (409), seat.unknown (404), duty.role (403)</exception>
    public Task<IReadOnlyList<Letter>> Run(ConsultationId id, IReadOnlyCollection<string>? numbers = null, CancellationToken stop = default) => desk.On<IReadOnlyList<Letter>>(Printing, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, ConsultationDesk.Callers.Split(',').Concat(c.KindOf.Enters), "印制征询函");
        c.Require(ConsultationState.Frozen);
        var seats = await run.Db.Set<Seat>().Where(s => s.Consultation == id && s.Asked && !s.Struck).OrderBy(s => s.Place).ToListAsync(stop);
        if (numbers?.FirstOrDefault(n => seats.TrueForAll(s => s.Number != n)) is { } stray) throw new RuleBroken("seat.unknown", $"名册上没有「{stray}」。", 404);
        seats = seats.FindAll(s => numbers?.Contains(s.Number) ?? s.CodeIndex is null);
        List<Letter> letters = [];
        foreach (var seat in seats)
        {
            var code = LetterCode.New();
            (seat.CodeIndex, seat.LetterAt) = (personal.Index(CodeColumn, code), run.At);
            letters.Add(new(seat.Number, seat.Building, seat.Stairwell, seat.Area, code));
        }
        if (letters.Count > 0) run.Fact(new SheetsMoved(id, c.Community, letters.Count, "印制征询函"));
        return letters;
    }, stop);
}
