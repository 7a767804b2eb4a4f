using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Foundation;

namespace Renewal.Storage.Files;

/// <summary>A file that somebody handed in. Two with the same content share the bytes, not the row.</summary>
public readonly record struct FileId(Guid Value) : IId<FileId>
{
    public static FileId New() => new(Guid.CreateVersion7());
    public static FileId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A piece of evidence: what it is and where it belongs. The bytes lie beside the database under their SHA-256 and are never changed.</summary>
public sealed class FileRow
{
    public FileId Id { get; init; }

    /// <summary>Community it belongs to; the empty id for papers of a division (a city's programme, a package).</summary>
    public CommunityId Community { get; init; }

    /// <summary>Division of a paper that belongs to no community; empty otherwise.</summary>
    public string Division { get; init; } = "";

    /// <summary>SHA-256 of the content, 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; init; } = "";
    public long Bytes { get; init; }
    public FileKind Kind { get; init; }

    /// <summary>Name the uploader's machine gave it, cleaned, with the ending that fits the content.</summary>
    public string Name { get; init; } = "";

    /// <summary>Carries personal data (ballots, copies of identity cards): handed out only to offices of the division and to whoever uploaded it.</summary>
    public bool Personal { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid By { get; init; }
}

/// <summary>A file was handed in.</summary>
/// <param name="Hash">SHA-256: whoever holds the file can prove that it is this one</param>
public sealed record FileStored(FileId File, CommunityId? Of, string Hash, long Bytes, FileKind Kind) : IFact
{
    public string Subject => $"file/{File}";
    public CommunityId? Community => Of;
    // The name of a file may be the name of a person: it stays out of the fact.
    public string Zh => $"上传附件（{Kind}，{FileSize.Zh(Bytes)}，校验值 {Hash[..12]}）";
}

public static class FileSize
{
    /// <summary>2.4 MB, 312 KB, 87 字节.</summary>
    public static string Zh(long bytes) => bytes switch
    {
        >= 1 << 20 => FormattableString.Invariant($"{bytes / 1048576.0:0.#} MB"),
        >= 1 << 10 => FormattableString.Invariant($"{bytes / 1024.0:0} KB"),
        _ => $"{bytes} 字节",
    };
}

sealed class FileTable : IEntityTypeConfiguration<FileRow>
{
    public void Configure(EntityTypeBuilder<FileRow> file)
    {
        file.ToTable("files_files").ReachedByCommunityOrDivision(f => f.Community, f => f.Division);
        file.Property(f => f.Hash).HasMaxLength(64);
        file.Property(f => f.Name).HasMaxLength(200);
        file.Property(f => f.Division).HasMaxLength(12);
        file.HasIndex(f => f.Hash);
        file.HasIndex(f => f.Community);
    }
}
