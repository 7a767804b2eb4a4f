using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Record;

namespace Renewal.Tests.Storage;

/// <summary>Honest days of a city, made at random from a seed: what verification must never call an attack.</summary>
sealed class RecordActivity(World world, int seed)
{
    sealed record Done(string Zh, CommunityId? Community) : IFact
    {
        public string Subject => Community is { } c ? $"community/{c}" : "test/day";
    }

    public Random Random { get; } = new(seed);
    public List<CommunityId> Communities { get; } = [];

    Sealer Sealer => world.App.Services.GetRequiredService<Sealer>();

    public async Task Act(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await One();
            world.Clock.Advance(TimeSpan.FromSeconds(Random.Next(1, 90)));
            if (Random.Next(4) == 0) await Sealer.Pass();
            if (Random.Next(12) == 0) await Sealer.Pass("asked");
        }
    }

    public Task Checkpoint() => Sealer.Pass("asked");

    async Task One()
    {
        await using var scene = world.As();
        var log = scene.Get<ProcessLog>();
        var pick = Communities.Count < 3 ? 0 : Random.Next(10);
        var community = pick == 0 ? CommunityId.New() : Communities[Random.Next(Communities.Count)];
        var name = $"小区{Random.Next(1_000_000)}";
        await log.Run(new Process("test.day", "日常"), async run =>
        {
            var units = run.Db.Set<Unit>().Where(u => u.Community == community).OrderBy(u => u.Number);
            switch (pick)
            {
                case 0:
                    run.Db.Add(new ResidentialCommunity(community, "210106001002", name));
                    break;
                case 1 or 2:
                    run.Db.Add(BulkInsertTests.AUnit(community, Random.Next(1_000_000), Random));
                    await run.Db.SaveChangesAsync();
                    run.Fact(new Done("先说一句", community));
                    break;
                case 3 or 4:
                    var from = Random.Next(1_000_000, 2_000_000_000);
                    await run.Bulk(Enumerable.Range(from, Random.Next(1, 40)).Select(n => BulkInsertTests.AUnit(community, n, Random)).OrderBy(_ => Random.Next()).ToList());
                    break;
                case 5 or 6:
                    foreach (var unit in (await units.ToListAsync()).OrderBy(_ => Random.Next()).Take(3)) unit.Door = $"门{Random.Next(1000)}";
                    break;
                case 7:
                    if ((await units.ToListAsync()).OrderBy(_ => Random.Next()).FirstOrDefault() is { } gone) run.Db.Remove(gone);
                    break;
                case 8:
                    var owner = new Owner(OwnerId.From(Guid.CreateVersion7()), community, UnitId.From(Guid.CreateVersion7()), default)
                    {
                        Name = Bytes(), Phone = Random.Next(2) == 0 ? null : Bytes(),
                    };
                    run.Db.Add(owner);
                    await run.Db.SaveChangesAsync();
                    owner.Name = Bytes();
                    break;
                default:
                    foreach (var unit in (await units.ToListAsync()).Take(2)) unit.Floor = unit.Floor is null ? 3 : null;
                    break;
            }
            run.Fact(new Done($"办理{name}", Random.Next(5) == 0 ? null : community));
        }, Random.Next(3) == 0 ? "按规定办理" : null);
        if (pick == 0) Communities.Add(community);
    }

    byte[] Bytes()
    {
        var bytes = new byte[Random.Next(1, 40)];
        Random.NextBytes(bytes);
        return bytes;
    }

    public async Task<AuditReport> Verify()
    {
        await using var scene = world.As();
        return await scene.Get<Audit>().Verify();
    }

    /// <summary>Verifies another copy of the database with the keys and checkpoints of this world.</summary>
    public Task<AuditReport> Verify(RenewalDb db) => new Audit(db, world.App.Services.GetRequiredService<FactSeals>(),
        world.App.Services.GetRequiredService<Checkpoints>(), world.Clock).Verify();

    public string DatabaseFile => Path.Combine(world.Folder, "renewal.db");

    /// <summary>A consistent copy of the SQLite database as it is now.</summary>
    public string Snapshot()
    {
        var path = Path.Combine(world.Folder, $"copy-{Guid.CreateVersion7():N}.db");
        using var from = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        using var to = new SqliteConnection($"Data Source={path};Pooling=False");
        from.Open();
        to.Open();
        from.BackupDatabase(to);
        using var pragma = to.CreateCommand();
        pragma.CommandText = "PRAGMA journal_mode=DELETE";
        pragma.ExecuteNonQuery();
        return path;
    }

    public static RenewalDb Open(string path)
    {
        var caller = new Caller();
        caller.IsSystem();
        return new SqliteRenewalDb(new DbContextOptionsBuilder<SqliteRenewalDb>().UseSqlite($"Data Source={path};Pooling=False").Options) { Caller = caller };
    }

    public static RenewalDb OpenPostgres(string connection)
    {
        var caller = new Caller();
        caller.IsSystem();
        return new PostgresRenewalDb(new DbContextOptionsBuilder<PostgresRenewalDb>().UseNpgsql(connection + ";Pooling=false").Options) { Caller = caller };
    }
}
