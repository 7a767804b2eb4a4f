using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Bench;

/// <summary>
/// Durable ballots per second through the box, each acknowledged only after the commit is on disk, with sealing, commitment, log, uniqueness and record; the peer is
/// the same number of clients each inserting one small row and committing it on PostgreSQL (RENEWAL_BENCH_POSTGRES, with fsync on). In turn, in one run.
/// </summary>
static class BallotBench
{
    const string Session = "renewal.voter";
    const int WarmUp = 4;

    /// <param name="http">each ballot is the form of the residents' page, posted to the product in a process of its own</param>
    public static async Task<int> Run(string kind, int clients, int ballots, int rounds, bool http, CancellationToken stop)
    {
        var postgres = Environment.GetEnvironmentVariable("RENEWAL_BENCH_POSTGRES") ?? throw new InvalidOperationException("RENEWAL_BENCH_POSTGRES names no server: there is nothing to compare with");
        await using var store = await FreshStore.Make(kind, stop);
        // A first session lays the key that the server will read.
        if (http) Token(store, default, default);
        await using var server = http ? await ServedStore.Start(store, "Development", stop) : null;
        var way = http ? "over http, " : "";
        Rounds ours = new($"ballots a second, {way}{kind}, {clients} clients", "/s"), peer = new($"single-row commits a second, PostgreSQL, {clients} clients", "/s");
        Rounds cpu = new("processor time a ballot, clients and product", "µs");
        // What is compared are services that have run for a while: the first rounds compile the code.
        for (var round = -WarmUp; round < rounds; round++)
        {
            var (id, seats) = await Polls.Make(store, ballots, stop);
            await using var scope = store.Open();
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            var cast = server is null ? InProcess(scope.ServiceProvider.GetRequiredService<BallotBox>(), id, seats) : await OverHttp(server, id, seats);
            var before = Cpu();
            var watch = Rounds.Start();
            await Clients(clients, ballots, cast);
            var took = watch.Elapsed;
            var spent = Cpu() - before;
            var kept = await db.Set<Ballot>().Where(b => b.Consultation == id).Select(b => b.Seat).ToListAsync(stop);
            var box = await db.Set<BallotBoxRow>().AsNoTracking().SingleAsync(b => b.Consultation == id, stop);
            if (kept.Count != ballots || !kept.ToHashSet().SetEquals(seats) || box.Size != ballots || box.TakingPart != ballots)
                throw new InvalidOperationException($"{kept.Count} of {ballots} ballots are in the box, which says {box.Size} of {box.TakingPart} seats");
            if (round >= 0) ours.Add(ballots / took.TotalSeconds);
            if (round >= 0) cpu.Add(spent.TotalMicroseconds / ballots);
            await Peer(postgres, round);
        }
        Rounds.Print(ours, cpu, peer);
        Rounds.Ratio($"ballots ÷ single-row commits (target {(http ? "≥ 1" : "≥ 3 at 64 clients")})", ours, peer);
        return 0;

        TimeSpan Cpu() => System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime + (server?.Cpu ?? default);

        Func<int, int, Task> InProcess(BallotBox box, ConsultationId id, Guid[] seats) => async (_, i) =>
        {
            if ((await box.Cast(id, box.Prepare(Guid.CreateVersion7(), seats[i], Channel.Online, "1=yes"), stop)).Seat != seats[i]) throw new InvalidOperationException("a receipt of another seat");
        };

        // The session is there, as of a voter who has just been proved; each client has read the page once and has its antiforgery token.
        async Task<Func<int, int, Task>> OverHttp(ServedStore server, ConsultationId id, Guid[] seats)
        {
            var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
            string[] sessions = [.. seats.Select(s => Token(store, id, s))];
            FormClient[] browsers = [.. Enumerable.Range(0, clients).Select(_ => new FormClient(http))];
            foreach (var browser in browsers)
            {
                browser.Cookie(Session, sessions[0]);
                await browser.Get("/v/ballot", stop);
            }
            return async (client, i) =>
            {
                browsers[client].Cookie(Session, sessions[i]);
                var (status, text) = await browsers[client].Post("/v/ballot", "cast", stop, ("ballot", Guid.CreateVersion7().ToString()), ("line-1", "yes"));
                if (status != System.Net.HttpStatusCode.Found) throw new InvalidOperationException($"a ballot was answered with {(int)status}: {text}");
            };
        }

        async Task Peer(string server, int round)
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { MaxPoolSize = clients + 2 });
            await using (var make = source.CreateCommand("DROP TABLE IF EXISTS bench_rows; CREATE TABLE bench_rows (id uuid PRIMARY KEY, seat uuid NOT NULL UNIQUE, choice bytea NOT NULL)")) await make.ExecuteNonQueryAsync(stop);
            var watch = Rounds.Start();
            await Clients(clients, ballots, async (_, _) =>
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

    static string Token(FreshStore store, ConsultationId id, Guid seat)
    {
        using var scope = store.Open();
        return scope.ServiceProvider.GetRequiredService<VoterTokens>().Session(new(id, seat, Factor.Phone));
    }

    static Task Clients(int clients, int items, Func<int, int, Task> one)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items;) await one(client, i);
        })));
    }
}
