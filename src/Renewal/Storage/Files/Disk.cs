using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Renewal.Storage.Files;

/// <summary>What .NET does not offer: a directory's own entries forced to the disk, without which a power cut may lose a file whose bytes are safe.</summary>
static partial class Disk
{
    public static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals its directories
        var handle = Open(directory, 0);
        if (handle < 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), directory);
        try
        {
            if (Fsync(handle) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), directory);
        }
        finally { _ = Close(handle); }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
