using System.Buffers.Text;
using Renewal.Participation.Proofs;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Participation.Proofs;

public sealed class ReceiptTests
{
    static bool Accepted(string text, OfficeKey key)
    {
        try { return Receipt.Read(text).Verify(key).Passed; }
        catch (FormatException) { return false; }
    }

    [Fact]
    public void Every_receipt_holds_in_both_forms_and_tells_no_choice()
    {
        using var world = new ProofWorld();
        for (var i = 0; i < world.Leaves.Count; i++)
        {
            var receipt = world.Receipt(i);
            Assert.True(Accepted(receipt.Json(), world.Key));
            Assert.True(Accepted(receipt.Compact(), world.Key));
            Assert.Equal(receipt.Json(), Receipt.Read(receipt.Compact()).Json());
            Assert.DoesNotContain("yes", receipt.Json(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void None_of_1200_spoilt_receipts_is_accepted()
    {
        using var world = new ProofWorld();
        var random = new Random(92);
        for (var i = 0; i < 1200; i++)
        {
            var receipt = world.Receipt(random.Next(world.Leaves.Count));
            string spoilt;
            if (i % 3 == 0)
            {
                // One bit of what the QR code carries.
                var bytes = Base64Url.DecodeFromChars(receipt.Compact().AsSpan(4));
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                spoilt = "RV1." + Base64Url.EncodeToString(bytes);
            }
            else
            {
                var text = i % 3 == 1 ? receipt.Json() : receipt.Compact();
                var at = random.Next(text.Length);
                while (char.IsWhiteSpace(text[at])) at = random.Next(text.Length);
                spoilt = random.Next(3) switch
                {
                    0 => text.Remove(at, 1),
                    1 => text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..],
                    _ => text[..at],
                };
            }
            Assert.False(Accepted(spoilt, world.Key), spoilt);
        }
    }

    [Fact]
    public void Parts_of_other_receipts_and_other_keys_are_not_accepted()
    {
        using var world = new ProofWorld();
        using var other = new ProofWorld();
        var (a, b) = (world.Receipt(3), world.Receipt(4));
        Assert.False(a.Verify(other.Key).Passed);
        Assert.False((a with { Leaf = b.Leaf }).Verify(world.Key).Passed);
        Assert.False((a with { Index = b.Index }).Verify(world.Key).Passed);
        Assert.False((a with { Path = b.Path }).Verify(world.Key).Passed);
        Assert.False((a with { Head = world.Heads[0] }).Verify(world.Key).Passed);
        Assert.False((a with { Head = a.Head with { Signature = world.Heads[0].Signature } }).Verify(world.Key).Passed);
        Assert.False((a with { Leaf = BallotLeaf.Parse(a.Leaf) is var leaf ? (leaf with { Consultation = Guid.Empty }).Text() : "" }).Verify(world.Key).Passed);
    }

    [Fact]
    public void The_QR_text_stays_small_for_a_log_of_a_million_ballots()
    {
        using var world = new ProofWorld();
        var path = Enumerable.Repeat(ProofWorld.Hash("x"), 20).ToList();
        var root = MerkleProof.RootOf(System.Text.Encoding.UTF8.GetBytes(world.Leaves[0].Text()), 5, 1 << 20, [.. path.Select(Convert.FromHexString)])!;
        var head = new TreeHead(ProofWorld.Consultation, 1 << 20, Convert.ToHexStringLower(root), DateTimeOffset.UnixEpoch.AddYears(56));
        var receipt = new Receipt(world.Leaves[0].Text(), 5, path, world.Signed(head.Text()));
        // 2,331 letters is what a QR code holds at level M.
        Assert.InRange(receipt.Compact().Length, 900, 1200);
        Assert.True(Accepted(receipt.Compact(), world.Key));
    }
}
