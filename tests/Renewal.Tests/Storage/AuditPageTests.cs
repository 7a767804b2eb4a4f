using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Storage;
using Renewal.Storage.Record;
using Xunit;

namespace Renewal.Tests.Storage;

public sealed class AuditPageTests
{
    sealed record Named(CommunityId Id, string Words) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => Words;
    }

    static async Task<CommunityId> Register(World world, string division, string name, string words)
    {
        await using var scene = world.As(Actor.System with { Name = "李敏", Division = division });
        var id = CommunityId.New();
        await scene.Get<ProcessLog>().Run(new Process("test.register", "登记小区"), run =>
        {
            run.Db.Add(new ResidentialCommunity(id, division, name));
            run.Fact(new Named(id, words));
            return Task.CompletedTask;
        }, "按台账登记");
        return id;
    }

    [Theory, Stores]
    public async Task An_auditor_reads_filters_and_exports_what_is_in_reach(Store store)
    {
        await using var world = await World.Start(store);
        var here = await Register(world, "210106001002", "工人新村", "登记小区「工人新村」");
        await Register(world, "210106001002", "光明南里", "=1+1 登记");
        await Register(world, "210201001001", "别市小区", "登记小区「别市小区」");
        await using (var scene = world.As()) await scene.Get<Sealer>().Pass("asked");
        var auditor = await world.Staff(Roles.Auditor, "2101");
        using var browser = await auditor.SignIn();

        var page = await browser.Get("/audit");
        Assert.True(page.Says("工人新村") && page.Says("光明南里"), page.Text);
        Assert.False(page.Says("别市小区"));
        page = await browser.Get("/audit?community=工人");
        Assert.True(page.Says("工人新村"));
        Assert.False(page.Says("光明南里"));
        Assert.False((await browser.Get("/audit?to=2020-01-01")).Says("工人新村"));
        Assert.True((await browser.Get($"/audit?community={here}&who=李敏&process=登记小区&from=2026-03-02")).Says("工人新村"));

        var csv = await browser.Http.GetStringAsync("/api/v1/record/facts.csv?about=登记");
        Assert.Contains("登记小区「工人新村」", csv, StringComparison.Ordinal);
        Assert.Contains("'=1+1 登记", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("别市小区", csv, StringComparison.Ordinal);

        long position, far;
        await using (var scene = world.As())
        {
            position = await scene.Db.Facts.Where(f => f.Community == here.Value).Select(f => f.Position).SingleAsync();
            far = await scene.Db.Facts.Where(f => f.Zh.Contains("别市")).Select(f => f.Position).SingleAsync();
        }
        page = await browser.Get($"/audit/{position}");
        Assert.True(page.Says("按台账登记") && page.Says("places_communities") && page.Says("已由检查点证明"), page.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/audit/{far}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Http.GetAsync($"/api/v1/record/facts/{far}/proof")).StatusCode);
    }

    [Fact]
    public async Task Others_do_not_read_the_record()
    {
        await using var world = await World.Start();
        var committee = await world.Staff(Roles.Committee, "210106001002");
        using var browser = await committee.SignIn();
        Assert.NotEqual(HttpStatusCode.OK, (await browser.Http.GetAsync("/api/v1/record/facts.csv")).StatusCode);
        Assert.False((await browser.Get("/audit")).Says("操作日志"));
    }

    [Fact]
    public async Task Anybody_can_follow_a_fact_to_a_signed_checkpoint_with_what_the_api_gives()
    {
        await using var world = await World.Start();
        for (var i = 0; i < 5; i++) await Register(world, "210106001002", $"小区{i}", $"登记{i}");
        await using (var scene = world.As()) await scene.Get<Sealer>().Pass("asked");
        var auditor = await world.Staff(Roles.Auditor, "2101");
        using var browser = await auditor.SignIn();
        var proof = await browser.Http.GetFromJsonAsync<OperationLog.Proof>("/api/v1/record/facts/2/proof");
        var chain = Convert.FromHexString(proof!.ChainBefore);
        foreach (var step in proof.Steps)
        {
            var position = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(position, step.Position);
            chain = SHA256.HashData([.. chain, .. Convert.FromHexString(step.Digest), .. position]);
        }

        // From here on without a session.
        using var outsider = new HttpClient { BaseAddress = browser.Site };
        using var key = ECDsa.Create();
        key.ImportFromPem(await outsider.GetStringAsync("/api/v1/checkpoints/key"));
        var number = Checkpoint.Parse(proof.Checkpoint.Text).Number;
        var published = (await outsider.GetFromJsonAsync<SignedCheckpoint>($"/api/v1/checkpoints/{number}"))!;
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(published.Text), Convert.FromBase64String(published.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.Contains($"\nchain={Convert.ToHexStringLower(chain)}\n", published.Text, StringComparison.Ordinal);
        var page = await outsider.GetFromJsonAsync<JsonElement>("/api/v1/checkpoints?size=1");
        Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await outsider.GetAsync("/api/v1/checkpoints/999999")).StatusCode);
    }

    [Theory, Stores]
    public async Task The_timeline_of_a_community_is_shown_to_whom_it_is_in_reach(Store store)
    {
        await using var world = await World.Start(store);
        var here = await Register(world, "210106001002", "工人新村", "登记小区「工人新村」");
        await using (var scene = world.As(reach: Reach.Division("210106")))
        {
            var line = Assert.Single(await scene.Get<Renewal.Storage.Record.Timeline>().OfCommunity(here));
            Assert.Equal(("登记小区「工人新村」", "登记小区", "按台账登记"), (line.Zh, line.ProcessZh, line.Reason));
        }
        await using (var scene = world.As(reach: Reach.Division("210107"))) Assert.Empty(await scene.Get<Renewal.Storage.Record.Timeline>().OfCommunity(here));
        await using (var scene = world.As(reach: Reach.Assigned([here]))) Assert.Single(await scene.Get<Renewal.Storage.Record.Timeline>().OfCommunity(here));
    }
}
