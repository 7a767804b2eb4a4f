using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
    [property: JsonPropertyName("c"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string?[]>? Columns);

/// <summary>The rows one run changed, each once, in the order of their first change.</summary>
public sealed class RowChanges
{
    public static readonly RowChanges None = new();
    readonly Dictionary<(string, string), RowChange> rows = [];

    public bool Any(string besides) => rows.Keys.Any(k => k.Item1 != besides);

    public void Add(RowChange change)
    {
        var at = (change.Table, change.Key);
        rows[at] = rows.TryGetValue(at, out var earlier) ? change with { Before = earlier.Before, Columns = Join(earlier.Columns, change.Columns) } : change;
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

/// <summary>
/// Canonical digest of a row, the same on both stores: every mapped column in ordinal order of its name as <c>name=value</c>, instants as Unix
/// milliseconds, numbers in invariant culture, null apart from empty.
/// </summary>
public static class RowDigest
{
    public static string Key(IReadOnlyEntityType entity, Func<IReadOnlyProperty, object?> value) =>
        string.Join('|', entity.FindPrimaryKey()!.Properties.Select(p => Text(p, value(p))));

    public static string Of(IReadOnlyEntityType entity, Func<IReadOnlyProperty, object?> value)
    {
        var text = new StringBuilder(256).Append(entity.GetTableName());
        foreach (var property in Columns(entity))
        {
            text.Append('\n').Append(property.Name).Append('=');
            if (Text(property, value(property)) is { } s) text.Append(s.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(s);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IReadOnlyEntityType, IReadOnlyProperty[]> columns = [];

    internal static IReadOnlyProperty[] Columns(IReadOnlyEntityType entity) =>
        columns.GetValue(entity, static e => [.. e.GetProperties().OrderBy(p => p.Name, StringComparer.Ordinal)]);

    /// <summary>A model value as canonical text; null for null.</summary>
    internal static string? Text(IReadOnlyProperty property, object? value)
    {
        if (value is not (null or DateTimeOffset) && property.GetValueConverter() is { } converter) value = converter.ConvertToProvider(value);
        return value switch
        {
            null => null,
            string s => s,
            bool b => b ? "1" : "0",
            Guid g => g.ToString("N"),
            DateTimeOffset t => t.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            double d => d.ToString("R", CultureInfo.InvariantCulture),
            byte[] bytes => Convert.ToHexStringLower(bytes),
            Enum e => e.ToString(),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name}: no canonical text for {value.GetType()}"),
        };
    }
}

/// <summary>Before each save: gives versions, and notes in the run what rows change. A recorded row changed outside a run is a fault of ours.</summary>
sealed class RecordingInterceptor : SaveChangesInterceptor
{
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
        return new RowChange(entity.GetTableName()!, RowDigest.Key(entity, p => entry.CurrentValues[(IProperty)p]), before, after, columns);
    }
}
