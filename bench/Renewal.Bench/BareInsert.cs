using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Renewal.Storage;
using SQLitePCL;

namespace Renewal.Bench;

/// <summary>
/// The peer of the intake: what the store itself needs for these rows. They are read from the store of the intake into memory, part by part, with the watch
/// stopped; what is counted is binding, inserting and the commit. SQLite's own prepared statement, many rows in each; PostgreSQL's binary COPY.
/// </summary>
static class BareInsert
{
    public static readonly string[] Tables = ["places_buildings", "places_stairwells", "places_units", "places_homes", "places_households", "places_owners", "places_ownerships"];

    const int Part = 100_000;

    public static async Task<(TimeSpan Took, long Rows)> Copy(FreshStore from, FreshStore to, CancellationToken stop)
    {
        await using var source = from.Open();
        await using var target = to.Open();
        RenewalDb read = source.ServiceProvider.GetRequiredService<RenewalDb>(), write = target.ServiceProvider.GetRequiredService<RenewalDb>();
        await read.Database.OpenConnectionAsync(stop);
        await write.Database.OpenConnectionAsync(stop);
        var result = read is SqliteRenewalDb
            ? OnSqlite(((SqliteConnection)read.Database.GetDbConnection()).Handle!, ((SqliteConnection)write.Database.GetDbConnection()).Handle!)
            : await OnPostgres((NpgsqlConnection)read.Database.GetDbConnection(), (NpgsqlConnection)write.Database.GetDbConnection(), stop);
        await read.Database.CloseConnectionAsync();
        await write.Database.CloseConnectionAsync();
        return result;
    }

    readonly record struct Cell(int Type, long Whole, double Real, byte[]? Bytes);

    static (TimeSpan, long) OnSqlite(sqlite3 from, sqlite3 to)
    {
        long count = 0;
        var part = new List<Cell[]>(Part);
        var watch = Rounds.Start();
        Do(to, "BEGIN IMMEDIATE");
        watch.Stop();
        foreach (var table in Tables)
        {
            Check(from, raw.sqlite3_prepare_v2(from, $"SELECT * FROM \"{table}\"", out var select));
            using var _ = select;
            var columns = raw.sqlite3_column_count(select);
            // Rows per statement: as many as make no difference any more.
            var together = Math.Max(1, 400 / columns);
            using var many = Prepare(to, table, select, columns, together);
            using var one = Prepare(to, table, select, columns, 1);
            do
            {
                part.Clear();
                while (part.Count < Part && raw.sqlite3_step(select) == raw.SQLITE_ROW) part.Add(Read(select, columns));
                watch.Start();
                var at = 0;
                for (; at + together <= part.Count; at += together) Insert(to, many, part, at, together);
                for (; at < part.Count; at++) Insert(to, one, part, at, 1);
                watch.Stop();
                count += part.Count;
            }
            while (part.Count == Part);
        }
        watch.Start();
        Do(to, "COMMIT");
        watch.Stop();
        return (watch.Elapsed, count);
    }

    static sqlite3_stmt Prepare(sqlite3 db, string table, sqlite3_stmt select, int columns, int rows)
    {
        var names = string.Join(", ", Enumerable.Range(0, columns).Select(i => $"\"{raw.sqlite3_column_name(select, i).utf8_to_string()}\""));
        var row = "(" + string.Join(", ", Enumerable.Repeat("?", columns)) + ")";
        Check(db, raw.sqlite3_prepare_v2(db, $"INSERT INTO \"{table}\" ({names}) VALUES {string.Join(", ", Enumerable.Repeat(row, rows))}", out var statement));
        return statement;
    }

    static Cell[] Read(sqlite3_stmt select, int columns)
    {
        var cells = new Cell[columns];
        for (var i = 0; i < columns; i++)
            cells[i] = raw.sqlite3_column_type(select, i) switch
            {
                raw.SQLITE_INTEGER => new(raw.SQLITE_INTEGER, raw.sqlite3_column_int64(select, i), 0, null),
                raw.SQLITE_FLOAT => new(raw.SQLITE_FLOAT, 0, raw.sqlite3_column_double(select, i), null),
                raw.SQLITE_TEXT => new(raw.SQLITE_TEXT, 0, 0, raw.sqlite3_column_blob(select, i).ToArray()),
                raw.SQLITE_BLOB => new(raw.SQLITE_BLOB, 0, 0, raw.sqlite3_column_blob(select, i).ToArray()),
                _ => new(raw.SQLITE_NULL, 0, 0, null),
            };
        return cells;
    }

    static void Insert(sqlite3 db, sqlite3_stmt statement, List<Cell[]> part, int at, int rows)
    {
        var n = 0;
        for (var r = at; r < at + rows; r++)
            foreach (ref readonly var cell in part[r].AsSpan())
            {
                n++;
                switch (cell.Type)
                {
                    case raw.SQLITE_INTEGER: raw.sqlite3_bind_int64(statement, n, cell.Whole); break;
                    case raw.SQLITE_FLOAT: raw.sqlite3_bind_double(statement, n, cell.Real); break;
                    case raw.SQLITE_TEXT: raw.sqlite3_bind_text(statement, n, (ReadOnlySpan<byte>)cell.Bytes); break;
                    case raw.SQLITE_BLOB: raw.sqlite3_bind_blob(statement, n, (ReadOnlySpan<byte>)cell.Bytes); break;
                    default: raw.sqlite3_bind_null(statement, n); break;
                }
            }
        Check(db, raw.sqlite3_step(statement));
        raw.sqlite3_reset(statement);
    }

    static void Do(sqlite3 db, string sql) => Check(db, raw.sqlite3_exec(db, sql));

    static void Check(sqlite3 db, int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE)) throw new InvalidOperationException(raw.sqlite3_errmsg(db).utf8_to_string());
    }

    static async Task<(TimeSpan, long)> OnPostgres(NpgsqlConnection from, NpgsqlConnection to, CancellationToken stop)
    {
        long count = 0;
        var part = new List<object[]>(Part);
        var watch = Rounds.Start();
        await using var transaction = await to.BeginTransactionAsync(stop);
        watch.Stop();
        foreach (var table in Tables)
        {
            await using var select = new NpgsqlCommand($"SELECT * FROM \"{table}\"", from) { CommandTimeout = 0 };
            await using var reader = await select.ExecuteReaderAsync(stop);
            var names = string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"\"{reader.GetName(i)}\""));
            // Type names without their length: character varying(60).
            var types = Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetDataTypeName(i).Split('(')[0]).ToArray();
            do
            {
                part.Clear();
                while (part.Count < Part && await reader.ReadAsync(stop))
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    part.Add(row);
                }
                watch.Start();
                await using (var copy = await to.BeginBinaryImportAsync($"COPY \"{table}\" ({names}) FROM STDIN (FORMAT BINARY)", stop))
                {
                    foreach (var row in part)
                    {
                        copy.StartRow();
                        for (var i = 0; i < row.Length; i++)
                            if (row[i] is DBNull) copy.WriteNull();
                            else copy.Write(row[i], types[i]);
                    }
                    await copy.CompleteAsync(stop);
                }
                watch.Stop();
                count += part.Count;
            }
            while (part.Count == Part);
        }
        watch.Start();
        await transaction.CommitAsync(stop);
        watch.Stop();
        return (watch.Elapsed, count);
    }
}
