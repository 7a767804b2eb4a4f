using Microsoft.Extensions.DependencyInjection;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Bench;

/// <summary>Consultations that are open now: the roll is frozen, and one question is asked of every home.</summary>
static class Polls
{
    const string Division = "210106001001";

    public sealed record Open(ConsultationId Id, Guid[] Seats);

    /// <summary>Seats without anybody behind them.</summary>
    public static async Task<Open> Make(FreshStore store, int seats, CancellationToken stop)
    {
        await using var scope = store.Open();
        return await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Seeded.Process, run =>
            Box(run, CommunityId.New(), [.. Enumerable.Range(0, seats).Select(_ => Guid.CreateVersion7())], stop), stop: stop);
    }

    /// <summary>Homes with an owner whose phone is known, each with a letter.</summary>
    /// <returns>the codes of the letters in the order of the phones</returns>
    public static async Task<(Open Poll, string[] Letters, string[] Phones)> Households(FreshStore store, int households, CancellationToken stop)
    {
        await using var scope = store.Open();
        var services = scope.ServiceProvider;
        var personal = services.GetRequiredService<PersonalData>();
        var community = CommunityId.New();
        string[] phones = [.. Enumerable.Range(0, households).Select(i => $"139{i:00000000}")];
        var poll = await services.GetRequiredService<ProcessLog>().Run(Seeded.Process, async run =>
        {
            var building = BuildingId.New();
            run.Db.Add(new Building(building, community, "1"));
            var units = phones.Select((phone, i) => (Unit: new Unit(UnitId.New(), community, building, null, $"1-1-{i}"), Owner: OwnerId.New(), phone)).ToList();
            foreach (var (unit, owner, phone) in units)
            {
                run.Db.AddRange(unit, new Owner(owner, community, unit.Key, OwnerKind.Person)
                {
                    Name = personal.Seal("places_owners.Name", owner.Value, "业主"), Phone = personal.Seal("places_owners.Phone", owner.Value, phone), PhoneIndex = personal.Index("places_owners.Phone", phone),
                }, new Ownership(Guid.CreateVersion7(), community, unit.Key, owner, 1, 1));
            }
            return await Box(run, community, [.. units.Select(u => u.Unit.Key.Value)], stop);
        }, stop: stop);
        await using var officer = store.Open(new Actor(Guid.CreateVersion7(), "社区", Guid.CreateVersion7(), "社区居委会", Roles.Committee, Division));
        var letters = (await officer.ServiceProvider.GetRequiredService<PrintLetters>().Run(poll.Id, stop: stop)).ToDictionary(l => l.Number, l => l.Code);
        return (poll, [.. phones.Select((_, i) => letters[$"1-1-{i}"])], phones);
    }

    static async Task<Open> Box(ProcessRun run, CommunityId community, Guid[] units, CancellationToken stop)
    {
        var id = ConsultationId.New();
        Guid[] seats = [.. units.Select(_ => Guid.CreateVersion7())];
        run.Db.Add(new ResidentialCommunity(community, Division, "票箱"));
        var c = new Consultation(id, community, Division, "first", 1, "票箱", Guid.Empty, "", "")
        {
            State = ConsultationState.Frozen, NoticeOn = run.Today, RollTo = run.Today, OpensAt = run.At.AddHours(-1), ClosesAt = run.At.AddDays(1), Seats = seats.Length,
        };
        run.Db.AddRange(c, new BallotLine(id, community, 1, ConsultationKinds.Question("works"), "改造", Circle.Community, "", ""), new BallotBoxRow(c));
        await run.Bulk(seats.Select((k, i) => new Renewal.Participation.Seat(k, id, community, new SeatDraft(units[i], null, $"1-1-{i}", "1", "1", 1, Area.Zero, AreaSource.Unknown, $"{i}", false, false), i + 1, i + 1)), stop: stop);
        run.Fact(new Seeded("ballots", seats.Length));
        return new(id, seats);
    }
}
