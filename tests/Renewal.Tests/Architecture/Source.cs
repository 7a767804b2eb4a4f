using System.Diagnostics;

namespace Renewal.Tests.Architecture;

/// <summary>The files of the repository, as the tests of the house itself read them.</summary>
static class Source
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    static string Find(string from)
    {
        for (var d = new DirectoryInfo(from); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Renewal.slnx"))) return d.FullName;
        throw new InvalidOperationException("the tests run outside the repository");
    }

    /// <summary>Paths of tracked and new files, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    static string[] List()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root, RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(f => File.Exists(Path.Combine(Root, f)))];
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));
}
