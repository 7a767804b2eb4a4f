using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// A page of a scanned stack that found no sheet: kept with the reason until somebody says which sheet it is, or that it is none. It may be a ballot that came
/// in time, so nothing is counted while one waits.
/// </summary>
public sealed class LoosePage
{
    internal const int NameLength = 200;

    LoosePage() { }

    internal LoosePage(Consultation c, int order, string name, FileId? scan, string why, DateOnly signedOn, DateTimeOffset at) =>
        (Id, Consultation, Community, Order, Name, Scan, Why, SignedOn, At) = (Guid.CreateVersion7(), c.Id, c.Community, order, name.Length <= NameLength ? name : name[..NameLength], scan, why, signedOn, at);

    public Guid Id { get; private set; }
    public ConsultationId Consultation { get; private set; }
    public CommunityId Community { get; private set; }
    /// <summary>0-based place among the loose pages of its stack.</summary>
    public int Order { get; private set; }
    /// <summary>Of the file, with the page's number in a PDF.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Null where there is no picture to keep.</summary>
    public FileId? Scan { get; private set; }
    public string Why { get; private set; } = "";
    /// <summary>Date beside the signatures of its stack.</summary>
    public DateOnly SignedOn { get; private set; }
    /// <summary>When it was scanned: that is when its ballot was received.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Serial of the sheet it is; empty while it waits, or is none.</summary>
    public string Serial { get; internal set; } = "";
    /// <summary>Why it is no ballot; empty while it waits, or is one.</summary>
    public string Dropped { get; internal set; } = "";
    public DateTimeOffset? DoneAt { get; internal set; }
    public int Version { get; private set; }
}

/// <summary>Says of loose pages which sheet each is, or that it is none, or takes that back.</summary>
public sealed class SortPages(ConsultationDesk desk, ReceiveSheets receiving)
{
    static readonly Process Sorting = new("participation.sort-pages", "扫描页归位");

    /// <param name="serials">page → serial of its sheet, which goes into the box as of the scan</param>
    /// <param name="dropped">pages that are no ballots of this consultation</param>
    /// <param name="why">why they are none; 2 to 200 characters</param>
    /// <returns>sheets that are now in the box</returns>
    /// <exception cref="RuleBroken">page.none, page.why, page.unknown (404), page.done (409), page.twice; as <see cref="ReceiveSheets"/></exception>
    public Task<int> Run(ConsultationId id, IReadOnlyDictionary<Guid, string> serials, IReadOnlyCollection<Guid> dropped, string? why, CancellationToken stop = default) => desk.On(Sorting, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters, "扫描页归位");
        c.Require(ConsultationState.Frozen);
        if (serials.Count + dropped.Count == 0) throw new RuleBroken("page.none", "请至少填写一页的票号，或勾选不是票的页。");
        if (dropped.Count > 0 && why?.Trim() is not { Length: >= 2 and <= 200 }) throw new RuleBroken("page.why", "请写明这些页为什么不是票（2 至 200 个字）。") { Field = "Why" };
        if (dropped.FirstOrDefault(serials.ContainsKey) is var both && both != Guid.Empty) throw new RuleBroken("page.twice", "同一页既填了票号又勾了不是票，请改一处。");
        List<ReceiveSheets.Sheet> sheets = [];
        foreach (var page in await Pages(run.Db, id, [.. serials.Keys, .. dropped], stop))
        {
            if (page.Serial.Length > 0 || page.Dropped.Length > 0) throw new RuleBroken("page.done", $"{page.Name} 已经处理过，请刷新页面。", 409);
            page.DoneAt = run.At;
            if (!serials.TryGetValue(page.Id, out var serial)) page.Dropped = why!.Trim();
            else if (page.Scan is { } scan)
            {
                page.Serial = serial.Trim().ToUpperInvariant();
                sheets.Add(new(page.Serial, page.SignedOn, scan) { ScannedAt = page.At });
            }
            else throw new RuleBroken("sheet.scan", $"{page.Name} 没有可以保存的图，请重新扫描。");
        }
        if (dropped.Count > 0) run.Fact(new SheetsMoved(id, c.Community, dropped.Count, $"扫描页不是票（{why!.Trim()}）"));
        return sheets.Count == 0 ? 0 : await receiving.Take(run, c, sheets, stop);
    }, stop);

    /// <summary>A page that was said to be no ballot waits again.</summary>
    /// <exception cref="RuleBroken">page.unknown (404), page.done (409), duty.role (403)</exception>
    public Task Restore(ConsultationId id, Guid page, CancellationToken stop = default) => desk.On(Sorting, id, null, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters, "扫描页归位");
        c.Require(ConsultationState.Frozen);
        var found = (await Pages(run.Db, id, [page], stop))[0];
        if (found.Dropped.Length == 0) throw new RuleBroken("page.done", $"{found.Name} 没有移出。", 409);
        (found.Dropped, found.DoneAt) = ("", null);
        run.Fact(new SheetsMoved(id, c.Community, 1, "恢复移出的扫描页"));
    }, stop);

    static async Task<List<LoosePage>> Pages(RenewalDb db, ConsultationId id, IReadOnlyList<Guid> ids, CancellationToken stop)
    {
        var pages = await db.Set<LoosePage>().Where(p => p.Consultation == id && ids.Contains(p.Id)).OrderBy(p => p.At).ThenBy(p => p.Order).ToListAsync(stop);
        return pages.Count == ids.Count ? pages : throw new RuleBroken("page.unknown", "没有这一页，请刷新页面。", 404);
    }
}
