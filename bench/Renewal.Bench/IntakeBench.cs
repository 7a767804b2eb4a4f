using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Places;
using Renewal.Places.Intake;
using Renewal.Storage;

namespace Renewal.Bench;

/// <summary>
/// A household list taken in from CSV, end to end (upload, check with its report, store: sealed, recorded, committed), against a bare bulk insert of the very
/// rows that came of it, sealed already, into the same tables with the same indexes in a fresh store of the same kind, in one transaction, with no record.
/// </summary>
static class IntakeBench
{
    public static async Task<int> Run(string store, int rows, int rounds, CancellationToken stop)
    {
        var csv = Path.Combine(Path.GetTempPath(), $"renewal-bench-{Environment.ProcessId}.csv");
        HouseholdCsv.Write(csv, rows);
        Rounds ours = new($"intake of {rows:N0} rows, {store}", "s"), peer = new($"bare insert of the same rows, {store}", "s");
        Rounds upload = new("of it upload", "s"), check = new("of it check", "s"), confirm = new("of it store", "s");
        try
        {
            Console.WriteLine($"{rows:N0} rows, {new FileInfo(csv).Length / 1e6:0.0} MB");
            await Round(store, csv, Math.Min(rows, 5_000), stop);
            for (var round = 0; round < rounds; round++)
            {
                var times = await Round(store, csv, rows, stop);
                upload.Add(times.Upload.TotalSeconds);
                check.Add(times.Check.TotalSeconds);
                confirm.Add(times.Store.TotalSeconds);
                ours.Add((times.Upload + times.Check + times.Store).TotalSeconds);
                peer.Add(times.Peer.TotalSeconds);
                Console.WriteLine($"           {times.StoredRows:N0} rows in {BareInsert.Tables.Length} tables");
            }
        }
        finally { File.Delete(csv); }
        Rounds.Print(ours, upload, check, confirm, peer);
        Rounds.Ratio("intake / bare insert", ours, peer);
        return 0;
    }

    readonly record struct Times(TimeSpan Upload, TimeSpan Check, TimeSpan Store, TimeSpan Peer, long StoredRows);

    /// <summary>Ours and the peer once, each on a fresh store. A file of fewer rows is cut from the whole: the first, unreported round warms the code up.</summary>
    static async Task<Times> Round(string kind, string csv, int rows, CancellationToken stop)
    {
        await using var ours = await FreshStore.Make(kind, stop);
        await Seed(ours, rows, stop);
        var times = await Intake(ours, csv, rows, stop);
        await using var peer = await FreshStore.Make(kind, stop);
        await Seed(peer, rows, stop);
        var (took, stored) = await BareInsert.Copy(ours, peer, stop);
        return times with { Peer = took, StoredRows = stored };
    }

    static async Task<Times> Intake(FreshStore store, string csv, int rows, CancellationToken stop)
    {
        if (rows < File.ReadLines(csv).Count() - 1)
        {
            var cut = Path.Combine(store.Folder, "cut.csv");
            await File.WriteAllLinesAsync(cut, File.ReadLines(csv).Take(rows + 1), stop);
            csv = cut;
        }
        await using var scope = store.Open();
        var intakes = scope.ServiceProvider.GetRequiredService<Intakes>();
        await using var content = File.OpenRead(csv);
        var watch = Rounds.Start();
        var id = await intakes.Upload(content, new UploadRequest("households", "户表.csv", HouseholdCsv.City), stop);
        var uploaded = watch.Elapsed;
        var report = await intakes.Check(id, stop: stop);
        var isChecked = watch.Elapsed;
        if (!report.Storable) throw new InvalidOperationException("the list is refused: " + string.Join("; ", report.Problems.Take(5).Select(p => p.Zh)));
        await intakes.Confirm(id, stop: stop);
        var stored = watch.Elapsed;
        var units = await scope.ServiceProvider.GetRequiredService<RenewalDb>().Units.CountAsync(stop);
        if (units != rows) throw new InvalidOperationException($"{units} units were stored of {rows}");
        return new(uploaded, isChecked - uploaded, stored - isChecked, default, 0);
    }

    static async Task Seed(FreshStore store, int rows, CancellationToken stop)
    {
        await using var scope = store.Open();
        await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Seeded.Process, run =>
        {
            var count = (rows + HouseholdCsv.HomesOfCommunity - 1) / HouseholdCsv.HomesOfCommunity;
            for (var i = 0; i < count; i++) run.Db.Add(new ResidentialCommunity(CommunityId.New(), "210106001002", $"测试小区 {i}") { Code = HouseholdCsv.Code(i) });
            run.Fact(new Seeded("communities", count));
            return Task.CompletedTask;
        }, stop: stop);
    }
}
