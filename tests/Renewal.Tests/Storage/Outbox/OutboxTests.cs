using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Outbox;
using Xunit;

namespace Renewal.Tests.Storage.Outbox;

public sealed class OutboxTests
{
    static readonly Guid Street = Guid.CreateVersion7();
    static readonly Actor A = new(Guid.CreateVersion7(), "甲", Street, "街道办", "street", "210106001");
    static readonly Actor B = A with { Id = Guid.CreateVersion7(), Name = "乙" };
    static readonly Actor Elsewhere = A with { Id = Guid.CreateVersion7(), Organisation = Guid.CreateVersion7() };

    sealed record Told(string Zh) : IFact { public string Subject => "test"; }

    static async Task Tell(World world, Recipient to, string title, bool refuse = false)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var scene = world.As();
        await scene.Get<ProcessLog>().Run(new Process("test.tell", "通知"), run =>
        {
            scene.Get<INotifier>().Notify(run, to, title, "请在期限内办理。", "/todo");
            run.Fact(new Told(title));
            return refuse ? throw new RuleBroken("test.no", "不行") : Task.CompletedTask;
        });
    }

    static async Task<string[]> Read(World world, Actor who, bool unread = false)
    {
        await using var scene = world.As(who, Reach.Nothing);
        var (messages, total) = await scene.Get<IInbox>().List(unread);
        Assert.Equal(total, messages.Count);
        Assert.Equal(messages.Count(m => !m.Read), await scene.Get<IInbox>().UnreadCount());
        return [.. messages.Select(m => m.Title)];
    }

    static async Task Dispatch(World world) { while (await world.App.Services.GetRequiredService<Dispatcher>().DispatchDue(default) > 0) { } }

    [Theory, Stores]
    public async Task A_message_reaches_whoever_holds_the_duty_and_each_marks_it_for_themselves(Store store)
    {
        await using var world = await World.Start(store);
        await Tell(world, Recipient.Duty(Street, "street"), "给岗位");
        await Tell(world, Recipient.Person(B.Id), "给乙");
        await Tell(world, Recipient.Duty(Street, "finance"), "给别的岗位");
        await Tell(world, Recipient.Duty(Street), "给全街道");
        await Dispatch(world);
        Assert.Equal(["给全街道", "给岗位"], await Read(world, A));
        Assert.Equal(["给全街道", "给乙", "给岗位"], await Read(world, B));
        Assert.Empty(await Read(world, Elsewhere));
        Assert.Empty(await Read(world, Actor.Nobody));
        await using (var scene = world.As(A, Reach.Nothing)) await scene.Get<IInbox>().MarkRead();
        Assert.Empty(await Read(world, A, unread: true));
        Assert.Equal(3, (await Read(world, B, unread: true)).Length);
    }

    [Theory, Stores]
    public async Task A_refused_run_tells_nobody(Store store)
    {
        await using var world = await World.Start(store);
        await Assert.ThrowsAsync<RuleBroken>(() => Tell(world, Recipient.Person(A.Id), "不该有", refuse: true));
        await Dispatch(world);
        Assert.Empty(await Read(world, A));
    }

    [Fact]
    public async Task Nobody_marks_the_message_of_another()
    {
        await using var world = await World.Start();
        await Tell(world, Recipient.Person(A.Id), "给甲");
        await Dispatch(world);
        await using (var scene = world.As())
        {
            var id = await scene.Db.Set<InboxRow>().Select(m => m.Id).SingleAsync();
            await using var other = world.As(Elsewhere, Reach.Nothing);
            await other.Get<IInbox>().MarkRead([id]);
        }
        Assert.Equal(["给甲"], await Read(world, A, unread: true));
    }

    sealed class Broken(List<Guid> tried) : IDelivery
    {
        public string Channel => "broken";
        public Task Deliver(OutboxRow message, RenewalDb db, CancellationToken stop)
        {
            tried.Add(message.Id);
            throw new HttpRequestException("gateway");
        }
    }

    [Theory, Stores]
    public async Task A_message_that_fails_comes_again_later_and_at_last_lies_dead(Store store)
    {
        List<Guid> tried = [];
        await using var world = await World.Start(store, services: s => s.AddSingleton<IDelivery>(new Broken(tried)));
        await Tell(world, Recipient.Person(A.Id), "短信");
        await Dispatch(world);
        await Dispatch(world);
        Assert.Single(tried); // not before its time
        Assert.Equal(["短信"], await Read(world, A)); // the inbox does not wait for the gateway
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        await Dispatch(world);
        Assert.Single(tried);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await Dispatch(world);
        Assert.Equal(2, tried.Count);
        for (var i = 0; i < 20; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await Dispatch(world);
        }
        Assert.Equal(Dispatcher.MostAttempts, tried.Count);
        Assert.Single(tried.Distinct());
        await using var scene = world.As();
        Assert.Equal(OutboxState.Dead, (await scene.Db.Set<OutboxRow>().SingleAsync(m => m.Channel == "broken")).State);
    }

    [Fact]
    public async Task The_running_product_delivers_by_itself()
    {
        await using var world = await World.Start();
        await world.Listen();
        await Tell(world, Recipient.Person(A.Id), "自动");
        for (var i = 0; i < 100 && (await Read(world, A)).Length == 0; i++) await Task.Delay(50);
        Assert.Equal(["自动"], await Read(world, A));
    }
}
