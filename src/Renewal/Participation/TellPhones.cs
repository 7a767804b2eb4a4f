using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>Something of a seat that the phones of its unit have to be told.</summary>
interface IPhonesToTell
{
    Guid Id { get; }
    ConsultationId Consultation { get; }
    CommunityId Community { get; }
    Guid Unit { get; }
    string Number { get; }
    /// <summary>When the phones were told; null while they still have to be.</summary>
    DateTimeOffset? ToldAt { get; set; }
    /// <summary>Phones that took the message.</summary>
    int Told { get; set; }
}

/// <summary>
/// Tells every phone of a unit that its seat is disputed, and every phone of the owner that a tenant has answered: neither may stay unknown to the owner. What
/// was not told is looked for each half minute, on every node; the row says when and to how many phones, so that nobody is told twice and staff see where
/// nobody could be.
/// </summary>
public sealed class TellPhones(IServiceScopeFactory scopes, ILogger<TellPhones> logger) : BackgroundService
{
    static readonly Process TellingDispute = new("participation.tell-dispute", "通知争议席位"), TellingOwner = new("participation.tell-owner", "告知业主");

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try { await TellDue(stop); }
            catch (Exception e) when (e is not OperationCanceledException) { logger.LogError(e, "phones could not be told"); }
            await Task.Delay(TimeSpan.FromSeconds(30), stop);
        }
    }

    /// <returns>how many were taken up</returns>
    public async Task<int> TellDue(CancellationToken stop = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        var disputes = await db.Set<Dispute>().AsNoTracking().Where(d => d.ToldAt == null && d.SettledAt == null).OrderBy(d => d.OpenedAt).Take(50).ToListAsync(stop);
        foreach (var dispute in disputes)
            await Tell<Dispute>(scope.ServiceProvider, TellingDispute, dispute, Speaker.Household, title => $"{title}：{dispute.Number} 收到了内容不一致的票，在业主本人确认以前不算同意。请业主带身份证到街道当面确认，或与社区联系。", stop);
        // Told after the close, an owner could not answer any more.
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().Instant();
        var owners = await db.Set<OwnerTelling>().AsNoTracking().Where(t => t.ToldAt == null && db.Set<BallotBoxRow>().Any(b => b.Consultation == t.Consultation && b.ClosesAt > now)).OrderBy(t => t.AskedAt).Take(50).ToListAsync(stop);
        foreach (var owner in owners)
            await Tell<OwnerTelling>(scope.ServiceProvider, TellingOwner, owner, Speaker.Owner, title => $"{title}：{owner.Number} 的承租人已经答复。业主本人也答复的，以业主为准；截止前没有答复的，以承租人的答复计入。请凭征询函作答，或与社区联系。", stop);
        return disputes.Count + owners.Count;
    }

    static async Task Tell<T>(IServiceProvider services, Process process, T due, Speaker whom, Func<string, string> message, CancellationToken stop) where T : class, IPhonesToTell
    {
        var log = services.GetRequiredService<ProcessLog>();
        Task<T> Row(RenewalDb db) => db.Set<T>().SingleAsync(r => r.Id == due.Id, stop);
        var claimed = await log.Run(process, async run =>
        {
            // Claimed before it is sent: two nodes never send the same message twice.
            var row = await Row(run.Db);
            if (row.ToldAt is not null) return false;
            row.ToldAt = run.At;
            run.Fact(new SeatMoved(row.Consultation, row.Community, row.Number, process.Zh));
            return true;
        }, stop: stop);
        if (!claimed) return;
        var title = await services.GetRequiredService<RenewalDb>().Set<Consultation>().Where(c => c.Id == due.Consultation).Select(c => c.Title).SingleAsync(stop);
        var told = 0;
        foreach (var phone in await services.GetRequiredService<UnitPhones>().Of(due.Unit, whom, stop))
            if (await services.GetRequiredService<ISmsSender>().Send(phone, message(title), stop)) told++;
        await log.Run(process, async run =>
        {
            (await Row(run.Db)).Told = told;
            run.Fact(new SeatMoved(due.Consultation, due.Community, due.Number, $"已通知 {told} 个电话"));
        }, stop: stop);
    }
}
