using CsCheck;
using Renewal.Foundation;
using Renewal.Guideline;
using Renewal.Guideline.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Guideline;

public sealed class ParameterTests
{
    static readonly DateOnly Today = new(2026, 3, 2);

    static async Task<Parameter> Find(World world, string id, string division, DateOnly? day = null)
    {
        await using var scene = world.As();
        return await scene.Get<IGuideline>().Parameter(id, division, day ?? Today);
    }

    static async Task<RuleBroken> Refused(World world, Actor actor, SetParameterRequest request)
    {
        await using var scene = world.As(actor);
        return await Assert.ThrowsAsync<RuleBroken>(() => scene.Get<SetParameter>().Run(request));
    }

    static async Task Set(World world, Actor actor, SetParameterRequest request)
    {
        await using var scene = world.As(actor);
        await scene.Get<SetParameter>().Run(request);
    }

    static SetParameterRequest Draw(string id, string value, DateOnly? from = null, Comparison? comparison = null, string? city = null) =>
        new(id, city, value, comparison, "沈建发〔2026〕3 号", from ?? Today);

    [Fact]
    [Clause("S2.03")]
    public async Task The_law_of_owners_votes_changed_on_2021_01_01()
    {
        await using var world = await World.Start();
        var before = await Find(world, "code278.special.area", "210106", new(2020, 12, 31));
        var after = await Find(world, "code278.special.area", "210106", new(2021, 1, 1));
        Assert.Equal((2, 3, "全部专有部分面积"), (before.Numerator, before.Denominator, before.Of));
        Assert.Equal((3, 4, "参与表决面积"), (after.Numerator, after.Denominator, after.Of));
    }

    [Fact]
    [Clause("M3.1a")]
    public async Task Subsidy_weights_are_those_of_their_year()
    {
        await using var world = await World.Start();
        Assert.Equal(40, (await Find(world, "subsidy.weight.households", "21", new(2019, 6, 1))).Numerator);
        Assert.Equal(30, (await Find(world, "subsidy.weight.households", "21", new(2020, 6, 1))).Numerator);
        Assert.Equal(20, (await Find(world, "subsidy.weight.performance", "21", new(2022, 6, 1))).Numerator);
    }

    [Fact]
    [Clause("M3.4b")]
    public async Task Care_relief_ends_where_the_notice_ends_and_is_not_guessed_on()
    {
        await using var world = await World.Start();
        Assert.Contains("2019", (await Find(world, "tax.care.vat", "21", new(2025, 12, 31))).Basis);
        Assert.Contains("2026", (await Find(world, "tax.care.vat", "21", new(2026, 1, 1))).Basis);
        Assert.Equal("parameter.unknown", (await Assert.ThrowsAsync<RuleBroken>(() => Find(world, "tax.care.vat", "21", new(2028, 1, 1)))).Code);
    }

    [Fact]
    [Clause("S2.08")]
    public async Task The_permit_line_of_Shenyang_is_its_own_and_every_other_city_has_the_national_one()
    {
        await using var world = await World.Start();
        Assert.Equal(2_000_000_00, (await Find(world, "permit.exempt.invest", "210106001")).Numerator);
        Assert.Equal(2, (await Find(world, "permit.exempt.lines", "2101")).Numerator);
        Assert.Equal(300_000_00, (await Find(world, "permit.exempt.invest", "210203")).Numerator);
        Assert.Equal(300_000_00, (await Find(world, "permit.exempt.invest", "21")).Numerator);
    }

    static Parameter Line(Comparison comparison, long numerator, long denominator) =>
        new("line", "", comparison, numerator, denominator, denominator == 1 ? "" : "全部户", "户", [], "", "office", Today, null, null);

    /// <summary>Just below, at and just above, for every operator; the distance is that to the least number that passes.</summary>
    [Theory]
    [InlineData(Comparison.MoreThan, 2, 3, 199, 300, "同意 199 户，未超过全部户的三分之二（需 201 户以上，还差 2 户）")]
    [InlineData(Comparison.MoreThan, 2, 3, 200, 300, "同意 200 户，未超过全部户的三分之二（需 201 户以上，还差 1 户）")]
    [InlineData(Comparison.MoreThan, 2, 3, 201, 300, "同意 201 户，超过全部户的三分之二")]
    [InlineData(Comparison.MoreThan, 2, 3, 268, 403, "同意 268 户，未超过全部户的三分之二（需 269 户以上，还差 1 户）")]
    [InlineData(Comparison.MoreThan, 1, 2, 5, 10, "同意 5 户，未超过全部户的半数（需 6 户以上，还差 1 户）")]
    [InlineData(Comparison.AtLeast, 2, 3, 268, 403, "同意 268 户，未达到全部户的三分之二（需 269 户以上，还差 1 户）")]
    [InlineData(Comparison.AtLeast, 3, 4, 300, 400, "同意 300 户，达到全部户的四分之三")]
    [InlineData(Comparison.AtLeast, 80, 100, 79, 100, "同意 79 户，未达到全部户的 80%（需 80 户以上，还差 1 户）")]
    [InlineData(Comparison.AtLeast, 80, 100, 80, 100, "同意 80 户，达到全部户的 80%")]
    [InlineData(Comparison.AtLeast, 80, 100, 81, 101, "同意 81 户，达到全部户的 80%")]
    [InlineData(Comparison.AtLeast, 80, 100, 80, 101, "同意 80 户，未达到全部户的 80%（需 81 户以上，还差 1 户）")]
    [InlineData(Comparison.AtMost, 1, 4, 25, 100, "同意 25 户，未超过全部户的四分之一")]
    [InlineData(Comparison.AtMost, 1, 4, 26, 100, "同意 26 户，超过全部户的四分之一（至多 25 户，超出 1 户）")]
    [InlineData(Comparison.LessThan, 1, 3, 33, 100, "同意 33 户，不足全部户的三分之一")]
    [InlineData(Comparison.LessThan, 1, 3, 33, 99, "同意 33 户，不低于全部户的三分之一（至多 32 户，超出 1 户）")]
    [InlineData(Comparison.LessThan, 1, 3, 34, 100, "同意 34 户，不低于全部户的三分之一（至多 33 户，超出 1 户）")]
    [InlineData(Comparison.Equal, 1, 2, 50, 100, "同意 50 户，等于全部户的半数")]
    [InlineData(Comparison.Equal, 1, 2, 51, 100, "同意 51 户，不等于全部户的半数（应为 50 户）")]
    public void What_was_found_is_one_sentence_with_operator_line_and_distance(Comparison comparison, long numerator, long denominator, long part, long whole, string said) =>
        Assert.Equal(said, Line(comparison, numerator, denominator).Finding("同意", part, whole, n => $"{n} 户"));

    /// <summary>Whatever the figures, the sentence passes exactly where the line does, and the number it asks for is the first that does.</summary>
    [Fact]
    public void What_is_needed_is_the_first_number_that_passes() =>
        (from comparison in Gen.Enum<Comparison>().Where(c => c != Comparison.Equal)
         from denominator in Gen.Long[2, 1000]
         from numerator in Gen.Long[1, denominator]
         from whole in Gen.Long[1, 1_000_000_000_000]
         select (comparison, numerator, denominator, whole)).Sample(x =>
        {
            var line = Line(x.comparison, x.numerator, x.denominator);
            var (needed, beyond) = (line.Needed(x.whole), x.comparison is Comparison.AtLeast or Comparison.MoreThan ? -1 : 1);
            Assert.True(line.Holds(needed, x.whole));
            Assert.False(line.Holds(needed + beyond, x.whole));
            Assert.Contains("（", line.Finding("", needed + beyond, x.whole, n => $"{n}"), StringComparison.Ordinal);
            Assert.DoesNotContain("（", line.Finding("", needed, x.whole, n => $"{n}"), StringComparison.Ordinal);
        });

    [Theory, Stores]
    [Clause("T6.9")]
    public async Task A_city_draws_a_line_closer_from_its_day_on_and_for_itself_alone(Store store)
    {
        await using var world = await World.Start(store);
        await Set(world, Offices.Shenyang, Draw("consultation.first.share", "85%", new(2026, 4, 1)));
        Assert.Equal("80%", (await Find(world, "consultation.first.share", "210106", new(2026, 3, 31))).ValueZh);
        Assert.Equal("85%", (await Find(world, "consultation.first.share", "210106", new(2026, 4, 1))).ValueZh);
        Assert.Equal("80%", (await Find(world, "consultation.first.share", "210203", new(2026, 4, 1))).ValueZh);
        // The next paper ends the one before, and history is kept.
        await Set(world, Offices.Shenyang, Draw("consultation.first.share", "9/10", new(2026, 6, 1)));
        Assert.Equal("85%", (await Find(world, "consultation.first.share", "2101", new(2026, 5, 31))).ValueZh);
        Assert.Equal("90%", (await Find(world, "consultation.first.share", "2101", new(2026, 6, 1))).ValueZh);
        await using var scene = world.As();
        Assert.Equal(3, (await scene.Get<IGuideline>().Parameters()).Count(p => p.Id == "consultation.first.share"));
        Assert.Equal(2, scene.Db.Facts.AsEnumerable().Count(f => f.Kind == nameof(ParameterSet)));
    }

    [Fact]
    [Clause("T6.9")]
    public async Task A_city_never_draws_a_line_wider()
    {
        await using var world = await World.Start();
        Assert.Equal("parameter.looser", (await Refused(world, Offices.Shenyang, Draw("consultation.first.share", "79%"))).Code);
        Assert.Equal("parameter.looser", (await Refused(world, Offices.Shenyang, Draw("review.opinion.days", "3"))).Code);
        Assert.Equal("parameter.looser", (await Refused(world, Offices.Shenyang, Draw("satisfaction.strict", "", comparison: Comparison.AtLeast))).Code);
        Assert.Equal("parameter.fixed", (await Refused(world, Offices.Shenyang, Draw("tender.works", "5000000"))).Code);
        Assert.Equal("parameter.fixed", (await Refused(world, Offices.Shenyang, Draw("code278.special.area", "4/5"))).Code);
    }

    [Theory, Stores]
    [Clause("S2.03")]
    public async Task The_reading_of_two_thirds_is_one_switch_for_area_and_owners(Store store)
    {
        await using var world = await World.Start(store);
        Assert.Equal(Comparison.MoreThan, (await Find(world, "consultation.second.area", "2101")).Comparison);
        await Set(world, Offices.Shenyang, Draw("consultation.second.reading", "", comparison: Comparison.AtLeast));
        var area = await Find(world, "consultation.second.area", "2101");
        var owners = await Find(world, "consultation.second.owners", "2101");
        Assert.True(area.Holds(6_000_000, 9_000_000));
        Assert.True(owners.Holds(600, 900));
        Assert.False((await Find(world, "consultation.second.area", "2102")).Holds(6_000_000, 9_000_000));
        Assert.Equal("parameter.read_elsewhere",
            (await Refused(world, Offices.Dalian, Draw("consultation.second.area", "", comparison: Comparison.AtLeast))).Code);
        Assert.Equal("parameter.reading", (await Refused(world, Offices.Dalian, Draw("consultation.second.reading", "3/4"))).Code);
    }

    [Fact]
    public async Task No_rule_reaches_back_and_none_stands_without_a_paper()
    {
        await using var world = await World.Start();
        Assert.Equal("guideline.retroactive", (await Refused(world, Offices.Shenyang, Draw("consultation.first.share", "85%", new(2026, 3, 1)))).Code);
        Assert.Equal("guideline.no_basis", (await Refused(world, Offices.Shenyang, Draw("consultation.first.share", "85%") with { Basis = " " })).Code);
        await Set(world, Offices.Shenyang, Draw("consultation.first.share", "85%", new(2026, 4, 1)));
        Assert.Equal("parameter.overlap", (await Refused(world, Offices.Shenyang, Draw("consultation.first.share", "90%", new(2026, 4, 1)))).Code);
    }

    [Fact]
    public async Task A_city_office_sets_its_own_city_and_nobody_below_sets_any()
    {
        await using var world = await World.Start();
        Assert.Equal("guideline.other_city", (await Refused(world, Offices.Shenyang, Draw("consultation.first.share", "85%", city: "2102"))).Code);
        Assert.Equal(403, (await Refused(world, Offices.Street, Draw("consultation.first.share", "85%"))).Status);
        await Set(world, Offices.Province, Draw("consultation.first.share", "85%"));
        Assert.Equal("85%", (await Find(world, "consultation.first.share", "2102")).ValueZh);
    }

    [Theory]
    [InlineData("consultation.first.share", "8O%")]
    [InlineData("consultation.first.share", "4/0")]
    [InlineData("consultation.first.share", "80.001%")]
    [InlineData("review.opinion.days", "1.5")]
    [InlineData("eligibility.built-by", "2000-13-01")]
    [InlineData("change.material.home", "-1")]
    public async Task A_figure_that_cannot_be_read_is_refused(string id, string value)
    {
        await using var world = await World.Start();
        Assert.Equal("parameter.value", (await Refused(world, Offices.Province, Draw(id, value))).Code);
    }

    [Theory]
    [InlineData("consultation.first.share", "80%以上（含本数）")]
    [InlineData("consultation.second.area", "超过 2/3（不含本数）")]
    [InlineData("satisfaction.strict", "超过 80%（不含本数）")]
    [InlineData("review.opinion.days", "2 工作日以内（含本数）")]
    [InlineData("tender.works", "4,000,000 元以上（含本数）")]
    [InlineData("eligibility.built-by", "2000-12-31 以前（含当日）")]
    [InlineData("fund.topup", "不足 30%（不含本数）")]
    public async Task A_line_is_told_in_the_words_of_the_law(string id, string words)
    {
        await using var world = await World.Start();
        Assert.Equal(words, (await Find(world, id, "2102")).InWords);
    }
}
