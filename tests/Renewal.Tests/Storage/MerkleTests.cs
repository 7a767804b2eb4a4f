using System.Security.Cryptography;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Storage;

public sealed class MerkleTests
{
    static byte[] LeafAt(int i) => [(byte)i, (byte)(i >> 8), 7];

    static MerkleTree Tree(int size)
    {
        var tree = new MerkleTree();
        for (var i = 0; i < size; i++) tree.Add(LeafAt(i));
        return tree;
    }

    /// <summary>RFC 6962 §2.1 as it is written there.</summary>
    static class Rfc
    {
        static byte[] Hash(params byte[][] parts) => SHA256.HashData([.. parts.SelectMany(p => p)]);
        static int Split(int n)
        {
            var k = 1;
            while (k * 2 < n) k *= 2;
            return k;
        }

        public static byte[] Root(byte[][] d) => d.Length switch { 0 => Hash(), 1 => Hash([0], d[0]), var n => Hash([1], Root(d[..Split(n)]), Root(d[Split(n)..])) };

        public static byte[][] Path(int m, byte[][] d) => d.Length == 1 ? [] : Split(d.Length) is var k && m < k ? [.. Path(m, d[..k]), Root(d[k..])] : [.. Path(m - k, d[k..]), Root(d[..k])];

        public static byte[][] Proof(int m, byte[][] d) => m == 0 || m == d.Length ? [] : Sub(m, d, true);

        static byte[][] Sub(int m, byte[][] d, bool whole) => m == d.Length ? whole ? [] : [Root(d)]
            : Split(d.Length) is var k && m <= k ? [.. Sub(m, d[..k], whole), Root(d[k..])] : [.. Sub(m - k, d[k..], false), Root(d[..k])];
    }

    [Fact]
    public void Roots_and_a_path_are_those_of_the_published_test_vectors()
    {
        string[] leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        string[] roots =
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        var (tree, running) = (new MerkleTree(), Merkle.From(0, []));
        foreach (var (leaf, root) in leaves.Zip(roots))
        {
            tree.Add(Convert.FromHexString(leaf));
            running.Add(Convert.FromHexString(leaf));
            Assert.Equal(root, Convert.ToHexStringLower(tree.Root(tree.Size)));
            Assert.Equal(root, Convert.ToHexStringLower(running.Root()));
        }
        Assert.Equal(["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"], tree.Inclusion(0, 8).Select(Convert.ToHexStringLower));
    }

    [Fact]
    public void Every_proof_of_every_size_up_to_130_is_that_of_the_standard_and_holds()
    {
        const int most = 130;
        var tree = Tree(most);
        var leaves = Enumerable.Range(0, most).Select(LeafAt).ToArray();
        var roots = Enumerable.Range(0, most + 1).Select(n => Rfc.Root(leaves[..n])).ToArray();
        for (var n = 0; n <= most; n++)
        {
            Assert.Equal(roots[n], tree.Root(n));
            for (var i = 0; i < n; i++)
            {
                var path = tree.Inclusion(i, n);
                Assert.True(n % 7 != 0 && n > 20 || Same(Rfc.Path(i, leaves[..n]), path), $"{i} in {n}");
                Assert.True(MerkleProof.Includes(leaves[i], i, n, path, roots[n]));
            }
            for (var old = 0; old <= n; old++)
            {
                var path = tree.Consistency(old, n);
                Assert.True(n % 7 != 0 && n > 20 || Same(Rfc.Proof(old, leaves[..n]), path), $"{old} → {n}");
                Assert.True(MerkleProof.Continues(old, roots[old], n, roots[n], path), $"{old} → {n}");
            }
        }
    }

    static bool Same(IReadOnlyList<byte[]> a, IReadOnlyList<byte[]> b) => a.Count == b.Count && a.Zip(b).All(p => p.First.AsSpan().SequenceEqual(p.Second));

    [Fact]
    public void A_box_that_knows_only_the_frontier_goes_on_as_if_it_had_all_leaves()
    {
        var whole = Merkle.From(0, []);
        for (var n = 0; n < 130; n++)
        {
            var resumed = Merkle.From(n, whole.Frontier());
            resumed.Add(LeafAt(n));
            whole.Add(LeafAt(n));
            Assert.Equal(whole.Root(), resumed.Root());
            Assert.Equal(whole.Frontier(), resumed.Frontier());
        }
        Assert.Throws<ArgumentException>(() => Merkle.From(3, new byte[32]));
    }

    /// <summary>One way to spoil a list of hashes, chosen by the random numbers.</summary>
    static List<byte[]> Spoil(IReadOnlyList<byte[]> path, Random random)
    {
        var spoilt = path.Select(p => (byte[])p.Clone()).ToList();
        switch (spoilt.Count == 0 ? 4 : random.Next(5))
        {
            case 0: spoilt[random.Next(spoilt.Count)][random.Next(32)] ^= (byte)(1 << random.Next(8)); break;
            case 1: spoilt.RemoveAt(random.Next(spoilt.Count)); break;
            case 2: spoilt[random.Next(spoilt.Count)] = spoilt[0][..31]; break;
            case 3 when spoilt.Count > 1:
                var at = random.Next(spoilt.Count - 1);
                (spoilt[at], spoilt[at + 1]) = (spoilt[at + 1], spoilt[at]);
                break;
            default: spoilt.Insert(random.Next(spoilt.Count + 1), RandomHash(random)); break;
        }
        return spoilt;
    }

    static byte[] RandomHash(Random random)
    {
        var hash = new byte[32];
        random.NextBytes(hash);
        return hash;
    }

    [Fact]
    public void None_of_2000_spoilt_proofs_is_accepted()
    {
        var random = new Random(6962);
        var tree = Tree(130);
        for (var i = 0; i < 1000; i++)
        {
            var n = random.Next(2, 131);
            var index = random.Next(n);
            var (leaf, path, root) = (LeafAt(index), tree.Inclusion(index, n), tree.Root(n));
            var accepted = (i % 5) switch
            {
                0 => MerkleProof.Includes(LeafAt(index + 1), index, n, path, root),
                1 => MerkleProof.Includes(leaf, (index + 1 + random.Next(n - 1)) % n, n, path, root),
                2 => MerkleProof.Includes(leaf, index, n, path, RandomHash(random)),
                3 => MerkleProof.Includes(leaf, index - n - 1, n, path, root) || MerkleProof.Includes(leaf, n + index, n, path, root) || MerkleProof.Includes(leaf, index, index, path, root),
                _ => MerkleProof.Includes(leaf, index, n, Spoil(path, random), root),
            };
            Assert.False(accepted, $"inclusion {i}: leaf {index} of {n}");
        }
        for (var i = 0; i < 1000; i++)
        {
            var n = random.Next(3, 131);
            var old = random.Next(1, n);
            var (path, before, after) = (tree.Consistency(old, n), tree.Root(old), tree.Root(n));
            var accepted = (i % 5) switch
            {
                0 => MerkleProof.Continues(old, RandomHash(random), n, after, path),
                1 => MerkleProof.Continues(old, before, n, RandomHash(random), path),
                2 => MerkleProof.Continues(n, before, old, after, path) || MerkleProof.Continues(old, before, n, after, []),
                3 => MerkleProof.Continues(old, after, n, before, path) || MerkleProof.Continues(-old, before, n, after, path),
                _ => MerkleProof.Continues(old, before, n, after, Spoil(path, random)),
            };
            Assert.False(accepted, $"consistency {i}: {old} → {n}");
        }
    }
}
