using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Storage;

public sealed class SchemaTests
{
    [Theory, Stores]
    public async Task The_migrations_hold_the_whole_model(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        Assert.SkipUnless(scene.Db.Database.GetMigrations().Any(), "there are no migrations yet: scripts/migrations.sh Initial");
        Assert.False(scene.Db.Database.HasPendingModelChanges(), "the model has changed: scripts/migrations.sh <Name>");
    }

    [Fact]
    public async Task A_lock_left_by_a_killed_migration_is_named_and_can_be_taken_away()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        Assert.SkipUnless(scene.Db.Database.GetMigrations().Any(), "there are no migrations yet: scripts/migrations.sh Initial");
        await scene.Db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)");
        await scene.Db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')");
        Assert.Equal("schema.locked", (await Assert.ThrowsAsync<RuleBroken>(() => Schema.Migrate(scene.Db, unlock: false, default))).Code);
        await Schema.Migrate(scene.Db, unlock: true, default);
    }

    /// <summary>What the record cannot walk would be a hole in it: found here, not at the first verification of a city.</summary>
    [Theory, Stores]
    public async Task Every_recorded_table_can_be_verified(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        var tables = Renewal.Storage.Record.LiveRows.All(scene.Db).Select(t => t.Table).ToList();
        Assert.Contains("record_processes", tables);
        foreach (var entity in scene.Db.Model.GetEntityTypes().Where(e => e.IsRecorded()))
        {
            Assert.DoesNotContain(entity.FindPrimaryKey()!.Properties, p => p.ValueGenerated != Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never);
            foreach (var column in RowShape.Of(entity).Columns)
                Assert.True(column.Property.GetDefaultValueSql() is null && column.Property.GetComputedColumnSql() is null,
                    $"{entity.GetTableName()}.{column.Name}: a value that the store makes up is unknown when the digest is taken");
        }
    }
}
