using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Seals personal data anew under today's field key, so that a key that may be known to others can be taken out of use. Sealed values are known by their head
/// (algorithm, key) in every column of bytes, so no column can be forgotten. Batches are runs of their own: stopped half-way, it goes on where it was.
/// </summary>
public sealed class ResealPersonalData(IServiceScopeFactory scopes, FieldKeys keys, PersonalData personal)
{
    const int Batch = 500;

    /// <summary>Rows sealed anew, and rows with a value that looks sealed but does not open: changed, moved, or under a key that is gone.</summary>
    public sealed record Answer(long Rows, long Unopened);

    /// <param name="progress">is told table, rows done and rows to do</param>
    public async Task<Answer> Run(Action<string, long, long>? progress = null, CancellationToken stop = default)
    {
        long rows = 0, unopened = 0;
        foreach (var table in await In(db => Task.FromResult(Tables(db))))
        {
            var old = await In(async db => await Old(db, table, stop));
            for (var done = 0; done < old.Count; done += Batch)
            {
                var (renewed, failed) = await Renew(table, old.Skip(done).Take(Batch), stop);
                (rows, unopened) = (rows + renewed, unopened + failed);
                progress?.Invoke(table, Math.Min(done + Batch, old.Count), old.Count);
            }
        }
        return new(rows, unopened);
    }

    async Task<T> In<T>(Func<RenewalDb, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        return await work(scope.ServiceProvider.GetRequiredService<RenewalDb>());
    }

    static IReadOnlyList<string> Tables(RenewalDb db) => [.. db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null && Columns(e).Any()).Select(e => e.GetTableName()!)];

    static IEntityType TypeOf(RenewalDb db, string table) => db.Model.GetEntityTypes().Single(e => e.GetTableName() == table);

    /// <summary>Columns of bytes in tables of the record whose rows are known by one id.</summary>
    static IEnumerable<IProperty> Columns(IEntityType type) =>
        type.IsRecorded() && type.FindPrimaryKey()!.Properties is [var key] && (key.GetTypeMapping().Converter?.ProviderClrType ?? key.ClrType) == typeof(Guid)
            ? type.GetProperties().Where(p => p.ClrType == typeof(byte[])) : [];

    byte[][] OldHeads() => [.. Enumerable.Range(1, keys.Current - 1).Select(k => AesFieldCipher.HeadOf((ushort)k))];

    async Task<List<Guid>> Old(RenewalDb db, string table, CancellationToken stop)
    {
        var type = TypeOf(db, table);
        var heads = OldHeads();
        if (heads.Length == 0) return [];
        // Names are the model's own, values are parameters.
        var list = string.Join(", ", heads.Select((_, i) => $"{{{i}}}"));
        var any = string.Join(" OR ", Columns(type).Select(c => $"substr(\"{c.GetColumnName()}\", 1, 3) IN ({list})"));
#pragma warning disable EF1002
        return await db.Database.SqlQueryRaw<Guid>($"SELECT \"{type.FindPrimaryKey()!.Properties[0].GetColumnName()}\" AS \"Value\" FROM \"{table}\" WHERE {any}", [.. heads]).ToListAsync(stop);
#pragma warning restore EF1002
    }

    async Task<(int Renewed, int Unopened)> Renew(string table, IEnumerable<Guid> ids, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        return await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(new Process("access.reseal", "以新密钥重新加密个人信息"), async run =>
        {
            var (renewed, unopened, heads) = (0, 0, OldHeads());
            var type = TypeOf(run.Db, table);
            var key = type.FindPrimaryKey()!.Properties[0];
            foreach (var id in ids)
            {
                if (await run.Db.FindAsync(type.ClrType, [key.GetTypeMapping().Converter?.ConvertFromProvider(id) ?? id], stop) is not { } row) continue;
                var (fresh, bad) = (false, false);
                foreach (var column in Columns(type))
                {
                    var value = run.Db.Entry(row).Property(column);
                    if (value.CurrentValue is not byte[] sealedValue || !heads.Any(head => sealedValue.AsSpan().StartsWith(head))) continue;
                    try
                    {
                        value.CurrentValue = personal.Renew($"{table}.{column.Name}", id, sealedValue);
                        fresh = true;
                    }
                    catch (CryptographicException) { bad = true; }
                }
                (renewed, unopened) = (renewed + (fresh ? 1 : 0), unopened + (bad ? 1 : 0));
            }
            if (renewed > 0) run.Fact(new PersonalDataResealed(table, keys.Current, renewed));
            return (renewed, unopened);
        }, stop: stop);
    }
}
