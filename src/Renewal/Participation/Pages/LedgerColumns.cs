using System.Globalization;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Web.Kit;

namespace Renewal.Participation.Pages;

/// <summary>Columns of the ledgers of consultations and of disputed seats, on the page and in the export, and the exports themselves.</summary>
static class LedgerColumns
{
    public static IReadOnlyList<LedgerColumn<ConsultationRow>> Consultations(ConsultationReading reading, TimeProvider clock) =>
    [
        new("title", "征询", r => r.Consultation.Title) { Always = true, Wide = true, Sortable = false, Href = r => $"/consultations/{r.Consultation.Id}" },
        new("community", "小区", r => r.Community) { Sortable = false },
        new("kind", "类别", r => r.Consultation.KindOf.Zh) { Sortable = false, Extra = true },
        new("state", "进度", r => Looks.Short(r.Consultation.State)) { Sortable = false },
        new("limit", "时限", r => Lamp(r, clock).Text) { Sortable = false },
        new("next", "下一步", r => reading.Next(r.Consultation)) { Sortable = false, Extra = true },
        new("turnout", "参与", r => r.TakingPart is { } part && r.Asked > 0 ? $"{part:N0} / {r.Asked:N0}{(r.Line > 0 ? $"，须 {r.Line:N0}" : "")}" : "—") { Sortable = false },
        new("disputes", "争议席位", r => N(r.Disputes)) { Number = true, Sortable = false },
        new("audit", "待回访", r => N(r.Audit)) { Number = true, Sortable = false },
        new("objections", "待答异议", r => N(r.Objections)) { Number = true, Sortable = false },
        new("papers", "待录纸票", r => N(r.Papers)) { Number = true, Sortable = false },
        new("opens", "收票起", r => Looks.Time(r.Consultation.OpensAt)) { Sortable = false, Extra = true },
        new("closes", "收票止", r => Looks.Time(r.ClosesAt)) { Sortable = false, Extra = true },
        new("initiator", "发起", r => r.Consultation.InitiatorName) { Sortable = false, Extra = true },
    ];

    public static IReadOnlyList<LedgerColumn<DisputeRow>> Disputes { get; } =
    [
        new("number", "席位", r => r.Dispute.Number) { Always = true, Sortable = false, Href = r => $"/consultations/{r.Consultation.Id}" },
        new("title", "征询", r => r.Consultation.Title) { Sortable = false, Wide = true },
        new("community", "小区", r => r.Community) { Sortable = false },
        new("why", "缘由", r => r.Dispute.Why) { Sortable = false, Extra = true },
        new("opened", "列为争议", r => Looks.Time(r.Dispute.OpenedAt)) { Sortable = false },
        new("told", "通知", r => r.Dispute.ToldAt is null ? "尚未通知" : r.Dispute.Told > 0 ? $"已通知 {r.Dispute.Told} 个电话" : "没有可通知的电话") { Sortable = false },
        new("state", "状态", r => r.Dispute.SettledAt is { } at ? $"{Looks.Time(at)} {r.Dispute.HowSettled}" : Live(r) ? "待本人确认" : "未确认，参与、不算同意") { Sortable = false },
        new("who", "由谁办理", Who) { Sortable = false, Wide = true },
        new("by", "期限", r => r.Dispute.SettledAt is not null || !Live(r) ? "—" : r.Consultation.ObjectionsTo is { } to ? to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "异议期结束前") { Sortable = false },
    ];

    /// <summary>How near the next limit of a consultation is.</summary>
    public static (Tone Tone, string Text) Lamp(ConsultationRow r, TimeProvider clock)
    {
        var (c, now, today) = (r.Consultation, clock.GetUtcNow(), clock.Today());
        return c.State switch
        {
            ConsultationState.Draft => (Tone.Grey, "未公告"),
            ConsultationState.Displayed when c.RollTo > c.RollFrom && today <= c.RollTo => (Tone.Blue, $"名册公示还剩 {c.RollTo!.Value.DayNumber - today.DayNumber + 1} 日"),
            ConsultationState.Displayed => (now >= c.OpensAt ? Tone.Red : Tone.Amber, now >= c.OpensAt ? "应已开始收票，名册未冻结" : "待冻结名册"),
            ConsultationState.Frozen when now < c.OpensAt => (Tone.Blue, $"{Days(c.OpensAt.Value - now)} 日后开始收票"),
            ConsultationState.Frozen when now < r.ClosesAt => Days(r.ClosesAt!.Value - now) is var n ? (n <= 3 ? Tone.Amber : Tone.Green, $"收票还剩 {n} 日") : default,
            ConsultationState.Frozen => (Tone.Red, "已截止，待计票"),
            ConsultationState.Preliminary when c.ObjectionsTo >= today => (Tone.Amber, $"异议期还剩 {c.ObjectionsTo!.Value.DayNumber - today.DayNumber + 1} 日"),
            ConsultationState.Preliminary => (Tone.Red, "异议期满，待公布最终结果"),
            ConsultationState.Final => (Tone.Green, "已办结"),
            _ => (Tone.Grey, "已中止"),
        };

        static int Days(TimeSpan left) => (int)Math.Ceiling(left.TotalDays);
    }

    static bool Live(DisputeRow r) => r.Consultation.State is ConsultationState.Frozen or ConsultationState.Preliminary;

    static string Who(DisputeRow r)
    {
        if (r.Dispute.SettledAt is not null || !Live(r)) return "—";
        var (enters, confirms) = (Roles.Zh(r.Consultation.KindOf.Enters[0]), Roles.Zh(r.Consultation.KindOf.Confirms[0]));
        return r.Dispute is { ToldAt: not null, Told: 0 } ? $"{enters}上门告知；{confirms}登记本人确认" : $"{confirms}登记本人当面或录像确认";
    }

    public static LedgerAsked Asked(LedgerQuery q, int page, int size) => new(q["q"], Guid.TryParse(q["community"], out var id) ? new CommunityId(id) : null, q["kind"],
        Enum.TryParse<ConsultationState>(q["state"], out var state) ? state : null, Enum.TryParse<Waiting>(q["waits"], out var waits) ? waits : null, page, size);

    /// <summary>What is filtered, as XLSX.</summary>
    public static void Map(WebApplication app)
    {
        var desk = app.MapGroup("/consultations").RequireAuthorization(p => p.RequireRole(ConsultationDesk.Readers.Split(','))).ExcludeFromDescription();
        desk.MapGet("/export.xlsx", async (HttpRequest http, ConsultationLedger ledger, ConsultationReading reading, TimeProvider clock, CancellationToken stop) =>
        {
            var query = LedgerQuery.From(http.Path + http.QueryString);
            return TypedResults.Stream(await LedgerExport.Xlsx("征询台账", Chosen(Consultations(reading, clock), query), Rows((page, size) => ledger.List(Asked(query, page, size), stop)), stop), LedgerExport.XlsxType, "征询台账.xlsx");
        });
        desk.MapGet("/disputes/export.xlsx", async (HttpRequest http, ConsultationLedger ledger, CancellationToken stop) =>
        {
            var query = LedgerQuery.From(http.Path + http.QueryString);
            return TypedResults.Stream(await LedgerExport.Xlsx("争议席位", Chosen(Disputes, query), Rows((page, size) => ledger.Disputes(query.Is("state", "settled"), query["q"], page, size, stop)), stop), LedgerExport.XlsxType, "争议席位.xlsx");
        });
    }

    static IReadOnlyList<LedgerColumn<T>> Chosen<T>(IReadOnlyList<LedgerColumn<T>> all, LedgerQuery query) =>
        [.. query.Columns.Count == 0 ? all.Where(c => !c.Extra) : all.Where(c => c.Always || query.Columns.Contains(c.Key))];

    static async IAsyncEnumerable<T> Rows<T>(Func<int, int, Task<(IReadOnlyList<T> Rows, int Total)>> read)
    {
        const int size = 500;
        for (var page = 1; ; page++)
        {
            var (rows, total) = await read(page, size);
            foreach (var row in rows) yield return row;
            if (page * size >= total) yield break;
        }
    }

    static string N(int count) => count.ToString("#,##0", CultureInfo.InvariantCulture);
}
