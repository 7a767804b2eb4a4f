using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Renewal.Storage.Files;
using Renewal.Storage.Jobs;
using Renewal.Storage.Outbox;
using Renewal.Storage.Record;

namespace Renewal.Storage;

/// <summary>Settings of the section <c>Storage</c>; each can be overridden by the environment (<c>Storage__Provider=postgres</c>).</summary>
public sealed class StorageOptions
{
    /// <summary><c>sqlite</c> (embedded default) or <c>postgres</c> (production).</summary>
    [RegularExpression("^(sqlite|postgres)$", ErrorMessage = "Storage:Provider must be sqlite or postgres")]
    public string Provider { get; set; } = "sqlite";

    /// <summary>PostgreSQL connection string; ignored for SQLite.</summary>
    public string? Connection { get; set; }

    /// <summary>Folder of the embedded database, evidence files and checkpoints; relative to where the command was given.</summary>
    [Required] public string Folder { get; set; } = "data";

    /// <summary>Folder of keys, never inside the database and never in a backup.</summary>
    [Required] public string Keys { get; set; } = "data/keys";
}

public static class StorageModule
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations()
            .Validate(o => o.Provider == "sqlite" || !string.IsNullOrWhiteSpace(o.Connection), "Storage:Connection is needed for postgres")
            .ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<WriterQueue>();
        services.AddSingleton<FactSeals>();
        services.AddSingleton(s => new RecordKey(KeyFile.Load(s.GetRequiredService<IOptions<StorageOptions>>().Value, "record.key", 32)));
        services.AddTransient<LogWriter>();
        services.AddScoped<Caller>();
        services.AddScoped<ProcessLog>();
        services.AddSingleton(Store);
        services.AddScoped(Open);
        services.AddFiles();
        services.AddJobs();
        services.AddOutbox();
        services.AddRecord();
        return services;
    }

    public static WebApplication MapStorage(this WebApplication app)
    {
        app.MapFiles();
        app.MapRecord();
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [FilesPart.Command(), .. RecordPart.Commands()];

    static RenewalDb Open(IServiceProvider services)
    {
        var caller = services.GetRequiredService<Caller>();
        return services.GetRequiredService<DbContextOptions>() switch
        {
            DbContextOptions<PostgresRenewalDb> postgres => new PostgresRenewalDb(postgres) { Caller = caller },
            var sqlite => new SqliteRenewalDb((DbContextOptions<SqliteRenewalDb>)sqlite) { Caller = caller },
        };
    }

    /// <summary>Made once: what EF keeps of a model is found by these options, which costs more than many a query if they are made for each request.</summary>
    static DbContextOptions Store(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (options.Provider == "postgres") return Common(new DbContextOptionsBuilder<PostgresRenewalDb>().UseNpgsql(options.Connection)).Options;
        Directory.CreateDirectory(options.Folder);
        return Common(new DbContextOptionsBuilder<SqliteRenewalDb>().AddInterceptors(SqlitePragmas.Instance).UseSqlite(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.Folder, "renewal.db"), ForeignKeys = true, Pooling = true, DefaultTimeout = 30,
        }.ToString())).Options;
    }

    static DbContextOptionsBuilder<T> Common<T>(DbContextOptionsBuilder<T> builder) where T : DbContext
    {
        builder.AddInterceptors(Recorder);
        builder.ConfigureWarnings(w => w
            // The reach filter narrows both ends of a relation alike.
            .Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning)
            .Ignore(RelationalEventId.MultipleCollectionIncludeWarning));
        return builder;
    }

    static readonly RecordingInterceptor Recorder = new();

    /// <summary>synchronous belongs to the connection, so each opened one is told.</summary>
    sealed class SqlitePragmas : DbConnectionInterceptor
    {
        public static readonly SqlitePragmas Instance = new();
        const string Sql = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;";

        public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData data)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData data, CancellationToken stop = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(stop);
        }
    }
}

/// <summary>Keys as files that only the owner reads; made at first use.</summary>
public static class KeyFile
{
    public static byte[] Load(StorageOptions options, string name, int bytes)
    {
        Directory.CreateDirectory(options.Keys);
        var path = Path.Combine(options.Keys, name);
        if (!File.Exists(path))
        {
            var fresh = path + "." + Environment.ProcessId;
            File.WriteAllText(fresh, Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            // Two processes at first use: the first to move wins, both read the winner's.
            try { File.Move(fresh, path, overwrite: false); } catch (IOException) { File.Delete(fresh); }
        }
        var key = Convert.FromBase64String(File.ReadAllText(path).Trim());
        return key.Length == bytes ? key : throw new InvalidOperationException($"{path}: expected {bytes} bytes of key, found {key.Length}");
    }
}
