using System.Globalization;
using Microsoft.Extensions.Localization;
using Renewal.Web;
using Xunit;

namespace Renewal.Tests.Web;

public sealed class WordsTests
{
    [Theory]
    [InlineData("已超期 103 个工作日", "103 working days overdue")]
    [InlineData("2026年5月8日", "2026-05-08")]
    [InlineData("2月29日", "29 Feb")]
    [InlineData("2月29日办结", "finished 29 Feb")]
    [InlineData("同意户数 268 户，未达到小区全部户的 80%（需 323 户以上，还差 55 户），暂不纳入改造；调整方案后满 30 日可再次征询。", "268 households agree, not reaching 80% of all households of the community (at least 323 households needed, 55 households missing): not renovated for now; asked again 30 days after the scheme has changed.")]
    [InlineData("S1.09 资金落实：资金已筹划：尚未满足（一号院）。", "S1.09 Funds: Funds planned: not yet (一号院).")]
    [InlineData("一号院", "一号院")]
    [InlineData("", "")]
    public async Task A_sentence_put_together_in_Chinese_reads_in_English_and_stays_as_it_is_in_Chinese(string zh, string en)
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var words = scene.Get<IStringLocalizer<Words>>();
        Assert.Equal(zh, words[zh].Value);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Equal(en, words[zh].Value);
        Assert.Equal(en, words[zh].Value);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(2_000)]
    public async Task A_text_made_to_be_searched_for_ever_is_shown_as_it_is(int times)
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var words = scene.Get<IStringLocalizer<Words>>();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        // The fixed parts of many patterns again and again, and none that ends as it should.
        Assert.EndsWith("终", words[string.Concat(Enumerable.Repeat("，未达到的（需 以上，还差 ），即 」、：", times)) + "终"].Value);
    }
}
