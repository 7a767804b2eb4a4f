using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// Takes signed sheets into the box with their scans, before the close: a sheet that was not received in time does not count, however it is dated. A proxy
/// votes for at most three seats (物业管理条例 art. 12; consultation.proxies); helpers and witnesses of assisted ballots are named, and neither is of the
/// committee or the property unit (office-rules, Consultations 8, 13).
/// </summary>
public sealed class ReceiveSheets(ConsultationDesk desk, PersonalData personal)
{
    static readonly Process Receiving = new("participation.receive-sheets", "纸质票入箱");

    /// <param name="Serial">as printed</param>
    /// <param name="SignedOn">date beside the signature</param>
    /// <param name="ProxyId">ID number of the proxy who signed with a written authorisation, which the scan shows; null: the owner</param>
    /// <param name="Helper">who filled it in by the voter's word; with <paramref name="Witness"/> for an assisted ballot</param>
    /// <param name="Tenant">signed by who rents the home; only where households answer</param>
    /// <param name="HelperIsStaff">of committee, property unit, contractor or implementer: refused</param>
    public sealed record Sheet(string Serial, DateOnly SignedOn, FileId Scan, string? ProxyId = null, string? Helper = null, string? Witness = null, bool HelperIsStaff = false,
        bool ProxyIsStaff = false, bool Tenant = false)
    {
        /// <summary>Of a page of a stack: when it was scanned, which is when its sheet came in; null: now.</summary>
        internal DateTimeOffset? ScannedAt { get; init; }
    }

    /// <exception cref="RuleBroken">sheet.* naming the serial; ballot.closed (409); duty.role (403)</exception>
    public Task<int> Run(ConsultationId id, IReadOnlyList<Sheet> sheets, CancellationToken stop = default) => desk.On(Receiving, id, null, null, (run, c) => Take(run, c, sheets, stop), stop);

    /// <summary>A sheet is signed between the opening and today.</summary>
    internal static bool Signed(DateOnly on, DateOnly today, BallotBoxRow box) => on <= today && on >= box.OpensAt.InChina();

    internal static RuleBroken Closed() => new("ballot.closed", "不在收票期限内，纸质票不能入箱。", 409);

    internal async Task<int> Take(ProcessRun run, Consultation c, IReadOnlyList<Sheet> sheets, CancellationToken stop)
    {
        var id = c.Id;
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters, "纸质票入箱");
        c.Require(ConsultationState.Frozen);
        if (sheets.Count is 0 or > 200) throw new RuleBroken("sheet.count", "一次入箱 1 至 200 份。");
        var db = run.Db;
        var box = await BallotBox.Lock(db, id, stop) ?? throw new RuleBroken("ballot.not_open", "还没有开始收票。", 409);
        if (box.ExtendIfDue(run.At)) run.Fact(new ConsultationExtended(id, c.Community, box.ClosesAt));
        if (sheets.Any(s => !box.IsOpen(s.ScannedAt ?? run.At))) throw Closed();
        var serials = sheets.Select(s => s.Serial.Trim().ToUpperInvariant()).ToList();
        var known = await db.Set<PaperSheet>().Where(s => s.Consultation == id && serials.Contains(s.Serial)).ToDictionaryAsync(s => s.Serial, stop);
        var scans = sheets.Select(s => s.Scan).Distinct().ToList();
        var files = (await db.Set<FileRow>().Where(f => scans.Contains(f.Id)).Select(f => f.Id).ToListAsync(stop)).ToHashSet();
        var most = (await desk.Line(c, "consultation.proxies", run.Today, stop)).Needed();
        Dictionary<string, int> slots = [];
        foreach (var (sheet, serial) in sheets.Zip(serials))
        {
            if (!PaperSheet.LooksRight(serial)) throw Wrong("sheet.serial", "编号的校验位不对，请核对。");
            if (!known.TryGetValue(serial, out var row)) throw Wrong("sheet.unknown", "不是本次征询印制的票。");
            if (row.State != SheetState.Printed) throw Wrong("sheet.state", row.State == SheetState.Replaced ? "已补印新票，旧票作废。" : "已经入箱。");
            if (!files.Contains(sheet.Scan)) throw Wrong("sheet.scan", "没有扫描件。");
            if (!Signed(sheet.SignedOn, run.Today, box)) throw Wrong("sheet.signed", "签名日期不在收票期限内。");
            (row.State, row.ReceivedAt, row.SignedOn, row.Scan) = (SheetState.Received, sheet.ScannedAt ?? run.At, sheet.SignedOn, sheet.Scan);
            if (sheet.Helper is { Length: > 0 } helper)
            {
                if (sheet.HelperIsStaff) throw Wrong("sheet.helper", "协助人不能是社区、物业、施工或实施单位的工作人员。");
                if (string.IsNullOrWhiteSpace(sheet.Witness)) throw Wrong("sheet.witness", "协助填写须有见证人签名。");
                (row.Channel, row.Helper, row.Witness) = (Channel.Assisted, personal.Seal(PaperSheet.HelperColumn, row.Id, helper.Trim()), personal.Seal(PaperSheet.WitnessColumn, row.Id, sheet.Witness.Trim()));
            }
            if (sheet.Tenant)
            {
                if (c.KindOf.Seats != SeatKind.Household) throw Wrong("sheet.tenant", "业主表决由业主签名，承租人签名的票不能入箱。");
                row.Channel = Channel.TenantPaper;
            }
            if (sheet.ProxyId is { Length: > 0 } proxy)
            {
                if (sheet.ProxyIsStaff) throw Wrong("sheet.proxy_staff", "社区、物业、施工和实施单位的工作人员不能代理投票。");
                var index = personal.Index(PaperSheet.ProxyColumn, $"{id}|{proxy}");
                var key = Convert.ToHexString(index);
                if (!slots.TryGetValue(key, out var used)) used = await db.Set<PaperSheet>().CountAsync(s => s.Consultation == id && s.ProxyIndex == index, stop);
                if (used >= most) throw Wrong("sheet.proxy", $"该代理人已代理 {most} 个席位。");
                (row.ProxyIndex, row.ProxySlot, slots[key]) = (index, used + 1, used + 1);
            }

            RuleBroken Wrong(string code, string zh) => new(code, $"{serial}：{zh}", code == "sheet.unknown" ? 404 : 422);
        }
        run.Fact(new SheetsMoved(id, c.Community, sheets.Count, "纸质票入箱"));
        return sheets.Count;
    }
}
