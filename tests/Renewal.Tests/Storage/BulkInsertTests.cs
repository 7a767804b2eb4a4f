using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Storage;

public sealed class BulkInsertTests
{
    internal sealed record TakenIn(string What) : IFact
    {
        public string Subject => "test/bulk";
        public string Zh => What;
    }

    internal static readonly Process Intake = new("test.intake", "批量登记");

    internal static Unit AUnit(CommunityId community, int n, Random random) =>
        new(UnitId.From(Guid.CreateVersion7()), community, BuildingId.From(Guid.CreateVersion7()), n % 3 == 0 ? null : StairwellId.From(Guid.CreateVersion7()), $"1-{n}")
        {
            Floor = n % 5 == 0 ? null : n % 30 - 1, Door = n % 7 == 0 ? "" : $"{n}", ExclusiveArea = n % 4 == 0 ? null : new Area(random.Next(100_00)),
            Title = (TitleKind)random.Next(Enum.GetValues<TitleKind>().Length),
        };

    [Theory, Stores]
    public async Task Bulk_rows_are_stored_as_tracked_rows_would_be(Store store)
    {
        await using var world = await World.Start(store);
        var random = new Random(1);
        var community = CommunityId.New();
        Unit[] bulk = [.. Enumerable.Range(0, 300).Select(n => AUnit(community, n, random))];
        await using var scene = world.As();
        var batch = await scene.Get<ProcessLog>().Run(Intake, async run =>
        {
            var done = await run.Bulk(bulk);
            run.Fact(new TakenIn("units"));
            return done;
        });
        Assert.Equal(300, batch.Rows);
        var stored = (await scene.Db.Set<Unit>().ToListAsync()).ToDictionary(u => u.Id);
        var entity = scene.Db.Model.FindEntityType(typeof(Unit))!;
        var shape = RowShape.Of(entity);
        foreach (var unit in bulk)
            foreach (var column in shape.Columns)
            {
                var value = column.Of(stored[unit.Id]);
                if (column == shape.Batch) Assert.Equal(batch.Id, column.AsGuid(value));
                else if (column == shape.Version) Assert.Equal(1, value);
                else Assert.Equal(column.Of(unit), value);
            }
        // A tracked change of a bulk row finds it by key and version as ever, on both stores.
        var one = stored[bulk[7].Id];
        await scene.Get<ProcessLog>().Run(Intake, run =>
        {
            one.Door = "乙";
            run.Fact(new TakenIn("one"));
            return Task.CompletedTask;
        });
        var change = JsonSerializer.Deserialize<RowChange[]>((await scene.Db.Facts.OrderBy(f => f.Position).LastAsync()).Changes)!.Single(c => c.Table == "places_units");
        Assert.Equal(batch.Id.ToString("N"), change.Batch);
    }

    [Theory, Stores]
    public async Task The_root_of_a_batch_is_the_tree_over_its_row_digests_in_key_order(Store store)
    {
        await using var world = await World.Start(store);
        var random = new Random(2);
        var community = CommunityId.New();
        Unit[] bulk = [.. Enumerable.Range(0, 5000).Select(n => AUnit(community, n, random)).OrderBy(_ => random.Next())];
        await using var scene = world.As();
        var id = Guid.CreateVersion7();
        await scene.Get<ProcessLog>().Run(Intake, async run =>
        {
            await run.Bulk(bulk, id);
            run.Fact(new TakenIn("units"));
        });
        var fact = await scene.Db.Facts.SingleAsync();
        var entry = JsonSerializer.Deserialize<RowChange[]>(fact.Changes)!.Single(c => c.Rows is not null);
        Assert.Equal(("places_units", id.ToString("N"), 5000L), (entry.Table, entry.Key, entry.Rows));
        var entity = scene.Db.Model.FindEntityType(typeof(Unit))!;
        var digests = (await scene.Db.Set<Unit>().ToListAsync()).OrderBy(u => u.Id.ToString("N"), StringComparer.Ordinal)
            .Select(u => Convert.FromHexString(RowDigest.Of(entity, p => scene.Db.Entry(u).CurrentValues[(IProperty)p]))).ToArray();
        Assert.Equal(entry.After, Convert.ToHexStringLower(Root(digests)));
        Assert.Equal([Convert.ToHexStringLower(Root(digests.AsSpan(0, 4096)))], entry.Parts!);

        // RFC 6962 §2.1, written the slow way.
        static byte[] Root(ReadOnlySpan<byte[]> d)
        {
            if (d.Length == 1) return SHA256.HashData([0, .. d[0]]);
            var k = 1;
            while (k * 2 < d.Length) k *= 2;
            return SHA256.HashData([1, .. Root(d[..k]), .. Root(d[k..])]);
        }
    }

    [Theory, Stores]
    public async Task A_double_key_in_a_bulk_intake_refuses_the_whole_run_even_if_somebody_swallows_it(Store store)
    {
        await using var world = await World.Start(store);
        await using var scene = world.As();
        var community = CommunityId.New();
        Unit[] bulk = [AUnit(community, 1, new Random(1)), AUnit(community, 2, new Random(2)), AUnit(community, 1, new Random(3))];
        var broken = await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<ProcessLog>().Run(Intake, async run =>
        {
            run.Fact(new TakenIn("x"));
            await run.Bulk(bulk);
        }));
        Assert.Equal(("duplicate", 409), (broken.Code, broken.Status));
        Assert.Empty(await scene.Db.Set<Unit>().ToListAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => scene.Get<ProcessLog>().Run(Intake, async run =>
        {
            run.Fact(new TakenIn("x"));
            try { await run.Bulk(bulk); }
            catch (DbUpdateException e) { Assert.Contains("Number", e.BrokenUnique()); }
        }));
        Assert.Empty(await scene.Db.Set<Unit>().ToListAsync());
    }
}
