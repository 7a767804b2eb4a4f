using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Participation;
using Renewal.Places;
using Renewal.Storage;
using Renewal.Storage.Record;
using Renewal.Tests.Participation;
using Xunit;

namespace Renewal.Tests.Access;

public sealed class ResealTests
{
    const string Yes = "1=yes;2=yes;3=yes";

    [Theory, Stores]
    public async Task After_resealing_nothing_needs_the_old_key_and_the_record_is_whole(Store store)
    {
        await using var village = await Village.Start(Village.Flats(12), store);
        var id = await village.Open("first");
        await village.Online(id, "1-1-101", Yes);
        await village.Paper(id, ("1-1-102", Yes));
        var keys = village.World.App.Services.GetRequiredService<FieldKeys>();
        var reseal = village.World.App.Services.GetRequiredService<ResealPersonalData>();
        Assert.Equal(new(0, 0), await reseal.Run());

        Assert.Equal(2, keys.Rotate());
        // A value that was tampered with is counted, and stays for the audit to find.
        var owner = await village.Read(db => db.Set<Owner>().AsNoTracking().OrderBy(o => o.Id).FirstAsync());
        await Put([1, 0, 1, 9, 9, 9]);
        var first = await reseal.Run();
        Assert.Equal(1, first.Unopened);
        Assert.True(first.Rows > 12, $"{first.Rows}");
        await Put(owner.Name);
        Assert.Equal(new(1, 0), await reseal.Run());
        Assert.Equal(new(0, 0), await reseal.Run());

        File.Delete(Path.Combine(village.World.Folder, "keys", "field-1.key"));
        await using var again = await village.World.Restart();
        await using var scene = again.As();
        var personal = scene.Get<PersonalData>();
        foreach (var o in await scene.Db.Set<Owner>().ToListAsync()) Assert.NotEqual("", personal.Reveal("places_owners.Name", o.Id.Value, o.Name));
        var box = scene.Get<BallotBox>();
        var ballots = await scene.Db.Set<Ballot>().Where(b => b.Consultation == id).ToListAsync();
        Assert.Equal(2, ballots.Count);
        Assert.All(ballots, b => Assert.Equal(Yes, box.ChoicesOf(b)));
        Assert.True((await scene.Get<Audit>().Verify()).Clean);

        async Task Put(byte[]? name)
        {
            await using var scene = village.World.As();
            await scene.Get<ProcessLog>().Run(new Process("test.reseal", "改动密文"), async run =>
            {
                (await run.Db.Set<Owner>().SingleAsync(o => o.Id == owner.Id)).Name = name;
                run.Fact(new FieldKeyRotated(0));
            });
        }
    }
}
