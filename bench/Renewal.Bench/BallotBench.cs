using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Bench;

/// <summary>
/// Durable ballots per second through the box, each acknowledged only after the commit is on disk, with sealing, commitment, log, uniqueness and record; the peer is
/// the same number of clients each inserting one small row and committing it on PostgreSQL (RENEWAL_BENCH_POSTGRES, with fsync on). In turn, in one run.
/// </summary>
static class BallotBench
{
    public static async Task<int> Run(string kind, int clients, int ballots, int rounds, CancellationToken stop)
    {
        await using var store = await FreshStore.Make(kind, stop);
        Rounds ours = new($"ballots a second, {kind}, {clients} clients", "/s"), peer = new($"single-row commits a second, PostgreSQL, {clients} clients", "/s");
        for (var round = -1; round < rounds; round++)
        {
            var (id, seats) = await Open(store, ballots, stop);
            await using var scope = store.Open();
            var box = scope.ServiceProvider.GetRequiredService<BallotBox>();
            var watch = Rounds.Start();
            await Clients(clients, ballots, i => box.Cast(id, box.Prepare(Guid.CreateVersion7(), seats[i], Channel.Online, "1=yes"), stop));
            var took = watch.Elapsed;
            var kept = await scope.ServiceProvider.GetRequiredService<RenewalDb>().Set<Ballot>().CountAsync(b => b.Consultation == id, stop);
            if (kept != ballots) throw new InvalidOperationException($"{kept} of {ballots} ballots are in the box");
            if (round >= 0) ours.Add(ballots / took.TotalSeconds);
            if (Environment.GetEnvironmentVariable("RENEWAL_BENCH_POSTGRES") is { } server) await Peer(server, round);
        }
        Rounds.Print(ours, peer);
        Rounds.Ratio("ballots ÷ single-row commits (target ≥ 3 at 64 clients)", ours, peer);
        return 0;

        async Task Peer(string server, int round)
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { MaxPoolSize = clients + 2 });
            await using (var make = source.CreateCommand("DROP TABLE IF EXISTS bench_rows; CREATE TABLE bench_rows (id uuid PRIMARY KEY, seat uuid NOT NULL UNIQUE, choice bytea NOT NULL)")) await make.ExecuteNonQueryAsync(stop);
            var watch = Rounds.Start();
            await Clients(clients, ballots, async _ =>
            {
                await using var insert = source.CreateCommand("INSERT INTO bench_rows VALUES ($1, $2, $3)");
                insert.Parameters.Add(new() { Value = Guid.CreateVersion7() });
                insert.Parameters.Add(new() { Value = Guid.CreateVersion7() });
                insert.Parameters.Add(new() { Value = new byte[64] });
                await insert.ExecuteNonQueryAsync(stop);
            });
            if (round >= 0) peer.Add(ballots / watch.Elapsed.TotalSeconds);
        }
    }

    static Task Clients(int clients, int items, Func<int, Task> one)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items;) await one(i);
        })));
    }

    /// <summary>A frozen consultation of so many homes, open now.</summary>
    static async Task<(ConsultationId, Guid[])> Open(FreshStore store, int seats, CancellationToken stop)
    {
        await using var scope = store.Open();
        var (community, id) = (CommunityId.New(), ConsultationId.New());
        Guid[] keys = [.. Enumerable.Range(0, seats).Select(_ => Guid.CreateVersion7())];
        await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Seeded.Process, async run =>
        {
            run.Db.Add(new ResidentialCommunity(community, "210106001001", "票箱"));
            var c = new Consultation(id, community, "210106001001", "first", 1, "票箱", Guid.Empty, "", "")
            {
                State = ConsultationState.Frozen, NoticeOn = run.Today, RollTo = run.Today, OpensAt = run.At.AddHours(-1), ClosesAt = run.At.AddDays(1), Seats = seats,
            };
            run.Db.AddRange(c, new BallotLine(id, community, 1, ConsultationKinds.Question("works"), "改造", Circle.Community, "", ""), new BallotBoxRow(c));
            await run.Bulk(keys.Select((k, i) => new Seat(k, id, community, new SeatDraft(Guid.CreateVersion7(), null, $"1-1-{i}", "1", "1", 1, Area.Zero, AreaSource.Unknown, $"{i}", false, false), i + 1, i + 1)), stop: stop);
            run.Fact(new Seeded("ballots", seats));
        }, stop: stop);
        return (id, keys);
    }
}
