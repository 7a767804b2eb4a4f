using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Renewal.Foundation;

namespace Renewal.Storage;

/// <summary>Makes stored facts and says what their digest is. The key lies outside the database.</summary>
public sealed class FactSeals(RecordKey key)
{
    internal FactRow Stamp(ProcessRun run, IFact fact, int ordinal, RowChanges changes)
    {
        var row = new FactRow
        {
            Id = Guid.CreateVersion7(run.At),
            Process = run.Id,
            Ordinal = ordinal,
            Kind = fact.GetType().Name,
            Subject = fact.Subject,
            Community = fact.Community?.Value,
            At = run.At,
            Zh = fact.Zh,
            Payload = JsonSerializer.Serialize(fact, fact.GetType(), RecordJson.Options),
            Changes = changes.ToJson(),
        };
        return new FactRow
        {
            Id = row.Id, Process = row.Process, Ordinal = row.Ordinal, Kind = row.Kind, Subject = row.Subject, Community = row.Community, At = row.At,
            Zh = row.Zh, Payload = row.Payload, Changes = row.Changes, Mac = HMACSHA256.HashData(key.Bytes, Canonical(row)),
        };
    }

    /// <summary>Whether the fact was written by this installation and not changed since.</summary>
    public bool IsGenuine(FactRow fact) => CryptographicOperations.FixedTimeEquals(fact.Mac, HMACSHA256.HashData(key.Bytes, Canonical(fact)));

    /// <summary>What the chain binds: all columns of the fact with its MAC.</summary>
    public static byte[] Digest(FactRow fact) => SHA256.HashData([.. Canonical(fact), .. fact.Mac]);

    /// <summary>SHA-256(previous ‖ digest of the fact ‖ its position, 8 bytes big-endian): the position is the store's, so the sealer binds it.</summary>
    public static byte[] Chain(ReadOnlySpan<byte> previous, FactRow fact)
    {
        Span<byte> position = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(position, fact.Position);
        return SHA256.HashData([.. previous, .. Digest(fact), .. position]);
    }

    static byte[] Canonical(FactRow f)
    {
        var text = new StringBuilder(f.Payload.Length + f.Changes.Length + 256);
        foreach (var part in (string[])[f.Id.ToString("N"), f.Process.ToString("N"), f.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture),
            f.Kind, f.Subject, f.Community?.ToString("N") ?? "-",
            f.At.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), f.Zh, f.Payload, f.Changes])
            text.Append(part.Length).Append(':').Append(part).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

/// <summary>Key of the record's MACs, from the key folder, never from the database.</summary>
public sealed record RecordKey(byte[] Bytes);
