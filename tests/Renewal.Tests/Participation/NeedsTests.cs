using DocumentFormat.OpenXml.Packaging;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Web.Documents;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>What residents ask for in a survey stands beside the gates of the scheme.</summary>
[Clause("S1.05", "S2.02")]
public sealed class NeedsTests
{
    const string Draft = "defects=23 covered=22 reasoned=1 own_items=0 own_consents=0 estimate=1000000000";
    const string Refined = "version=2 consulted=1 uncovered=0 appraisal_needed=0 total=1000000000 reserve=40000000";

    static string[] Said(Verdict verdict) => [.. verdict.Facts!.Lines.Select(l => $"{l.Zh} {l.Measured} {l.Word}")];

    /// <summary>Ten homes, eight of which answer: roof 6, parking 4, lift 1; one wishes for nothing of it.</summary>
    static async Task<ConsultationId> Survey(Village village)
    {
        var id = await village.Open("needs");
        await village.Online(id, "1-1-101", "1=roof+parking");
        await village.Online(id, "1-1-102", "1=roof");
        await village.Paper(id, ("1-1-103", "1=roof+parking+lift"), ("1-1-104", "1=roof+parking"), ("1-1-201", "1=roof"), ("1-1-202", "1=roof"), ("1-1-203", "1=parking"), ("1-1-204", "1=abstain"));
        await village.Close(id);
        return id;
    }

    [Theory, Stores]
    public async Task A_counted_survey_stands_beside_the_scheme_with_what_it_takes_up_and_what_it_leaves_out(Store store)
    {
        await using var village = await Village.Start(Village.Flats(10), store);
        Assert.Equal("还没有已计票的居民需求调查。", (await village.Gate("S1.05")).Facts!.Source);
        var id = await Survey(village);

        // Before anybody has typed figures of the scheme, and before the result is final.
        var open = await village.Gate("S1.05");
        Assert.Equal(VerdictState.Open, open.State);
        Assert.Contains("全部 10 户，8 户答复", open.Facts!.Source, StringComparison.Ordinal);
        Assert.Equal(["屋面防水 6/10 未说明", "停车充电 4/10 未说明", "加装电梯 1/10 未说明"], Said(open));
        Assert.Null(open.Facts.Flag);
        Assert.Equal("6 户希望，占答复户 75.00%、全部户 60.00%", open.Facts.Lines[0].Figure);
        Assert.Equal($"/consultations/{id}", open.Facts.Link);

        // Parking is wished for by exactly half of those who answered, the lift by one. Works that nobody asked for stand in the list as well.
        var draft = await village.Gate("S1.05", figures: $"{Draft} wishes=roof+lift+green");
        Assert.Equal(VerdictState.Passed, draft.State);
        Assert.Equal(["屋面防水 6/10 已列入方案", "停车充电 4/10 未列入方案", "加装电梯 1/10 已列入方案", "绿化 0/10 已列入方案"], Said(draft));
        Assert.Contains("停车充电（4 户，占答复户 50.00%）", draft.Facts!.Flag, StringComparison.Ordinal);
        Assert.Null((await village.Gate("S1.05", figures: $"{Draft} wishes=roof+parking")).Facts!.Flag);

        // The refined scheme says it for itself.
        var refined = await village.Gate("S2.02", figures: $"{Refined} wishes=parking");
        Assert.Contains("屋面防水（6 户，占答复户 75.00%）", refined.Facts!.Flag, StringComparison.Ordinal);
        Assert.DoesNotContain("停车充电", refined.Facts.Flag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_just_below_half_is_not_flagged_unless_no_other_is_wished_for_more()
    {
        await using var village = await Village.Start(Village.Flats(9));
        var id = await village.Open("needs");
        // Nine answer: roof 4, parking 3, green 2.
        string[] doors = ["101", "102", "103", "104", "201", "202", "203", "204", "301"];
        await village.Paper(id, [.. doors.Select((door, i) => ($"1-1-{door}", (string?)(i < 4 ? "1=roof" : i < 7 ? "1=parking" : "1=green")))]);
        await village.Close(id);
        Assert.Null((await village.Gate("S1.05", figures: $"{Draft} wishes=roof")).Facts!.Flag);
        var flag = (await village.Gate("S1.05", figures: $"{Draft} wishes=green")).Facts!.Flag;
        Assert.Contains("屋面防水（4 户，占答复户 44.44%）", flag, StringComparison.Ordinal);
        Assert.DoesNotContain("停车", flag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_survey_that_still_runs_neither_tells_nor_hides_anything_and_the_later_count_stands()
    {
        await using var village = await Village.Start(Village.Flats(10));
        var first = await Survey(village);
        await village.Finish(first);
        var again = await village.Open("needs");
        await village.Online(again, "1-1-101", "1=green");
        Assert.Equal($"/consultations/{first}", (await village.Gate("S1.05")).Facts!.Link);
        await village.Close(again);
        Assert.Equal(["绿化 1/10 未说明"], Said(await village.Gate("S1.05")));
        // Of another community nothing is known.
        await using var scene = village.World.As();
        Assert.Empty(await scene.Get<INeeds>().Of([CommunityId.New()]));
    }

    [Fact]
    public async Task The_notice_of_the_vote_on_the_scheme_says_what_was_asked_for_before_it_hung()
    {
        await using var village = await Village.Start(Village.Flats(10));
        var before = await village.Open("first", votingDays: 60);
        await Survey(village);
        var after = await village.Open("second");
        await using var scene = village.World.As();
        async Task<string> Notice(ConsultationId id)
        {
            using var docx = WordprocessingDocument.Open(new MemoryStream(DocxWriter.Bytes("", (await scene.Get<ConsultationPapers>().Of(id, "notice", "https://jiugai.example/")).Document)), false);
            return docx.MainDocumentPart!.Document!.Body!.InnerText;
        }

        Assert.Contains("全部 10 户中 8 户答复，希望的户最多的依次是屋面防水（6 户）、停车充电（4 户）、加装电梯（1 户）", await Notice(after), StringComparison.Ordinal);
        Assert.DoesNotContain("居民需求调查", await Notice(before), StringComparison.Ordinal);
    }
}
