using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Renewal.Storage;
using Renewal.Storage.Record;
using Xunit;

namespace Renewal.Tests.Storage;

/// <summary>Verification finds every attack on a checkpointed entry, and calls nothing honest an attack.</summary>
public sealed class AuditTests
{
    [Theory, Stores]
    public async Task Honest_days_raise_no_alarm(Store store)
    {
        await using var world = await World.Start(store);
        var days = new RecordActivity(world, 11);
        for (var i = 0; i < 10; i++)
        {
            await days.Act(15);
            var report = await days.Verify();
            Assert.Empty(report.Findings.Select(f => f.Zh));
            Assert.True(report.Facts >= report.Sealed && report.Sealed >= report.Checkpointed);
        }
        await days.Checkpoint();
        var last = await days.Verify();
        Assert.True(last.Clean);
        Assert.Equal(last.Facts, last.Checkpointed);
        Assert.True(last.Rows > 100);
    }

    [Fact]
    public async Task Sixty_random_attacks_of_each_kind_are_all_found()
    {
        await using var world = await World.Start();
        var days = new RecordActivity(world, 12);
        await days.Act(90);
        await days.Checkpoint();
        var honest = days.Snapshot();
        await using (var db = RecordActivity.Open(honest)) Assert.True((await days.Verify(db)).Clean);
        List<string> missed = [];
        foreach (var attack in Enum.GetValues<Attack>())
            for (var i = 0; i < 60; i++)
            {
                var copy = honest + ".attacked";
                File.Copy(honest, copy, overwrite: true);
                await using var db = RecordActivity.Open(copy);
                var what = await new RecordAttacker(db, new Random(i)).Do(attack);
                if ((await days.Verify(db)).Clean) missed.Add($"{attack} {i}: {what}");
            }
        Assert.Empty(missed);
    }

    [Fact]
    public async Task Sixty_rollbacks_of_the_whole_database_are_all_found_also_after_life_goes_on()
    {
        await using var world = await World.Start();
        var days = new RecordActivity(world, 13);
        List<string> olds = [];
        for (var i = 0; i < 60; i++)
        {
            await days.Act(2);
            olds.Add(days.Snapshot());
        }
        await days.Act(2);
        await days.Checkpoint();
        foreach (var old in olds)
        {
            await using var db = RecordActivity.Open(old);
            var report = await days.Verify(db);
            Assert.Contains(report.Findings, f => f.Kind == FindingKind.RolledBack);
        }

        // Put one back for real: the sealer writes no checkpoint over it, and what is done afterwards does not hide it.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var before = world.App.Services.GetRequiredService<Checkpoints>().LastNumber();
        File.Copy(olds[20], days.DatabaseFile, overwrite: true);
        File.Delete(days.DatabaseFile + "-wal");
        File.Delete(days.DatabaseFile + "-shm");
        await days.Checkpoint();
        Assert.True(world.App.Services.GetRequiredService<Sealer>().Alarm);
        await days.Act(150);
        await days.Checkpoint();
        Assert.Equal(before, world.App.Services.GetRequiredService<Checkpoints>().LastNumber());
        Assert.False((await days.Verify()).Clean);
    }

    [Fact]
    public async Task Attacks_are_found_on_postgres_too()
    {
        Assert.SkipWhen(World.Postgres is null, "no PostgreSQL: run ./test.sh");
        await using var world = await World.Start(Store.Postgres);
        var days = new RecordActivity(world, 14);
        await days.Act(60);
        await days.Checkpoint();
        string honest;
        await using (var scene = world.As()) honest = scene.Db.Database.GetConnectionString()!;
        List<string> missed = [];
        foreach (var attack in Enum.GetValues<Attack>())
            for (var i = 0; i < 3; i++)
            {
                var attacked = await TestDatabase.Clone(honest);
                await using (var db = RecordActivity.OpenPostgres(attacked.Connection))
                {
                    var what = await new RecordAttacker(db, new Random(i)).Do(attack);
                    if ((await days.Verify(db)).Clean) missed.Add($"{attack} {i}: {what}");
                }
                await attacked.Drop();
            }
        Assert.Empty(missed);
    }

    [Fact]
    public async Task A_forged_or_missing_checkpoint_is_found()
    {
        await using var world = await World.Start();
        var days = new RecordActivity(world, 15);
        for (var i = 0; i < 3; i++)
        {
            await days.Act(3);
            await days.Checkpoint();
        }
        var checkpoints = world.App.Services.GetRequiredService<Checkpoints>();
        var path = checkpoints.PathOf(2);
        var bytes = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, bytes.Replace("sequence=", "sequence=1", StringComparison.Ordinal));
        Assert.Contains((await days.Verify()).Findings, f => f.Kind == FindingKind.Checkpoint);
        File.Delete(path);
        Assert.Contains((await days.Verify()).Findings, f => f.Kind == FindingKind.Checkpoint);
        await File.WriteAllTextAsync(path, bytes);
        Assert.True((await days.Verify()).Clean);
    }

    [Fact]
    public async Task A_position_that_commits_late_on_postgres_is_sealed_and_holds_nothing_up()
    {
        Assert.SkipWhen(World.Postgres is null, "no PostgreSQL: run ./test.sh");
        await using var world = await World.Start(Store.Postgres);
        var days = new RecordActivity(world, 16);
        var sealer = world.App.Services.GetRequiredService<Sealer>();
        await days.Act(2);
        await sealer.Pass();
        var (said, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = Task.Run(async () =>
        {
            await using var scene = world.As();
            await using var connection = new NpgsqlConnection(scene.Db.Database.GetConnectionString());
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            // Takes a position now and commits it long after later ones, as a slow commit does.
            await using var position = new NpgsqlCommand("CREATE TEMP TABLE t(x int); SELECT nextval(pg_get_serial_sequence('record_facts', 'Position'))", connection, transaction);
            var taken = (long)(await position.ExecuteScalarAsync())!;
            said.SetResult();
            await go.Task;
            await using var insert = new NpgsqlCommand("""
                INSERT INTO record_facts ("Position","Id","Process","Ordinal","Kind","Subject","At","Zh","Payload","Changes","Mac")
                OVERRIDING SYSTEM VALUE SELECT $1, gen_random_uuid(), gen_random_uuid(), 0, 'Late', 'test/late', now(), '晚', '{}', '[]', ''::bytea
                """, connection, transaction) { Parameters = { new() { Value = taken } } };
            await insert.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        });
        await said.Task;
        await days.Act(3);
        for (var i = 0; i < 3; i++) await sealer.Pass();
        await using var scene = world.As();
        var reading = scene.Get<RecordReading>();
        Assert.Equal(0, (await reading.State()).Unsealed);
        go.SetResult();
        await slow;
        Assert.Equal(1, (await reading.State()).Unsealed);
        await sealer.Pass();
        Assert.Equal(0, (await reading.State()).Unsealed);
        await days.Act(2);
        await sealer.Pass();
        await sealer.Pass();
        Assert.Equal(0, (await reading.State()).Unsealed);
    }

    [Theory, Stores]
    public async Task Several_sealers_at_once_make_one_chain(Store store)
    {
        await using var world = await World.Start(store);
        var days = new RecordActivity(world, 17);
        var services = world.App.Services;
        // Each has its own lock within the process, as nodes have.
        Sealer Node() => ActivatorUtilities.CreateInstance<Sealer>(services);
        Sealer[] nodes = [Node(), Node(), Node()];
        using var stop = new CancellationTokenSource();
        var sealing = nodes.Select(n => Task.Run(async () => { while (!stop.IsCancellationRequested) { await n.Pass(); await Task.Delay(5); } })).ToArray();
        await days.Act(40);
        await stop.CancelAsync();
        await Task.WhenAll(sealing);
        await days.Checkpoint();
        var report = await days.Verify();
        Assert.Empty(report.Findings.Select(f => f.Zh));
        Assert.Equal(report.Facts, report.Sealed);
    }
}
