using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests.Lifecycle;

public sealed class WholeWalkTests
{
    [Theory, Stores]
    [Clause("S1.01", "S3.09", "T6.9")]
    public async Task A_project_walks_all_32_steps_from_opening_to_close_by_two_organisations(Store store)
    {
        await using var corridor = await Corridor.Start(store);
        var community = await corridor.Community("工人新村");
        var project = await corridor.Open(community);
        await corridor.Walk(project);

        var picture = await corridor.Picture(project);
        Assert.All(picture.Steps, s => Assert.True(s.State == StepState.Finished, $"{s.Step} {s.State}: {string.Join('；', s.WhyNot)}"));
        Assert.Equal(32, picture.Steps.Select(s => s.Step).Distinct().Count());
        Assert.Empty(picture.WhyNotClose);
        Assert.Equal(32, Assert.Single(picture.Members).Standing.Done);

        await corridor.As<CloseProject>("county_office", use => use.Run(new(project, corridor.Today, "验收后归档")));
        await using var scene = corridor.World.As();
        var steps = await scene.Db.Steps.ToListAsync();
        Assert.All(steps, s => Assert.NotEqual(s.EnteredOrganisation, s.ConfirmedOrganisation));
        Assert.All(steps.Where(s => s.Current && s.Verdict is not null), s => Assert.Contains("\"State\":0", s.Verdict, StringComparison.Ordinal));
        Assert.All(await scene.Db.StepTasks.Where(t => t.State == TaskState.Open).ToListAsync(), t => Assert.Fail(t.Zh));
        // The community may be renovated again one day.
        Assert.Equal(ProjectState.Closed, (await scene.Get<IProjects>().StandingOf([community]))[community].State);
        Assert.Null(await scene.Get<IProjects>().RunningOf(community));
    }

    [Fact]
    [Clause("S2.13")]
    public async Task A_project_does_not_close_before_its_rule_holds_and_says_what_is_missing()
    {
        await using var corridor = await Corridor.Start();
        var project = await corridor.Open(await corridor.Community("工人新村"));
        var broken = await Corridor.Refused("project.conditions", corridor.As<CloseProject>("county_office", use => use.Run(new(project, corridor.Today))));
        foreach (var id in (string[])["S2.13", "S3.01", "S3.02", "S3.03", "S3.05", "S3.08"]) Assert.Contains(id, broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3.04", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3.09", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Clause("O2.1", "S1.10")]
    public async Task Nothing_enters_the_programme_before_its_residents_were_asked_and_the_result_is_closed()
    {
        await using var corridor = await Corridor.Start();
        var project = await corridor.Open(await corridor.Community("工人新村"));
        var broken = await Corridor.Refused("step.conditions", corridor.OpenStep(project, "S1.10"));
        Assert.Contains("S1.06", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stage_shown_is_that_of_the_earliest_unfinished_step_that_is_not_continuous()
    {
        await using var corridor = await Corridor.Start();
        var community = await corridor.Community("工人新村");
        var project = await corridor.Open(community);
        await corridor.Walk(project, "S1.10");
        await using var scene = corridor.World.As();
        var standing = (await scene.Get<IProjects>().StandingOf([community]))[community];
        var picture = await corridor.Picture(project);
        var first = picture.Steps.First(s => s.State != StepState.Finished && s.Step is not ("S1.03" or "S2.10"));
        Assert.Equal(first.Step, standing.Step);
        Assert.Equal(first.Stage, standing.Stage);
    }
}
