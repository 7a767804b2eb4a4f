using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Record;
using Xunit;

namespace Renewal.Tests.Storage;

public sealed class BackupTests
{
    static async Task<string> Make(World world)
    {
        await using var scene = world.As();
        return await scene.Get<Backup>().Make(Path.Combine(world.Folder, "backups"));
    }

    static async Task<Checkpoint> Restore(World world, string backup, bool yes = true)
    {
        await using var scene = world.As();
        return await scene.Get<Backup>().Restore(backup, yes);
    }

    [Theory, Stores]
    public async Task An_authorised_restore_is_no_alarm_and_starts_a_signed_epoch(Store store)
    {
        await using var world = await World.Start(store);
        var days = new RecordActivity(world, 21);
        await days.Act(20);
        Directory.CreateDirectory(Path.Combine(world.Folder, "files", "ab"));
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "files", "ab", "evidence"), "paper");
        var backup = await Make(world);
        var held = (await days.Verify()).Facts;
        await days.Act(20);
        await days.Checkpoint();
        File.Delete(Path.Combine(world.Folder, "files", "ab", "evidence"));

        var broken = await Assert.ThrowsAsync<RuleBroken>(() => Restore(world, backup, yes: false));
        Assert.Equal("restore.overwrite", broken.Code);
        var epoch = await Restore(world, backup);
        Assert.Equal((1, held), (epoch.Epoch, epoch.Sequence));
        Assert.Equal("paper", await File.ReadAllTextAsync(Path.Combine(world.Folder, "files", "ab", "evidence")));
        var report = await days.Verify();
        Assert.Empty(report.Findings.Select(f => f.Zh));
        // The restore itself stands in the record.
        Assert.Equal(held + 1, report.Facts);
        await using (var scene = world.As())
            Assert.Contains("恢复", (await scene.Db.Facts.OrderBy(f => f.Position).LastAsync()).Zh, StringComparison.Ordinal);

        // Life goes on in the new epoch, and it guards the store as the first did.
        days.Communities.Clear();
        await days.Act(10);
        await days.Checkpoint();
        Assert.True((await days.Verify()).Clean);
        Assert.False(world.App.Services.GetRequiredService<Sealer>().Alarm);
    }

    [Fact]
    public async Task An_old_database_put_back_by_hand_is_an_alarm_also_after_an_authorised_restore()
    {
        await using var world = await World.Start();
        var days = new RecordActivity(world, 22);
        await days.Act(10);
        await days.Checkpoint();
        var old = days.Snapshot();
        await days.Act(10);
        var backup = await Make(world);
        await Restore(world, backup);
        await days.Act(5);
        await days.Checkpoint();
        await using var db = RecordActivity.Open(old);
        var report = await days.Verify(db);
        Assert.Contains(report.Findings, f => f.Kind == FindingKind.RolledBack);
    }

    [Fact]
    public async Task A_backup_that_was_touched_is_refused_and_changes_nothing()
    {
        await using var world = await World.Start();
        var days = new RecordActivity(world, 23);
        await days.Act(10);
        var backup = await Make(world);
        var before = (await days.Verify()).Facts;

        async Task Refused(string code)
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<RuleBroken>(() => Restore(world, backup))).Code);
            var report = await days.Verify();
            Assert.True(report.Clean);
            Assert.Equal(before, report.Facts);
        }

        var database = Path.Combine(backup, "renewal.db");
        var bytes = await File.ReadAllBytesAsync(database);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(database, bytes);
        await Refused("backup.damaged");
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(database, bytes);

        var extra = Path.Combine(backup, "extra");
        await File.WriteAllTextAsync(extra, "x");
        await Refused("backup.damaged");
        File.Delete(extra);

        var manifest = Path.Combine(backup, "manifest.json");
        var text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, text.Replace("sequence=", "sequence=9", StringComparison.Ordinal));
        await Refused("backup.forged");
        await File.WriteAllTextAsync(manifest, text);

        File.Delete(database);
        await Refused("backup.damaged");
        await File.WriteAllBytesAsync(database, bytes);
        await Restore(world, backup);
    }

    [Fact]
    public async Task A_backup_holds_no_keys_and_another_installation_cannot_use_it()
    {
        await using var world = await World.Start();
        await new RecordActivity(world, 24).Act(5);
        var backup = await Make(world);
        Assert.DoesNotContain(Directory.EnumerateFiles(backup, "*", SearchOption.AllDirectories), f => f.Contains("key", StringComparison.Ordinal) && !f.EndsWith("checkpoint-key.pem", StringComparison.Ordinal));
        await using var other = await World.Start();
        Assert.Equal("backup.forged", (await Assert.ThrowsAsync<RuleBroken>(() => Restore(other, backup))).Code);
    }
}
