using System.Diagnostics;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Participation.Proofs;
using Xunit;

namespace Renewal.Tests.Participation.Proofs;

/// <summary>What the office hands out after a consultation held by the real use cases passes the verifier, which knows nothing but the files.</summary>
[Clause("S2.03", "O2.1")]
public sealed class WholeConsultationTests
{
    const string Yes = "1=yes;2=yes", No = "1=no;2=yes";

    static async Task<byte[]> Zip(Village village, ConsultationId id, bool recount)
    {
        if (recount) return await village.As<OpenRecount, byte[]>("auditor", use => use.Run(id, "异议人申请复核"));
        await using var scene = village.World.As();
        return await scene.Get<Bundles>().Of(await village.Load(id));
    }

    static async Task<OfficeKey> Key(Village village)
    {
        await using var scene = village.World.As();
        return new(scene.Get<BallotHeads>().PublicKeyPem);
    }

    static async Task<Report> Verify(Village village, ConsultationId id, bool recount) => VerifyConsultation.Run(new MemoryStream(await Zip(village, id, recount)), await Key(village));

    static string Wrong(Report report) => string.Join('\n', report.Checks.Where(c => !c.Passed).Select(c => $"{c.Id}: {string.Join('；', c.Wrong)}"));

    static async Task ShouldHold(Village village, ConsultationId id)
    {
        foreach (var recount in (bool[])[false, true])
        {
            var report = await Verify(village, id, recount);
            Assert.Equal("", Wrong(report));
            Assert.Equal(recount, report.Checks.Any(c => c.Id == "recount"));
        }
    }

    static async Task<Receipt> ReceiptOf(Village village, BallotReceipt ballot)
    {
        await using var scene = village.World.As();
        return await scene.Get<Bundles>().ReceiptOf(ballot);
    }

    static async Task Amend(Village village, params AmendRoll.Request[] requests)
    {
        List<Guid> asked = [];
        foreach (var request in requests) asked.Add(await village.As<AmendRoll, Guid>("committee", use => use.Run(request)));
        foreach (var amendment in asked)
        {
            village.World.Clock.Advance(TimeSpan.FromMinutes(1));
            await village.As<DecideAmendment>("street", use => use.Run(requests[0].Id, amendment, true));
        }
    }

    static async Task<Guid> BallotOf(Village village, ConsultationId id, string number)
    {
        var seat = await village.Seat(id, number);
        return await village.Read(db => db.Set<Ballot>().Where(b => b.Seat == seat).OrderBy(b => b.Index).Select(b => b.Id).LastAsync());
    }

    static async Task Change(Village village, ConsultationId id, string number, SeatEventKind kind)
    {
        Guid? ballot = kind == SeatEventKind.Void ? await BallotOf(village, id, number) : null;
        var change = await village.As<ChangeSeat, Guid>("committee", use => use.Ask(id, number, kind, "有书面材料", village.Scan, ballot));
        village.World.Clock.Advance(TimeSpan.FromMinutes(1));
        await village.As<ChangeSeat>("street", use => use.Decide(id, change, true));
    }

    /// <summary>
    /// Twelve flats, three of which are of one buyer; all channels of the kind, corrections of the roll after the freeze, disputes settled before and after
    /// the close, an objection, a void ballot, a spoiled sheet.
    /// </summary>
    static async Task<(ConsultationId Id, BallotReceipt First)> Hold(Village village)
    {
        var id = await village.Open("second", lines: [new("scheme"), new("fund-use"), new("lift", Building: "2", Stairwell: "1")]);
        var first = await village.Online(id, "1-1-101", Yes);
        var early = await ReceiptOf(village, first);
        Assert.True(early.Verify(await Key(village)).Passed);
        village.World.Clock.Advance(TimeSpan.FromHours(1));
        // Asked for one after the other, agreed to later: the second stands on what the first made of the seat.
        await Amend(village, new(id, "1-1-103", "登记簿面积更正", village.Scan, SquareMetres: 66.5m), new(id, "1-1-103", "再次测绘", village.Scan, SquareMetres: 67m),
            new(id, "1-1-103", "与 104 同一业主", village.Scan, SameAs: "1-1-104"), new(id, "2-1-202", "合并户", village.Scan, Strike: true));
        await village.Online(id, "1-1-102", No);
        await village.Online(id, "1-1-102", Yes);
        await village.Online(id, "1-1-103", Yes);
        await village.Online(id, "1-1-104", No);
        await village.Online(id, "1-1-201", Yes);
        await village.Online(id, "2-1-101", Yes + ";3=yes");
        await village.Online(id, "2-1-102", "1=abstain;2=no;3=no");
        await village.Online(id, "2-1-104", Yes + ";3=abstain");
        await village.Paper(id, ("1-1-101", Yes), ("1-1-102", No), ("1-1-201", No), ("1-1-202", Yes), ("2-1-103", Yes + ";3=yes"), ("2-1-201", null));
        village.World.Clock.Advance(TimeSpan.FromHours(1));
        await village.As<SettleDispute>("street", use => use.Run(id, "1-1-102", Choices.Read(Yes), village.Scan));
        await Change(village, id, "2-1-103", SeatEventKind.Void);
        await Change(village, id, "2-1-104", SeatEventKind.CoOwnerObjection);
        await village.Close(id);
        return (id, first);
    }

    static Task<Village> Start() => Village.Start([.. Village.Flats(6), .. Village.Flats(6, 71.25m, "2")]);

    [Fact]
    public async Task Both_bundles_hold_after_the_preliminary_count_and_after_what_was_settled_since()
    {
        await using var village = await Start();
        var (id, first) = await Hold(village);
        await ShouldHold(village, id);
        var preliminary = (await village.Count(id)).Disputed;
        Assert.Equal(2, preliminary);

        // Since the count: a dispute and an objection are settled, and a ballot is void. The preliminary result stays what was signed.
        village.World.Clock.Advance(TimeSpan.FromHours(1));
        var late = await ReceiptOf(village, first);
        await village.As<SettleDispute>("street", use => use.Run(id, "1-1-201", Choices.Read(Yes), village.Scan));
        await village.As<SettleDispute>("street", use => use.Run(id, "2-1-104", Choices.Read(No + ";3=no"), village.Scan));
        await Change(village, id, "2-1-101", SeatEventKind.Void);
        await ReceiptOf(village, first);
        await ShouldHold(village, id);

        await village.Finish(id);
        await ShouldHold(village, id);
        Assert.Equal(0, (await village.Count(id)).Disputed);
        Assert.True(late.Verify(await Key(village)).Passed);
        Assert.True((await ReceiptOf(village, first)).Verify(await Key(village)).Passed);
    }

    [Fact]
    public async Task The_corrections_are_told_one_by_one_as_they_were_made()
    {
        await using var village = await Start();
        var (id, _) = await Hold(village);
        using var archive = new ZipArchive(new MemoryStream(await Zip(village, id, false)));
        using var reader = new StreamReader(archive.GetEntry("amendments.json")!.Open());
        var rows = System.Text.Json.JsonDocument.Parse(await reader.ReadToEndAsync()).RootElement.EnumerateArray().Select(a => (Before: a.GetProperty("before").GetString()!, After: a.GetProperty("after").GetString()!)).ToList();
        Assert.Equal(["6000→6650", "6650→6700", "6700→6700", "7125→"], rows.Select(r => r.Before.Split('\t')[4] + "→" + r.After.Split('\t').ElementAtOrDefault(4)));
    }

    [Fact]
    [Clause("S2.13")]
    public async Task The_bundles_of_a_sample_hold_by_the_seats_that_were_drawn()
    {
        await using var village = await Village.Start(Village.Flats(40));
        var id = await village.Draft("satisfaction");
        var today = village.World.Clock.Today();
        await village.As<AnnounceConsultation, int>("county_office", use => use.Run(new(id, today, today.AddDays(5), SampleSize: 15, SampleSeed: "双色球 2026024 期 03 08 12 17 25 31")));
        await village.As<FreezeRoll, string>("county_office", use => use.Run(id));
        var asked = await village.Read(db => db.Set<Seat>().Where(s => s.Consultation == id && s.Asked).OrderBy(s => s.Place).Select(s => s.Number).ToListAsync());
        foreach (var (number, i) in asked.Take(11).Select((n, i) => (n, i))) await village.Online(id, number, i < 9 ? "1=very_good" : "1=poor");
        await village.Close(id);
        await village.Finish(id);
        await ShouldHold(village, id);
        Assert.Equal((15, 11), ((await village.Count(id)).Total.Seats, (await village.Count(id)).Part.Seats));
    }

    /// <summary>Somebody with the database in hand.</summary>
    public static TheoryData<string, string> Tampered => new()
    {
        { """UPDATE participation_ballots SET "Place" = 3 WHERE "Index" = 0""", "leaves" },
        { """UPDATE participation_ballots SET "Commitment" = randomblob(32) WHERE "Index" = 0""", "root" },
        { """UPDATE participation_ballots SET "Index" = 1000 WHERE "Index" = 0; UPDATE participation_ballots SET "Index" = 0 WHERE "Index" = 1; UPDATE participation_ballots SET "Index" = 1 WHERE "Index" = 1000""", "root" },
        { """DELETE FROM participation_ballots WHERE "Index" = (SELECT max("Index") FROM participation_ballots)""", "root" },
        { """UPDATE participation_seats SET "Area" = "Area" + 100 WHERE "Number" = '1-1-101'""", "roll" },
        { """UPDATE participation_seats SET "Owner" = 1 WHERE "Number" = '1-1-102'""", "roll" },
        { """DELETE FROM participation_seat_events WHERE "Kind" = 'CoOwnerObjection' OR "Kind" = 0""", "recount" },
    };

    [Theory, MemberData(nameof(Tampered))]
    public async Task A_row_that_is_changed_in_the_store_is_found(string sql, string foundBy)
    {
        await using var village = await Start();
        var (id, _) = await Hold(village);
        await village.Finish(id);
        await village.Read(async db => await db.Database.ExecuteSqlRawAsync(sql));
        var report = await Verify(village, id, true);
        Assert.True(report.Checks.Any(c => c.Id == foundBy && !c.Passed), $"{foundBy} is not among\n{Wrong(report)}");
    }

    [Fact]
    public async Task The_command_line_verifies_them_in_a_folder_that_holds_nothing_else()
    {
        await using var village = await Start();
        var (id, first) = await Hold(village);
        await village.Finish(id);
        var folder = Directory.CreateTempSubdirectory("renewal-verify-").FullName;
        try
        {
            string At(string name) => Path.Combine(folder, name);
            var receipt = await ReceiptOf(village, first);
            await using (var scene = village.World.As()) await File.WriteAllTextAsync(At("key.pem"), scene.Get<BallotHeads>().PublicKeyPem);
            await File.WriteAllTextAsync(At("receipt.json"), receipt.Json());
            await File.WriteAllTextAsync(At("bad.json"), receipt.Json().Replace("seat=1", "seat=2", StringComparison.Ordinal));
            await File.WriteAllBytesAsync(At("public.zip"), await Zip(village, id, false));
            await File.WriteAllBytesAsync(At("recount.zip"), await Zip(village, id, true));
            var given = Directory.GetFiles(folder).Order().ToArray();
            Assert.Equal(0, (await Run("receipt", "receipt.json", "--key", "key.pem")).Code);
            Assert.Equal(0, (await Run("receipt", receipt.Compact(), "--key", "key.pem")).Code);
            Assert.Equal(1, (await Run("receipt", "bad.json", "--key", "key.pem")).Code);
            Assert.Equal(1, (await Run("receipt", "receipt.json")).Code);
            Assert.Equal(0, (await Run("consultation", "public.zip", "--key", "key.pem")).Code);
            var (code, said) = await Run("consultation", "recount.zip", "--key", "key.pem", "--json");
            Assert.Equal(0, code);
            Assert.True(System.Text.Json.JsonDocument.Parse(said).RootElement.GetProperty("passed").GetBoolean());
            Assert.Equal(1, (await Run("consultation", "receipt.json")).Code);
            Assert.Equal(given, Directory.GetFileSystemEntries(folder).Order());

            async Task<(int Code, string Said)> Run(params string[] verb)
            {
                using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Renewal.dll"), "verify", .. verb])
                {
                    WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
                })!;
                var said = await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                return (process.ExitCode, said);
            }
        }
        finally { Directory.Delete(folder, true); }
    }
}
