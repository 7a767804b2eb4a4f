using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Renewal.Foundation;
using SQLitePCL;

namespace Renewal.Storage;

/// <summary>A log that grows: new rows of one table, and the row that heads the log, from the version that was read to the one after it.</summary>
/// <param name="Before">the head as it was read; its Version is what the store must still hold</param>
/// <param name="After">the head with the rows; Version one higher</param>
/// <param name="Fact">says that it grew; one fact for all of the rows, whose digests it binds by their root</param>
public sealed record LogGrowth<THead, TRow>(THead Before, THead After, IReadOnlyList<TRow> Rows, IFact Fact) where THead : class where TRow : class;

/// <summary>
/// The one door past EF, for logs that grow many times a second by the system itself: the moved head, the rows, the process and its facts in one transaction
/// of prepared statements, recorded exactly as <see cref="ProcessLog"/> and <see cref="BulkInsert"/> do. Nothing is read under the lock: the head moves only
/// if it still stands at the version that was read, and where it does not, nothing is written. Facts with hearers are not for this. One caller at a time.
/// </summary>
public sealed class LogWriter(IServiceScopeFactory scopes, WriterQueue writers, FactSeals seals, IServiceProviderIsService registered) : IAsyncDisposable
{
    AsyncServiceScope? scope;
    RenewalDb? db;

    /// <returns>false: a head had moved meanwhile, or a unique key was taken; nothing is written, read anew</returns>
    /// <exception cref="RuleBroken">busy (503): two writers met</exception>
    public async Task<bool> Append<THead, TRow>(Process process, DateTimeOffset at, IReadOnlyList<LogGrowth<THead, TRow>> logs) where THead : class where TRow : class
    {
        foreach (var log in logs)
            if (registered.IsService(typeof(IHear<>).MakeGenericType(log.Fact.GetType()))) throw new InvalidOperationException($"{log.Fact.GetType().Name} has hearers: use ProcessLog");
        scope ??= scopes.CreateAsyncScope();
        db ??= scope.Value.ServiceProvider.GetRequiredService<RenewalDb>();
        var run = new ProcessRun(db, Guid.CreateVersion7(at), process, Actor.System, at);
        var (head, rows) = (Shape<THead>(), Shape<TRow>());
        List<Step> moves = [], adds = [];
        for (var i = 0; i < logs.Count; i++)
        {
            var (log, changes) = (logs[i], new RowChanges());
            if (i == 0)
            {
                var row = new ProcessRow(run, null);
                changes.Add(Change(Shape<ProcessRow>(), null, row));
                adds.Add(Insert(Shape<ProcessRow>(), row));
            }
            changes.Add(Change(head, log.Before, log.After));
            moves.Add(Move(head, log.Before, log.After));
            var batch = new BatchWriter(rows, Guid.CreateVersion7(at));
            adds.Add(Insert(batch, log.Rows));
            changes.Add(batch.Change());
            adds.Add(Insert(Shape<FactRow>(), seals.Stamp(run, log.Fact, i, changes)));
        }
        using var turn = await writers.Enter(db, CancellationToken.None);
        try
        {
            // Pooled: what a restore or a failed server does to connections is theirs, and statements are prepared in microseconds.
            await db.Database.OpenConnectionAsync();
            return db.Database.GetDbConnection() is SqliteConnection sqlite ? OnSqlite(sqlite.Handle!, moves, adds) : await OnPostgres((NpgsqlConnection)db.Database.GetDbConnection(), moves, adds);
        }
        catch (Exception e) when (e.BrokenUnique() is not null) { return false; }
        catch (Exception e) when (e.IsCollision()) { throw StoreErrors.Busy(); }
        finally { await db.Database.CloseConnectionAsync(); }
    }

    RowShape Shape<T>() => RowShape.Of(db!.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped"));

    static RowChange Change(RowShape shape, object? before, object after)
    {
        Dictionary<string, string?[]>? columns = null;
        if (before is not null)
        {
            columns = [];
            foreach (var c in shape.Columns)
            {
                if (c == shape.Version) continue;
                if (c.Of(after) is byte[] bytes)
                {
                    if (!bytes.AsSpan().SequenceEqual((byte[]?)c.Of(before))) columns[c.Name] = ["…", "…"];
                }
                else if (!Equals(c.Of(before), c.Of(after))) columns[c.Name] = [RowDigest.Text(c.Property, c.Of(before)), RowDigest.Text(c.Property, c.Of(after))];
            }
        }
        return new RowChange(shape.Table, string.Join('|', shape.Key.Select(k => RowDigest.Text(k.Property, k.Of(after)))), before is null ? null : Digest(before), Digest(after), columns);

        string Digest(object row)
        {
            var digest = new DigestWriter();
            digest.Begin(shape);
            foreach (var c in shape.Columns) digest.Add(c, c.Of(row));
            return Convert.ToHexStringLower(digest.End());
        }
    }

    /// <summary>A statement and its rows of values; on PostgreSQL many rows go as one array for each column.</summary>
    sealed record Step(string Table, BulkColumn[] Set, BulkColumn[] Where, object?[][] Rows);

    static Step Move(RowShape shape, object before, object after)
    {
        var version = BulkColumn.Of(shape.Version ?? throw new InvalidOperationException($"{shape.Table} has no Version"));
        BulkColumn[] set = [.. shape.Columns.Except(shape.Key).Select(BulkColumn.Of)], where = [.. shape.Key.Select(BulkColumn.Of), version];
        return new(shape.Table, set, where, [[.. set.Select(c => c.Stored(after)), .. where.Select(c => c.Stored(before))]]);
    }

    static Step Insert(RowShape shape, object row)
    {
        BulkColumn[] columns = [.. shape.Columns.Where(c => c.Property.ValueGenerated == ValueGenerated.Never).Select(BulkColumn.Of)];
        return new(shape.Table, columns, [], [[.. columns.Select(c => c.Stored(row))]]);
    }

    static Step Insert<T>(BatchWriter batch, IReadOnlyList<T> rows) where T : class
    {
        var values = new object?[rows.Count][];
        for (var r = 0; r < values.Length; r++)
        {
            var row = values[r] = new object?[batch.Columns.Length];
            batch.Begin(rows[r]);
            for (var i = 0; i < row.Length; i++) row[i] = batch.Take(i, rows[r]);
            batch.End();
        }
        return new(batch.Shape.Table, batch.Columns, [], values);
    }

    static bool OnSqlite(sqlite3 handle, List<Step> moves, List<Step> adds)
    {
        BulkInsert.Check(handle, raw.sqlite3_exec(handle, "BEGIN IMMEDIATE"));
        var done = false;
        try
        {
            foreach (var move in moves)
            {
                Do(move);
                if (raw.sqlite3_changes(handle) != 1) return false;
            }
            adds.ForEach(Do);
            BulkInsert.Check(handle, raw.sqlite3_exec(handle, "COMMIT"));
            return done = true;
        }
        finally
        {
            // After some errors SQLite has rolled back by itself, and says so here; the first error is the one to tell.
            if (!done) raw.sqlite3_exec(handle, "ROLLBACK");
        }

        void Do(Step step)
        {
            BulkInsert.Check(handle, raw.sqlite3_prepare_v2(handle, Sql(step, i => $"?{i}", ""), out var statement));
            using (statement)
            {
                var put = new SqliteBinder(statement);
                foreach (var row in step.Rows)
                {
                    for (var i = 0; i < row.Length; i++) put.Bind(i + 1, row[i]);
                    var code = raw.sqlite3_step(statement);
                    if (code != raw.SQLITE_DONE) BulkInsert.Check(handle, code);
                    raw.sqlite3_reset(statement);
                }
            }
        }
    }

    /// <summary>One round trip for all statements and one for the commit. The heads come first, so that nodes wait for each other there and nowhere else.</summary>
    static async Task<bool> OnPostgres(NpgsqlConnection connection, List<Step> moves, List<Step> adds)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var step in moves.Concat(adds))
        {
            var many = step.Rows.Length > 1;
            var command = new NpgsqlBatchCommand(Sql(step, i => $"${i}", many ? "unnest" : ""));
            BulkColumn[] columns = [.. step.Set, .. step.Where];
            for (var i = 0; i < columns.Length; i++)
                command.Parameters.Add(many ? new() { Value = columns[i].Array(step.Rows, i), DataTypeName = columns[i].StoreType + "[]" } : new() { Value = step.Rows[0][i] ?? DBNull.Value, DataTypeName = columns[i].StoreType });
            batch.BatchCommands.Add(command);
        }
        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();
        for (var i = 0; i < moves.Count; i++)
            if (batch.BatchCommands[i].RecordsAffected != 1) return false;
        await transaction.CommitAsync();
        return true;
    }

    static string Sql(Step step, Func<int, string> place, string each)
    {
        static string Name(BulkColumn c) => $"\"{c.Column.ColumnName}\"";
        if (step.Where.Length > 0)
            return $"UPDATE \"{step.Table}\" SET {string.Join(", ", step.Set.Select((c, i) => $"{Name(c)} = {place(i + 1)}"))} " +
                $"WHERE {string.Join(" AND ", step.Where.Select((c, i) => $"{Name(c)} = {place(step.Set.Length + i + 1)}"))}";
        var names = string.Join(", ", step.Set.Select(Name));
        var values = string.Join(", ", step.Set.Select((_, i) => place(i + 1)));
        return each.Length > 0 ? $"INSERT INTO \"{step.Table}\" ({names}) SELECT * FROM unnest({values})" : $"INSERT INTO \"{step.Table}\" ({names}) VALUES ({values})";
    }

    public async ValueTask DisposeAsync()
    {
        if (scope is { } open) await open.DisposeAsync();
    }
}
