using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Oversight;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Xunit;
using Seat = Renewal.Participation.Seat;

namespace Renewal.Tests.Participation;

/// <summary>What was proved or sent once, sent again elsewhere or at another time; and clocks that jump.</summary>
[Clause("S1.06", "S2.03")]
public sealed class AttackTests
{
    const string Yes = "1=yes;2=yes;3=yes", No = "1=no;2=no;3=no", Professional = "1=professional";

    static async Task<string> Refused(Func<Task> act) => (await Assert.ThrowsAsync<RuleBroken>(act)).Code;

    static Task<List<Ballot>> Ballots(Village village, ConsultationId id) => village.Read(db => db.Set<Ballot>().Where(b => b.Consultation == id).OrderBy(b => b.Index).ToListAsync());

    [Theory, Stores]
    public async Task A_ballot_sent_again_from_another_seat_or_into_another_consultation_moves_nothing_and_costs_no_neighbour_its_ballot(Store store)
    {
        await using var village = await Village.Start(Village.Flats(6), store);
        var (one, other) = (await village.Open("first", votingDays: 30), await village.Open("model"));
        var ballot = Guid.CreateVersion7();
        var receipt = await village.Online(other, "1-1-101", Professional, ballot);

        Assert.Equal("ballot.id_reused", await Refused(() => village.Online(other, "1-1-102", Professional, ballot)));
        Assert.Equal("ballot.id_reused", await Refused(() => village.Online(other, "1-1-101", "1=guaranteed", ballot)));
        // The other box knows nothing of it; the unique key does. Who is in the same group gets in.
        var box = (BallotBox)village.World.App.Services.GetService(typeof(BallotBox))!;
        var (thief, neighbour) = (await village.Seat(one, "1-1-101"), await village.Seat(one, "1-1-102"));
        var stolen = box.Cast(one, box.Prepare(ballot, thief, Channel.Online, Yes));
        var honest = box.Cast(one, box.Prepare(Guid.CreateVersion7(), neighbour, Channel.Online, Yes));
        Assert.Equal("duplicate", await Refused(() => stolen));
        Assert.Equal(0, (await honest).Index);
        Assert.Equal(neighbour, Assert.Single(await Ballots(village, one)).Seat);
        Assert.Equal(receipt.Seat, Assert.Single(await Ballots(village, other)).Seat);
    }

    [Fact]
    public async Task A_session_of_one_consultation_reaches_no_seat_of_another()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var (one, other) = (await village.Open("first", votingDays: 30), await village.Open("model"));
        var seat = await village.Seat(one, "1-1-101");
        await using var scene = village.World.As();
        var session = scene.Get<VoterTokens>().Session(new(one, seat, Factor.Phone));
        var voter = scene.Get<VoterTokens>().Read(session)!;
        Assert.Equal((one, seat), (voter.Consultation, voter.Seat));
        Assert.Equal("ballot.seat", await Refused(() => scene.Get<CastOnline>().Run(voter with { Consultation = other }, Guid.CreateVersion7(), Choices.Read(Yes))));
        Assert.Null(await scene.Get<VotersDoor>().Own(voter with { Consultation = other }));
        Assert.Empty(await Ballots(village, other));
    }

    [Theory, Stores]
    public async Task After_the_close_a_live_session_and_an_old_ballot_get_a_refusal_and_the_old_receipt(Store store)
    {
        await using var village = await Village.Start(Village.Flats(4), store);
        var id = await village.Open("first", votingDays: 1);
        var ballot = Guid.CreateVersion7();
        for (var i = 2; i <= 4; i++) await village.Online(id, $"1-1-10{i}", Yes);
        var receipt = await village.Online(id, "1-1-101", Yes, ballot);
        await village.Close(id);
        Assert.Equal(receipt with { Again = true }, await village.Online(id, "1-1-101", Yes, ballot));
        Assert.Equal("ballot.closed", await Refused(() => village.Online(id, "1-1-101", No)));
        // Nor when the clock is set back into the window.
        village.World.Clock.AdjustTime(receipt.At.AddMinutes(1));
        Assert.Equal("ballot.closed", await Refused(() => village.Online(id, "1-1-101", No)));
        Assert.Equal(4, (await Ballots(village, id)).Count);
    }

    [Theory, Stores]
    public async Task When_the_clock_jumps_each_ballot_is_judged_by_the_clock_as_it_is_and_the_log_and_the_record_keep_their_order(Store store)
    {
        await using var village = await Village.Start(Village.Flats(8), store);
        var id = await village.Open("first", votingDays: 1);
        var row = await village.Read(db => db.Set<BallotBoxRow>().SingleAsync(b => b.Consultation == id));
        var clock = village.World.Clock;
        await village.Online(id, "1-1-101", Yes);
        await Sealed();
        clock.AdjustTime(row.OpensAt.AddMilliseconds(-1));
        Assert.Equal("ballot.not_open", await Refused(() => village.Online(id, "1-1-102", Yes)));
        clock.AdjustTime(row.OpensAt);
        await village.Online(id, "1-1-102", Yes);
        await Sealed();
        clock.AdjustTime(row.ClosesAt);
        Assert.Equal("ballot.closed", await Refused(() => village.Online(id, "1-1-103", Yes)));
        clock.AdjustTime(row.ClosesAt.AddMilliseconds(-1));
        await village.Online(id, "1-1-103", Yes);
        clock.AdjustTime(row.OpensAt.AddSeconds(1));
        await village.Online(id, "1-1-104", No);

        var ballots = await Ballots(village, id);
        Assert.Equal([0, 1, 2, 3], ballots.Select(b => (int)b.Index));
        Assert.All(ballots, b => Assert.True(row.OpensAt <= b.At && b.At < row.ClosesAt));
        Assert.StartsWith("核验通过", await Sealed());
        Assert.Equal((4, 3), ((await village.Count(id)).Part.Seats, (await village.Count(id)).Yes.Seats));

        async Task<string> Sealed()
        {
            await using var scene = village.World.As();
            return (await ActivatorUtilities.CreateInstance<VerifyRecord>(scene.Services).Do(new JobRun(JobId.New(), "{}", (_, _, _) => { }), default))!.Zh;
        }
    }
}
