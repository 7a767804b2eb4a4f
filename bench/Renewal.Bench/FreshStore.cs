using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Renewal.Storage;
using Renewal.Web;

namespace Renewal.Bench;

/// <summary>The whole product on a new and empty store, without a web server: as a verb of the command line finds it.</summary>
sealed class FreshStore : IAsyncDisposable
{
    readonly WebApplication app;
    readonly string? database;

    FreshStore(WebApplication app, string folder, string? database, IReadOnlyList<string> settings) => (this.app, Folder, this.database, Settings) = (app, folder, database, settings);

    public string Folder { get; }

    /// <summary>What another process needs to find it.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>; the latter needs RENEWAL_BENCH_POSTGRES, a server on which databases may be made</param>
    public static async Task<FreshStore> Make(string kind, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("renewal-bench-").FullName;
        List<string> settings = [$"--Storage:Folder={folder}", $"--Storage:Keys={folder}/keys"];
        string? database = null;
        if (kind == "postgres")
        {
            var server = Environment.GetEnvironmentVariable("RENEWAL_BENCH_POSTGRES") ?? throw new InvalidOperationException("RENEWAL_BENCH_POSTGRES names no server");
            database = $"renewal_bench_{Guid.CreateVersion7():N}";
            await Order(server, $"CREATE DATABASE {database}");
            settings.AddRange(["--Storage:Provider=postgres", $"--Storage:Connection={new NpgsqlConnectionStringBuilder(server) { Database = database, CommandTimeout = 0 }}"]);
        }
        var app = Serving.Build(["--environment=Production", "--Demo:Fill=false", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.AspNetCore.StaticFiles=Error", .. settings]);
        var store = new FreshStore(app, folder, database, settings);
        await using var scope = store.Open();
        await Schema.Migrate(scope.ServiceProvider.GetRequiredService<RenewalDb>(), unlock: false, stop);
        return store;
    }

    /// <summary>A scope in which the system acts, or somebody for whom everything is in reach.</summary>
    public AsyncServiceScope Open(Actor? actor = null)
    {
        var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Is(actor ?? Actor.System, Reach.Everything);
        return scope;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        if (database is not null) await Order(Environment.GetEnvironmentVariable("RENEWAL_BENCH_POSTGRES")!, $"DROP DATABASE {database} WITH (FORCE)");
        Directory.Delete(Folder, recursive: true);
    }

    static async Task Order(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>What a bench says when it seeds a store.</summary>
sealed record Seeded(string What, int Count) : IFact
{
    public static readonly Process Process = new("bench.seed", "性能测试数据");
    public string Subject => "bench/" + What;
    public string Zh => $"性能测试数据：{Count} 条";
}
