using Npgsql;

namespace Renewal.Tests.Storage;

/// <summary>Copies of a PostgreSQL test database.</summary>
static class TestDatabase
{
    static int count;

    public static async Task<(string Connection, Func<Task> Drop)> Clone(string connection)
    {
        var of = new NpgsqlConnectionStringBuilder(connection);
        var name = $"{of.Database}_c{Interlocked.Increment(ref count)}";
        NpgsqlConnection.ClearAllPools();
        await Run($"CREATE DATABASE {name} TEMPLATE {of.Database}");
        return (new NpgsqlConnectionStringBuilder(connection) { Database = name }.ToString(), () => Run($"DROP DATABASE {name} WITH (FORCE)"));
    }

    public static async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(World.Postgres + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
