using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Oversight;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Renewal.Storage.Outbox;
using Renewal.Storage.Record;
using Renewal.Tests.Access;
using Xunit;

namespace Renewal.Tests.Oversight;

public sealed class VerifyRecordTests
{
    static readonly Process putting = new("test.verify", "放入小区");

    sealed record Put : IFact
    {
        public string Subject => "test/verify";
        public string Zh => "放入小区";
    }

    static async Task<string> Night(World world)
    {
        await using var scene = world.As();
        return (await ActivatorUtilities.CreateInstance<VerifyRecord>(scene.Services).Do(new JobRun(JobId.New(), "{}", (_, _, _) => { }), TestContext.Current.CancellationToken))!.Zh;
    }

    [Theory, Stores]
    public async Task A_row_changed_beside_the_product_is_found_at_night_and_the_auditor_is_told(Store store)
    {
        await using var world = await World.Start(store);
        await world.Staff(Roles.Auditor, "2101");
        await using var scene = world.As();
        await scene.Get<ProcessLog>().Run(putting, run =>
        {
            run.Db.Add(new ResidentialCommunity(CommunityId.New(), "210106001002", "工人新村"));
            run.Fact(new Put());
            return Task.CompletedTask;
        });
        Assert.StartsWith("核验通过", await Night(world));
        Assert.Equal(0, (await scene.Get<RecordReading>().State()).Verified!.Wrong);
        Assert.False(await scene.Db.Set<OutboxRow>().AnyAsync(m => m.Link == "/audit"));

        await scene.Db.Database.ExecuteSqlRawAsync("UPDATE places_communities SET \"Name\" = '别的小区'");
        Assert.Contains("已告警", await Night(world));
        Assert.Equal(1, (await scene.Get<RecordReading>().State()).Verified!.Wrong);
        var told = await scene.Db.Set<OutboxRow>().Where(m => m.Link == "/audit").ToListAsync();
        Assert.Equal(Roles.Auditor, Assert.Single(told).Role);
        Assert.Contains(world.App.Services.GetServices<JobKind>(), k => k.Type == typeof(VerifyRecord) && k.Nightly is not null);
    }
}
