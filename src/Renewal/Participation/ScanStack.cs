using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// A stack of sheets as it comes from the scanner: each page goes to the sheet whose code it bears and that sheet into the box; what cannot be told is kept, page
/// by page, to be assigned by hand (office-rules, Consultations 11).
/// </summary>
public sealed class ScanStack(ConsultationDesk desk, RenewalDb db, IEvidence evidence, ReceiveSheets receiving, Caller caller, TimeProvider clock)
{
    static readonly Process Keeping = new("participation.keep-pages", "成摞扫描");

    public const int Most = 200;

    /// <param name="Received">sheets that are now in the box</param>
    /// <param name="Blank">empty backs, left out</param>
    /// <param name="Left">pages that wait to be assigned</param>
    public sealed record Sorted(int Received, int Blank, IReadOnlyList<LoosePage> Left);

    /// <param name="files">pictures and PDFs in the order of the stack</param>
    /// <param name="signedOn">date beside the signatures; sheets of another day are scanned as a stack of their own</param>
    /// <exception cref="RuleBroken">stack.pages, ballot.closed (409), sheet.signed, duty.role (403), consultation.unknown (404): nothing was taken</exception>
    public async Task<Sorted> Run(ConsultationId id, IReadOnlyList<(string Name, byte[] Content)> files, DateOnly signedOn, CancellationToken stop = default)
    {
        var c = await desk.Load(id, stop);
        ConsultationDesk.Require(caller.Actor, c.KindOf.Enters, "纸质票入箱");
        c.Require(ConsultationState.Frozen);
        // Before any page is kept: one that waits could never be assigned.
        var window = await db.Set<BallotBoxRow>().AsNoTracking().SingleOrDefaultAsync(b => b.Consultation == id, stop);
        if (window?.IsOpen(clock.Instant()) != true) throw ReceiveSheets.Closed();
        if (!ReceiveSheets.Signed(signedOn, clock.Today(), window)) throw new RuleBroken("sheet.signed", "签名日期不在收票期限内。") { Field = "SignedOn" };
        List<ScannedPages.Page> pages = [];
        foreach (var (name, content) in files)
        {
            foreach (var page in ScannedPages.Read(name, content))
            {
                stop.ThrowIfCancellationRequested();
                pages.Add(page);
                if (pages.Count > Most) throw new RuleBroken("stack.pages", $"一摞至多 {Most} 页，请分几次上传。");
            }
        }
        if (pages.Count == 0) throw new RuleBroken("stack.pages", "请选择扫描件。");
        var codes = pages.Where(p => p.Code is not null).Select(p => p.Code!).Distinct().ToList();
        var known = await db.Set<PaperSheet>().AsNoTracking().Where(s => s.Consultation == id && codes.Contains(s.Serial)).ToDictionaryAsync(s => s.Serial, s => s.State, stop);
        List<ReceiveSheets.Sheet> sheets = [];
        List<(string Name, FileId? Scan, string Why)> loose = [];
        HashSet<string> seen = [];
        foreach (var page in pages.Where(p => !p.Blank))
        {
            FileId? scan = null;
            if (page.Picture is { } picture)
            {
                await using var content = new MemoryStream(picture);
                scan = await evidence.Store(content, page.Name, c.Community, personal: true, stop);
            }
            var why = page switch
            {
                { Picture: null } => "不是扫描图片，或格式无法识别，请改用 JPG、PNG 或由图片组成的 PDF",
                { Code: null } => "没有认出二维码",
                { Code: var code } when !known.ContainsKey(code) => $"「{code}」不是本次征询的票",
                { Code: var code } when known[code] != SheetState.Printed => $"{code} {SheetWords.Zh(known[code])}",
                { Code: var code } when !seen.Add(code) => $"{code} 的另一页",
                _ => null,
            };
            if (why is not null) loose.Add((page.Name, scan, why));
            else sheets.Add(new(page.Code!, signedOn, scan!.Value));
        }
        return await desk.On(Keeping, id, null, null, async (run, asked) =>
        {
            var received = sheets.Count == 0 ? 0 : await receiving.Take(run, asked, sheets, stop);
            // A page may be a ballot: taken only while ballots are.
            if (await BallotBox.Lock(run.Db, id, stop) is not { } box || !box.IsOpen(run.At)) throw ReceiveSheets.Closed();
            List<LoosePage> left = [.. loose.Select((p, i) => new LoosePage(asked, i, p.Name, p.Scan, p.Why, signedOn, run.At))];
            run.Db.AddRange(left);
            if (left.Count > 0) run.Fact(new SheetsMoved(id, asked.Community, left.Count, "扫描页待归位"));
            return new Sorted(received, pages.Count(p => p.Blank), left);
        }, stop);
    }
}
