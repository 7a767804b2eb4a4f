using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// Typing of received sheets, in batches of up to 50 (office-rules, Consultations 11). The first organisation types; the second types the same sheets
/// without seeing what the first typed; where they differ a third, the county office, decides from the paper. What two agree on goes into the box at once.
/// </summary>
public sealed class KeySheets(ConsultationDesk desk, PersonalData personal, BallotBox box)
{
    static readonly Process Keying = new("participation.key-sheets", "录入纸质票");

    public const int Most = 50;

    /// <param name="Serial">as printed</param>
    /// <param name="Answers">line order → yes, no, abstain or option codes; a line left open is an abstention; null: the sheet cannot be read (废票)</param>
    public sealed record Keyed(string Serial, IReadOnlyDictionary<int, string>? Answers);

    /// <param name="First">typed for the first time</param>
    /// <param name="Counted">both agree; now in the box</param>
    /// <param name="Spoiled">both agree that they cannot be read</param>
    /// <param name="Mismatch">serials on which the two differ; neither is told what the other typed</param>
    public sealed record Answer(int First, int Counted, int Spoiled, IReadOnlyList<string> Mismatch);

    /// <exception cref="RuleBroken">sheet.* naming the serial; ballot.choice; sides.same (403); duty.role (403)</exception>
    public Task<Answer> Run(ConsultationId id, IReadOnlyList<Keyed> batch, CancellationToken stop = default) => desk.On(Keying, id, null, null, async (run, c) =>
    {
        if (batch.Count is 0 or > Most) throw new RuleBroken("sheet.count", $"一次录入 1 至 {Most} 份。");
        c.Require(ConsultationState.Frozen);
        var kind = c.KindOf;
        var (enters, confirms, third) = (kind.Enters.Contains(run.Actor.Role), kind.Confirms.Contains(run.Actor.Role), run.Actor.Role == Roles.CountyOffice);
        if (!enters && !confirms && !third) ConsultationDesk.Require(run.Actor, kind.Enters.Concat(kind.Confirms).Append(Roles.CountyOffice), "录入纸质票");
        var db = run.Db;
        var lines = await desk.Lines(id, stop);
        var serials = batch.Select(b => b.Serial.Trim().ToUpperInvariant()).ToList();
        if (serials.Distinct().Count() < serials.Count) throw new RuleBroken("sheet.twice", "同一编号在本批里录了两次。");
        var sheets = await db.Set<PaperSheet>().Where(s => s.Consultation == id && serials.Contains(s.Serial)).ToDictionaryAsync(s => s.Serial, stop);
        var ids = sheets.Values.Select(s => s.Seat).ToList();
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        var (first, spoiled) = (0, 0);
        List<string> mismatch = [];
        List<(PaperSheet Sheet, string Choices)> agreed = [];
        foreach (var (keyed, serial) in batch.Zip(serials))
        {
            if (!sheets.TryGetValue(serial, out var sheet)) throw new RuleBroken("sheet.unknown", $"{serial}：不是本次征询印制的票。", 404);
            var seat = seats[sheet.Seat];
            string typed;
            try { typed = keyed.Answers is null ? PaperSheet.Unreadable : Choices.Write(lines, keyed.Answers, seat.Building, seat.Stairwell); }
            catch (RuleBroken broken) { throw new RuleBroken(broken.Code, $"{serial}：{broken.Message}", broken.Status) { Field = broken.Field }; }
            switch (sheet.State)
            {
                case SheetState.Received when enters:
                    (sheet.First, sheet.FirstBy, sheet.FirstOrganisation, sheet.FirstAt) = (personal.Seal(PaperSheet.FirstColumn, sheet.Id, typed), run.Actor.Id, run.Actor.Organisation, run.At);
                    sheet.State = SheetState.Keyed;
                    first++;
                    break;
                case SheetState.Keyed when confirms:
                    ConsultationDesk.RequireOther(run.Actor, sheet.FirstBy!.Value, sheet.FirstOrganisation);
                    (sheet.Second, sheet.SecondBy, sheet.SecondOrganisation, sheet.SecondAt) = (personal.Seal(PaperSheet.SecondColumn, sheet.Id, typed), run.Actor.Id, run.Actor.Organisation, run.At);
                    if (typed == personal.Reveal(PaperSheet.FirstColumn, sheet.Id, sheet.First)) Agree(sheet, typed);
                    else
                    {
                        sheet.State = SheetState.Mismatch;
                        mismatch.Add(serial);
                    }
                    break;
                case SheetState.Mismatch when third:
                    ConsultationDesk.RequireOther(run.Actor, sheet.FirstBy!.Value, sheet.FirstOrganisation);
                    ConsultationDesk.RequireOther(run.Actor, sheet.SecondBy!.Value, sheet.SecondOrganisation);
                    Agree(sheet, typed);
                    break;
                default:
                    throw new RuleBroken("sheet.state", $"{serial}：{SheetWords.Zh(sheet.State)}，不能由{Roles.Zh(run.Actor.Role)}录入。", 409);
            }
        }
        if (agreed.Count > 0)
        {
            var drafts = agreed.ConvertAll(a => box.Prepare(Guid.CreateVersion7(), a.Sheet.Seat, a.Sheet.Channel, a.Choices, a.Sheet.ReceivedAt));
            var answers = await box.Put(run, id, drafts, stop);
            for (var i = 0; i < agreed.Count; i++)
            {
                if (answers[i].Refused is { } refused) throw new RuleBroken(refused.Code, $"{agreed[i].Sheet.Serial}：{refused.Message}", refused.Status);
                (agreed[i].Sheet.State, agreed[i].Sheet.Ballot) = (SheetState.Counted, answers[i].Receipt!.Ballot);
            }
        }
        run.Fact(new SheetsMoved(id, c.Community, batch.Count, first > 0 ? "首次录入纸质票" : "复核录入纸质票"));
        return new Answer(first, agreed.Count, spoiled, mismatch);

        void Agree(PaperSheet sheet, string typed)
        {
            if (typed == PaperSheet.Unreadable)
            {
                sheet.State = SheetState.Spoiled;
                spoiled++;
            }
            else agreed.Add((sheet, typed));
        }
    }, stop);
}

/// <summary>
/// A signed stairwell list of round 1: one page, up to 12 lines, each a home with its signature or thumbprint (office-rules, Consultations 10). Each line is a
/// sheet of its own, received and typed for the first time in one go; the street types it again like any other.
/// </summary>
public sealed class KeyStairwellList(ConsultationDesk desk, PersonalData personal)
{
    static readonly Process Listing = new("participation.key-list", "录入单元签名表");

    /// <param name="page">number of the home, its answers, and whether a tenant signed</param>
    /// <exception cref="RuleBroken">list.not_here, list.lines, seat.unknown (404), ballot.closed (409), paper.missing, duty.role (403)</exception>
    public Task<IReadOnlyList<string>> Run(ConsultationId id, FileId scan, DateOnly signedOn, IReadOnlyList<(string Number, IReadOnlyDictionary<int, string> Answers, bool Tenant)> page,
        CancellationToken stop = default) => desk.On<IReadOnlyList<string>>(Listing, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters, "录入单元签名表");
        c.Require(ConsultationState.Frozen);
        if (!c.KindOf.Channels.Contains(Channel.StairwellList)) throw new RuleBroken("list.not_here", $"{c.KindOf.Zh}不能用签名表，须一套一票。", 409);
        if (page.Count == 0 || !(await desk.Line(c, "consultation.list.lines", run.Today, stop)).Holds(page.Count)) throw new RuleBroken("list.lines", "签名表每页 1 至 12 行。");
        await desk.RequireFile(scan, "签名表扫描件", stop);
        var db = run.Db;
        var box = await BallotBox.Lock(db, id, stop) ?? throw new RuleBroken("ballot.not_open", "还没有开始收票。", 409);
        if (!box.IsOpen(run.At)) throw new RuleBroken("ballot.closed", "不在收票期限内。", 409);
        if (!ReceiveSheets.Signed(signedOn, run.Today, box)) throw new RuleBroken("sheet.signed", "签名日期不在收票期限内。") { Field = "SignedOn" };
        var lines = await desk.Lines(id, stop);
        var numbers = page.Select(p => p.Number.Trim()).ToList();
        var seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == id && numbers.Contains(s.Number) && s.Asked && !s.Struck).ToDictionaryAsync(s => s.Number, stop);
        var ids = seats.Values.Select(s => s.Id).ToList();
        var issues = (await db.Set<PaperSheet>().Where(s => s.Consultation == id && ids.Contains(s.Seat)).ToListAsync(stop)).ToLookup(s => s.Seat);
        List<string> serials = [];
        foreach (var ((_, answers, tenant), number) in page.Zip(numbers))
        {
            if (!seats.TryGetValue(number, out var seat)) throw new RuleBroken("seat.unknown", $"名册上没有「{number}」。", 404);
            var sheet = new PaperSheet(Guid.CreateVersion7(), c, seat, issues[seat.Id].Select(x => x.Issue).DefaultIfEmpty().Max() + 1, tenant ? Channel.TenantPaper : Channel.StairwellList, run.At)
            {
                State = SheetState.Keyed, ReceivedAt = run.At, SignedOn = signedOn, Scan = scan, FirstBy = run.Actor.Id, FirstOrganisation = run.Actor.Organisation, FirstAt = run.At,
            };
            sheet.First = personal.Seal(PaperSheet.FirstColumn, sheet.Id, Choices.Write(lines, answers, seat.Building, seat.Stairwell));
            db.Add(sheet);
            serials.Add(sheet.Serial);
        }
        run.Fact(new SheetsMoved(id, c.Community, serials.Count, "录入单元签名表"));
        return serials;
    }, stop);
}

static class SheetWords
{
    public static string Zh(SheetState state) => state switch
    {
        SheetState.Printed => "已印制，未入箱",
        SheetState.Received => "已入箱，待首次录入",
        SheetState.Keyed => "待另一单位复核录入",
        SheetState.Mismatch => "两次录入不一致，待县区核定",
        SheetState.Counted => "已计入",
        SheetState.Spoiled => "废票",
        _ => "已补印作废",
    };
}
