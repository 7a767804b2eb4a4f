using System.IO.Compression;
using Renewal.Participation;
using Renewal.Participation.Proofs;
using Xunit;

namespace Renewal.Tests.Participation.Proofs;

public sealed class BundleTests
{
    static Report Verify(byte[] zip, OfficeKey? key = null) => VerifyConsultation.Run(new MemoryStream(zip), key);

    static string Wrong(Report report) => string.Join('\n', report.Checks.Where(c => !c.Passed).Select(c => $"{c.Id}: {string.Join('；', c.Wrong)}"));

    [Fact]
    public void The_small_vote_comes_to_what_it_comes_to_by_hand()
    {
        using var world = new ProofWorld();
        // Seats 1 2 3 4 6 7 11 12 take part; 3 is disputed on line 1, 7 on all lines by its co-owner; 11 and 12 are one person who says yes and no.
        Assert.Equal("""
            line=1|works|9|all|12|69070|11|8|44646|7|5|27424|4|1|0|2
            line=2|model|0|all|12|69070|11|8|44646|7|0|0|0|0|0|1
            option=2|professional|4|23030|3
            option=2|self|3|15909|3
            line=3|lift|8|stairwell:1:1|3|15606|3|3|15606|3|2|10404|2|1|0|0

            """.ReplaceLineEndings("\n"), string.Concat(world.Count().Select(l => l.Text())));
    }

    [Fact]
    public void Both_bundles_hold_and_the_same_contents_give_the_same_file()
    {
        using var world = new ProofWorld();
        foreach (var recount in (bool[])[false, true])
        {
            var zip = world.Zip(world.Bundle(recount));
            Assert.Equal("", Wrong(Verify(zip, world.Key)));
            Assert.True(Verify(zip).Passed);
            Assert.Equal(recount, Verify(zip).Checks.Any(c => c.Id == "recount"));
        }
    }

    [Fact]
    public void The_public_bundle_holds_no_choice_and_no_nonce()
    {
        using var world = new ProofWorld();
        using var archive = new ZipArchive(new MemoryStream(world.Zip(world.Bundle(false))));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            var text = reader.ReadToEnd();
            Assert.DoesNotContain("choices", text, StringComparison.Ordinal);
            Assert.All(world.Openings, o => Assert.DoesNotContain(o.Nonce, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_changed_file_is_named_whatever_byte_changed()
    {
        using var world = new ProofWorld();
        var zip = world.Zip(world.Bundle(true));
        var random = new Random(7);
        using var names = new ZipArchive(new MemoryStream(zip));
        foreach (var (name, length) in names.Entries.Select(e => (e.FullName, e.Length)).ToList())
            for (var i = 0; i < 12; i++)
            {
                var spoilt = new MemoryStream();
                spoilt.Write(zip);
                using (var archive = new ZipArchive(spoilt, ZipArchiveMode.Update, leaveOpen: true))
                {
                    var entry = archive.GetEntry(name)!;
                    using var content = entry.Open();
                    var bytes = new byte[length];
                    content.ReadExactly(bytes);
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    content.Position = 0;
                    content.Write(bytes);
                }
                var report = Verify(spoilt.ToArray(), world.Key);
                Assert.False(report.Passed, name);
            }
    }

    /// <summary>An office that holds the key and lies: everything is signed anew, and still does not fit together.</summary>
    public static TheoryData<string, string> Lies => new()
    {
        { "drop a ballot", "heads" }, { "swap two ballots", "heads" }, { "add a ballot for nobody", "leaves" }, { "skip an ordinal", "leaves" }, { "change the area of a seat", "totals" },
        { "hide a seat that took part", "participation" }, { "let a silent seat take part", "participation" }, { "change a yes", "recount" }, { "change the participation", "totals" },
        { "other rules", "rules" }, { "void a ballot in silence", "recount" }, { "open a ballot otherwise", "openings" }, { "an option that is not there", "openings" }, { "forget the objection", "recount" },
        { "other roll", "roll" }, { "settle without a record", "events" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_lie_is_found_even_if_the_office_signs_it(string lie, string foundBy)
    {
        using var world = new ProofWorld();
        var b = world.Bundle(true);
        b = lie switch
        {
            "drop a ballot" => b with { Leaves = [.. b.Leaves.SkipLast(1)] },
            "swap two ballots" => b with { Leaves = [b.Leaves[1], b.Leaves[0], .. b.Leaves.Skip(2)] },
            "add a ballot for nobody" => b with { Leaves = [.. b.Leaves, new BallotLeaf(ProofWorld.Consultation, 99, 1, Channel.Online, ProofWorld.Hash("")).Text()] },
            "skip an ordinal" => b with { Leaves = [.. b.Leaves, new BallotLeaf(ProofWorld.Consultation, 1, 3, Channel.Online, ProofWorld.Hash("")).Text()] },
            "change the area of a seat" => b with { Corrections = [b.Corrections[0] with { After = b.Corrections[0].After.Replace("7000", "9000", StringComparison.Ordinal) }] },
            "hide a seat that took part" => b with { Participation = [.. b.Participation.Skip(1)] },
            "let a silent seat take part" => b with { Participation = [.. b.Participation, new(9, Channel.Paper)] },
            "change a yes" => world.Bundle(true, s => s with { Rows = s.Rows.Replace("|27424|", "|27425|", StringComparison.Ordinal) }),
            "change the participation" => world.Bundle(true, s => s with { Rows = s.Rows.Replace("|44646|", "|44647|", StringComparison.Ordinal) }),
            "other rules" => b with { Rules = b.Rules.Replace("改造方案", "改造方案二", StringComparison.Ordinal) },
            "void a ballot in silence" => b with { Recount = b.Recount! with { Events = [.. b.Recount.Events, new(BallotEventKind.Voided, 4, 1, DateTimeOffset.UnixEpoch, "无")] } },
            "open a ballot otherwise" => Opened(0, o => o with { Opening = o.Opening.Replace("1=yes", "1=no", StringComparison.Ordinal) }),
            "an option that is not there" => Opened(0, o => o with { Opening = o.Opening.Replace("professional", "none", StringComparison.Ordinal) }),
            "forget the objection" => b with { Recount = b.Recount! with { Events = [.. b.Recount.Events.Where(e => e.Kind != BallotEventKind.Objection)] } },
            "other roll" => b with { Roll = b.Roll.Replace("\t1\t1\t5101\t", "\t1\t1\t5102\t", StringComparison.Ordinal) },
            _ => b with { Recount = b.Recount! with { Events = [.. b.Recount.Events.Where(e => e.Kind != BallotEventKind.Settlement)] } },
        };
        var report = Verify(world.Zip(b), world.Key);
        Assert.Contains(report.Checks, c => c.Id == foundBy && !c.Passed);

        ConsultationBundle Opened(int index, Func<LeafOpening, LeafOpening> change) =>
            b with { Recount = b.Recount! with { Openings = [.. b.Recount.Openings.Select(o => o.Index == index ? change(o) : o)] } };
    }

    [Fact]
    public void A_correction_without_reason_or_second_organisation_or_that_fits_no_seat_is_refused()
    {
        using var world = new ProofWorld();
        var (roll, good) = (new ProofRoll(ProofWorld.Consultation, SeatKind.Unit, world.Seats), world.Corrections[0]);
        Assert.Equal(7000, roll.Corrected([good]).Seats[7].Area);
        Assert.Equal(11, roll.Corrected([good with { After = "" }]).Seats.Count);
        foreach (var bad in (RollCorrection[])[good with { AgreedBy = good.AskedBy }, good with { Reason = " " }, good with { Before = good.After }, good with { Number = 2 },
            good with { Before = "", After = "" }, good with { After = world.Seats[8].Line() }])
            Assert.Throws<FormatException>(() => roll.Corrected([bad]));
    }

    [Fact]
    public void Another_key_is_named_and_what_is_no_bundle_is_said_to_be_none()
    {
        using var world = new ProofWorld();
        using var other = new ProofWorld();
        Assert.Contains("bundle.key", Wrong(Verify(world.Zip(world.Bundle(false)), other.Key)));
        Assert.Contains("bundle.read", Wrong(Verify([1, 2, 3])));
        Assert.Contains("bundle.read", Wrong(Verify([])));
    }
}
