using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Participation;

[Clause("S1.06", "O2.1")]
public sealed class BallotBoxTests
{
    const string Yes = "1=yes;2=yes;3=yes", No = "1=no;2=no;3=no";

    [Theory, Stores]
    public async Task Ballots_of_many_voters_at_once_each_get_their_place_and_one_duplicate_costs_no_neighbour_its_ballot(Store store)
    {
        await using var village = await Village.Start(Village.Flats(40), store);
        var id = await village.Open("first");
        var seats = await village.Read(db => db.Set<Seat>().Where(s => s.Consultation == id).OrderBy(s => s.Place).Select(s => s.Id).ToListAsync());
        var box = village.World.App.Services.GetService(typeof(BallotBox)) as BallotBox;
        var twice = Guid.CreateVersion7();
        var casts = seats.Select(s => box!.Cast(id, box.Prepare(Guid.CreateVersion7(), s, Channel.Online, Yes)))
            // The same ballot of the first seat from two windows, and its id with another choice.
            .Append(box!.Cast(id, box.Prepare(twice, seats[0], Channel.Online, Yes))).Append(box.Cast(id, box.Prepare(twice, seats[0], Channel.Online, Yes)))
            .Append(box.Cast(id, box.Prepare(twice, seats[0], Channel.Online, No))).Select(Settle).ToList();
        var answers = await Task.WhenAll(casts);

        Assert.Equal(42, answers.Count(a => a.Receipt is not null));
        Assert.Equal("ballot.id_reused", Assert.Single(answers, a => a.Refused is not null).Refused!.Code);
        Assert.Equal(41, answers.Where(a => a.Receipt is not null).Select(a => a.Receipt!.Index).Distinct().Count());
        Assert.Single(answers, a => a.Receipt is { Again: true });
        var count = await village.Count(id);
        Assert.Equal((40, 40), (count.Part.Seats, count.Yes.Seats));
        var row = await village.Read(db => db.Set<BallotBoxRow>().SingleAsync(b => b.Consultation == id));
        Assert.Equal((41, 40), (row.Size, row.TakingPart));
        Assert.Equal(41, await village.Read(db => db.Set<Ballot>().CountAsync(b => b.Consultation == id)));

        static async Task<BallotAnswer> Settle(Task<BallotReceipt> cast)
        {
            try { return new(await cast, null); }
            catch (RuleBroken broken) { return new(null, broken); }
        }
    }

    [Theory, Stores]
    public async Task Ballots_that_came_together_stand_in_the_record_and_one_changed_added_or_taken_away_beside_the_product_is_found(Store store)
    {
        await using var village = await Village.Start(Village.Flats(12), store);
        var id = await village.Open("first");
        var seats = await village.Read(db => db.Set<Seat>().Where(s => s.Consultation == id).OrderBy(s => s.Place).Select(s => s.Id).ToListAsync());
        var box = (BallotBox)village.World.App.Services.GetService(typeof(BallotBox))!;
        // Twice over: the second time the box goes on from what it remembers.
        foreach (var half in seats.Chunk(6)) await Task.WhenAll(half.Select(s => box.Cast(id, box.Prepare(Guid.CreateVersion7(), s, Channel.Online, Yes))));
        Assert.StartsWith("核验通过", await Verified());

        foreach (var (harm, mend) in new[]
        {
            ("UPDATE participation_ballots SET \"Ordinal\" = 2 WHERE \"Index\" = 8", "UPDATE participation_ballots SET \"Ordinal\" = 1 WHERE \"Index\" = 8"),
            ("UPDATE participation_boxes SET \"TakingPart\" = 11", "UPDATE participation_boxes SET \"TakingPart\" = 12"),
            ("CREATE TABLE aside AS SELECT * FROM participation_ballots WHERE \"Index\" = 3; DELETE FROM participation_ballots WHERE \"Index\" = 3",
                "INSERT INTO participation_ballots SELECT * FROM aside; DROP TABLE aside"),
        })
        {
            await village.Read(db => db.Database.ExecuteSqlRawAsync(harm));
            Assert.Contains("已告警", await Verified());
            await village.Read(db => db.Database.ExecuteSqlRawAsync(mend));
            Assert.StartsWith("核验通过", await Verified());
        }
        await village.Read(db => db.Database.ExecuteSqlRawAsync("CREATE TABLE aside AS SELECT * FROM participation_ballots WHERE \"Index\" = 3; " +
            "UPDATE aside SET \"Id\" = '019A0000-0000-7000-8000-000000000001', \"Index\" = 99, \"Ordinal\" = 9; INSERT INTO participation_ballots SELECT * FROM aside"));
        Assert.Contains("已告警", await Verified());

        async Task<string> Verified()
        {
            await using var scene = village.World.As();
            var night = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<Renewal.Oversight.VerifyRecord>(scene.Services);
            return (await night.Do(new Renewal.Storage.Jobs.JobRun(Renewal.Storage.Jobs.JobId.New(), "{}", (_, _, _) => { }), default))!.Zh;
        }
    }

    [Theory, Stores]
    public async Task A_retry_after_a_restart_gets_the_same_receipt(Store store)
    {
        var village = await Village.Start(Village.Flats(4), store);
        var id = await village.Open("first");
        var ballot = Guid.CreateVersion7();
        var first = await village.Online(id, "1-1-101", Yes, ballot);
        var again = await village.World.Restart();
        await using (again)
        {
            await using var scene = again.As();
            var seat = await scene.Db.Set<Seat>().Where(s => s.Consultation == id && s.Number == "1-1-101").Select(s => s.Id).SingleAsync();
            var second = await scene.Get<CastOnline>().Run(new(id, seat, Factor.Phone), ballot, Choices.Read(Yes));
            Assert.Equal(first with { Again = true }, second);
        }
    }

    [Fact]
    public async Task Two_nodes_that_race_for_one_seat_leave_one_counted_ballot_and_a_log_without_gaps()
    {
        Assert.SkipWhen(World.Postgres is null, "no PostgreSQL: run ./test.sh");
        await using var village = await Village.Start(Village.Flats(8), Store.Postgres);
        var id = await village.Open("first");
        var seats = await village.Read(db => db.Set<Seat>().Where(s => s.Consultation == id).OrderBy(s => s.Place).Select(s => s.Id).ToListAsync());
        // A second node: its own box with its own memory, on the same store.
        var one = (BallotBox)village.World.App.Services.GetService(typeof(BallotBox))!;
        await using var two = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<BallotBox>(village.World.App.Services);
        for (var round = 0; round < 5; round++)
            await Task.WhenAll(seats.SelectMany(s => ((BallotBox[])[one, two]).Select(node => node.Cast(id, node.Prepare(Guid.CreateVersion7(), s, Channel.Online, round % 2 == 0 ? Yes : No)))));
        var ballots = await village.Read(db => db.Set<Ballot>().Where(b => b.Consultation == id).OrderBy(b => b.Index).ToListAsync());
        Assert.Equal(Enumerable.Range(0, 80), ballots.Select(b => (int)b.Index));
        Assert.All(ballots.GroupBy(b => b.Seat), g => Assert.Equal(Enumerable.Range(1, 10), g.OrderBy(b => b.Index).Select(b => b.Ordinal)));
        var count = await village.Count(id);
        Assert.Equal((8, 8), (count.Part.Seats, count.Yes.Seats));
        var tree = Merkle.From(0, []);
        foreach (var b in ballots) tree.Add(System.Text.Encoding.UTF8.GetBytes(b.Leaf()));
        Assert.Equal(tree.Frontier(), (await village.Read(db => db.Set<BallotBoxRow>().SingleAsync(b => b.Consultation == id))).Frontier);
    }

    [Fact]
    public async Task Nothing_counts_a_millisecond_early_or_late()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Draft("first");
        var opens = village.World.Clock.Today().AddDays(9);
        await village.As<AnnounceConsultation, int>("committee", use => use.Run(new(id, opens, opens)));
        village.Days(8);
        await village.As<FreezeRoll, string>("street", use => use.Run(id));
        var start = opens.StartInChina();
        village.World.Clock.SetUtcNow(start.AddMilliseconds(-1));
        Assert.Equal("ballot.not_open", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, "1-1-101", Yes))).Code);
        village.World.Clock.SetUtcNow(start);
        await village.Online(id, "1-1-101", Yes);
        village.World.Clock.SetUtcNow(start.AddDays(1).AddMilliseconds(-1));
        await village.Online(id, "1-1-102", Yes);
        village.World.Clock.SetUtcNow(start.AddDays(1));
        Assert.Equal("ballot.closed", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, "1-1-103", Yes))).Code);
        Assert.Equal(2, (await village.Count(id)).Part.Seats);
    }

    [Fact]
    public async Task A_box_that_too_few_answered_is_extended_once_as_announced_and_never_again()
    {
        await using var village = await Village.Start(Village.Flats(10));
        var id = await village.Open("first", votingDays: 2, extension: 3);
        await village.Online(id, "1-1-101", Yes);
        village.Days(2);
        // Eight of ten would be needed; the first touch after the close extends.
        await village.Online(id, "1-1-102", Yes);
        village.Days(3);
        Assert.Equal("ballot.closed", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, "1-1-103", Yes))).Code);
    }

    [Fact]
    public async Task A_run_that_is_rolled_back_leaves_no_trace_in_what_the_process_remembers()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        var seat = await village.Seat(id, "1-1-101");
        await using var scene = village.World.As();
        var box = scene.Get<BallotBox>();
        await Assert.ThrowsAsync<InvalidDataException>(() => scene.Get<ProcessLog>().Run(new Process("test.fail", "失败"), async run =>
        {
            await box.Put(run, id, [box.Prepare(Guid.CreateVersion7(), seat, Channel.Online, No)]);
            // Read once more within the run, so that the process has seen what will be taken back.
            await box.Put(run, id, [box.Prepare(Guid.CreateVersion7(), seat, Channel.Online, No)]);
            throw new InvalidDataException();
        }));
        await village.Online(id, "1-1-101", Yes);
        var ballots = await village.Read(db => db.Set<Ballot>().Where(b => b.Consultation == id).ToListAsync());
        Assert.Equal((1, 0L), (Assert.Single(ballots).Ordinal, ballots[0].Index));
        Assert.Equal(1, (await village.Count(id)).Yes.Seats);
    }
}
