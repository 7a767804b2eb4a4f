using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Renewal.Foundation;
using Renewal.Storage.Files;

namespace Renewal.Storage.Record;

/// <summary>The signed list of what a backup holds.</summary>
/// <param name="Text">exactly what is signed: a header of <c>name=value</c> lines, an empty line, then <c>sha256 length path</c> for each file</param>
/// <param name="Signature">as for checkpoints</param>
public sealed record BackupManifest(
    [property: JsonPropertyName("text")] string Text, [property: JsonPropertyName("signature")] string Signature, [property: JsonPropertyName("key")] string Key);

/// <summary>
/// Backup and restore of everything but the keys: the database in one consistent copy, then the evidence files (they are on disk before the row that names
/// them, so all of them are there), then the checkpoints. Keys are kept apart on purpose: who finds a backup can read no personal data and forge no record.
/// </summary>
public sealed class Backup(RenewalDb db, IOptions<StorageOptions> storage, Checkpoints checkpoints, Sealer sealer, ProcessLog log, TimeProvider clock)
{
    const string Header = "renewal backup v1", Manifest = "manifest.json", FilesFolder = "files", CheckpointsFolder = "checkpoints";
    bool Sqlite => db is SqliteRenewalDb;
    string Database => Sqlite ? "renewal.db" : "renewal.pgdump";

    sealed record Restored(int Epoch, long Facts, string From) : IFact
    {
        public string Subject => $"record/epoch/{Epoch}";
        public string Zh => $"从备份「{From}」恢复数据库，恢复到第 {Facts} 号事实，自此为第 {Epoch} 期";
    }

    /// <summary>Writes a new folder below <paramref name="into"/> and returns its path; half-made backups carry <c>.partial</c> in their name.</summary>
    /// <exception cref="RuleBroken">backup.tool: PostgreSQL and no pg_dump; backup.exists</exception>
    public async Task<string> Make(string into, Action<string>? say = null, CancellationToken stop = default)
    {
        var path = Path.GetFullPath(Path.Combine(into, clock.Instant().ToOffset(Clock.China).ToString("'renewal-'yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)));
        var partial = path + ".partial";
        if (Directory.Exists(path) || Directory.Exists(partial)) throw new RuleBroken("backup.exists", $"{path} 已存在，请稍后再试。");
        Directory.CreateDirectory(partial);
        await sealer.Pass("backup", stop);

        say?.Invoke("复制数据库");
        var (sequence, chain) = await Head(db, stop);
        if (Sqlite) CopySqlite(((SqliteConnection)db.Database.GetDbConnection()).DataSource, Path.Combine(partial, Database));
        else await Tool("pg_dump", ["--format=custom", "--no-owner", "--file", Path.Combine(partial, Database)], stop);
        say?.Invoke("复制附件");
        CopyMissing(EvidenceFolder, Path.Combine(partial, FilesFolder), stop);
        say?.Invoke("复制检查点");
        CopyMissing(checkpoints.Folder, Path.Combine(partial, CheckpointsFolder), stop, "*.json", "*.pem");

        say?.Invoke("计算校验值");
        var text = new System.Text.StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{Header}\nat={clock.Instant():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\nstore={storage.Value.Provider}\nsequence={sequence}\nchain={chain}\ncheckpoint={checkpoints.LastNumber()}\n\n"));
        foreach (var file in Files(partial)) text.Append(CultureInfo.InvariantCulture, $"{Checkpoints.Hash(Path.Combine(partial, file))} {new FileInfo(Path.Combine(partial, file)).Length} {file}\n");
        var manifest = new BackupManifest(text.ToString(), checkpoints.Sign(text.ToString()), checkpoints.KeyId);
        await File.WriteAllBytesAsync(Path.Combine(partial, Manifest), JsonSerializer.SerializeToUtf8Bytes(manifest, RecordJson.Options), stop);
        Directory.Move(partial, path);
        return path;
    }

    /// <summary>Whether a backup is whole and signed by this installation; throws what is wrong with it.</summary>
    /// <exception cref="RuleBroken">backup.unknown, backup.forged, backup.damaged, backup.store</exception>
    public void Check(string path)
    {
        BackupManifest manifest;
        try { manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(Path.Combine(path, Manifest)))!; }
        catch (Exception e) when (e is IOException or JsonException) { throw new RuleBroken("backup.unknown", $"{path} 不是备份文件夹（没有可读的 {Manifest}）。"); }
        if (manifest.Key != checkpoints.KeyId)
            throw new RuleBroken("backup.forged", "这份备份不是由本系统的密钥签名的。请先把原系统的密钥文件夹放到位，再恢复。");
        if (!checkpoints.Verify(manifest.Text, manifest.Signature)) throw new RuleBroken("backup.forged", "备份清单的签名无效：清单被改动过，拒绝恢复。");
        var lines = manifest.Text.Split('\n');
        if (lines[0] != Header) throw new RuleBroken("backup.unknown", "备份的格式比程序新，请改用较新的程序版本。");
        if (lines[2] != $"store={storage.Value.Provider}") throw new RuleBroken("backup.store", $"备份来自另一种数据库（{lines[2]}），不能恢复到 {storage.Value.Provider}。");
        var listed = lines.SkipWhile(l => l.Length > 0).Where(l => l.Length > 0).Select(l => l.Split(' ', 3)).ToDictionary(p => p[2], p => (Hash: p[0], Length: long.Parse(p[1], CultureInfo.InvariantCulture)));
        var there = Files(path).Where(f => f != Manifest).ToHashSet();
        if (there.Except(listed.Keys).FirstOrDefault() is { } strange) throw new RuleBroken("backup.damaged", $"备份中多了清单之外的文件 {strange}，拒绝恢复。");
        foreach (var (file, expected) in listed)
            if (!there.Contains(file)) throw new RuleBroken("backup.damaged", $"备份缺少文件 {file}，拒绝恢复。");
            else if (new FileInfo(Path.Combine(path, file)).Length != expected.Length || Checkpoints.Hash(Path.Combine(path, file)) != expected.Hash)
                throw new RuleBroken("backup.damaged", $"备份中的 {file} 与清单的校验值不符：被改动或损坏，拒绝恢复。");
    }

    /// <summary>Puts a backup back, and writes the signed checkpoint of a new epoch, so that what was done by right is no rollback alarm.</summary>
    /// <param name="path">folder of the backup</param>
    /// <param name="yes">overwrite a store that holds facts</param>
    /// <exception cref="RuleBroken">as <see cref="Check"/>; restore.overwrite; backup.tool</exception>
    public async Task<Checkpoint> Restore(string path, bool yes, Action<string>? say = null, CancellationToken stop = default)
    {
        say?.Invoke("核对备份");
        Check(path);
        var held = await Held(stop);
        if (held > 0 && !yes) throw new RuleBroken("restore.overwrite", $"现有数据库中有 {held:N0} 条事实，恢复将覆盖它们。请先停止网站并备份，再加 --yes 运行。");
        say?.Invoke("恢复数据库");
        if (Sqlite)
        {
            await db.Database.CloseConnectionAsync();
            var target = ((SqliteConnection)db.Database.GetDbConnection()).DataSource;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
            CopySqlite(Path.Combine(path, Database), target);
        }
        else
        {
            await Tool("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", Postgres().Database!, Path.Combine(path, Database)], stop);
            NpgsqlConnection.ClearAllPools();
        }
        say?.Invoke("恢复附件与检查点");
        CopyMissing(Path.Combine(path, FilesFolder), EvidenceFolder, stop);
        // What this machine signed since then stays: it is the proof that the store went back by a restore and not by hand.
        CopyMissing(Path.Combine(path, CheckpointsFolder), checkpoints.Folder, stop, "*.json", "*.pem");

        var (sequence, chain) = await Head(db, stop);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        var epoch = checkpoints.Write(sequence, chain, $"restore {name}", newEpoch: true)!;
        await log.Run(new Process("record.restore", "恢复备份"), run =>
        {
            run.Fact(new Restored(epoch.Epoch, sequence, name));
            return Task.CompletedTask;
        }, stop: stop);
        await sealer.Pass("restored", stop);
        return epoch;
    }

    string EvidenceFolder => FileShelf.Root(storage.Value);

    async Task<long> Held(CancellationToken stop)
    {
        if (Sqlite && !File.Exists(((SqliteConnection)db.Database.GetDbConnection()).DataSource)) return 0;
        try { return await db.Facts.LongCountAsync(stop); }
        catch (Exception e) when (e is SqliteException or PostgresException) { return 0; }
    }

    static async Task<(long Sequence, string Chain)> Head(RenewalDb db, CancellationToken stop)
    {
        var head = await db.Seals.AsNoTracking().OrderByDescending(s => s.Sequence).FirstOrDefaultAsync(stop);
        return (head?.Sequence ?? 0, head is null ? Checkpoint.Zeros : Convert.ToHexStringLower(head.Chain));
    }

    /// <summary>The online backup of SQLite: a consistent copy of a store in use, and a whole replacement of one.</summary>
    static void CopySqlite(string from, string to)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString());
        source.Open();
        target.Open();
        using (var full = target.CreateCommand())
        {
            full.CommandText = "PRAGMA synchronous=FULL";
            full.ExecuteNonQuery();
        }
        source.BackupDatabase(target);
    }

    /// <summary>Copies what the target lacks; names are content hashes or numbers, so what is there is the same.</summary>
    static void CopyMissing(string from, string to, CancellationToken stop, params string[] patterns)
    {
        if (!Directory.Exists(from)) return;
        foreach (var file in patterns.DefaultIfEmpty("*").SelectMany(p => Directory.EnumerateFiles(from, p, SearchOption.AllDirectories)))
        {
            stop.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(from, file);
            // What is just arriving belongs to no row yet.
            if (name.StartsWith("arriving", StringComparison.Ordinal)) continue;
            var target = Path.Combine(to, name);
            if (File.Exists(target)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    NpgsqlConnectionStringBuilder Postgres() => new(db.Database.GetConnectionString());

    async Task Tool(string name, string[] arguments, CancellationToken stop)
    {
        var at = Postgres();
        var start = new ProcessStartInfo(Find(name)) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (variable, value) in ((string, string?)[])[("PGHOST", at.Host), ("PGPORT", at.Port.ToString(CultureInfo.InvariantCulture)), ("PGUSER", at.Username), ("PGPASSWORD", at.Password), ("PGDATABASE", at.Database)])
            if (!string.IsNullOrEmpty(value)) start.Environment[variable] = value;
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0) throw new RuleBroken("backup.tool", $"{name} 失败（{process.ExitCode}）：{error.Trim()}");
    }

    static string Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")) : []);
        return folders.Select(f => Path.Combine(f, OperatingSystem.IsWindows() ? name + ".exe" : name)).FirstOrDefault(File.Exists)
            ?? throw new RuleBroken("backup.tool", $"找不到 {name}。请安装 PostgreSQL 客户端工具（postgresql-client）。");
    }
}
