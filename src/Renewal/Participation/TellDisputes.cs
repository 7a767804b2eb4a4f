using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// Tells every phone of a unit that its seat is disputed: a forged sheet must not stay unknown to the owner. What was not told is looked for each half
/// minute, on every node; the row says when and to how many phones, so that nobody is told twice and staff see where nobody could be.
/// </summary>
public sealed class TellDisputes(IServiceScopeFactory scopes, ILogger<TellDisputes> logger) : BackgroundService
{
    static readonly Process Telling = new("participation.tell-dispute", "通知争议席位");

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try { await TellDue(stop); }
            catch (Exception e) when (e is not OperationCanceledException) { logger.LogError(e, "disputed seats could not be told"); }
            await Task.Delay(TimeSpan.FromSeconds(30), stop);
        }
    }

    /// <returns>how many disputes were taken up</returns>
    public async Task<int> TellDue(CancellationToken stop = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Caller>().IsSystem();
        var db = services.GetRequiredService<RenewalDb>();
        var due = await db.Set<Dispute>().AsNoTracking().Where(d => d.ToldAt == null && d.SettledAt == null).OrderBy(d => d.OpenedAt).Take(50).ToListAsync(stop);
        foreach (var dispute in due)
        {
            var told = 0;
            var claimed = await services.GetRequiredService<ProcessLog>().Run(Telling, async run =>
            {
                // Claimed before it is sent: two nodes never send the same message twice.
                var row = await run.Db.Set<Dispute>().SingleAsync(d => d.Id == dispute.Id, stop);
                if (row.ToldAt is not null) return false;
                row.ToldAt = run.At;
                run.Fact(new SeatMoved(row.Consultation, row.Community, row.Number, "通知争议"));
                return true;
            }, stop: stop);
            if (!claimed) continue;
            var title = await db.Set<Consultation>().Where(c => c.Id == dispute.Consultation).Select(c => c.Title).SingleAsync(stop);
            foreach (var phone in await services.GetRequiredService<IRoll>().PhonesOf(new UnitId(dispute.Unit), stop))
                if (await services.GetRequiredService<ISmsSender>().Send(phone, $"{title}：{dispute.Number} 收到了内容不一致的票，在业主本人确认以前不算同意。请业主带身份证到街道当面确认，或与社区联系。", stop)) told++;
            await services.GetRequiredService<ProcessLog>().Run(Telling, async run =>
            {
                (await run.Db.Set<Dispute>().SingleAsync(d => d.Id == dispute.Id, stop)).Told = told;
                run.Fact(new SeatMoved(dispute.Consultation, dispute.Community, dispute.Number, $"已通知 {told} 个电话"));
            }, stop: stop);
        }
        return due.Count;
    }
}
