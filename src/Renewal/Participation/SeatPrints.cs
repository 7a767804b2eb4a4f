using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Participation.Documents;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Web.Documents;

namespace Renewal.Participation;

/// <summary>
/// The papers that go to doors, one document a seat: letters with their codes, ballot sheets, slips for those not met, stairwell lists. None bears a name.
/// Only of consultations within reach.
/// </summary>
public sealed class SeatPrints(ConsultationDesk desk, ConsultationReading reading, ConsultationPapers papers, PrintLetters letters, RenewalDb db)
{
    public const string Printers = ConsultationDesk.Callers + "," + Roles.Surveyor;

    /// <summary>Makes codes and prints them: the only time they are seen, and it stands in the record (<see cref="PrintLetters"/>).</summary>
    /// <param name="numbers">seats to write to again; null: all without a letter</param>
    /// <exception cref="RuleBroken">letters.none (409), and as <see cref="PrintLetters.Run"/></exception>
    public async Task<(string Title, IReadOnlyList<OfficeDocument> Documents)> Letters(ConsultationId id, IReadOnlyCollection<string>? numbers, string site, CancellationToken stop = default)
    {
        var made = await letters.Run(id, numbers, stop);
        if (made.Count == 0) throw new RuleBroken("letters.none", "所有席位都已有征询函；补发请填写门牌号，补发后旧编码作废。", 409);
        var (notice, facts) = await papers.Known(id, site, stop);
        return ($"{notice.Consultation.Title}征询函", [.. made.Select(l => CodeLetter.Of(Asking(notice, facts, l.Building, l.Stairwell), Label(l.Number, l.Area, false), l.Code, $"{site}v?c={l.Code}"))]);
    }

    /// <summary>Sheets that were made (<see cref="PrintSheets"/>) and have not come back.</summary>
    /// <exception cref="RuleBroken">sheets.none (409), consultation.unknown (404)</exception>
    public async Task<(string Title, IReadOnlyList<OfficeDocument> Documents)> Sheets(ConsultationId id, IReadOnlyCollection<string>? numbers, string site, CancellationToken stop = default)
    {
        await desk.Load(id, stop);
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == id).ToDictionaryAsync(s => s.Id, stop);
        var sheets = (await db.Set<PaperSheet>().AsNoTracking().Where(s => s.Consultation == id && s.State == SheetState.Printed && s.Channel == Channel.Paper).OrderBy(s => s.Place).ToListAsync(stop))
            .FindAll(s => numbers?.Contains(s.Number) ?? true);
        if (sheets.Count == 0) throw new RuleBroken("sheets.none", "没有可打印的纸质票：请先编号，或票已经入箱。", 409);
        var (notice, facts) = await papers.Known(id, site, stop);
        return ($"{notice.Consultation.Title}纸质票", [.. sheets.Select(s => Sheet(seats[s.Seat], s.Serial))]);

        OfficeDocument Sheet(Seat seat, string serial) => BallotSheet.Of(Asking(notice, facts, seat.Building, seat.Stairwell), Label(seat), serial);
    }

    /// <summary>Slips for the doors that have not answered, or for those named.</summary>
    /// <exception cref="RuleBroken">slips.none (409), consultation.state (409), consultation.unknown (404)</exception>
    public async Task<(string Title, IReadOnlyList<OfficeDocument> Documents)> Slips(ConsultationId id, IReadOnlyCollection<string>? numbers, string site, CancellationToken stop = default)
    {
        var c = await desk.Load(id, stop);
        c.Require(ConsultationState.Displayed, ConsultationState.Frozen);
        var seats = (await reading.Seats(c, stop)).Where(s => numbers?.Contains(s.Seat.Number) ?? !s.TakesPart).ToList();
        if (seats.Count == 0) throw new RuleBroken("slips.none", "没有要告知的门户。", 409);
        var (notice, facts) = await papers.Known(id, site, stop);
        return ($"{notice.Consultation.Title}未遇告知单", [.. seats.Select(s => UnreachedSlip.Of(facts, Label(s.Seat), $"{site}v"))]);
    }

    /// <summary>Signature lists of the homes that have not answered, stairwell by stairwell, twelve lines a page; first round only (office-rules, Consultations 10).</summary>
    /// <exception cref="RuleBroken">list.not_here (409), slips.none (409), consultation.state (409), consultation.unknown (404)</exception>
    public async Task<(string Title, IReadOnlyList<OfficeDocument> Documents)> Lists(ConsultationId id, string site, CancellationToken stop = default)
    {
        var c = await desk.Load(id, stop);
        c.Require(ConsultationState.Frozen);
        if (!c.KindOf.Channels.Contains(Channel.StairwellList)) throw new RuleBroken("list.not_here", $"{c.KindOf.Zh}不能用签名表，须一套一票。", 409);
        var seats = (await reading.Seats(c, stop)).Where(s => !s.TakesPart).Select(s => s.Seat).ToList();
        if (seats.Count == 0) throw new RuleBroken("slips.none", "各户都已参与，没有要打印的签名表。", 409);
        var (notice, facts) = await papers.Known(id, site, stop);
        return ($"{c.Title}单元签名表", [.. seats.GroupBy(s => (s.Building, s.Stairwell)).SelectMany(g => g.Chunk(StairwellList.LinesASheet)
            .Select((page, i) => StairwellList.Of(Asking(notice, facts, g.Key.Building, g.Key.Stairwell), Where(g.Key.Building, g.Key.Stairwell), [.. page.Select(Label)], $"{g.Key.Building}-{g.Key.Stairwell}-L{i + 1}")))]);
    }

    /// <summary>Door numbers as they are typed: one a line, or with commas; null where none is.</summary>
    internal static string[]? Numbers(string? typed) =>
        (typed ?? "").Split(['\n', '\r', ' ', ',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } some ? some : null;

    internal static string Where(string building, string stairwell) => $"{building} 号楼{(stairwell.Length > 0 ? $" {stairwell} 单元" : "")}";

    /// <summary>A seat is asked only the lines of its own circle.</summary>
    static ConsultationFacts Asking(PublicConsultation notice, ConsultationFacts facts, string building, string stairwell) =>
        facts with { Lines = [.. facts.Lines.Where((_, i) => notice.Lines[i].Asks(building, stairwell))] };

    static SeatLabel Label(Seat seat) => Label(seat.Number, seat.Area, seat.AreaSource is AreaSource.SameRiser or AreaSource.Design);
    static SeatLabel Label(string number, Area area, bool estimated) => new(number, area.Hundredths > 0 ? area : null, estimated);
}
