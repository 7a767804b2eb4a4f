using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Record;
using Xunit;

namespace Renewal.Tests.Participation;

public sealed class ConsultationWalkTests
{
    const string Yes = "1=yes;2=yes;3=yes", No = "1=no;2=yes;3=no";

    static string N(int i) => $"1-{i / 20 + 1}-{i % 20 / 4 + 1}0{i % 4 + 1}";

    [Theory, Stores]
    [Clause("S1.06", "M1.4b", "O2.1")]
    public async Task A_first_consultation_is_held_from_the_notice_to_the_final_result_and_the_gate_follows_it(Store store)
    {
        await using var village = await Village.Start(Village.Flats(10), store);
        Assert.Equal(VerdictState.Open, (await village.Gate("S1.06")).State);
        var id = await village.Open("first");
        Assert.Equal(VerdictState.Passed, (await village.Gate("S1.06", "roll")).State);
        for (var i = 0; i < 6; i++) await village.Online(id, N(i), Yes);
        await village.Paper(id, (N(6), Yes), (N(7), Yes), (N(8), No), (N(9), null));
        Assert.Equal(VerdictState.Open, (await village.Gate("S1.06")).State);
        await village.Close(id);
        Assert.Contains("公示", (await village.Gate("S1.06")).ReasonZh);
        await village.Finish(id);
        var verdict = await village.Gate("S1.06");
        Assert.True(verdict.Passed, verdict.ReasonZh);
        Assert.Contains("8 / 10 户", verdict.Figure);
        // The record proves itself with all of this in it.
        await using var scene = village.World.As();
        Assert.True((await scene.Get<Audit>().Verify()).Clean);
    }

    [Theory]
    [Clause("M1.4c")]
    [InlineData(3, VerdictState.Passed)]
    [InlineData(2, VerdictState.Failed)]
    public async Task The_sheet_of_round_1_asks_works_management_and_the_share_of_cost(int subjects, VerdictState state)
    {
        await using var village = await Village.Start(Village.Flats(5));
        Assert.Equal("consultation.asks", (await Assert.ThrowsAsync<RuleBroken>(() => village.Draft("first", new("works"), new("management")))).Code);
        var id = await village.Open("first");
        for (var i = 0; i < 5; i++) await village.Online(id, N(i), Yes);
        await village.Close(id);
        await village.Finish(id);
        // A sheet that was put together otherwise, whoever did it, does not pass.
        await using (var scene = village.World.As())
            await scene.Get<ProcessLog>().Run(new Process("test.line", "去掉一项"), async run =>
            {
                run.Db.RemoveRange(await run.Db.Set<BallotLine>().Where(l => l.Consultation == id && l.Order > subjects).ToListAsync());
                run.Fact(new SeatMoved(id, village.Community, "1-1-101", "测试"));
            });
        Assert.Equal(state, (await village.Gate("S1.06")).State);
    }

    [Theory]
    [Clause("S1.06", "M1.4b")]
    [InlineData(8, VerdictState.Passed)]
    [InlineData(7, VerdictState.Failed)]
    public async Task Four_fifths_of_all_households_decide_and_silent_homes_stay_in_the_whole(int yes, VerdictState state)
    {
        await using var village = await Village.Start(Village.Flats(10));
        var id = await village.Open("first");
        for (var i = 0; i < yes; i++) await village.Online(id, N(i), Yes);
        await village.Close(id);
        await village.Finish(id);
        Assert.Equal(state, (await village.Gate("S1.06")).State);
    }

    [Fact]
    [Clause("S1.06", "M1.4b")]
    public async Task A_poll_that_failed_is_asked_again_only_after_30_days_and_with_a_new_version()
    {
        await using var village = await Village.Start(Village.Flats(10));
        var id = await village.Open("first");
        await village.Online(id, N(0), Yes);
        await village.Close(id);
        await village.Finish(id);
        village.Days(29);
        Assert.Equal("consultation.too_soon", (await Assert.ThrowsAsync<RuleBroken>(() => village.Draft("first"))).Code);
        village.Days(1);
        Assert.Equal("consultation.same_version", (await Assert.ThrowsAsync<RuleBroken>(() => village.Draft("first"))).Code);
        var again = await village.As<DraftConsultation, ConsultationId>("committee", use => use.Run(new(village.Community, "first", [], "社区", "新方案", SchemeVersion: "V2")));
        Assert.Equal(2, (await village.Load(again)).Round);
    }

    [Theory]
    [Clause("S2.03")]
    [InlineData(14, false)]
    [InlineData(15, true)]
    public async Task Owners_are_told_15_days_before_they_vote(int days, bool fits)
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Draft("second");
        var opens = village.World.Clock.Today().AddDays(days);
        var announce = village.As<AnnounceConsultation, int>("committee", use => use.Run(new(id, opens, opens)));
        if (fits) await announce;
        else Assert.Equal("consultation.too_early", (await Assert.ThrowsAsync<RuleBroken>(() => announce)).Code);
    }

    [Theory]
    [Clause("S1.06", "S2.03")]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public async Task The_roll_hangs_seven_days_and_another_organisation_freezes_it(int days, bool over)
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Draft("first");
        var opens = village.World.Clock.Today().AddDays(8);
        await village.As<AnnounceConsultation, int>("committee", use => use.Run(new(id, opens, opens.AddDays(3))));
        village.Days(days);
        Assert.Equal("duty.role", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<FreezeRoll, string>("committee", use => use.Run(id)))).Code);
        var freeze = village.As<FreezeRoll, string>("street", use => use.Run(id));
        if (over) Assert.Equal(64, (await freeze).Length);
        else Assert.Equal("roll.on_display", (await Assert.ThrowsAsync<RuleBroken>(() => freeze)).Code);
    }

    [Theory]
    [Clause("S2.03")]
    // Six owners of 60 m² each: more than two-thirds is five.
    [InlineData(5, VerdictState.Passed)]
    [InlineData(4, VerdictState.Failed)]
    public async Task The_scheme_needs_more_than_two_thirds_of_all_area_and_of_all_owners(int yes, VerdictState state)
    {
        await using var village = await Village.Start(Village.Flats(6));
        var id = await village.Open("second");
        await village.Paper(id, [.. Enumerable.Range(0, 6).Select(i => (N(i), (string?)(i < yes ? "1=yes" : "1=no")))]);
        await village.Close(id);
        await village.Finish(id);
        var verdict = await village.Gate("S2.03");
        Assert.Equal(state, verdict.State);
        // Both tests are computed and published, whichever binds.
        Assert.Contains(verdict.Beside, v => v.ReasonZh.Contains("民法典", StringComparison.Ordinal));
    }

    [Fact]
    [Clause("S2.03", "T1.6.2")]
    public async Task Each_line_of_one_ballot_has_its_own_circle_and_test()
    {
        await using var village = await Village.Start([.. Village.Flats(4), .. Village.Flats(4, building: "2")]);
        var id = await village.Open("second", lines: [new("scheme"), new("fund-use"), new("lift", Building: "2", Stairwell: "1")]);
        // In building 2 three of four want the lift: exactly three quarters, which is enough for item 7.
        for (var i = 0; i < 4; i++) await village.Online(id, N(i), "1=yes;2=no");
        for (var i = 0; i < 4; i++) await village.Online(id, $"2-1-10{i + 1}", i < 3 ? "1=yes;2=yes;3=yes" : "1=yes;2=no;3=no");
        Assert.Equal("ballot.choice", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, N(0), "1=yes;2=no;3=yes"))).Code);
        await village.Close(id);
        await village.Finish(id);
        var results = Results.Read(await village.Load(id));
        Assert.Equal([true, false, true], results.Select(r => r.Passed!.Value));
        Assert.Equal((4, 3), (results[2].Count.Total.Seats, results[2].Count.Yes.Seats));
    }

    [Theory]
    [Clause("S1.07", "T8.2.2", "S3.04", "T3.5.1")]
    [InlineData(3, VerdictState.Passed)]
    [InlineData(2, VerdictState.Failed)]
    public async Task A_model_and_an_enclosure_need_more_than_half_of_those_who_take_part(int of4, VerdictState state)
    {
        await using var village = await Village.Start(Village.Flats(10));
        var id = await village.Open("model", lines: [new("model"), new("closure")]);
        for (var i = 0; i < 4; i++) await village.Online(id, N(i), i < of4 ? "1=professional;2=yes" : "1=self_managed;2=no");
        await village.Close(id);
        await village.Finish(id);
        Assert.Equal(state, (await village.Gate("S1.07")).State);
        Assert.Equal(state, (await village.Gate("S3.04", figures: "gates=2 gates_fire_open=2 second_way=1")).State);
        Assert.Equal(VerdictState.Failed, (await village.Gate("S3.04", figures: "gates=2 gates_fire_open=1 second_way=1")).State);
        Assert.Equal(VerdictState.Failed, (await village.Gate("S3.04", figures: "gates=2 gates_fire_open=2 second_way=0")).State);
    }

    [Theory]
    [Clause("S3.02")]
    [InlineData(4, 3, VerdictState.Passed)]
    // Half of those who take part are not more than half.
    [InlineData(4, 2, VerdictState.Failed)]
    // Three of six take part: less than two-thirds.
    [InlineData(3, 3, VerdictState.Failed)]
    public async Task Covenant_and_rules_need_two_thirds_taking_part_and_more_than_half_of_them(int part, int yes, VerdictState state)
    {
        await using var village = await Village.Start(Village.Flats(6));
        var id = await village.Open("covenant");
        for (var i = 0; i < part; i++) await village.Online(id, N(i), i < yes ? "1=yes;2=yes" : "1=no;2=no");
        await village.Close(id);
        await village.Finish(id);
        Assert.Equal(state, (await village.Gate("S3.02")).State);
    }

    [Theory]
    [Clause("S2.13", "T6.8")]
    [InlineData(50, 41, VerdictState.Passed, true)]
    [InlineData(50, 40, VerdictState.Failed, true)]
    [InlineData(49, 49, VerdictState.Failed, true)]
    [InlineData(50, 39, VerdictState.Failed, false)]
    public async Task Satisfaction_is_asked_by_a_third_party_and_needs_more_than_80_percent_of_enough_answers(int valid, int satisfied, VerdictState state, bool free)
    {
        await using var village = await Village.Start(Village.Flats(60));
        var id = await village.Open("satisfaction");
        Assert.Equal("duty.role", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<KeyStairwellList, IReadOnlyList<string>>("committee",
            use => use.Run(id, village.Scan, village.World.Clock.Today(), [(N(0), Choices.Read("1=good"), false)])))).Code);
        for (var i = 0; i < valid; i++) await village.Online(id, N(i), i < satisfied ? "1=very_good" : "1=poor");
        await village.Close(id);
        await village.Finish(id);
        var verdict = await village.Gate("S2.13");
        Assert.Equal(state, verdict.State);
        Assert.Equal(free, verdict.Beside.First(v => v.Clause == "T6.8").Passed);
    }

    [Fact]
    [Clause("S2.13")]
    public async Task A_sample_is_drawn_by_a_published_seed_and_anybody_draws_it_again()
    {
        await using var village = await Village.Start(Village.Flats(40));
        var id = await village.Draft("satisfaction");
        var today = village.World.Clock.Today();
        await village.As<AnnounceConsultation, int>("county_office", use => use.Run(new(id, today, today.AddDays(5), SampleSize: 15, SampleSeed: "双色球 2026024 期 03 08 12 17 25 31")));
        var seats = await village.Read(db => db.Set<Seat>().Where(s => s.Consultation == id).ToListAsync());
        var again = Sampling.Draw("双色球 2026024 期 03 08 12 17 25 31", Enumerable.Range(1, 40), p => p.ToString()).Take(15).Order();
        Assert.Equal(again, seats.Where(s => s.Asked).Select(s => s.Place).Order());
        await village.As<FreezeRoll, string>("county_office", use => use.Run(id));
        Assert.Equal("ballot.not_asked", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, seats.First(s => !s.Asked).Number, "1=good"))).Code);
    }

    [Fact]
    public async Task A_consultation_that_is_called_off_counts_nothing_and_stays_on_the_record()
    {
        await using var village = await Village.Start(Village.Flats(4));
        var id = await village.Open("first");
        await village.Online(id, N(0), Yes);
        await village.As<CallOffConsultation>("street", use => use.Run(id, "方案有重大错误"));
        Assert.Equal("ballot.closed", (await Assert.ThrowsAsync<RuleBroken>(() => village.Online(id, N(1), Yes))).Code);
        Assert.Equal(VerdictState.Open, (await village.Gate("S1.06")).State);
    }

    [Fact]
    [Clause("S1.10")]
    public async Task A_result_is_good_for_24_months()
    {
        await using var village = await Village.Start(Village.Flats(5));
        var id = await village.Open("first");
        for (var i = 0; i < 5; i++) await village.Online(id, N(i), Yes);
        await village.Close(id);
        await village.Finish(id);
        var final = (await village.Load(id)).FinalAt!.Value.InChina();
        village.Days(final.AddMonths(24).DayNumber - village.World.Clock.Today().DayNumber);
        Assert.Equal(VerdictState.Passed, (await village.Gate("S1.06")).State);
        village.Days(1);
        Assert.Equal(VerdictState.Failed, (await village.Gate("S1.06")).State);
    }
}
