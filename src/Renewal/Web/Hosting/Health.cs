using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Web.Hosting;

static class Health
{
    /// <summary>Facts that may wait for the sealer before the node is taken out of service: it seals each second.</summary>
    const int MostUnsealed = 10_000;

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => "ok").AllowAnonymous().ExcludeFromDescription().ShortCircuit();
        app.MapGet("/readyz", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Whether work should be sent here: the store answers, the disk has room, the record is being sealed. Says no more than that to the outside.</summary>
    static async Task<IResult> Ready(IServiceProvider services, IOptions<StorageOptions> storage, IOptions<WebOptions> web, ILogger<WebOptions> logger, CancellationToken stop)
    {
        var checks = new Dictionary<string, string>();
        async Task Check(string name, Func<Task<bool>> good)
        {
            try { checks[name] = await good() ? "ok" : "bad"; }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                logger.LogError(e, "readiness: {Check}", name);
                checks[name] = "bad";
            }
        }
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        await Check("store", async () =>
        {
            await db.Processes.OrderBy(p => p.Id).Select(p => p.Id).FirstOrDefaultAsync(stop);
            return true;
        });
        await Check("disk", () =>
            Task.FromResult(new DriveInfo(Path.GetFullPath(storage.Value.Folder)).AvailableFreeSpace >= web.Value.LeastFreeMegabytes * 1048576L));
        await Check("record", async () =>
        {
            var facts = db.Facts;
            var last = await db.Seals.OrderByDescending(s => s.Sequence)
                .Select(s => (long?)facts.Where(f => f.Id == s.Fact).Select(f => f.Position).FirstOrDefault()).FirstOrDefaultAsync(stop) ?? 0;
            return await facts.Where(f => f.Position > last).Take(MostUnsealed + 1).CountAsync(stop) <= MostUnsealed;
        });
        var good = checks.Values.All(c => c == "ok");
        return Results.Json(new { status = good ? "ready" : "not ready", checks }, statusCode: good ? 200 : 503);
    }
}
