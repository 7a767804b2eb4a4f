using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Renewal.Storage;

/// <summary>
/// Canonical digest of a row, the same on both stores: SHA-256 over the table's name and, in ordinal order of its property names, each column as
/// <c>\n name = length(4 bytes, big-endian) value</c>. Instants are Unix milliseconds, numbers stand in invariant culture, bytes in hex.
/// A column at its default (null, or zero or empty where it may not be null) is left out: a later version that adds a column keeps every older digest.
/// </summary>
public static class RowDigest
{
    /// <summary>Primary key as text, parts joined by |.</summary>
    public static string Key(IReadOnlyEntityType entity, Func<IReadOnlyProperty, object?> value) =>
        string.Join('|', entity.FindPrimaryKey()!.Properties.Select(p => Text(p, value(p))));

    /// <summary>Hex SHA-256 of a row whose values are asked for one by one.</summary>
    public static string Of(IReadOnlyEntityType entity, Func<IReadOnlyProperty, object?> value)
    {
        var shape = RowShape.Of((IEntityType)entity);
        var digest = new DigestWriter();
        digest.Begin(shape);
        foreach (var column in shape.Columns) digest.Add(column, value(column.Property));
        return Convert.ToHexStringLower(digest.End());
    }

    /// <summary>A model value as canonical text; null for null.</summary>
    internal static string? Text(IReadOnlyProperty property, object? value)
    {
        if (value is not (null or DateTimeOffset) && !property.IsPrimitiveCollection && property.GetValueConverter() is { } converter)
            value = converter.ConvertToProvider(value);
        return Text(value) ?? (value is null ? null : throw new NotSupportedException(
            $"{property.DeclaringType.Name}.{property.Name}: no canonical text for {value.GetType()}"));
    }

    internal static string? Text(object? value) => value switch
    {
        null => null,
        string s => s,
        bool b => b ? "1" : "0",
        Guid g => g.ToString("N"),
        DateTimeOffset t => t.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        DateTime t => t.Ticks.ToString(CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly t => t.Ticks.ToString(CultureInfo.InvariantCulture),
        TimeSpan t => t.Ticks.ToString(CultureInfo.InvariantCulture),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        // Trailing zeros do not survive every store.
        decimal d => d.ToString("G29", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        Enum e => e.ToString(),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => string.Concat(list.Cast<object?>().Select(o => Text(o) is { } s ? $"{s.Length}:{s}" : "-")),
        _ => null,
    };
}

/// <summary>One column as the record sees it.</summary>
sealed class RowColumn
{
    readonly object? byDefault;
    readonly ValueConverter? toText;
    readonly object? constant;
    readonly Func<object, object?>? get;

    internal RowColumn(IEntityType entity, IProperty property)
    {
        Property = property;
        var path = property.Name;
        for (var at = property.DeclaringType as IComplexType; at is not null; at = at.ComplexProperty.DeclaringType as IComplexType)
            path = $"{at.ComplexProperty.Name}.{path}";
        Name = path;
        Prefix = Encoding.UTF8.GetBytes($"\n{Name}=");
        ColumnName = property.GetColumnName(StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value)!;
        if (!property.IsPrimitiveCollection) toText = property.GetValueConverter();
        if (!property.IsNullable)
            byDefault = property.ClrType == typeof(string) ? "" : property.ClrType.IsValueType ? RuntimeHelpers.GetUninitializedObject(property.ClrType) : null;
        if (property == entity.FindDiscriminatorProperty()) constant = entity.GetDiscriminatorValue();
        else if (!property.IsShadowProperty()) get = property.GetGetter().GetClrValueUsingContainingEntity;
    }

    internal IProperty Property { get; }
    internal string Name { get; }
    internal string ColumnName { get; }
    internal byte[] Prefix { get; }

    /// <summary>Value of the column in an object that no context tracks.</summary>
    internal object? Of(object row) => get is not null ? get(row) : constant ?? throw new NotSupportedException(
        $"{Property.DeclaringType.Name}.{Name} is a shadow property: a bulk row must carry all its columns");

    internal bool IsDefault(object? value) => value is null || byDefault is not null && value.Equals(byDefault) || value is byte[] { Length: 0 } && !Property.IsNullable;

    /// <summary>A Guid, plain or as a typed id.</summary>
    internal bool HoldsGuid => (toText?.ProviderClrType ?? Nullable.GetUnderlyingType(Property.ClrType) ?? Property.ClrType) == typeof(Guid);
    internal Guid? AsGuid(object? value) => (Guid?)Plain(value);
    internal object FromGuid(Guid value) => toText is null ? value : toText.ConvertFromProvider(value)!;
    internal object? Plain(object? value) => value is null or DateTimeOffset || toText is null ? value : toText.ConvertToProvider(value);
}

/// <summary>An entity type as the record sees it; made once per model.</summary>
sealed class RowShape
{
    static readonly ConditionalWeakTable<IEntityType, RowShape> shapes = [];

    RowShape(IEntityType entity)
    {
        Entity = entity;
        Table = entity.GetTableName() ?? throw new NotSupportedException($"{entity.DisplayName()} has no table");
        if (entity.IsOwned() || entity.IsMappedToJson())
            throw new NotSupportedException($"{entity.DisplayName()}: owned types have no row of their own in the record; map columns, or an entity with its own key");
        Columns = [.. entity.GetFlattenedProperties().Select(p => new RowColumn(entity, p)).OrderBy(c => c.Name, StringComparer.Ordinal)];
        Key = [.. entity.FindPrimaryKey()!.Properties.Select(p => Array.Find(Columns, c => c.Property == p)!)];
        Batch = Array.Find(Columns, c => c.Name == "Batch" && c.Property.IsNullable && c.HoldsGuid);
        Version = Array.Find(Columns, c => c.Name == "Version" && c.Property.IsConcurrencyToken);
        Header = Encoding.UTF8.GetBytes(Table);
    }

    internal static RowShape Of(IEntityType entity) => shapes.GetValue(entity, static e => new RowShape(e));

    internal IEntityType Entity { get; }
    internal string Table { get; }
    internal byte[] Header { get; }
    internal RowColumn[] Columns { get; }
    internal RowColumn[] Key { get; }
    /// <summary>The column that names the bulk intake a row came in by, where the table takes part in bulk intake.</summary>
    internal RowColumn? Batch { get; }
    internal RowColumn? Version { get; }
}

/// <summary>Writes the canonical form of rows into one buffer that is used again and again. Not thread-safe.</summary>
sealed class DigestWriter
{
    byte[] buffer = new byte[1024];
    int length;

    internal void Begin(RowShape shape)
    {
        length = 0;
        Raw(shape.Header);
    }

    internal void Add(RowColumn column, object? value)
    {
        if (column.IsDefault(value)) return;
        Raw(column.Prefix);
        Room(4 + 64);
        var start = length + 4;
        var room = buffer.AsSpan(start);
        var plain = column.Plain(value);
        int written;
        switch (plain)
        {
            case Guid g: g.TryFormat(room, out written, "N"); break;
            case DateTimeOffset t: t.ToUnixTimeMilliseconds().TryFormat(room, out written, default, CultureInfo.InvariantCulture); break;
            case int i: i.TryFormat(room, out written, default, CultureInfo.InvariantCulture); break;
            case long l: l.TryFormat(room, out written, default, CultureInfo.InvariantCulture); break;
            case byte[] bytes:
                Room(4 + bytes.Length * 2);
                Convert.TryToHexStringLower(bytes, buffer.AsSpan(start), out written);
                break;
            default:
                var text = RowDigest.Text(plain) ?? throw new NotSupportedException($"{column.Name}: no canonical text for {plain!.GetType()}");
                Room(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
                written = Encoding.UTF8.GetBytes(text, buffer.AsSpan(start));
                break;
        }
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), written);
        length = start + written;
    }

    internal byte[] End() => SHA256.HashData(buffer.AsSpan(0, length));
    internal void End(Span<byte> hash) => SHA256.HashData(buffer.AsSpan(0, length), hash);

    void Raw(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    void Room(int more)
    {
        if (length + more > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
    }
}
