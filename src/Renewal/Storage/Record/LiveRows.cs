using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Renewal.Storage.Record;

/// <summary>
/// Reads every row of a recorded table as it lies in the store, in key order, past all query filters and without making objects. Strict about how SQLite
/// keeps a value: a GUID in small letters reads the same and is found by no query, so it counts as changed.
/// </summary>
sealed class LiveRows
{
    readonly IReadOnlyList<Kind> kinds;
    readonly Column[] columns;
    readonly int discriminator = -1;
    readonly string sql;
    readonly DigestWriter digest = new();
    readonly object?[] raw;

    LiveRows(string table, IReadOnlyList<IEntityType> types, bool sqlite)
    {
        Table = table;
        var shapes = types.Select(RowShape.Of).ToList();
        columns = [.. shapes.SelectMany(s => s.Columns).DistinctBy(c => c.ColumnName).Select(c => new Column(c, sqlite))];
        kinds = [.. shapes.Select(s => new Kind(s, [.. s.Columns.Select(c => Array.FindIndex(columns, x => x.Of.ColumnName == c.ColumnName))]))];
        if (types[0].FindDiscriminatorProperty() is { } property)
            discriminator = Array.FindIndex(columns, c => c.Of.ColumnName == property.GetColumnName());
        else if (types.Count > 1) throw new NotSupportedException($"{table}: several recorded types share this table without a discriminator");
        Key = [.. shapes[0].Key.Select(k => Array.FindIndex(columns, x => x.Of.ColumnName == k.ColumnName))];
        Batch = shapes[0].Batch is { } batch ? Array.FindIndex(columns, x => x.Of.ColumnName == batch.ColumnName) : -1;
        raw = new object?[columns.Length];
        sql = $"SELECT {string.Join(", ", columns.Select(c => $"\"{c.Of.ColumnName}\""))} FROM \"{table}\" " +
            $"ORDER BY {string.Join(", ", shapes[0].Key.Select(k => $"\"{k.ColumnName}\""))}";
    }

    public string Table { get; }
    int[] Key { get; }
    int Batch { get; }

    /// <summary>All recorded tables of the model.</summary>
    public static IEnumerable<LiveRows> All(RenewalDb db) =>
        db.Model.GetEntityTypes().Where(e => e.IsRecorded() && e.GetTableName() is not null && !e.ClrType.IsAbstract)
            .GroupBy(e => e.GetTableName()!).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new LiveRows(g.Key, [.. g], db is SqliteRenewalDb));

    /// <summary>One row: its key in text, its batch, its digest; <paramref name="Wrong"/> where it cannot be read as this product writes.</summary>
    public readonly record struct Row(string Key, Guid? Batch, Digest32 Digest, string? Wrong);

    public IEnumerable<Row> Read(DbConnection connection, DbTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return Take(reader);
    }

    Row Take(DbDataReader reader)
    {
        var hash = (stackalloc byte[32]);
        string? wrong = null;
        for (var i = 0; i < columns.Length; i++)
            try { raw[i] = columns[i].Read(reader, i); }
            catch (Exception e) when (e is FormatException or InvalidCastException or ArgumentException or OverflowException or InvalidOperationException)
            {
                raw[i] = null;
                wrong ??= columns[i].Of.ColumnName;
            }
        var key = string.Join('|', Key.Select(k => RowDigest.Text(columns[k].Of.Property, raw[k]) ?? "?"));
        var batch = Batch < 0 ? null : columns[Batch].Of.AsGuid(raw[Batch]);
        var kind = kinds[0];
        if (discriminator >= 0)
            foreach (var k in kinds) if (Equals(k.Shape.Entity.GetDiscriminatorValue(), raw[discriminator])) kind = k;
        digest.Begin(kind.Shape);
        for (var i = 0; i < kind.Shape.Columns.Length; i++) digest.Add(kind.Shape.Columns[i], raw[kind.At[i]]);
        digest.End(hash);
        return new Row(key, batch, Digest32.Of(hash), wrong);
    }

    sealed record Kind(RowShape Shape, int[] At);

    sealed class Column
    {
        readonly ValueConverter? fromStore;
        readonly Func<DbDataReader, int, object> read;

        public Column(RowColumn of, bool sqlite)
        {
            Of = of;
            var mapping = (RelationalTypeMapping)of.Property.GetTypeMapping();
            fromStore = mapping.Converter;
            var type = fromStore?.ProviderClrType ?? Nullable.GetUnderlyingType(of.Property.ClrType) ?? of.Property.ClrType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            read = sqlite ? (reader, i) => Strict(reader.GetValue(i), type)
                : (Func<DbDataReader, int, object>)typeof(Column).GetMethod(nameof(Typed), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                    .MakeGenericMethod(type).CreateDelegate(typeof(Func<DbDataReader, int, object>));
        }

        public RowColumn Of { get; }

        public object? Read(DbDataReader reader, int i)
        {
            if (reader.IsDBNull(i)) return Of.Property.IsNullable ? null : throw new FormatException("null");
            var value = read(reader, i);
            return fromStore is null ? value : fromStore.ConvertFromProvider(value);
        }

        static object Typed<T>(DbDataReader reader, int i) => reader.GetFieldValue<T>(i)!;

        static object Strict(object stored, Type type)
        {
            var culture = CultureInfo.InvariantCulture;
            switch (stored)
            {
                case string s:
                    if (type == typeof(string)) return s;
                    object? value = type == typeof(Guid) ? Guid.ParseExact(s, "D")
                        : type == typeof(DateOnly) ? DateOnly.ParseExact(s, "yyyy-MM-dd", culture)
                        : type == typeof(decimal) ? decimal.Parse(s, NumberStyles.Number, culture)
                        : type == typeof(TimeOnly) ? TimeOnly.Parse(s, culture)
                        : type == typeof(TimeSpan) ? TimeSpan.Parse(s, culture)
                        : type == typeof(DateTime) ? DateTime.Parse(s, culture)
                        : null;
                    if (value is Guid g && g.ToString().ToUpperInvariant() != s) throw new FormatException("guid");
                    return value ?? throw new FormatException("text");
                case long l:
                    if (type == typeof(long)) return l;
                    if (type == typeof(int)) return checked((int)l);
                    if (type == typeof(bool)) return l is 0 or 1 ? l == 1 : throw new FormatException("bool");
                    if (type == typeof(double)) throw new FormatException("real");
                    return type.IsEnum ? Enum.ToObject(type, l) : Convert.ChangeType(l, type, culture);
                case double d when type == typeof(double): return d;
                case double d when type == typeof(float): return (float)d;
                case byte[] bytes when type == typeof(byte[]): return bytes;
                default: throw new FormatException("storage class");
            }
        }
    }
}
