using Renewal.Guideline.Contract;
using Renewal.Web.Process;
using Xunit;

namespace Renewal.Tests.Web;

public sealed class KitProcessTests
{
    static async Task<ProcessTemplate> Template()
    {
        await using var world = await World.Start();
        await using var scene = world.As();
        return (await scene.Get<IGuideline>().Templates())[0];
    }

    [Fact]
    public async Task All_32_steps_stand_once_and_none_on_another()
    {
        var stages = ProcessLayout.Of(await Template());
        Assert.Equal([10, 13, 9], stages.Select(s => s.Places.Count));
        foreach (var stage in stages)
            Assert.Equal(stage.Places.Count, stage.Places.Select(p => (p.Column, p.Row)).Distinct().Count());
    }

    [Fact]
    public async Task What_must_be_finished_first_stands_further_left()
    {
        foreach (var stage in ProcessLayout.Of(await Template()))
        {
            var column = stage.Places.ToDictionary(p => p.Step.Id, p => p.Column);
            foreach (var place in stage.Places)
                foreach (var before in place.Step.Start.Where(c => c.Kind != ConditionKind.Named && c.Step != place.Step.Id && column.ContainsKey(c.Step)))
                    Assert.True(column[before.Step] < place.Column, $"{before.Step} → {place.Step.Id}");
        }
    }

    [Fact]
    public async Task Branches_that_run_side_by_side_stand_below_each_other()
    {
        var preparation = ProcessLayout.Of(await Template())[0];
        Assert.Equal(["S1.01", "S1.02", "S1.03", "S1.04"], preparation.Places.Where(p => p.Column == 0).Select(p => p.Step.Id).Order());
    }

    [Fact]
    public async Task An_arrow_never_runs_through_a_step()
    {
        foreach (var stage in ProcessLayout.Of(await Template()))
            foreach (var arrow in stage.Arrows)
                Assert.DoesNotContain(stage.Places, p => p.Row == arrow.From.Row && p.Column > arrow.From.Column && p.Column < arrow.To.Column);
    }

    [Fact]
    public async Task The_ways_back_of_the_guideline_are_drawn()
    {
        var back = ProcessLayout.Of(await Template()).SelectMany(s => s.Returns).Select(r => $"{r.From.Step.Id}>{r.To.Step.Id}").ToHashSet();
        Assert.Superset(new HashSet<string> { "S1.06>S1.05", "S2.03>S2.02", "S2.06>S2.02", "S2.12>S2.11", "S2.13>S2.11" }, back);
    }

    [Fact]
    public async Task A_circle_in_a_citys_template_is_drawn_and_does_not_hang()
    {
        var template = await Template();
        var circle = template with
        {
            Steps = [.. template.Steps.Select(s => s.Id == "S1.05" ? s with { Start = [.. s.Start, new Condition(ConditionKind.Finished, "S1.10", null, "环")] } : s)],
        };
        Assert.Equal(10, ProcessLayout.Of(circle)[0].Places.Count);
    }
}
