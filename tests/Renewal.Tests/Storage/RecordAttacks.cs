using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Renewal.Places;
using Renewal.Storage;

namespace Renewal.Tests.Storage;

public enum Attack
{
    EditFact, EditFactAndRecompute, DeleteFact, DeleteFactAndSeal, DropAndRecompute, DropWithItsRowsAndRecompute, InsertAndRecompute, InsertUnsealed,
    ReorderAndRecompute, SwapPositions, CutTail, EditSeal, UpdateRow, DeleteRow, InsertRow, UpdateBulkRow, DeleteBulkRow, InsertBulkRow, MoveBulkRow, RestoreOldRow,
}

/// <summary>
/// An attacker who owns the database, knows this source and can recompute every hash, but has neither the key folder nor the checkpoints. Each method does
/// one random attack on entries that a checkpoint covers.
/// </summary>
sealed class RecordAttacker(RenewalDb db, Random random)
{
    bool Sqlite => db is SqliteRenewalDb;

    public async Task<string> Do(Attack attack)
    {
        await db.Database.OpenConnectionAsync();
        var facts = await db.Facts.AsNoTracking().Where(f => db.Seals.Any(s => s.Fact == f.Id)).OrderBy(f => f.Position).ToListAsync();
        var seals = await db.Seals.AsNoTracking().OrderBy(s => s.Sequence).ToListAsync();
        var byId = facts.ToDictionary(f => f.Id);
        var at = random.Next(seals.Count);
        var fact = byId[seals[at].Fact];
        switch (attack)
        {
            case Attack.EditFact or Attack.EditFactAndRecompute:
                var column = Any("Zh", "Payload", "Kind", "Subject", "Changes", "Ordinal", "At", "Community", "Process", "Mac", "Id");
                await EditFact(fact, column);
                if (attack == Attack.EditFactAndRecompute) await Recompute();
                return $"{column} of #{at + 1}";
            case Attack.DeleteFact:
                await Sql($"DELETE FROM record_facts WHERE \"Position\" = {fact.Position}");
                return $"#{at + 1}";
            case Attack.DeleteFactAndSeal:
                await Sql($"DELETE FROM record_facts WHERE \"Position\" = {fact.Position}");
                await Sql($"DELETE FROM record_seals WHERE \"Sequence\" = {at + 1}");
                return $"#{at + 1}";
            case Attack.DropAndRecompute or Attack.DropWithItsRowsAndRecompute:
                if (attack == Attack.DropWithItsRowsAndRecompute)
                {
                    var touched = System.Text.Json.JsonSerializer.Deserialize<RowChange[]>(fact.Changes)!;
                    foreach (var change in touched.Where(c => c.Before is null && c.Rows is null))
                        await Sql($"DELETE FROM {change.Table} WHERE {Same("Id", Guid.ParseExact(change.Key, "N"))}");
                    foreach (var change in touched.Where(c => c.Rows is not null))
                        await Sql($"DELETE FROM {change.Table} WHERE {Same("Batch", Guid.ParseExact(change.Key, "N"))}");
                }
                await Sql($"DELETE FROM record_facts WHERE \"Position\" = {fact.Position}");
                seals.RemoveAt(at);
                await Reseal([.. seals.Select(s => s.Fact)]);
                return $"#{at + 1}";
            case Attack.InsertAndRecompute or Attack.InsertUnsealed:
                var id = Guid.CreateVersion7();
                var mac = Any("random", "same") == "same" ? "\"Mac\"" : Sqlite ? "randomblob(32)" : "sha256(\"Mac\")";
                await Sql("INSERT INTO record_facts (\"Id\",\"Process\",\"Ordinal\",\"Kind\",\"Subject\",\"Community\",\"At\",\"Zh\",\"Payload\",\"Changes\",\"Mac\") SELECT " +
                    $"{Quote(id)},\"Process\",\"Ordinal\"+1,\"Kind\",\"Subject\",\"Community\",\"At\",\"Zh\",\"Payload\",{Any("\"Changes\"", "'[]'")},{mac} " +
                    $"FROM record_facts WHERE \"Position\" = {fact.Position}");
                if (attack == Attack.InsertUnsealed) return "at the end";
                var order = seals.Select(s => s.Fact).ToList();
                order.Insert(at, id);
                await Reseal(order);
                return $"before #{at + 1}";
            case Attack.ReorderAndRecompute:
                var other = (at + 1 + random.Next(seals.Count - 1)) % seals.Count;
                var swapped = seals.Select(s => s.Fact).ToList();
                (swapped[at], swapped[other]) = (swapped[other], swapped[at]);
                await Reseal(swapped);
                return $"#{at + 1} and #{other + 1}";
            case Attack.SwapPositions:
                var with = byId[seals[(at + 1 + random.Next(seals.Count - 1)) % seals.Count].Fact];
                await Sql($"UPDATE record_facts SET \"Position\" = -1 WHERE \"Position\" = {fact.Position}");
                await Sql($"UPDATE record_facts SET \"Position\" = {fact.Position} WHERE \"Position\" = {with.Position}");
                await Sql($"UPDATE record_facts SET \"Position\" = {with.Position} WHERE \"Position\" = -1");
                if (random.Next(2) == 0) await Recompute();
                return "";
            case Attack.CutTail:
                var keep = random.Next(seals.Count);
                await Sql($"DELETE FROM record_facts WHERE \"Id\" IN (SELECT \"Fact\" FROM record_seals WHERE \"Sequence\" > {keep})");
                await Sql($"DELETE FROM record_seals WHERE \"Sequence\" > {keep}");
                return $"after #{keep}";
            case Attack.EditSeal:
                await Sql($"UPDATE record_seals SET \"Chain\" = {(Sqlite ? "randomblob(32)" : "sha256(\"Chain\")")} WHERE \"Sequence\" = {at + 1}");
                return $"#{at + 1}";
            case Attack.UpdateRow:
                return await Update(Any("places_units", "places_communities", "places_owners", "record_processes"), "");
            case Attack.UpdateBulkRow:
                return await Update("places_units", "WHERE \"Batch\" IS NOT NULL");
            case Attack.DeleteRow or Attack.DeleteBulkRow:
                var from = attack == Attack.DeleteBulkRow ? "places_units" : Any("places_units", "places_communities", "places_owners", "record_processes");
                var deleted = await AKey(from, attack == Attack.DeleteBulkRow ? "WHERE \"Batch\" IS NOT NULL" : "");
                await Sql($"DELETE FROM {from} WHERE {Same("Id", deleted)}");
                return $"{from} {deleted}";
            case Attack.InsertRow or Attack.InsertBulkRow:
                var into = attack == Attack.InsertBulkRow ? "places_units" : Any("places_units", "places_communities", "places_owners", "record_processes");
                var model = await AKey(into, attack == Attack.InsertBulkRow ? "WHERE \"Batch\" IS NOT NULL" : into == "places_units" ? "WHERE \"Batch\" IS NULL" : "");
                var columns = Columns(into);
                var values = columns.Select(c => c.ColumnName switch
                {
                    "Id" => Quote(Guid.CreateVersion7()),
                    "Number" => "'x' || \"Number\"",
                    var name => $"\"{name}\"",
                });
                await Sql($"INSERT INTO {into} ({string.Join(",", columns.Select(c => $"\"{c.ColumnName}\""))}) SELECT {string.Join(",", values)} FROM {into} WHERE {Same("Id", model)}");
                return into;
            case Attack.MoveBulkRow:
                var moved = await AKey("places_units", "WHERE \"Batch\" IS NOT NULL");
                await Sql($"UPDATE places_units SET \"Batch\" = {Any("NULL", Quote(Guid.CreateVersion7()),
                    $"(SELECT u.\"Batch\" FROM places_units u WHERE u.\"Batch\" IS NOT NULL AND u.\"Batch\" <> places_units.\"Batch\" LIMIT 1)")} WHERE {Same("Id", moved)}");
                return $"{moved}";
            case Attack.RestoreOldRow:
                // A row that the record says is gone comes back under its old id.
                var gone = facts.SelectMany(f => System.Text.Json.JsonSerializer.Deserialize<RowChange[]>(f.Changes)!)
                    .Where(c => c is { After: null, Before: not null, Table: "places_units" }).Select(c => Guid.ParseExact(c.Key, "N")).ToArray();
                var back = gone[random.Next(gone.Length)];
                var copy = await AKey("places_units", "");
                var all = Columns("places_units");
                await Sql($"INSERT INTO places_units ({string.Join(",", all.Select(c => $"\"{c.ColumnName}\""))}) SELECT " +
                    string.Join(",", all.Select(c => c.ColumnName == "Id" ? Quote(back) : c.ColumnName == "Number" ? "'x' || \"Number\"" : $"\"{c.ColumnName}\"")) +
                    $" FROM places_units WHERE {Same("Id", copy)}");
                return $"{back}";
            default: throw new ArgumentOutOfRangeException(nameof(attack));
        }
    }

    async Task EditFact(FactRow fact, string column)
    {
        var value = column switch
        {
            "Ordinal" => "\"Ordinal\" + 1",
            "At" => Sqlite ? "\"At\" + 10000" : "\"At\" + interval '1 second'",
            "Community" or "Process" or "Id" => Quote(Guid.CreateVersion7()),
            "Mac" => Sqlite ? "randomblob(32)" : "sha256(\"Mac\")",
            "Changes" => "replace(\"Changes\", '[', '[ ')",
            _ => $"\"{column}\" || '改'",
        };
        // Whoever changes an id changes it in the seal too.
        if (column == "Id") await Sql($"UPDATE record_seals SET \"Fact\" = {value} WHERE {Same("Fact", fact.Id)}");
        await Sql($"UPDATE record_facts SET \"{column}\" = {value} WHERE \"Position\" = {fact.Position}");
    }

    async Task<string> Update(string table, string where)
    {
        var key = await AKey(table, where);
        while (true)
        {
            var columns = Columns(table);
            var column = columns[random.Next(columns.Count)];
            if (column.ColumnName is "Id") continue;
            var type = Nullable.GetUnderlyingType(column.Property.ClrType) ?? column.Property.ClrType;
            var stored = ((Microsoft.EntityFrameworkCore.Storage.RelationalTypeMapping)column.Property.GetTypeMapping()).Converter?.ProviderClrType ?? type;
            var name = $"\"{column.ColumnName}\"";
            var value = stored == typeof(string) ? $"'x' || substr(coalesce({name}, ''), 2)"
                : stored == typeof(Guid) ? Sqlite && random.Next(2) == 0 ? $"lower({name})" : Quote(Guid.CreateVersion7())
                : stored == typeof(byte[]) ? Sqlite ? "randomblob(16)" : "'\\x0102'::bytea"
                : stored == typeof(bool) ? Sqlite ? $"1 - {name}" : $"NOT {name}"
                : stored == typeof(DateTimeOffset) ? $"{name} + interval '1 second'"
                : stored == typeof(DateOnly) ? "'2001-01-01'"
                : type == typeof(DateTimeOffset) ? $"{name} + 10000" : $"coalesce({name}, 0) + 1";
            if (column.Property.IsNullable && random.Next(3) == 0) value = "NULL";
            if (await Sql($"UPDATE {table} SET {name} = {value} WHERE {Same("Id", key)} AND {name} IS DISTINCT FROM {value}") == 1) return $"{table}.{column.ColumnName} of {key}";
        }
    }

    List<RowColumn> Columns(string table) => [.. RowShape.Of(db.Model.GetEntityTypes().First(e => e.GetTableName() == table)).Columns];

    async Task<Guid> AKey(string table, string where)
    {
        var keys = new List<Guid>();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT \"Id\" FROM {table} {where} ORDER BY \"Id\"";
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) keys.Add(reader.GetGuid(0));
        return keys[random.Next(keys.Count)];
    }

    async Task Recompute() => await Reseal(await db.Seals.AsNoTracking().OrderBy(s => s.Sequence).Select(s => s.Fact).ToListAsync());

    /// <summary>Chains the facts anew in this order, as the sealer would.</summary>
    async Task Reseal(IReadOnlyList<Guid> order)
    {
        var facts = await db.Facts.AsNoTracking().ToDictionaryAsync(f => f.Id);
        await Sql("DELETE FROM record_seals");
        var (chain, sequence) = (new byte[32], 0L);
        foreach (var id in order)
        {
            chain = FactSeals.Chain(chain, facts[id]);
            db.Add(new SealRow { Sequence = ++sequence, Fact = id, Chain = chain });
        }
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }

    string Any(params string[] of) => of[random.Next(of.Length)];
    string Quote(Guid id) => Sqlite ? $"'{id.ToString().ToUpperInvariant()}'" : $"'{id}'::uuid";
    string Same(string column, Guid id) => $"\"{column}\" = {Quote(id)}";

    async Task<int> Sql(string sql)
    {
        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }
}
