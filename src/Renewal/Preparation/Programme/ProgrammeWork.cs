using Microsoft.Extensions.Options;
using Renewal.Foundation;
using Renewal.Storage;
using Renewal.Storage.Jobs;

namespace Renewal.Preparation.Programme;

/// <param name="File">name of the input in the folder <c>programme</c> beside the store's files; the result lies beside it as <c>*.out.json</c></param>
sealed record ProgrammeWish(string File, int Seed = 1, long Iterations = 100_000);

/// <summary>The programme as a job: <c>renewal plan</c> in a process of its own. Run again after a crash it writes the same result over the same file.</summary>
sealed class ProgrammeWork(ChildProcess child, IOptions<StorageOptions> storage) : IWork
{
    public static string Folder(StorageOptions storage) => Path.Combine(storage.Folder, "programme");

    public async Task<JobResult?> Do(JobRun run, CancellationToken stop)
    {
        var wish = run.Args<ProgrammeWish>();
        if (Path.GetFileName(wish.File) != wish.File) throw new RuleBroken("plan.file", "文件名不能含路径。");
        var input = Path.GetFullPath(Path.Combine(Folder(storage.Value), wish.File));
        var output = Path.ChangeExtension(input, ".out.json");
        await child.Run(["plan", input, "--out", output, "--seed", $"{wish.Seed}", "--iterations", $"{wish.Iterations}", "--progress", "json"],
            p => run.Report(p.Done, p.Total, p.Message), stop);
        var result = await ProgrammeFile.ReadResult<ProgrammeResult>(output, stop);
        return new JobResult($"列入 {result.Communities.Count(c => c.Year is not null):#,##0} 个小区，得分 {result.Points:#,##0}，与上界相差 {result.Gap:P2}。");
    }
}
