using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Xunit;
using static Renewal.Tests.Lifecycle.Small;

namespace Renewal.Tests.Lifecycle;

public sealed class StepGraphTests
{
    [Fact]
    public void A_step_waits_for_every_start_condition_and_names_each()
    {
        var d = Project([Step("S1.01"), Step("S1.02"), Step("S1.06", start: [Finished("S1.01"), Started("S1.02")])], "甲");
        Assert.Equal(2, d.WhyNotOpen("S1.06", d.Of("甲")).Length);
        d.Opened("S1.02", d.Of("甲"));
        var one = Assert.Single(d.WhyNotOpen("S1.06", d.Of("甲")));
        Assert.Contains("S1.01", one, StringComparison.Ordinal);
        d.Done("S1.01", d.Of("甲"));
        Assert.Empty(d.WhyNotOpen("S1.06", d.Of("甲")));
    }

    [Fact]
    public void Opened_is_not_finished()
    {
        var d = Project([Step("S1.01"), Step("S1.02", start: [Finished("S1.01")])], "甲");
        d.Opened("S1.01", d.Of("甲"));
        Assert.Single(d.WhyNotOpen("S1.02", d.Of("甲")));
    }

    [Fact]
    public void A_step_is_finished_only_when_start_and_finish_conditions_hold()
    {
        var d = Project([Step("S1.01"), Step("S1.02"), Step("S1.05", start: [Started("S1.01")], finish: [Finished("S1.01"), Reached("S1.02", "m")])], "甲");
        d.Opened("S1.01", d.Of("甲"));
        var other = d.Opened("S1.02", d.Of("甲"));
        d.Opened("S1.05", d.Of("甲"));
        Assert.Equal(2, d.WhyNotFinish("S1.05", d.Of("甲")).Length);
        d.Reach(other, "m");
        Assert.Single(d.WhyNotFinish("S1.05", d.Of("甲")));
        d.Done("S1.01", d.Of("甲"));
        Assert.Empty(d.WhyNotFinish("S1.05", d.Of("甲")));
    }

    [Fact]
    public void A_community_step_that_needs_a_lot_step_needs_every_lot_touching_it()
    {
        var d = Project([Step("S2.12", "lot"), Step("S2.13", start: [Finished("S2.12")])], "甲", "乙");
        var first = d.Lot("一", "甲");
        var second = d.Lot("二", "甲", "乙");
        d.Done("S2.12", first);
        Assert.Contains("二", Assert.Single(d.WhyNotOpen("S2.13", d.Of("甲"))), StringComparison.Ordinal);
        d.Done("S2.12", second);
        Assert.Empty(d.WhyNotOpen("S2.13", d.Of("甲")));
        Assert.Empty(d.WhyNotOpen("S2.13", d.Of("乙")));
    }

    [Fact]
    public void A_lot_step_that_needs_a_community_step_needs_every_community_still_in_that_lot()
    {
        var d = Project([Step("S2.03"), Step("S2.07", "lot", start: [Finished("S2.03")])], "甲", "乙", "丙");
        var lot = d.Lot("一", "甲", "乙");
        d.Lot("二", "丙");
        d.Done("S2.03", d.Of("甲"));
        Assert.Contains("乙", Assert.Single(d.WhyNotOpen("S2.07", lot)), StringComparison.Ordinal);
        d.Members.Single(m => m.Name == "乙").Leave(Day);
        Assert.Empty(d.WhyNotOpen("S2.07", lot));
    }

    [Fact]
    public void A_package_step_needs_every_community_that_has_not_left_and_no_lot_means_not_yet()
    {
        var d = Project([Step("S1.06"), Step("S1.10", "package", start: [Finished("S1.06")]), Step("S2.08", "lot"), Step("S3.05", start: [Finished("S2.08")])], "甲", "乙");
        d.Done("S1.06", d.Of("甲"));
        Assert.Single(d.WhyNotOpen("S1.10", d.Package()));
        d.Members.Single(m => m.Name == "乙").Leave(Day);
        Assert.Empty(d.WhyNotOpen("S1.10", d.Package()));
        Assert.Contains("标段", Assert.Single(d.WhyNotOpen("S3.05", d.Of("甲"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_community_that_left_walks_no_further()
    {
        var d = Project([Step("S1.01")], "甲", "乙");
        d.Members.Single(m => m.Name == "乙").Leave(Day);
        Assert.Empty(d.WhyNotOpen("S1.01", d.Of("甲")));
        Assert.Single(d.WhyNotOpen("S1.01", d.Of("乙")));
    }

    [Fact]
    [Clause("S2.05")]
    public void Per_spot_conditions_bind_that_spot_and_nothing_else()
    {
        var works = Step("S2.11", "lot") with { PerSpot = [Reached("S2.05", "spot")] };
        var d = Project([Step("S2.05", "spot"), works], "甲");
        var lot = d.Lot("一", "甲");
        var member = d.Members[0];
        d.Opened("S2.05", d.Of("甲"));
        var shed = d.Opened("S2.05", StepScope.Within(member, ScopeKind.Spot, "3号楼东侧"));
        var fence = d.Opened("S2.05", StepScope.Within(member, ScopeKind.Spot, "南墙"));
        d.Reach(fence, "spot");
        Assert.Single(StepGraph.WhyNotWorkOn(d, member.Community, "3号楼东侧"));
        Assert.Empty(StepGraph.WhyNotWorkOn(d, member.Community, "南墙"));
        Assert.Empty(StepGraph.WhyNotWorkOn(d, member.Community, "没有违建的地方"));
        // One contested shed never stops the whole lot.
        Assert.Empty(d.WhyNotOpen("S2.11", lot));
        d.Reach(shed, "spot");
        Assert.Empty(StepGraph.WhyNotWorkOn(d, member.Community, "3号楼东侧"));
    }

    [Fact]
    [Clause("S2.05")]
    public void A_register_is_closed_only_when_all_its_spots_are()
    {
        var d = Project([Step("S2.05", "spot")], "甲");
        d.Opened("S2.05", d.Of("甲"));
        Assert.Empty(d.WhyNotFinish("S2.05", d.Of("甲")));
        var spot = StepScope.Within(d.Members[0], ScopeKind.Spot, "南墙");
        d.Opened("S2.05", spot);
        Assert.Contains("南墙", Assert.Single(d.WhyNotFinish("S2.05", d.Of("甲"))), StringComparison.Ordinal);
        d.Done("S2.05", spot);
        Assert.Empty(d.WhyNotFinish("S2.05", d.Of("甲")));
    }

    [Fact]
    public void A_new_round_makes_others_wait_unless_the_earlier_result_stands()
    {
        var d = Project([Step("S1.01"), Step("S1.06", start: [Finished("S1.01")])], "甲");
        d.Done("S1.01", d.Of("甲"));
        var second = d.Opened("S1.01", d.Of("甲"));
        Assert.Single(d.WhyNotOpen("S1.06", d.Of("甲")));
        second.Follow(null, earlierStands: true);
        Assert.Empty(d.WhyNotOpen("S1.06", d.Of("甲")));
        Assert.Equal([1, 2], d.Rounds("S1.01", d.Of("甲").Key).Select(r => r.Round));
    }

    [Fact]
    public void What_comes_again_keeps_what_an_earlier_round_has_reached()
    {
        var d = Project([Step("S3.08") with { Repeat = true }, Step("S3.09", start: [Reached("S3.08", "opened")])], "甲");
        d.Reach(d.Done("S3.08", d.Of("甲")), "opened");
        Assert.Empty(d.WhyNotOpen("S3.08", d.Of("甲")));
        d.Opened("S3.08", d.Of("甲"));
        Assert.Empty(d.WhyNotOpen("S3.09", d.Of("甲")));
    }

    [Fact]
    public void A_finished_step_is_opened_again_only_by_a_way_back()
    {
        var d = Project([Step("S1.01")], "甲");
        d.Done("S1.01", d.Of("甲"));
        Assert.Single(d.WhyNotOpen("S1.01", d.Of("甲")));
    }

    [Fact]
    public void Started_stays_started_when_a_way_back_opens_a_new_round()
    {
        var d = Project([Step("S1.05"), Step("S1.07", start: [Started("S1.05")])], "甲");
        d.Done("S1.05", d.Of("甲")).GiveWay();
        d.Records.Add(new StepRecord(d.Project.Id, "S1.05", d.Of("甲"), 2));
        Assert.Empty(d.WhyNotOpen("S1.07", d.Of("甲")));
    }

    [Fact]
    public void A_way_back_reopens_its_target_and_the_step_it_came_from_where_that_rests_on_it_or_has_failed()
    {
        var template = Project([Step("S1.05"), Step("S1.06", start: [Finished("S1.05")]), Step("S2.11"), Step("S2.12", start: [Finished("S2.11")]),
            Step("S2.13", start: [Finished("S2.12")])], "甲").Template;
        Assert.Equal(["S1.05", "S1.06"], StepGraph.Reopened(template, "S1.06", "S1.05", gateFailed: false));
        Assert.Equal(["S2.11"], StepGraph.Reopened(template, "S2.13", "S2.11", gateFailed: false));
        Assert.Equal(["S2.11", "S2.13"], StepGraph.Reopened(template, "S2.13", "S2.11", gateFailed: true));
        Assert.Equal(["S1.05"], StepGraph.Reopened(template, "S1.05", "S1.05", gateFailed: true));
    }

    [Fact]
    public void Exceptions_free_from_what_they_say_and_nothing_more()
    {
        var d = Project([Step("S1.01"), Step("S1.02"), Step("S3.02", start: [Finished("S1.01")], finish: [Finished("S1.02")])], "甲");
        var early = new StepRecord(d.Project.Id, "S3.02", d.Of("甲"), 1);
        d.Records.Add(early);
        early.WalkUnder(ExceptionKinds.Early);
        Assert.Empty(d.WhyNotOpen("S3.02", d.Of("甲")));
        early.Open(Day, default, null);
        Assert.Contains("S1.02", Assert.Single(d.WhyNotFinish("S3.02", d.Of("甲"))), StringComparison.Ordinal);
        early.WalkUnder(ExceptionKinds.Partial);
        Assert.Contains("S1.01", Assert.Single(d.WhyNotFinish("S3.02", d.Of("甲"))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_stage_shown_skips_what_is_continuous()
    {
        var d = Project([Step("S1.03") with { Continuous = true }, Step("S1.04"), Step("S2.01"), Step("S3.01")], "甲");
        Assert.Equal("S1.04", StepGraph.StandingOf(d, d.Members[0]).Step);
        d.Done("S1.04", d.Of("甲"));
        d.Done("S3.01", d.Of("甲"));
        var standing = StepGraph.StandingOf(d, d.Members[0]);
        Assert.Equal((Stage.Delivery, "S2.01", 2, 4), (standing.Stage, standing.Step, standing.Done, standing.Total));
    }

    [Fact]
    public void A_named_condition_is_met_by_an_answer_or_by_what_two_organisations_agreed_on()
    {
        var d = Project([Step("S2.02", start: [Named("S2.02", "designer-appointed")])], "甲");
        Assert.Single(d.WhyNotOpen("S2.02", d.Of("甲")));
        d.Named[("S2.02", "designer-appointed", d.Of("甲").Key)] = new(VerdictState.Open, "S2.02", "尚未选定");
        Assert.Contains("尚未选定", Assert.Single(d.WhyNotOpen("S2.02", d.Of("甲"))), StringComparison.Ordinal);
        d.Named.Clear();
        var record = new StepRecord(d.Project.Id, "S2.02", d.Of("甲"), 1);
        d.Records.Add(record);
        d.Reach(record, "designer-appointed");
        Assert.Empty(d.WhyNotOpen("S2.02", d.Of("甲")));
    }

    [Theory]
    [InlineData(89, 90, VerdictState.Open), InlineData(90, 90, VerdictState.Passed), InlineData(59, 60, VerdictState.Open), InlineData(60, 60, VerdictState.Passed)]
    [Clause("S3.09")]
    public void An_evaluation_waits_for_the_days_of_service_that_the_parameter_asks_for(int served, int line, VerdictState state)
    {
        var moved = Project([Step("S3.01"), Step("S3.09")], "甲");
        moved.Done("S3.01", moved.Of("甲"));
        var later = new Dossier(moved.Project, moved.Template, Calendar, Day.AddDays(served));
        later.Members.AddRange(moved.Members);
        later.Records.AddRange(moved.Records);
        var days = new Parameter("evaluation.service.days", "", Comparison.AtLeast, line, 1, "", "日", [], "", "office", Day, null, null);
        Assert.Equal(state, NamedFacts.Served(later, later.Of("甲"), days).State);
    }
}
