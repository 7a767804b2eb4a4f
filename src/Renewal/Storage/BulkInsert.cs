using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using SQLitePCL;

namespace Renewal.Storage;

/// <summary>What a bulk intake wrote: its id stands in the <c>Batch</c> column of each of its rows.</summary>
public readonly record struct BulkBatch(Guid Id, long Rows);

/// <summary>
/// Writes very many new rows of one table at once, inside the run's transaction: a prepared statement on SQLite, binary COPY on PostgreSQL.
/// <para>
/// The record gets one entry per call instead of one per row: table, batch id, count, and the Merkle root (RFC 6962) of the row digests in key order.
/// A row that is changed later says in its own entry how it was before and which batch it came from, so the root stays checkable for ever.
/// </para>
/// <para>
/// A table that takes part has one key column of Guid or a typed id, and a nullable column <c>Batch</c> of Guid or a typed id, whatever its setter. The
/// batch id may be given (the intake's own); per table there is one call under one id. Rows that came in singly may carry the same id. The ids of rows are
/// made by the caller before (<c>Guid.CreateVersion7()</c>). <c>Batch</c> and <c>Version</c> (1) are written here, whatever the objects say. Rows are read
/// once, in one pass, and are not tracked: stream them (<c>yield</c>) and memory stays at about 50 bytes a row. Value converters of the mapping apply. Parents must be there first:
/// what the run's context has tracked is saved before the first row. Updating existing rows is not for this: change tracked entities instead.
/// </para>
/// <example><code>
/// await log.Run(Intake, async run =>
/// {
///     var batch = await run.Bulk(Households(file, sealer), intake.Value);      // IEnumerable&lt;Household&gt; or IAsyncEnumerable&lt;Household&gt;
///     run.Fact(new HouseholdsTakenIn(community, batch.Rows));
/// });
/// </code></example>
/// </summary>
public static class BulkInsert
{
    /// <inheritdoc cref="BulkInsert"/>
    /// <exception cref="DbUpdateException">a key or constraint is broken; <see cref="StoreErrors.BrokenUnique"/> tells which</exception>
    public static Task<BulkBatch> Bulk<T>(this ProcessRun run, IEnumerable<T> rows, Guid? batch = null, CancellationToken stop = default) where T : class =>
        run.Bulk(Async(rows), batch, stop);

    /// <inheritdoc cref="BulkInsert"/>
    public static async Task<BulkBatch> Bulk<T>(this ProcessRun run, IAsyncEnumerable<T> rows, Guid? batch = null, CancellationToken stop = default)
        where T : class
    {
        var db = run.Db;
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped");
        await db.SaveChangesAsync(stop);
        var writer = new BatchWriter(RowShape.Of(entity), batch ?? Guid.CreateVersion7(run.At));
        try
        {
            if (db is SqliteRenewalDb) await OnSqlite(db, writer, rows, stop);
            else await OnPostgres(db, writer, rows, stop);
        }
        catch (Exception e)
        {
            // Half of the rows may be in the transaction and none of them in the record.
            run.Failed = e;
            if (e is not (SqliteException or PostgresException)) throw;
            throw new DbUpdateException($"bulk insert into {writer.Shape.Table} failed: {e.Message}", e);
        }
        if (writer.Rows > 0)
        {
            run.Saved += writer.Rows;
            if (entity.IsRecorded()) run.Changes.Add(writer.Change());
        }
        return new BulkBatch(writer.Id, writer.Rows);
    }

    static async IAsyncEnumerable<T> Async<T>(IEnumerable<T> rows)
    {
        foreach (var row in rows) yield return row;
        await Task.CompletedTask;
    }

    static async Task OnSqlite<T>(RenewalDb db, BatchWriter batch, IAsyncEnumerable<T> rows, CancellationToken stop) where T : class
    {
        var handle = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        var names = string.Join(", ", batch.Columns.Select(c => $"\"{c.Column.ColumnName}\""));
        var values = string.Join(", ", batch.Columns.Select((_, i) => $"?{i + 1}"));
        Check(handle, raw.sqlite3_prepare_v2(handle, $"INSERT INTO \"{batch.Shape.Table}\" ({names}) VALUES ({values})", out var statement));
        using (statement)
        {
            var put = new SqliteBinder(statement);
            await foreach (var row in rows.WithCancellation(stop))
            {
                batch.Begin(row);
                for (var i = 0; i < batch.Columns.Length; i++) put.Bind(i + 1, batch.Take(i, row));
                var code = raw.sqlite3_step(statement);
                if (code != raw.SQLITE_DONE) Check(handle, code);
                raw.sqlite3_reset(statement);
                batch.End();
            }
        }
    }

    internal static void Check(sqlite3 handle, int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), code, raw.sqlite3_extended_errcode(handle));
    }

    static async Task OnPostgres<T>(RenewalDb db, BatchWriter batch, IAsyncEnumerable<T> rows, CancellationToken stop) where T : class
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var names = string.Join(", ", batch.Columns.Select(c => $"\"{c.Column.ColumnName}\""));
        await using var copy = await connection.BeginBinaryImportAsync($"COPY \"{batch.Shape.Table}\" ({names}) FROM STDIN (FORMAT BINARY)", stop);
        await foreach (var row in rows.WithCancellation(stop))
        {
            batch.Begin(row);
            // Copied values are gathered in Npgsql's buffer; the blocking form spares a state machine per value.
            copy.StartRow();
            for (var i = 0; i < batch.Columns.Length; i++)
                if (batch.Take(i, row) is { } value) copy.Write(value, batch.Columns[i].StoreType);
                else copy.WriteNull();
            batch.End();
        }
        await copy.CompleteAsync(stop);
    }
}

/// <summary>A column with what the store takes for its values.</summary>
sealed record BulkColumn(RowColumn Column, ValueConverter? ToStore, string StoreType)
{
    public static BulkColumn Of(RowColumn column)
    {
        var mapping = (RelationalTypeMapping)column.Property.GetTypeMapping();
        return new(column, mapping.Converter, mapping.StoreTypeNameBase);
    }

    public object? Store(object? value) => value is null || ToStore is null ? value : ToStore.ConvertToProvider(value);
    public object? Stored(object row) => Store(Column.Of(row));

    /// <summary>One column of many rows, as PostgreSQL takes an array.</summary>
    public Array Array(object?[][] rows, int at)
    {
        var type = ToStore?.ProviderClrType ?? Column.Property.ClrType;
        if (Column.Property.IsNullable && type.IsValueType && Nullable.GetUnderlyingType(type) is null) type = typeof(Nullable<>).MakeGenericType(type);
        var array = System.Array.CreateInstance(type, rows.Length);
        for (var r = 0; r < rows.Length; r++) array.SetValue(rows[r][at], r);
        return array;
    }
}

/// <summary>Takes each value once, for the store and for the digest.</summary>
sealed class BatchWriter
{
    readonly DigestWriter digest = new();
    readonly List<Leaf> leaves = [];
    readonly int key, version, batch;
    readonly bool recorded;
    readonly object? batchValue;
    Leaf current;
    bool ordered = true;

    public BatchWriter(RowShape shape, Guid id)
    {
        (Shape, Id) = (shape, id);
        recorded = shape.Entity.IsRecorded();
        if (recorded && (shape.Batch is null || shape.Key.Length != 1))
            throw new InvalidOperationException($"{shape.Table} takes no part in bulk intake: it needs one key column of Guid and a nullable Guid column Batch");
        Columns = [.. shape.Columns.Select(BulkColumn.Of)];
        key = Array.IndexOf(shape.Columns, shape.Key[0]);
        batch = Array.IndexOf(shape.Columns, shape.Batch);
        version = Array.IndexOf(shape.Columns, shape.Version);
        batchValue = shape.Batch?.FromGuid(id);
    }

    public RowShape Shape { get; }
    public Guid Id { get; }
    public BulkColumn[] Columns { get; }
    public long Rows { get; private set; }

    public void Begin(object row) => digest.Begin(Shape);

    public object? Take(int i, object row)
    {
        var column = Columns[i];
        var value = i == batch ? batchValue : i == version ? 1 : column.Column.Of(row);
        if (recorded) digest.Add(column.Column, value);
        var stored = column.Store(value);
        if (i == key && recorded) current.Key = stored is Guid g ? g : throw new InvalidOperationException($"{Shape.Table}: the key is no Guid");
        return stored;
    }

    public void End()
    {
        Rows++;
        if (!recorded) return;
        Span<byte> hash = stackalloc byte[32];
        digest.End(hash);
        current.Digest = Digest32.Of(hash);
        if (leaves.Count > 0 && ordered && Leaf.Order(leaves[^1], current) > 0) ordered = false;
        leaves.Add(current);
    }

    public RowChange Change()
    {
        if (!ordered) CollectionsMarshal.AsSpan(leaves).Sort(Leaf.Order);
        var tree = new Merkle();
        foreach (ref var leaf in CollectionsMarshal.AsSpan(leaves)) tree.Add(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref leaf.Digest, 1)));
        return new RowChange(Shape.Table, Id.ToString("N"), null, Convert.ToHexStringLower(tree.Root()), null)
        {
            Rows = tree.Count, Parts = [.. tree.Parts.Select(Convert.ToHexStringLower)],
        };
    }
}

struct Leaf
{
    public Guid Key;
    public Digest32 Digest;

    /// <summary>Order of the key as both stores sort it: byte by byte from the left.</summary>
    public static int Order(Leaf a, Leaf b) => a.Key.CompareTo(b.Key);
}

/// <summary>Binds values by index as Microsoft.Data.Sqlite would store them (a GUID is upper-case text), without looking parameters up by name.</summary>
sealed class SqliteBinder(sqlite3_stmt statement)
{
    readonly byte[] guid = new byte[36];
    readonly byte[] text = new byte[1000];

    public void Bind(int i, object? value)
    {
        switch (value)
        {
            case null: raw.sqlite3_bind_null(statement, i); break;
            case string { Length: > 0 and <= 250 } s: raw.sqlite3_bind_text(statement, i, text.AsSpan(0, Encoding.UTF8.GetBytes(s, text))); break;
            case string s: raw.sqlite3_bind_text(statement, i, s); break;
            case Guid g:
                g.TryFormat(guid, out _);
                for (var at = 0; at < guid.Length; at++) if (guid[at] >= (byte)'a') guid[at] -= 32;
                raw.sqlite3_bind_text(statement, i, guid);
                break;
            case long l: raw.sqlite3_bind_int64(statement, i, l); break;
            case int n: raw.sqlite3_bind_int64(statement, i, n); break;
            case short n: raw.sqlite3_bind_int64(statement, i, n); break;
            case byte n: raw.sqlite3_bind_int64(statement, i, n); break;
            case bool b: raw.sqlite3_bind_int64(statement, i, b ? 1 : 0); break;
            case double d: raw.sqlite3_bind_double(statement, i, d); break;
            case float d: raw.sqlite3_bind_double(statement, i, d); break;
            case byte[] bytes: raw.sqlite3_bind_blob(statement, i, bytes); break;
            case DateOnly d: raw.sqlite3_bind_text(statement, i, d.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
            case decimal d: raw.sqlite3_bind_text(statement, i, d.ToString("0.0###########################", System.Globalization.CultureInfo.InvariantCulture)); break;
            default: throw new NotSupportedException($"bulk insert does not know how SQLite stores {value.GetType()}");
        }
    }
}

/// <summary>A SHA-256 value without an object of its own.</summary>
readonly record struct Digest32(ulong A, ulong B, ulong C, ulong D)
{
    public static Digest32 Of(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<Digest32>(hash);
    public static Digest32 Parse(string hex) => Of(Convert.FromHexString(hex));
}
