using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Web;
using Xunit;

namespace Renewal.Tests;

/// <summary>Which store a test runs on.</summary>
public enum Store { Sqlite, Postgres }

/// <summary>Runs a theory on every store; PostgreSQL is skipped, visibly, where the run has no server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoresAttribute : Xunit.v3.DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo method, Xunit.Sdk.DisposalTracker tracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [
            new TheoryDataRow(Store.Sqlite),
            new TheoryDataRow(Store.Postgres) { Skip = World.Postgres is null ? "no PostgreSQL: run ./test.sh" : null },
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>
/// The whole product on its own fresh store, keys and clock: the real application, on a real port once <see cref="Listen"/> is called.
/// </summary>
public sealed class World : IAsyncDisposable
{
    /// <summary>Connection string of a test server on which databases may be created, or null.</summary>
    public static string? Postgres => Environment.GetEnvironmentVariable("RENEWAL_TEST_POSTGRES");

    readonly string folder;
    readonly Func<ValueTask> drop;
    readonly string[] args;
    bool handedOn, listening;
    public WebApplication App { get; }
    public FakeTimeProvider Clock { get; }

    World(WebApplication app, FakeTimeProvider clock, string folder, Func<ValueTask> drop, string[] args) =>
        (App, Clock, this.folder, this.drop, this.args) = (app, clock, folder, drop, args);

    /// <param name="store">which store</param>
    /// <param name="now">start of the fake clock; 2026-03-02 09:00 in China (a Monday) if not given</param>
    /// <param name="services">more services, or others in their place</param>
    /// <param name="settings">more settings as <c>--Section:Name=value</c></param>
    public static async Task<World> Start(Store store = Store.Sqlite, DateTimeOffset? now = null, Action<IServiceCollection>? services = null,
        params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("renewal-test-").FullName;
        var clock = new FakeTimeProvider(now ?? new DateTimeOffset(2026, 3, 2, 9, 0, 0, Foundation.Clock.China));
        List<string> args = ["--environment=Development", "--urls=http://127.0.0.1:0", $"--Storage:Folder={folder}", $"--Storage:Keys={folder}/keys",
            "--Logging:LogLevel:Default=Warning", "--Demo:Fill=false", "--Access:HashRounds=1000", "--Access:SignInsPerMinute=100000", .. settings];
        Func<ValueTask> drop = () => ValueTask.CompletedTask;
        var (template, database) = await Templates[(int)store].Value;
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(template, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        if (store == Store.Postgres)
        {
            var (connection, dropDatabase) = await TestPostgres.Create(database);
            args.Add("--Storage:Provider=postgres");
            args.Add($"--Storage:Connection={connection}");
            drop = dropDatabase;
        }
        return await Open([.. args], clock, folder, drop, services);
    }

    // The schema is laid once for each store; every world starts from a copy of it.
    static readonly Lazy<Task<(string Folder, string Database)>>[] Templates = [new(() => Lay(Store.Sqlite)), new(() => Lay(Store.Postgres))];

    static async Task<(string Folder, string Database)> Lay(Store store)
    {
        var folder = Directory.CreateTempSubdirectory("renewal-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => { try { Directory.Delete(folder, true); } catch (IOException) { } };
        List<string> args = ["--environment=Development", "--urls=http://127.0.0.1:0", $"--Storage:Folder={folder}", $"--Storage:Keys={folder}/keys",
            "--Logging:LogLevel:Default=Warning", "--Demo:Fill=false"];
        var database = "";
        if (store == Store.Postgres)
        {
            var (connection, _) = await TestPostgres.Create("template1");
            args.AddRange(["--Storage:Provider=postgres", $"--Storage:Connection={connection}"]);
            database = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database!;
        }
        var world = await Open([.. args], new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, Foundation.Clock.China)), folder, () => ValueTask.CompletedTask, null);
        await world.App.DisposeAsync();
        // The last connection to close folds the write-ahead log into the file; a database in use cannot be a template.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Npgsql.NpgsqlConnection.ClearAllPools();
        return (folder, database);
    }

    static async Task<World> Open(string[] args, FakeTimeProvider clock, string folder, Func<ValueTask> drop, Action<IServiceCollection>? services)
    {
        var app = Serving.Build(args, all =>
        {
            all.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            if (Guideline.MutatedGuideline.Current is { } mutated) all.Replace(ServiceDescriptor.Singleton(mutated));
            services?.Invoke(all);
        });
        await Schema.Prepare(app.Services, default);
        return new World(app, clock, folder, drop, args);
    }

    /// <summary>Stops the product and starts it anew on the same store; this world hands its store on and is over.</summary>
    public async Task<World> Restart(Action<IServiceCollection>? services = null)
    {
        handedOn = true;
        await App.StopAsync();
        await App.DisposeAsync();
        return await Open(args, Clock, folder, drop, services);
    }

    /// <summary>Starts the web server at the first call; returns its address.</summary>
    public async Task<Uri> Listen()
    {
        await starting.WaitAsync();
        try
        {
            if (!listening) await App.StartAsync();
            listening = true;
        }
        finally { starting.Release(); }
        return new Uri(App.Urls.First());
    }

    readonly SemaphoreSlim starting = new(1, 1);

    /// <summary>A scope in which somebody acts; the system with everything in reach if nobody is named.</summary>
    public Scene As(Actor? actor = null, Reach? reach = null)
    {
        var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Is(actor ?? Actor.System, reach ?? Reach.Everything);
        return new Scene(scope);
    }

    public async ValueTask DisposeAsync()
    {
        if (handedOn) return;
        if (listening) await App.StopAsync();
        await App.DisposeAsync();
        await drop();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        try { Directory.Delete(folder, true); } catch (IOException) { }
    }

    public string Folder => folder;

    /// <summary>What another process needs to serve the same store.</summary>
    public IReadOnlyList<string> Settings => args;
}

/// <summary>One scope of services in a test.</summary>
public sealed class Scene(AsyncServiceScope scope) : IAsyncDisposable
{
    public IServiceProvider Services => scope.ServiceProvider;
    public RenewalDb Db => Get<RenewalDb>();
    public T Get<T>() where T : notnull => scope.ServiceProvider.GetRequiredService<T>();
    public ValueTask DisposeAsync() => scope.DisposeAsync();
}

/// <summary>A fresh database on the test server.</summary>
static class TestPostgres
{
    static int count;

    public static async Task<(string Connection, Func<ValueTask> Drop)> Create(string template)
    {
        var server = World.Postgres ?? throw new InvalidOperationException("no PostgreSQL");
        var name = $"renewal_test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";
        await Run(server, $"CREATE DATABASE {name} TEMPLATE {template}");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ToString();
        return (connection, Drop);

        async ValueTask Drop()
        {
            Npgsql.NpgsqlConnection.ClearPool(new Npgsql.NpgsqlConnection(connection));
            await Run(server, $"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    static async Task Run(string server, string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
