using CsCheck;
using Renewal.Foundation;
using Renewal.Participation;
using Xunit;

namespace Renewal.Tests.Participation;

[Clause("O2.1", "S1.06", "S2.03")]
public sealed class CountingTests
{
    static SeatOutcome Of(params (Channel Channel, string Choices)[] ballots) => Counting.Count([.. ballots.Select((b, i) => new CountedBallot(i + 1, b.Channel, b.Choices, false))], false);

    [Fact]
    public void The_last_online_ballot_counts()
    {
        var seat = Of((Channel.Online, "1=no"), (Channel.Online, "1=yes"));
        Assert.Equal(("yes", false), (seat.Answers[1], seat.Disputed));
    }

    [Theory]
    [InlineData(Channel.Online, Channel.Paper)]
    [InlineData(Channel.Paper, Channel.Online)]
    [InlineData(Channel.Online, Channel.StairwellList)]
    [InlineData(Channel.Assisted, Channel.Online)]
    [InlineData(Channel.Paper, Channel.StairwellList)]
    public void Two_ways_that_say_the_same_are_no_dispute_and_that_differ_take_takeswithout_being_a_yes(Channel first, Channel second)
    {
        var same = Of((first, "1=yes"), (second, "1=yes"));
        Assert.Equal((true, false, "yes"), (same.TakesPart, same.Disputed, same.Answers[1]));
        var differ = Of((first, "1=yes;2=no"), (second, "1=no;2=no"));
        Assert.Equal((true, true), (differ.TakesPart, differ.Disputed));
        Assert.False(differ.Answers.ContainsKey(1));
        // On the line where they agree, nothing is in dispute.
        Assert.Equal("no", differ.Answers[2]);
    }

    [Fact]
    public void Voting_online_anew_as_the_paper_says_ends_the_dispute() =>
        Assert.False(Of((Channel.Online, "1=no"), (Channel.Paper, "1=yes"), (Channel.Online, "1=yes")).Disputed);

    [Fact]
    public void The_owners_own_word_settles_it() => Assert.Equal("no", Of((Channel.Online, "1=yes"), (Channel.Paper, "1=no"), (Channel.Settlement, "1=no")).Answers[1]);

    [Fact]
    public void A_co_owner_who_objects_leaves_the_seat_taking_takeswithout_a_yes()
    {
        var seat = Counting.Count([new(1, Channel.Online, "1=yes", false)], objected: true);
        Assert.Equal((true, true, 0), (seat.TakesPart, seat.Disputed, seat.Answers.Count));
    }

    [Fact]
    public void A_tenant_is_heard_where_the_owner_is_silent_and_never_set_against_the_owner()
    {
        var alone = Of((Channel.TenantPaper, "1=yes"));
        Assert.Equal((true, Channel.TenantPaper, "yes", false), (alone.TakesPart, alone.Channel!.Value, alone.Answers[1], alone.Disputed));
        foreach (var owners in (Channel[])[Channel.Online, Channel.Paper, Channel.Assisted, Channel.StairwellList])
            foreach (var tenants in (Channel[])[Channel.TenantOnline, Channel.TenantPaper])
                foreach (var seat in (SeatOutcome[])[Of((owners, "1=no"), (tenants, "1=yes")), Of((tenants, "1=yes"), (owners, "1=no"))])
                    Assert.Equal((owners, "no", false), (seat.Channel!.Value, seat.Answers[1], seat.Disputed));
        // Two tenants' ways that differ are a dispute like any.
        Assert.True(Of((Channel.TenantOnline, "1=yes"), (Channel.TenantPaper, "1=no")).Disputed);
    }

    [Fact]
    public void A_void_ballot_was_never_given() => Assert.False(Counting.Count([new(1, Channel.Paper, "1=yes", true)], false).TakesPart);

    static readonly Question YesNo = ConsultationKinds.Question("scheme");

    static LineCount Count(params (long Area, int Owner, string? Says)[] seats) => Tally.Line(new(1, YesNo, (_, _) => true),
        seats.Select((s, i) => new TallySeat(i + 1, "1", "1", new Area(s.Area), s.Owner, s.Says is null ? SeatOutcome.Silent : new(true, Channel.Online, Choices.Read($"1={s.Says}"), false))));

    [Fact]
    public void Areas_2_60_and_4_60_of_a_roll_of_three_are_7_20_taking_part()
    {
        var count = Count((260, 1, "yes"), (460, 2, "no"), (500, 3, null));
        Assert.Equal((new Area(720), new Area(1220), new Area(260)), (count.Part.Area, count.Total.Area, count.Yes.Area));
        Assert.Equal((2, 3, 1), (count.Part.Owners, count.Total.Owners, count.Yes.Owners));
    }

    [Fact]
    public void Of_950_owners_616_cast_and_7_spoiled_leave_609_taking_part()
    {
        // A spoiled sheet never becomes a ballot: those seats are silent.
        var count = Count([.. Enumerable.Range(1, 950).Select(i => (6000L, i, i <= 609 ? "yes" : null))]);
        Assert.Equal((950, 609), (count.Total.Owners, count.Part.Owners));
    }

    [Fact]
    public void A_buyer_of_several_units_is_one_person_who_agrees_only_with_all_that_take_part()
    {
        var count = Count((100, 1, "yes"), (100, 1, "yes"), (100, 2, "yes"), (100, 2, "no"), (100, 3, "yes"), (100, 3, null));
        Assert.Equal((3, 3, 2), (count.Total.Owners, count.Part.Owners, count.Yes.Owners));
        Assert.Equal(new Area(400), count.Yes.Area);
    }

    /// <summary>The count once more, as slow and plain as it can be said.</summary>
    static (int Part, int Yes, long PartArea, long YesArea, int PartOwners, int YesOwners) Oracle((long Area, int Owner, (int Kind, bool Yes, bool Void)[] Ballots, bool Objected)[] roll)
    {
        List<(long Area, int Owner, bool Part, bool Yes)> seats = [];
        foreach (var s in roll)
        {
            var valid = s.Ballots.Where(b => !b.Void).ToList();
            var takes = valid.Count > 0;
            // Kinds 3 and 4 are a tenant's 0 and 1: heard only where the owner's side is silent.
            if (valid.Exists(b => b.Kind < 3)) valid.RemoveAll(b => b.Kind >= 3);
            else valid = valid.ConvertAll(b => (b.Kind - 3, b.Yes, b.Void));
            var settled = valid.FindAll(b => b.Kind == 2);
            var online = valid.FindAll(b => b.Kind == 0);
            var says = valid.Where(b => b.Kind == 1).Select(b => b.Yes).ToList();
            if (online.Count > 0) says.Add(online[^1].Yes);
            var yes = settled.Count > 0 ? settled[^1].Yes : !s.Objected && says.Count > 0 && says.TrueForAll(y => y);
            seats.Add((s.Area, s.Owner, takes, yes));
        }
        var part = seats.FindAll(s => s.Part);
        var owners = part.GroupBy(s => s.Owner).ToList();
        return (part.Count, part.Count(s => s.Yes), part.Sum(s => s.Area), part.Where(s => s.Yes).Sum(s => s.Area), owners.Count, owners.Count(o => o.All(s => s.Yes)));
    }

    /// <summary>A way of counting: the product's own, or one that is wrong on purpose.</summary>
    delegate SeatOutcome CountSeat(IReadOnlyList<CountedBallot> ballots, bool objected);

    static void Compare(CountSeat count, Func<LineCount, int>? yesOwners, long rounds)
    {
        var ballot = Gen.Select(Gen.Int[0, 11], Gen.Bool, Gen.Int[0, 9]).Select((kind, yes, v) => (Kind: kind < 4 ? 0 : kind < 7 ? 1 : kind < 8 ? 2 : kind < 10 ? 3 : 4, Yes: yes, Void: v == 0));
        var seat = Gen.Select(Gen.Long[1, 20_000], Gen.Int[1, 12], ballot.Array[0, 4], Gen.Int[0, 7]).Select((area, owner, ballots, o) => (area, owner, ballots, o == 0));
        seat.Array[1, 16].Sample(roll =>
        {
            var seats = roll.Select((s, i) => new TallySeat(i + 1, "1", "1", new Area(s.area), s.owner, count(
                [.. s.ballots.Select((b, n) => new CountedBallot(n + 1, b.Kind switch { 0 => Channel.Online, 1 => Channel.Paper, 2 => Channel.Settlement, 3 => Channel.TenantOnline, _ => Channel.TenantPaper }, b.Yes ? "1=yes" : "1=no", b.Void))], s.Item4)));
            var line = Tally.Line(new(1, YesNo, (_, _) => true), seats);
            var expected = Oracle([.. roll.Select(s => (s.area, s.owner, s.ballots, s.Item4))]);
            Assert.Equal(expected, (line.Part.Seats, line.Yes.Seats, line.Part.Area.Hundredths, line.Yes.Area.Hundredths, line.Part.Owners, yesOwners?.Invoke(line) ?? line.Yes.Owners));
            Assert.Equal(line.Part.Seats, line.Yes.Seats + line.No + line.Abstain + line.Disputed);
        }, iter: rounds, threads: 2);
    }

    [Fact]
    public void The_count_agrees_with_the_oracle_on_100_000_random_rolls() => Compare(Counting.Count, null, 100_000);

    /// <summary>Counts that are wrong in ways systems in use are wrong; the comparison above must find each of them.</summary>
    public static TheoryData<string> Wrong => ["paper overrides", "first online counts", "dispute is yes", "objection ignored", "void ignored", "a tenant disputes the owner", "a tenant overrides", "any unit is enough"];

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_count_is_found_by_the_same_comparison(string how)
    {
        CountSeat count = how switch
        {
            "paper overrides" => (b, o) => b.LastOrDefault(x => x.Channel == Channel.Paper && !x.Void) is { Ordinal: > 0 } p && b.All(x => x.Channel != Channel.Settlement) ? new(true, p.Channel, Choices.Read(p.Choices), false) : Counting.Count(b, o),
            "first online counts" => (b, o) => Counting.Count([.. b.Where(x => x.Channel != Channel.Online || b.First(y => y.Channel == Channel.Online && (!y.Void || x.Void)).Ordinal >= x.Ordinal)], o),
            "dispute is yes" => (b, o) => Counting.Count(b, o) is { Disputed: true } d ? d with { Answers = Choices.Read("1=yes"), Disputed = false } : Counting.Count(b, o),
            "objection ignored" => (b, _) => Counting.Count(b, false),
            "void ignored" => (b, o) => Counting.Count([.. b.Select(x => x with { Void = false })], o),
            "a tenant disputes the owner" => (b, o) => Counting.Count([.. b.Select(x => x.Channel == Channel.TenantPaper ? x with { Channel = Channel.Paper } : x)], o),
            "a tenant overrides" => (b, o) => b.Any(x => x.Channel.IsTenants() && !x.Void) ? Counting.Count([.. b.Where(x => x.Channel.IsTenants() || x.Channel == Channel.Settlement)], o) : Counting.Count(b, o),
            _ => Counting.Count,
        };
        Assert.ThrowsAny<Exception>(() => Compare(count, how == "any unit is enough" ? l => Math.Min(l.Part.Owners, l.Yes.Owners + (l.Yes.Seats > l.Yes.Owners ? 1 : 0)) : null, 20_000));
    }

    [Fact]
    public void Rounded_percentages_are_found_by_the_boundary_cases()
    {
        static bool Rounded(long yes, long all) => Math.Round(100.0 * yes / all, 1) >= 80;
        Assert.Contains(VoteVectors.All.round1, v => v.total > 0 && Rounded(v.agree, v.total) != v.expect);
        Assert.DoesNotContain(VoteVectors.All.round1, v => v.total > 0 && new Share(v.agree, v.total).AtLeast(new Share(4, 5)) != v.expect);
    }
}
