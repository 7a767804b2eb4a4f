using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;

namespace Renewal.Storage.Outbox;

sealed class Notifier(IEnumerable<IDelivery> deliveries, OutboxBell bell) : INotifier
{
    public void Notify(ProcessRun run, Recipient to, string title, string body, string? link)
    {
        if (link is not null && !link.StartsWith('/')) throw new ArgumentException("a link of a message is a path of this site", nameof(link));
        foreach (var delivery in deliveries)
            run.Db.Add(new OutboxRow
            {
                Id = Guid.CreateVersion7(run.At), Channel = delivery.Channel, User = to.User, Organisation = to.Organisation, Role = to.Role,
                Title = Cut(title, 100), Body = Cut(body, 1000), Link = link, At = run.At, Next = run.At,
            });
        bell.Ring();
    }

    static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}

/// <summary>Wakes the dispatcher of this process; other nodes look by themselves each second.</summary>
sealed class OutboxBell
{
    readonly SemaphoreSlim rung = new(0, 1);
    public void Ring() { if (rung.CurrentCount == 0) try { rung.Release(); } catch (SemaphoreFullException) { } }
    public Task<bool> Wait(TimeSpan most, CancellationToken stop) => rung.WaitAsync(most, stop);
}

/// <summary>The inbox of the product: the message and its state are one transaction, so it arrives exactly once.</summary>
sealed class InboxDelivery : IDelivery
{
    public string Channel => "inbox";

    public Task Deliver(OutboxRow m, RenewalDb db, CancellationToken stop)
    {
        db.Add(new InboxRow { Id = m.Id, User = m.User, Organisation = m.Organisation, Role = m.Role, Title = m.Title, Body = m.Body, Link = m.Link, At = m.At });
        return Task.CompletedTask;
    }
}

/// <summary>Takes what is due out of the outbox: claim, deliver, note. What fails comes again later, less and less often, and at last lies dead for a person to see.</summary>
sealed class Dispatcher(IServiceScopeFactory scopes, TimeProvider clock, WriterQueue writers, IEnumerable<IDelivery> deliveries, ILogger<Dispatcher> logger)
{
    const int Batch = 200;
    /// <summary>30 s, 1, 2, 4, 8, 16, 32 min: given up after about an hour.</summary>
    internal const int MostAttempts = 8;

    /// <returns>how many messages were taken up</returns>
    public async Task<int> DispatchDue(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        var now = clock.Instant();
        var due = await db.Set<OutboxRow>().AsNoTracking().Where(m => m.State == OutboxState.Waiting && m.Next <= now)
            .OrderBy(m => m.Next).ThenBy(m => m.Id).Select(m => m.Id).Take(Batch).ToListAsync(stop);
        if (due.Count == 0) return 0;

        var lease = now.AddMinutes(2);
        using (await writers.Enter(db, stop))
            await db.Set<OutboxRow>().Where(m => due.Contains(m.Id) && m.State == OutboxState.Waiting && m.Next <= now)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.Attempts, m => m.Attempts + 1).SetProperty(m => m.Next, lease), stop);
        // Another node may have claimed some of them in the same millisecond; the key of the inbox then refuses the second.
        var claimed = await db.Set<OutboxRow>().Where(m => due.Contains(m.Id) && m.State == OutboxState.Waiting && m.Next == lease).ToListAsync(stop);
        foreach (var message in claimed)
        {
            try
            {
                await deliveries.Single(d => d.Channel == message.Channel).Deliver(message, db, stop);
                (message.State, message.Error) = (OutboxState.Sent, null);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                message.Error = e.GetType().Name;
                if (message.Attempts >= MostAttempts) message.State = OutboxState.Dead;
                else message.Next = now.AddSeconds(30 << (message.Attempts - 1));
                logger.LogWarning(e, "message {Message} by {Channel} failed, attempt {Attempt}", message.Id, message.Channel, message.Attempts);
            }
        }
        using (await writers.Enter(db, default)) await db.SaveChangesAsync(default(CancellationToken));
        return due.Count;
    }
}

sealed class DispatcherService(Dispatcher dispatcher, OutboxBell bell, ILogger<DispatcherService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await dispatcher.DispatchDue(stop) > 0) continue;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { break; }
            catch (Exception e) { logger.LogError(e, "the outbox could not be read"); }
            try { await bell.Wait(TimeSpan.FromSeconds(1), stop); } catch (OperationCanceledException) { break; }
        }
    }
}

sealed class Inbox(RenewalDb db, Caller caller, TimeProvider clock, WriterQueue writers) : IInbox
{
    const int DaysKeptInSight = 90;

    IQueryable<InboxRow> Own()
    {
        var (user, organisation, role, since) = (caller.Actor.Id, caller.Actor.Organisation, caller.Actor.Role, clock.Instant().AddDays(-DaysKeptInSight));
        return db.Set<InboxRow>().AsNoTracking().Where(m => m.At >= since
            && (m.User == user || organisation != null && m.Organisation == organisation && (m.Role == null || m.Role == role)));
    }

    IQueryable<InboxRow> Unread()
    {
        var (user, reads) = (caller.Actor.Id, db.Set<InboxRead>());
        return Own().Where(m => !reads.Any(r => r.User == user && r.Message == m.Id));
    }

    bool Nobody => caller.Actor.Id == Guid.Empty;

    public async Task<int> UnreadCount(CancellationToken stop) => Nobody ? 0 : await Unread().CountAsync(stop);

    public async Task<(IReadOnlyList<InboxMessage>, int)> List(bool unreadOnly, int page, int size, CancellationToken stop)
    {
        if (Nobody) return ([], 0);
        var (user, reads) = (caller.Actor.Id, db.Set<InboxRead>());
        var rows = unreadOnly ? Unread() : Own();
        var messages = await rows.OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Skip((Math.Max(page, 1) - 1) * size).Take(size)
            .Select(m => new InboxMessage(m.Id, m.Title, m.Body, m.Link, m.At, reads.Any(r => r.User == user && r.Message == m.Id))).ToListAsync(stop);
        return (messages, await rows.CountAsync(stop));
    }

    public async Task<InboxMessage?> Open(Guid message, CancellationToken stop)
    {
        if (Nobody || await Own().FirstOrDefaultAsync(m => m.Id == message, stop) is not { } own) return null;
        await MarkRead([message], stop);
        return new InboxMessage(own.Id, own.Title, own.Body, own.Link, own.At, true);
    }

    public async Task MarkRead(IReadOnlyCollection<Guid>? messages, CancellationToken stop)
    {
        if (Nobody) return;
        using var turn = await writers.Enter(db, stop);
        var unread = messages is null ? Unread() : Unread().Where(m => messages.Contains(m.Id));
        foreach (var id in await unread.Select(m => m.Id).ToListAsync(stop))
            db.Add(new InboxRead { Message = id, User = caller.Actor.Id, At = clock.Instant() });
        await db.SaveChangesAsync(stop);
    }
}

static class OutboxPart
{
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<OutboxBell>().AddSingleton<Dispatcher>().AddSingleton<IDelivery, InboxDelivery>();
        services.AddHostedService<DispatcherService>();
        return services.AddScoped<INotifier, Notifier>().AddScoped<IInbox, Inbox>();
    }
}
