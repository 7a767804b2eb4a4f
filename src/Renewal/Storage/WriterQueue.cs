using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Renewal.Storage;

/// <summary>SQLite has one writer: within the process they queue here instead of colliding on the file lock. PostgreSQL passes straight through.</summary>
public sealed class WriterQueue
{
    readonly ConcurrentDictionary<string, SemaphoreSlim> queues = new();

    public async ValueTask<IDisposable?> Enter(RenewalDb db, CancellationToken stop)
    {
        if (db is not SqliteRenewalDb) return null;
        var queue = queues.GetOrAdd(db.Database.GetConnectionString() ?? "", _ => new SemaphoreSlim(1, 1));
        await queue.WaitAsync(stop);
        return new Turn(queue);
    }

    sealed class Turn(SemaphoreSlim queue) : IDisposable
    {
        public void Dispose() => queue.Release();
    }
}
