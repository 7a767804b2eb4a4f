using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Renewal.Guideline;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Web;
using Xunit;

namespace Renewal.Tests.Guideline;

/// <summary>Whatever the guideline's data files and the gates' forms say to people, they say in English too (ADR 0104).</summary>
public sealed class GuidelineEnglishTests
{
    [Fact]
    public async Task Every_text_of_the_guideline_and_of_the_forms_has_English()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var words = scene.Get<IStringLocalizer<Words>>();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Equal([], Texts(GuidelineData.Load()).Concat(Forms(scene.Services.GetServices<IGate>())).Where(Languages.Chinese).Distinct().Where(t => Languages.Chinese(words[t].Value)));
    }

    [Fact]
    public void No_row_of_the_English_is_left_over()
    {
        var data = GuidelineData.Load();
        var texts = Texts(data).ToHashSet();
        Assert.Equal([], data.English.Keys.Where(zh => !texts.Contains(zh)));
    }

    [Theory]
    [InlineData("consultation.first.share", "80%以上（含本数）", "at least 80%")]
    [InlineData("consultation.second.owners", "超过 2/3（不含本数）", "more than 2/3")]
    [InlineData("review.opinion.days", "2 工作日以内（含本数）", "at most 2 working days")]
    [InlineData("tender.works", "4,000,000 元以上（含本数）", "at least 4,000,000 yuan")]
    [InlineData("eligibility.built-by", "2000-12-31 以前（含当日）", "by 2000-12-31")]
    [InlineData("goal.second.year", "2025 年以前（含当年）", "by 2025")]
    [InlineData("survey.mandatory", "等于 100%", "exactly 100%")]
    public async Task A_line_reads_in_both_languages(string id, string zh, string en)
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        var words = scene.Get<IStringLocalizer<Words>>();
        var line = GuidelineData.Load().Parameters.Last(p => p.Id == id);
        Assert.Equal(zh, line.Line(words));
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Equal(en, line.Line(words));
    }

    static IEnumerable<string> Texts(GuidelineData data) =>
    [
        .. data.Clauses.Select(c => c.Zh), .. data.WorkItems.SelectMany(w => new[] { w.Zh, w.Unit }),
        .. data.Parameters.SelectMany(p => new[] { p.Zh, p.Of, p.Basis, p.Unit is "日期" or "年份" ? "" : p.Unit }), .. data.States.Values.Select(s => s.NoteZh), .. data.Calendar.SelectMany(y => y.Off.Values.Concat(y.Work.Values)),
        .. data.Provinces.SelectMany(p => Texts(p.Template)), .. data.Provinces.SelectMany(p => p.Annex).SelectMany(a => Texts(a.Step)),
    ];

    static IEnumerable<string> Texts(ProcessTemplate t) =>
    [
        .. t.Roles.Select(r => r.Zh), .. t.Clock.Pauses.Select(p => p.Zh), t.Clock.WinterStop?.Zh ?? "", t.Clock.Heating?.Zh ?? "", .. t.Events.Select(e => e.Zh), t.StageRuleZh, t.Close.Zh,
        .. t.Close.Holds.Select(c => c.Zh), .. t.Exceptions.SelectMany(e => new[] { e.Zh, e.Rule }), .. t.Steps.Concat(t.Annex).SelectMany(Texts),
    ];

    static IEnumerable<string> Texts(StepTemplate s) =>
    [
        s.Zh, .. s.Start.Concat(s.Finish).Concat(s.PerSpot).Select(c => c.Zh), .. s.Milestones.SelectMany(m => new[] { m.Zh, m.Rule }), s.Limit?.FromZh ?? "", s.Limit?.Note ?? "",
        .. s.Legal.Select(l => l.WhatZh), .. s.Papers.SelectMany(p => new[] { p.Zh, p.Seal, p.WhenZh ?? "" }), s.Gate.TestZh, .. s.Back.SelectMany(b => new[] { b.WhenZh, b.EffectZh }), .. s.ExceptionNotes,
    ];

    static IEnumerable<string> Forms(IEnumerable<IGate> gates) =>
        gates.SelectMany(g => g.Form).SelectMany(f => new[] { f.Zh, f.Unit ?? "", f.Hint ?? "" }.Concat(f.Choices?.Select(c => c.Zh) ?? []));
}
