using System.Buffers.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Renewal.Participation.Proofs;
using Renewal.Tests.Architecture;
using Renewal.Tests.InBrowser;
using Xunit;

namespace Renewal.Tests.Participation.Proofs;

/// <summary>verify.html as a resident has it: three files in a folder, no server.</summary>
public sealed class VerifyPageTests : IDisposable
{
    readonly ProofWorld world = new();
    readonly string folder = Directory.CreateTempSubdirectory("renewal-verify-").FullName;

    public VerifyPageTests()
    {
        foreach (var name in (string[])["verify.html", "verify.js", "verify.css"]) File.Copy(Path.Combine(Source.Root, "src", "Renewal", "wwwroot", name), Path.Combine(folder, name));
    }

    public void Dispose()
    {
        world.Dispose();
        Directory.Delete(folder, true);
    }

    async Task<IPage> Open(IBrowserContext window)
    {
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(Path.Combine(folder, "verify.html")).AbsoluteUri);
        return page;
    }

    /// <summary>What the page says of a receipt.</summary>
    static async Task<(bool Good, string Words)> Check(IPage page, string receipt, string key, FilePayload? ballots = null)
    {
        await page.FillAsync("#receipt", receipt);
        await page.FillAsync("#key", key);
        await page.SetInputFilesAsync("#leaves-file", ballots is null ? [] : [ballots]);
        await page.EvaluateAsync("document.getElementById('result').hidden = true");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForSelectorAsync("#result");
        return (await page.GetAttributeAsync("#result", "class") == "good", await page.InnerTextAsync("#result"));
    }

    static FilePayload Named(string name, byte[] bytes) => new() { Name = name, MimeType = "application/octet-stream", Buffer = bytes };
    byte[] Leaves(Func<List<string>, IEnumerable<string>>? change = null)
    {
        List<string> all = [.. world.Leaves.Select(l => l.Text())];
        return System.Text.Encoding.UTF8.GetBytes(string.Concat(change?.Invoke(all) ?? all));
    }

    static string Changed(string json, Action<JsonObject> change)
    {
        var receipt = JsonNode.Parse(json)!.AsObject();
        change(receipt);
        return receipt.ToJsonString();
    }

    static string Flip(string text, int at) => text[..at] + (text[at] == 'a' ? 'b' : 'a') + text[(at + 1)..];

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task A_good_receipt_is_accepted_without_any_server_and_the_page_fits_and_is_accessible(int width)
    {
        await using var window = await Chromium.Window(new Uri("file:///"), width);
        var page = await Open(window);
        var complaints = new Complaints(page);
        await page.Picture("verify-empty");
        await page.ShouldFitItsWidth();
        foreach (var i in (int[])[0, 6, world.Leaves.Count - 1])
        {
            var receipt = world.Receipt(i);
            foreach (var text in (string[])[receipt.Json(), receipt.Compact()])
            {
                var (good, words) = await Check(page, text, world.Pem);
                Assert.True(good, words);
                Assert.Contains($"名册第 {world.Leaves[i].Seat} 席", words, StringComparison.Ordinal);
                Assert.Contains(string.Join(' ', world.Key.Id.Chunk(8).Select(c => new string(c))), words, StringComparison.Ordinal);
            }
        }
        // The receipt as a file, the list by itself and out of the bundle.
        await page.FillAsync("#receipt", "");
        await page.SetInputFilesAsync("#receipt-file", Named("回执.json", System.Text.Encoding.UTF8.GetBytes(world.Receipt(4).Json())));
        await Assertions.Expect(page.Locator("#receipt")).ToHaveValueAsync(new Regex("^\\{"));
        foreach (var list in (FilePayload[])[Named("leaves.txt", Leaves()), Named("核验包.zip", world.Zip(world.Bundle(false)))])
        {
            var (good, words) = await Check(page, await page.InputValueAsync("#receipt"), world.Pem, list);
            Assert.True(good, words);
            Assert.Contains("您的票在清单上", words, StringComparison.Ordinal);
            Assert.Equal(list.Name.EndsWith(".zip", StringComparison.Ordinal), words.Contains("最终声明", StringComparison.Ordinal));
        }
        await page.Picture("verify-good");
        await page.ShouldFitItsWidth();
        Assert.Empty(complaints.Said);
        await page.ShouldBeAccessible();
        await Check(page, Changed(world.Receipt(3).Json(), r => r["leaf"] = world.Receipt(4).Leaf), world.Pem, Named("leaves.txt", Leaves(l => l.Take(3))));
        await page.Picture("verify-bad");
        await page.ShouldFitItsWidth();
        await page.ShouldBeAccessible();
    }

    [Fact]
    public async Task What_is_spoilt_is_refused_in_words_that_say_what_is_wrong()
    {
        using var other = new ProofWorld();
        var (a, b) = (world.Receipt(3), world.Receipt(4));
        var (json, compact) = (a.Json(), a.Compact());
        (string Name, string Receipt, string Key, FilePayload? Ballots, string Words)[] bad =
        [
            ("nothing", "", world.Pem, null, "还没有给出回执"),
            ("no receipt", "您好", world.Pem, null, "读不出来"),
            ("no key", json, "", null, "还没有给出公钥"),
            ("broken key", json, world.Pem.Replace("MFk", "MFl", StringComparison.Ordinal), null, "公钥"),
            ("another office's key", json, other.Pem, null, "是另一把密钥签的"),
            ("another office's key, claimed", Changed(json, r => r["head"]!["key"] = other.Key.Id), other.Pem, null, "签名无效"),
            ("another ballot", Changed(json, r => r["leaf"] = b.Leaf), world.Pem, null, "算不出签过名的那个根"),
            ("another place", Changed(json, r => r["index"] = b.Index), world.Pem, null, "算不出签过名的那个根"),
            ("no such place", Changed(json, r => r["index"] = 99), world.Pem, null, "算不出签过名的那个根"),
            ("another path", Changed(json, r => r["path"] = new JsonArray([.. b.Path.Select(p => (JsonNode)p)])), world.Pem, null, "算不出签过名的那个根"),
            ("shortened path", Changed(json, r => r["path"]!.AsArray().RemoveAt(0)), world.Pem, null, "算不出签过名的那个根"),
            ("lengthened path", Changed(json, r => r["path"]!.AsArray().Add((JsonNode)a.Path[0])), world.Pem, null, "算不出签过名的那个根"),
            ("another root", Changed(json, r => r["head"]!["text"] = Flip(a.Head.Text, a.Head.Text.IndexOf("root=", StringComparison.Ordinal) + 9)), world.Pem, null, "签名无效"),
            ("an older statement", Changed(json, r => r["head"] = new JsonObject { ["text"] = world.Heads[0].Text, ["signature"] = world.Heads[0].Signature, ["key"] = world.Heads[0].Key }), world.Pem, null, "算不出签过名的那个根"),
            ("another signature", Changed(json, r => r["head"]!["signature"] = world.Heads[0].Signature), world.Pem, null, "签名无效"),
            ("another consultation", Changed(json, r => r["leaf"] = a.Leaf.Replace("0199aaaa", "0199aaab", StringComparison.Ordinal)), world.Pem, null, "不是同一次征询的"),
            ("another spelling", Changed(json, r => r["leaf"] = a.Leaf.Replace("seat=", "seat=0", StringComparison.Ordinal)), world.Pem, null, "不是规范的数字"),
            ("more in it", Changed(json, r => r["choice"] = "yes"), world.Pem, null, "格式的回执"),
            ("cut off", "RV1." + Base64Url.EncodeToString(Base64Url.DecodeFromChars(compact.AsSpan(4)).AsSpan()[..^30]), world.Pem, null, "签名无效"),
            ("cut short", compact[..60], world.Pem, null, "不完整"),
            ("one letter", Flip(compact, 40), world.Pem, null, "签名无效"),
            ("a list without it", json, world.Pem, Named("leaves.txt", Leaves(l => l.Where((_, i) => i != 3))), "清单上没有您的票"),
            ("a list that was shortened", json, world.Pem, Named("leaves.txt", Leaves(l => l.SkipLast(1))), "有票被拿走"),
            ("a list in which others were swapped", json, world.Pem, Named("leaves.txt", Leaves(l => [l[1], l[0], .. l.Skip(2)])), "有票被换过"),
            ("a list that was moved", json, world.Pem, Named("leaves.txt", Leaves(l => [l[0], l[1], l[3], l[2], .. l.Skip(4)])), "回执写的是第 4 张"),
            ("no list", json, world.Pem, Named("leaves.txt", "无"u8.ToArray()), "不是整张选票"),
            ("a broken bundle", json, world.Pem, Named("a.zip", world.Zip(world.Bundle(false))[..^30]), "不是完好的 zip"),
            ("the bundle of another office", json, world.Pem, Named("a.zip", other.Zip(other.Bundle(false))), "是另一把密钥签的"),
        ];
        await using var window = await Chromium.Window(new Uri("file:///"), 390);
        var page = await Open(window);
        List<string> wrong = [];
        foreach (var (name, receipt, key, ballots, words) in bad)
        {
            var (good, said) = await Check(page, receipt, key, ballots);
            if (good || !said.Contains(words, StringComparison.Ordinal) || !said.Contains("没有通过", StringComparison.Ordinal)) wrong.Add($"{name}: {said}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task On_the_site_anybody_opens_it_and_gets_the_key_and_the_content_policy_has_nothing_to_stop()
    {
        await Chromium.Start();
        await using var site = await World.Start();
        await using var window = await Chromium.Window(await site.Listen(), 390);
        var page = await window.NewPageAsync();
        var complaints = new Complaints(page);
        Assert.Equal(200, (await page.GotoAsync("/verify.html"))!.Status);
        await page.ClickAsync("#fetch-key");
        // Not WaitForFunction: what it has to wait for it evaluates in the page, where the policy forbids that.
        await Assertions.Expect(page.Locator("#key")).ToHaveValueAsync(new Regex("^-----BEGIN PUBLIC KEY-----"));
        var (good, words) = await Check(page, world.Receipt(0).Json(), await page.InputValueAsync("#key"));
        Assert.False(good);
        Assert.Contains("是另一把密钥签的", words, StringComparison.Ordinal);
        Assert.Equal("rgb(243, 245, 249)", await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor"));
        Assert.Empty(complaints.Said);
    }
}
