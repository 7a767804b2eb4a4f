using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Record;
using Renewal.Web;

namespace Renewal.Participation;

/// <summary>
/// The ballots of scripts/power-cut.sh, hidden from the help: cast through the box, each acknowledged on standard output when its receipt is there, and
/// afterwards a look whether each stands at the place of the log that its receipt names.
/// </summary>
static class BallotDrill
{
    const int Seats = 20_000;
    static readonly Process Opening = new("drill.box", "断电演练");

    sealed record Opened(ConsultationId Id) : IFact
    {
        public string Subject => $"drill/{Id}";
        public string Zh => "断电演练：开箱";
    }

    public static IEnumerable<Command> Commands()
    {
        var voters = new Option<int>("--voters") { DefaultValueFactory = _ => 16 };
        var load = new Command("drill-ballots") { voters };
        (load.Hidden, load.TreatUnmatchedTokensAsErrors) = (true, false);
        load.SetAction((parsed, stop) => CommandHost.Run(s => Load(s, parsed.GetValue(voters), stop), [.. parsed.UnmatchedTokens]));

        var acknowledged = new Argument<string>("file");
        var count = new Command("drill-ballots-count") { acknowledged };
        (count.Hidden, count.TreatUnmatchedTokensAsErrors) = (true, false);
        count.SetAction((parsed, stop) => CommandHost.Run(s => Count(s, parsed.GetRequiredValue(acknowledged), stop), [.. parsed.UnmatchedTokens]));
        return [load, count];
    }

    static async Task<int> Load(IServiceProvider services, int voters, CancellationToken stop)
    {
        await Schema.Prepare(services, stop);
        await using var output = Console.OpenStandardOutput();
        var (box, sealer) = (services.GetRequiredService<BallotBox>(), services.GetRequiredService<Sealer>());
        var (id, seats) = await Open(services, stop);
        var sealing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await sealer.Pass(stop: stop);
                await Task.Delay(500, stop);
            }
        }, stop);
        var next = -1;
        await Task.WhenAll([sealing, .. Enumerable.Range(0, voters).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                // Every seat once; after that they vote anew, which is the long way into the box.
                var receipt = await box.Cast(id, box.Prepare(Guid.CreateVersion7(), seats[Interlocked.Increment(ref next) % seats.Length], Channel.Online, "1=yes"), stop);
                // Whole lines, straight to the pipe.
                var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{receipt.Ballot:N} {receipt.Index:00000000}\n"));
                lock (output) output.Write(line);
            }
        }, stop))]);
        return 0;
    }

    static async Task<(ConsultationId, Guid[])> Open(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var (community, id) = (CommunityId.New(), ConsultationId.New());
        Guid[] seats = [.. Enumerable.Range(0, Seats).Select(_ => Guid.CreateVersion7())];
        await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Opening, async run =>
        {
            var c = new Consultation(id, community, "", "first", 1, "断电演练", Guid.Empty, "", "")
            {
                State = ConsultationState.Frozen, NoticeOn = run.Today, RollTo = run.Today, OpensAt = run.At.AddHours(-1), ClosesAt = run.At.AddDays(1), Seats = Seats,
            };
            run.Db.AddRange(c, new BallotBoxRow(c));
            await run.Bulk(seats.Select((key, i) => new Seat(key, id, community, new SeatDraft(Guid.CreateVersion7(), null, $"{i + 1}", "1", "1", 1, Area.Zero, AreaSource.Unknown, $"{i}", false, false), i + 1, i + 1)), stop: stop);
            run.Fact(new Opened(id));
        }, stop: stop);
        return (id, seats);
    }

    static async Task<int> Count(IServiceProvider services, string file, CancellationToken stop)
    {
        var there = await services.GetRequiredService<RenewalDb>().Set<Ballot>().AsNoTracking().ToDictionaryAsync(b => b.Id, b => b.Index, stop);
        var acknowledged = (await File.ReadAllLinesAsync(file, stop)).Where(l => l.Length == 41).ToList();
        Console.WriteLine($"acknowledged {acknowledged.Count} lost {acknowledged.Count(a => there.GetValueOrDefault(Guid.ParseExact(a[..32], "N"), -1) != long.Parse(a[33..], CultureInfo.InvariantCulture))}");
        return 0;
    }
}
