using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Renewal.Foundation;
using Renewal.Web;

namespace Renewal.Storage;

/// <summary>Brings the store to the schema of this version, or says in one sentence why not.</summary>
public static class Schema
{
    /// <summary>At the start of the site: migrates in Development, refuses an old schema elsewhere (a production database is migrated by hand, after a backup).</summary>
    /// <exception cref="RuleBroken">schema.old, schema.new, schema.locked, schema.unversioned</exception>
    public static async Task Prepare(IServiceProvider services, CancellationToken stop)
    {
        using var scope = services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment() || !Versioned(db)) await Migrate(db, unlock: false, stop);
        else await Check(db, stop);
    }

    /// <summary>Until the first migration is made (scripts/migrations.sh) the schema is created from the model as it is.</summary>
    static bool Versioned(RenewalDb db) => db.Database.GetMigrations().Any();

    /// <summary>Creates or migrates the store.</summary>
    /// <param name="unlock">take a left-over migration lock away first</param>
    public static async Task Migrate(RenewalDb db, bool unlock, CancellationToken stop)
    {
        if (!Versioned(db))
        {
            await db.Database.EnsureCreatedAsync(stop);
            return;
        }
        await RefuseForeign(db, stop);
        await FreeOfLock(db, unlock, stop);
        await db.Database.MigrateAsync(stop);
    }

    static async Task Check(RenewalDb db, CancellationToken stop)
    {
        if (!await Exists(db, stop)) throw new RuleBroken("schema.old", "数据库还没有建立。请先运行：./renewal migrate");
        await RefuseForeign(db, stop);
        var pending = (await db.Database.GetPendingMigrationsAsync(stop)).ToList();
        if (pending.Count > 0)
            throw new RuleBroken("schema.old", $"数据库结构是旧版本，差 {pending.Count} 步（{pending[^1]}）。请先备份（./renewal backup），再运行：./renewal migrate");
    }

    static async Task RefuseForeign(RenewalDb db, CancellationToken stop)
    {
        if (!await Exists(db, stop)) return;
        var applied = (await db.Database.GetAppliedMigrationsAsync(stop)).ToList();
        if (applied.Count == 0 && await HasTable(db, "record_facts", stop))
            throw new RuleBroken("schema.unversioned", "这个数据库是开发版本建立的，没有版本记录，无法升级。请换一个数据文件夹，或删除它后重新启动。");
        if (applied.Except(db.Database.GetMigrations()).LastOrDefault() is { } newer)
            throw new RuleBroken("schema.new", $"数据库结构（{newer}）比程序新。请改用较新的程序版本。");
    }

    /// <summary>On SQLite a migration that was killed leaves a row in its lock table, and the next one would wait for ever.</summary>
    static async Task FreeOfLock(RenewalDb db, bool unlock, CancellationToken stop)
    {
        if (db is not SqliteRenewalDb || !await Exists(db, stop)) return;
        for (var tries = 0; await HasTable(db, "__EFMigrationsLock", stop); tries++)
        {
            if (unlock) await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", stop);
            if (await db.Database.SqlQueryRaw<int>("SELECT count(*) AS \"Value\" FROM \"__EFMigrationsLock\"").SingleAsync(stop) == 0) return;
            if (tries == 10)
                throw new RuleBroken("schema.locked", "上一次升级中断，留下了升级锁。确认没有别的升级在进行后，运行：./renewal migrate --unlock");
            await Task.Delay(500, stop);
        }
    }

    static Task<bool> Exists(RenewalDb db, CancellationToken stop) => db.GetService<IRelationalDatabaseCreator>().ExistsAsync(stop);

    static async Task<bool> HasTable(RenewalDb db, string name, CancellationToken stop) => await (db is SqliteRenewalDb
        ? db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = {name}")
        : db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM information_schema.tables WHERE table_name = {name}")).SingleAsync(stop) > 0;

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var unlock = new Option<bool>("--unlock") { Description = "先除去中断的升级留下的锁 take a left-over lock away first" };
        var command = new Command("migrate", "建立数据库或升级其结构 create the database or bring its schema up to date") { unlock };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => CommandHost.Run(async services =>
        {
            var db = services.GetRequiredService<RenewalDb>();
            var before = await Exists(db, stop) ? (await db.Database.GetAppliedMigrationsAsync(stop)).Count() : 0;
            await Migrate(db, parsed.GetValue(unlock), stop);
            Console.WriteLine(Versioned(db) ? $"数据库结构已是最新（本次升级 {db.Database.GetMigrations().Count() - before} 步）。" : "数据库已建立。");
            return 0;
        }, [.. parsed.UnmatchedTokens]));
        return command;
    }
}

/// <summary>For <c>dotnet ef</c>: the model of each store, without a database.</summary>
sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteRenewalDb>
{
    public SqliteRenewalDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteRenewalDb>().UseSqlite("Data Source=:memory:").Options);
}

/// <inheritdoc cref="SqliteDesign"/>
sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresRenewalDb>
{
    public PostgresRenewalDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresRenewalDb>().UseNpgsql("Host=design").Options);
}
