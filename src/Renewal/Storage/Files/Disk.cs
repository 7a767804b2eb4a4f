using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Renewal.Storage.Files;

/// <summary>What .NET does not offer: a directory's own entries forced to the disk, without which a power cut may lose a file whose bytes are safe.</summary>
static class Disk
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

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    static extern int Fsync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    static extern int Close(int handle);
}
