using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Renewal.Storage;

/// <summary>Which entities are kept out of the record, and why.</summary>
public static class Recording
{
    internal const string Exempt = "Renewal:Unrecorded";

    /// <summary>Rows whose loss or change proves nothing (read marks, job progress): say why.</summary>
    public static EntityTypeBuilder<T> Unrecorded<T>(this EntityTypeBuilder<T> entity, string why) where T : class
    {
        entity.Metadata.SetAnnotation(Exempt, why);
        return entity;
    }

    public static bool IsRecorded(this IReadOnlyEntityType entity) => entity.FindAnnotation(Exempt) is null && entity.FindPrimaryKey() is not null;
}

/// <summary>One changed row: where it is, its digest before and after, and the columns that changed in words.</summary>
/// <param name="Table">table name</param>
/// <param name="Key">primary key as text, parts joined by |</param>
/// <param name="Before">hex SHA-256 of the row before; null when it is new</param>
/// <param name="After">hex SHA-256 of the row after; null when it is gone</param>
/// <param name="Columns">column → [old, new]; binary columns (sealed personal data, geometry) as …</param>
public sealed record RowChange(
    [property: JsonPropertyName("t")] string Table, [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("b")] string? Before, [property: JsonPropertyName("a")] string? After,
    [property: JsonPropertyName("c"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string?[]>? Columns)
{
    /// <summary>The bulk intake the row came in by, where it did: lets the root of the batch be recomputed after the row has changed.</summary>
    [JsonPropertyName("o"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Batch { get; init; }

    /// <summary>Not null: this entry is a whole bulk intake of so many rows; <see cref="Key"/> is its id and <see cref="After"/> its Merkle root.</summary>
    [JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? Rows { get; init; }

    /// <summary>Roots of each full run of 4,096 rows of a bulk intake.</summary>
    [JsonPropertyName("p"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<string>? Parts { get; init; }
}

/// <summary>The rows one run changed, each once, in the order of their first change.</summary>
public sealed class RowChanges
{
    public static readonly RowChanges None = new();
    readonly Dictionary<(string, string), RowChange> rows = [];

    public bool Any(string besides) => rows.Keys.Any(k => k.Item1 != besides);

    internal void Clear() => rows.Clear();

    public void Add(RowChange change)
    {
        var at = (change.Table, change.Key);
        if (change.Rows is not null && rows.ContainsKey(at))
            throw new InvalidOperationException($"{change.Table}: two bulk intakes under one batch id have no common root; stream the rows in one call");
        rows[at] = rows.TryGetValue(at, out var earlier) ? change with { Before = earlier.Before, Batch = earlier.Batch, Columns = Join(earlier.Columns, change.Columns) } : change;
    }

    static IReadOnlyDictionary<string, string?[]>? Join(IReadOnlyDictionary<string, string?[]>? first, IReadOnlyDictionary<string, string?[]>? then)
    {
        if (first is null || then is null) return first ?? then;
        var both = new Dictionary<string, string?[]>(first);
        foreach (var (name, values) in then) both[name] = both.TryGetValue(name, out var old) ? [old[0], values[1]] : values;
        return both;
    }

    public string ToJson() => rows.Count == 0 ? "[]" : JsonSerializer.Serialize(rows.Values, RecordJson.Options);
}

static class RecordJson
{
    /// <summary>Chinese stays readable in the store.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

/// <summary>Before each save: gives versions, and notes in the run what rows change. A recorded row changed outside a run is a fault of ours.</summary>
sealed class RecordingInterceptor : SaveChangesInterceptor, IQueryExpressionInterceptor
{
    /// <summary>ExecuteUpdate and ExecuteDelete pass the change tracker by: nothing would be written down.</summary>
    public Expression QueryCompilationStarting(Expression query, QueryExpressionEventData data)
    {
        if (query is MethodCallExpression { Method: { Name: "ExecuteUpdate" or "ExecuteDelete" or "ExecuteUpdateAsync" or "ExecuteDeleteAsync" } method }
            && data.Context?.Model.FindEntityType(method.GetGenericArguments()[0]) is { } entity && entity.IsRecorded())
            throw new InvalidOperationException($"{entity.GetTableName()} is recorded: change its rows through ProcessLog.Run, not by {method.Name}");
        return query;
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData data, InterceptionResult<int> result)
    {
        Note((RenewalDb)data.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken stop = default)
    {
        Note((RenewalDb)data.Context!);
        return ValueTask.FromResult(result);
    }

    static void Note(RenewalDb db)
    {
        db.ChangeTracker.DetectChanges();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            if (entry.Metadata.FindProperty("Version") is { IsConcurrencyToken: true } && entry.State != EntityState.Deleted)
            {
                var version = entry.Property("Version");
                version.CurrentValue = entry.State == EntityState.Added ? 1 : (int)version.OriginalValue! + 1;
            }
            if (entry.Entity is not ProcessRow && db.Run is { } any) any.Saved++;
            if (!entry.Metadata.IsRecorded()) continue;
            if (db.Run is not { } run)
                throw new InvalidOperationException($"{entry.Metadata.GetTableName()} is recorded and may change only inside ProcessLog.Run");
            run.Changes.Add(Change(entry));
        }
    }

    static RowChange Change(EntityEntry entry)
    {
        var entity = entry.Metadata;
        var before = entry.State == EntityState.Added ? null : RowDigest.Of(entity, p => entry.OriginalValues[(IProperty)p]);
        var after = entry.State == EntityState.Deleted ? null : RowDigest.Of(entity, p => entry.CurrentValues[(IProperty)p]);
        Dictionary<string, string?[]>? columns = null;
        if (entry.State == EntityState.Modified)
        {
            columns = [];
            foreach (var property in entry.Properties)
                if (property.IsModified && property.Metadata.Name != "Version")
                    columns[property.Metadata.Name] = property.Metadata.ClrType == typeof(byte[])
                        ? ["…", "…"]
                        : [RowDigest.Text(property.Metadata, property.OriginalValue), RowDigest.Text(property.Metadata, property.CurrentValue)];
        }
        var shape = RowShape.Of(entity);
        foreach (var column in shape.Columns)
            if (entry.State == EntityState.Added && column.Property.DeclaringType == entity && entry.Property(column.Property).IsTemporary)
                throw new InvalidOperationException($"{shape.Table}.{column.Name} is given by the store: the record needs it before the insert");
        return new RowChange(shape.Table, RowDigest.Key(entity, p => entry.CurrentValues[(IProperty)p]), before, after, columns)
        {
            Batch = before is not null && shape.Batch is { } batch ? batch.AsGuid(entry.OriginalValues[batch.Property])?.ToString("N") : null,
        };
    }
}
