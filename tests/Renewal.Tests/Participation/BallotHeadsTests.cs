using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Participation.Proofs;
using Xunit;

namespace Renewal.Tests.Participation;

[Clause("O2.1")]
public sealed class BallotHeadsTests
{
    static readonly byte[] Five = new byte[32], Six = [.. Enumerable.Repeat((byte)6, 32)];
    static readonly DateTimeOffset At = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Signed_heads_grow_in_size_and_time_whichever_of_two_receipts_is_written_first()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var (heads, id) = (scene.Get<BallotHeads>(), ConsultationId.New());
        var first = heads.TrySign(id, 6, Six, At.AddSeconds(1));
        Assert.Equal(first, heads.TrySign(id, 6, Six, At.AddSeconds(2)));
        Assert.Null(heads.TrySign(id, 5, Five, At.AddSeconds(3)));
        Assert.Equal(At.AddSeconds(1), TreeHead.Parse(heads.TrySign(id, 7, Five, At)!.Text).At);
        Assert.Equal([6L, 7L], heads.All(id).Select(h => TreeHead.Parse(h.Text).Size));
    }

    [Fact]
    public async Task A_line_torn_by_a_power_cut_costs_no_head_that_is_signed_after_it()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var (heads, id) = (scene.Get<BallotHeads>(), ConsultationId.New());
        heads.TrySign(id, 5, Five, At);
        await File.AppendAllTextAsync(Directory.EnumerateFiles(world.Folder, $"{id}.jsonl", SearchOption.AllDirectories).Single(), """{"Text":"renewal ball""");
        heads.TrySign(id, 6, Six, At);
        Assert.Equal([5L, 6L], heads.All(id).Select(h => TreeHead.Parse(h.Text).Size));
    }
}
